#include "services/kepilctl/change_command.h"

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/policy.pb.h"
#include "services/kepilctl/fake_server.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::HasSubstr;

class ChangeCommandTest : public testing::Test {
 protected:
  ChangeCommandTest() {
    server_.registrar.on_ProposeChange =
        [this](const v1::ProposeChangeRequest& request) {
          draft_ = request.draft();
          v1::ProposeChangeResponse response;
          response.set_change_id("0a");
          response.set_statement("STATEMENT");
          return response;
        };
    server_.registrar.on_ApproveChange =
        [](const v1::ApproveChangeRequest& request)
        -> absl::StatusOr<v1::ApproveChangeResponse> {
      if (request.signature() != "GOOD") {
        return MakeError(absl::StatusCode::kPermissionDenied,
                         v1::ERROR_REASON_SAME_OFFICER, "no");
      }
      v1::ApproveChangeResponse response;
      response.set_version(12);
      return response;
    };
    server_.registrar.on_RefuseChange =
        [this](const v1::RefuseChangeRequest& request) {
          refusals_.push_back(request);
          v1::RefuseChangeResponse response;
          response.set_statement("REFUSAL");
          response.set_state(request.signature().empty()
                                 ? v1::CHANGE_STATE_PROPOSED
                                 : v1::CHANGE_STATE_REFUSED);
          return response;
        };
  }

  static std::string Write(const std::string& name, const std::string& text) {
    const std::string path = Path(name);
    EXPECT_THAT(WriteFileOctets(path, text), IsOk());
    return path;
  }
  static std::string Path(const std::string& name) {
    return testing::TempDir() + "/change_command_" + name;
  }
  ExitCode Run(std::vector<std::string> words) {
    return server_.Run(ChangeCommands(), words);
  }

  v1::ChangeDraft draft_;
  std::vector<v1::RefuseChangeRequest> refusals_;
  FakeServer server_;
};

TEST_F(ChangeCommandTest, ProposeWritesTheStatementToSign) {
  EXPECT_EQ(Run({"ca", "propose", Write("ca", "id: \"xa\""), "--out",
                 Path("change.bin"), "--json"}),
            ExitCode::kYes);
  EXPECT_EQ(draft_.act(), v1::ACT_APPROVE);
  EXPECT_EQ(draft_.authority().id(), "xa");
  EXPECT_THAT(ReadFileOctets(Path("change.bin")), IsOkAndHolds("STATEMENT"));
  EXPECT_THAT(server_.out, HasSubstr("\"change_id\":\"0a\""));
}

TEST_F(ChangeCommandTest, OfficersAndCallersAreToldApart) {
  const std::string officer =
      Write("officer", "id: \"o\" roles: PRINCIPAL_ROLE_APPROVER");
  const std::string caller =
      Write("caller", "id: \"r\" roles: PRINCIPAL_ROLE_RELYING_PARTY");
  const std::string out = Path("principal.bin");
  EXPECT_EQ(Run({"officer", "propose", officer, "--out", out}), ExitCode::kYes);
  EXPECT_EQ(draft_.principal().id(), "o");
  EXPECT_EQ(Run({"caller", "propose", caller, "--out", out}), ExitCode::kYes);
  EXPECT_EQ(draft_.principal().id(), "r");
  EXPECT_EQ(Run({"officer", "propose", caller, "--out", out}),
            ExitCode::kNoAnswer);
  EXPECT_EQ(Run({"caller", "propose", officer, "--out", out}),
            ExitCode::kNoAnswer);
}

TEST_F(ChangeCommandTest, APolicyBecomesARuleFile) {
  EXPECT_EQ(
      Run({"policy", "propose", Write("policy", "urn: \"urn:p\" oid: \"1.2\""),
           "--out", Path("policy.bin")}),
      ExitCode::kYes);
  EXPECT_EQ(draft_.rule().id(), "urn:p");
  v1::ValidationPolicy policy;
  ASSERT_TRUE(policy.ParseFromString(draft_.rule().content()));
  EXPECT_EQ(policy.oid(), "1.2");
}

