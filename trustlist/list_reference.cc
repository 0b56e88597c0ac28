#include "trustlist/list_reference.h"

#include "base/error.h"

namespace kepil {

bool LacksListReference(const v1::Authority& authority) {
  return (authority.kind() == v1::AUTHORITY_KIND_FOREIGN_CA ||
          authority.kind() == v1::AUTHORITY_KIND_FOREIGN_TTP) &&
         authority.interstate_list_ref().empty();
}

absl::Status CheckListReference(const v1::Authority& authority,
                                ListReference rule) {
  if (rule == ListReference::kRequired && LacksListReference(authority)) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_LIST_REFERENCE_MISSING,
                     "the registration names no entry of the approved list of "
                     "objects for exchange between states",
                     {{"authority_id", authority.id()}});
  }
  return absl::OkStatus();
}

}  // namespace kepil
