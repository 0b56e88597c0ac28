#include "tests/conformance/case_adapter.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tests/conformance/national_case.h"

namespace kepil {
namespace {

// A row is for one kind of case in any suite, or for one suite whose cases have
// fields of their own, whatever kind they say.
struct Row {
  absl::string_view suite;  // "": any.
  absl::string_view kind;   // "": any.
  CaseResult (*run)(const Suite& suite, const TestCase& test_case);
};

// The first that fits counts.
constexpr Row kRows[] = {
    {"national", "", RunNationalCase},
    {"", "path", RunPathCase},
    {"", "crl", RunCrlCase},
    {"", "crl-status", RunCrlStatusCase},
    {"", "ocsp-status", RunOcspStatusCase},
    {"", "tsp", RunTspCase},
    {"", "certificate", RunCertificateCase},
    {"", "primitive", RunPrimitiveCase},
    {"", "signature", RunSignatureCase},
};

bool Fits(absl::string_view pattern, absl::string_view text) {
  return pattern.empty() || pattern == text;
}

// A kind that the table lacks is one that the product does not offer: trusted
// lists are not read, and nothing else is published so far.
CaseResult RunByTable(const Suite& suite, const TestCase& test_case) {
  const std::string name = suite.name();
  const std::string kind = suite.KindOf(test_case);
  for (const Row& row : kRows) {
    if (Fits(row.suite, name) && Fits(row.kind, kind)) {
      return row.run(suite, test_case);
    }
  }
  return kind.empty() ? FailedResult("the case and its suite have no kind")
                      : UnsupportedResult(absl::StrCat("kind ", kind));
}

CaseResult RunAny(const Suite& suite, const TestCase& test_case) {
  if (test_case.id().empty()) {
    return FailedResult("a case without an id");
  }
  if (test_case.HasTagWithPrefix("ns:webpki")) {
    return UnsupportedResult("profile of the CA/Browser Forum");
  }
  return RunByTable(suite, test_case);
}

}  // namespace

CaseResult RunCase(const Suite& suite, const TestCase& test_case) {
  CaseResult result = RunAny(suite, test_case);
  result.id = test_case.id();
  result.contested = test_case.HasTag("contested");
  return result;
}

}  // namespace kepil
