#include "engine/crypto/evp_ready_context.h"

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/crypto/digest.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"

namespace kepil {
namespace {

constexpr char kMessage[] = "message";

SignatureAlgorithm Pkcs1(HashAlgorithm hash) {
  SignatureAlgorithm algorithm;
  algorithm.scheme = SignatureScheme::kRsaPkcs1;
  algorithm.hash = hash;
  return algorithm;
}

SignatureAlgorithm Pss(HashAlgorithm hash, HashAlgorithm mgf1_hash) {
  SignatureAlgorithm algorithm;
  algorithm.scheme = SignatureScheme::kRsaPss;
  algorithm.hash = hash;
  algorithm.mgf1_hash = mgf1_hash;
  algorithm.salt_length = HashSize(hash);
  return algorithm;
}

bool Verifies(const EvpReadyContext& ready, const TestKey& key,
              const SignatureAlgorithm& algorithm, const std::string& value) {
  const EvpPkeyCtxPtr context = ready.For(key.get(), algorithm);
  EXPECT_NE(context, nullptr);
  const std::string hash = *HashOf(algorithm.hash, kMessage);
  const OpensslErrorGuard guard;
  return EVP_PKEY_verify(context.get(),
                         reinterpret_cast<const unsigned char*>(value.data()),
                         value.size(),
                         reinterpret_cast<const unsigned char*>(hash.data()),
                         hash.size()) == 1;
}

TEST(EvpReadyContextTest, ContextIsOfTheAlgorithmAskedForInWhateverOrder) {
  const TestKey key = TestKey::Generate(TestKeyKind::kRsa2048);
  const std::vector<std::pair<SignatureAlgorithm, TestSigning>> kinds = {
      {Pkcs1(HashAlgorithm::kSha256), {"sha256", false}},
      {Pkcs1(HashAlgorithm::kSha384), {"sha384", false}},
      {Pss(HashAlgorithm::kSha256, HashAlgorithm::kSha256), {"sha256", true}},
      {Pss(HashAlgorithm::kSha512, HashAlgorithm::kSha512), {"sha512", true}}};
  std::vector<std::string> values;
  for (const auto& [algorithm, signing] : kinds) {
    values.push_back(TestSign(key, signing, kMessage));
  }
  for (size_t first = 0; first < kinds.size(); ++first) {
    const EvpReadyContext ready;
    for (size_t turn = 0; turn < 2 * kinds.size(); ++turn) {
      const size_t asked = (first + turn) % kinds.size();
      for (size_t i = 0; i < values.size(); ++i) {
        EXPECT_EQ(Verifies(ready, key, kinds[asked].first, values[i]),
                  i == asked)
            << first << " " << asked << " " << i;
      }
    }
  }
}

TEST(EvpReadyContextTest, OtherParametersOfPssAreAnotherAlgorithm) {
  const TestKey key = TestKey::Generate(TestKeyKind::kRsa2048);
  const std::string value = TestSign(key, {"sha256", true}, kMessage);
  const SignatureAlgorithm usual =
      Pss(HashAlgorithm::kSha256, HashAlgorithm::kSha256);
  SignatureAlgorithm other_salt = usual;
  other_salt.salt_length = 20;
  const SignatureAlgorithm other_mgf1 =
      Pss(HashAlgorithm::kSha256, HashAlgorithm::kSha384);
  const EvpReadyContext ready;
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_TRUE(Verifies(ready, key, usual, value));
    EXPECT_FALSE(Verifies(ready, key, other_salt, value));
    EXPECT_FALSE(Verifies(ready, key, other_mgf1, value));
  }
}

TEST(EvpReadyContextTest, MayBeUsedByManyThreadsAtOnce) {
  const TestKey key = TestKey::Generate(TestKeyKind::kP256);
  SignatureAlgorithm algorithm;
  algorithm.scheme = SignatureScheme::kEcdsa;
  algorithm.hash = HashAlgorithm::kSha256;
  const std::string value = TestSign(key, TestSigning(), kMessage);
  const std::string other = TestSign(key, TestSigning(), "another");
  const EvpReadyContext ready;
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < 20; ++turn) {
        wrong += Verifies(ready, key, algorithm, value) ? 0 : 1;
        wrong += Verifies(ready, key, algorithm, other) ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace kepil
