#ifndef KEPIL_ENGINE_VALIDATION_BASIC_VALIDATION_H_
#define KEPIL_ENGINE_VALIDATION_BASIC_VALIDATION_H_

#include <optional>

#include "engine/pki/certificate_path.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/signature_validation.h"

namespace kepil {

struct BasicValidationResult {
  BlockResult block;  // Status of the process; findings of all its blocks.
  std::optional<CertificatePath> path;
  CertificateRef signing_certificate;  // nullptr unless identified.
};

// Validation process for basic signatures (EN 319 102-1, 5.3). Every block
// whose inputs exist runs; the status is that of the first that failed among
// format checking, identification of the signing certificate, context,
// cryptographic verification, X.509 validation, acceptance: as in the
// standard, which keeps the X.509 result until the value has been verified.
BasicValidationResult RunBasicValidation(const ValidationInput& input);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_BASIC_VALIDATION_H_
