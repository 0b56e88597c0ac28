#ifndef KEPIL_TRANSLOG_TILE_LAYOUT_H_
#define KEPIL_TRANSLOG_TILE_LAYOUT_H_

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/crypto/digest.h"

namespace kepil {

// Layout of c2sp.org/tlog-tiles: a tile holds up to 256 hashes side by side of
// one level of the tree; level L of tiles is level 8 * L of the tree.
inline constexpr int kTileHeight = 8;
inline constexpr int kTileWidth = 1 << kTileHeight;
// Highest tile level that a tree of 63-bit size can have.
inline constexpr int kMaxTileLevel = 7;
inline constexpr int kMaxEntryOctets = 65535;

// TileId names a tile, or with level 0 an entry bundle. Width 256 is a full
// one, which never changes; anything less is partial. Value type.
struct TileId {
  int level = 0;
  int64_t index = 0;
  int width = kTileWidth;

  friend bool operator==(const TileId& a, const TileId& b) {
    return std::tie(a.level, a.index, a.width) ==
           std::tie(b.level, b.index, b.width);
  }
  friend bool operator!=(const TileId& a, const TileId& b) { return !(a == b); }
  friend bool operator<(const TileId& a, const TileId& b) {
    return std::tie(a.level, a.index, a.width) <
           std::tie(b.level, b.index, b.width);
  }
};

// Hashes that tile level `level` has in a tree of `tree_size` leaves.
int64_t HashesAtLevel(int level, int64_t tree_size);
// The tile with the most hashes at that place in a tree of `tree_size` leaves.
// Width 0 if the tree has nothing there.
TileId TileAt(int level, int64_t index, int64_t tree_size);

// "tile/0/x001/x234/067" or, partial, "tile/0/x001/x234/067.p/112".
std::string TilePath(const TileId& id);
// "tile/entries/x001/x234/067[.p/112]"; the level of `id` is not used.
std::string EntryBundlePath(const TileId& id);
// Strict inverses. INVALID_ARGUMENT/REQUEST_MALFORMED for anything that the
// functions above do not write, or a level over kMaxTileLevel.
absl::StatusOr<TileId> ParseTilePath(absl::string_view path);
absl::StatusOr<TileId> ParseEntryBundlePath(absl::string_view path);

// Tile octets: the hashes one after another. Decoding wants exactly `width`
// hashes (1 to 256), else INVALID_ARGUMENT/REQUEST_MALFORMED.
std::string EncodeTile(absl::Span<const Digest> hashes);
absl::StatusOr<std::vector<Digest>> DecodeTile(absl::string_view octets,
                                               int width);

// Entry bundle: per entry its length in 2 octets, big-endian, then the entry.
// INVALID_ARGUMENT/DOCUMENT_TOO_LARGE if one is over kMaxEntryOctets.
absl::StatusOr<std::string> EncodeEntryBundle(
    absl::Span<const std::string> entries);
// Wants exactly `width` entries (1 to 256) and nothing behind them, else
// INVALID_ARGUMENT/REQUEST_MALFORMED. Never needs more memory than `octets`.
absl::StatusOr<std::vector<std::string>> DecodeEntryBundle(
    absl::string_view octets, int width);

// The first `width` hashes or entries of a tile or bundle that may hold more:
// what is there never changes, so a wider one answers for a narrower one.
// DATA_LOSS/STORE_CORRUPT if there are fewer.
absl::StatusOr<std::string> NarrowTile(absl::string_view octets, int width);
absl::StatusOr<std::string> NarrowEntryBundle(absl::string_view octets,
                                              int width);

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_TILE_LAYOUT_H_
