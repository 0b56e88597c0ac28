#include "tests/conformance/case_result.h"

#include "absl/strings/str_cat.h"

namespace kepil {

CaseResult RunCase(const Suite& suite, const TestCase& test_case) {
  const std::string kind = suite.KindOf(test_case);
  CaseResult result;
  if (test_case.HasTagWithPrefix("ns:webpki")) {
    result = UnsupportedResult("CA/Browser Forum profile");
  } else if (kind == "path") {
    result = RunPathCase(suite, test_case);
  } else if (kind == "crl") {
    result = RunCrlCase(suite, test_case);
  } else if (kind == "crl-status") {
    result = RunCrlStatusCase(suite, test_case);
  } else if (kind == "ocsp-status") {
    result = RunOcspStatusCase(suite, test_case);
  } else if (kind == "signature" && test_case.Text("format") == "cms") {
    result = RunSignatureCase(suite, test_case);
  } else {
    result = UnsupportedResult(
        absl::StrCat("kind ", kind, " ", test_case.Text("format")));
  }
  result.id = test_case.id();
  result.contested = test_case.HasTag("contested");
  return result;
}

CaseResult FailedResult(const std::string& what) {
  CaseResult result;
  result.outcome = CaseOutcome::kFailed;
  result.differences = {what};
  return result;
}

CaseResult UnsupportedResult(const std::string& why) {
  CaseResult result;
  result.outcome = CaseOutcome::kUnsupported;
  result.unsupported = why;
  return result;
}

void AddDifference(CaseResult& result, const std::string& field,
                   const std::string& expected, const std::string& actual) {
  result.outcome = CaseOutcome::kFailed;
  result.differences.push_back(
      absl::StrCat(field, ": expected ", expected, ", got ", actual));
}

}  // namespace kepil
