#ifndef KEPIL_ENGINE_CRYPTO_DER_READER_H_
#define KEPIL_ENGINE_CRYPTO_DER_READER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/ber_to_der.h"
#include "engine/crypto/object_identifier.h"

namespace kepil {

// Identifier octet of a low-tag-number type; all that X.509, CMS, OCSP and
// DVCS use.
using DerTag = uint8_t;
inline constexpr DerTag kDerBoolean = 0x01;
inline constexpr DerTag kDerInteger = 0x02;
inline constexpr DerTag kDerBitString = 0x03;
inline constexpr DerTag kDerOctetString = 0x04;
inline constexpr DerTag kDerNull = 0x05;
inline constexpr DerTag kDerOid = 0x06;
inline constexpr DerTag kDerEnumerated = 0x0a;
inline constexpr DerTag kDerUtf8String = 0x0c;
inline constexpr DerTag kDerPrintableString = 0x13;
inline constexpr DerTag kDerTeletexString = 0x14;
inline constexpr DerTag kDerIa5String = 0x16;
inline constexpr DerTag kDerUtcTime = 0x17;
inline constexpr DerTag kDerGeneralizedTime = 0x18;
inline constexpr DerTag kDerUniversalString = 0x1c;
inline constexpr DerTag kDerBmpString = 0x1e;
inline constexpr DerTag kDerSequence = 0x30;
inline constexpr DerTag kDerSet = 0x31;
// Context-specific [n], primitive or constructed.
constexpr DerTag DerContext(int n) { return static_cast<DerTag>(0x80 | n); }
constexpr DerTag DerContextConstructed(int n) {
  return static_cast<DerTag>(0xa0 | n);
}

// One tag, length and value. Views point into the input.
struct DerValue {
  DerTag tag = 0;
  absl::string_view content;  // Value octets.
  absl::string_view full;     // With tag and length, as they stand.
};

// DerReader walks the values of one strict-DER string in order: definite,
// minimal lengths, low tag numbers. It copies nothing; views live as long as
// the input. It does not recurse, so depth is the caller's nesting of readers.
// Every error is INVALID_ARGUMENT/FORMAT_UNKNOWN; after one the position is
// unspecified. BerToDer and DerLimits, OidToText and OidFromText come along.
class DerReader {
 public:
  explicit DerReader(absl::string_view der) : rest_(der) {}

  bool empty() const { return rest_.empty(); }
  absl::string_view rest() const { return rest_; }
  // Tag of the next value, or 0 at the end or if it cannot be read.
  DerTag PeekTag() const;

  absl::StatusOr<DerValue> ReadAny();
  absl::StatusOr<DerValue> Read(DerTag tag);
  // nullopt if the next tag is another one or the input has ended.
  absl::StatusOr<std::optional<DerValue>> ReadOptional(DerTag tag);
  // Contents of a constructed value as a reader of its own.
  absl::StatusOr<DerReader> ReadSequence() {
    return ReadConstructed(kDerSequence);
  }
  absl::StatusOr<DerReader> ReadConstructed(DerTag tag);

  absl::StatusOr<bool> ReadBoolean();  // 00 or FF only.
  // Absent: false. An explicit FALSE is tolerated, as in old certificates.
  absl::StatusOr<bool> ReadBooleanDefaultFalse();
  // Content octets of an INTEGER, checked to be minimal; two's complement.
  absl::StatusOr<absl::string_view> ReadIntegerBytes();
  // An INTEGER or ENUMERATED (or an implicit tag over one) that fits; otherwise
  // an error.
  absl::StatusOr<int64_t> ReadInt64(DerTag tag = kDerInteger);
  absl::StatusOr<absl::string_view> ReadOid();  // Content, well-formed.
  absl::StatusOr<absl::string_view> ReadOctetString();
  // A BIT STRING of whole octets (zero unused bits).
  absl::StatusOr<absl::string_view> ReadBitStringOctets();
  // UTCTime or GeneralizedTime as RFC 5280, 4.1.2.5: seconds, Zulu, no
  // fraction.
  absl::StatusOr<absl::Time> ReadTime();

  // Error unless everything has been read.
  absl::Status Finish() const;

 private:
  absl::string_view rest_;
};

// Reads a Time value whose tag is known. `tag` may also be an implicit context
// tag over GeneralizedTime.
absl::StatusOr<absl::Time> ParseDerTime(DerTag tag, absl::string_view content);
// GeneralizedTime with optional fraction of a second (RFC 3161, RFC 3029): one
// to nine digits after a point; trailing zeros are tolerated.
absl::StatusOr<absl::Time> ParseGeneralizedTimeWithFraction(
    absl::string_view content);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_DER_READER_H_
