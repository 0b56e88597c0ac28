#include "engine/crypto/sm2_user.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/crypto/openssl_ptr.h"

namespace kepil {
namespace {

constexpr int kFieldSize = 32;
constexpr size_t kMaxIdentifierSize = 8191;  // 16 bits count its bits.

// GM/T 0003.5: a, b and the coordinates of the base point, big-endian.
constexpr uint8_t kCurve[4 * kFieldSize] = {
    0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc, 0x28, 0xe9, 0xfa, 0x9e,
    0x9d, 0x9f, 0x5e, 0x34, 0x4d, 0x5a, 0x9e, 0x4b, 0xcf, 0x65, 0x09, 0xa7,
    0xf3, 0x97, 0x89, 0xf5, 0x15, 0xab, 0x8f, 0x92, 0xdd, 0xbc, 0xbd, 0x41,
    0x4d, 0x94, 0x0e, 0x93, 0x32, 0xc4, 0xae, 0x2c, 0x1f, 0x19, 0x81, 0x19,
    0x5f, 0x99, 0x04, 0x46, 0x6a, 0x39, 0xc9, 0x94, 0x8f, 0xe3, 0x0b, 0xbf,
    0xf2, 0x66, 0x0b, 0xe1, 0x71, 0x5a, 0x45, 0x89, 0x33, 0x4c, 0x74, 0xc7,
    0xbc, 0x37, 0x36, 0xa2, 0xf4, 0xf6, 0x77, 0x9c, 0x59, 0xbd, 0xce, 0xe3,
    0x6b, 0x69, 0x21, 0x53, 0xd0, 0xa9, 0x87, 0x7c, 0xc6, 0x2a, 0x47, 0x40,
    0x02, 0xdf, 0x32, 0xe5, 0x21, 0x39, 0xf0, 0xa0};

absl::StatusOr<std::string> Coordinate(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) {
    return FormatUnknownError("SM2 key without a public point");
  }
  const BignumPtr owner(number);
  std::string octets(kFieldSize, '\0');
  if (BN_bn2binpad(number, reinterpret_cast<unsigned char*>(octets.data()),
                   kFieldSize) != kFieldSize) {
    return FormatUnknownError("SM2 key with another field");
  }
  return octets;
}

}  // namespace

absl::StatusOr<std::string> Sm2UserDigest(const EVP_PKEY* key,
                                          absl::string_view identifier) {
  const OpensslErrorGuard guard;
  if (identifier.size() > kMaxIdentifierSize) {
    return MalformedError("distinguishing identifier too long");
  }
  KEPIL_ASSIGN_OR_RETURN(const std::string x,
                         Coordinate(key, OSSL_PKEY_PARAM_EC_PUB_X));
  KEPIL_ASSIGN_OR_RETURN(const std::string y,
                         Coordinate(key, OSSL_PKEY_PARAM_EC_PUB_Y));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Hasher> hasher,
                         Hasher::Create(HashAlgorithm::kSm3));
  const size_t bits = 8 * identifier.size();
  const char length[] = {static_cast<char>(bits >> 8),
                         static_cast<char>(bits & 0xff)};
  hasher->Update({length, sizeof(length)});
  hasher->Update(identifier);
  hasher->Update({reinterpret_cast<const char*>(kCurve), sizeof(kCurve)});
  hasher->Update(x);
  hasher->Update(y);
  return hasher->Finish();
}

}  // namespace kepil
