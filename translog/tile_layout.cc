#include "translog/tile_layout.h"

#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr int kGroup = 1000;
constexpr size_t kGroupDigits = 3;
// Seven groups hold 10^21 > 2^63.
constexpr int kMaxGroups = 7;
constexpr size_t kLengthOctets = 2;

absl::Status Corrupt(absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   what);
}

std::string IndexAndWidth(const TileId& id) {
  std::string path = absl::StrFormat("%03d", id.index % kGroup);
  for (int64_t rest = id.index / kGroup; rest > 0; rest /= kGroup) {
    path = absl::StrFormat("x%03d/%s", rest % kGroup, path);
  }
  if (id.width != kTileWidth) {
    absl::StrAppend(&path, ".p/", id.width);
  }
  return path;
}

// Decimal without sign or leading zeroes, at most three digits.
std::optional<int> SmallDecimal(absl::string_view text) {
  if (text.empty() || text.size() > kGroupDigits ||
      (text.size() > 1 && text[0] == '0') ||
      text.find_first_not_of("0123456789") != absl::string_view::npos) {
    return std::nullopt;
  }
  int value = 0;
  return absl::SimpleAtoi(text, &value) ? std::optional<int>(value)
                                        : std::nullopt;
}

std::optional<int64_t> ParseIndex(absl::string_view text) {
  int64_t index = 0;
  for (int group = 0; group < kMaxGroups; ++group) {
    const bool last = !absl::ConsumePrefix(&text, "x");
    const absl::string_view digits = text.substr(0, kGroupDigits);
    if (digits.size() != kGroupDigits ||
        digits.find_first_not_of("0123456789") != absl::string_view::npos) {
      return std::nullopt;
    }
    const int value =
        (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
    if (index > (INT64_MAX - value) / kGroup ||
        (group == 0 && !last && value == 0)) {
      return std::nullopt;
    }
    index = index * kGroup + value;
    text.remove_prefix(kGroupDigits);
    if (last) {
      return text.empty() ? std::optional<int64_t>(index) : std::nullopt;
    }
    if (!absl::ConsumePrefix(&text, "/")) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

absl::StatusOr<TileId> ParseIndexAndWidth(int level, absl::string_view text) {
  TileId id;
  id.level = level;
  const size_t partial = text.find(".p/");
  if (partial != absl::string_view::npos) {
    const std::optional<int> width = SmallDecimal(text.substr(partial + 3));
    if (!width.has_value() || *width < 1 || *width >= kTileWidth) {
      return MalformedError("tile path: width is not 1 to 255");
    }
    id.width = *width;
    text = text.substr(0, partial);
  }
  const std::optional<int64_t> index = ParseIndex(text);
  if (!index.has_value() || *index > INT64_MAX / kTileWidth) {
    return MalformedError("tile path: not an index");
  }
  id.index = *index;
  return id;
}

// Splits the first entry off `rest`; nullopt if there is no whole one.
std::optional<absl::string_view> TakeEntry(absl::string_view& rest) {
  if (rest.size() < kLengthOctets) {
    return std::nullopt;
  }
  const size_t length = static_cast<size_t>(static_cast<uint8_t>(rest[0]))
                            << 8 |
                        static_cast<uint8_t>(rest[1]);
  if (rest.size() - kLengthOctets < length) {
    return std::nullopt;
  }
  const absl::string_view entry = rest.substr(kLengthOctets, length);
  rest.remove_prefix(kLengthOctets + length);
  return entry;
}

}  // namespace

int64_t HashesAtLevel(int level, int64_t tree_size) {
  return level > kMaxTileLevel ? 0 : tree_size >> (kTileHeight * level);
}

TileId TileAt(int level, int64_t index, int64_t tree_size) {
  TileId id;
  id.level = level;
  id.index = index;
  const int64_t hashes = HashesAtLevel(level, tree_size);
  id.width = 0;
  if (index <= hashes >> kTileHeight) {
    id.width = static_cast<int>(
        std::min<int64_t>(kTileWidth, hashes - index * kTileWidth));
  }
  return id;
}

std::string TilePath(const TileId& id) {
  return absl::StrCat("tile/", id.level, "/", IndexAndWidth(id));
}

std::string EntryBundlePath(const TileId& id) {
  return absl::StrCat("tile/entries/", IndexAndWidth(id));
}

absl::StatusOr<TileId> ParseTilePath(absl::string_view path) {
  const size_t slash =
      absl::ConsumePrefix(&path, "tile/") ? path.find('/') : std::string::npos;
  if (slash == absl::string_view::npos) {
    return MalformedError("tile path: not tile/<level>/<index>");
  }
  const std::optional<int> level = SmallDecimal(path.substr(0, slash));
  if (!level.has_value() || *level > kMaxTileLevel) {
    return MalformedError("tile path: level is not 0 to 7");
  }
  return ParseIndexAndWidth(*level, path.substr(slash + 1));
}

absl::StatusOr<TileId> ParseEntryBundlePath(absl::string_view path) {
  if (!absl::ConsumePrefix(&path, "tile/entries/")) {
    return MalformedError("tile path: not tile/entries/<index>");
  }
  return ParseIndexAndWidth(0, path);
}

std::string EncodeTile(absl::Span<const Digest> hashes) {
  std::string octets;
  octets.reserve(hashes.size() * Digest::kSize);
  for (const Digest& hash : hashes) {
    octets.append(hash.bytes().data(), hash.bytes().size());
  }
  return octets;
}

absl::StatusOr<std::vector<Digest>> DecodeTile(absl::string_view octets,
                                               int width) {
  if (width < 1 || width > kTileWidth ||
      octets.size() != static_cast<size_t>(width) * Digest::kSize) {
    return MalformedError("tile has not the hashes that its width says");
  }
  std::vector<Digest> hashes;
  hashes.reserve(width);
  for (; !octets.empty(); octets.remove_prefix(Digest::kSize)) {
    KEPIL_ASSIGN_OR_RETURN(Digest hash,
                           Digest::FromBytes(octets.substr(0, Digest::kSize)));
    hashes.push_back(hash);
  }
  return hashes;
}

absl::StatusOr<std::string> EncodeEntryBundle(
    absl::Span<const std::string> entries) {
  std::string octets;
  for (const std::string& entry : entries) {
    if (entry.size() > kMaxEntryOctets) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                       "log entry is over 65535 octets");
    }
    octets.push_back(static_cast<char>(entry.size() >> 8));
    octets.push_back(static_cast<char>(entry.size() & 0xff));
    octets.append(entry);
  }
  return octets;
}

