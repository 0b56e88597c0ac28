// No verdict depends on where a signer comes from or what he is called: only
// the registry and the evidence make a difference.

#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/validation_fixture.h"
#include "tests/support/legal_fixture.h"

namespace kepil {
namespace {

LegalRulesRef UnderTheCode() {
  v1::LegalCalendar calendar = TestCalendarMessage();
  *calendar.mutable_code_published() = TestDate(2025, 1, 10);
  *calendar.mutable_code_in_force() = TestDate(2025, 7, 10);
  auto rules = LegalRules::Compile(TestRulesMessage().SerializeAsString(),
                                   calendar.SerializeAsString());
  EXPECT_THAT(rules, IsOk());
  return *rules;
}

// Trust data as always, but a foreign CA of another country and a signer of
// another name.
struct House : ValidationFixture {
  House(const std::string& country, const std::string& subject) {
    foreign_country = country;
    foreign_ca = MakeCa("C=" + country + ",CN=CA");
    foreign_signer = MakeSigner(subject, foreign_ca);
    collector.crls = {CrlOf(foreign_ca), CrlOf(domestic_ca)};
    PublishTrust();
    UseLegalRules(UnderTheCode());
  }
};

// The report without what names the signer or the country: digests of
// certificates and CRLs, which differ because the keys do.
std::string EssenceOf(v1::SignatureReport report) {
  report.clear_signer_country();
  report.clear_certificate_governing_law();
  report.clear_signing_certificate_sha256();
  v1::Conclusion& conclusion = *report.mutable_conclusion();
  EXPECT_EQ(conclusion.path_size(), 2);
  conclusion.clear_path();
  for (v1::Finding& finding : *conclusion.mutable_findings()) {
    finding.clear_subject();
  }
  for (v1::LegalCondition& condition :
       *report.mutable_legal()->mutable_conditions()) {
    condition.clear_evidence();
  }
  return report.DebugString();
}

// What is said of a good signature, of one over other content, and of one
// whose status is unknown.
struct Verdicts {
  std::string good, changed, without_status;
  bool operator==(const Verdicts& other) const {
    return good == other.good && changed == other.changed &&
           without_status == other.without_status;
  }
};

Verdicts VerdictsOn(const std::string& country, const std::string& subject) {
  House house(country, subject);
  const auto run = [&](const v1::ValidateRequest& request) {
    const auto receipt = house.Run(request);
    EXPECT_THAT(receipt, IsOk()) << country << " " << subject;
    return receipt.ok() ? EssenceOf(BodyOf(*receipt).signatures(0)) : "";
  };
  Verdicts verdicts;
  v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  verdicts.good = run(request);
  request.set_content("another contract");
  verdicts.changed = run(request);
  house.collector.crls.clear();
  verdicts.without_status = run(house.RequestFor(house.foreign_signer));
  return verdicts;
}

// Law: DEF-09.
TEST(EqualTreatmentTest, EveryCountryGetsTheSameVerdictOnTheSameTrustData) {
  const Verdicts first = VerdictsOn("XA", "C=XA,CN=Signer");
  EXPECT_THAT(first.good, testing::HasSubstr("INDICATION_TOTAL_PASSED"));
  EXPECT_THAT(first.good,
              testing::HasSubstr("LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN"));
  EXPECT_THAT(first.changed, testing::HasSubstr("INDICATION_TOTAL_FAILED"));
  EXPECT_THAT(first.without_status,
              testing::HasSubstr("INDICATION_INDETERMINATE"));
  for (const std::string country : {"RU", "CN", "DE", "US", "UZ", "XB"}) {
    EXPECT_TRUE(VerdictsOn(country, "C=" + country + ",CN=Signer") == first)
        << country;
  }
}

// The state that the certificate names for the signer is not the issuer's.
// Law: DEF-09.
TEST(EqualTreatmentTest, NationalityOfTheSignerChangesNothing) {
  const Verdicts first = VerdictsOn("XA", "C=XA,CN=Signer");
  for (const std::string country : {"RU", "CN", "DE", "KZ", "XB"}) {
    EXPECT_TRUE(VerdictsOn("XA", "C=" + country + ",CN=Signer") == first)
        << country;
  }
  EXPECT_TRUE(VerdictsOn("XA", "CN=Signer") == first);  // Stateless.
}

// Law: DEC-03.
TEST(EqualTreatmentTest, NameAndLanguageOfTheSignerChangeNothing) {
  const Verdicts first = VerdictsOn("XA", "C=XA,CN=Signer");
  for (const std::string name :
       {"Иванова Анна Петровна", "Әбілқайыр Құрманғазыұлы", "张伟", "محمد",
        "Nguyễn Thị Hương", "O'Neill-García", "x"}) {
    EXPECT_TRUE(VerdictsOn("XA", "C=XA,CN=" + name) == first) << name;
  }
}

}  // namespace
}  // namespace kepil
