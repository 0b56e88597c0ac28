#include "services/receipt/group_dvc.h"

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/dvc_verifier.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::IsEmpty;

GroupFacts SomeFacts() {
  GroupFacts facts;
  facts.root = Sha256("root");
  facts.size = 3;
  facts.first_serial = 41;
  facts.policy_oid = "1.2.3";
  facts.issued_at = TestReceiptTime();
  return facts;
}

DvcsCertificateInfo Reread(const DvcsCertificateInfo& info) {
  const auto answer =
      ParseDvcsAnswer(WriteDvcsCertificateInfo(info, DvcsEncoding::kRfc3029));
  EXPECT_THAT(answer, IsOk());
  return *answer->info;
}

TEST(GroupDvcTest, SaysWhatWasPutIn) {
  const DvcsCertificateInfo info = Reread(GroupCertInfoOf(SomeFacts()));
  EXPECT_EQ(info.information.service, DvcsService::kCcpd);
  EXPECT_EQ(info.imprint.value, Sha256("root").bytes());
  EXPECT_EQ(info.serial, std::string("\0\x80\0\0\0\0\0\0\x29", 9));
  EXPECT_EQ(info.response_time.time, TestReceiptTime());
  const std::optional<GroupFacts> facts = GroupFactsOf(info);
  ASSERT_TRUE(facts.has_value());
  EXPECT_EQ(facts->root, Sha256("root"));
  EXPECT_EQ(facts->size, 3);
  EXPECT_EQ(facts->first_serial, 41);
  EXPECT_EQ(facts->policy_oid, "1.2.3");
  EXPECT_EQ(facts->issued_at, TestReceiptTime());
}

TEST(GroupDvcTest, SerialNumbersAreReadBackToTheLast) {
  for (const int64_t serial : {int64_t{1}, int64_t{255}, int64_t{1} << 40,
                               std::numeric_limits<int64_t>::max()}) {
    GroupFacts facts = SomeFacts();
    facts.first_serial = serial;
    const auto read = GroupFactsOf(Reread(GroupCertInfoOf(facts)));
    ASSERT_TRUE(read.has_value()) << serial;
    EXPECT_EQ(read->first_serial, serial);
  }
}

TEST(GroupDvcTest, AnythingMoreOrElseIsNoGroup) {
  const DvcsCertificateInfo right = GroupCertInfoOf(SomeFacts());
  std::vector<DvcsCertificateInfo> wrong(8, right);
  wrong[0].information.service = DvcsService::kVsd;
  wrong[1].serial = "\x29";
  wrong[2].status->status = DvcStatus::kRejection;
  wrong[3].information.nonce = "\x01";
  wrong[4].policy_oid = "1.2.4";
  wrong[5].extensions[0].is_critical = true;
  wrong[6].imprint.hash = HashAlgorithm::kSha512_256;
  wrong[7].extensions.push_back({"1.2.3", false, ""});
  for (size_t i = 0; i < wrong.size(); ++i) {
    EXPECT_FALSE(GroupFactsOf(Reread(wrong[i])).has_value()) << i;
  }
}

TEST(GroupDvcTest, IsAGenuineDvcToAnyClient) {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  const auto dvc = SignGroupDvc(SomeFacts(), authority.identity);
  ASSERT_THAT(dvc, IsOk());
  DvcVerifyInput input;
  input.dvc = *dvc;
  input.anchors = {authority.anchor};
  const DvcVerification verification = VerifyDvc(input);
  EXPECT_THAT(verification.problems, IsEmpty());
  EXPECT_EQ(verification.word, DvcWord::kGranted);
}

}  // namespace
}  // namespace kepil
