#ifndef KEPIL_TESTS_CONFORMANCE_CASE_RESULT_H_
#define KEPIL_TESTS_CONFORMANCE_CASE_RESULT_H_

#include <string>
#include <vector>

namespace kepil {

enum class CaseOutcome {
  kPassed,
  kFailed,
  kUnsupported,  // A format, kind or algorithm that the product does not offer.
  kNotJudged,    // The case expects nothing (null): reported.
};

// CaseResult is what one case gave. `differences` has a line for each field of
// the expectation that was not met: "field: expected X, got Y".
struct CaseResult {
  std::string id;
  CaseOutcome outcome = CaseOutcome::kPassed;
  bool contested = false;  // Printed, never gating.
  // Something was accepted that had to be refused.
  bool false_acceptance = false;
  std::vector<std::string> differences;
  std::vector<std::string> findings;  // What the engine found.
  std::vector<std::string> notes;     // Printed whatever the outcome.
  std::string unsupported;            // Why, if kUnsupported.
};

// A result that says that `what` could not be read or run.
CaseResult FailedResult(const std::string& what);
CaseResult UnsupportedResult(const std::string& why);
// Nothing is expected; `found` is what the engine says.
CaseResult NotJudgedResult(const std::string& found);
// Notes a difference and sets the outcome to kFailed.
void AddDifference(CaseResult& result, const std::string& field,
                   const std::string& expected, const std::string& actual);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_CASE_RESULT_H_
