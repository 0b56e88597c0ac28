#ifndef KEPIL_TESTS_CONFORMANCE_FIELD_COMPARISON_H_
#define KEPIL_TESTS_CONFORMANCE_FIELD_COMPARISON_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/conformance/case_result.h"
#include "tests/conformance/suite.h"

namespace kepil {

// Each checks one field where the case expects something of it. A field of
// another JSON type than its kind has is a difference.
void CompareText(const TestCase& expect, const char* field,
                 const std::string& actual, CaseResult& result);
// Equal as sets.
void CompareList(const TestCase& expect, const char* field,
                 std::vector<std::string> actual, CaseResult& result);
// `field` (..._contains) must stand within one of `actual`.
void CompareContained(const TestCase& expect, const char* field,
                      const std::vector<std::string>& actual,
                      CaseResult& result);
void CompareNumber(const TestCase& expect, const char* field,
                   std::optional<int64_t> actual, CaseResult& result);
// True where false is expected is a false acceptance.
void CompareFlag(const TestCase& expect, const char* field, bool actual,
                 CaseResult& result);
// Reports every field of `expect` that is null or not among `judged`. If none
// is left that could be judged, so is the case.
void NoteNotJudged(const TestCase& expect,
                   const std::vector<absl::string_view>& judged,
                   CaseResult& result);

// RFC 3339 in UTC, as cases.json has it.
std::string TextOf(absl::Time time);
// An INTEGER's content octets as hex without leading zeros.
std::string HexOf(absl::string_view integer);
// An INTEGER's content octets, two's complement, as a decimal number.
std::string DecimalOf(absl::string_view integer);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_FIELD_COMPARISON_H_
