#include "engine/pki/directory_string.h"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"

namespace kepil {
namespace {

constexpr DerTag kNumericString = 0x12;
constexpr DerTag kVisibleString = 0x1a;
constexpr uint32_t kMaxCodePoint = 0x10ffff;

bool IsScalarValue(uint32_t c) {
  return c <= kMaxCodePoint && !(c >= 0xd800 && c <= 0xdfff);
}

void AppendUtf8(uint32_t c, std::string& out) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xc0 | c >> 6));
    out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xe0 | c >> 12));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
  } else {
    out.push_back(static_cast<char>(0xf0 | c >> 18));
    out.push_back(static_cast<char>(0x80 | (c >> 12 & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
  }
}

// Takes the first code point off `text`; nullopt if it is no UTF-8.
std::optional<uint32_t> TakeUtf8(absl::string_view& text) {
  const uint8_t lead = static_cast<uint8_t>(text[0]);
  if (lead < 0x80) {
    text.remove_prefix(1);
    return lead;
  }
  size_t size = 1;
  uint32_t c = lead;
  uint32_t smallest = 0;
  if (lead >= 0xf0 && lead <= 0xf4) {
    size = 4, c = lead & 0x07, smallest = 0x10000;
  } else if (lead >= 0xe0 && lead < 0xf0) {
    size = 3, c = lead & 0x0f, smallest = 0x800;
  } else if (lead >= 0xc2 && lead < 0xe0) {
    size = 2, c = lead & 0x1f, smallest = 0x80;
  } else {
    return std::nullopt;
  }
  if (text.size() < size) {
    return std::nullopt;
  }
  for (size_t i = 1; i < size; ++i) {
    const uint8_t next = static_cast<uint8_t>(text[i]);
    if ((next & 0xc0) != 0x80) {
      return std::nullopt;
    }
    c = c << 6 | (next & 0x3f);
  }
  if (c < smallest || !IsScalarValue(c)) {
    return std::nullopt;
  }
  text.remove_prefix(size);
  return c;
}

bool IsAscii(absl::string_view text) {
  for (const char c : text) {
    if (static_cast<uint8_t>(c) >= 0x80) {
      return false;
    }
  }
  return true;
}

bool IsUtf8(absl::string_view text) {
  if (IsAscii(text)) {
    return true;
  }
  while (!text.empty()) {
    if (!TakeUtf8(text).has_value()) {
      return false;
    }
  }
  return true;
}

// Big-endian code points of `width` octets each.
std::optional<std::string> DecodeFixedWidth(absl::string_view content,
                                            size_t width) {
  if (content.size() % width != 0) {
    return std::nullopt;
  }
  std::string text;
  text.reserve(content.size());
  for (size_t i = 0; i < content.size(); i += width) {
    uint32_t c = 0;
    for (size_t j = 0; j < width; ++j) {
      c = c << 8 | static_cast<uint8_t>(content[i + j]);
    }
    if (!IsScalarValue(c)) {
      return std::nullopt;
    }
    AppendUtf8(c, text);
  }
  return text;
}

// A run of letters with one rule of simple case folding (Unicode,
// CaseFolding.txt, status C and S).
struct FoldRange {
  uint32_t first, last;
  // Added to each letter if kEvery, to every second one from `first` on if
  // kAlternate.
  int32_t delta;
  enum class Step { kEvery, kAlternate } step;
};
constexpr auto kEvery = FoldRange::Step::kEvery;
constexpr auto kAlternate = FoldRange::Step::kAlternate;
constexpr FoldRange kFoldRanges[] = {
    {0x0041, 0x005a, 32, kEvery},     // Basic Latin
    {0x00b5, 0x00b5, 775, kEvery},    // micro sign to Greek mu
    {0x00c0, 0x00d6, 32, kEvery},     // Latin-1
    {0x00d8, 0x00de, 32, kEvery},     //
    {0x0100, 0x012e, 1, kAlternate},  // Latin Extended-A
    {0x0132, 0x0136, 1, kAlternate},  //
    {0x0139, 0x0147, 1, kAlternate},  //
    {0x014a, 0x0176, 1, kAlternate},  //
    {0x0178, 0x0178, -121, kEvery},   //
    {0x0179, 0x017d, 1, kAlternate},  //
    {0x017f, 0x017f, -268, kEvery},   // long s
    {0x018f, 0x018f, 202, kEvery},    // Latin schwa
    {0x01a0, 0x01a4, 1, kAlternate},  // Latin Extended-B
    {0x01cd, 0x01db, 1, kAlternate},  //
    {0x01de, 0x01ee, 1, kAlternate},  //
    {0x01f8, 0x021e, 1, kAlternate},  //
    {0x0222, 0x0232, 1, kAlternate},  //
    {0x0386, 0x0386, 38, kEvery},     // Greek
    {0x0388, 0x038a, 37, kEvery},     //
    {0x038c, 0x038c, 64, kEvery},     //
    {0x038e, 0x038f, 63, kEvery},     //
    {0x0391, 0x03a1, 32, kEvery},     //
    {0x03a3, 0x03ab, 32, kEvery},     //
    {0x03c2, 0x03c2, 1, kEvery},      // final sigma
    {0x0400, 0x040f, 80, kEvery},     // Cyrillic
    {0x0410, 0x042f, 32, kEvery},     //
    {0x0460, 0x0480, 1, kAlternate},  //
    {0x048a, 0x04be, 1, kAlternate},  // Kazakh and others
    {0x04c0, 0x04c0, 15, kEvery},     //
    {0x04c1, 0x04cd, 1, kAlternate},  //
    {0x04d0, 0x052e, 1, kAlternate},  // Kazakh and others
    {0x0531, 0x0556, 48, kEvery},     // Armenian
    {0x1e00, 0x1e94, 1, kAlternate},  // Latin Extended Additional
    {0x1e9e, 0x1e9e, -7615, kEvery},  // capital sharp s
    {0x1ea0, 0x1efe, 1, kAlternate},  //
    {0x212a, 0x212a, -8383, kEvery},  // kelvin sign
    {0x212b, 0x212b, -8262, kEvery},  // angstrom sign
};

uint32_t FoldCase(uint32_t c) {
  if (c < 0x80) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }
  for (const FoldRange& range : kFoldRanges) {
    if (c >= range.first && c <= range.last) {
      const bool folds = range.step == kEvery || (c - range.first) % 2 == 0;
      return folds
                 ? static_cast<uint32_t>(static_cast<int32_t>(c) + range.delta)
                 : c;
    }
  }
  return c;
}

// RFC 4518, 2.2: what is mapped to SPACE.
bool IsWhiteSpace(uint32_t c) {
  if (c > 0x20 && c < 0x85) {
    return false;
  }
  return c == 0x20 || (c >= 0x09 && c <= 0x0d) || c == 0x85 || c == 0xa0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
         c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

}  // namespace

std::optional<std::string> DecodeDirectoryString(DerTag tag,
                                                 absl::string_view content) {
  switch (tag) {
    case kDerUtf8String:
      return IsUtf8(content) ? std::optional<std::string>(content)
                             : std::nullopt;
    case kDerPrintableString:
    case kDerIa5String:
    case kNumericString:
    case kVisibleString:
      return IsAscii(content) ? std::optional<std::string>(content)
                              : std::nullopt;
    case kDerTeletexString:
      return DecodeFixedWidth(content, 1);
    case kDerBmpString:
      return DecodeFixedWidth(content, 2);
    case kDerUniversalString:
      return DecodeFixedWidth(content, 4);
    default:
      return std::nullopt;
  }
}

std::string FoldForComparison(absl::string_view utf8) {
  std::string folded;
  folded.reserve(utf8.size());
  bool space_is_due = false;
  while (!utf8.empty()) {
    const std::optional<uint32_t> c = TakeUtf8(utf8);
    if (!c.has_value()) {
      break;
    }
    if (IsWhiteSpace(*c)) {
      space_is_due = !folded.empty();
      continue;
    }
    if (space_is_due) {
      folded.push_back(' ');
      space_is_due = false;
    }
    AppendUtf8(FoldCase(*c), folded);
  }
  return folded;
}

}  // namespace kepil
