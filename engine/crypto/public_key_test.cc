#include "engine/crypto/public_key.h"

#include <string>

#include "absl/strings/escaping.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/test_vectors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

namespace vectors = test_vectors;

std::string Hex(absl::string_view hex) { return absl::HexStringToBytes(hex); }

auto IsMalformed() { return HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN); }
auto IsUnknown() { return HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN); }

SignatureAlgorithm Scheme(SignatureScheme scheme, HashAlgorithm hash) {
  SignatureAlgorithm algorithm;
  algorithm.scheme = scheme;
  algorithm.hash = hash;
  return algorithm;
}

TEST(PublicKeyTest, TellsWhatItIs) {
  const struct {
    const char* spki;
    KeyFamily family;
    int size_bits;
    const char* curve;
  } kCases[] = {
      {vectors::kRsaSpki, KeyFamily::kRsa, 2048, ""},
      {vectors::kRsaPssSpki, KeyFamily::kRsaPss, 1024, ""},
      {vectors::kP256Spki, KeyFamily::kEc, 256, "P-256"},
      {vectors::kP256CompressedSpki, KeyFamily::kEc, 256, "P-256"},
      {vectors::kP384Spki, KeyFamily::kEc, 384, "P-384"},
      {vectors::kP521Spki, KeyFamily::kEc, 521, "P-521"},
      {vectors::kBrainpool256Spki, KeyFamily::kEc, 256, "brainpoolP256r1"},
      {vectors::kBrainpool384Spki, KeyFamily::kEc, 384, "brainpoolP384r1"},
      {vectors::kBrainpool512Spki, KeyFamily::kEc, 512, "brainpoolP512r1"},
      {vectors::kDsaSpki, KeyFamily::kDsa, 1024, ""},
  };
  for (const auto& c : kCases) {
    const std::string spki = Hex(c.spki);
    const auto key = PublicKey::FromSpki(spki);
    ASSERT_THAT(key, IsOk()) << c.spki;
    EXPECT_EQ((*key)->family(), c.family);
    EXPECT_EQ((*key)->size_bits(), c.size_bits);
    EXPECT_EQ((*key)->curve(), c.curve);
    EXPECT_EQ((*key)->spki(), spki);
    EXPECT_EQ((*key)->spki_digest(), Sha256(spki));
  }
}

TEST(PublicKeyTest, VerifiesEcdsaOnEveryCurve) {
  const SignatureAlgorithm ecdsa =
      Scheme(SignatureScheme::kEcdsa, HashAlgorithm::kSha256);
  const struct {
    const char* spki;
    const char* signature;
  } kCases[] = {
      {vectors::kP256Spki, vectors::kP256Signature},
      {vectors::kP256CompressedSpki, vectors::kP256Signature},
      {vectors::kP384Spki, vectors::kP384Signature},
      {vectors::kP521Spki, vectors::kP521Signature},
      {vectors::kBrainpool256Spki, vectors::kBrainpool256Signature},
      {vectors::kBrainpool384Spki, vectors::kBrainpool384Signature},
      {vectors::kBrainpool512Spki, vectors::kBrainpool512Signature},
  };
  for (const auto& c : kCases) {
    const auto key = PublicKey::FromSpki(Hex(c.spki));
    ASSERT_THAT(key, IsOk());
    const std::string signature = Hex(c.signature);
    EXPECT_THAT((*key)->Verify(ecdsa, vectors::kMessage, signature),
                IsOkAndHolds(true))
        << (*key)->curve();
    EXPECT_THAT((*key)->VerifyDigest(ecdsa, Sha256(vectors::kMessage).bytes(),
                                     signature),
                IsOkAndHolds(true));
    EXPECT_THAT((*key)->Verify(ecdsa, "another message", signature),
                IsOkAndHolds(false));
  }
}

