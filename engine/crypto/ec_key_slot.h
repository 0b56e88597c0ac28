#ifndef KEPIL_ENGINE_CRYPTO_EC_KEY_SLOT_H_
#define KEPIL_ENGINE_CRYPTO_EC_KEY_SLOT_H_

#include "absl/strings/string_view.h"
#include "engine/crypto/evp_ready_context.h"
#include "engine/crypto/openssl_ptr.h"

namespace kepil {

// A key of OpenSSL's and what it has set up to verify under it, or neither.
struct OpensslKey {
  EVP_PKEY* pkey = nullptr;
  const EvpReadyContext* ready = nullptr;
};

// OpenSSL's key of the named curve ("P-256") with that public point (SEC 1,
// compressed or not), which this thread may use until it asks for another point
// of that curve. Neither if it is no point of the curve or the curve is
// unknown. An EVP_PKEY holds a whole group of its own, 2 KiB, and takes ten
// times as long to make as to be given another point: so each thread keeps one
// for each curve that it meets, and a certificate keeps its point alone. What
// is ready to verify under it refers to the key, and so to whatever its point
// is.
OpensslKey EcKeyWithPoint(absl::string_view curve, absl::string_view point);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_EC_KEY_SLOT_H_
