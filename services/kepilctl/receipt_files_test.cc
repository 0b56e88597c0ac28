#include "services/kepilctl/receipt_files.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TEST(ReceiptFilesTest, WritesBothFilesOrTheOneThereIs) {
  const std::string directory = testing::TempDir() + "/receipts";
  v1::IssuedReceipt receipt;
  receipt.set_id("0123456789abcdef0123456789abcdef");
  receipt.set_dvc("D");
  ASSERT_THAT(SaveReceipt(receipt, directory), IsOk());
  const std::string dvc = absl::StrCat(directory, "/", receipt.id(), ".dvc");
  EXPECT_THAT(ReadFileOctets(dvc), IsOkAndHolds("D"));
  EXPECT_FALSE(ReadFileOctets(ProofPathOf(dvc)).ok());
  receipt.set_tlog_proof("P");
  ASSERT_THAT(SaveReceipt(receipt, directory), IsOk());
  EXPECT_THAT(ReadFileOctets(ProofPathOf(dvc)), IsOkAndHolds("P"));
}

TEST(ReceiptFilesTest, AGroupsMemberStandsBesideItsDvc) {
  const std::string directory = testing::TempDir() + "/members";
  v1::IssuedReceipt receipt;
  receipt.set_id("0123456789abcdef0123456789abcdef");
  receipt.set_dvc("D");
  receipt.set_body("B");
  const std::string dvc = absl::StrCat(directory, "/", receipt.id(), ".dvc");
  ASSERT_THAT(SaveReceipt(receipt, directory), IsOk());
  EXPECT_THAT(ReadMemberOf(dvc), IsOkAndHolds(testing::Eq(std::nullopt)));
  receipt.mutable_group()->set_size(2);
  ASSERT_THAT(SaveReceipt(receipt, directory), IsOk());
  const auto member = ReadMemberOf(dvc);
  ASSERT_THAT(member, IsOk());
  ASSERT_TRUE(member->has_value());
  EXPECT_EQ((*member)->body(), "B");
  EXPECT_EQ((*member)->path().size(), 2);
  ASSERT_THAT(
      WriteFileOctets(absl::StrCat(directory, "/", receipt.id(), ".member"),
                      "\xff"),
      IsOk());
  EXPECT_THAT(ReadMemberOf(dvc), HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST(ReceiptFilesTest, AnIdFromTheServerIsNoPath) {
  for (const char* id : {"", "../../../../../../etc/cron.d/abcd", "0123",
                         "0123456789ABCDEF0123456789ABCDEF",
                         "0123456789abcdef0123456789abcdeg"}) {
    v1::IssuedReceipt receipt;
    receipt.set_id(id);
    EXPECT_THAT(SaveReceipt(receipt, testing::TempDir()),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << id;
  }
}

TEST(ReceiptFilesTest, ProofStandsBesideItsReceipt) {
  EXPECT_EQ(ProofPathOf("a/b.dvc"), "a/b.tlog-proof");
  EXPECT_EQ(ProofPathOf("a/b.der"), "");
}

}  // namespace
}  // namespace kepil
