// Runs the cases of one folder of test data through the engine:
//   run --cases DIR [--json OUT] [--only GLOB]
// A relative path is taken from where the command was given. Exit code 0 if
// nothing failed, 1 if something did, 2 if nothing could be run.

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "tests/conformance/suite_report.h"

ABSL_FLAG(std::string, cases, "", "folder with cases.json and its files");
ABSL_FLAG(std::string, json, "", "file for the results, one object a case");
ABSL_FLAG(std::string, only, "", "run only the ids that match this pattern");

namespace {

std::string FromWorkingDirectory(const std::string& path) {
  const char* const directory = std::getenv("BUILD_WORKING_DIRECTORY");
  return path.empty() || path[0] == '/' || directory == nullptr
             ? path
             : std::string(directory) + "/" + path;
}

}  // namespace

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("--cases DIR [--json OUT] [--only GLOB]");
  absl::ParseCommandLine(argc, argv);
  const std::string folder = FromWorkingDirectory(absl::GetFlag(FLAGS_cases));
  const auto suite = kepil::Suite::Load(folder);
  if (!suite.ok() || !suite->HasCases()) {
    std::cerr << (suite.ok() ? folder + "/cases.json has no cases"
                             : std::string(suite.status().message()))
              << "\n";
    std::cout << "0 passed, 1 failed, 0 skipped\n";
    return 2;
  }
  const kepil::SuiteReport report =
      kepil::RunSuite(*suite, absl::GetFlag(FLAGS_only));
  int exit_code = report.Failures().empty() ? 0 : 1;
  if (report.results.empty()) {
    std::cerr << "no id matches " << absl::GetFlag(FLAGS_only) << "\n";
    exit_code = 2;
  }
  const std::string json = FromWorkingDirectory(absl::GetFlag(FLAGS_json));
  if (!json.empty()) {
    std::ofstream out(json);
    out << kepil::ReportAsJson(report) << "\n";
    if (!out.flush()) {
      std::cerr << "cannot write " << json << "\n";
      exit_code = 2;
    }
  }
  kepil::PrintReport(report, std::cout);
  return exit_code;
}
