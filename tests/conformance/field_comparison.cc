#include "tests/conformance/field_comparison.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace kepil {

void CompareText(const TestCase& expect, const char* field,
                 const std::string& actual, CaseResult& result) {
  if (expect.Has(field) &&
      (!expect.IsText(field) || expect.Text(field) != actual)) {
    AddDifference(result, field, expect.Shown(field), actual);
  }
}

void CompareList(const TestCase& expect, const char* field,
                 std::vector<std::string> actual, CaseResult& result) {
  if (!expect.Has(field)) {
    return;
  }
  std::vector<std::string> expected = expect.List(field);
  absl::c_sort(expected);
  absl::c_sort(actual);
  if (!expect.IsList(field) || expected != actual) {
    AddDifference(result, field, expect.Shown(field),
                  absl::StrCat("[", absl::StrJoin(actual, ","), "]"));
  }
}

void CompareContained(const TestCase& expect, const char* field,
                      const std::vector<std::string>& actual,
                      CaseResult& result) {
  if (expect.Has(field) &&
      (!expect.IsText(field) ||
       absl::c_none_of(actual, [&](const std::string& text) {
         return absl::StrContains(text, expect.Text(field));
       }))) {
    AddDifference(result, field, expect.Shown(field),
                  actual.empty() ? "nothing" : actual.front());
  }
}

void CompareNumber(const TestCase& expect, const char* field,
                   std::optional<int64_t> actual, CaseResult& result) {
  const std::optional<int64_t> expected = expect.Number(field);
  if (expect.Has(field) && (!expected.has_value() || expected != actual)) {
    AddDifference(result, field, expect.Shown(field),
                  actual.has_value() ? absl::StrCat(*actual) : "none");
  }
}

void CompareFlag(const TestCase& expect, const char* field, bool actual,
                 CaseResult& result) {
  if (expect.Has(field) &&
      (!expect.IsFlag(field) || expect.Flag(field) != actual)) {
    AddDifference(result, field, expect.Shown(field),
                  actual ? "true" : "false");
    result.false_acceptance |= actual;
  }
}

void NoteNotJudged(const TestCase& expect,
                   const std::vector<absl::string_view>& judged,
                   CaseResult& result) {
  bool has_judged = false;
  for (const std::string& field : expect.Keys()) {
    if (!expect.Has(field.c_str())) {
      result.notes.push_back(
          absl::StrCat(field, ": null is expected, not judged"));
    } else if (!absl::c_linear_search(judged, field)) {
      result.findings.push_back(
          absl::StrCat(field, ": the product has no answer, not judged"));
    } else {
      has_judged = true;
    }
  }
  if (!has_judged && result.outcome == CaseOutcome::kPassed) {
    result.outcome = CaseOutcome::kNotJudged;
  }
}

std::string TextOf(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::string HexOf(absl::string_view integer) {
  std::string hex = absl::BytesToHexString(integer);
  const size_t first = hex.find_first_not_of('0');
  return first == hex.npos ? hex.substr(0, 1) : hex.substr(first);
}

std::string DecimalOf(absl::string_view integer) {
  const bool is_negative =
      !integer.empty() && (static_cast<unsigned char>(integer[0]) & 0x80) != 0;
  std::string digits = "0";  // Of the magnitude, least significant first.
  for (const char octet : integer) {
    const auto value = static_cast<unsigned char>(is_negative ? ~octet : octet);
    int carry = value;
    for (char& digit : digits) {
      carry += (digit - '0') * 256;
      digit = static_cast<char>('0' + carry % 10);
      carry /= 10;
    }
    for (; carry != 0; carry /= 10) {
      digits.push_back(static_cast<char>('0' + carry % 10));
    }
  }
  if (is_negative) {  // Two's complement: one more than the complement.
    size_t i = 0;
    while (i < digits.size() && digits[i] == '9') {
      digits[i++] = '0';
    }
    if (i == digits.size()) {
      digits.push_back('0');
    }
    ++digits[i];
  }
  while (digits.size() > 1 && digits.back() == '0') {
    digits.pop_back();
  }
  return (is_negative ? "-" : "") + std::string(digits.rbegin(), digits.rend());
}

}  // namespace kepil
