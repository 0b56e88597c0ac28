#ifndef KEPIL_TRUSTLIST_LIST_REFERENCE_H_
#define KEPIL_TRUSTLIST_LIST_REFERENCE_H_

#include "absl/status/status.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// Exchange between states goes through objects of a list that the authorised
// body approves (REG-23, K83(9)). Whether a registration must say under which
// entry is the node's choice until a by-law says it.
enum class ListReference { kOptional, kRequired };

// Whether `authority` is a party to that exchange and names no entry.
bool LacksListReference(const v1::Authority& authority);

// FAILED_PRECONDITION/LIST_REFERENCE_MISSING if it lacks a reference that is
// required.
absl::Status CheckListReference(const v1::Authority& authority,
                                ListReference rule);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_LIST_REFERENCE_H_
