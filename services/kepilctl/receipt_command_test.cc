#include "services/kepilctl/receipt_command.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/fake_server.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/receipt_files.h"
#include "services/receipt/group_dvc.h"
#include "services/receipt/group_tree.h"
#include "tests/support/log_fixture.h"
#include "tests/support/pki_builder.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::HasSubstr;

constexpr char kId[] = "0123456789abcdef0123456789abcdef";

class ReceiptCommandTest : public testing::Test {
 protected:
  ReceiptCommandTest() {
    server_.validation.on_GetReceipt = [](const v1::GetReceiptRequest& request)
        -> absl::StatusOr<v1::GetReceiptResponse> {
      v1::ReceiptBody body;
      body.set_caller("who-asked");
      v1::GetReceiptResponse response;
      response.mutable_receipt()->set_id(request.receipt_id());
      response.mutable_receipt()->set_dvc("DVC");
      response.mutable_receipt()->set_tlog_proof("PROOF");
      response.mutable_receipt()->set_body(body.SerializeAsString());
      return response;
    };
    const TestIdentity anchor =
        SelfSignTestCertificate({"CN=A",
                                 TestKey::Generate(TestKeyKind::kP256),
                                 absl::FromUnixSeconds(0),
                                 absl::FromUnixSeconds(1'900'000'000),
                                 "01",
                                 TestCaExtensions(),
                                 true,
                                 {}});
    Write("anchors.pem", anchor.CertificatePem());
    Write("x.dvc", "no receipt");
  }

  static std::string Path(const std::string& name) {
    return absl::StrCat(testing::TempDir(), "/receipt_command/", name);
  }
  static void Write(const std::string& name, const std::string& octets) {
    ASSERT_THAT(WriteFileOctets(Path(name), octets), IsOk());
  }
  ExitCode Run(std::vector<std::string> words) {
    words.insert(words.begin(), "receipt");
    return server_.Run(ReceiptCommands(), words);
  }

  FakeServer server_;
};

TEST_F(ReceiptCommandTest, GetWritesTheFiles) {
  EXPECT_EQ(Run({"get", kId, "--out", Path("out")}), ExitCode::kYes);
  EXPECT_THAT(ReadFileOctets(Path(absl::StrCat("out/", kId, ".dvc"))),
              IsOkAndHolds("DVC"));
  EXPECT_THAT(ReadFileOctets(Path(absl::StrCat("out/", kId, ".tlog-proof"))),
              IsOkAndHolds("PROOF"));
}

TEST_F(ReceiptCommandTest, GetPrintsTheBody) {
  EXPECT_EQ(Run({"get", kId, "--body"}), ExitCode::kYes);
  EXPECT_EQ(server_.out, "caller: \"who-asked\"\n");
}

TEST_F(ReceiptCommandTest, VerifySaysNoToWhatIsNoReceipt) {
  EXPECT_EQ(Run({"verify", Path("x.dvc"), "--anchors", Path("anchors.pem"),
                 "--json"}),
            ExitCode::kNo);
  EXPECT_THAT(server_.out, HasSubstr("\"genuine\":false"));
  EXPECT_THAT(server_.out, HasSubstr("\"problems\":[\"UNREADABLE\"]"));
}

TEST_F(ReceiptCommandTest, VerifyReadsTheSavedKeysOfADirectory) {
  Write("keys/keys.txt",
        *ReadFileOctets(Path("anchors.pem")) +
            MakeTestNoteSigner("log.example/a").verifier().vkey());
  EXPECT_EQ(Run({"verify", Path("x.dvc"), "--trust", Path("keys")}),
            ExitCode::kNo);
  EXPECT_THAT(server_.out, HasSubstr("NOT GENUINE"));
}

TEST_F(ReceiptCommandTest, VerifyChecksAGroupsDvcAndThePathToIt) {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  const std::string first = MakeTestReceiptRecord(0, TestReceiptTime()).body;
  const std::string second = MakeTestReceiptRecord(1, TestReceiptTime()).body;
  const GroupTree tree({first, second});
  v1::ReceiptBody body;
  ASSERT_TRUE(body.ParseFromString(first));
  const auto dvc =
      SignGroupDvc({tree.root(), 2, 1, body.policy().oid(), TestReceiptTime()},
                   authority.identity);
  ASSERT_THAT(dvc, IsOk());
  Write("anchor.pem", authority.root.CertificatePem());
  v1::IssuedReceipt receipt;
  receipt.set_id(kId);
  receipt.set_dvc(*dvc);
  receipt.set_body(second);
  *receipt.mutable_group() = tree.PathOf(1);
  ASSERT_THAT(SaveReceipt(receipt, Path("group")), IsOk());
  const std::string file = Path(absl::StrCat("group/", kId, ".dvc"));
  const auto verify = [&] {
    server_.out.clear();
    return Run({"verify", file, "--anchors", Path("anchor.pem"), "--json"});
  };
  EXPECT_EQ(verify(), ExitCode::kYes) << server_.out;
  EXPECT_THAT(server_.out, HasSubstr("\"serial\":2"));
  EXPECT_THAT(server_.out, HasSubstr("\"group_size\":2"));
  EXPECT_EQ(Run({"explain", file, "--lang", "en"}), ExitCode::kYes);

  receipt.set_body(first);  // Of another member.
  ASSERT_THAT(SaveReceipt(receipt, Path("group")), IsOk());
  EXPECT_EQ(verify(), ExitCode::kNo);
  EXPECT_THAT(server_.out, HasSubstr("GROUP_PATH_INVALID"));

  Write("group/alone.dvc", *dvc);
  server_.out.clear();
  EXPECT_EQ(Run({"verify", Path("group/alone.dvc"), "--anchors",
                 Path("anchor.pem"), "--json"}),
            ExitCode::kNo);
  EXPECT_THAT(server_.out, HasSubstr("GROUP_MEMBER_MISSING"));
}

TEST_F(ReceiptCommandTest, VerifyNeedsTrustAndReadableFiles) {
  EXPECT_EQ(Run({"verify", Path("x.dvc")}), ExitCode::kNoAnswer);
  EXPECT_EQ(Run({"verify", "--anchors", Path("anchors.pem")}),
            ExitCode::kNoAnswer);
  EXPECT_EQ(
      Run({"verify", Path("absent.dvc"), "--anchors", Path("anchors.pem")}),
      ExitCode::kNoAnswer);
  EXPECT_EQ(Run({"verify", Path("absent.dvc"), Path("x.dvc"), "--anchors",
                 Path("anchors.pem")}),
            ExitCode::kNo);
}

}  // namespace
}  // namespace kepil
