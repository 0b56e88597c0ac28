#include "engine/crypto/signing_suite.h"

#include <optional>

#include "engine/crypto/algorithm_identifier.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

SignatureAlgorithm Resolved(const SigningSuite& suite, KeyFamily family) {
  const auto identifier = ParseAlgorithmIdentifier(suite.identifier);
  EXPECT_THAT(identifier, IsOk());
  const auto resolved =
      ResolveSignatureAlgorithm(family, *identifier, std::nullopt);
  EXPECT_THAT(resolved, IsOk());
  EXPECT_THAT(resolved->quirks, testing::IsEmpty());
  return resolved->algorithm;
}

// The identifier says the same to those who have nothing else.
TEST(SigningSuiteTest, IdentifiersSayWhatIsSigned) {
  for (const TestKeyKind kind :
       {TestKeyKind::kRsa2048, TestKeyKind::kP256, TestKeyKind::kEd25519}) {
    const auto key = PublicKey::FromSpki(TestKey::Generate(kind).Spki());
    ASSERT_THAT(key, IsOk());
    const auto suite = SigningSuiteFor(**key);
    ASSERT_THAT(suite, IsOk());
    EXPECT_EQ(SuiteName(Resolved(*suite, (*key)->family()), (*key)->family()),
              SuiteName(suite->algorithm, (*key)->family()));
  }
  const SigningSuite pss = PssSigningSuite();
  const SignatureAlgorithm read = Resolved(pss, KeyFamily::kRsa);
  EXPECT_EQ(read.scheme, SignatureScheme::kRsaPss);
  EXPECT_EQ(read.hash, HashAlgorithm::kSha256);
  EXPECT_EQ(read.mgf1_hash, HashAlgorithm::kSha256);
  EXPECT_EQ(read.salt_length, 32);
}

}  // namespace
}  // namespace kepil
