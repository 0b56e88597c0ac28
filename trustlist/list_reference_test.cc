#include "trustlist/list_reference.h"

#include "base/error.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// Law: REG-23.
TEST(ListReferenceTest, ForeignPartiesNeedOneWhereItIsRequired) {
  v1::Authority authority;
  for (const auto kind :
       {v1::AUTHORITY_KIND_FOREIGN_CA, v1::AUTHORITY_KIND_FOREIGN_TTP}) {
    authority.set_kind(kind);
    authority.clear_interstate_list_ref();
    EXPECT_TRUE(LacksListReference(authority));
    EXPECT_THAT(CheckListReference(authority, ListReference::kOptional),
                IsOk());
    const absl::Status missing =
        CheckListReference(authority, ListReference::kRequired);
    EXPECT_THAT(missing, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(missing, HasReason(v1::ERROR_REASON_LIST_REFERENCE_MISSING));
    authority.set_interstate_list_ref("order 12, entry 3");
    EXPECT_FALSE(LacksListReference(authority));
    EXPECT_THAT(CheckListReference(authority, ListReference::kRequired),
                IsOk());
  }
  authority.set_kind(v1::AUTHORITY_KIND_DOMESTIC_CA);
  authority.clear_interstate_list_ref();
  EXPECT_THAT(CheckListReference(authority, ListReference::kRequired), IsOk());
}

}  // namespace
}  // namespace kepil
