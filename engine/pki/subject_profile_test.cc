#include "engine/pki/subject_profile.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/object_identifier.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kPersons[] = "2.25.7.1";
constexpr char kHeads[] = "2.25.7.2.1";
constexpr char kSystems[] = "2.25.7.3";
constexpr char kEmail[] = "1.3.6.1.5.5.7.3.4";
constexpr char kClient[] = "1.3.6.1.5.5.7.3.2";

SubjectProfile Profile() {
  SubjectProfile profile;
  profile.name = "xa";
  profile.issuer_country = "XA";
  profile.kinds = {
      {SubjectKind::kIndividual, {OidFromText(kPersons)}, false},
      {SubjectKind::kHead, {OidFromText(kHeads)}, false},
      {SubjectKind::kDigitalSystem, {OidFromText(kSystems)}, true}};
  profile.identifiers = {
      {"IIN", OidFromText("2.5.4.5"), "IIN", IdentifierCheck::kKazakh},
      {"BIN", OidFromText("2.5.4.11"), "BIN", IdentifierCheck::kKazakh},
      {"UNIT", OidFromText("2.5.4.11"), "UNIT", IdentifierCheck::kNone}};
  profile.authentication_purposes = {OidFromText(kClient)};
  profile.signing_purposes = {OidFromText(kEmail)};
  profile.patronymic_attribute = OidFromText("2.5.4.42");
  return profile;
}

CertificateRef Issue(const std::string& subject,
                     std::vector<TestExtension> extensions,
                     const std::string& issuer = "C=XA,CN=Root") {
  TestCertificateSpec root;
  root.subject = issuer;
  root.key = TestKey::Generate(TestKeyKind::kEd25519);
  root.not_before = absl::FromUnixSeconds(1'700'000'000);
  root.not_after = root.not_before + absl::Hours(24);
  root.extensions = TestCaExtensions();
  TestCertificateSpec spec = root;
  spec.subject = subject;
  spec.extensions = std::move(extensions);
  return *Certificate::FromDer(
      IssueTestCertificate(spec, SelfSignTestCertificate(root)).certificate);
}

std::vector<TestExtension> Purposes(const std::string& oids) {
  return {MakeTestExtension("extendedKeyUsage", oids)};
}

TEST(SubjectProfileTest, CheckDigitOfIdentifiers) {
  EXPECT_TRUE(IsKazakhIdentifier("880726300029"));
  EXPECT_TRUE(IsKazakhIdentifier("900101300007"));
  EXPECT_FALSE(IsKazakhIdentifier("900101300008"));
  // The first sum is 10; the second one decides.
  EXPECT_TRUE(IsKazakhIdentifier("900101300811"));
  EXPECT_FALSE(IsKazakhIdentifier("900101300810"));
}

TEST(SubjectProfileTest, DigitsWhoseSumsAreBothTenAreNoIdentifier) {
  for (char last = '0'; last <= '9'; ++last) {
    EXPECT_FALSE(IsKazakhIdentifier(std::string("90010130080") + last));
  }
}

TEST(SubjectProfileTest, OtherLengthsAndLettersAreNoIdentifier) {
  EXPECT_FALSE(IsKazakhIdentifier(""));
  EXPECT_FALSE(IsKazakhIdentifier("88072630002"));
  EXPECT_FALSE(IsKazakhIdentifier("8807263000290"));
  EXPECT_FALSE(IsKazakhIdentifier("88072630002a"));
  EXPECT_FALSE(IsKazakhIdentifier("88072630 029"));
}

TEST(SubjectProfileTest, AppliesByTheCountryOfTheIssuer) {
  EXPECT_TRUE(AppliesTo(Profile(), *Issue("C=XB,CN=A", {})));
  EXPECT_FALSE(AppliesTo(Profile(), *Issue("C=XA,CN=A", {}, "C=XB,CN=Root")));
  EXPECT_FALSE(AppliesTo(Profile(), *Issue("C=XA,CN=A", {}, "CN=Root")));
}

TEST(SubjectProfileTest, KindsFollowFromPurposesAndPolicies) {
  const auto kinds = [](std::vector<TestExtension> extensions) {
    return DescribeSubject(*Issue("CN=A", std::move(extensions)), Profile())
        .kinds;
  };
  EXPECT_THAT(kinds({}), IsEmpty());
  EXPECT_THAT(kinds(Purposes(kPersons)), ElementsAre(SubjectKind::kIndividual));
  EXPECT_THAT(kinds(Purposes("2.25.7.2.1,2.25.7.1")),
              ElementsAre(SubjectKind::kIndividual, SubjectKind::kHead));
  EXPECT_THAT(kinds({{"2.5.29.32", false,
                      DerSequence({DerSequence({DerOidFromText(kHeads)})})}}),
              ElementsAre(SubjectKind::kHead));
}

TEST(SubjectProfileTest, OidsBelowCountWhereTheRuleSaysSo) {
  const auto kinds = [](const std::string& oid) {
    return DescribeSubject(*Issue("CN=A", Purposes(oid)), Profile()).kinds;
  };
  EXPECT_THAT(kinds("2.25.7.3.71"), ElementsAre(SubjectKind::kDigitalSystem));
  EXPECT_THAT(kinds("2.25.7.1.71"), IsEmpty());
  // 2.25.7.387 begins with other octets than 2.25.7.3.
  EXPECT_THAT(kinds("2.25.7.387"), IsEmpty());
}

TEST(SubjectProfileTest, ReadsIdentifiersAndPatronymic) {
  const SubjectDescription description = DescribeSubject(
      *Issue("CN=A,serialNumber=IIN880726300029,OU=BIN123456789021,"
             "OU=UNIT7,OU=Sales,GN=Second",
             {}),
      Profile());
  ASSERT_EQ(description.identifiers.size(), 3u);
  EXPECT_EQ(description.identifiers[0].name, "IIN");
  EXPECT_EQ(description.identifiers[0].value, "880726300029");
  EXPECT_TRUE(description.identifiers[0].is_valid);
  EXPECT_EQ(description.identifiers[1].name, "BIN");
  EXPECT_FALSE(description.identifiers[1].is_valid);
  EXPECT_EQ(description.identifiers[2].value, "7");
  EXPECT_TRUE(description.identifiers[2].is_valid);
  EXPECT_EQ(description.patronymic, "Second");
}

TEST(SubjectProfileTest, TellsAuthenticationFromSigning) {
  const auto is_for_authentication = [](const std::string& oids) {
    return DescribeSubject(*Issue("CN=A", Purposes(oids)), Profile())
        .is_for_authentication;
  };
  EXPECT_TRUE(is_for_authentication(kClient));
  EXPECT_FALSE(is_for_authentication(kEmail));
  EXPECT_FALSE(is_for_authentication(std::string(kClient) + "," + kEmail));
  EXPECT_FALSE(
      DescribeSubject(*Issue("CN=A", {}), Profile()).is_for_authentication);
}

TEST(SubjectProfileTest, KindsHaveNames) {
  EXPECT_EQ(SubjectKindName(SubjectKind::kHead), "head");
  EXPECT_EQ(SubjectKindName(SubjectKind::kDigitalSystem), "digital_system");
}

}  // namespace
}  // namespace kepil
