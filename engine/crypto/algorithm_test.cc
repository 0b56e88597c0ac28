#include "engine/crypto/algorithm.h"

#include <optional>
#include <set>
#include <string>

#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kSha256WithRsa[] = "1.2.840.113549.1.1.11";
constexpr char kRsaEncryption[] = "1.2.840.113549.1.1.1";
constexpr char kPss[] = "1.2.840.113549.1.1.10";
constexpr char kEcdsaWithSha256[] = "1.2.840.10045.4.3.2";
constexpr char kEcPublicKey[] = "1.2.840.10045.2.1";
constexpr char kEd25519[] = "1.3.101.112";
constexpr char kEd448[] = "1.3.101.113";

absl::StatusOr<ResolvedAlgorithm> Resolve(
    KeyFamily family, const std::string& oid,
    std::optional<HashAlgorithm> digest = std::nullopt,
    const std::string& parameters = "") {
  const std::string der = DerSequence({DerOidFromText(oid), parameters});
  return ResolveSignatureAlgorithm(family, *ParseAlgorithmIdentifier(der),
                                   digest);
}

// The suite's name, or why there is none.
std::string SuiteOf(KeyFamily family, const std::string& oid,
                    std::optional<HashAlgorithm> digest = std::nullopt) {
  const auto resolved = Resolve(family, oid, digest);
  return resolved.ok() ? SuiteName(resolved->algorithm, family)
                       : v1::ErrorReason_Name(*ReasonOf(resolved.status()));
}

auto IsMalformed() { return HasReason(v1::ERROR_REASON_REQUEST_MALFORMED); }
auto IsUnknown() { return HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN); }

