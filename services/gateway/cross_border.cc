#include "services/gateway/cross_border.h"

#include <algorithm>

#include "base/error.h"

namespace kepil {
namespace {

constexpr absl::string_view kHome = "KZ";

enum class Origin { kUnknown, kHome, kAbroad };

Origin OriginOf(const Conclusion& conclusion, const TrustSnapshot& trust) {
  const TrustService* service =
      conclusion.path.has_value()
          ? trust.FindService(conclusion.path->anchor.service_id)
          : nullptr;
  if (service == nullptr) {
    return Origin::kUnknown;
  }
  return service->kind == AuthorityKind::kDomesticCa ||
                 service->country == kHome
             ? Origin::kHome
             : Origin::kAbroad;
}

}  // namespace

absl::Status CheckCrossBorder(const std::vector<Conclusion>& conclusions,
                              const TrustSnapshot& trust,
                              absl::string_view relying_party_country) {
  const auto all_of = [&](Origin origin) {
    return !conclusions.empty() &&  // Else nobody signed anything.
           std::all_of(conclusions.begin(), conclusions.end(),
                       [&](const Conclusion& conclusion) {
                         return OriginOf(conclusion, trust) == origin;
                       });
  };
  const bool is_for_home = relying_party_country == kHome;
  if (is_for_home && all_of(Origin::kHome)) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_NOT_CROSS_BORDER,
                     "signers and relying party are of Kazakhstan: ask the "
                     "service for verifying electronic documents");
  }
  if (!is_for_home && all_of(Origin::kAbroad)) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_NO_KZ_NEXUS,
                     "neither a signer nor the relying party is of Kazakhstan");
  }
  return absl::OkStatus();
}

}  // namespace kepil
