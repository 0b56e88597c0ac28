#ifndef KEPIL_ENGINE_SIGNATURE_EMBEDDED_REVOCATION_H_
#define KEPIL_ENGINE_SIGNATURE_EMBEDDED_REVOCATION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kepil {

// Revocation information that stands inside a signature, not decoded: DER of
// CertificateList and of OCSPResponse (a bare BasicOCSPResponse is put into
// one).
struct EmbeddedRevocation {
  std::vector<std::string> crls, ocsp_responses;
  // A form that we do not know, or octets that are no such object.
  bool has_unreadable = false;
  // Another form than a CRL stands in RevocationInfoChoices (RFC 5652, 5.1).
  bool has_other_format = false;

  int size() const {
    return static_cast<int>(crls.size() + ocsp_responses.size());
  }
};

// Reads the contents of RevocationInfoChoices (RFC 5652, 10.2.1; OCSP as RFC
// 5940). INVALID_ARGUMENT: FORMAT_UNKNOWN if the framing is broken,
// CONTAINER_LIMIT over `max` values.
absl::StatusOr<EmbeddedRevocation> ReadRevocationInfoChoices(
    absl::string_view contents, int max);

// Reads one complete RevocationValues (ETSI TS 101 733, 6.3.4); errors alike.
absl::StatusOr<EmbeddedRevocation> ReadRevocationValues(absl::string_view der,
                                                        int max);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_EMBEDDED_REVOCATION_H_
