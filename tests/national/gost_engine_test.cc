// The gost engine of OpenSSL signs, hashes and verifies on the other side.
#include "tests/national/gost_engine.h"

#include <algorithm>
#include <memory>
#include <random>
#include <string>

#include "absl/strings/escaping.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/gost_known_answers.h"
#include "engine/crypto/public_key.h"
#include "engine/crypto/wide_number.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

struct KeyKind {
  const char* algorithm;
  const char* set;
  HashAlgorithm hash;
  int mutations;
};

// 10,000 mutations in all, most of them where they are cheap.
constexpr KeyKind kKinds[] = {
    {"gost2001", "A", HashAlgorithm::kGost94CryptoPro, 1000},
    {"gost2001", "B", HashAlgorithm::kGost94CryptoPro, 1000},
    {"gost2001", "C", HashAlgorithm::kGost94CryptoPro, 1000},
    {"gost2001", "XA", HashAlgorithm::kGost94CryptoPro, 500},
    {"gost2001", "XB", HashAlgorithm::kGost94CryptoPro, 500},
    {"gost2012_256", "A", HashAlgorithm::kStreebog256, 1000},
    {"gost2012_256", "B", HashAlgorithm::kStreebog256, 1000},
    {"gost2012_256", "C", HashAlgorithm::kStreebog256, 500},
    {"gost2012_256", "TCA", HashAlgorithm::kStreebog256, 1500},
    {"gost2012_256", "TCB", HashAlgorithm::kStreebog256, 500},
    {"gost2012_512", "A", HashAlgorithm::kStreebog512, 500},
    {"gost2012_512", "B", HashAlgorithm::kStreebog512, 500},
    {"gost2012_512", "C", HashAlgorithm::kStreebog512, 500},
};

SignatureAlgorithm Scheme(HashAlgorithm hash) {
  SignatureAlgorithm algorithm;
  algorithm.scheme = SignatureScheme::kGostBeSr;
  algorithm.hash = hash;
  return algorithm;
}

std::string RandomOctets(std::mt19937_64& random, size_t size) {
  std::string octets(size, '\0');
  for (char& octet : octets) {
    octet = static_cast<char>(random() & 0xff);
  }
  return octets;
}

// A signature that differs from the right one, in one of several ways.
std::string Mutate(std::mt19937_64& random, const std::string& right) {
  std::string changed = right;
  const size_t half = right.size() / 2;
  switch (random() % 8) {
    case 0:
      std::fill_n(changed.begin() + (random() % 2) * half, half, '\0');
      break;
    case 1:
      std::fill_n(changed.begin() + (random() % 2) * half, half, '\xff');
      break;
    case 2:
      std::rotate(changed.begin(), changed.begin() + half, changed.end());
      break;
    case 3:
      std::reverse(changed.begin(), changed.end());
      break;
    case 4:
      changed[random() % changed.size()] ^= static_cast<char>(random() | 1);
      break;
    default:
      changed[random() % changed.size()] ^=
          static_cast<char>(1 << (random() % 8));
      break;
  }
  return changed;
}

class GostEngineTest : public testing::Test {
 protected:
  void SetUp() override {
    static const GostEngine* const engine = GostEngine::Load().release();
    engine_ = engine;
    if (engine_ == nullptr) {
      GTEST_SKIP() << "NOT TESTED: the gost engine is not installed "
                      "(Debian: libengine-gost-openssl)";
    }
  }
  const GostEngine* engine_ = nullptr;
};

TEST_F(GostEngineTest, WhatItSignsVerifiesHere) {
  std::mt19937_64 random(1);  // Fixed seed; keys and nonces are the engine's.
  for (const KeyKind& kind : kKinds) {
    const EvpPkeyPtr theirs = engine_->Generate(kind.algorithm, kind.set);
    const auto ours = PublicKey::FromSpki(engine_->Spki(theirs.get()));
    ASSERT_THAT(ours, IsOk()) << kind.algorithm << kind.set;
    for (int i = 0; i < 5; ++i) {
      const std::string message = RandomOctets(random, 100);
      const std::string hash = *HashOf(kind.hash, message);
      const std::string signature = engine_->Sign(theirs.get(), hash);
      EXPECT_THAT((*ours)->Verify(Scheme(kind.hash), message, signature),
                  IsOkAndHolds(true))
          << kind.algorithm << kind.set;
    }
  }
}

