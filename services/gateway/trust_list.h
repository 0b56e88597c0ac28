#ifndef KEPIL_SERVICES_GATEWAY_TRUST_LIST_H_
#define KEPIL_SERVICES_GATEWAY_TRUST_LIST_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "kepil/v1/registrar.pb.h"
#include "services/gateway/rule_library.h"
#include "trustlist/registry.h"

namespace kepil {

// Who reads: what is confidential by agreement is for officials alone (CRT-25).
enum class Audience { kPublic, kOfficial };
// Officers, auditors and inspectors are officials.
Audience AudienceOf(const v1::PrincipalRecord& caller);

// TrustList is the registry as it is read: AsOf(legal time, record time), what
// was known at the one about the other (REG-20). Thread-safe.
class TrustList {
 public:
  struct Rooms {  // Borrowed; outlive the list.
    const Clock& clock;
    const Registry& registry;
    std::function<std::shared_ptr<const RuleLibrary>()> rules;
  };
  explicit TrustList(Rooms rooms) : rooms_(std::move(rooms)) {}

  // `audience` is told all fields, or those that are published.
  // Errors: as TrustListService says, method by method; INVALID_ARGUMENT/
  // REQUEST_MALFORMED for what is no time.
  absl::StatusOr<v1::ListAuthoritiesResponse> List(
      const v1::ListAuthoritiesRequest& request, Audience audience) const;
  absl::StatusOr<v1::GetAuthorityResponse> Get(
      const v1::GetAuthorityRequest& request, Audience audience) const;
  // The very bytes that receipts name by digest. PERMISSION_DENIED/
  // ROLE_FORBIDDEN if they hold what `audience` may not read.
  absl::StatusOr<v1::GetSnapshotResponse> Snapshot(
      const v1::GetSnapshotRequest& request, Audience audience) const;
  absl::StatusOr<v1::ListLegalRecordsResponse> LegalRecords(
      const v1::ListLegalRecordsRequest& request) const;

 private:
  v1::AuthorityInfo InfoOf(const v1::Authority& authority, absl::Time at) const;

  const Rooms rooms_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_TRUST_LIST_H_
