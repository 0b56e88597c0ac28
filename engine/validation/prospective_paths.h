#ifndef KEPIL_ENGINE_VALIDATION_PROSPECTIVE_PATHS_H_
#define KEPIL_ENGINE_VALIDATION_PROSPECTIVE_PATHS_H_

#include <memory>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "engine/pki/certificate_path.h"
#include "engine/pki/certificate_pool.h"
#include "engine/pki/path_builder.h"
#include "engine/pki/path_validator.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/judge_memo.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

// A path and what RFC 5280, 6.1 says of it at any time.
struct ProspectivePath {
  CertificatePath path;
  std::shared_ptr<const PathOutcome> outcome;
  // Every signature on it verifies and names chain.
  bool is_signed = false;
};

// A registered service under which the certificate was really issued, but
// which was not in force.
struct ServiceNotInForce {
  Digest anchor;  // Fingerprint.
  v1::FindingReason reason = v1::FINDING_REASON_UNSPECIFIED;
};

struct ProspectivePaths {
  std::vector<ProspectivePath> paths;  // To anchors in force, best first.
  bool limit_reached = false;
  // Looked for only if no path in force is signed: a stranger who merely bears
  // the name of a suspended CA is unknown, not suspended.
  std::optional<ServiceNotInForce> not_in_force;
};

struct PathSearch {
  const CertificateRef& target;
  const CertificatePool& pool;
  const TrustSnapshot& trust;
  PathBuilder::Limits limits;
  absl::Time time;
  ServiceType service = ServiceType::kCa;  // Whose anchors count.
  JudgeMemo* memo = nullptr;
};
// Which services vouch in `context`: of time-stamps TSAs only, else CAs only.
ServiceType ServiceFor(v1::SignatureContext context);
ProspectivePaths FindProspectivePaths(const PathSearch& search);

// What a status that is not in force is called; UNSPECIFIED for one that is.
v1::FindingReason ReasonOf(ServiceStatus status);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_PROSPECTIVE_PATHS_H_
