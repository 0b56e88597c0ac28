#include "tests/integration/personal_traces.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "engine/crypto/digest.h"

namespace kepil {
namespace {

// The code points of valid UTF-8 in the basic plane.
std::vector<uint32_t> CodePoints(absl::string_view text) {
  std::vector<uint32_t> points;
  for (const char octet : text) {
    const auto value = static_cast<unsigned char>(octet);
    if ((value & 0xc0) == 0x80) {
      points.back() = points.back() << 6 | (value & 0x3f);
    } else {
      points.push_back(value < 0x80 ? value
                                    : value & (value < 0xe0 ? 0x1f : 0x0f));
    }
  }
  return points;
}

std::string Utf16(absl::string_view text) {
  std::string octets;
  for (const uint32_t point : CodePoints(text)) {
    octets.push_back(static_cast<char>(point >> 8));
    octets.push_back(static_cast<char>(point & 0xff));
  }
  return octets;
}

std::string JsonEscaped(absl::string_view text) {
  std::string escaped;
  for (const uint32_t point : CodePoints(text)) {
    if (point < 0x80) {
      escaped.push_back(static_cast<char>(point));
    } else {
      absl::StrAppendFormat(&escaped, "\\u%04x", point);
    }
  }
  return escaped;
}

std::string UrlEscaped(absl::string_view text) {
  std::string escaped;
  for (const char octet : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(octet))) {
      escaped.push_back(octet);
    } else {
      absl::StrAppendFormat(&escaped, "%%%02x",
                            static_cast<unsigned char>(octet));
    }
  }
  return escaped;
}

// What is in base64 of anything that holds `text` after `offset` octets modulo
// three: without the characters that its neighbours share.
std::string Base64Core(absl::string_view text, size_t offset) {
  std::string before(offset, 'x');
  const size_t whole = (offset + text.size()) / 3 * 3;
  const std::string encoded =
      absl::Base64Escape(absl::StrCat(before, text).substr(0, whole));
  return encoded.substr(offset == 0 ? 0 : offset + 1);
}

}  // namespace

PersonalTraces::PersonalTraces(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const auto add = [&](absl::string_view form, const std::string& needle,
                         bool is_exact) {
      forms_.push_back({absl::StrCat(word, " as ", form),
                        is_exact ? needle : absl::AsciiStrToLower(needle),
                        is_exact});
    };
    add("text", word, false);
    add("hex", absl::BytesToHexString(word), false);
    add("JSON", JsonEscaped(word), false);
    add("URL", UrlEscaped(word), false);
    add("C octal", absl::CEscape(word), false);
    add("C hex", absl::CHexEscape(word), false);
    add("UTF-16", Utf16(word), true);
    add("hex of UTF-16", absl::BytesToHexString(Utf16(word)), false);
    for (size_t offset = 0; offset < 3; ++offset) {
      const std::string core = Base64Core(word, offset);
      add("base64", core, true);
      add("base64url", absl::StrReplaceAll(core, {{"+", "-"}, {"/", "_"}}),
          true);
    }
    const Digest digest = Sha256(word);
    add("SHA-256", digest.hex(), false);
    add("octets of SHA-256", std::string(digest.bytes()), true);
  }
}

std::vector<std::string> PersonalTraces::In(absl::string_view text) const {
  const std::string lower = absl::AsciiStrToLower(text);
  std::vector<std::string> found;
  for (const Form& form : forms_) {
    if (absl::StrContains(form.is_exact ? text : lower, form.needle)) {
      found.push_back(form.name);
    }
  }
  return found;
}

}  // namespace kepil
