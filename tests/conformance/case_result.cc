#include "tests/conformance/case_result.h"

#include "absl/strings/str_cat.h"

namespace kepil {

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

CaseResult NotJudgedResult(const std::string& found) {
  CaseResult result;
  result.outcome = CaseOutcome::kNotJudged;
  result.notes = {found};
  return result;
}

void AddDifference(CaseResult& result, const std::string& field,
                   const std::string& expected, const std::string& actual) {
  result.outcome = CaseOutcome::kFailed;
  result.differences.push_back(
      absl::StrCat(field, ": expected ", expected, ", got ", actual));
}

}  // namespace kepil
