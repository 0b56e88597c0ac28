#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/conformance/case_adapter.h"
#include "tests/support/cms_builder.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);
constexpr char kContent[] = "content";

TestIdentity MakeSigner() {
  TestCertificateSpec spec;
  spec.subject = "CN=Signer";
  spec.key = TestKey::Generate(TestKeyKind::kEd25519);
  spec.not_before = kStart;
  spec.not_after = kStart + absl::Hours(24);
  spec.extensions = TestSignerExtensions();
  return SelfSignTestCertificate(spec);
}

nlohmann::json Expectation(bool valid, bool intact, bool content_intact) {
  return {{"signatures", 1},
          {"signing_certificate_reference", "match"},
          {"each",
           {{{"valid", valid},
             {"cryptographically_intact", intact},
             {"content_intact", content_intact},
             {"signer_subject_contains", "Signer"},
             {"signing_time", "2023-11-14T22:13:20Z"},
             {"signature_timestamps", 0},
             {"level", "CAdES-B"}}}}};
}

// Runs one case: `cms` over `content` beside it (none if empty).
CaseResult RunCms(const std::string& cms, const std::string& content,
                  const nlohmann::json& expect) {
  const std::string folder = absl::StrCat(
      testing::TempDir(), "/signature_case_",
      testing::UnitTest::GetInstance()->current_test_info()->name());
  EXPECT_EQ(std::system(("mkdir -p " + folder).c_str()), 0);
  std::ofstream(folder + "/x.p7s", std::ios::binary) << cms;
  std::ofstream(folder + "/x.txt", std::ios::binary) << content;
  nlohmann::json test_case = {{"id", "x"},
                              {"format", "cms"},
                              {"signature", "x.p7s"},
                              {"expect", expect}};
  if (!content.empty()) {
    test_case["detached"] = {{{"file", "x.txt"}}};
  }
  const nlohmann::json document = {{"schema", "cases/1"},
                                   {"suite", "signatures"},
                                   {"kind", "signature"},
                                   {"cases", {test_case}}};
  std::ofstream(folder + "/cases.json") << document.dump();
  const auto suite = Suite::Load(folder);
  EXPECT_TRUE(suite.ok()) << suite.status();
  return RunCase(*suite, suite->cases().front());
}

TEST(SignatureCaseTest, ValidSignaturePasses) {
  const std::string cms = MakeDetachedTestCms(MakeSigner(), kContent, kStart);
  const CaseResult result =
      RunCms(cms, kContent, Expectation(true, true, true));
  EXPECT_EQ(result.outcome, CaseOutcome::kPassed);
  EXPECT_THAT(result.differences, IsEmpty());
  EXPECT_THAT(result.findings,
              Contains(HasSubstr("level: the product has no answer")));
}

TEST(SignatureCaseTest, OtherContentIsNotIntact) {
  const std::string cms = MakeDetachedTestCms(MakeSigner(), kContent, kStart);
  EXPECT_EQ(RunCms(cms, "other", Expectation(false, true, false)).outcome,
            CaseOutcome::kPassed);
  EXPECT_EQ(RunCms(cms, "", Expectation(false, true, false)).outcome,
            CaseOutcome::kPassed);
  const CaseResult result = RunCms(cms, "other", Expectation(true, true, true));
  EXPECT_EQ(result.outcome, CaseOutcome::kFailed);
  EXPECT_FALSE(result.false_acceptance);
}

TEST(SignatureCaseTest, ValueUnderAnotherKeyIsNotIntact) {
  TestIdentity signer = MakeSigner();
  signer.key = TestKey::Generate(TestKeyKind::kEd25519);
  const std::string cms = MakeDetachedTestCms(signer, kContent, kStart);
  EXPECT_EQ(RunCms(cms, kContent, Expectation(false, false, true)).outcome,
            CaseOutcome::kPassed);
}

TEST(SignatureCaseTest, ValidWhereRefusalIsExpectedIsFalseAcceptance) {
  const std::string cms = MakeDetachedTestCms(MakeSigner(), kContent, kStart);
  const CaseResult result =
      RunCms(cms, kContent, Expectation(false, false, false));
  EXPECT_EQ(result.outcome, CaseOutcome::kFailed);
  EXPECT_TRUE(result.false_acceptance);
  EXPECT_THAT(result.differences, Contains("valid: expected false, got true"));
  EXPECT_THAT(result.differences,
              Contains(HasSubstr("objections of the judge: expected some")));
}

TEST(SignatureCaseTest, OverallAnswerMayNotBeBetter) {
  const std::string cms = MakeDetachedTestCms(MakeSigner(), kContent, kStart);
  nlohmann::json expect = Expectation(false, true, false);
  expect["indication"] = "INDETERMINATE";
  expect["sub_indication"] = "SIGNED_DATA_NOT_FOUND";
  EXPECT_EQ(RunCms(cms, "", expect).outcome, CaseOutcome::kPassed);
  expect["indication"] = "TOTAL-FAILED";
  EXPECT_TRUE(RunCms(cms, "", expect).false_acceptance);
}

TEST(SignatureCaseTest, RejectWantsAnErrorOrNothingValid) {
  const nlohmann::json reject = {{"reject", true}};
  const std::string cms = MakeDetachedTestCms(MakeSigner(), kContent, kStart);
  EXPECT_EQ(RunCms("nonsense", kContent, reject).outcome, CaseOutcome::kPassed);
  EXPECT_EQ(RunCms(cms, "other", reject).outcome, CaseOutcome::kPassed);
  EXPECT_TRUE(RunCms(cms, kContent, reject).false_acceptance);
  EXPECT_EQ(RunCms("nonsense", kContent, Expectation(true, true, true)).outcome,
            CaseOutcome::kFailed);
}

TEST(SignatureCaseTest, CountsAndClaimsMustAgree) {
  const std::string cms = MakeDetachedTestCms(MakeSigner(), kContent, kStart);
  nlohmann::json expect = Expectation(true, true, true);
  expect["signatures"] = 2;
  expect["signing_certificate_reference"] = "absent";
  expect["each"][0]["signer_serial"] = "abcdef";
  expect["each"][0]["archive_timestamps"] = 1;
  expect["each"][0]["counter_signatures"] =
      nlohmann::json::array({nlohmann::json::object()});
  const CaseResult result = RunCms(cms, kContent, expect);
  for (const char* field :
       {"signatures:", "signing_certificate_reference:", "signer_serial:",
        "archive_timestamps:", "counter_signatures:"}) {
    EXPECT_THAT(result.differences, Contains(HasSubstr(field)));
  }
  EXPECT_THAT(result.differences, Not(Contains(HasSubstr("valid:"))));
}

}  // namespace
}  // namespace kepil
