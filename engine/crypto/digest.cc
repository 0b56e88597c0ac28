#include "engine/crypto/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/crypto/openssl_algorithms.h"
#include "engine/crypto/openssl_ptr.h"
#include "engine/crypto/own_hasher.h"

namespace kepil {
namespace {

class EvpHasher : public Hasher {
 public:
  EvpHasher(EvpMdCtxPtr context, HashAlgorithm algorithm)
      : context_(std::move(context)), algorithm_(algorithm) {}

  void Update(absl::string_view octets) override {
    KEPIL_CHECK(
        EVP_DigestUpdate(context_.get(), octets.data(), octets.size()) == 1);
  }

  std::string Finish() override {
    std::string hash(HashSize(algorithm_), '\0');
    auto* out = reinterpret_cast<unsigned char*>(hash.data());
    // SHAKE's own default length is not the one that signatures use.
    const int done = algorithm_ == HashAlgorithm::kShake256_512
                         ? EVP_DigestFinalXOF(context_.get(), out, hash.size())
                         : EVP_DigestFinal_ex(context_.get(), out, nullptr);
    KEPIL_CHECK(done == 1);
    return hash;
  }

 private:
  const EvpMdCtxPtr context_;
  const HashAlgorithm algorithm_;
};

// nullptr for an algorithm that is not this room's or failed its self-test.
std::unique_ptr<Hasher> CreateOwn(HashAlgorithm algorithm) {
  return IsOwnHashWorking(algorithm) ? MakeOwnHasher(algorithm) : nullptr;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

absl::StatusOr<Digest> Digest::FromBytes(absl::string_view octets) {
  if (octets.size() != kSize) {
    return MalformedError("a SHA-256 digest has 32 octets");
  }
  Digest digest;
  std::copy(octets.begin(), octets.end(), digest.bytes_.begin());
  return digest;
}

absl::StatusOr<Digest> Digest::FromHex(absl::string_view hex) {
  if (hex.size() != 2 * kSize) {
    return MalformedError("a SHA-256 digest has 64 hexadecimal characters");
  }
  Digest digest;
  for (int i = 0; i < kSize; ++i) {
    const int high = HexValue(hex[2 * i]);
    const int low = HexValue(hex[2 * i + 1]);
    if (high < 0 || low < 0) {
      return MalformedError("a SHA-256 digest has 64 hexadecimal characters");
    }
    digest.bytes_[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return digest;
}

std::string Digest::hex() const { return absl::BytesToHexString(bytes()); }

Digest Sha256(absl::string_view octets) {
  Digest digest;
  KEPIL_CHECK(EVP_Digest(octets.data(), octets.size(), digest.bytes_.data(),
                         nullptr, OpensslDigest(HashAlgorithm::kSha256),
                         nullptr) == 1);
  return digest;
}

absl::StatusOr<std::unique_ptr<Hasher>> Hasher::Create(
    HashAlgorithm algorithm) {
  if (std::unique_ptr<Hasher> own = CreateOwn(algorithm)) {
    return own;
  }
  const EVP_MD* md = OpensslDigest(algorithm);
  EvpMdCtxPtr context(EVP_MD_CTX_new());
  if (md == nullptr || context == nullptr ||
      EVP_DigestInit_ex2(context.get(), md, nullptr) != 1) {
    return MakeError(
        absl::StatusCode::kUnimplemented, v1::ERROR_REASON_ALGORITHM_UNKNOWN,
        absl::StrCat("hash function not offered: ", HashName(algorithm),
                     DrainOpensslErrors()));
  }
  return std::make_unique<EvpHasher>(std::move(context), algorithm);
}

bool IsHashOffered(HashAlgorithm algorithm) {
  return OpensslDigest(algorithm) != nullptr || IsOwnHashWorking(algorithm);
}

absl::StatusOr<std::string> HashOf(HashAlgorithm algorithm,
                                   absl::string_view octets) {
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Hasher> hasher,
                         Hasher::Create(algorithm));
  hasher->Update(octets);
  return hasher->Finish();
}

}  // namespace kepil
