#ifndef KEPIL_ENGINE_SIGNATURE_ESS_CERTIFICATE_ID_H_
#define KEPIL_ENGINE_SIGNATURE_ESS_CERTIFICATE_ID_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/signature/parsed_signature.h"

namespace kepil {

// Read one complete SigningCertificate / SigningCertificateV2 (RFC 5035, 5.4
// and 3): every reference in order, policies passed over. INVALID_ARGUMENT:
// FORMAT_UNKNOWN if malformed or without a reference, CONTAINER_LIMIT over
// `max` references. A hash in no table is kUnknown.
absl::StatusOr<std::vector<SigningCertificateReference>>
ParseSigningCertificateV1(absl::string_view der, int max);
absl::StatusOr<std::vector<SigningCertificateReference>>
ParseSigningCertificateV2(absl::string_view der, int max);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_ESS_CERTIFICATE_ID_H_
