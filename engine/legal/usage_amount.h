#ifndef KEPIL_ENGINE_LEGAL_USAGE_AMOUNT_H_
#define KEPIL_ENGINE_LEGAL_USAGE_AMOUNT_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {

// An amount of money, exact.
struct UsageAmount {
  std::string whole;     // Without leading zeros; "0".
  std::string fraction;  // Without trailing zeros; "".
  std::string currency;  // ISO 4217 code, upper case.
};

// Reads "1500.00 KZT": up to 30 digits, a point and up to 9 more, one space,
// three capital letters. nullopt for anything else.
std::optional<UsageAmount> ParseUsageAmount(absl::string_view text);

// Whether `a` is more than `b`, whatever their currencies.
bool IsMore(const UsageAmount& a, const UsageAmount& b);

}  // namespace kepil

#endif  // KEPIL_ENGINE_LEGAL_USAGE_AMOUNT_H_