TEST(PublicKeyTest, RefusesMalformedKeys) {
  const std::string rsa = Hex(vectors::kRsaSpki);
  EXPECT_THAT(PublicKey::FromSpki(Hex(vectors::kP256HybridSpki)),
              IsMalformed());
  EXPECT_THAT(PublicKey::FromSpki(Hex(vectors::kP256ExplicitSpki)),
              IsMalformed());
  EXPECT_THAT(PublicKey::FromSpki(""), IsMalformed());
  EXPECT_THAT(PublicKey::FromSpki(rsa + "x"), IsMalformed());
  EXPECT_THAT(PublicKey::FromSpki(DerSequence({})), IsMalformed());
  std::string point = Hex(vectors::kP256Spki);
  point.back() ^= 1;
  EXPECT_THAT(PublicKey::FromSpki(point), IsMalformed());
}

TEST(PublicKeyTest, NoPrefixOfAKeyIsAKey) {
  for (const char* hex : {vectors::kRsaSpki, vectors::kP256Spki,
                          vectors::kDsaSpki, vectors::kRsaPssSpki}) {
    const std::string spki = Hex(hex);
    for (size_t size = 0; size < spki.size(); ++size) {
      EXPECT_THAT(PublicKey::FromSpki(spki.substr(0, size)), IsMalformed());
    }
  }
}

TEST(PublicKeyTest, ChangedOctetsNeverGiveInternal) {
  for (const char* hex : {vectors::kRsaSpki, vectors::kP256CompressedSpki,
                          vectors::kDsaSpki, vectors::kRsaPssSpki}) {
    const std::string spki = Hex(hex);
    for (size_t i = 0; i < spki.size(); ++i) {
      std::string changed = spki;
      changed[i] ^= 0x81;
      const auto key = PublicKey::FromSpki(changed);
      EXPECT_THAT(key, testing::AnyOf(IsOk(), IsMalformed(), IsUnknown())) << i;
    }
  }
}

TEST(PublicKeyTest, OtherTypesAndCurvesAreUnknown) {
  EXPECT_THAT(PublicKey::FromSpki(Hex(vectors::kSecp256k1Spki)), IsUnknown());
  EXPECT_THAT(PublicKey::FromSpki(Hex(vectors::kX25519Spki)), IsUnknown());
}

TEST(PublicKeyTest, InheritsDsaParameters) {
  const std::string spki = Hex(vectors::kDsaInheritingSpki);
  const SignatureAlgorithm dsa =
      Scheme(SignatureScheme::kDsa, HashAlgorithm::kSha1);
  EXPECT_THAT(PublicKey::FromSpki(spki), IsUnknown());
  const auto parent = PublicKey::FromSpki(Hex(vectors::kDsaSpki));
  ASSERT_THAT(parent, IsOk());
  const auto child = PublicKey::FromSpkiInheriting(spki, **parent);
  ASSERT_THAT(child, IsOk());
  EXPECT_EQ((*child)->spki(), spki);
  EXPECT_EQ((*child)->parameters(), (*parent)->parameters());
  EXPECT_THAT((*child)->Verify(dsa, vectors::kMessage,
                               Hex(vectors::kDsaInheritingSha1)),
              IsOkAndHolds(true));
  EXPECT_THAT((*parent)->Verify(dsa, vectors::kMessage,
                                Hex(vectors::kDsaInheritingSha1)),
              IsOkAndHolds(false));
  // Parameters go down a chain of several such keys.
  EXPECT_THAT(PublicKey::FromSpkiInheriting(spki, **child), IsOk());
  const auto rsa = PublicKey::FromSpki(Hex(vectors::kRsaSpki));
  EXPECT_THAT(PublicKey::FromSpkiInheriting(spki, **rsa), IsUnknown());
  EXPECT_THAT(PublicKey::FromSpkiInheriting(Hex(vectors::kRsaSpki), **parent),
              IsOk());
}

}  // namespace
}  // namespace kepil
