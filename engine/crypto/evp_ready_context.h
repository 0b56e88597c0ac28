#ifndef KEPIL_ENGINE_CRYPTO_EVP_READY_CONTEXT_H_
#define KEPIL_ENGINE_CRYPTO_EVP_READY_CONTEXT_H_

#include "absl/base/call_once.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/openssl_ptr.h"

namespace kepil {

// EvpReadyContext keeps what OpenSSL sets up to verify under one key by the
// first algorithm that was asked for, to be copied: to set up anew takes 3 to 7
// microseconds, a copy 0.2. Under another algorithm it is always set up anew.
// Changes no result; thread-safe.
class EvpReadyContext {
 public:
  EvpReadyContext() = default;
  EvpReadyContext(const EvpReadyContext&) = delete;
  EvpReadyContext& operator=(const EvpReadyContext&) = delete;

  // A context of the caller's own for EVP_PKEY_verify under `pkey`, which is
  // always the same object; one of EcKeyWithPoint's verifies under the point
  // that it has by then. nullptr if OpenSSL refuses, with its error queue
  // telling why.
  // For every scheme that verifies a hash value.
  EvpPkeyCtxPtr For(EVP_PKEY* pkey, const SignatureAlgorithm& algorithm) const;

 private:
  mutable absl::once_flag once_;  // Guards the writing of both.
  mutable SignatureAlgorithm algorithm_;
  mutable EvpPkeyCtxPtr context_;  // Only ever copied; nullptr: set-up failed.
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_EVP_READY_CONTEXT_H_
