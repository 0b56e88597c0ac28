#include "services/rpc/chunk_writer.h"

#include <utility>

#include "services/rpc/status_mapping.h"

namespace kepil {
namespace {

constexpr size_t kPiece = 1024 * 1024;

}  // namespace

void ChunkWriter::Send(std::string bytes) {
  bytes_ = std::move(bytes);
  Next();
}

void ChunkWriter::Fail(const absl::Status& status) { Finish(ToGrpc(status)); }

void ChunkWriter::OnWriteDone(bool ok) {
  if (!ok) {
    Finish(grpc::Status(grpc::StatusCode::CANCELLED, "the caller went away"));
    return;
  }
  Next();
}

void ChunkWriter::Next() {
  if (sent_ == bytes_.size()) {
    Finish(grpc::Status::OK);
    return;
  }
  piece_.set_chunk(bytes_.substr(sent_, kPiece));
  sent_ += piece_.chunk().size();
  StartWrite(&piece_);
}

}  // namespace kepil
