#include "engine/crypto/pss_parameters.h"

#include <string>

#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

std::string Identifier(const std::string& oid,
                       const std::string& parameters = "") {
  return DerSequence({DerOidFromText(oid), parameters});
}

std::string Sha256Identifier() {
  return Identifier("2.16.840.1.101.3.4.2.1", DerNull());
}

std::string Mgf1(const std::string& hash_identifier) {
  return Identifier("1.2.840.113549.1.1.8", hash_identifier);
}

auto IsMalformed() { return HasReason(v1::ERROR_REASON_REQUEST_MALFORMED); }
auto IsUnknown() { return HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN); }

TEST(PssParametersTest, EmptySequenceHasTheDefaults) {
  const auto parameters = ParsePssParameters(DerSequence({}));
  ASSERT_THAT(parameters, IsOk());
  EXPECT_EQ(parameters->hash, HashAlgorithm::kSha1);
  EXPECT_EQ(parameters->mgf1_hash, HashAlgorithm::kSha1);
  EXPECT_EQ(parameters->salt_length, 20);
}

TEST(PssParametersTest, ReadsEveryField) {
  const auto parameters = ParsePssParameters(
      DerSequence({DerExplicit(0, Sha256Identifier()),
                   DerExplicit(1, Mgf1(Identifier("2.16.840.1.101.3.4.2.3"))),
                   DerExplicit(2, DerInt64(64)), DerExplicit(3, DerInt64(1))}));
  ASSERT_THAT(parameters, IsOk());
  EXPECT_EQ(parameters->hash, HashAlgorithm::kSha256);
  EXPECT_EQ(parameters->mgf1_hash, HashAlgorithm::kSha512);
  EXPECT_EQ(parameters->salt_length, 64);
}

TEST(PssParametersTest, BoundsTheSalt) {
  const auto with_salt = [](int64_t length) {
    return ParsePssParameters(DerSequence({DerExplicit(2, DerInt64(length))}));
  };
  EXPECT_THAT(with_salt(0), IsOk());
  EXPECT_THAT(with_salt(512), IsOk());
  EXPECT_THAT(with_salt(513), IsMalformed());
  EXPECT_THAT(with_salt(-1), IsMalformed());
  EXPECT_THAT(with_salt(INT64_MAX), IsMalformed());
}

TEST(PssParametersTest, RefusesOtherTrailerFields) {
  EXPECT_THAT(ParsePssParameters(DerSequence({DerExplicit(3, DerInt64(2))})),
              IsMalformed());
}

TEST(PssParametersTest, UnknownFunctionsAreUnknown) {
  EXPECT_THAT(
      ParsePssParameters(DerSequence({DerExplicit(0, Identifier("1.2.3"))})),
      IsUnknown());
  EXPECT_THAT(ParsePssParameters(DerSequence(
                  {DerExplicit(1, Identifier("1.2.3", Sha256Identifier()))})),
              IsUnknown());
  EXPECT_THAT(ParsePssParameters(
                  DerSequence({DerExplicit(1, Mgf1(Identifier("1.2.3")))})),
              IsUnknown());
}

TEST(PssParametersTest, RefusesMalformedParameters) {
  const std::string salt = DerExplicit(2, DerInt64(20));
  for (const std::string& der :
       {std::string(), DerNull(), DerSequence({salt, salt}),
        DerSequence({salt, DerExplicit(0, Sha256Identifier())}),
        DerSequence({DerExplicit(4, DerNull())}), DerSequence({}) + "x",
        DerSequence({DerExplicit(0, DerNull())}),
        DerSequence({DerExplicit(0, Sha256Identifier() + DerNull())}),
        DerSequence({DerExplicit(1, Identifier("1.2.840.113549.1.1.8"))}),
        DerSequence({DerExplicit(2, DerInt64(20) + DerNull())}),
        DerSequence({DerExplicit(3, DerInt64(1) + DerNull())})}) {
    EXPECT_THAT(ParsePssParameters(der), IsMalformed());
  }
}

}  // namespace
}  // namespace kepil
