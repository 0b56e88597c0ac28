#include "base/principal.h"

#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(PrincipalTest, HasOnlyTheRolesItWasGiven) {
  Principal principal;
  EXPECT_FALSE(HasRole(principal, Role::kRelyingParty));
  principal.roles = {Role::kRegistrar, Role::kAuditor};
  EXPECT_TRUE(HasRole(principal, Role::kRegistrar));
  EXPECT_TRUE(HasRole(principal, Role::kAuditor));
  EXPECT_FALSE(HasRole(principal, Role::kApprover));
}

TEST(PrincipalTest, NobodyHasTheRoleNone) {
  Principal principal;
  principal.roles = {Role::kNone};
  EXPECT_FALSE(HasRole(principal, Role::kNone));
}

}  // namespace
}  // namespace kepil
