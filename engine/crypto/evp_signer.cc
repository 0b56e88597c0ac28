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
#include "engine/crypto/digest.h"
#include "engine/crypto/openssl_algorithms.h"
#include "engine/crypto/openssl_ptr.h"
#include "engine/crypto/public_key.h"
#include "engine/crypto/signer.h"
#include "engine/crypto/signing_suite.h"

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

unsigned char* Octets(std::string& octets) {
  return reinterpret_cast<unsigned char*>(octets.data());
}

class EvpSigner : public Signer {
 public:
  EvpSigner(EvpPkeyPtr pkey, std::string spki, SignatureAlgorithm algorithm,
            std::string algorithm_identifier)
      : pkey_(std::move(pkey)),
        spki_(std::move(spki)),
        algorithm_(algorithm),
        algorithm_identifier_(std::move(algorithm_identifier)),
        ready_(algorithm.scheme == SignatureScheme::kEddsa
                   ? nullptr
                   : ReadyToSign(pkey_.get(), algorithm.hash)) {}

  const std::string& spki() const override { return spki_; }
  const SignatureAlgorithm& algorithm() const override { return algorithm_; }
  const std::string& algorithm_identifier() const override {
    return algorithm_identifier_;
  }

  absl::StatusOr<std::string> Sign(absl::string_view message) const override {
    return algorithm_.scheme == SignatureScheme::kEddsa ? SignMessage(message)
                                                        : SignHash(message);
  }

 private:
  static absl::Status Down() {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_SIGNER_DOWN,
                     absl::StrCat("cannot sign: ", DrainOpensslErrors()));
  }

  // EdDSA has no hash that could be made first.
  absl::StatusOr<std::string> SignMessage(absl::string_view message) const {
    const EvpMdCtxPtr context(EVP_MD_CTX_new());
    size_t size = 0;
    if (context == nullptr ||
        EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr,
                           pkey_.get()) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, Octets(message),
                       message.size()) != 1) {
      return Down();
    }
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), Octets(signature), &size, Octets(message),
                       message.size()) != 1) {
      return Down();
    }
    signature.resize(size);
    return signature;
  }

  absl::StatusOr<std::string> SignHash(absl::string_view message) const {
    KEPIL_ASSIGN_OR_RETURN(const std::string hash,
                           HashOf(algorithm_.hash, message));
    // A copy of one that is ready: to set up another takes a third of the time
    // of a P-256 signature.
    const EvpPkeyCtxPtr context(
        ready_ == nullptr ? nullptr : EVP_PKEY_CTX_dup(ready_.get()));
    size_t size = static_cast<size_t>(EVP_PKEY_get_size(pkey_.get()));
    std::string signature(size, '\0');
    if (context == nullptr ||
        EVP_PKEY_sign(context.get(), Octets(signature), &size,
                      Octets(absl::string_view(hash)), hash.size()) != 1) {
      return Down();
    }
    signature.resize(size);
    return signature;
  }

  static EvpPkeyCtxPtr ReadyToSign(EVP_PKEY* pkey, HashAlgorithm hash) {
    EvpPkeyCtxPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, pkey, nullptr));
    const bool ready =
        context != nullptr && EVP_PKEY_sign_init(context.get()) == 1 &&
        EVP_PKEY_CTX_set_signature_md(context.get(), OpensslDigest(hash)) == 1;
    return ready ? std::move(context) : nullptr;
  }

  const EvpPkeyPtr pkey_;
  const std::string spki_;
  const SignatureAlgorithm algorithm_;
  const std::string algorithm_identifier_;
  const EvpPkeyCtxPtr ready_;  // nullptr for EdDSA; only ever copied.
};

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
  KEPIL_ASSIGN_OR_RETURN(SigningSuite suite, SigningSuiteFor(**key));
  const auto signer = std::make_shared<const EvpSigner>(
      std::move(pkey), std::move(spki), suite.algorithm,
      std::move(suite.identifier));
  // A key that does not sign what its public half verifies is of no use.
  KEPIL_ASSIGN_OR_RETURN(const std::string signature, signer->Sign("kepil"));
  const absl::StatusOr<bool> verified =
      (*key)->Verify(suite.algorithm, "kepil", signature);
  if (!verified.ok() || !*verified) {
    return Unusable("private and public half do not fit");
  }
  return std::shared_ptr<const Signer>(signer);
}

}  // namespace kepil
