#include "engine/crypto/evp_verifier.h"

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/test_vectors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

namespace vectors = test_vectors;

std::string Hex(absl::string_view hex) { return absl::HexStringToBytes(hex); }

auto IsUnknown() { return HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN); }

EvpKey KeyOf(absl::string_view spki_hex) {
  const std::string spki = Hex(spki_hex);
  DerReader reader = *DerReader(spki).ReadSequence();
  const std::string algorithm(reader.Read(kDerSequence)->full);
  const std::string key(*reader.ReadBitStringOctets());
  return *BuildEvpKey(*ParseAlgorithmIdentifier(algorithm), key, "");
}

SignatureAlgorithm Scheme(SignatureScheme scheme, HashAlgorithm hash) {
  SignatureAlgorithm algorithm;
  algorithm.scheme = scheme;
  algorithm.hash = hash;
  return algorithm;
}

SignatureAlgorithm Pss(HashAlgorithm hash, int salt_length) {
  SignatureAlgorithm algorithm = Scheme(SignatureScheme::kRsaPss, hash);
  algorithm.mgf1_hash = hash;
  algorithm.salt_length = salt_length;
  return algorithm;
}

const SignatureAlgorithm kPkcs1Sha256 =
    Scheme(SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha256);
const SignatureAlgorithm kEcdsaSha256 =
    Scheme(SignatureScheme::kEcdsa, HashAlgorithm::kSha256);
const SignatureAlgorithm kEddsa =
    Scheme(SignatureScheme::kEddsa, HashAlgorithm::kUnknown);

// No octet of a signature may be changed, dropped or added.
void ExpectOnlyThisVerifies(const EvpKey& key,
                            const SignatureAlgorithm& algorithm,
                            absl::string_view message,
                            const std::string& signature) {
  ASSERT_THAT(EvpVerify(key, algorithm, message, signature),
              IsOkAndHolds(true));
  for (size_t i = 0; i < signature.size(); ++i) {
    std::string changed = signature;
    changed[i] ^= 1;
    EXPECT_THAT(EvpVerify(key, algorithm, message, changed),
                IsOkAndHolds(false))
        << i;
    EXPECT_THAT(EvpVerify(key, algorithm, message, signature.substr(0, i)),
                IsOkAndHolds(false))
        << i;
  }
  for (const char tail : {'\0', 'x'}) {
    EXPECT_THAT(EvpVerify(key, algorithm, message, signature + tail),
                IsOkAndHolds(false));
  }
  EXPECT_THAT(EvpVerify(key, algorithm, std::string(message) + "x", signature),
              IsOkAndHolds(false));
}

TEST(EvpVerifierTest, VerifiesRsaPkcs1) {
  const EvpKey key = KeyOf(vectors::kRsaSpki);
  const std::string signature = Hex(vectors::kRsaPkcs1Sha256);
  ExpectOnlyThisVerifies(key, kPkcs1Sha256, vectors::kMessage, signature);
  EXPECT_THAT(
      EvpVerify(key, Scheme(SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha512),
                vectors::kMessage, signature),
      IsOkAndHolds(false));
  EXPECT_THAT(EvpVerify(key, Pss(HashAlgorithm::kSha256, 32), vectors::kMessage,
                        signature),
              IsOkAndHolds(false));
  EXPECT_THAT(
      EvpVerify(key, Scheme(SignatureScheme::kRsaPkcs1, HashAlgorithm::kMd5),
                vectors::kMessage, Hex(vectors::kRsaPkcs1Md5)),
      IsOkAndHolds(true));
}

