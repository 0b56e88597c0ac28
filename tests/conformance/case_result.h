#ifndef KEPIL_TESTS_CONFORMANCE_CASE_RESULT_H_
#define KEPIL_TESTS_CONFORMANCE_CASE_RESULT_H_

#include <string>
#include <vector>

#include "tests/conformance/suite.h"

namespace kepil {

enum class CaseOutcome {
  kPassed,
  kFailed,
  kUnsupported,  // A format, kind or algorithm that the product does not offer.
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
  std::string unsupported;            // Why, if kUnsupported.
};

// Runs `test_case` of `suite` through the adapter of its kind.
CaseResult RunCase(const Suite& suite, const TestCase& test_case);

// Adapters, one a kind. They fill everything but id and contested.
CaseResult RunPathCase(const Suite& suite, const TestCase& test_case);
CaseResult RunCrlCase(const Suite& suite, const TestCase& test_case);
CaseResult RunCrlStatusCase(const Suite& suite, const TestCase& test_case);
CaseResult RunOcspStatusCase(const Suite& suite, const TestCase& test_case);
CaseResult RunSignatureCase(const Suite& suite, const TestCase& test_case);

// A result that says that `what` could not be read or run.
CaseResult FailedResult(const std::string& what);
CaseResult UnsupportedResult(const std::string& why);
// Notes a difference and sets the outcome to kFailed.
void AddDifference(CaseResult& result, const std::string& field,
                   const std::string& expected, const std::string& actual);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_CASE_RESULT_H_
