#include "engine/trust/trust_anchors.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace kepil {
namespace {

bool IsBefore(const TrustAnchor& a, const TrustAnchor& b) {
  return std::forward_as_tuple(a.certificate->fingerprint(), a.service_id) <
         std::forward_as_tuple(b.certificate->fingerprint(), b.service_id);
}

}  // namespace

TrustAnchors::TrustAnchors(std::vector<TrustAnchor> anchors)
    : size_(static_cast<int>(anchors.size())) {
  std::sort(anchors.begin(), anchors.end(), IsBefore);
  for (TrustAnchor& anchor : anchors) {
    std::vector<TrustAnchor>& same =
        by_subject_[anchor.certificate->subject().comparison_key()];
    same.push_back(std::move(anchor));
  }
}

std::vector<TrustAnchor> TrustAnchors::AnchorsFor(
    const Certificate& subordinate) const {
  std::vector<TrustAnchor> found;
  const auto issuers = by_subject_.find(subordinate.issuer().comparison_key());
  if (issuers != by_subject_.end()) {
    found = issuers->second;
  }
  if (subordinate.IsSelfIssued()) {
    return found;  // It is among them, if it is an anchor.
  }
  const auto own = by_subject_.find(subordinate.subject().comparison_key());
  if (own != by_subject_.end()) {
    for (const TrustAnchor& anchor : own->second) {
      if (anchor.certificate->fingerprint() == subordinate.fingerprint()) {
        found.push_back(anchor);
      }
    }
    std::sort(found.begin(), found.end(), IsBefore);
  }
  return found;
}

}  // namespace kepil
