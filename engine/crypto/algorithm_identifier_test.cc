#include "engine/crypto/algorithm_identifier.h"

#include <string>

#include "absl/strings/escaping.h"
#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TEST(AlgorithmIdentifierTest, SplitsOidAndParameters) {
  const std::string der = DerSequence({DerOidFromText("1.2.3"), DerInt64(7)});
  const auto identifier = ParseAlgorithmIdentifier(der);
  ASSERT_THAT(identifier, IsOk());
  EXPECT_EQ(identifier->oid, absl::HexStringToBytes("2a03"));
  EXPECT_EQ(identifier->parameters, DerInt64(7));
  EXPECT_EQ(identifier->full, der);
  EXPECT_FALSE(HasNoParameters(*identifier));
}

TEST(AlgorithmIdentifierTest, TakesAbsentAndNullForNoParameters) {
  const std::string absent = DerSequence({DerOidFromText("1.2.3")});
  const std::string null = DerSequence({DerOidFromText("1.2.3"), DerNull()});
  EXPECT_TRUE(HasNoParameters(*ParseAlgorithmIdentifier(absent)));
  EXPECT_TRUE(HasNoParameters(*ParseAlgorithmIdentifier(null)));
}

TEST(AlgorithmIdentifierTest, RefusesOtherShapes) {
  const std::string oid = DerOidFromText("1.2.3");
  for (const std::string& der :
       {std::string(), DerNull(), DerSequence({}), DerSequence({DerNull()}),
        DerSequence({oid, DerNull(), DerNull()}), DerSequence({oid}) + "x",
        DerSequence({oid, "\x05"})}) {
    EXPECT_THAT(ParseAlgorithmIdentifier(der),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN))
        << absl::BytesToHexString(der);
  }
}

HashAlgorithm HashOfIdentifier(const std::string& oid,
                               const std::string& parameters) {
  const std::string der = DerSequence({DerOidFromText(oid), parameters});
  return HashFromIdentifier(*ParseAlgorithmIdentifier(der));
}

TEST(AlgorithmIdentifierTest, FindsHashFunctions) {
  constexpr char kSha256[] = "2.16.840.1.101.3.4.2.1";
  EXPECT_EQ(HashOfIdentifier(kSha256, ""), HashAlgorithm::kSha256);
  EXPECT_EQ(HashOfIdentifier(kSha256, DerNull()), HashAlgorithm::kSha256);
  EXPECT_EQ(HashOfIdentifier(kSha256, DerInt64(1)), HashAlgorithm::kUnknown);
  EXPECT_EQ(HashOfIdentifier("1.2.3", ""), HashAlgorithm::kUnknown);
}

TEST(AlgorithmIdentifierTest, TakesShake256LenOnlyWith512Bits) {
  constexpr char kShakeLen[] = "2.16.840.1.101.3.4.2.18";
  EXPECT_EQ(HashOfIdentifier(kShakeLen, DerInt64(512)),
            HashAlgorithm::kShake256_512);
  EXPECT_EQ(HashOfIdentifier(kShakeLen, DerInt64(256)),
            HashAlgorithm::kUnknown);
  EXPECT_EQ(HashOfIdentifier(kShakeLen, ""), HashAlgorithm::kUnknown);
}

}  // namespace
}  // namespace kepil