absl::StatusOr<std::vector<std::string>> DecodeEntryBundle(
    absl::string_view octets, int width) {
  if (width < 1 || width > kTileWidth) {
    return MalformedError("entry bundle: width is not 1 to 256");
  }
  std::vector<std::string> entries;
  entries.reserve(width);
  for (int i = 0; i < width; ++i) {
    const std::optional<absl::string_view> entry = TakeEntry(octets);
    if (!entry.has_value()) {
      return MalformedError("entry bundle ends too early");
    }
    entries.emplace_back(*entry);
  }
  if (!octets.empty()) {
    return MalformedError("entry bundle has more entries than its width");
  }
  return entries;
}

absl::StatusOr<std::string> NarrowTile(absl::string_view octets, int width) {
  const size_t wanted = static_cast<size_t>(width) * Digest::kSize;
  if (width < 1 || octets.size() < wanted ||
      octets.size() % Digest::kSize != 0) {
    return Corrupt("stored tile is too short");
  }
  return std::string(octets.substr(0, wanted));
}

absl::StatusOr<std::string> NarrowEntryBundle(absl::string_view octets,
                                              int width) {
  absl::string_view rest = octets;
  for (int i = 0; i < width; ++i) {
    if (!TakeEntry(rest).has_value()) {
      return Corrupt("stored entry bundle is too short");
    }
  }
  return std::string(octets.substr(0, octets.size() - rest.size()));
}

}  // namespace kepil
