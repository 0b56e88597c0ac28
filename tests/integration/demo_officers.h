#ifndef KEPIL_TESTS_INTEGRATION_DEMO_OFFICERS_H_
#define KEPIL_TESTS_INTEGRATION_DEMO_OFFICERS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kepil/v1/registrar.pb.h"
#include "tests/integration/demo_house.h"

namespace kepil {

// What the officers of the demo do, over their own TLS identities. Officers are
// "officer-a" (registrar, north), "officer-b" (approver, south) and, once
// admitted, "officer-c" (both, west).

// Drafts that admit somebody of the demo PKI.
v1::ChangeDraft RelyingPartyDraft(const DemoHouse& house);
v1::ChangeDraft AuditorDraft(const DemoHouse& house);
v1::ChangeDraft OfficerCDraft(const DemoHouse& house);
// "xa" or "xc": the state's CAs with what its responder serves.
v1::ChangeDraft AuthorityDraft(const DemoHouse& house, absl::string_view state);
// One hour from now, "xc".
v1::ChangeDraft SuspensionDraft(absl::string_view state);

absl::StatusOr<v1::ProposeChangeResponse> ProposeAs(
    const DemoHouse& house, absl::string_view officer,
    const v1::ChangeDraft& draft);
// The detached CMS of the officer's recorded certificate over `statement`.
std::string SignAct(const DemoHouse& house, absl::string_view officer,
                    absl::string_view statement);
// The new version.
absl::StatusOr<int64_t> ApproveAs(const DemoHouse& house,
                                  absl::string_view officer,
                                  const std::string& change_id,
                                  const std::string& signature);
absl::StatusOr<int64_t> SuspendAs(const DemoHouse& house,
                                  absl::string_view officer,
                                  const std::string& change_id,
                                  const std::string& signature);

// The whole way of a good change: A proposes, B signs and approves.
absl::StatusOr<int64_t> Admit(const DemoHouse& house,
                              const v1::ChangeDraft& draft);
// The relying party and XA.
absl::Status AdmitUsual(const DemoHouse& house);

}  // namespace kepil

#endif  // KEPIL_TESTS_INTEGRATION_DEMO_OFFICERS_H_
