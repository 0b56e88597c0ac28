#include "engine/crypto/evp_verifier.h"

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/evp_key.h"
#include "engine/crypto/openssl_ptr.h"
#include "engine/crypto/pss_parameters.h"
#include "engine/crypto/sm2_signature.h"

namespace kepil {
namespace {

absl::Status NotOffered(absl::string_view what) {
  return MakeError(absl::StatusCode::kUnimplemented,
                   v1::ERROR_REASON_ALGORITHM_UNKNOWN, what);
}

const unsigned char* Octets(absl::string_view octets) {
  return reinterpret_cast<const unsigned char*>(octets.data());
}

// RFC 4055, 3.1 and 3.3: hash functions as the key says, salt at least as long.
bool SatisfiesRestriction(const EvpKey& key,
                          const SignatureAlgorithm& algorithm) {
  return !key.pss_restriction.has_value() ||
         (key.pss_restriction->hash == algorithm.hash &&
          key.pss_restriction->mgf1_hash == algorithm.mgf1_hash &&
          key.pss_restriction->salt_length <= algorithm.salt_length);
}

absl::Status CheckFits(const EvpKey& key, const SignatureAlgorithm& algorithm) {
  if (!IsSuiteOffered(algorithm, key.family)) {
    return NotOffered("the algorithm does not fit the key or is not offered");
  }
  if (algorithm.scheme == SignatureScheme::kRsaPss &&
      (algorithm.salt_length < 0 ||
       algorithm.salt_length > PssParameters::kMaxSaltLength ||
       !SatisfiesRestriction(key, algorithm))) {
    return NotOffered("RSASSA-PSS parameters that the key does not allow");
  }
  return absl::OkStatus();
}

// Whether `signature` is Ecdsa-Sig-Value or Dss-Sig-Value in DER: two positive
// INTEGERs. Their range is OpenSSL's to check.
bool IsIntegerPair(absl::string_view signature) {
  DerReader outer(signature);
  absl::StatusOr<DerReader> reader = outer.ReadSequence();
  if (!reader.ok() || !outer.empty()) {
    return false;
  }
  for (int i = 0; i < 2; ++i) {
    const absl::StatusOr<absl::string_view> number = reader->ReadIntegerBytes();
    if (!number.ok() || (static_cast<uint8_t>((*number)[0]) & 0x80) != 0) {
      return false;
    }
  }
  return reader->empty();
}

absl::StatusOr<bool> VerifyEddsa(const EvpKey& key, absl::string_view message,
                                 absl::string_view signature) {
  const EvpMdCtxPtr context(EVP_MD_CTX_new());
  if (context == nullptr ||
      EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr,
                              key.pkey.get(), nullptr) != 1) {
    return NotOffered(
        absl::StrCat("EdDSA cannot be computed: ", DrainOpensslErrors()));
  }
  return EVP_DigestVerify(context.get(), Octets(signature), signature.size(),
                          Octets(message), message.size()) == 1;
}

}  // namespace

absl::StatusOr<bool> EvpVerify(const EvpKey& key,
                               const SignatureAlgorithm& algorithm,
                               absl::string_view message,
                               absl::string_view signature) {
  KEPIL_RETURN_IF_ERROR(CheckFits(key, algorithm));
  if (algorithm.scheme == SignatureScheme::kEddsa) {
    const OpensslErrorGuard guard;
    return VerifyEddsa(key, message, signature);
  }
  if (algorithm.scheme == SignatureScheme::kSm2) {
    if (!IsIntegerPair(signature)) {
      return false;
    }
    return IsSm2Signature(key.pkey.get(), key.sm2_user_digest, message,
                          signature);
  }
  KEPIL_ASSIGN_OR_RETURN(const std::string hash,
                         HashOf(algorithm.hash, message));
  return EvpVerifyDigest(key, algorithm, hash, signature);
}

absl::StatusOr<bool> EvpVerifyDigest(const EvpKey& key,
                                     const SignatureAlgorithm& algorithm,
                                     absl::string_view hash,
                                     absl::string_view signature) {
  const OpensslErrorGuard guard;
  KEPIL_RETURN_IF_ERROR(CheckFits(key, algorithm));
  if (algorithm.scheme == SignatureScheme::kEddsa) {
    return NotOffered("EdDSA signs a message, not its digest");
  }
  if (algorithm.scheme == SignatureScheme::kSm2) {
    return NotOffered("SM2 signs a message after its signer, not its digest");
  }
  if (hash.size() != static_cast<size_t>(HashSize(algorithm.hash))) {
    return MalformedError("hash value of another length than its algorithm's");
  }
  const bool is_rsa = algorithm.scheme == SignatureScheme::kRsaPkcs1 ||
                      algorithm.scheme == SignatureScheme::kRsaPss;
  if (!is_rsa && !IsIntegerPair(signature)) {
    return false;
  }
  const OpensslKey openssl = OpensslKeyOf(key);
  const EvpPkeyCtxPtr context =
      openssl.pkey == nullptr ? nullptr
                              : openssl.ready->For(openssl.pkey, algorithm);
  if (context == nullptr) {
    return NotOffered(absl::StrCat("the signature cannot be computed: ",
                                   DrainOpensslErrors()));
  }
  return EVP_PKEY_verify(context.get(), Octets(signature), signature.size(),
                         Octets(hash), hash.size()) == 1;
}

}  // namespace kepil
