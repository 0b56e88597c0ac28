#include "engine/crypto/evp_signature_defect.h"

#include <string>

#include "absl/strings/escaping.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

EvpKey KeyOf(const TestKey& key) {
  const std::string spki = key.Spki();
  DerReader reader = *DerReader(spki).ReadSequence();
  const std::string algorithm(reader.Read(kDerSequence)->full);
  const std::string octets(*reader.ReadBitStringOctets());
  return *BuildEvpKey(*ParseAlgorithmIdentifier(algorithm), octets, "");
}

SignatureAlgorithm Scheme(SignatureScheme scheme) {
  SignatureAlgorithm algorithm;
  algorithm.scheme = scheme;
  algorithm.hash = HashAlgorithm::kSha256;
  return algorithm;
}

std::string Integer(absl::string_view hex) {
  return DerWrap(kDerInteger, absl::HexStringToBytes(hex));
}

std::string Pair(absl::string_view r, absl::string_view s) {
  return DerSequence({Integer(r), Integer(s)});
}

// The order of P-256 (FIPS 186-4, D.1.2.3) and the number below it.
constexpr char kOrder[] =
    "00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
constexpr char kBelow[] =
    "00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550";

TEST(EvpSignatureDefectTest, TellsNumbersOfEcdsaApart) {
  const EvpKey key = KeyOf(TestKey::Generate(TestKeyKind::kP256));
  const SignatureAlgorithm ecdsa = Scheme(SignatureScheme::kEcdsa);
  const auto defect = [&](const std::string& value) {
    return DefectOfEvpSignature(key, ecdsa, value);
  };
  EXPECT_EQ(defect(Pair("01", kBelow)), CryptoDefect::kNone);
  EXPECT_EQ(defect(Pair(kBelow, "01")), CryptoDefect::kNone);
  EXPECT_EQ(defect(Pair("00", "01")), CryptoDefect::kNumberZero);
  EXPECT_EQ(defect(Pair("01", "00")), CryptoDefect::kNumberZero);
  EXPECT_EQ(defect(Pair(kOrder, "01")), CryptoDefect::kNumberTooLarge);
  EXPECT_EQ(defect(Pair("01", kOrder)), CryptoDefect::kNumberTooLarge);
  EXPECT_EQ(defect(Pair("ff", "01")), CryptoDefect::kSignatureEncoding);
  EXPECT_EQ(defect(Pair("01", "0001")), CryptoDefect::kSignatureEncoding);
  EXPECT_EQ(defect(""), CryptoDefect::kSignatureEncoding);
  EXPECT_EQ(defect(std::string(64, '\1')), CryptoDefect::kSignatureEncoding);
  EXPECT_EQ(defect(Pair("01", "01") + "x"), CryptoDefect::kSignatureEncoding);
}

TEST(EvpSignatureDefectTest, TellsLengthAndRangeOfRsa) {
  const TestKey made = TestKey::Generate(TestKeyKind::kRsa2048);
  const EvpKey key = KeyOf(made);
  const SignatureAlgorithm rsa = Scheme(SignatureScheme::kRsaPkcs1);
  const std::string good = TestSign(made, {}, "message");
  EXPECT_EQ(DefectOfEvpSignature(key, rsa, good), CryptoDefect::kNone);
  EXPECT_EQ(DefectOfEvpSignature(key, rsa, good.substr(1)),
            CryptoDefect::kSignatureLength);
  EXPECT_EQ(DefectOfEvpSignature(key, rsa, std::string(256, '\0')),
            CryptoDefect::kNumberZero);
  EXPECT_EQ(DefectOfEvpSignature(key, rsa, std::string(256, '\xff')),
            CryptoDefect::kNumberTooLarge);
}

TEST(EvpSignatureDefectTest, TellsTheLengthOfEddsa) {
  const SignatureAlgorithm eddsa = Scheme(SignatureScheme::kEddsa);
  for (const auto& [kind, size] : {std::make_pair(TestKeyKind::kEd25519, 64u),
                                   std::make_pair(TestKeyKind::kEd448, 114u)}) {
    const EvpKey key = KeyOf(TestKey::Generate(kind));
    EXPECT_EQ(DefectOfEvpSignature(key, eddsa, std::string(size, 'x')),
              CryptoDefect::kNone);
    EXPECT_EQ(DefectOfEvpSignature(key, eddsa, std::string(size + 1, 'x')),
              CryptoDefect::kSignatureLength);
  }
}

}  // namespace
}  // namespace kepil
