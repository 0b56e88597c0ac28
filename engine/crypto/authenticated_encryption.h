#ifndef KEPIL_ENGINE_CRYPTO_AUTHENTICATED_ENCRYPTION_H_
#define KEPIL_ENGINE_CRYPTO_AUTHENTICATED_ENCRYPTION_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "engine/crypto/digest.h"

namespace kepil {

// AES-256-GCM (NIST SP 800-38D), HMAC (RFC 2104) and HKDF (RFC 5869) with
// SHA-256. Keys have 32 octets; the caller brings nonces and never uses one
// twice under a key.

constexpr size_t kSealKeySize = 32;
constexpr size_t kSealNonceSize = 12;
constexpr size_t kSealTagSize = 16;

// A key of 32 octets out of `secret`, for the purpose that `label` names.
std::string DeriveSealKey(absl::string_view secret, absl::string_view label);

Digest HmacSha256(absl::string_view key, absl::string_view octets);

// Whether both are the same, in a time that does not tell where they differ.
bool SameOctets(absl::string_view a, absl::string_view b);

// One call of the cipher: `associated` is not hidden but bound.
struct SealInput {
  absl::string_view key;    // kSealKeySize octets.
  absl::string_view nonce;  // kSealNonceSize octets.
  absl::string_view associated;
  absl::string_view octets;  // Plain to seal, sealed to open. Under 2 GiB.
};

// The ciphertext with its tag behind it. Ends the process on a key or nonce of
// another size: a bug of ours.
std::string SealOctets(const SealInput& input);
// nullopt if anything is not as it was sealed.
std::optional<std::string> OpenOctets(const SealInput& input);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_AUTHENTICATED_ENCRYPTION_H_
