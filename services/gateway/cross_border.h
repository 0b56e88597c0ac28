#ifndef KEPIL_SERVICES_GATEWAY_CROSS_BORDER_H_
#define KEPIL_SERVICES_GATEWAY_CROSS_BORDER_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/conclusion.h"

namespace kepil {

// Only dealings between Kazakhstan and abroad are our business (DEF-01,
// DEF-02: L1(5-3), K57(1)). Where a signature comes from says the registration
// of the authority that its path leads to, never a claim of the caller or of
// the certificate. FAILED_PRECONDITION: NOT_CROSS_BORDER if relying party and
// every signer are of Kazakhstan, NO_KZ_NEXUS if none of them is. A signer
// whose issuer is not known may be of either side: there is an answer.
absl::Status CheckCrossBorder(const std::vector<Conclusion>& conclusions,
                              const TrustSnapshot& trust,
                              absl::string_view relying_party_country);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_CROSS_BORDER_H_
