#ifndef KEPIL_ENGINE_VALIDATION_CRYPTOGRAPHIC_VERIFICATION_H_
#define KEPIL_ENGINE_VALIDATION_CRYPTOGRAPHIC_VERIFICATION_H_

#include <optional>

#include "absl/status/statusor.h"
#include "engine/crypto/public_key.h"
#include "engine/signature/parsed_signature.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

struct CryptographicVerificationInput {
  const ParsedSignature& signature;
  // The signer's key or why it cannot be used; nullopt without a signing
  // certificate.
  std::optional<absl::StatusOr<PublicKeyRef>> key;
  const ValidationPolicy& policy;
  v1::SignatureContext context = v1::SIGNATURE_CONTEXT_SIGNATURE;
};

// Cryptographic verification (EN 319 102-1, 5.2.7): data at hand, its digests,
// the signature value; always all three. Beyond the standard, an algorithm that
// we do not have is CRYPTO_CONSTRAINTS_FAILURE/ALGORITHM_UNSUPPORTED, for the
// value was not found wrong. Identifiers that contradict each other (RSA with
// SHA-512 named over a SHA-256 digest) are SIG_CRYPTO_FAILURE with reason
// ALGORITHM_IDENTIFIERS_CONFLICT: no reading of them makes the value right. A
// value that no data could have has the reason of its defect, others
// VALUE_MISMATCH.
BlockResult RunCryptographicVerification(
    const CryptographicVerificationInput& input);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_CRYPTOGRAPHIC_VERIFICATION_H_
