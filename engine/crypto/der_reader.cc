#include "engine/crypto/der_reader.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/ber_header.h"
#include "engine/crypto/object_identifier.h"

namespace kepil {
namespace {

// Checks X.690, 8.3.2: the first nine bits are not all equal.
bool IsMinimalInteger(absl::string_view content) {
  if (content.size() < 2) {
    return !content.empty();
  }
  const uint8_t first = static_cast<uint8_t>(content[0]);
  const bool next_is_high = (static_cast<uint8_t>(content[1]) & 0x80) != 0;
  return !(first == 0x00 && !next_is_high) && !(first == 0xff && next_is_high);
}

absl::Status MalformedTime() { return FormatUnknownError("malformed time"); }

bool IsDigits(absl::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

// Two decimal digits at `at`; the caller has checked that they are digits.
int TwoDigits(absl::string_view text, size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

// MMDDHHMMSS of `year`.
absl::StatusOr<absl::Time> TimeInYear(int year, absl::string_view digits) {
  const int month = TwoDigits(digits, 0);
  const int day = TwoDigits(digits, 2);
  const int hour = TwoDigits(digits, 4);
  const int minute = TwoDigits(digits, 6);
  const int second = TwoDigits(digits, 8);
  const absl::CivilSecond civil(year, month, day, hour, minute, second);
  // CivilSecond carries what is out of range, such as 30 February, onward.
  if (civil.month() != month || civil.day() != day || civil.hour() != hour ||
      civil.minute() != minute || civil.second() != second) {
    return MalformedTime();
  }
  return absl::FromCivil(civil, absl::UTCTimeZone());
}

absl::StatusOr<absl::Time> ParseUtcTime(absl::string_view content) {
  if (content.size() != 13 || content[12] != 'Z' ||
      !IsDigits(content.substr(0, 12))) {
    return MalformedTime();
  }
  const int year = TwoDigits(content, 0);
  return TimeInYear(year >= 50 ? 1900 + year : 2000 + year, content.substr(2));
}

// YYYYMMDDHHMMSS, without Z.
absl::StatusOr<absl::Time> ParseWholeSeconds(absl::string_view digits) {
  if (digits.size() != 14 || !IsDigits(digits)) {
    return MalformedTime();
  }
  return TimeInYear(TwoDigits(digits, 0) * 100 + TwoDigits(digits, 2),
                    digits.substr(4));
}

}  // namespace

DerTag DerReader::PeekTag() const {
  const std::optional<BerHeader> header = ReadBerHeader(rest_);
  return header.has_value() ? header->tag : 0;
}

absl::StatusOr<DerValue> DerReader::ReadAny() {
  const std::optional<BerHeader> header = ReadBerHeader(rest_);
  if (!header.has_value() || !header->is_der() ||
      header->length > rest_.size() - header->size) {
    return FormatUnknownError("malformed or truncated DER value");
  }
  DerValue value;
  value.tag = header->tag;
  value.content = rest_.substr(header->size, header->length);
  value.full = rest_.substr(0, header->size + header->length);
  rest_.remove_prefix(value.full.size());
  return value;
}

absl::StatusOr<DerValue> DerReader::Read(DerTag tag) {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, ReadAny());
  if (value.tag != tag) {
    return FormatUnknownError(absl::StrCat("DER tag 0x", absl::Hex(value.tag),
                                           " where 0x", absl::Hex(tag),
                                           " is due"));
  }
  return value;
}

absl::StatusOr<std::optional<DerValue>> DerReader::ReadOptional(DerTag tag) {
  if (rest_.empty() || static_cast<DerTag>(rest_[0]) != tag) {
    return std::optional<DerValue>();
  }
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, ReadAny());
  return std::optional<DerValue>(value);
}

absl::StatusOr<DerReader> DerReader::ReadConstructed(DerTag tag) {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, Read(tag));
  return DerReader(value.content);
}

absl::StatusOr<bool> DerReader::ReadBoolean() {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, Read(kDerBoolean));
  if (value.content == absl::string_view("\0", 1)) {
    return false;
  }
  if (value.content == "\xff") {
    return true;
  }
  return FormatUnknownError("malformed BOOLEAN");
}

absl::StatusOr<bool> DerReader::ReadBooleanDefaultFalse() {
  if (rest_.empty() || static_cast<DerTag>(rest_[0]) != kDerBoolean) {
    return false;
  }
  return ReadBoolean();
}

absl::StatusOr<absl::string_view> DerReader::ReadIntegerBytes() {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, Read(kDerInteger));
  if (!IsMinimalInteger(value.content)) {
    return FormatUnknownError("malformed INTEGER");
  }
  return value.content;
}

absl::StatusOr<int64_t> DerReader::ReadInt64(DerTag tag) {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, Read(tag));
  if (!IsMinimalInteger(value.content) || value.content.size() > 8) {
    return FormatUnknownError("INTEGER malformed or out of range");
  }
  const bool is_negative = (static_cast<uint8_t>(value.content[0]) & 0x80) != 0;
  uint64_t number = is_negative ? ~uint64_t{0} : 0;
  for (const char c : value.content) {
    number = number << 8 | static_cast<uint8_t>(c);
  }
  return static_cast<int64_t>(number);
}

absl::StatusOr<absl::string_view> DerReader::ReadOid() {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, Read(kDerOid));
  if (!IsOidContent(value.content)) {
    return FormatUnknownError("malformed OBJECT IDENTIFIER");
  }
  return value.content;
}

absl::StatusOr<absl::string_view> DerReader::ReadOctetString() {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, Read(kDerOctetString));
  return value.content;
}

absl::StatusOr<absl::string_view> DerReader::ReadBitStringOctets() {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, Read(kDerBitString));
  if (value.content.empty() || value.content[0] != 0) {
    return FormatUnknownError("BIT STRING malformed or not of whole octets");
  }
  return value.content.substr(1);
}

absl::StatusOr<absl::Time> DerReader::ReadTime() {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, ReadAny());
  if (value.tag != kDerUtcTime && value.tag != kDerGeneralizedTime) {
    return MalformedTime();
  }
  return ParseDerTime(value.tag, value.content);
}

absl::Status DerReader::Finish() const {
  if (!rest_.empty()) {
    return FormatUnknownError("octets follow the last DER value");
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> ParseDerTime(DerTag tag, absl::string_view content) {
  if (tag == kDerUtcTime) {
    return ParseUtcTime(content);
  }
  if (content.empty() || content.back() != 'Z') {
    return MalformedTime();
  }
  return ParseWholeSeconds(content.substr(0, content.size() - 1));
}

absl::StatusOr<absl::Time> ParseGeneralizedTimeWithFraction(
    absl::string_view content) {
  if (content.size() < 15 || content.back() != 'Z') {
    return MalformedTime();
  }
  content.remove_suffix(1);
  KEPIL_ASSIGN_OR_RETURN(const absl::Time time,
                         ParseWholeSeconds(content.substr(0, 14)));
  absl::string_view fraction = content.substr(14);
  if (fraction.empty()) {
    return time;
  }
  if (fraction[0] != '.' || fraction.size() > 10 ||
      !IsDigits(fraction.substr(1))) {
    return MalformedTime();
  }
  int64_t nanoseconds = 0;
  for (size_t i = 1; i < 10; ++i) {
    nanoseconds =
        nanoseconds * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  }
  return time + absl::Nanoseconds(nanoseconds);
}

}  // namespace kepil
