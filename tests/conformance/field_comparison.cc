#include "tests/conformance/field_comparison.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace kepil {

void CompareText(const TestCase& expect, const char* field,
                 const std::string& actual, CaseResult& result) {
  if (expect.Has(field) && expect.Text(field) != actual) {
    AddDifference(result, field, expect.Text(field), actual);
  }
}

void CompareNumber(const TestCase& expect, const char* field,
                   std::optional<int64_t> actual, CaseResult& result) {
  const std::optional<int64_t> expected = expect.Number(field);
  if (expect.Has(field) && expected != actual) {
    AddDifference(result, field,
                  expected.has_value() ? absl::StrCat(*expected) : "?",
                  actual.has_value() ? absl::StrCat(*actual) : "none");
  }
}

void CompareFlag(const TestCase& expect, const char* field, bool actual,
                 CaseResult& result) {
  if (expect.Has(field) && expect.Flag(field) != actual) {
    AddDifference(result, field, actual ? "false" : "true",
                  actual ? "true" : "false");
    result.false_acceptance |= actual;
  }
}

std::string TextOf(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::string HexOf(absl::string_view integer) {
  std::string hex = absl::BytesToHexString(integer);
  hex.erase(0, std::min(hex.find_first_not_of('0'), hex.size()));
  return hex;
}

}  // namespace kepil