TEST(EvpVerifierTest, VerifiesRsaPss) {
  const EvpKey key = KeyOf(vectors::kRsaSpki);
  const std::string signature = Hex(vectors::kRsaPssSha256);
  ExpectOnlyThisVerifies(key, Pss(HashAlgorithm::kSha256, 32),
                         vectors::kMessage, signature);
  // Salt and mask hash are exact.
  EXPECT_THAT(EvpVerify(key, Pss(HashAlgorithm::kSha256, 20), vectors::kMessage,
                        signature),
              IsOkAndHolds(false));
  SignatureAlgorithm other_mask = Pss(HashAlgorithm::kSha256, 32);
  other_mask.mgf1_hash = HashAlgorithm::kSha1;
  EXPECT_THAT(EvpVerify(key, other_mask, vectors::kMessage, signature),
              IsOkAndHolds(false));
  for (const int salt_length : {-1, -2, 513}) {
    EXPECT_THAT(EvpVerify(key, Pss(HashAlgorithm::kSha256, salt_length),
                          vectors::kMessage, signature),
                IsUnknown());
  }
  EXPECT_THAT(EvpVerify(key, Pss(HashAlgorithm::kSha256, 512),
                        vectors::kMessage, signature),
              IsOkAndHolds(false));
}

TEST(EvpVerifierTest, KeepsToTheRestrictionOfPssKeys) {
  const EvpKey key = KeyOf(vectors::kRsaPssSpki);
  EXPECT_THAT(EvpVerify(key, Pss(HashAlgorithm::kSha256, 32), vectors::kMessage,
                        Hex(vectors::kRsaPssSalt32)),
              IsOkAndHolds(true));
  EXPECT_THAT(EvpVerify(key, Pss(HashAlgorithm::kSha256, 40), vectors::kMessage,
                        Hex(vectors::kRsaPssSalt40)),
              IsOkAndHolds(true));
  EXPECT_THAT(EvpVerify(key, Pss(HashAlgorithm::kSha256, 31), vectors::kMessage,
                        Hex(vectors::kRsaPssSalt32)),
              IsUnknown());
  EXPECT_THAT(EvpVerify(key, Pss(HashAlgorithm::kSha1, 32), vectors::kMessage,
                        Hex(vectors::kRsaPssSalt32)),
              IsUnknown());
  EXPECT_THAT(EvpVerify(key, kPkcs1Sha256, vectors::kMessage,
                        Hex(vectors::kRsaPssSalt32)),
              IsUnknown());
}

TEST(EvpVerifierTest, VerifiesEcdsa) {
  ExpectOnlyThisVerifies(KeyOf(vectors::kP256Spki), kEcdsaSha256,
                         vectors::kMessage, Hex(vectors::kP256Signature));
}

TEST(EvpVerifierTest, TakesEcdsaValuesInDerOnly) {
  const EvpKey key = KeyOf(vectors::kP256Spki);
  const std::string signature = Hex(vectors::kP256Signature);
  DerReader reader = *DerReader(signature).ReadSequence();
  const std::string r(*reader.ReadIntegerBytes());
  const std::string s(*reader.ReadIntegerBytes());
  const auto verify = [&](const std::string& value) {
    return EvpVerify(key, kEcdsaSha256, vectors::kMessage, value);
  };
  const auto integer = [](const std::string& content) {
    return DerWrap(kDerInteger, content);
  };
  const std::string zero(1, '\0');
  ASSERT_THAT(verify(DerSequence({integer(r), integer(s)})),
              IsOkAndHolds(true));
  for (const std::string& value :
       {DerSequence({integer(zero + zero + r), integer(s)}),
        DerSequence({integer(r), integer(s), DerNull()}),
        DerSequence({integer(r)}), DerSequence({integer(s), integer(r)}),
        DerSequence({integer(zero), integer(s)}),
        DerSequence({integer(r), integer(zero)}),
        DerSequence({integer(""), integer(s)}),
        DerSequence({DerInt64(-1), integer(s)}),
        DerSequence({DerInt64(1), DerInt64(1)}),
        DerWrap(kDerSet, integer(r) + integer(s)),
        std::string("\x30\x80") + integer(r) + integer(s) + zero + zero,
        std::string("\x30\x81") +
            DerSequence({integer(r), integer(s)}).substr(1),
        r + s, zero, std::string()}) {
    EXPECT_THAT(verify(value), IsOkAndHolds(false))
        << absl::BytesToHexString(value);
  }
}

