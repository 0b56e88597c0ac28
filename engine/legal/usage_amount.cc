#include "engine/legal/usage_amount.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace kepil {
namespace {

constexpr size_t kMaxWhole = 30;
constexpr size_t kMaxFraction = 9;

bool IsDigits(absl::string_view text, size_t max) {
  return !text.empty() && text.size() <= max &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(c); });
}

}  // namespace

std::optional<UsageAmount> ParseUsageAmount(absl::string_view text) {
  // Without a space there is no currency.
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits(' ', 1));
  const absl::string_view currency = parts.second;
  if (currency.size() != 3 ||
      !std::all_of(currency.begin(), currency.end(),
                   [](char c) { return absl::ascii_isupper(c); })) {
    return std::nullopt;
  }
  absl::string_view whole = parts.first;
  absl::string_view fraction;
  const size_t point = whole.find('.');
  if (point != absl::string_view::npos) {
    fraction = whole.substr(point + 1);
    whole = whole.substr(0, point);
    if (!IsDigits(fraction, kMaxFraction)) {
      return std::nullopt;
    }
  }
  if (!IsDigits(whole, kMaxWhole)) {
    return std::nullopt;
  }
  while (whole.size() > 1 && absl::ConsumePrefix(&whole, "0")) {
  }
  while (absl::ConsumeSuffix(&fraction, "0")) {
  }
  return UsageAmount{std::string(whole), std::string(fraction),
                     std::string(currency)};
}

bool IsMore(const UsageAmount& a, const UsageAmount& b) {
  // Without leading zeros the longer number is the larger; without trailing
  // zeros the order of fractions is that of their text.
  const auto rank = [](const UsageAmount& amount) {
    return std::make_tuple(amount.whole.size(), absl::string_view(amount.whole),
                           absl::string_view(amount.fraction));
  };
  return rank(a) > rank(b);
}

}  // namespace kepil
