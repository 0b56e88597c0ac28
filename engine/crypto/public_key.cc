#include "engine/crypto/public_key.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/bign_verifier.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/evp_key.h"
#include "engine/crypto/evp_signature_defect.h"
#include "engine/crypto/evp_verifier.h"
#include "engine/crypto/gost_verifier.h"

namespace kepil {
namespace {

class EvpPublicKey : public PublicKey {
 public:
  EvpPublicKey(absl::string_view spki, EvpKey key)
      : spki_(spki), digest_(Sha256(spki)), key_(std::move(key)) {}

  KeyFamily family() const override { return key_.family; }
  int size_bits() const override { return key_.size_bits; }
  absl::string_view curve() const override { return key_.curve; }
  absl::string_view parameters() const override { return key_.parameters; }
  absl::string_view spki() const override { return spki_; }
  const Digest& spki_digest() const override { return digest_; }

  absl::StatusOr<bool> Verify(const SignatureAlgorithm& algorithm,
                              absl::string_view message,
                              absl::string_view signature) const override {
    return EvpVerify(key_, algorithm, message, signature);
  }
  absl::StatusOr<bool> VerifyDigest(
      const SignatureAlgorithm& algorithm, absl::string_view hash,
      absl::string_view signature) const override {
    return EvpVerifyDigest(key_, algorithm, hash, signature);
  }
  CryptoDefect DefectOfValue(const SignatureAlgorithm& algorithm,
                             absl::string_view signature) const override {
    return DefectOfEvpSignature(key_, algorithm, signature);
  }

 private:
  const std::string spki_;
  const Digest digest_;
  const EvpKey key_;
};

// A key that this room checks signatures with itself, by BignVerifier or
// GostVerifier.
template <typename Verifier>
class OwnPublicKey : public PublicKey {
 public:
  OwnPublicKey(absl::string_view spki, absl::string_view parameters,
               Verifier verifier)
      : spki_(spki),
        digest_(Sha256(spki)),
        parameters_(parameters),
        verifier_(std::move(verifier)) {}

  KeyFamily family() const override { return verifier_.family(); }
  int size_bits() const override { return verifier_.size_bits(); }
  absl::string_view curve() const override { return verifier_.curve(); }
  absl::string_view parameters() const override { return parameters_; }
  absl::string_view spki() const override { return spki_; }
  const Digest& spki_digest() const override { return digest_; }

  absl::StatusOr<bool> Verify(const SignatureAlgorithm& algorithm,
                              absl::string_view message,
                              absl::string_view signature) const override {
    return verifier_.Verify(algorithm, message, signature);
  }
  absl::StatusOr<bool> VerifyDigest(
      const SignatureAlgorithm& algorithm, absl::string_view hash,
      absl::string_view signature) const override {
    return verifier_.VerifyDigest(algorithm, hash, signature);
  }
  CryptoDefect DefectOfValue(const SignatureAlgorithm& algorithm,
                             absl::string_view signature) const override {
    return verifier_.DefectOfValue(algorithm, signature);
  }

 private:
  const std::string spki_;
  const Digest digest_;
  const std::string parameters_;
  const Verifier verifier_;
};

template <typename Verifier>
absl::StatusOr<PublicKeyRef> CreateOwn(absl::string_view spki,
                                       const AlgorithmIdentifier& algorithm,
                                       absl::string_view key) {
  KEPIL_ASSIGN_OR_RETURN(Verifier verifier, Verifier::Create(algorithm, key));
  return std::make_shared<const OwnPublicKey<Verifier>>(
      spki, algorithm.parameters, std::move(verifier));
}

// RFC 5280, 4.1: SubjectPublicKeyInfo.
absl::StatusOr<PublicKeyRef> Create(absl::string_view der,
                                    absl::string_view inherited_parameters) {
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(const DerValue identifier, reader.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(const AlgorithmIdentifier algorithm,
                         ParseAlgorithmIdentifier(identifier.full));
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view octets,
                         reader.ReadBitStringOctets());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  if (BignVerifier::IsBignKey(algorithm)) {
    return CreateOwn<BignVerifier>(der, algorithm, octets);
  }
  if (GostVerifier::IsGostKey(algorithm)) {
    return CreateOwn<GostVerifier>(der, algorithm, octets);
  }
  KEPIL_ASSIGN_OR_RETURN(EvpKey key,
                         BuildEvpKey(algorithm, octets, inherited_parameters));
  return std::make_shared<const EvpPublicKey>(der, std::move(key));
}

}  // namespace

absl::StatusOr<PublicKeyRef> PublicKey::FromSpki(absl::string_view der) {
  return Create(der, "");
}

absl::StatusOr<PublicKeyRef> PublicKey::FromSpkiInheriting(
    absl::string_view der, const PublicKey& parent) {
  return Create(der,
                parent.family() == KeyFamily::kDsa ? parent.parameters() : "");
}

}  // namespace kepil
