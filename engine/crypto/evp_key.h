#ifndef KEPIL_ENGINE_CRYPTO_EVP_KEY_H_
#define KEPIL_ENGINE_CRYPTO_EVP_KEY_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/ec_key_slot.h"
#include "engine/crypto/evp_ready_context.h"
#include "engine/crypto/openssl_ptr.h"
#include "engine/crypto/pss_parameters.h"

namespace kepil {

// A public key of a type that OpenSSL knows. `pkey` may be used from several
// threads at once as long as nobody changes it.
struct EvpKey {
  KeyFamily family = KeyFamily::kUnknown;
  int size_bits = 0;
  absl::string_view curve;  // Static text, or "".
  // Complete DER of the algorithm parameters in effect, inherited ones too.
  std::string parameters;
  // What an id-RSASSA-PSS key restricts its signatures to (RFC 4055, 3.1).
  std::optional<PssParameters> pss_restriction;
  // Of an SM2 key: Z for the default identifier, hashed before the message.
  std::string sm2_user_digest;
  std::string point;  // Of a key of KeyFamily::kEc, which has no `pkey`.
  EvpPkeyPtr pkey;
  // Of `pkey`; null if that is.
  std::unique_ptr<const EvpReadyContext> ready =
      std::make_unique<const EvpReadyContext>();
};

// What OpenSSL computes with. Of a key of KeyFamily::kEc it is the thread's own
// (EcKeyWithPoint): good until this thread asks for another one.
OpensslKey OpensslKeyOf(const EvpKey& key);

// Builds the key from the two halves of a SubjectPublicKeyInfo without
// OpenSSL's decoder chain, which costs more than a verification. `key` is the
// content of the BIT STRING. `inherited_parameters` stand in for absent DSA
// parameters (RFC 3279, 2.3.2); "" if there are none. Errors as
// PublicKey::FromSpki.
absl::StatusOr<EvpKey> BuildEvpKey(const AlgorithmIdentifier& algorithm,
                                   absl::string_view key,
                                   absl::string_view inherited_parameters);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_EVP_KEY_H_
