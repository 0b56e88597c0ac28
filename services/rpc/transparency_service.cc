#include "services/rpc/transparency_service.h"

#include <string>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "translog/checkpoint.h"
#include "translog/tile_layout.h"

namespace kepil {

TransparencyServiceFace::TransparencyServiceFace(Rooms rooms)
    : rooms_(std::move(rooms)),
      checkpoint_(
          [this](const CallContext&, const v1::GetCheckpointRequest& request) {
            return Checkpoint(request);
          }),
      inclusion_([this](const CallContext&,
                        const v1::GetInclusionProofRequest& request) {
        return Inclusion(request);
      }),
      consistency_([this](const CallContext&,
                          const v1::GetConsistencyProofRequest& request) {
        return Consistency(request);
      }),
      tile_([this](const CallContext&, const v1::GetTileRequest& request) {
        return Tile(request);
      }),
      timestamp_([this](const CallContext&,
                        const v1::GetCheckpointTimestampRequest& request) {
        return Timestamp(request);
      }),
      verify_(
          [this](const CallContext&, const v1::VerifyReceiptRequest& request) {
            return rooms_.check.Run(request);
          }) {}

absl::StatusOr<ServedLog> TransparencyServiceFace::LogOf(
    v1::LogName name) const {
  switch (name) {
    case v1::LOG_NAME_UNSPECIFIED:
    case v1::LOG_NAME_RECEIPTS:
      return rooms_.receipts;
    case v1::LOG_NAME_ACTS:
      return rooms_.acts;
    case v1::LogName_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::LogName_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return MalformedError("there is no such log");
}

absl::StatusOr<v1::GetCheckpointResponse> TransparencyServiceFace::Checkpoint(
    const v1::GetCheckpointRequest& request) const {
  KEPIL_ASSIGN_OR_RETURN(const ServedLog log, LogOf(request.log()));
  // Asked for its errors: before the first checkpoint the log is not ready.
  KEPIL_RETURN_IF_ERROR(log.reader.LatestCheckpoint().status());
  v1::GetCheckpointResponse response;
  KEPIL_ASSIGN_OR_RETURN(*response.mutable_checkpoint(),
                         log.source.ReadCheckpoint());
  return response;
}

absl::StatusOr<v1::GetInclusionProofResponse>
TransparencyServiceFace::Inclusion(
    const v1::GetInclusionProofRequest& request) const {
  KEPIL_ASSIGN_OR_RETURN(const ServedLog log, LogOf(request.log()));
  KEPIL_ASSIGN_OR_RETURN(const auto latest, log.reader.LatestCheckpoint());
  const int64_t size = request.tree_size() == 0 ? latest->checkpoint.tree_size
                                                : request.tree_size();
  if (request.index() >= size && request.tree_size() == 0) {
    return MakeError(absl::StatusCode::kOutOfRange,
                     v1::ERROR_REASON_TREE_TOO_SMALL,
                     "the newest checkpoint does not cover this index yet");
  }
  KEPIL_ASSIGN_OR_RETURN(const InclusionProof proof,
                         log.reader.ProveInclusion(request.index(), size));
  v1::GetInclusionProofResponse response;
  for (const Digest& hash : proof.hashes) {
    response.add_hashes(std::string(hash.bytes()));
  }
  response.set_tree_size(size);
  if (size == latest->checkpoint.tree_size) {
    KEPIL_ASSIGN_OR_RETURN(*response.mutable_checkpoint(),
                           log.source.ReadCheckpoint());
  }
  return response;
}

absl::StatusOr<v1::GetConsistencyProofResponse>
TransparencyServiceFace::Consistency(
    const v1::GetConsistencyProofRequest& request) const {
  KEPIL_ASSIGN_OR_RETURN(const ServedLog log, LogOf(request.log()));
  int64_t size = request.new_size();
  if (size == 0) {
    KEPIL_ASSIGN_OR_RETURN(const auto latest, log.reader.LatestCheckpoint());
    size = latest->checkpoint.tree_size;
  }
  KEPIL_ASSIGN_OR_RETURN(const ConsistencyProof proof,
                         log.reader.ProveConsistency(request.old_size(), size));
  v1::GetConsistencyProofResponse response;
  for (const Digest& hash : proof.hashes) {
    response.add_hashes(std::string(hash.bytes()));
  }
  response.set_new_size(size);
  return response;
}

absl::StatusOr<v1::GetTileResponse> TransparencyServiceFace::Tile(
    const v1::GetTileRequest& request) const {
  KEPIL_ASSIGN_OR_RETURN(const ServedLog log, LogOf(request.log()));
  v1::GetTileResponse response;
  const absl::StatusOr<TileId> bundle = ParseEntryBundlePath(request.path());
  if (bundle.ok()) {
    KEPIL_ASSIGN_OR_RETURN(*response.mutable_data(),
                           log.source.ReadEntryBundle(*bundle));
    return response;
  }
  KEPIL_ASSIGN_OR_RETURN(const TileId tile, ParseTilePath(request.path()));
  KEPIL_ASSIGN_OR_RETURN(*response.mutable_data(), log.source.ReadTile(tile));
  return response;
}

grpc::ServerUnaryReactor* TransparencyServiceFace::GetCheckpoint(
    grpc::CallbackServerContext* context,
    const v1::GetCheckpointRequest* request,
    v1::GetCheckpointResponse* response) {
  return rooms_.runner.Run(context, Method::kGetCheckpoint, request, response,
                           checkpoint_);
}

grpc::ServerUnaryReactor* TransparencyServiceFace::GetInclusionProof(
    grpc::CallbackServerContext* context,
    const v1::GetInclusionProofRequest* request,
    v1::GetInclusionProofResponse* response) {
  return rooms_.runner.Run(context, Method::kGetInclusionProof, request,
                           response, inclusion_);
}

grpc::ServerUnaryReactor* TransparencyServiceFace::GetConsistencyProof(
    grpc::CallbackServerContext* context,
    const v1::GetConsistencyProofRequest* request,
    v1::GetConsistencyProofResponse* response) {
  return rooms_.runner.Run(context, Method::kGetConsistencyProof, request,
                           response, consistency_);
}

grpc::ServerUnaryReactor* TransparencyServiceFace::GetTile(
    grpc::CallbackServerContext* context, const v1::GetTileRequest* request,
    v1::GetTileResponse* response) {
  return rooms_.runner.Run(context, Method::kGetTile, request, response, tile_);
}

absl::StatusOr<v1::GetCheckpointTimestampResponse>
TransparencyServiceFace::Timestamp(
    const v1::GetCheckpointTimestampRequest& request) const {
  if (request.index() < -1) {
    return MalformedError("index: below -1");
  }
  KEPIL_ASSIGN_OR_RETURN(std::optional<v1::CheckpointTimestamp> found,
                         request.index() == -1
                             ? rooms_.timestamps.Newest()
                             : rooms_.timestamps.FindCovering(request.index()));
  if (!found.has_value()) {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_TIMESTAMP_UNKNOWN,
                     "no time-stamped checkpoint covers this index yet");
  }
  v1::GetCheckpointTimestampResponse response;
  *response.mutable_timestamp() = *std::move(found);
  return response;
}

grpc::ServerUnaryReactor* TransparencyServiceFace::GetCheckpointTimestamp(
    grpc::CallbackServerContext* context,
    const v1::GetCheckpointTimestampRequest* request,
    v1::GetCheckpointTimestampResponse* response) {
  return rooms_.runner.Run(context, Method::kGetCheckpointTimestamp, request,
                           response, timestamp_);
}

grpc::ServerUnaryReactor* TransparencyServiceFace::VerifyReceipt(
    grpc::CallbackServerContext* context,
    const v1::VerifyReceiptRequest* request,
    v1::VerifyReceiptResponse* response) {
  return rooms_.runner.Run(context, Method::kVerifyReceipt, request, response,
                           verify_);
}

}  // namespace kepil
