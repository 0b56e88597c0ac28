#include "services/kepilctl/principal_command.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

v1::ChangeInfo MakeChange(int64_t version, const std::string& id,
                          v1::PrincipalRole role) {
  v1::ChangeStatement statement;
  statement.mutable_principal()->set_id(id);
  statement.mutable_principal()->add_roles(role);
  statement.mutable_principal()->set_unit(std::to_string(version));
  v1::ChangeInfo change;
  change.set_state(v1::CHANGE_STATE_EFFECTIVE);
  change.set_effective_version(version);
  change.set_statement(statement.SerializeAsString());
  return change;
}

std::vector<std::string> Units(
    const std::vector<v1::PrincipalRecord>& principals) {
  std::vector<std::string> units;
  for (const v1::PrincipalRecord& principal : principals) {
    units.push_back(principal.id() + ":" + principal.unit());
  }
  return units;
}

TEST(PrincipalsInTest, KeepsTheNewestEffectiveRecordOfEach) {
  std::vector<v1::ChangeInfo> changes = {
      MakeChange(5, "b", v1::PRINCIPAL_ROLE_APPROVER),
      MakeChange(2, "b", v1::PRINCIPAL_ROLE_APPROVER),
      MakeChange(3, "a", v1::PRINCIPAL_ROLE_REGISTRAR),
      MakeChange(4, "r", v1::PRINCIPAL_ROLE_RELYING_PARTY)};
  changes.push_back(MakeChange(9, "a", v1::PRINCIPAL_ROLE_REGISTRAR));
  changes.back().set_state(v1::CHANGE_STATE_REFUSED);
  EXPECT_THAT(Units(PrincipalsIn(changes, PrincipalKind::kOfficer)),
              testing::ElementsAre("a:3", "b:5"));
  EXPECT_THAT(Units(PrincipalsIn(changes, PrincipalKind::kCaller)),
              testing::ElementsAre("r:4"));
}

TEST(PrincipalsInTest, PassesOverOtherRecords) {
  v1::ChangeInfo change;
  change.set_state(v1::CHANGE_STATE_EFFECTIVE);
  change.set_effective_version(1);
  v1::ChangeStatement statement;
  statement.mutable_authority()->set_id("xa");
  change.set_statement(statement.SerializeAsString());
  EXPECT_TRUE(PrincipalsIn({change}, PrincipalKind::kCaller).empty());
}

}  // namespace
}  // namespace kepil