TEST(EvpVerifierTest, VerifiesDsa) {
  const EvpKey key = KeyOf(vectors::kDsaSpki);
  ExpectOnlyThisVerifies(key,
                         Scheme(SignatureScheme::kDsa, HashAlgorithm::kSha1),
                         vectors::kMessage, Hex(vectors::kDsaSha1));
  // Of a longer hash the leftmost bits count (FIPS 186-4, 4.7).
  EXPECT_THAT(
      EvpVerify(key, Scheme(SignatureScheme::kDsa, HashAlgorithm::kSha256),
                vectors::kMessage, Hex(vectors::kDsaSha256)),
      IsOkAndHolds(true));
}

EvpKey EdwardsKey(const std::string& oid, absl::string_view hex) {
  const std::string identifier = DerSequence({DerOidFromText(oid)});
  return *BuildEvpKey(*ParseAlgorithmIdentifier(identifier), Hex(hex), "");
}

TEST(EvpVerifierTest, VerifiesEd25519) {
  // RFC 8032, 7.1, TEST 2.
  const EvpKey key = EdwardsKey(
      "1.3.101.112",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const std::string signature =
      Hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  ExpectOnlyThisVerifies(key, kEddsa, "\x72", signature);
  // The same s plus the order of the group.
  const std::string malleated =
      signature.substr(0, 32) +
      Hex("f52db7415978abc61b2c2eb6aeebfca0387b2eaeb4302aeeb00d291612bb0c10");
  EXPECT_THAT(EvpVerify(key, kEddsa, "\x72", malleated), IsOkAndHolds(false));
}

TEST(EvpVerifierTest, VerifiesEd448) {
  // RFC 8032, 7.4, Blank.
  const EvpKey key = EdwardsKey(
      "1.3.101.113",
      "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778"
      "edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180");
  ExpectOnlyThisVerifies(
      key, kEddsa, "",
      Hex("533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f"
          "2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a"
          "9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4db"
          "b61149f05a7363268c71d95808ff2e652600"));
}

TEST(EvpVerifierTest, TakesHashValuesOfTheRightLength) {
  const EvpKey key = KeyOf(vectors::kRsaSpki);
  const std::string signature = Hex(vectors::kRsaPkcs1Sha256);
  const std::string hash = *HashOf(HashAlgorithm::kSha256, vectors::kMessage);
  EXPECT_THAT(EvpVerifyDigest(key, kPkcs1Sha256, hash, signature),
              IsOkAndHolds(true));
  EXPECT_THAT(
      EvpVerifyDigest(key, kPkcs1Sha256, std::string(32, 'x'), signature),
      IsOkAndHolds(false));
  EXPECT_THAT(EvpVerifyDigest(key, kPkcs1Sha256, hash.substr(1), signature),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(EvpVerifyDigest(EdwardsKey("1.3.101.112", std::string(64, '1')),
                              kEddsa, hash, signature),
              IsUnknown());
}

TEST(EvpVerifierTest, RefusesAlgorithmsOfAnotherFamily) {
  EXPECT_THAT(EvpVerify(KeyOf(vectors::kRsaSpki), kEcdsaSha256, "", ""),
              IsUnknown());
  EXPECT_THAT(EvpVerify(KeyOf(vectors::kP256Spki), kPkcs1Sha256, "", ""),
              IsUnknown());
  EXPECT_THAT(EvpVerify(KeyOf(vectors::kP256Spki), kEddsa, "", ""),
              IsUnknown());
  EXPECT_THAT(
      EvpVerify(KeyOf(vectors::kP256Spki),
                Scheme(SignatureScheme::kEcdsa, HashAlgorithm::kMd5), "", ""),
      IsUnknown());
  EXPECT_THAT(EvpVerify(KeyOf(vectors::kRsaSpki), SignatureAlgorithm(), "", ""),
              IsUnknown());
}

}  // namespace
}  // namespace kepil
