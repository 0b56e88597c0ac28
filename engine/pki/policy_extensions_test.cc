#include "engine/pki/policy_extensions.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "engine/crypto/der_reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

using test_der::FromHex;
using test_der::Oid;
using test_der::Sequence;
using test_der::Tlv;
using testing::ElementsAre;
using testing::Optional;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(PolicyExtensionsTest, ReadsPoliciesWithAndWithoutQualifiers) {
  const std::string qualifier =
      Sequence({Oid("1.3.6.1.5.5.7.2.1"), Tlv(kDerIa5String, "http://cps")});
  EXPECT_THAT(ParseCertificatePolicies(
                  Sequence({Sequence({Oid("1.2.3"), Sequence({qualifier})}),
                            Sequence({Oid("2.5.29.32.0")})})),
              IsOkAndHolds(ElementsAre(FromHex("2a03"), FromHex("551d2000"))));
}

// 16 81 03: a length in long form, as in certificates of an Italian CA. Only
// the value of a qualifier may be in BER, and it must be one value.
TEST(PolicyExtensionsTest, QualifierMayBeInBer) {
  const auto with_value = [](const std::string& value) {
    return Sequence(
        {Sequence({Oid("1.2.3"),
                   Sequence({Sequence({Oid("1.3.6.1.5.5.7.2.1"), value})})})});
  };
  EXPECT_THAT(ParseCertificatePolicies(with_value(FromHex("168103637073"))),
              IsOkAndHolds(ElementsAre(FromHex("2a03"))));
  for (const char* value : {"168103637073"
                            "0500",
                            "168104637073", "1680"}) {
    EXPECT_THAT(ParseCertificatePolicies(with_value(FromHex(value))),
                StatusIs(kInvalid));
  }
  EXPECT_THAT(ParseCertificatePolicies(FromHex("30810530032a0103")),
              StatusIs(kInvalid));
}

TEST(PolicyExtensionsTest, RefusesMalformedPolicies) {
  const std::string policy = Sequence({Oid("1.2.3")});
  const std::string malformed[] = {
      "",
      Sequence({}),
      Sequence({policy, policy}),  // RFC 5280, 4.2.1.4: once only.
      Sequence({policy}) + "0",
      Sequence({Sequence({})}),
      Sequence({Oid("1.2.3")}),
      Sequence({Sequence({Oid("1.2.3"), test_der::Null()})}),
      Sequence({Sequence({Oid("1.2.3"), Sequence({Oid("1.2.3")})})}),
  };
  for (const std::string& value : malformed) {
    EXPECT_THAT(ParseCertificatePolicies(value), StatusIs(kInvalid));
  }
}

TEST(PolicyExtensionsTest, ReadsMappings) {
  const auto mappings =
      ParsePolicyMappings(Sequence({Sequence({Oid("1.2.3"), Oid("1.2.4")}),
                                    Sequence({Oid("1.2.3"), Oid("1.2.5")})}));
  ASSERT_THAT(mappings, IsOk());
  ASSERT_EQ(mappings->size(), 2u);
  EXPECT_EQ((*mappings)[1].issuer_domain, FromHex("2a03"));
  EXPECT_EQ((*mappings)[1].subject_domain, FromHex("2a05"));
  EXPECT_THAT(ParsePolicyMappings(Sequence({})), StatusIs(kInvalid));
  EXPECT_THAT(ParsePolicyMappings(Sequence({Sequence({Oid("1.2.3")})})),
              StatusIs(kInvalid));
}

TEST(PolicyExtensionsTest, ReadsConstraints) {
  const auto both = ParsePolicyConstraints(FromHex("3006800100810105"));
  ASSERT_THAT(both, IsOk());
  EXPECT_THAT(both->require_explicit, Optional(0));
  EXPECT_THAT(both->inhibit_mapping, Optional(5));
  const auto one = ParsePolicyConstraints(FromHex("3003810105"));
  ASSERT_THAT(one, IsOk());
  EXPECT_EQ(one->require_explicit, std::nullopt);
  EXPECT_THAT(ParsePolicyConstraints(FromHex("3000")), StatusIs(kInvalid));
  EXPECT_THAT(ParsePolicyConstraints(FromHex("30038001ff")),
              StatusIs(kInvalid));
  EXPECT_THAT(ParsePolicyConstraints(FromHex("3006810100800105")),
              StatusIs(kInvalid));
}

TEST(PolicyExtensionsTest, ReadsInhibitAnyPolicy) {
  EXPECT_THAT(ParseInhibitAnyPolicy(FromHex("020103")), IsOkAndHolds(3));
  EXPECT_THAT(ParseInhibitAnyPolicy(FromHex("0201ff")), StatusIs(kInvalid));
  EXPECT_THAT(ParseInhibitAnyPolicy(FromHex("02010300")), StatusIs(kInvalid));
  EXPECT_THAT(ParseInhibitAnyPolicy(FromHex("0209010000000000000000")),
              StatusIs(kInvalid));
}

}  // namespace
}  // namespace kepil
