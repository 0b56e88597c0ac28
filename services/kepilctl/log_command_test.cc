#include "services/kepilctl/log_command.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/fake_server.h"
#include "services/kepilctl/file_octets.h"
#include "services/receipt/receipt_record.h"
#include "tests/support/log_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::HasSubstr;

constexpr char kId[] = "0123456789abcdef0123456789abcdef";

// A log of four leaves; the third is a receipt's.
class LogCommandTest : public testing::Test {
 protected:
  LogCommandTest() {
    body_.set_serial(3);
    body_.set_salt("salt");
    PublishLeaves(storage_, anchor_, signer_, {"a", "b"});
    old_checkpoint_ = *storage_.ReadCheckpoint();
    PublishLeaves(storage_, anchor_, signer_,
                  {ReceiptLeaf(body_, body_.SerializeAsString()), "d"});
    server_.transparency.Serve(storage_);
    server_.validation.on_GetServiceInfo =
        [this](const v1::GetServiceInfoRequest&) {
          v1::GetServiceInfoResponse response;
          response.set_receipts_log_vkey(signer_.verifier().vkey());
          return response;
        };
    server_.validation.on_GetReceipt = [this](const v1::GetReceiptRequest&) {
      v1::GetReceiptResponse response;
      response.mutable_receipt()->set_body(body_.SerializeAsString());
      return response;
    };
  }

  static std::string Write(const std::string& name, const std::string& text) {
    const std::string path = testing::TempDir() + "/log_command_" + name;
    EXPECT_THAT(WriteFileOctets(path, text), IsOk());
    return path;
  }
  ExitCode Run(std::vector<std::string> words) {
    words.insert(words.begin(), "log");
    return server_.Run(LogCommands(), words);
  }

  MemoryLogStorage storage_;
  MemoryLogAnchor anchor_;
  const NoteSigner signer_ = MakeTestNoteSigner("log.example/ctl");
  v1::ReceiptBody body_;
  std::string old_checkpoint_;
  FakeServer server_;
};

TEST_F(LogCommandTest, CheckpointIsVerifiedUnderTheKey) {
  EXPECT_EQ(Run({"checkpoint"}), ExitCode::kYes);
  EXPECT_EQ(server_.out, *storage_.ReadCheckpoint());
  const std::string other =
      Write("other.vkey",
            MakeTestNoteSigner("log.example/ctl", 'x').verifier().vkey());
  EXPECT_EQ(Run({"checkpoint", "--log-key", other}), ExitCode::kNo);
  EXPECT_THAT(server_.out, HasSubstr("UNKNOWN_KEY"));
}

TEST_F(LogCommandTest, ProvesThatAReceiptIsIncluded) {
  EXPECT_EQ(Run({"prove", kId, "--json"}), ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("\"index\":2,\"included\":true"));
  body_.set_caller("somebody else");
  EXPECT_EQ(Run({"prove", kId, "--json"}), ExitCode::kNo);
  EXPECT_THAT(server_.out, HasSubstr("\"included\":false"));
}

TEST_F(LogCommandTest, ProvesAnIndexAndConsistency) {
  EXPECT_EQ(Run({"prove", "3", "--old", "2"}), ExitCode::kYes);
  EXPECT_EQ(Run({"prove", "--old", Write("old", old_checkpoint_)}),
            ExitCode::kYes);
  EXPECT_EQ(Run({"prove", "4"}), ExitCode::kNoAnswer);
  EXPECT_THAT(server_.err, HasSubstr("TREE_TOO_SMALL"));
  EXPECT_EQ(Run({"prove", "x"}), ExitCode::kNoAnswer);
  EXPECT_EQ(Run({"prove"}), ExitCode::kNoAnswer);
}

TEST_F(LogCommandTest, AForkedHistoryIsNotConsistent) {
  MemoryLogStorage fork;
  MemoryLogAnchor anchor;
  PublishLeaves(fork, anchor, signer_, {"a", "other"});
  EXPECT_EQ(
      Run({"prove", "--json", "--old", Write("fork", *fork.ReadCheckpoint())}),
      ExitCode::kNo);
  EXPECT_THAT(server_.out, HasSubstr("\"consistent\":false"));
}

TEST_F(LogCommandTest, FsckTellsAWholeLogFromADamagedOne) {
  EXPECT_EQ(Run({"fsck", "--json"}), ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("\"clean\":true"));
  std::string bundle = *storage_.ReadEntryBundle({0, 0, 4});
  bundle.back() ^= 1;
  storage_.SetBundle({0, 0, 4}, bundle);
  EXPECT_EQ(Run({"fsck", "--json"}), ExitCode::kNo);
  EXPECT_THAT(server_.out, HasSubstr("\"clean\":false"));
  EXPECT_EQ(Run({"fsck", "--dir", testing::TempDir()}), ExitCode::kNoAnswer);
}

// One key, two origins: the acts log is told by the receipts log's key.
TEST_F(LogCommandTest, ActsLogHasItsOwnOriginUnderTheSameKey) {
  const NoteSigner receipts = MakeTestNoteSigner("node/receipts");
  MemoryLogStorage acts;
  MemoryLogAnchor anchor;
  PublishLeaves(acts, anchor, MakeTestNoteSigner("node/acts"), {"a", "b"});
  server_.transparency.Serve(acts);
  server_.validation.on_GetServiceInfo = [&](const v1::GetServiceInfoRequest&) {
    v1::GetServiceInfoResponse response;
    response.set_receipts_log_vkey(receipts.verifier().vkey());
    return response;
  };
  EXPECT_EQ(Run({"checkpoint", "--acts"}), ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("node/acts"));
  EXPECT_EQ(Run({"prove", "--acts", "1"}), ExitCode::kYes);
  EXPECT_EQ(Run({"fsck", "--acts"}), ExitCode::kYes);
  EXPECT_EQ(Run({"checkpoint"}), ExitCode::kNo);
  EXPECT_EQ(Run({"prove", "--acts", kId}), ExitCode::kNoAnswer);
}

}  // namespace
}  // namespace kepil
