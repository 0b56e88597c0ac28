#include "trustlist/admission_check.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/admission_fixture.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Failures(const v1::AdmissionReport& report) {
  return FailuresOf(
      AdmissionFindings(report.findings().begin(), report.findings().end()));
}

TEST(AdmissionCheckTest, AGoodApplicationIsAdmissible) {
  AdmissionCase parts;
  const v1::AdmissionReport report = JudgeAdmission(parts.Input());
  EXPECT_THAT(Failures(report), IsEmpty());
  EXPECT_TRUE(report.admissible());
  EXPECT_EQ(report.at().seconds(), absl::ToUnixSeconds(parts.now));
  EXPECT_EQ(report.registry_version(), 1);
}

// Law: REG-15.
TEST(AdmissionCheckTest, ReportsEveryCheckInOrder) {
  AdmissionCase parts;
  const v1::AdmissionReport report = JudgeAdmission(parts.Input());
  std::set<int> seen;
  int last = 0;
  for (const v1::AdmissionFinding& finding : report.findings()) {
    seen.insert(finding.check());
    EXPECT_GE(finding.check(), last);
    last = finding.check();
    EXPECT_NE(finding.outcome(), v1::ADMISSION_OUTCOME_UNSPECIFIED);
  }
  for (int check = 1; check <= v1::AdmissionCheck_MAX; ++check) {
    EXPECT_EQ(seen.count(check), 1u) << check;
  }
}

// Law: REG-15.
TEST(AdmissionCheckTest, ThreeFaultsAreThreeGrounds) {
  AdmissionCase parts;
  parts.requests.erase(parts.requests.begin());
  parts.crls[0].der =
      AdmissionCrl(parts.root, parts.now - absl::Hours(1), absl::Hours(48));
  parts.application.mutable_content()->clear_contact();
  const v1::AdmissionReport report = JudgeAdmission(parts.Input());
  EXPECT_FALSE(report.admissible());
  EXPECT_THAT(Failures(report),
              ElementsAre("LEGAL_FIELDS contact",
                          "POSSESSION services/xa-sign/anchors/0",
                          "CRL_VALIDITY http://xa.example/root.crl"));
}

// Law: REG-16, DEF-09.
TEST(AdmissionCheckTest, TheStateOfTheApplicantChangesNothing) {
  AdmissionCase parts;
  parts.application.mutable_content()->clear_contact();
  const std::string first = JudgeAdmission(parts.Input()).SerializeAsString();
  parts.authority().set_country("XB");
  parts.authority().set_endpoint_country("XB");
  parts.treaties[0].parties = {"XB"};
  EXPECT_EQ(JudgeAdmission(parts.Input()).SerializeAsString(), first);
}

TEST(AdmissionCheckTest, AnEmptyApplicationFailsWithoutHarm) {
  AdmissionCase parts;
  parts.application.clear_content();
  const v1::AdmissionReport report = JudgeAdmission(parts.Input());
  EXPECT_FALSE(report.admissible());
}

}  // namespace
}  // namespace kepil
