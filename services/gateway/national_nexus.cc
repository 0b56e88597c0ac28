#include "services/gateway/national_nexus.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "services/gateway/ingress_mode.h"

namespace kepil {
namespace {

constexpr char kHome[] = "KZ";

bool IsNational(const Conclusion& conclusion, const TrustSnapshot& trust) {
  if (conclusion.path.has_value()) {
    const TrustService* service =
        trust.FindService(conclusion.path->anchor.service_id);
    return service != nullptr && service->kind == AuthorityKind::kDomesticCa;
  }
  if (conclusion.signing_certificate == nullptr) {
    return false;
  }
  const Certificate& certificate = *conclusion.signing_certificate;
  const std::vector<const TrustService*> issuers =
      trust.CandidateIssuers(certificate);
  if (issuers.empty()) {
    return certificate.issuer().Country() == kHome;
  }
  return std::any_of(issuers.begin(), issuers.end(),
                     [](const TrustService* service) {
                       return service->kind == AuthorityKind::kDomesticCa;
                     });
}

}  // namespace

bool IsForeignTtpInForce(const TrustSnapshot& trust,
                         absl::string_view authority_id, absl::Time now) {
  return std::any_of(trust.services().begin(), trust.services().end(),
                     [&](const TrustService& service) {
                       return service.authority_id == authority_id &&
                              service.kind == AuthorityKind::kForeignTtp &&
                              IsInForce(StatusAt(service, now));
                     });
}

absl::Status CheckForeignCaller(const v1::PrincipalRecord& caller,
                                const TrustSnapshot& trust, absl::Time now) {
  if (!IsForeignTtp(caller) ||
      IsForeignTtpInForce(trust, caller.authority_id(), now)) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kPermissionDenied,
                   v1::ERROR_REASON_ROLE_FORBIDDEN,
                   "the caller's authority is no foreign TTP in force");
}

absl::Status CheckNationalSigner(const v1::PrincipalRecord& caller,
                                 const JudgedDocument& judged,
                                 const TrustSnapshot& trust) {
  if (!IsForeignTtp(caller) || judged.conclusions.empty() ||
      std::any_of(judged.conclusions.begin(), judged.conclusions.end(),
                  [&](const Conclusion& conclusion) {
                    return IsNational(conclusion, trust);
                  })) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_NO_KZ_NEXUS,
                   "no signature is of this state: nothing to answer for");
}

}  // namespace kepil
