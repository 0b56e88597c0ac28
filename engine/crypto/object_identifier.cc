#include "engine/crypto/object_identifier.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace kepil {
namespace {

// The arcs of UUIDs have 128 bits (X.667).
constexpr absl::uint128 kMaxArc = absl::Uint128Max();
// Of text: kMaxArc less 80, for the first two arcs share a subidentifier. Its
// quotient and remainder by ten, which this Abseil cannot compute here.
constexpr absl::uint128 kMaxTenth =
    absl::MakeUint128(0x1999999999999999, 0x9999999999999991);
constexpr uint64_t kMaxLastDigit = 5;
// Decimal digits that 64 bits always hold.
constexpr size_t kShortArc = 19;

// Base 128, big-endian, high bit on all octets but the last. `Number` is
// unsigned.
template <typename Number>
void AppendBase128(Number value, std::string& out) {
  constexpr int kBits = 8 * static_cast<int>(sizeof(Number));
  int shift = 0;
  while (shift + 7 < kBits && (value >> (shift + 7)) != 0) {
    shift += 7;
  }
  for (; shift > 0; shift -= 7) {
    out.push_back(static_cast<char>(
        0x80 | (static_cast<uint64_t>(value >> shift) & 0x7f)));
  }
  out.push_back(static_cast<char>(static_cast<uint64_t>(value) & 0x7f));
}

void AppendSubidentifier(absl::uint128 value, std::string& out) {
  if (absl::Uint128High64(value) == 0) {
    AppendBase128(absl::Uint128Low64(value), out);
  } else {
    AppendBase128(value, out);
  }
}

std::string ArcText(absl::uint128 value) {
  std::string digits;
  do {
    digits.push_back(static_cast<char>('0' + absl::Uint128Low64(value % 10)));
    value /= 10;
  } while (value != 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

// Takes one arc off `dotted`: decimal without sign, blanks or leading zeros, up
// to the end or a dot, which goes with it. nullopt if there is none, it is too
// large or nothing follows the dot.
std::optional<absl::uint128> TakeArc(absl::string_view& dotted) {
  uint64_t head = 0;
  absl::uint128 arc = 0;
  size_t size = 0;
  for (; size < dotted.size() && absl::ascii_isdigit(dotted[size]); ++size) {
    const auto digit = static_cast<uint64_t>(dotted[size] - '0');
    if (size < kShortArc) {
      head = head * 10 + digit;
      arc = head;
    } else if (arc > kMaxTenth || (arc == kMaxTenth && digit > kMaxLastDigit)) {
      return std::nullopt;
    } else {
      arc = arc * 10 + digit;
    }
  }
  if (size == 0 || (size > 1 && dotted[0] == '0')) {
    return std::nullopt;
  }
  dotted.remove_prefix(size);
  if (!dotted.empty() && (dotted[0] != '.' || dotted.size() == 1)) {
    return std::nullopt;
  }
  dotted.remove_prefix(std::min<size_t>(1, dotted.size()));
  return arc;
}

}  // namespace

bool IsOidContent(absl::string_view content) {
  bool at_start = true;
  for (const char c : content) {
    const uint8_t octet = static_cast<uint8_t>(c);
    if (at_start && octet == 0x80) {
      return false;
    }
    at_start = octet < 0x80;
  }
  return !content.empty() && at_start;
}

std::string OidToText(absl::string_view content) {
  if (!IsOidContent(content)) {
    return "";
  }
  std::string text;
  absl::uint128 value = 0;
  for (const char c : content) {
    const uint8_t octet = static_cast<uint8_t>(c);
    if (value > (kMaxArc >> 7)) {
      return "";
    }
    value = value << 7 | (octet & 0x7f);
    if (octet >= 0x80) {
      continue;
    }
    if (text.empty()) {
      // The first subidentifier holds two arcs (X.690, 8.19.4).
      const absl::uint128 root = value < 80 ? value / 40 : 2;
      absl::StrAppend(&text, ArcText(root), ".", ArcText(value - 40 * root));
    } else {
      absl::StrAppend(&text, ".", ArcText(value));
    }
    value = 0;
  }
  return text;
}

std::string OidFromText(absl::string_view dotted) {
  std::string content;
  content.reserve(dotted.size());  // A digit or dot makes an octet at most.
  const std::optional<absl::uint128> root = TakeArc(dotted);
  const std::optional<absl::uint128> second =
      root.has_value() ? TakeArc(dotted) : std::nullopt;
  if (!second.has_value() || *root > 2 || (*root < 2 && *second >= 40)) {
    return "";
  }
  AppendSubidentifier(*root * 40 + *second, content);
  while (!dotted.empty()) {
    const std::optional<absl::uint128> arc = TakeArc(dotted);
    if (!arc.has_value()) {
      return "";
    }
    AppendSubidentifier(*arc, content);
  }
  return content;
}

}  // namespace kepil
