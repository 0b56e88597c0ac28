#include "engine/crypto/ber_header.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {

std::optional<BerHeader> ReadBerHeader(absl::string_view octets) {
  if (octets.size() < 2) {
    return std::nullopt;
  }
  BerHeader header;
  header.tag = static_cast<uint8_t>(octets[0]);
  // 0x1f starts a long tag number; universal 0 is no type (end of contents).
  if ((header.tag & 0x1f) == 0x1f || (header.tag & 0xdf) == 0) {
    return std::nullopt;
  }
  const uint8_t first = static_cast<uint8_t>(octets[1]);
  header.size = 2;
  if (first < 0x80) {
    header.length = first;
    return header;
  }
  if (first == 0x80) {
    header.indefinite = true;
    return header.constructed() ? std::make_optional(header) : std::nullopt;
  }
  const size_t count = first & 0x7f;
  if (count > 4 || octets.size() < 2 + count) {
    return std::nullopt;
  }
  for (size_t i = 0; i < count; ++i) {
    header.length = header.length << 8 | static_cast<uint8_t>(octets[2 + i]);
  }
  header.size = 2 + count;
  header.minimal = header.length >= 0x80 && octets[2] != 0;
  return header;
}

std::string DerHeader(uint8_t tag, size_t length) {
  std::string header(1, static_cast<char>(tag));
  if (length < 0x80) {
    header.push_back(static_cast<char>(length));
    return header;
  }
  int count = 1;
  while (count < 8 && (length >> (8 * count)) != 0) {
    ++count;
  }
  header.push_back(static_cast<char>(0x80 | count));
  for (int i = count - 1; i >= 0; --i) {
    header.push_back(static_cast<char>(length >> (8 * i)));
  }
  return header;
}

}  // namespace kepil
