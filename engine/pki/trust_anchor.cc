#include "engine/pki/trust_anchor.h"

#include <vector>

#include "engine/pki/certificate.h"

namespace kepil {

std::vector<TrustAnchor> AnchorList::AnchorsFor(
    const Certificate& subordinate) const {
  std::vector<TrustAnchor> found;
  for (const TrustAnchor& anchor : anchors_) {
    if (anchor.certificate->subject() == subordinate.issuer() ||
        anchor.certificate->fingerprint() == subordinate.fingerprint()) {
      found.push_back(anchor);
    }
  }
  return found;
}

}  // namespace kepil
