#include "engine/pki/extension_value.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"

namespace kepil {

absl::StatusOr<DerReader> OpenSequence(absl::string_view value) {
  DerReader outer(value);
  KEPIL_ASSIGN_OR_RETURN(DerReader contents, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  return contents;
}

absl::StatusOr<DerReader> OpenNonEmptySequence(absl::string_view value) {
  KEPIL_ASSIGN_OR_RETURN(DerReader contents, OpenSequence(value));
  if (contents.empty()) {
    return FormatUnknownError("empty SEQUENCE where one value is due");
  }
  return contents;
}

absl::StatusOr<std::optional<int64_t>> ReadOptionalCount(DerReader& reader,
                                                         DerTag tag) {
  if (reader.PeekTag() != tag) {
    return std::optional<int64_t>();
  }
  KEPIL_ASSIGN_OR_RETURN(const int64_t count, reader.ReadInt64(tag));
  if (count < 0) {
    return FormatUnknownError("negative count");
  }
  return std::optional<int64_t>(count);
}

absl::StatusOr<uint16_t> ParseNamedBits(absl::string_view contents) {
  if (contents.empty()) {
    return FormatUnknownError("BIT STRING without its first octet");
  }
  const int unused = static_cast<uint8_t>(contents[0]);
  contents.remove_prefix(1);
  if (unused > 7 || (contents.empty() && unused != 0)) {
    return FormatUnknownError("BIT STRING with a bad count of unused bits");
  }
  if (!contents.empty() &&
      (static_cast<uint8_t>(contents.back()) & ((1 << unused) - 1)) != 0) {
    return FormatUnknownError("BIT STRING with unused bits set");
  }
  uint16_t bits = 0;
  for (size_t bit = 0; bit < 16 && bit / 8 < contents.size(); ++bit) {
    if (static_cast<uint8_t>(contents[bit / 8]) & (0x80 >> bit % 8)) {
      bits |= static_cast<uint16_t>(1 << bit);
    }
  }
  return bits;
}

}  // namespace kepil
