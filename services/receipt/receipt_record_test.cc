#include "services/receipt/receipt_record.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

v1::ReceiptBody BodyWith(std::initializer_list<v1::Indication> indications) {
  v1::ReceiptBody body;
  body.set_salt("salt");
  for (const v1::Indication indication : indications) {
    body.add_signatures()->mutable_conclusion()->set_indication(indication);
  }
  body.mutable_trust_snapshot()->set_version(0x0102030405060708);
  body.mutable_issued_at()->set_seconds(1767225600);
  return body;
}

int IndicationOctet(const v1::ReceiptBody& body) {
  return static_cast<unsigned char>(ReceiptLeaf(body, "body")[33]);
}

TEST(ReceiptRecordTest, SerialIsIndexPlusOne) {
  EXPECT_EQ((LogPosition{0, absl::UnixEpoch()}.serial()), 1);
}

TEST(ReceiptRecordTest, LeafHasTheDocumentedLayout) {
  const std::string leaf =
      ReceiptLeaf(BodyWith({v1::INDICATION_TOTAL_PASSED}), "body");
  EXPECT_EQ(leaf.size(), 50u);
  EXPECT_EQ(absl::BytesToHexString(leaf),
            absl::StrCat("01", Sha256("saltbody").hex(), "01",
                         "0102030405060708", "000000006955b900"));
}

TEST(ReceiptRecordTest, LeafNamesTheWorstIndication) {
  const auto passed = v1::INDICATION_TOTAL_PASSED;
  const auto failed = v1::INDICATION_TOTAL_FAILED;
  const auto indeterminate = v1::INDICATION_INDETERMINATE;
  EXPECT_EQ(IndicationOctet(BodyWith({passed, passed})), passed);
  EXPECT_EQ(IndicationOctet(BodyWith({passed, indeterminate})), indeterminate);
  EXPECT_EQ(IndicationOctet(BodyWith({failed, indeterminate})), failed);
  EXPECT_EQ(IndicationOctet(BodyWith({indeterminate, failed})), failed);
}

TEST(ReceiptRecordTest, LeafNeverSaysPassedWithoutAPassedSignature) {
  EXPECT_EQ(IndicationOctet(BodyWith({})), 0);
  EXPECT_EQ(IndicationOctet(BodyWith(
                {v1::INDICATION_TOTAL_PASSED, v1::INDICATION_UNSPECIFIED})),
            0);
}

TEST(ReceiptRecordTest, LeafHidesTheBodyBehindItsSalt) {
  v1::ReceiptBody other = BodyWith({v1::INDICATION_TOTAL_PASSED});
  other.set_salt("SALT");
  EXPECT_NE(ReceiptLeaf(other, "body"),
            ReceiptLeaf(BodyWith({v1::INDICATION_TOTAL_PASSED}), "body"));
}

}  // namespace
}  // namespace kepil
