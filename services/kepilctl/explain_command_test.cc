#include "services/kepilctl/explain_command.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/fake_server.h"
#include "services/kepilctl/file_octets.h"
#include "services/receipt/dvcs_receipt.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kId[] = "0123456789abcdef0123456789abcdef";

v1::ReceiptBody RevokedBody() {
  v1::ReceiptBody body = MakeTestReceiptDraft(
      v1::INDICATION_INDETERMINATE, v1::SUB_INDICATION_REVOKED_NO_POE);
  body.set_id(std::string(16, '\x01'));
  body.set_salt(std::string(32, '\x02'));
  body.set_serial(1);
  body.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(TestReceiptTime()));
  v1::SignatureReport& report = *body.mutable_signatures(0);
  report.clear_conclusion();
  report.mutable_conclusion()->set_indication(v1::INDICATION_INDETERMINATE);
  report.mutable_conclusion()->set_sub_indication(
      v1::SUB_INDICATION_REVOKED_NO_POE);
  v1::Finding& finding = *report.mutable_conclusion()->add_findings();
  finding.set_constraint(v1::CONSTRAINT_NOT_REVOKED);
  finding.set_level(v1::LEVEL_FAIL);
  finding.set_outcome(v1::CHECK_OUTCOME_FAILED);
  finding.set_reason(v1::FINDING_REASON_CERTIFICATE_REVOKED);
  finding.set_subject(std::string(32, '\x33'));
  return body;
}

class ExplainCommandTest : public testing::Test {
 protected:
  ExplainCommandTest() {
    server_.validation.on_GetReceipt = [](const v1::GetReceiptRequest& request)
        -> absl::StatusOr<v1::GetReceiptResponse> {
      v1::GetReceiptResponse response;
      response.mutable_receipt()->set_id(request.receipt_id());
      response.mutable_receipt()->set_body(RevokedBody().SerializeAsString());
      return response;
    };
  }

  static std::string Path(const std::string& name) {
    return absl::StrCat(testing::TempDir(), "/explain_command/", name);
  }
  ExitCode Run(std::vector<std::string> words) {
    words.insert(words.begin(), {"receipt", "explain"});
    return server_.Run({ExplainCommand()}, words);
  }

  FakeServer server_;
};

// Law: ACL-01, DEC-05.
TEST_F(ExplainCommandTest, ExplainsAReceiptOfTheServerInEveryLanguage) {
  EXPECT_EQ(Run({kId, "--lang", "en"}), ExitCode::kYes);
  EXPECT_THAT(server_.out, StartsWith("The check was made automatically"));
  EXPECT_THAT(
      server_.out,
      HasSubstr("Check: The signer's registration certificate is not revoked. "
                "Outcome: not met.\n"
                "  Reason: The registration certificate was revoked.\n"
                "  Evidence: SHA-256 3333"));
  server_.out.clear();
  EXPECT_EQ(Run({kId, "--lang", "ru"}), ExitCode::kYes);
  EXPECT_THAT(server_.out,
              HasSubstr("  Причина: Регистрационное свидетельство отозвано."));
  server_.out.clear();
  EXPECT_EQ(Run({kId, "--lang", "kk"}), ExitCode::kYes);
  EXPECT_THAT(server_.out,
              HasSubstr("  Себебі: Тіркеу куәлігі кері қайтарып алынған."));
}

TEST_F(ExplainCommandTest, ExplainsAFileWithoutAServer) {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  const auto dvc =
      SignDvc(RevokedBody().SerializeAsString(), authority.identity);
  ASSERT_THAT(dvc, IsOk());
  ASSERT_THAT(WriteFileOctets(Path("x.dvc"), *dvc), IsOk());
  server_.validation.on_GetReceipt = nullptr;
  EXPECT_EQ(Run({Path("x.dvc"), "--lang", "en", "--json"}), ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("\"kind\":\"RESULT\",\"value\":"
                                     "\"INDETERMINATE\""));
  EXPECT_THAT(server_.out,
              HasSubstr("\"kind\":\"FINDING\",\"value\":\"NOT_REVOKED\""));
}

TEST_F(ExplainCommandTest, NeedsALanguageAndAReceipt) {
  EXPECT_EQ(Run({kId}), ExitCode::kNoAnswer);
  EXPECT_EQ(Run({kId, "--lang", "de"}), ExitCode::kNoAnswer);
  EXPECT_EQ(Run({"--lang", "en"}), ExitCode::kNoAnswer);
  ASSERT_THAT(WriteFileOctets(Path("y.dvc"), "no receipt"), IsOk());
  EXPECT_EQ(Run({Path("y.dvc"), "--lang", "en"}), ExitCode::kNoAnswer);
  EXPECT_EQ(Run({Path("absent.dvc"), "--lang", "en"}), ExitCode::kNoAnswer);
  EXPECT_THAT(server_.out, Not(HasSubstr("Check")));
}

}  // namespace
}  // namespace kepil
