#include "engine/crypto/evp_signer.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/openssl_algorithms.h"
#include "engine/crypto/openssl_ptr.h"
#include "engine/crypto/public_key.h"
#include "engine/crypto/signer.h"

namespace kepil {
namespace {

absl::Status Unusable(absl::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONFIG_INVALID,
                   absl::StrCat("private key: ", what, DrainOpensslErrors()));
}

const unsigned char* Octets(absl::string_view octets) {
  return reinterpret_cast<const unsigned char*>(octets.data());
}

class EvpSigner : public Signer {
 public:
  EvpSigner(EvpPkeyPtr pkey, std::string spki, SignatureAlgorithm algorithm,
            std::string algorithm_identifier)
      : pkey_(std::move(pkey)),
        spki_(std::move(spki)),
        algorithm_(algorithm),
        algorithm_identifier_(std::move(algorithm_identifier)) {}

  const std::string& spki() const override { return spki_; }
  const SignatureAlgorithm& algorithm() const override { return algorithm_; }
  const std::string& algorithm_identifier() const override {
    return algorithm_identifier_;
  }

  absl::StatusOr<std::string> Sign(absl::string_view message) const override {
    const EvpMdCtxPtr context(EVP_MD_CTX_new());
    size_t size = 0;
    if (context == nullptr ||
        EVP_DigestSignInit(context.get(), nullptr,
                           OpensslDigest(algorithm_.hash), nullptr,
                           pkey_.get()) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, Octets(message),
                       message.size()) != 1) {
      return Down();
    }
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(),
                       reinterpret_cast<unsigned char*>(signature.data()),
                       &size, Octets(message), message.size()) != 1) {
      return Down();
    }
    signature.resize(size);
    return signature;
  }

 private:
  static absl::Status Down() {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_SIGNER_DOWN,
                     absl::StrCat("cannot sign: ", DrainOpensslErrors()));
  }

  const EvpPkeyPtr pkey_;
  const std::string spki_;
  const SignatureAlgorithm algorithm_;
  const std::string algorithm_identifier_;
};

struct Choice {
  SignatureAlgorithm algorithm;
  std::string identifier;
};

Choice Choose(SignatureScheme scheme, HashAlgorithm hash,
              absl::string_view oid) {
  Choice choice;
  choice.algorithm.scheme = scheme;
  choice.algorithm.hash = hash;
  // RFC 4055, 5: NULL for RSA; RFC 5758, 3.2 and RFC 8410, 3: absent.
  const std::string parameters =
      scheme == SignatureScheme::kRsaPkcs1 ? DerNull() : "";
  choice.identifier = DerSequence({DerOidFromText(oid), parameters});
  return choice;
}

// What this house signs with under a key of this kind.
absl::StatusOr<Choice> ChooseFor(const PublicKey& key) {
  switch (key.family()) {
    case KeyFamily::kRsa:
      return Choose(SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha256,
                    "1.2.840.113549.1.1.11");
    case KeyFamily::kEc:
      if (key.size_bits() <= 256) {
        return Choose(SignatureScheme::kEcdsa, HashAlgorithm::kSha256,
                      "1.2.840.10045.4.3.2");
      }
      if (key.size_bits() <= 384) {
        return Choose(SignatureScheme::kEcdsa, HashAlgorithm::kSha384,
                      "1.2.840.10045.4.3.3");
      }
      return Choose(SignatureScheme::kEcdsa, HashAlgorithm::kSha512,
                    "1.2.840.10045.4.3.4");
    case KeyFamily::kEd25519:
      return Choose(SignatureScheme::kEddsa, HashAlgorithm::kUnknown,
                    "1.3.101.112");
    case KeyFamily::kEd448:
      return Choose(SignatureScheme::kEddsa, HashAlgorithm::kUnknown,
                    "1.3.101.113");
    case KeyFamily::kUnknown:
    case KeyFamily::kRsaPss:
    case KeyFamily::kDsa:
    case KeyFamily::kGost2001:
    case KeyFamily::kGost2012_256:
    case KeyFamily::kGost2012_512:
    case KeyFamily::kKzGost2004:
    case KeyFamily::kKzGost2015_256:
    case KeyFamily::kKzGost2015_512:
    case KeyFamily::kUzDst1092:
    case KeyFamily::kBign:
    case KeyFamily::kSm2:
      break;
  }
  return Unusable("not RSA, EC, Ed25519 or Ed448; ");
}

absl::StatusOr<std::string> SpkiOf(EVP_PKEY* pkey) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(pkey, &der);
  if (size <= 0) {
    return Unusable("has no public half; ");
  }
  const std::string spki(reinterpret_cast<char*>(der),
                         static_cast<size_t>(size));
  OPENSSL_free(der);
  return spki;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Signer>> CreateEvpSigner(
    absl::string_view pem) {
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (bio == nullptr) {
    return Unusable("no memory; ");
  }
  // An empty pass phrase, so that OpenSSL never asks the terminal for one.
  char no_passphrase[] = "";
  EvpPkeyPtr pkey(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, no_passphrase));
  if (pkey == nullptr) {
    return Unusable("no unencrypted PEM private key; ");
  }
  KEPIL_ASSIGN_OR_RETURN(std::string spki, SpkiOf(pkey.get()));
  const absl::StatusOr<PublicKeyRef> key = PublicKey::FromSpki(spki);
  if (!key.ok()) {
    return Unusable(key.status().message());
  }
  KEPIL_ASSIGN_OR_RETURN(Choice choice, ChooseFor(**key));
  const auto signer = std::make_shared<const EvpSigner>(
      std::move(pkey), std::move(spki), choice.algorithm,
      std::move(choice.identifier));
  // A key that does not sign what its public half verifies is of no use.
  KEPIL_ASSIGN_OR_RETURN(const std::string signature, signer->Sign("kepil"));
  const absl::StatusOr<bool> verified =
      (*key)->Verify(choice.algorithm, "kepil", signature);
  if (!verified.ok() || !*verified) {
    return Unusable("private and public half do not fit");
  }
  return std::shared_ptr<const Signer>(signer);
}

}  // namespace kepil
