#ifndef KEPIL_ENGINE_VALIDATION_REVOCATION_DELTA_H_
#define KEPIL_ENGINE_VALIDATION_REVOCATION_DELTA_H_

#include <vector>

#include "engine/validation/revocation_status.h"

namespace kepil {

// Combines delta CRLs with complete ones (RFC 5280, 5.2.4 and 6.3.3 (c), (h) to
// (k)). `answers` are about one certificate, at most one for each CRL and
// origin, not yet compared with its notBefore; those of complete CRLs and of
// deltas stand side by side, and what a delta does not list is kOutOfScope.
//
// Each complete CRL gets the newest delta that combines with it and verifies
// under the same key. Together they are one more answer with the delta's times;
// it is own only if both are. The delta alone still says who is revoked, and
// the complete CRL alone counts as before, with two exceptions: it says good of
// nobody whom its delta lists, and of nobody at all if a delta shows that a
// newer complete CRL exists. A revocation that lasts is not taken back by
// removeFromCRL. What a delta alone does not list is dropped. The order of
// `answers` carries no meaning.
std::vector<RevocationAnswer> CombineDeltas(
    std::vector<RevocationAnswer> answers);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_REVOCATION_DELTA_H_
