#include "engine/signature/dvcs_answer.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/time/time.h"
#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

DvcsCertificateInfo Full() {
  DvcsCertificateInfo info;
  info.information.nonce = std::string("\x01", 1);
  info.imprint.hash = HashAlgorithm::kSha384;
  info.imprint.value = std::string(48, 'i');
  info.serial = std::string("\x00\x80\x00", 3);
  info.response_time.time = absl::FromUnixSeconds(1700000000);
  info.status = DvcStatusInfo{DvcStatus::kRejection, {"no"}, {7}};
  info.policy_oid = "1.2.3";
  info.request_signature = DerSequence({DerInt64(1)});
  DvcsTarget target;
  target.target = {DvcsToken::Kind::kCertificate, DerSequence({DerNull()})};
  target.chain = {{DvcsToken::Kind::kAssertion,
                   DerSequence({DerOidFromText("1.2.840.113549.1.7.2"),
                                DerExplicit(0, DerSequence({}))})},
                  {DvcsToken::Kind::kPkiStatus, DerSequence({DerInt64(0)})}};
  info.targets = {target};
  info.extensions = {{"1.2.3.4", false, "body"}};
  return info;
}

TEST(DvcsAnswerTest, ReadsACertificateInfoInEveryEncoding) {
  for (const DvcsEncoding encoding :
       {DvcsEncoding::kRfc3029, DvcsEncoding::kBouncyCastle,
        DvcsEncoding::kStb}) {
    const std::string der = WriteDvcsCertificateInfo(Full(), encoding);
    const auto answer = ParseDvcsAnswer(der);
    ASSERT_THAT(answer, IsOk());
    ASSERT_TRUE(answer->info.has_value());
    EXPECT_FALSE(answer->error.has_value());
    const DvcsCertificateInfo& info = *answer->info;
    EXPECT_EQ(info.serial, Full().serial);
    EXPECT_EQ(info.imprint.value, Full().imprint.value);
    EXPECT_EQ(info.response_time.time, Full().response_time.time);
    EXPECT_EQ(info.status->status, DvcStatus::kRejection);
    EXPECT_THAT(info.status->fail_info, ElementsAre(7));
    EXPECT_EQ(info.policy_oid, "1.2.3");
    EXPECT_EQ(info.request_signature, Full().request_signature);
    ASSERT_THAT(info.targets, SizeIs(1));
    EXPECT_EQ(info.targets[0].chain[0].der, Full().targets[0].chain[0].der);
    ASSERT_THAT(info.extensions, SizeIs(1));
    EXPECT_EQ(info.extensions[0].value, "body");
    EXPECT_EQ(WriteDvcsCertificateInfo(info, encoding), der);
  }
}

TEST(DvcsAnswerTest, ReadsTheSmallest) {
  DvcsCertificateInfo info;
  info.imprint.hash = HashAlgorithm::kSha256;
  info.imprint.value = std::string(32, 'i');
  info.serial = std::string("\x01", 1);
  info.response_time.token = DerSequence({DerNull()});
  const auto answer =
      ParseDvcsAnswer(WriteDvcsCertificateInfo(info, DvcsEncoding::kRfc3029));
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->info->response_time.token, info.response_time.token);
  EXPECT_FALSE(answer->info->status.has_value());
}

TEST(DvcsAnswerTest, WritesAnErrorNoticeUnderTheImplicitTag) {
  DvcsErrorNotice notice;
  notice.status = {DvcStatus::kRejection, {}, {5}};
  notice.transaction_identifier = DerWrap(DerContext(6), "u:");
  const std::string der = WriteDvcsErrorNotice(notice);
  EXPECT_EQ(absl::BytesToHexString(der),
            "a00d30070201020302020486"
            "02753a");
  const auto answer = ParseDvcsAnswer(der);
  ASSERT_THAT(answer, IsOk());
  ASSERT_TRUE(answer->error.has_value());
  EXPECT_THAT(answer->error->status.fail_info, ElementsAre(5));
  EXPECT_EQ(answer->error->transaction_identifier,
            notice.transaction_identifier);
}

TEST(DvcsAnswerTest, RefusesWhatIsNoAnswer) {
  const std::string good =
      WriteDvcsCertificateInfo(Full(), DvcsEncoding::kRfc3029);
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(ParseDvcsAnswer(good.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(ParseDvcsAnswer(good + '\0').ok());
  EXPECT_FALSE(ParseDvcsAnswer(DerExplicit(1, DerNull())).ok());
  EXPECT_FALSE(ParseDvcsAnswer(DerSequence({})).ok());
  EXPECT_FALSE(ParseDvcsAnswer(absl::HexStringToBytes("a000")).ok());
}

}  // namespace
}  // namespace kepil
