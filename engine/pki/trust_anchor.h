#ifndef KEPIL_ENGINE_PKI_TRUST_ANCHOR_H_
#define KEPIL_ENGINE_PKI_TRUST_ANCHOR_H_

#include <string>
#include <utility>
#include <vector>

#include "engine/pki/certificate.h"

namespace kepil {

// The input of RFC 5280, 6.1.1 (d).
struct TrustAnchor {
  CertificateRef certificate;  // How much of it counts: AnchorUse.
  std::string service_id;      // Who says so; opaque to this room.
};

// AnchorSource is what path building may end at. engine/trust implements it
// for a snapshot.
class AnchorSource {
 public:
  virtual ~AnchorSource() = default;
  // Anchors whose subject is the issuer of `subordinate`; and anchors that are
  // `subordinate` itself, so that a target may be its own anchor.
  virtual std::vector<TrustAnchor> AnchorsFor(
      const Certificate& subordinate) const = 0;
};

// A fixed list of anchors.
class AnchorList : public AnchorSource {
 public:
  explicit AnchorList(std::vector<TrustAnchor> anchors)
      : anchors_(std::move(anchors)) {}
  std::vector<TrustAnchor> AnchorsFor(
      const Certificate& subordinate) const override;

 private:
  const std::vector<TrustAnchor> anchors_;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_TRUST_ANCHOR_H_
