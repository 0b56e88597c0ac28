#ifndef KEPIL_TESTS_CONFORMANCE_SUITE_REPORT_H_
#define KEPIL_TESTS_CONFORMANCE_SUITE_REPORT_H_

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/conformance/case_result.h"
#include "tests/conformance/suite.h"

namespace kepil {

// How many cases came out how. A contested case that differs is none of passed
// and failed.
struct SuiteCounts {
  int passed = 0, failed = 0, contested = 0, unsupported = 0, not_judged = 0;
};

// SuiteReport is what running a suite gave.
struct SuiteReport {
  std::string suite;
  std::vector<CaseResult> results;

  // Failed and not contested.
  std::vector<const CaseResult*> Failures() const;
  SuiteCounts Counts() const;
  // "N passed, N failed, N skipped", the last being all the rest.
  std::string Summary() const;
};

// Runs every case whose id matches the shell pattern `only` (empty: all).
SuiteReport RunSuite(const Suite& suite, const std::string& only);

// One block per case that did not pass or has something to say, then the
// counts and, as last line, the summary.
void PrintReport(const SuiteReport& report, std::ostream& out);
// The same for machines: an array with an object per case.
std::string ReportAsJson(const SuiteReport& report);

// Differences that are known, from lines "case-id reason"; empty lines and
// lines that begin with '#' are passed over. INVALID_ARGUMENT for a line
// without a reason or an id that stands twice; NOT_FOUND without the file.
absl::StatusOr<std::map<std::string, std::string>> ReadKnownDifferences(
    const std::string& path);

// What keeps `report` and the list apart, a line each: a failure that is not
// listed, a listed case that does not fail or does not exist, and every false
// acceptance, listed or not. Empty: they agree.
std::vector<std::string> CompareWithKnown(
    const SuiteReport& report, const std::map<std::string, std::string>& known);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_SUITE_REPORT_H_
