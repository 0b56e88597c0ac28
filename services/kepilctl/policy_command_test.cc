#include "services/kepilctl/policy_command.h"

#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/policy.pb.h"
#include "services/kepilctl/fake_server.h"

namespace kepil {
namespace {

using testing::HasSubstr;

TEST(PolicyCommandTest, ListsAndShows) {
  v1::ValidationPolicy policy;
  policy.set_urn("urn:p");
  FakeServer server;
  server.validation.on_ListPolicies = [](const v1::ListPoliciesRequest&) {
    v1::ListPoliciesResponse response;
    response.add_policies()->set_urn("urn:p");
    return response;
  };
  server.validation.on_GetPolicy = [&](const v1::GetPolicyRequest& request) {
    v1::GetPolicyResponse response;
    response.set_source(
        request.policy_id() == "urn:p" ? policy.SerializeAsString() : "\xff");
    return response;
  };
  EXPECT_EQ(server.Run(PolicyCommands(), {"policy", "list", "--json"}),
            ExitCode::kYes);
  EXPECT_THAT(server.out, HasSubstr("\"urn\":\"urn:p\""));
  EXPECT_EQ(server.Run(PolicyCommands(), {"policy", "show", "urn:p"}),
            ExitCode::kYes);
  EXPECT_EQ(server.out,
            "# sha256: " + Sha256(policy.SerializeAsString()).hex() +
                "\nurn: \"urn:p\"\n");
  EXPECT_EQ(server.Run(PolicyCommands(), {"policy", "show", "x"}),
            ExitCode::kNoAnswer);
}

}  // namespace
}  // namespace kepil
