#include "tests/conformance/suite_report.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/support/pki_builder.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

void Write(const std::string& path, const std::string& octets) {
  std::ofstream(path, std::ios::binary) << octets;
}

// A folder with a root (DER), a signer under it (PEM) and `cases`.
std::string MakeFolder(const std::string& name,
                       const std::vector<nlohmann::json>& cases) {
  const std::string folder =
      absl::StrCat(testing::TempDir(), "/suite_report_", name);
  EXPECT_EQ(std::system(("mkdir -p " + folder).c_str()), 0);
  TestCertificateSpec spec;
  spec.subject = "CN=Root";
  spec.key = TestKey::Generate(TestKeyKind::kEd25519);
  spec.not_before = kStart;
  spec.not_after = kStart + absl::Hours(24);
  spec.extensions = TestCaExtensions();
  const TestIdentity root = SelfSignTestCertificate(spec);
  Write(folder + "/root.der", root.certificate);
  spec.subject = "CN=Signer";
  spec.key = TestKey::Generate(TestKeyKind::kEd25519);
  spec.extensions = TestSignerExtensions();
  Write(folder + "/signer.pem",
        IssueTestCertificate(spec, root).CertificatePem());
  const nlohmann::json document = {{"schema", "cases/1"},
                                   {"suite", name},
                                   {"kind", "path"},
                                   {"cases", cases}};
  Write(folder + "/cases.json", document.dump());
  return folder;
}

nlohmann::json PathCaseJson(const std::string& id, const std::string& expect,
                            absl::Time time) {
  return {{"id", id},
          {"target", "signer.pem"},
          {"anchors", {"root.der"}},
          {"intermediates", nlohmann::json::array()},
          {"time", absl::FormatTime(time, absl::UTCTimeZone())},
          {"revocation", "none"},
          {"expect", expect}};
}

SuiteReport RunFolder(const std::string& folder, const std::string& only = "") {
  const auto suite = Suite::Load(folder);
  EXPECT_TRUE(suite.ok()) << suite.status();
  return RunSuite(*suite, only);
}

TEST(SuiteReportTest, JudgesPathCases) {
  const absl::Time now = kStart + absl::Hours(1);
  const absl::Time late = kStart + absl::Hours(48);
  const std::string folder =
      MakeFolder("judges", {PathCaseJson("good", "valid", now),
                            PathCaseJson("late", "invalid", late),
                            PathCaseJson("wrong-late", "valid", late),
                            PathCaseJson("wrong-good", "invalid", now)});
  const SuiteReport report = RunFolder(folder);
  ASSERT_THAT(report.results, SizeIs(4));
  EXPECT_EQ(report.results[0].outcome, CaseOutcome::kPassed);
  EXPECT_EQ(report.results[1].outcome, CaseOutcome::kPassed);
  EXPECT_EQ(report.results[2].outcome, CaseOutcome::kFailed);
  EXPECT_FALSE(report.results[2].false_acceptance);
  EXPECT_EQ(report.results[3].outcome, CaseOutcome::kFailed);
  EXPECT_TRUE(report.results[3].false_acceptance);
  std::ostringstream text;
  PrintReport(report, text);
  EXPECT_THAT(text.str(), EndsWith("2 passed, 2 failed, 0 skipped\n"));
  EXPECT_THAT(text.str(), HasSubstr("outside_validity [0]"));
  EXPECT_THAT(nlohmann::json::parse(ReportAsJson(report)), SizeIs(4));
}

TEST(SuiteReportTest, RunsOnlyWhatIsAskedFor) {
  const std::string folder =
      MakeFolder("only", {PathCaseJson("a-1", "valid", kStart),
                          PathCaseJson("b-1", "valid", kStart)});
  EXPECT_THAT(RunFolder(folder, "a-*").results, SizeIs(1));
}

TEST(SuiteReportTest, ContestedAndForeignCasesDoNotGate) {
  nlohmann::json contested = PathCaseJson("contested", "invalid", kStart);
  contested["tags"] = {"contested"};
  nlohmann::json webpki = PathCaseJson("webpki", "invalid", kStart);
  webpki["tags"] = {"ns:webpki::san"};
  nlohmann::json kind = PathCaseJson("kind", "valid", kStart);
  kind["kind"] = "trusted-list";
  const SuiteReport report =
      RunFolder(MakeFolder("contested", {contested, webpki, kind}));
  EXPECT_THAT(report.Failures(), IsEmpty());
  std::ostringstream text;
  PrintReport(report, text);
  EXPECT_THAT(text.str(), EndsWith("0 passed, 0 failed, 3 skipped\n"));
  EXPECT_THAT(CompareWithKnown(report, {}), IsEmpty());
}

TEST(SuiteReportTest, MissingFilesFail) {
  nlohmann::json broken = PathCaseJson("broken", "invalid", kStart);
  broken["target"] = "absent.pem";
  const SuiteReport report = RunFolder(MakeFolder("missing", {broken}));
  EXPECT_THAT(report.Failures(), SizeIs(1));
  EXPECT_FALSE(Suite::Load("/nonexistent").ok());
}

TEST(SuiteReportTest, ListOfKnownDifferencesMustBeTight) {
  const absl::Time late = kStart + absl::Hours(48);
  const SuiteReport report =
      RunFolder(MakeFolder("tight", {PathCaseJson("good", "valid", kStart),
                                     PathCaseJson("refused", "valid", late)}));
  EXPECT_THAT(CompareWithKnown(report, {{"refused", "why"}}), IsEmpty());
  EXPECT_THAT(CompareWithKnown(report, {}),
              ElementsAre(HasSubstr("not listed: refused")));
  EXPECT_THAT(
      CompareWithKnown(report,
                       {{"refused", "why"}, {"good", "why"}, {"gone", "why"}}),
      ElementsAre("listed, but no longer fails: good",
                  "listed, but there is no case: gone"));
}

TEST(SuiteReportTest, NoFalseAcceptanceMayBeListed) {
  const SuiteReport report =
      RunFolder(MakeFolder("accepts", {PathCaseJson("x", "invalid", kStart)}));
  EXPECT_THAT(CompareWithKnown(report, {{"x", "why"}}),
              ElementsAre("accepted wrongly: x"));
}

TEST(SuiteReportTest, ReadsKnownDifferences) {
  const std::string path = testing::TempDir() + "/known.txt";
  Write(path, "# comment\n\na-1 not yet\n");
  const auto known = ReadKnownDifferences(path);
  ASSERT_TRUE(known.ok());
  EXPECT_EQ(known->at("a-1"), "not yet");
  Write(path, "a-1\n");
  EXPECT_FALSE(ReadKnownDifferences(path).ok());
  Write(path, "a-1 x\na-1 y\n");
  EXPECT_FALSE(ReadKnownDifferences(path).ok());
  EXPECT_FALSE(ReadKnownDifferences("/nonexistent").ok());
}

}  // namespace
}  // namespace kepil
