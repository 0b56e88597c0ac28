#include "engine/crypto/openssl_algorithms.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>
#include <cstddef>

#include "engine/crypto/hash_algorithm.h"

namespace kepil {
namespace {

constexpr size_t kCount = static_cast<size_t>(HashAlgorithm::kSm3) + 1;
using Table = std::array<const EVP_MD*, kCount>;

// OpenSSL's name; nullptr for an algorithm that is not its own.
const char* OpensslName(HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::kUnknown:
      return nullptr;
    case HashAlgorithm::kMd5:
      return "MD5";
    case HashAlgorithm::kSha1:
      return "SHA1";
    case HashAlgorithm::kSha224:
      return "SHA2-224";
    case HashAlgorithm::kSha256:
      return "SHA2-256";
    case HashAlgorithm::kSha384:
      return "SHA2-384";
    case HashAlgorithm::kSha512:
      return "SHA2-512";
    case HashAlgorithm::kSha512_224:
      return "SHA2-512/224";
    case HashAlgorithm::kSha512_256:
      return "SHA2-512/256";
    case HashAlgorithm::kSha3_224:
      return "SHA3-224";
    case HashAlgorithm::kSha3_256:
      return "SHA3-256";
    case HashAlgorithm::kSha3_384:
      return "SHA3-384";
    case HashAlgorithm::kSha3_512:
      return "SHA3-512";
    case HashAlgorithm::kShake256_512:
      return "SHAKE256";
    case HashAlgorithm::kRipemd160:
      return "RIPEMD160";
    case HashAlgorithm::kSm3:
      return "SM3";
    case HashAlgorithm::kStreebog256:
    case HashAlgorithm::kStreebog512:
    case HashAlgorithm::kGost94CryptoPro:
    case HashAlgorithm::kGost94Test:
    case HashAlgorithm::kBeltHash:
    case HashAlgorithm::kBash256:
    case HashAlgorithm::kBash384:
    case HashAlgorithm::kBash512:
      return nullptr;
  }
  return nullptr;
}

Table FetchAll() {
  Table table{};
  for (size_t i = 0; i < kCount; ++i) {
    const char* name = OpensslName(static_cast<HashAlgorithm>(i));
    if (name != nullptr) {
      table[i] = EVP_MD_fetch(nullptr, name, nullptr);
    }
  }
  ERR_clear_error();
  return table;
}

}  // namespace

const EVP_MD* OpensslDigest(HashAlgorithm algorithm) {
  // Immutable and never freed: it must outlive every user (R16's exception).
  static const Table& table = *new Table(FetchAll());
  const size_t i = static_cast<size_t>(algorithm);
  return i < kCount ? table[i] : nullptr;
}

}  // namespace kepil
