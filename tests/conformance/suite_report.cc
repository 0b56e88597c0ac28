#include "tests/conformance/suite_report.h"

#include <fnmatch.h>

#include <fstream>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "nlohmann/json.hpp"
#include "tests/conformance/case_adapter.h"

namespace kepil {
namespace {

bool DidFail(const CaseResult& result) {
  return result.outcome == CaseOutcome::kFailed && !result.contested;
}

absl::string_view NameOf(const CaseResult& result) {
  switch (result.outcome) {
    case CaseOutcome::kPassed:
      return "passed";
    case CaseOutcome::kFailed:
      return result.contested ? "contested" : "failed";
    case CaseOutcome::kUnsupported:
      return "unsupported";
    case CaseOutcome::kNotJudged:
      return "not judged";
  }
  return "?";
}

void PrintCase(const CaseResult& result, std::ostream& out) {
  out << NameOf(result) << ": " << result.id
      << (result.false_acceptance ? " (FALSE ACCEPTANCE)" : "") << "\n";
  if (!result.unsupported.empty()) {
    out << "  " << result.unsupported << "\n";
  }
  for (const std::string& difference : result.differences) {
    out << "  " << difference << "\n";
  }
  if (result.outcome != CaseOutcome::kPassed) {
    for (const std::string& finding : result.findings) {
      out << "  finding: " << finding << "\n";
    }
  }
  for (const std::string& note : result.notes) {
    out << "  note: " << note << "\n";
  }
}

}  // namespace

std::vector<const CaseResult*> SuiteReport::Failures() const {
  std::vector<const CaseResult*> failures;
  for (const CaseResult& result : results) {
    if (DidFail(result)) {
      failures.push_back(&result);
    }
  }
  return failures;
}

SuiteCounts SuiteReport::Counts() const {
  SuiteCounts counts;
  for (const CaseResult& result : results) {
    switch (result.outcome) {
      case CaseOutcome::kPassed:
        ++counts.passed;
        break;
      case CaseOutcome::kFailed:
        ++(result.contested ? counts.contested : counts.failed);
        break;
      case CaseOutcome::kUnsupported:
        ++counts.unsupported;
        break;
      case CaseOutcome::kNotJudged:
        ++counts.not_judged;
        break;
    }
  }
  return counts;
}

std::string SuiteReport::Summary() const {
  const SuiteCounts counts = Counts();
  return absl::StrCat(counts.passed, " passed, ", counts.failed, " failed, ",
                      counts.contested + counts.unsupported + counts.not_judged,
                      " skipped");
}

SuiteReport RunSuite(const Suite& suite, const std::string& only) {
  SuiteReport report;
  report.suite = suite.name();
  for (const TestCase& test_case : suite.cases()) {
    if (only.empty() || fnmatch(only.c_str(), test_case.id().c_str(), 0) == 0) {
      report.results.push_back(RunCase(suite, test_case));
    }
  }
  return report;
}

void PrintReport(const SuiteReport& report, std::ostream& out) {
  for (const CaseResult& result : report.results) {
    if (result.outcome != CaseOutcome::kPassed || !result.notes.empty()) {
      PrintCase(result, out);
    }
  }
  const SuiteCounts counts = report.Counts();
  out << report.suite << ": " << counts.contested << " contested differ, "
      << counts.unsupported << " unsupported, " << counts.not_judged
      << " not judged\n"
      << report.Summary() << "\n";
}

std::string ReportAsJson(const SuiteReport& report) {
  nlohmann::json array = nlohmann::json::array();
  for (const CaseResult& result : report.results) {
    array.push_back({{"id", result.id},
                     {"suite", report.suite},
                     {"outcome", std::string(NameOf(result))},
                     {"contested", result.contested},
                     {"false_acceptance", result.false_acceptance},
                     {"differences", result.differences},
                     {"findings", result.findings},
                     {"notes", result.notes},
                     {"unsupported", result.unsupported}});
  }
  return array.dump(1, ' ', false, nlohmann::json::error_handler_t::replace);
}

absl::StatusOr<std::map<std::string, std::string>> ReadKnownDifferences(
    const std::string& path) {
  std::ifstream in(path);
  if (!in) {
    return absl::NotFoundError(absl::StrCat("cannot read ", path));
  }
  std::map<std::string, std::string> known;
  std::string line;
  while (std::getline(in, line)) {
    if (line.empty() || line[0] == '#') {
      continue;
    }
    const size_t space = line.find(' ');
    const std::string reason(
        space == std::string::npos
            ? ""
            : absl::StripAsciiWhitespace(line.substr(space)));
    if (reason.empty() ||
        !known.emplace(line.substr(0, space), reason).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": no reason, or twice: ", line));
    }
  }
  return known;
}

std::vector<std::string> CompareWithKnown(
    const SuiteReport& report,
    const std::map<std::string, std::string>& known) {
  std::vector<std::string> complaints;
  std::map<std::string, std::string> unseen = known;
  for (const CaseResult& result : report.results) {
    const bool listed = unseen.erase(result.id) != 0;
    if (result.false_acceptance && !result.contested) {
      complaints.push_back(absl::StrCat("accepted wrongly: ", result.id));
    }
    if (DidFail(result) && !listed) {
      complaints.push_back(
          absl::StrCat("not listed: ", result.id, ": ",
                       absl::StrJoin(result.differences, "; "), " (",
                       absl::StrJoin(result.findings, "; "), ")"));
    }
    if (!DidFail(result) && listed) {
      complaints.push_back(
          absl::StrCat("listed, but no longer fails: ", result.id));
    }
  }
  for (const auto& [id, reason] : unseen) {
    complaints.push_back(absl::StrCat("listed, but there is no case: ", id));
  }
  return complaints;
}

}  // namespace kepil
