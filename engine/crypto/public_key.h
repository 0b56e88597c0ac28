#ifndef KEPIL_ENGINE_CRYPTO_PUBLIC_KEY_H_
#define KEPIL_ENGINE_CRYPTO_PUBLIC_KEY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/digest.h"

namespace kepil {

// PublicKey is a SubjectPublicKeyInfo bound to the code that can check
// signatures under it: OpenSSL EVP where OpenSSL knows the algorithm, our own
// verifiers (later) where it does not. Immutable; thread-safe.
class PublicKey {
 public:
  virtual ~PublicKey() = default;

  // UNIMPLEMENTED/ALGORITHM_UNKNOWN for a key type or curve in no table: the
  // judge turns that into a finding. INVALID_ARGUMENT/FORMAT_UNKNOWN for a
  // malformed key: a point off its curve, explicit curve parameters, an even
  // modulus, an exponent below 3 or a modulus over 16384 bits. A DSA key
  // without parameters of its own is ALGORITHM_UNKNOWN here. DefectOf the error
  // says more where there is more to say.
  static absl::StatusOr<std::shared_ptr<const PublicKey>> FromSpki(
      absl::string_view der);
  // The same for a DSA key that inherits its parameters from the issuer's key
  // (RFC 3279, 2.3.2): as FromSpki, with `parent`'s parameters in effect where
  // absent, if `parent` is a DSA key too.
  static absl::StatusOr<std::shared_ptr<const PublicKey>> FromSpkiInheriting(
      absl::string_view der, const PublicKey& parent);

  virtual KeyFamily family() const = 0;
  // Size as policies speak of it: RSA modulus, EC order, DSA p, in bits.
  virtual int size_bits() const = 0;
  // Named curve ("P-256", "brainpoolP256r1"), or "".
  virtual absl::string_view curve() const = 0;
  // Complete DER of the algorithm parameters in effect, inherited ones too; ""
  // if there are none (RFC 5280, 6.1.2 (i)).
  virtual absl::string_view parameters() const { return ""; }
  // The SubjectPublicKeyInfo as given, and its SHA-256.
  virtual absl::string_view spki() const = 0;
  virtual const Digest& spki_digest() const = 0;

  // Checks `signature` over `message`. OK(false) means "does not verify", a
  // malformed value included; UNIMPLEMENTED/ALGORITHM_UNKNOWN means that the
  // algorithm does not fit the key or is not offered.
  virtual absl::StatusOr<bool> Verify(const SignatureAlgorithm& algorithm,
                                      absl::string_view message,
                                      absl::string_view signature) const = 0;
  // The same over a hash value computed already (digest-only input without
  // signed attributes). Ed25519 and Ed448 cannot: ALGORITHM_UNKNOWN.
  virtual absl::StatusOr<bool> VerifyDigest(
      const SignatureAlgorithm& algorithm, absl::string_view hash,
      absl::string_view signature) const = 0;
  // Why `signature` would verify over no message: its length, its encoding, a
  // number out of range; kNone if it is not that. For what Verify refused.
  virtual CryptoDefect DefectOfValue(const SignatureAlgorithm& algorithm,
                                     absl::string_view signature) const = 0;
};

using PublicKeyRef = std::shared_ptr<const PublicKey>;

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_PUBLIC_KEY_H_
