#include "tests/support/test_der.h"

#include <openssl/objects.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"

namespace kepil {
namespace test_der {

std::string Tlv(int tag, absl::string_view content) {
  std::string der(1, static_cast<char>(tag));
  if (content.size() < 0x80) {
    der.push_back(static_cast<char>(content.size()));
  } else {
    std::string length;
    for (size_t rest = content.size(); rest > 0; rest >>= 8) {
      length.insert(length.begin(), static_cast<char>(rest & 0xff));
    }
    der.push_back(static_cast<char>(0x80 | length.size()));
    der.append(length);
  }
  return absl::StrCat(der, content);
}

std::string Sequence(const std::vector<std::string>& values) {
  return Tlv(0x30, absl::StrJoin(values, ""));
}

std::string SetOf(std::vector<std::string> values) {
  std::sort(values.begin(), values.end(),
            [](const std::string& a, const std::string& b) {
              return std::lexicographical_compare(
                  a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
                    return static_cast<unsigned char>(x) <
                           static_cast<unsigned char>(y);
                  });
            });
  return Tlv(0x31, absl::StrJoin(values, ""));
}

std::string Explicit(int n, absl::string_view value) {
  return Tlv(0xa0 | n, value);
}

std::string IntegerFromHex(absl::string_view content_hex) {
  return Tlv(0x02, FromHex(content_hex));
}

std::string Integer(int value) {
  KEPIL_CHECK(value >= 0 && value <= 0x7fff);
  if (value < 0x80) {
    return Tlv(0x02, std::string(1, static_cast<char>(value)));
  }
  return Tlv(0x02, std::string{static_cast<char>(value >> 8),
                               static_cast<char>(value & 0xff)});
}

std::string Oid(absl::string_view dotted_or_name) {
  const std::unique_ptr<ASN1_OBJECT, decltype(&ASN1_OBJECT_free)> object(
      OBJ_txt2obj(std::string(dotted_or_name).c_str(), 0), ASN1_OBJECT_free);
  KEPIL_CHECK(object != nullptr);
  return Tlv(0x06, absl::string_view(reinterpret_cast<const char*>(
                                         OBJ_get0_data(object.get())),
                                     OBJ_length(object.get())));
}

std::string OctetString(absl::string_view octets) { return Tlv(0x04, octets); }

std::string BitString(absl::string_view octets) {
  return Tlv(0x03, absl::StrCat(absl::string_view("\0", 1), octets));
}

std::string Boolean(int value) {
  return Tlv(0x01, std::string(1, value != 0 ? '\xff' : '\0'));
}

std::string Null() { return Tlv(0x05, ""); }

std::string GeneralizedTime(absl::Time time) {
  return Tlv(0x18,
             absl::FormatTime("%E4Y%m%d%H%M%SZ", time, absl::UTCTimeZone()));
}

std::string X509Time(absl::Time time) {
  const std::string text =
      absl::FormatTime("%E4Y%m%d%H%M%SZ", time, absl::UTCTimeZone());
  const bool fits = text >= "1950" && text < "2050";
  return fits ? Tlv(0x17, text.substr(2)) : Tlv(0x18, text);
}

std::string FromHex(absl::string_view hex) {
  KEPIL_CHECK(hex.size() % 2 == 0);
  return absl::HexStringToBytes(hex);
}

}  // namespace test_der
}  // namespace kepil
