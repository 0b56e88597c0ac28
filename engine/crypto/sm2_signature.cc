#include "engine/crypto/sm2_signature.h"

#include <openssl/evp.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/crypto/openssl_ptr.h"

namespace kepil {
namespace {

const unsigned char* Octets(absl::string_view octets) {
  return reinterpret_cast<const unsigned char*>(octets.data());
}

}  // namespace

absl::StatusOr<bool> IsSm2Signature(EVP_PKEY* key,
                                    absl::string_view user_digest,
                                    absl::string_view message,
                                    absl::string_view signature) {
  const OpensslErrorGuard guard;
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Hasher> hasher,
                         Hasher::Create(HashAlgorithm::kSm3));
  hasher->Update(user_digest);
  hasher->Update(message);
  const std::string hash = hasher->Finish();
  const EvpPkeyCtxPtr context(
      EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (context == nullptr || EVP_PKEY_verify_init(context.get()) != 1) {
    return MakeError(
        absl::StatusCode::kUnimplemented, v1::ERROR_REASON_ALGORITHM_UNKNOWN,
        absl::StrCat("SM2 cannot be computed: ", DrainOpensslErrors()));
  }
  return EVP_PKEY_verify(context.get(), Octets(signature), signature.size(),
                         Octets(hash), hash.size()) == 1;
}

}  // namespace kepil
