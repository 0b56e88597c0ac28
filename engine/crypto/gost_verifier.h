#ifndef KEPIL_ENGINE_CRYPTO_GOST_VERIFIER_H_
#define KEPIL_ENGINE_CRYPTO_GOST_VERIFIER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/algorithm_identifier.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/gost_curves.h"
#include "engine/crypto/prime_curve.h"

namespace kepil {

// GostVerifier checks signatures of the GOST R 34.10 kind under one public key
// of Russia (RFC 4491, RFC 9215), Kazakhstan or Uzbekistan. Value type;
// thread-safe.
class GostVerifier {
 public:
  // Whether `algorithm` is that of such a key, whatever its parameters.
  static bool IsGostKey(const AlgorithmIdentifier& algorithm);
  // `key` is the content of the BIT STRING: an OCTET STRING with x || y,
  // little-endian. UNIMPLEMENTED/ALGORITHM_UNKNOWN for a parameter set or a
  // digest of the parameters in no table; INVALID_ARGUMENT/FORMAT_UNKNOWN for
  // malformed parameters, a digest of another kind of key, another length, a
  // coordinate out of range, a point that is not on the curve or not in its
  // group.
  static absl::StatusOr<GostVerifier> Create(
      const AlgorithmIdentifier& algorithm, absl::string_view key);

  KeyFamily family() const { return family_; }
  // Of the field: 256 or 512.
  int size_bits() const { return static_cast<int>(8 * group_->size()); }
  absl::string_view curve() const { return GostCurveName(curve_); }

  // PublicKey::Verify and VerifyDigest. Besides what is said there:
  // INVALID_ARGUMENT/REQUEST_MALFORMED if `hash` has another length.
  absl::StatusOr<bool> Verify(const SignatureAlgorithm& algorithm,
                              absl::string_view message,
                              absl::string_view signature) const;
  absl::StatusOr<bool> VerifyDigest(const SignatureAlgorithm& algorithm,
                                    absl::string_view hash,
                                    absl::string_view signature) const;
  // PublicKey::DefectOfValue.
  CryptoDefect DefectOfValue(const SignatureAlgorithm& algorithm,
                             absl::string_view signature) const;

 private:
  GostVerifier(KeyFamily family, GostCurve curve, const CurvePoint& point)
      : family_(family),
        curve_(curve),
        group_(&GostGroup(curve)),
        point_(point) {}

  KeyFamily family_;
  GostCurve curve_;
  const PrimeCurve* group_;  // Lives for ever.
  CurvePoint point_;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_GOST_VERIFIER_H_
