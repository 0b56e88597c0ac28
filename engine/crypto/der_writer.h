#ifndef KEPIL_ENGINE_CRYPTO_DER_WRITER_H_
#define KEPIL_ENGINE_CRYPTO_DER_WRITER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/der_reader.h"

namespace kepil {

// Functions that return one complete DER value (tag, length, content).
std::string DerWrap(DerTag tag, absl::string_view content);
std::string DerSequence(const std::vector<std::string>& values);
// SET OF in DER order (sorted encodings).
std::string DerSetOf(std::vector<std::string> values);
std::string DerInt64(int64_t value);
// Unsigned big-endian magnitude; leading zeros are dropped or added as needed.
std::string DerUnsigned(absl::string_view magnitude);
std::string DerBoolean(bool value);
std::string DerNull();
std::string DerOidFromText(absl::string_view dotted);  // "" if malformed.
std::string DerOidFromContent(absl::string_view content);
std::string DerOctetString(absl::string_view octets);
std::string DerBitString(absl::string_view octets);  // No unused bits.
std::string DerUtf8String(absl::string_view text);
// YYYYMMDDHHMMSSZ; whole seconds, UTC.
std::string DerGeneralizedTime(absl::Time time);
// UTCTime until 2049, GeneralizedTime from then on (RFC 5280, 4.1.2.5).
std::string DerX509Time(absl::Time time);
// [n] EXPLICIT around a complete value.
std::string DerExplicit(int n, absl::string_view value);
// [n] IMPLICIT: `value` is complete; its tag is replaced, constructed bit kept.
std::string DerImplicit(int n, absl::string_view value);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_DER_WRITER_H_
