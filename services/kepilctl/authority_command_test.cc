#include "services/kepilctl/authority_command.h"

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/fake_server.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::HasSubstr;
using testing::Not;

v1::AuthorityInfo MakeAuthority(const std::string& id,
                                v1::ServiceStatus status) {
  v1::AuthorityInfo info;
  info.set_status(status);
  info.mutable_authority()->set_id(id);
  v1::TrustService& service = *info.mutable_authority()->add_services();
  service.set_id(id + "-ca");
  service.add_revocation()->add_sources()->set_crl_url("http://x/crl");
  v1::StatusEntry& entry = *service.add_history();
  entry.set_status(status);
  entry.set_ground("order 7");
  entry.set_change_id("\x0a");
  return info;
}

class AuthorityCommandTest : public testing::Test {
 protected:
  AuthorityCommandTest() {
    server_.trust_list.on_ListAuthorities =
        [this](const v1::ListAuthoritiesRequest& request) {
          at_ = request.at().seconds();
          recorded_at_ = request.recorded_at().seconds();
          v1::ListAuthoritiesResponse response;
          *response.add_authorities() =
              MakeAuthority("xa", v1::SERVICE_STATUS_ACTIVE);
          *response.add_authorities() =
              MakeAuthority("xc", v1::SERVICE_STATUS_SUSPENDED);
          return response;
        };
    server_.trust_list.on_GetAuthority =
        [](const v1::GetAuthorityRequest& request)
        -> absl::StatusOr<v1::GetAuthorityResponse> {
      if (request.authority_id() != "xa") {
        return MakeError(absl::StatusCode::kNotFound,
                         v1::ERROR_REASON_AUTHORITY_UNKNOWN, "none");
      }
      v1::GetAuthorityResponse response;
      *response.mutable_authority() =
          MakeAuthority("xa", v1::SERVICE_STATUS_ACTIVE);
      return response;
    };
    server_.registrar.on_ProposeChange =
        [this](const v1::ProposeChangeRequest& request) {
          draft_ = request.draft();
          v1::ProposeChangeResponse response;
          response.set_change_id("0a");
          response.set_statement("STATEMENT");
          return response;
        };
    server_.registrar.on_SuspendService =
        [](const v1::SuspendServiceRequest& request) {
          v1::SuspendServiceResponse response;
          response.set_version(request.signature() == "SIG" ? 12 : 0);
          return response;
        };
  }

  static std::string Path(const std::string& name) {
    return testing::TempDir() + "/authority_command_" + name;
  }
  ExitCode Run(std::vector<std::string> words) {
    words.insert(words.begin(), "ca");
    return server_.Run(AuthorityCommands(), words);
  }

  int64_t at_ = 0;
  int64_t recorded_at_ = 0;
  v1::ChangeDraft draft_;
  FakeServer server_;
};

TEST_F(AuthorityCommandTest, ListsByStatusAndTime) {
  EXPECT_EQ(Run({"list", "--at", "1970-01-02"}), ExitCode::kYes);
  EXPECT_EQ(at_, 86400);
  EXPECT_THAT(server_.out, HasSubstr("xa"));
  EXPECT_EQ(Run({"list", "--at", "1970-01-02", "--recorded-at", "1970-01-03"}),
            ExitCode::kYes);
  EXPECT_EQ(recorded_at_, 2 * 86400);
  EXPECT_EQ(Run({"list", "--status", "SUSPENDED", "--json"}), ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("\"id\":\"xc\""));
  EXPECT_THAT(server_.out, Not(HasSubstr("\"id\":\"xa\"")));
  EXPECT_EQ(Run({"list", "--status", "suspended"}), ExitCode::kNoAnswer);
}

TEST_F(AuthorityCommandTest, ShowsServicesAndHistory) {
  EXPECT_EQ(Run({"show", "xa"}), ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("http://x/crl"));
  // The change behind it is for officers; the history is not.
  EXPECT_EQ(Run({"history", "xa", "--json"}), ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("\"ground\":\"order 7\""));
  EXPECT_THAT(server_.out, HasSubstr("\"change_id\":\"0a\""));
  EXPECT_EQ(Run({"show", "xb"}), ExitCode::kNoAnswer);
  EXPECT_THAT(server_.err, HasSubstr("AUTHORITY_UNKNOWN"));
}

TEST_F(AuthorityCommandTest, SuspendProposesAndThenActs) {
  EXPECT_EQ(Run({"suspend", "xa", "--ground", "order 7", "--until",
                 "1970-01-02", "--out", Path("suspend.bin")}),
            ExitCode::kYes);
  EXPECT_EQ(draft_.act(), v1::ACT_SUSPEND);
  EXPECT_EQ(draft_.status().authority_id(), "xa");
  EXPECT_EQ(draft_.status().until().seconds(), 86400);
  EXPECT_FALSE(draft_.status().has_from());
  EXPECT_THAT(ReadFileOctets(Path("suspend.bin")), IsOkAndHolds("STATEMENT"));
  ASSERT_THAT(WriteFileOctets(Path("sig"), "SIG"), IsOk());
  EXPECT_EQ(Run({"suspend", "0a", "--signature", Path("sig"), "--json"}),
            ExitCode::kYes);
  EXPECT_THAT(server_.out, HasSubstr("\"effective_version\":12"));
}

TEST_F(AuthorityCommandTest, SuspendNeedsAnEndAndDoesNotMixItsSteps) {
  EXPECT_EQ(Run({"suspend", "xa", "--ground", "g", "--out", Path("s")}),
            ExitCode::kNoAnswer);
  EXPECT_EQ(Run({"suspend", "xa", "--ground", "g", "--signature", Path("s")}),
            ExitCode::kNoAnswer);
  EXPECT_EQ(draft_.act(), v1::ACT_UNSPECIFIED);
}

TEST_F(AuthorityCommandTest, ResumeAndTerminateAreProposals) {
  EXPECT_EQ(Run({"resume", "xa", "--ground", "g", "--out", Path("r")}),
            ExitCode::kYes);
  EXPECT_EQ(draft_.act(), v1::ACT_RESUME);
  EXPECT_EQ(Run({"terminate", "xa", "--ground", "g", "--from", "1970-01-02",
                 "--out", Path("t")}),
            ExitCode::kYes);
  EXPECT_EQ(draft_.act(), v1::ACT_TERMINATE);
  EXPECT_EQ(draft_.status().from().seconds(), 86400);
}

TEST_F(AuthorityCommandTest, ActsNameServiceAndOrderAndMayBeBackdated) {
  ASSERT_THAT(
      WriteFileOctets(Path("order"), "number: \"17-P\" body: \"Ministry\""),
      IsOk());
  EXPECT_EQ(
      Run({"terminate", "xa", "--ground", "g", "--service", "xa-ca", "--order",
           Path("order"), "--backdated-to", "1970-01-02", "--out", Path("t")}),
      ExitCode::kYes);
  EXPECT_EQ(draft_.status().service_id(), "xa-ca");
  EXPECT_EQ(draft_.status().order().number(), "17-P");
  EXPECT_TRUE(draft_.status().backdated());
  EXPECT_EQ(draft_.status().from().seconds(), 86400);
  EXPECT_EQ(Run({"archive", "xa", "--ground", "g", "--out", Path("a")}),
            ExitCode::kYes);
  EXPECT_EQ(draft_.act(), v1::ACT_ARCHIVE);
}

}  // namespace
}  // namespace kepil
