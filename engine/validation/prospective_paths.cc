#include "engine/validation/prospective_paths.h"

#include <algorithm>
#include <utility>

namespace kepil {
namespace {

// Anchors of the registered services that are not in force.
class DormantAnchors : public AnchorSource {
 public:
  explicit DormantAnchors(const PathSearch& search)
      : trust_(search.trust), time_(search.time), type_(search.service) {}

  std::vector<TrustAnchor> AnchorsFor(
      const Certificate& subordinate) const override {
    std::vector<TrustAnchor> found;
    for (const TrustService* service :
         trust_.CandidateIssuers(subordinate, type_)) {
      if (IsInForce(StatusAt(*service, time_))) {
        continue;
      }
      for (const CertificateRef& anchor : service->anchors) {
        if (anchor->subject() == subordinate.issuer() ||
            anchor->fingerprint() == subordinate.fingerprint()) {
          found.push_back({anchor, service->id});
        }
      }
    }
    return found;
  }

 private:
  const TrustSnapshot& trust_;
  const absl::Time time_;
  const ServiceType type_;
};

bool IsSigned(const PathOutcome& outcome) {
  return std::none_of(
      outcome.findings.begin(), outcome.findings.end(),
      [](const PathFinding& finding) {
        return finding.problem == PathProblem::kSignatureInvalid ||
               finding.problem == PathProblem::kSignatureUnsupported ||
               finding.problem == PathProblem::kNameChaining;
      });
}

// Notes in `result` whether a limit was reached, too: a suspended service that
// was not found must not be called unknown without a word.
void FindNotInForce(const PathSearch& search, ProspectivePaths& result) {
  const DormantAnchors anchors(search);
  const PathBuilder::Result built =
      PathBuilder::Build(search.target, search.pool, anchors, search.limits);
  result.limit_reached |= built.limit_reached;
  for (const CertificatePath& path : built.paths) {
    const TrustService* service =
        search.trust.FindService(path.anchor.service_id);
    if (service != nullptr && IsSigned(*ValidateKnownPath(path, search.memo))) {
      result.not_in_force =
          ServiceNotInForce{path.anchor.certificate->fingerprint(),
                            ReasonOf(StatusAt(*service, search.time))};
      return;
    }
  }
}

}  // namespace

v1::FindingReason ReasonOf(ServiceStatus status) {
  switch (status) {
    case ServiceStatus::kUnlisted:
      return v1::FINDING_REASON_TRUST_SERVICE_NOT_YET_REGISTERED;
    case ServiceStatus::kSuspended:
      return v1::FINDING_REASON_TRUST_SERVICE_SUSPENDED;
    case ServiceStatus::kTerminated:
      return v1::FINDING_REASON_TRUST_SERVICE_TERMINATED;
    case ServiceStatus::kActive:
    case ServiceStatus::kTerminationNotified:
      return v1::FINDING_REASON_UNSPECIFIED;
  }
  return v1::FINDING_REASON_UNSPECIFIED;
}

ServiceType ServiceFor(v1::SignatureContext context) {
  return context == v1::SIGNATURE_CONTEXT_TIMESTAMP ? ServiceType::kTsa
                                                    : ServiceType::kCa;
}

ProspectivePaths FindProspectivePaths(const PathSearch& search) {
  ProspectivePaths result;
  const auto anchors = search.trust.AnchorsAt(search.time, search.service);
  PathBuilder::Result built =
      PathBuilder::Build(search.target, search.pool, *anchors, search.limits);
  result.limit_reached = built.limit_reached;
  bool any_signed = false;
  for (CertificatePath& path : built.paths) {
    ProspectivePath found;
    found.outcome = ValidateKnownPath(path, search.memo);
    found.is_signed = IsSigned(*found.outcome);
    found.path = std::move(path);
    any_signed = any_signed || found.is_signed;
    result.paths.push_back(std::move(found));
  }
  if (!any_signed) {
    FindNotInForce(search, result);
  }
  return result;
}

}  // namespace kepil
