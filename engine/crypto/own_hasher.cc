#include "engine/crypto/own_hasher.h"

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/bash_hash.h"
#include "engine/crypto/belt_hash.h"
#include "engine/crypto/gost94.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/crypto/hasher.h"
#include "engine/crypto/streebog.h"

namespace kepil {
namespace {

// A hash function of this room behind the interface.
template <typename Hash>
class OwnHasher : public Hasher {
 public:
  explicit OwnHasher(Hash hash) : hash_(std::move(hash)) {}
  void Update(absl::string_view octets) override { hash_.Update(octets); }
  std::string Finish() override { return hash_.Finish(); }

 private:
  Hash hash_;
};

template <typename Hash>
std::unique_ptr<Hasher> Own(Hash hash) {
  return std::make_unique<OwnHasher<Hash>>(std::move(hash));
}

// What each makes of the same 63 octets. The tests of the units compare them
// with the vectors of the standards; this finds a build that computes
// otherwise.
constexpr char kMessage[] =
    "012345678901234567890123456789012345678901234567890123456789012";
struct KnownAnswer {
  HashAlgorithm algorithm;
  absl::string_view hash;  // Hexadecimal.
};
constexpr KnownAnswer kKnownAnswers[] = {
    {HashAlgorithm::kStreebog256,
     "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"},
    {HashAlgorithm::kStreebog512,
     "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
     "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"},
    {HashAlgorithm::kGost94CryptoPro,
     "ed4693785c993d3396f5ec0ea21df299024f970a43729c7fa326dafc7d95a25b"},
    {HashAlgorithm::kGost94Test,
     "ab67c9bb19b504aa1c339ac5fd7a3087725528780ee4a078860aceb6a0b0d237"},
    {HashAlgorithm::kBeltHash,
     "ad6f4bd41a03c2225fc744dc843a19b45a869299c09f7e2473dbf63b22165572"},
    {HashAlgorithm::kBash256,
     "7cba847b218aceb7c72af7704378b63416e99109dcbc1de153c5b12bf128cbcf"},
    {HashAlgorithm::kBash384,
     "da930d9e53ea1eb7596b75bd883d25ccbfe56784b9b0e1d3aad475cc86da18b9"
     "ccfe8161c38b417e6d704c90dbdbd2b7"},
    {HashAlgorithm::kBash512,
     "e37086320874e9fff76fa49a165f33c08ffd6146bcf293a3d001980bb55fcf33"
     "896c7e9cd545f4fe47b390d2e41b3fe40b72bbd5a8ac8a682a8a837e3b445a90"},
};

constexpr size_t kCount = static_cast<size_t>(HashAlgorithm::kSm3) + 1;

std::array<bool, kCount> TestAll() {
  std::array<bool, kCount> results{};
  for (const KnownAnswer& answer : kKnownAnswers) {
    results[static_cast<size_t>(answer.algorithm)] = IsHashRight(
        answer.algorithm, kMessage, absl::HexStringToBytes(answer.hash));
  }
  return results;
}

}  // namespace

std::unique_ptr<Hasher> MakeOwnHasher(HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::kStreebog256:
      return Own(Streebog(256));
    case HashAlgorithm::kStreebog512:
      return Own(Streebog(512));
    case HashAlgorithm::kGost94CryptoPro:
      return Own(Gost94(Gost94::Parameters::kCryptoPro));
    case HashAlgorithm::kGost94Test:
      return Own(Gost94(Gost94::Parameters::kTest));
    case HashAlgorithm::kBeltHash:
      return Own(BeltHash());
    case HashAlgorithm::kBash256:
      return Own(BashHash(BashHash::Width::k256));
    case HashAlgorithm::kBash384:
      return Own(BashHash(BashHash::Width::k384));
    case HashAlgorithm::kBash512:
      return Own(BashHash(BashHash::Width::k512));
    case HashAlgorithm::kUnknown:
    case HashAlgorithm::kMd5:
    case HashAlgorithm::kSha1:
    case HashAlgorithm::kSha224:
    case HashAlgorithm::kSha256:
    case HashAlgorithm::kSha384:
    case HashAlgorithm::kSha512:
    case HashAlgorithm::kSha512_224:
    case HashAlgorithm::kSha512_256:
    case HashAlgorithm::kSha3_224:
    case HashAlgorithm::kSha3_256:
    case HashAlgorithm::kSha3_384:
    case HashAlgorithm::kSha3_512:
    case HashAlgorithm::kShake256_512:
    case HashAlgorithm::kRipemd160:
    case HashAlgorithm::kSm3:
      return nullptr;
  }
  return nullptr;
}

bool IsHashRight(HashAlgorithm algorithm, absl::string_view message,
                 absl::string_view hash) {
  const std::unique_ptr<Hasher> hasher = MakeOwnHasher(algorithm);
  if (hasher == nullptr) {
    return false;
  }
  hasher->Update(message.substr(0, 1));
  hasher->Update(message.substr(1));
  return hasher->Finish() == hash;
}

bool IsOwnHashWorking(HashAlgorithm algorithm) {
  static const std::array<bool, kCount> results = TestAll();
  const size_t i = static_cast<size_t>(algorithm);
  return i < kCount && results[i];
}

}  // namespace kepil
