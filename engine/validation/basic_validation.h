#ifndef KEPIL_ENGINE_VALIDATION_BASIC_VALIDATION_H_
#define KEPIL_ENGINE_VALIDATION_BASIC_VALIDATION_H_

#include <optional>

#include "engine/pki/certificate_path.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/signature_validation.h"

namespace kepil {

// The latest valid time-stamp over the content: the signature was made after.
struct ContentProof {
  absl::Time time;
  Digest token;
};

struct BasicValidationResult {
  BlockResult block;  // Status of the process; findings of all its blocks.
  // The status is what a content time-stamp proved: final.
  bool is_proved_by_content_timestamp = false;
  std::optional<CertificatePath> path;
  CertificateRef signing_certificate;  // nullptr unless identified.
};

// Validation process for basic signatures (EN 319 102-1, 5.3). Every block
// whose inputs exist runs; the status is that of the first that failed among
// format checking, identification of the signing certificate, context,
// cryptographic verification, X.509 validation, acceptance: as in the
// standard, which keeps the X.509 result until the value has been verified.
//
// `made_after` turns REVOKED_NO_POE into REVOKED, OUT_OF_BOUNDS_* of an expired
// signer into EXPIRED and CRYPTO_CONSTRAINTS_FAILURE_NO_POE into
// CRYPTO_CONSTRAINTS_FAILURE, if it is not before the event.
BasicValidationResult RunBasicValidation(
    const ValidationInput& input,
    const std::optional<ContentProof>& made_after = std::nullopt);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_BASIC_VALIDATION_H_