TEST_F(ChangeCommandTest, RecordsOfLawAreProposedLikeAnyOther) {
  const auto propose = [this](const std::string& noun,
                              const std::string& text) {
    EXPECT_EQ(Run({noun, "propose", Write(noun, text), "--out", Path("law")}),
              ExitCode::kYes)
        << noun;
    EXPECT_EQ(draft_.act(), v1::ACT_APPROVE);
  };
  propose("rules", "urn: \"urn:r\" retention_years: 5");
  EXPECT_EQ(draft_.rule().id(), "urn:r");
  EXPECT_EQ(draft_.rule().kind(), v1::RULE_KIND_RULE_PACK);
  propose("calendar", "urn: \"urn:c\"");
  EXPECT_EQ(draft_.rule().kind(), v1::RULE_KIND_LEGAL_CALENDAR);
  propose("treaty", "id: \"xa-kz\"");
  EXPECT_EQ(draft_.treaty().id(), "xa-kz");
  propose("misuse", "reported_by: \"CA\"");
  EXPECT_EQ(draft_.key_misuse().reported_by(), "CA");
  propose("special-ca", "id: \"special\"");
  EXPECT_EQ(draft_.special_ca().id(), "special");
}

TEST_F(ChangeCommandTest, ApproveHandsInTheSignature) {
  EXPECT_EQ(Run({"ca", "approve", "0a", "--signature", Write("s", "GOOD")}),
            ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("12"));
  EXPECT_EQ(Run({"ca", "approve", "0a", "--signature", Write("s", "BAD")}),
            ExitCode::kNoAnswer);
  EXPECT_THAT(server_.err, HasSubstr("SAME_OFFICER"));
  EXPECT_EQ(Run({"ca", "approve", "0a"}), ExitCode::kNoAnswer);
}

TEST_F(ChangeCommandTest, RefuseGoesInTwoSteps) {
  EXPECT_EQ(Run({"ca", "refuse", "0a", "--reason", "no audit", "--out",
                 Path("refusal.bin")}),
            ExitCode::kYes);
  EXPECT_THAT(ReadFileOctets(Path("refusal.bin")), IsOkAndHolds("REFUSAL"));
  EXPECT_EQ(Run({"ca", "refuse", "0a", "--signature", Write("r", "SIG")}),
            ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("REFUSED"));
  ASSERT_EQ(refusals_.size(), 2u);
  EXPECT_EQ(refusals_[0].reason(), "no audit");
  EXPECT_EQ(refusals_[1].signature(), "SIG");
  // An empty signature would start another refusal.
  EXPECT_EQ(Run({"ca", "refuse", "0a", "--signature", Write("e", "")}),
            ExitCode::kNoAnswer);
  EXPECT_EQ(Run({"ca", "refuse", "0a", "--reason", "x"}), ExitCode::kNoAnswer);
  EXPECT_EQ(refusals_.size(), 2u);
}

TEST_F(ChangeCommandTest, ShowAndListTellWhatIsToBeSigned) {
  v1::ChangeStatement statement;
  statement.mutable_authority()->set_id("xa");
  statement.mutable_authority()->set_legal_name("Xalandia Trust");
  v1::ChangeInfo change;
  change.set_change_id("0a");
  change.set_state(v1::CHANGE_STATE_PROPOSED);
  change.set_statement(statement.SerializeAsString());
  server_.registrar.on_GetChange = [change](const v1::GetChangeRequest&) {
    v1::GetChangeResponse response;
    *response.mutable_change() = change;
    return response;
  };
  server_.registrar.on_ListChanges =
      [change](const v1::ListChangesRequest& request) {
        v1::ListChangesResponse response;
        if (request.state() == v1::CHANGE_STATE_PROPOSED) {
          *response.add_changes() = change;
        }
        return response;
      };
  EXPECT_EQ(Run({"changes", "show", "0a", "--out", Path("copy.bin")}),
            ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("Xalandia Trust"));
  EXPECT_THAT(ReadFileOctets(Path("copy.bin")),
              IsOkAndHolds(change.statement()));
  EXPECT_EQ(Run({"changes", "list", "--state", "PROPOSED"}), ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("authority xa"));
  EXPECT_EQ(Run({"changes", "list", "--state", "OPEN"}), ExitCode::kNoAnswer);
}

}  // namespace
}  // namespace kepil
