#include "engine/crypto/evp_ready_context.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <utility>

#include "engine/crypto/openssl_algorithms.h"

namespace kepil {
namespace {

bool IsRsa(const SignatureAlgorithm& algorithm) {
  return algorithm.scheme == SignatureScheme::kRsaPkcs1 ||
         algorithm.scheme == SignatureScheme::kRsaPss;
}

bool SetRsaOptions(EVP_PKEY_CTX* context, const SignatureAlgorithm& algorithm) {
  const EVP_MD* md = OpensslDigest(algorithm.hash);
  if (algorithm.scheme == SignatureScheme::kRsaPkcs1) {
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
           EVP_PKEY_CTX_set_signature_md(context, md) == 1;
  }
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_signature_md(context, md) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(
             context, OpensslDigest(algorithm.mgf1_hash)) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, algorithm.salt_length) == 1;
}

EvpPkeyCtxPtr SetUp(EVP_PKEY* pkey, const SignatureAlgorithm& algorithm) {
  EvpPkeyCtxPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, pkey, nullptr));
  const bool is_ready =
      context != nullptr && EVP_PKEY_verify_init(context.get()) == 1 &&
      (!IsRsa(algorithm) || SetRsaOptions(context.get(), algorithm));
  return is_ready ? std::move(context) : nullptr;
}

bool IsSame(const SignatureAlgorithm& a, const SignatureAlgorithm& b) {
  return a.scheme == b.scheme && a.hash == b.hash &&
         a.mgf1_hash == b.mgf1_hash && a.salt_length == b.salt_length;
}

}  // namespace

EvpPkeyCtxPtr EvpReadyContext::For(EVP_PKEY* pkey,
                                   const SignatureAlgorithm& algorithm) const {
  absl::call_once(once_, [&] {
    algorithm_ = algorithm;
    context_ = SetUp(pkey, algorithm);
  });
  if (context_ != nullptr && IsSame(algorithm_, algorithm)) {
    EvpPkeyCtxPtr copy(EVP_PKEY_CTX_dup(context_.get()));
    if (copy != nullptr) {
      return copy;
    }
  }
  return SetUp(pkey, algorithm);
}

}  // namespace kepil
