#ifndef KEPIL_ENGINE_CRYPTO_OPENSSL_PTR_H_
#define KEPIL_ENGINE_CRYPTO_OPENSSL_PTR_H_

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>

#include <memory>
#include <string>

namespace kepil {

// OpensslPtr owns one OpenSSL handle and frees it by `Free`.
template <auto Free>
struct OpensslDeleter {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
template <typename T, auto Free>
using OpensslPtr = std::unique_ptr<T, OpensslDeleter<Free>>;

using BioPtr = OpensslPtr<BIO, &BIO_free_all>;
using BignumPtr = OpensslPtr<BIGNUM, &BN_free>;
using BignumCtxPtr = OpensslPtr<BN_CTX, &BN_CTX_free>;
using EvpMdPtr = OpensslPtr<EVP_MD, &EVP_MD_free>;
using EvpMdCtxPtr = OpensslPtr<EVP_MD_CTX, &EVP_MD_CTX_free>;
using EvpPkeyPtr = OpensslPtr<EVP_PKEY, &EVP_PKEY_free>;
using EvpPkeyCtxPtr = OpensslPtr<EVP_PKEY_CTX, &EVP_PKEY_CTX_free>;
using ParamBuilderPtr = OpensslPtr<OSSL_PARAM_BLD, &OSSL_PARAM_BLD_free>;
using ParamsPtr = OpensslPtr<OSSL_PARAM, &OSSL_PARAM_free>;

// Empties this thread's error queue; returns its texts for a message, "; "
// between them. Never used to decide anything.
inline std::string DrainOpensslErrors() {
  std::string text;
  while (const unsigned long code = ERR_get_error()) {  // NOLINT(runtime/int)
    char line[256];
    ERR_error_string_n(code, line, sizeof(line));
    if (!text.empty()) {
      text += "; ";
    }
    text += line;
  }
  return text;
}

// Empties the error queue when a scope ends whose failures are not reported in
// words, so that nothing is left for the next user of the thread.
class OpensslErrorGuard {
 public:
  OpensslErrorGuard() = default;
  ~OpensslErrorGuard() { ERR_clear_error(); }
  OpensslErrorGuard(const OpensslErrorGuard&) = delete;
  OpensslErrorGuard& operator=(const OpensslErrorGuard&) = delete;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_OPENSSL_PTR_H_
