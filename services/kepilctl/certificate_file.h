#ifndef KEPIL_SERVICES_KEPILCTL_CERTIFICATE_FILE_H_
#define KEPIL_SERVICES_KEPILCTL_CERTIFICATE_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/pki/certificate.h"

namespace kepil {

// Certificates of a file: PEM (RFC 7468) with one or more CERTIFICATE blocks
// and any text around them, or one in DER. INVALID_ARGUMENT/FORMAT_UNKNOWN if
// there is none, or one that cannot be read; CONTAINER_LIMIT over 256.
absl::StatusOr<std::vector<CertificateRef>> ParseCertificates(
    absl::string_view octets);
// One PEM block.
std::string CertificatePem(absl::string_view der);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_CERTIFICATE_FILE_H_