TEST_F(GostEngineTest, MutatedSignaturesFailOnBothSides) {
  std::mt19937_64 random(2);
  int mutations = 0;
  for (const KeyKind& kind : kKinds) {
    const EvpPkeyPtr theirs = engine_->Generate(kind.algorithm, kind.set);
    const auto ours = PublicKey::FromSpki(engine_->Spki(theirs.get()));
    ASSERT_THAT(ours, IsOk());
    const std::string hash = RandomOctets(random, HashSize(kind.hash));
    const std::string right = engine_->Sign(theirs.get(), hash);
    for (int i = 0; i < kind.mutations; ++i) {
      const std::string changed = Mutate(random, right);
      const bool is_right = engine_->Verify(theirs.get(), hash, changed);
      EXPECT_EQ(is_right, changed == right);
      EXPECT_THAT((*ours)->VerifyDigest(Scheme(kind.hash), hash, changed),
                  IsOkAndHolds(is_right))
          << kind.algorithm << kind.set << absl::BytesToHexString(changed);
      ++mutations;
    }
  }
  EXPECT_EQ(mutations, 10'000);
}

TEST_F(GostEngineTest, ItConfirmsTheKnownAnswersOfTheSelfTest) {
  const char* const kSets[] = {"1.2.643.2.2.35.1",    "1.2.643.2.2.35.2",
                               "1.2.643.2.2.35.3",    "1.2.643.7.1.2.1.1.1",
                               "1.2.643.7.1.2.1.2.1", "1.2.643.7.1.2.1.2.2",
                               "1.2.643.7.1.2.1.2.3"};
  for (const GostKnownAnswer& answer : kGostKnownAnswers) {
    const size_t size = answer.x.size() / 2;
    const auto little = [size](absl::string_view hex) {
      return WideToLittleEndian(WideFromBigEndian(absl::HexStringToBytes(hex)),
                                size);
    };
    const bool is_long = size == 64;
    const std::string spki = DerSequence(
        {DerSequence(
             {DerOidFromText(is_long ? "1.2.643.7.1.1.1.2"
                                     : "1.2.643.7.1.1.1.1"),
              DerSequence(
                  {DerOidFromText(kSets[static_cast<int>(answer.curve)]),
                   DerOidFromText(is_long ? "1.2.643.7.1.1.2.3"
                                          : "1.2.643.7.1.1.2.2")})}),
         DerBitString(DerOctetString(little(answer.x) + little(answer.y)))});
    const EvpPkeyPtr key = engine_->FromSpki(spki);
    ASSERT_NE(key, nullptr) << GostCurveName(answer.curve);
    EXPECT_TRUE(engine_->Verify(
        key.get(), GostKnownHash(size),
        absl::HexStringToBytes(answer.s) + absl::HexStringToBytes(answer.r)))
        << GostCurveName(answer.curve);
  }
}

TEST_F(GostEngineTest, HashesAgree) {
  const struct {
    const char* name;
    HashAlgorithm hash;
  } kHashes[] = {{"md_gost94", HashAlgorithm::kGost94CryptoPro},
                 {"md_gost12_256", HashAlgorithm::kStreebog256},
                 {"md_gost12_512", HashAlgorithm::kStreebog512}};
  std::mt19937_64 random(3);
  for (size_t size = 0; size < 300; ++size) {
    const std::string message = RandomOctets(random, size);
    for (const auto& c : kHashes) {
      EXPECT_THAT(HashOf(c.hash, message),
                  IsOkAndHolds(engine_->Hash(c.name, message)))
          << c.name << " of " << size;
    }
  }
}

}  // namespace
}  // namespace kepil
