#include "engine/crypto/evp_signature_defect.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/openssl_ptr.h"

namespace kepil {
namespace {

BignumPtr NumberOf(absl::string_view octets) {
  return BignumPtr(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(octets.data()),
                static_cast<int>(octets.size()), nullptr));
}

// The number of this name in the key or its parameters; nullptr if none.
BignumPtr KeyNumber(const EvpKey& key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(OpensslKeyOf(key).pkey, name, &number);
  return BignumPtr(number);
}

CryptoDefect DefectOfNumber(absl::string_view octets, const BIGNUM* bound) {
  const BignumPtr number = NumberOf(octets);
  if (number == nullptr || bound == nullptr) {
    return CryptoDefect::kNone;
  }
  if (BN_is_zero(number.get())) {
    return CryptoDefect::kNumberZero;
  }
  return BN_cmp(number.get(), bound) < 0 ? CryptoDefect::kNone
                                         : CryptoDefect::kNumberTooLarge;
}

// Ecdsa-Sig-Value and Dss-Sig-Value (RFC 3279, 2.2).
CryptoDefect DefectOfPair(absl::string_view signature, const BIGNUM* order) {
  DerReader outer(signature);
  absl::StatusOr<DerReader> reader = outer.ReadSequence();
  if (!reader.ok() || !outer.empty()) {
    return CryptoDefect::kSignatureEncoding;
  }
  CryptoDefect defect = CryptoDefect::kNone;
  for (int i = 0; i < 2; ++i) {
    const absl::StatusOr<absl::string_view> number = reader->ReadIntegerBytes();
    if (!number.ok() || (static_cast<uint8_t>((*number)[0]) & 0x80) != 0) {
      return CryptoDefect::kSignatureEncoding;
    }
    if (defect == CryptoDefect::kNone) {
      defect = DefectOfNumber(*number, order);
    }
  }
  return reader->empty() ? defect : CryptoDefect::kSignatureEncoding;
}

}  // namespace

CryptoDefect DefectOfEvpSignature(const EvpKey& key,
                                  const SignatureAlgorithm& algorithm,
                                  absl::string_view signature) {
  const OpensslErrorGuard guard;
  switch (algorithm.scheme) {
    case SignatureScheme::kEcdsa:
    case SignatureScheme::kSm2:
      return DefectOfPair(signature,
                          KeyNumber(key, OSSL_PKEY_PARAM_EC_ORDER).get());
    case SignatureScheme::kDsa:
      return DefectOfPair(signature,
                          KeyNumber(key, OSSL_PKEY_PARAM_FFC_Q).get());
    case SignatureScheme::kRsaPkcs1:
    case SignatureScheme::kRsaPss: {
      const auto size = static_cast<size_t>((key.size_bits + 7) / 8);
      return signature.size() != size
                 ? CryptoDefect::kSignatureLength
                 : DefectOfNumber(signature,
                                  KeyNumber(key, OSSL_PKEY_PARAM_RSA_N).get());
    }
    case SignatureScheme::kEddsa: {
      const size_t size = key.family == KeyFamily::kEd25519 ? 64 : 114;
      return signature.size() == size ? CryptoDefect::kNone
                                      : CryptoDefect::kSignatureLength;
    }
    case SignatureScheme::kUnknown:
    case SignatureScheme::kGostBeSr:
    case SignatureScheme::kGostLeRs:
    case SignatureScheme::kBign:
      break;
  }
  return CryptoDefect::kNone;
}

}  // namespace kepil
