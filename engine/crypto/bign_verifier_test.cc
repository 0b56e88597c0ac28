#include "engine/crypto/bign_verifier.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/public_key.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr char kCurve128[] = "1.2.112.0.2.0.34.101.45.3.1";
constexpr char kCurve192[] = "1.2.112.0.2.0.34.101.45.3.2";

// STB 34.101.45, table G.2: over the first 13 octets of the table H of STB
// 34.101.31, hashed by belt-hash.
constexpr char kKey[] =
    "BD1A5650179D79E03FCEE49D4C2BD5DDF54CE46D0CF11E4FF87BF7A890857FD0"
    "7AC6A60361E8C8173491686D461B2826190C2EDA5909054A9AB84D2AB9D99A90";
constexpr char kMessage[] = "B194BAC80A08F53B366D008E58";
constexpr char kSignature[] =
    "E36B7F0377AE4C524027C387FADF1B20CE72F1530B71F2B5FD3A8C584FE2E1AE"
    "D20082E30C8AF65011F4FB54649DFD3D";
// The order of that curve, little-endian.
constexpr char kOrder[] =
    "07663D2699BF5A7EFC4DFB0DD68E5CD9FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";

std::string Hex(absl::string_view hex) { return absl::HexStringToBytes(hex); }

std::string Spki(absl::string_view curve, absl::string_view key) {
  return DerSequence(
      {DerSequence({DerOidFromText("1.2.112.0.2.0.34.101.45.2.1"),
                    DerOidFromText(curve)}),
       DerBitString(key)});
}

SignatureAlgorithm Bign(HashAlgorithm hash) {
  SignatureAlgorithm algorithm;
  algorithm.scheme = SignatureScheme::kBign;
  algorithm.hash = hash;
  return algorithm;
}

PublicKeyRef Key() { return *PublicKey::FromSpki(Spki(kCurve128, Hex(kKey))); }

TEST(BignVerifierTest, VerifiesTheExampleOfTheStandard) {
  const PublicKeyRef key = Key();
  EXPECT_EQ(key->family(), KeyFamily::kBign);
  EXPECT_EQ(key->size_bits(), 256);
  EXPECT_EQ(key->curve(), "bign-curve256v1");
  EXPECT_THAT(key->Verify(Bign(HashAlgorithm::kBeltHash), Hex(kMessage),
                          Hex(kSignature)),
              IsOkAndHolds(true));
  EXPECT_THAT(
      key->VerifyDigest(Bign(HashAlgorithm::kBeltHash),
                        *HashOf(HashAlgorithm::kBeltHash, Hex(kMessage)),
                        Hex(kSignature)),
      IsOkAndHolds(true));
}

TEST(BignVerifierTest, NoOctetOfASignatureMayChange) {
  const PublicKeyRef key = Key();
  for (size_t i = 0; i < Hex(kSignature).size(); ++i) {
    std::string signature = Hex(kSignature);
    signature[i] ^= 1;
    EXPECT_THAT(
        key->Verify(Bign(HashAlgorithm::kBeltHash), Hex(kMessage), signature),
        IsOkAndHolds(false))
        << i;
  }
}

TEST(BignVerifierTest, HashFunctionIsPartOfWhatIsSigned) {
  const std::string hash = *HashOf(HashAlgorithm::kBeltHash, Hex(kMessage));
  EXPECT_THAT(
      Key()->VerifyDigest(Bign(HashAlgorithm::kBash256), hash, Hex(kSignature)),
      IsOkAndHolds(false));
}

TEST(BignVerifierTest, ValueNotBelowTheOrderDoesNotVerify) {
  const std::string s0 = Hex(kSignature).substr(0, 16);
  EXPECT_THAT(Key()->Verify(Bign(HashAlgorithm::kBeltHash), Hex(kMessage),
                            s0 + Hex(kOrder)),
              IsOkAndHolds(false));
  EXPECT_THAT(Key()->Verify(Bign(HashAlgorithm::kBeltHash), Hex(kMessage),
                            s0 + std::string(32, '\xff')),
              IsOkAndHolds(false));
}

TEST(BignVerifierTest, ZerosDoNotVerify) {
  const std::string signature = Hex(kSignature);
  for (const std::string& zeros :
       {std::string(48, '\0'), std::string(16, '\0') + signature.substr(16),
        signature.substr(0, 16) + std::string(32, '\0')}) {
    EXPECT_THAT(
        Key()->Verify(Bign(HashAlgorithm::kBeltHash), Hex(kMessage), zeros),
        IsOkAndHolds(false));
  }
}

TEST(BignVerifierTest, AnotherLengthDoesNotVerify) {
  for (const std::string& signature :
       {std::string(), Hex(kSignature).substr(1), Hex(kSignature) + '\0'}) {
    EXPECT_THAT(
        Key()->Verify(Bign(HashAlgorithm::kBeltHash), Hex(kMessage), signature),
        IsOkAndHolds(false));
  }
}

TEST(BignVerifierTest, RefusesAHashOfAnotherLevel) {
  EXPECT_THAT(Key()->Verify(Bign(HashAlgorithm::kBash512), Hex(kMessage),
                            Hex(kSignature)),
              HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN));
  EXPECT_THAT(Key()->Verify(Bign(HashAlgorithm::kSha256), Hex(kMessage),
                            Hex(kSignature)),
              HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN));
  EXPECT_THAT(Key()->VerifyDigest(Bign(HashAlgorithm::kBeltHash), "short",
                                  Hex(kSignature)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(BignVerifierTest, RefusesAKeyOnNoCurve) {
  std::string key = Hex(kKey);
  key[0] ^= 1;
  EXPECT_THAT(PublicKey::FromSpki(Spki(kCurve128, key)),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST(BignVerifierTest, RefusesCoordinatesNotBelowTheField) {
  EXPECT_THAT(PublicKey::FromSpki(Spki(kCurve128, std::string(64, '\xff'))),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(PublicKey::FromSpki(Spki(kCurve128, std::string(64, '\0'))),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST(BignVerifierTest, RefusesAnotherLengthThanTheCurves) {
  EXPECT_THAT(PublicKey::FromSpki(Spki(kCurve192, Hex(kKey))),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(PublicKey::FromSpki(Spki(kCurve128, "")),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST(BignVerifierTest, RefusesAnUnknownParameterSet) {
  EXPECT_THAT(
      PublicKey::FromSpki(Spki("1.2.112.0.2.0.34.101.45.3.4", Hex(kKey))),
      HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN));
  EXPECT_THAT(PublicKey::FromSpki(DerSequence(
                  {DerSequence({DerOidFromText("1.2.112.0.2.0.34.101.45.2.1")}),
                   DerBitString(Hex(kKey))})),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST(BignVerifierTest, KeyOidOfCmsTakesTheDigestsHash) {
  const std::string der =
      DerSequence({DerOidFromText("1.2.112.0.2.0.34.101.45.2.1")});
  const absl::StatusOr<ResolvedAlgorithm> resolved = ResolveSignatureAlgorithm(
      KeyFamily::kBign, *ParseAlgorithmIdentifier(der),
      HashAlgorithm::kBeltHash);
  ASSERT_THAT(resolved, IsOk());
  EXPECT_EQ(SuiteName(resolved->algorithm, KeyFamily::kBign), "bign-belt-hash");
  EXPECT_THAT(ResolveSignatureAlgorithm(KeyFamily::kBign,
                                        *ParseAlgorithmIdentifier(der),
                                        HashAlgorithm::kSha256),
              HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN));
}

}  // namespace
}  // namespace kepil
