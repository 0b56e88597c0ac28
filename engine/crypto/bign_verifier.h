#ifndef KEPIL_ENGINE_CRYPTO_BIGN_VERIFIER_H_
#define KEPIL_ENGINE_CRYPTO_BIGN_VERIFIER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/algorithm_identifier.h"
#include "engine/crypto/bign_curve.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/prime_curve.h"

namespace kepil {

// BignVerifier checks signatures of STB 34.101.45-2013 under one public key on
// one of the three standard curves. Value type; thread-safe.
class BignVerifier {
 public:
  // Whether `algorithm` is that of a bign key (bign-pubkey).
  static bool IsBignKey(const AlgorithmIdentifier& algorithm);
  // `key` is the content of the BIT STRING: x || y, little-endian.
  // UNIMPLEMENTED/ALGORITHM_UNKNOWN for another curve,
  // INVALID_ARGUMENT/FORMAT_UNKNOWN for parameters that name none, another
  // length and a point that is not on the curve.
  static absl::StatusOr<BignVerifier> Create(
      const AlgorithmIdentifier& algorithm, absl::string_view key);

  KeyFamily family() const { return KeyFamily::kBign; }
  // Of the order: twice the level.
  int size_bits() const { return 2 * curve_->level; }
  absl::string_view curve() const { return curve_->name; }

  // PublicKey::Verify and VerifyDigest. The hash function has to be one of
  // size_bits(): its OID is part of what is signed. Besides what is said there:
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
  BignVerifier(const BignCurve& curve, const PrimeCurve& group,
               const CurvePoint& point)
      : curve_(&curve), group_(&group), point_(point) {}
  absl::Status CheckFits(const SignatureAlgorithm& algorithm) const;

  const BignCurve* curve_;  // Both static.
  const PrimeCurve* group_;
  CurvePoint point_;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_BIGN_VERIFIER_H_
