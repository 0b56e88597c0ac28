#include "engine/crypto/object_identifier.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace kepil {
namespace {

// The arcs of UUIDs have 128 bits (X.667).
constexpr absl::uint128 kMaxArc = absl::Uint128Max();

// Base 128, big-endian, high bit on all octets but the last.
void AppendSubidentifier(absl::uint128 value, std::string& out) {
  int shift = 0;
  while (shift + 7 < 128 && (value >> (shift + 7)) != 0) {
    shift += 7;
  }
  for (; shift > 0; shift -= 7) {
    out.push_back(
        static_cast<char>(0x80 | (absl::Uint128Low64(value >> shift) & 0x7f)));
  }
  out.push_back(static_cast<char>(absl::Uint128Low64(value) & 0x7f));
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

// Decimal without sign, blanks or leading zeros.
bool ParseArc(absl::string_view text, absl::uint128& arc) {
  if (text.empty() || text.find_first_not_of("0123456789") != text.npos ||
      (text.size() > 1 && text[0] == '0')) {
    return false;
  }
  return absl::SimpleAtoi(text, &arc) && arc <= kMaxArc - 80;
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
  std::vector<absl::uint128> arcs;
  for (const absl::string_view part : absl::StrSplit(dotted, '.')) {
    absl::uint128 arc = 0;
    if (!ParseArc(part, arc)) {
      return "";
    }
    arcs.push_back(arc);
  }
  if (arcs.size() < 2 || arcs[0] > 2 || (arcs[0] < 2 && arcs[1] >= 40)) {
    return "";
  }
  std::string content;
  AppendSubidentifier(arcs[0] * 40 + arcs[1], content);
  for (size_t i = 2; i < arcs.size(); ++i) {
    AppendSubidentifier(arcs[i], content);
  }
  return content;
}

}  // namespace kepil
