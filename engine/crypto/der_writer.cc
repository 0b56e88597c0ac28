#include "engine/crypto/der_writer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/crypto/ber_header.h"
#include "engine/crypto/der_reader.h"

namespace kepil {
namespace {

std::string WrapAll(DerTag tag, const std::vector<std::string>& values) {
  size_t length = 0;
  for (const std::string& value : values) {
    length += value.size();
  }
  std::string out = DerHeader(tag, length);
  out.reserve(out.size() + length);
  for (const std::string& value : values) {
    out += value;
  }
  return out;
}

// `values` as two decimal digits each, then Z.
std::string Digits(std::initializer_list<int64_t> values) {
  std::string text;
  for (const int64_t value : values) {
    text.push_back(static_cast<char>('0' + value / 10));
    text.push_back(static_cast<char>('0' + value % 10));
  }
  text.push_back('Z');
  return text;
}

}  // namespace

std::string DerWrap(DerTag tag, absl::string_view content) {
  return absl::StrCat(DerHeader(tag, content.size()), content);
}

std::string DerSequence(const std::vector<std::string>& values) {
  return WrapAll(kDerSequence, values);
}

std::string DerSetOf(std::vector<std::string> values) {
  // X.690, 11.6: as octet strings. std::string compares as unsigned char.
  std::sort(values.begin(), values.end());
  return WrapAll(kDerSet, values);
}

std::string DerInt64(int64_t value) {
  std::string content;
  for (int shift = 56; shift >= 0; shift -= 8) {
    content.push_back(static_cast<char>(static_cast<uint64_t>(value) >> shift));
  }
  // Drops octets that only repeat the sign.
  size_t first = 0;
  while (first < 7) {
    const char sign = content[first];
    const bool next_is_high =
        (static_cast<uint8_t>(content[first + 1]) & 0x80) != 0;
    if (!(sign == '\0' && !next_is_high) && !(sign == '\xff' && next_is_high)) {
      break;
    }
    ++first;
  }
  return DerWrap(kDerInteger, absl::string_view(content).substr(first));
}

std::string DerUnsigned(absl::string_view magnitude) {
  const size_t first = magnitude.find_first_not_of('\0');
  if (first == magnitude.npos) {
    return DerInt64(0);
  }
  magnitude.remove_prefix(first);
  const bool is_high = (static_cast<uint8_t>(magnitude[0]) & 0x80) != 0;
  return DerWrap(
      kDerInteger,
      absl::StrCat(is_high ? absl::string_view("\0", 1) : "", magnitude));
}

std::string DerBoolean(bool value) {
  return DerWrap(kDerBoolean, value ? "\xff" : absl::string_view("\0", 1));
}

std::string DerNull() { return DerWrap(kDerNull, ""); }

std::string DerOidFromText(absl::string_view dotted) {
  const std::string content = OidFromText(dotted);
  return content.empty() ? "" : DerOidFromContent(content);
}

std::string DerOidFromContent(absl::string_view content) {
  return DerWrap(kDerOid, content);
}

std::string DerOctetString(absl::string_view octets) {
  return DerWrap(kDerOctetString, octets);
}

std::string DerBitString(absl::string_view octets) {
  return absl::StrCat(DerHeader(kDerBitString, octets.size() + 1),
                      absl::string_view("\0", 1), octets);
}

std::string DerUtf8String(absl::string_view text) {
  return DerWrap(kDerUtf8String, text);
}

std::string DerGeneralizedTime(absl::Time time) {
  const absl::CivilSecond utc = absl::ToCivilSecond(time, absl::UTCTimeZone());
  if (utc.year() < 0 || utc.year() > 9999) {
    return DerWrap(
        kDerGeneralizedTime,
        absl::FormatTime("%E4Y%m%d%H%M%SZ", time, absl::UTCTimeZone()));
  }
  return DerWrap(kDerGeneralizedTime,
                 Digits({utc.year() / 100, utc.year() % 100, utc.month(),
                         utc.day(), utc.hour(), utc.minute(), utc.second()}));
}

std::string DerX509Time(absl::Time time) {
  const absl::CivilSecond utc = absl::ToCivilSecond(time, absl::UTCTimeZone());
  if (utc.year() < 1950 || utc.year() > 2049) {
    return DerGeneralizedTime(time);
  }
  return DerWrap(kDerUtcTime, Digits({utc.year() % 100, utc.month(), utc.day(),
                                      utc.hour(), utc.minute(), utc.second()}));
}

std::string DerExplicit(int n, absl::string_view value) {
  return DerWrap(DerContextConstructed(n), value);
}

std::string DerImplicit(int n, absl::string_view value) {
  std::string out(value);
  if (!out.empty()) {
    out[0] = static_cast<char>(DerContext(n) | (out[0] & 0x20));
  }
  return out;
}

}  // namespace kepil
