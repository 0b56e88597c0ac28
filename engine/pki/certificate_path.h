#ifndef KEPIL_ENGINE_PKI_CERTIFICATE_PATH_H_
#define KEPIL_ENGINE_PKI_CERTIFICATE_PATH_H_

#include <vector>

#include "engine/pki/certificate.h"
#include "engine/pki/trust_anchor.h"

namespace kepil {

// CertificatePath is a prospective certification path (RFC 5280, 6.1): names
// and keys chain, nothing else has been checked.
struct CertificatePath {
  // [0] target, back() under the anchor. Empty if the target is the anchor.
  std::vector<CertificateRef> certificates;
  TrustAnchor anchor;  // Never inside `certificates`.

  // The issuer of certificates[i].
  const CertificateRef& IssuerOf(size_t i) const {
    return i + 1 < certificates.size() ? certificates[i + 1]
                                       : anchor.certificate;
  }
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_CERTIFICATE_PATH_H_