TEST(ResolveSignatureAlgorithmTest, KnowsTheIdentifiersOfTheStandards) {
  const struct {
    KeyFamily family;
    const char* oid;
    const char* suite;
  } kCases[] = {
      {KeyFamily::kRsa, "1.2.840.113549.1.1.4", "rsa-pkcs1-md5"},
      {KeyFamily::kRsa, "1.2.840.113549.1.1.5", "rsa-pkcs1-sha1"},
      {KeyFamily::kRsa, "1.3.14.3.2.29", "rsa-pkcs1-sha1"},
      {KeyFamily::kRsa, kSha256WithRsa, "rsa-pkcs1-sha256"},
      {KeyFamily::kRsa, "1.2.840.113549.1.1.12", "rsa-pkcs1-sha384"},
      {KeyFamily::kRsa, "1.2.840.113549.1.1.13", "rsa-pkcs1-sha512"},
      {KeyFamily::kRsa, "1.2.840.113549.1.1.14", "rsa-pkcs1-sha224"},
      {KeyFamily::kRsa, "1.2.840.113549.1.1.15", "rsa-pkcs1-sha512-224"},
      {KeyFamily::kRsa, "1.2.840.113549.1.1.16", "rsa-pkcs1-sha512-256"},
      {KeyFamily::kRsa, "2.16.840.1.101.3.4.3.13", "rsa-pkcs1-sha3-224"},
      {KeyFamily::kRsa, "2.16.840.1.101.3.4.3.14", "rsa-pkcs1-sha3-256"},
      {KeyFamily::kRsa, "2.16.840.1.101.3.4.3.15", "rsa-pkcs1-sha3-384"},
      {KeyFamily::kRsa, "2.16.840.1.101.3.4.3.16", "rsa-pkcs1-sha3-512"},
      {KeyFamily::kRsa, "1.3.36.3.3.1.2", "rsa-pkcs1-ripemd160"},
      {KeyFamily::kEc, "1.2.840.10045.4.1", "ecdsa-sha1"},
      {KeyFamily::kEc, "1.2.840.10045.4.3.1", "ecdsa-sha224"},
      {KeyFamily::kEc, kEcdsaWithSha256, "ecdsa-sha256"},
      {KeyFamily::kEc, "1.2.840.10045.4.3.3", "ecdsa-sha384"},
      {KeyFamily::kEc, "1.2.840.10045.4.3.4", "ecdsa-sha512"},
      {KeyFamily::kEc, "2.16.840.1.101.3.4.3.9", "ecdsa-sha3-224"},
      {KeyFamily::kEc, "2.16.840.1.101.3.4.3.10", "ecdsa-sha3-256"},
      {KeyFamily::kEc, "2.16.840.1.101.3.4.3.11", "ecdsa-sha3-384"},
      {KeyFamily::kEc, "2.16.840.1.101.3.4.3.12", "ecdsa-sha3-512"},
      {KeyFamily::kDsa, "1.2.840.10040.4.3", "dsa-sha1"},
      {KeyFamily::kDsa, "1.3.14.3.2.27", "dsa-sha1"},
      {KeyFamily::kDsa, "2.16.840.1.101.3.4.3.1", "dsa-sha224"},
      {KeyFamily::kDsa, "2.16.840.1.101.3.4.3.2", "dsa-sha256"},
      {KeyFamily::kDsa, "2.16.840.1.101.3.4.3.3", "dsa-sha384"},
      {KeyFamily::kDsa, "2.16.840.1.101.3.4.3.4", "dsa-sha512"},
      {KeyFamily::kEd25519, kEd25519, "ed25519"},
      {KeyFamily::kEd448, kEd448, "ed448"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(SuiteOf(c.family, c.oid), c.suite) << c.oid;
  }
}

TEST(ResolveSignatureAlgorithmTest, OthersAreUnknown) {
  // md2WithRSAEncryption, ecdsa-with-Specified, GOST R 34.10-94.
  EXPECT_THAT(Resolve(KeyFamily::kRsa, "1.2.840.113549.1.1.2"), IsUnknown());
  EXPECT_THAT(Resolve(KeyFamily::kEc, "1.2.840.10045.4.3"), IsUnknown());
  EXPECT_THAT(Resolve(KeyFamily::kGost2001, "1.2.643.2.2.4"), IsUnknown());
  EXPECT_THAT(Resolve(KeyFamily::kUnknown, kSha256WithRsa), IsUnknown());
  EXPECT_THAT(Resolve(KeyFamily::kRsa, kSha256WithRsa, HashAlgorithm::kUnknown),
              IsUnknown());
}

TEST(ResolveSignatureAlgorithmTest, RefusesAnotherFamily) {
  EXPECT_THAT(Resolve(KeyFamily::kEc, kSha256WithRsa), IsMalformed());
  EXPECT_THAT(Resolve(KeyFamily::kRsa, kEcdsaWithSha256), IsMalformed());
  EXPECT_THAT(Resolve(KeyFamily::kRsaPss, kSha256WithRsa), IsMalformed());
  EXPECT_THAT(Resolve(KeyFamily::kEd448, kEd25519), IsMalformed());
  EXPECT_THAT(Resolve(KeyFamily::kEd25519, kEd448), IsMalformed());
  EXPECT_THAT(Resolve(KeyFamily::kDsa, kEcdsaWithSha256), IsMalformed());
  EXPECT_THAT(Resolve(KeyFamily::kEc, "1.2.156.10197.1.501"), IsMalformed());
  EXPECT_THAT(Resolve(KeyFamily::kKzGost2015_512, "1.2.643.7.1.1.3.3"),
              IsMalformed());
}

TEST(ResolveSignatureAlgorithmTest, RefusesAnotherDigest) {
  EXPECT_THAT(Resolve(KeyFamily::kRsa, kSha256WithRsa, HashAlgorithm::kSha256),
              IsOk());
  EXPECT_THAT(
      Resolve(KeyFamily::kRsa, "1.2.840.113549.1.1.13", HashAlgorithm::kSha256),
      IsMalformed());
  EXPECT_THAT(Resolve(KeyFamily::kEc, kEcdsaWithSha256, HashAlgorithm::kSha1),
              IsMalformed());
  EXPECT_THAT(
      Resolve(KeyFamily::kRsa, kPss, HashAlgorithm::kSha256, DerSequence({})),
      IsMalformed());
}

TEST(ResolveSignatureAlgorithmTest, ReadsParametersStrictly) {
  EXPECT_THAT(Resolve(KeyFamily::kRsa, kSha256WithRsa, std::nullopt, DerNull()),
              IsOk());
  EXPECT_THAT(
      Resolve(KeyFamily::kRsa, kSha256WithRsa, std::nullopt, DerInt64(1)),
      IsMalformed());
  EXPECT_THAT(
      Resolve(KeyFamily::kEc, kEcdsaWithSha256, std::nullopt, DerSequence({})),
      IsMalformed());
  EXPECT_THAT(Resolve(KeyFamily::kEd25519, kEd25519, std::nullopt, DerNull()),
              IsMalformed());
}

TEST(ResolveSignatureAlgorithmTest, ReadsPss) {
  const std::string sha512 =
      DerSequence({DerOidFromText("2.16.840.1.101.3.4.2.3")});
  const std::string mgf1 =
      DerSequence({DerOidFromText("1.2.840.113549.1.1.8"), sha512});
  const std::string parameters =
      DerSequence({DerExplicit(0, sha512), DerExplicit(1, mgf1),
                   DerExplicit(2, DerInt64(64))});
  for (const KeyFamily family : {KeyFamily::kRsa, KeyFamily::kRsaPss}) {
    const auto resolved =
        Resolve(family, kPss, HashAlgorithm::kSha512, parameters);
    ASSERT_THAT(resolved, IsOk());
    EXPECT_EQ(SuiteName(resolved->algorithm, family), "rsa-pss-sha512");
    EXPECT_EQ(resolved->algorithm.mgf1_hash, HashAlgorithm::kSha512);
    EXPECT_EQ(resolved->algorithm.salt_length, 64);
    EXPECT_THAT(resolved->quirks, IsEmpty());
  }
  const auto defaults = Resolve(KeyFamily::kRsa, kPss);
  ASSERT_THAT(defaults, IsOk());
  EXPECT_EQ(defaults->algorithm.hash, HashAlgorithm::kSha1);
  EXPECT_EQ(defaults->algorithm.salt_length, 20);
  EXPECT_THAT(defaults->quirks,
              ElementsAre(AlgorithmQuirk::kPssParametersAbsent));
}

TEST(ResolveSignatureAlgorithmTest, RsaEncryptionTakesTheDigestWithoutQuirk) {
  const auto resolved = Resolve(KeyFamily::kRsa, kRsaEncryption,
                                HashAlgorithm::kSha384, DerNull());
  ASSERT_THAT(resolved, IsOk());
  EXPECT_EQ(SuiteName(resolved->algorithm, KeyFamily::kRsa),
            "rsa-pkcs1-sha384");
  EXPECT_THAT(resolved->quirks, IsEmpty());
  EXPECT_THAT(Resolve(KeyFamily::kRsa, kRsaEncryption), IsMalformed())
      << "as in a certificate, where no digest stands beside it";
  EXPECT_THAT(
      Resolve(KeyFamily::kRsaPss, kRsaEncryption, HashAlgorithm::kSha256),
      IsMalformed());
}

TEST(ResolveSignatureAlgorithmTest, OtherKeyOidsAreAQuirk) {
  const auto resolved =
      Resolve(KeyFamily::kEc, kEcPublicKey, HashAlgorithm::kSha256,
              DerOidFromText("1.2.840.10045.3.1.7"));
  ASSERT_THAT(resolved, IsOk());
  EXPECT_EQ(SuiteName(resolved->algorithm, KeyFamily::kEc), "ecdsa-sha256");
  EXPECT_THAT(resolved->quirks,
              ElementsAre(AlgorithmQuirk::kKeyOidAsSignatureOid));
  EXPECT_THAT(Resolve(KeyFamily::kEc, kEcPublicKey), IsMalformed());
  EXPECT_THAT(Resolve(KeyFamily::kEc, kEcPublicKey, HashAlgorithm::kMd5),
              IsUnknown());
  EXPECT_EQ(SuiteOf(KeyFamily::kDsa, "1.2.840.10040.4.1", HashAlgorithm::kSha1),
            "dsa-sha1");
}

TEST(ResolveSignatureAlgorithmTest, EddsaDoesNotDependOnTheDigest) {
  EXPECT_EQ(SuiteOf(KeyFamily::kEd25519, kEd25519, HashAlgorithm::kSha512),
            "ed25519");
  EXPECT_EQ(SuiteOf(KeyFamily::kEd25519, kEd25519, HashAlgorithm::kSha256),
            "ed25519");
  EXPECT_EQ(SuiteOf(KeyFamily::kEd448, kEd448, HashAlgorithm::kShake256_512),
            "ed448");
  EXPECT_EQ(Resolve(KeyFamily::kEd25519, kEd25519)->algorithm.hash,
            HashAlgorithm::kUnknown);
}

TEST(SuiteTest, NamesOnlyWhatFits) {
  SignatureAlgorithm algorithm;
  EXPECT_EQ(SuiteName(algorithm, KeyFamily::kRsa), "unknown");
  algorithm.scheme = SignatureScheme::kEcdsa;
  algorithm.hash = HashAlgorithm::kSha256;
  EXPECT_EQ(SuiteName(algorithm, KeyFamily::kRsa), "unknown");
  EXPECT_FALSE(IsSuiteOffered(algorithm, KeyFamily::kRsa));
  EXPECT_TRUE(IsSuiteOffered(algorithm, KeyFamily::kEc));
  algorithm.hash = HashAlgorithm::kShake256_512;
  EXPECT_FALSE(IsSuiteOffered(algorithm, KeyFamily::kEc));
}

TEST(SuiteTest, ListsEachSuiteOnce) {
  const std::vector<std::string> suites = SupportedSuites();
  EXPECT_EQ(std::set<std::string>(suites.begin(), suites.end()).size(),
            suites.size());
  for (const char* suite :
       {"rsa-pkcs1-sha256", "rsa-pkcs1-md5", "rsa-pkcs1-ripemd160",
        "rsa-pss-sha512", "ecdsa-sha384", "ecdsa-sha3-256", "ed25519", "ed448",
        "dsa-sha1"}) {
    EXPECT_THAT(suites, Contains(suite));
  }
  EXPECT_THAT(suites, Not(Contains("unknown")));
  EXPECT_THAT(suites, Not(Contains("ecdsa-md5")));
}

}  // namespace
}  // namespace kepil
