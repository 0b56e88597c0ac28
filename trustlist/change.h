#ifndef KEPIL_TRUSTLIST_CHANGE_H_
#define KEPIL_TRUSTLIST_CHANGE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/certificate_reader.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/law.pb.h"
#include "kepil/v1/registrar.pb.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// What a statement is made from, besides the draft.
struct ProposalContext {
  const storage::v1::RegistryImage& image;  // Base version.
  const v1::PrincipalRecord& proposer;
  std::string change_id;  // 16 random octets.
  absl::Time now;
  absl::Duration lifetime;  // Until the statement expires.
};

// The statement of a proposed change: the draft checked against the registry in
// force as if it were applied now, so that nobody signs what cannot be done.
// Errors: see RegistrarService.ProposeChange.
absl::StatusOr<v1::ChangeStatement> ProposeChange(
    const v1::ChangeDraft& draft, const ProposalContext& context,
    CertificateReader& certificates);

// The statement of a refusal of `statement` (ACT_REFUSE), same change_id.
v1::ChangeStatement ProposeRefusal(const v1::ChangeStatement& statement,
                                   absl::string_view statement_bytes,
                                   absl::string_view reason,
                                   const ProposalContext& context);

// The one record that a statement adds or replaces.
struct ChangedRecord {
  std::optional<v1::Authority> authority;
  std::optional<v1::PrincipalRecord> principal;
  std::optional<v1::RuleFile> rule;
  std::optional<v1::PublishedKey> key;
  std::optional<v1::Treaty> treaty;
  std::optional<v1::KeyMisuseReport> key_misuse;
  std::optional<v1::SpecialCa> special_ca;
};

// What `statement` does to `image` at `now`. Errors: as ProposeChange;
// ABORTED/REGISTRY_MOVED if its base version is not image.version().
absl::StatusOr<ChangedRecord> ApplyStatement(
    const v1::ChangeStatement& statement,
    const storage::v1::RegistryImage& image, absl::Time now,
    CertificateReader& certificates);

// Whether `officer` may decide on `statement` at `now` (house.md 3.3):
// PERMISSION_DENIED/SAME_OFFICER for the proposer (one person id) or one of
// the proposer's unit, unless the act is SUSPEND;
// FAILED_PRECONDITION/CHANGE_EXPIRED after its end.
absl::Status CheckDecider(const v1::ChangeStatement& statement,
                          const storage::v1::RegistryImage& image,
                          const v1::PrincipalRecord& officer, absl::Time now);

// `image` with `record` in it; same version.
storage::v1::RegistryImage WithRecord(const storage::v1::RegistryImage& image,
                                      const ChangedRecord& record);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_CHANGE_H_
