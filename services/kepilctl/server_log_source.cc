#include "services/kepilctl/server_log_source.h"

#include <utility>

#include "base/status_macros.h"

namespace kepil {

absl::StatusOr<std::string> ServerLogSource::ReadTile(const TileId& id) const {
  return Read(TilePath(id));
}

absl::StatusOr<std::string> ServerLogSource::ReadEntryBundle(
    const TileId& id) const {
  return Read(EntryBundlePath(id));
}

absl::StatusOr<std::string> ServerLogSource::ReadCheckpoint() const {
  v1::GetCheckpointRequest request;
  request.set_log(log_);
  KEPIL_ASSIGN_OR_RETURN(
      v1::GetCheckpointResponse response,
      client_.Call(&v1::TransparencyService::Stub::GetCheckpoint, request));
  return std::move(*response.mutable_checkpoint());
}

absl::StatusOr<std::string> ServerLogSource::Read(
    const std::string& path) const {
  v1::GetTileRequest request;
  request.set_path(path);
  request.set_log(log_);
  KEPIL_ASSIGN_OR_RETURN(
      v1::GetTileResponse response,
      client_.Call(&v1::TransparencyService::Stub::GetTile, request));
  return std::move(*response.mutable_data());
}

}  // namespace kepil
