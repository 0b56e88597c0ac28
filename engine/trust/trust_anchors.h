#ifndef KEPIL_ENGINE_TRUST_TRUST_ANCHORS_H_
#define KEPIL_ENGINE_TRUST_TRUST_ANCHORS_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/pki/trust_anchor.h"

namespace kepil {

// TrustAnchors is a closed set of anchors, found by name. Immutable;
// thread-safe.
class TrustAnchors : public AnchorSource {
 public:
  explicit TrustAnchors(std::vector<TrustAnchor> anchors);

  // In the order of fingerprint and service id, whatever the order given.
  std::vector<TrustAnchor> AnchorsFor(
      const Certificate& subordinate) const override;
  int size() const { return size_; }

 private:
  absl::flat_hash_map<std::string, std::vector<TrustAnchor>> by_subject_;
  int size_ = 0;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_TRUST_TRUST_ANCHORS_H_
