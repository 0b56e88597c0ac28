#include "services/kepilctl/directory_log_source.h"

#include <filesystem>
#include <optional>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepilctl/file_octets.h"

namespace kepil {
namespace {

// 256 entries of the longest kind with their lengths.
constexpr int64_t kMaxTileOctets = int64_t{kTileWidth} * (kMaxEntryOctets + 2);
constexpr int64_t kMaxCheckpointOctets = 128 * 1024;

using PathOf = std::string (*)(const TileId&);

// The file at that place with as many columns or more, narrowest first.
std::optional<std::string> FindFile(const std::string& directory, TileId id,
                                    PathOf path_of) {
  for (; id.width <= kTileWidth; ++id.width) {
    const std::string path = absl::StrCat(directory, "/", path_of(id));
    std::error_code error;
    if (std::filesystem::is_regular_file(path, error)) {
      return path;
    }
  }
  return std::nullopt;
}

absl::StatusOr<std::string> ReadPlace(const std::string& directory,
                                      const TileId& id, PathOf path_of) {
  const std::optional<std::string> path = FindFile(directory, id, path_of);
  if (!path.has_value()) {
    return MakeError(
        absl::StatusCode::kNotFound, v1::ERROR_REASON_TILE_UNKNOWN,
        absl::StrCat("no file ", path_of(id), " or wider in the directory"));
  }
  return ReadFileOctets(*path, kMaxTileOctets);
}

}  // namespace

absl::StatusOr<std::string> DirectoryLogSource::ReadTile(
    const TileId& id) const {
  KEPIL_ASSIGN_OR_RETURN(const std::string octets,
                         ReadPlace(directory_, id, &TilePath));
  return NarrowTile(octets, id.width);
}

absl::StatusOr<std::string> DirectoryLogSource::ReadEntryBundle(
    const TileId& id) const {
  KEPIL_ASSIGN_OR_RETURN(const std::string octets,
                         ReadPlace(directory_, id, &EntryBundlePath));
  return NarrowEntryBundle(octets, id.width);
}

absl::StatusOr<std::string> DirectoryLogSource::ReadCheckpoint() const {
  const std::string path = absl::StrCat(directory_, "/checkpoint");
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return MakeError(absl::StatusCode::kNotFound, v1::ERROR_REASON_TILE_UNKNOWN,
                     "no file checkpoint in the directory");
  }
  return ReadFileOctets(path, kMaxCheckpointOctets);
}

}  // namespace kepil
