#ifndef KEPIL_TESTS_CONFORMANCE_FIELD_COMPARISON_H_
#define KEPIL_TESTS_CONFORMANCE_FIELD_COMPARISON_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/conformance/case_result.h"
#include "tests/conformance/suite.h"

namespace kepil {

// Each checks one field where the case expects something of it.
void CompareText(const TestCase& expect, const char* field,
                 const std::string& actual, CaseResult& result);
void CompareNumber(const TestCase& expect, const char* field,
                   std::optional<int64_t> actual, CaseResult& result);
// True where false is expected is a false acceptance.
void CompareFlag(const TestCase& expect, const char* field, bool actual,
                 CaseResult& result);

// RFC 3339 in UTC, as cases.json has it.
std::string TextOf(absl::Time time);
// An INTEGER's content octets as hex without leading zeros.
std::string HexOf(absl::string_view integer);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_FIELD_COMPARISON_H_
