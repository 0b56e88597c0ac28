#include "engine/crypto/ec_key_slot.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include <string>
#include <thread>
#include <vector>

#include "engine/crypto/algorithm.h"
#include "engine/crypto/openssl_ptr.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

EvpPkeyPtr NewKey(const char* curve) { return EvpPkeyPtr(EVP_EC_gen(curve)); }

std::string PointOf(EVP_PKEY* key) {
  unsigned char* octets = nullptr;
  const size_t size = EVP_PKEY_get1_encoded_public_key(key, &octets);
  const std::string point(reinterpret_cast<const char*>(octets), size);
  OPENSSL_free(octets);
  return point;
}

std::string Sign(EVP_PKEY* key, const std::string& hash) {
  const EvpPkeyCtxPtr context(
      EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  EXPECT_EQ(EVP_PKEY_sign_init(context.get()), 1);
  std::string signature(256, '\0');
  size_t size = signature.size();
  EXPECT_EQ(
      EVP_PKEY_sign(
          context.get(), reinterpret_cast<unsigned char*>(&signature[0]), &size,
          reinterpret_cast<const unsigned char*>(hash.data()), hash.size()),
      1);
  signature.resize(size);
  return signature;
}

// As EvpVerifyDigest does it.
bool Verifies(const OpensslKey& key, const std::string& hash,
              const std::string& signature) {
  SignatureAlgorithm algorithm;
  algorithm.scheme = SignatureScheme::kEcdsa;
  algorithm.hash = HashAlgorithm::kSha256;
  const EvpPkeyCtxPtr context = key.ready->For(key.pkey, algorithm);
  return context != nullptr &&
         EVP_PKEY_verify(
             context.get(),
             reinterpret_cast<const unsigned char*>(signature.data()),
             signature.size(),
             reinterpret_cast<const unsigned char*>(hash.data()),
             hash.size()) == 1;
}

const std::string kHash(32, 'h');

TEST(EcKeySlotTest, EachPointVerifiesItsOwnSignaturesOnly) {
  for (const char* curve : {"P-256", "P-384", "P-521", "brainpoolP256r1"}) {
    std::vector<EvpPkeyPtr> keys;
    std::vector<std::string> signatures;
    for (int i = 0; i < 3; ++i) {
      keys.push_back(NewKey(curve));
      signatures.push_back(Sign(keys.back().get(), kHash));
    }
    for (int round = 0; round < 2; ++round) {
      for (size_t k = 0; k < keys.size(); ++k) {
        const OpensslKey key = EcKeyWithPoint(curve, PointOf(keys[k].get()));
        ASSERT_NE(key.pkey, nullptr) << curve;
        for (size_t s = 0; s < keys.size(); ++s) {
          EXPECT_EQ(Verifies(key, kHash, signatures[s]), s == k) << curve;
        }
      }
    }
  }
}

TEST(EcKeySlotTest, TakesACompressedPoint) {
  const EvpPkeyPtr key = NewKey("P-256");
  std::string point = PointOf(key.get());
  point[0] = static_cast<char>(2 + (point.back() & 1));
  point.resize(33);
  for (int i = 0; i < 2; ++i) {  // The first makes the slot.
    const OpensslKey found = EcKeyWithPoint("P-256", point);
    ASSERT_NE(found.pkey, nullptr);
    EXPECT_TRUE(Verifies(found, kHash, Sign(key.get(), kHash)));
    ASSERT_NE(EcKeyWithPoint("P-256", PointOf(NewKey("P-256").get())).pkey,
              nullptr);
  }
}

TEST(EcKeySlotTest, RefusesWhatIsNoPointAndIsOfUseAfterwards) {
  const EvpPkeyPtr key = NewKey("P-256");
  const std::string good = PointOf(key.get());
  std::string off = good;
  off.back() = static_cast<char>(off.back() ^ 1);
  std::thread fresh([&] {  // Before there is a slot, and with one.
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(EcKeyWithPoint("P-256", off).pkey, nullptr);
      EXPECT_EQ(EcKeyWithPoint("P-256", "").pkey, nullptr);
      EXPECT_EQ(EcKeyWithPoint("P-256", std::string(65, '\4')).pkey, nullptr);
      const OpensslKey found = EcKeyWithPoint("P-256", good);
      ASSERT_NE(found.pkey, nullptr);
      EXPECT_TRUE(Verifies(found, kHash, Sign(key.get(), kHash)));
    }
  });
  fresh.join();
  EXPECT_EQ(EcKeyWithPoint("no curve", good).pkey, nullptr);
  EXPECT_EQ(EcKeyWithPoint("P-384", good).pkey, nullptr);
}

TEST(EcKeySlotTest, ThreadsDoNotShareAKey) {
  const std::string point = PointOf(NewKey("P-256").get());
  EVP_PKEY* const own = EcKeyWithPoint("P-256", point).pkey;
  EVP_PKEY* other = nullptr;
  std::thread thread([&] { other = EcKeyWithPoint("P-256", point).pkey; });
  thread.join();
  EXPECT_NE(own, nullptr);
  EXPECT_NE(other, nullptr);
  EXPECT_NE(own, other);
}

}  // namespace
}  // namespace kepil
