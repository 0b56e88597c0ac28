#ifndef KEPIL_SERVICES_RPC_TRANSPARENCY_SERVICE_H_
#define KEPIL_SERVICES_RPC_TRANSPARENCY_SERVICE_H_

#include "kepil/v1/transparency.grpc.pb.h"
#include "services/gateway/receipt_check.h"
#include "services/receipt/checkpoint_timestamps.h"
#include "services/rpc/unary.h"
#include "translog/log_reader.h"
#include "translog/log_source.h"

namespace kepil {

// One log as this node serves it.
struct ServedLog {
  const LogSource& source;
  const LogReader& reader;
};

// The gRPC face of TransparencyService over the receipts log and the acts log.
class TransparencyServiceFace
    : public v1::TransparencyService::CallbackService {
 public:
  struct Rooms {  // Borrowed; outlive the face.
    CallRunner& runner;
    ServedLog receipts;
    ServedLog acts;
    const ReceiptCheck& check;
    const CheckpointTimestamps& timestamps;
  };
  explicit TransparencyServiceFace(Rooms rooms);

  grpc::ServerUnaryReactor* GetCheckpoint(
      grpc::CallbackServerContext* context,
      const v1::GetCheckpointRequest* request,
      v1::GetCheckpointResponse* response) override;
  grpc::ServerUnaryReactor* GetInclusionProof(
      grpc::CallbackServerContext* context,
      const v1::GetInclusionProofRequest* request,
      v1::GetInclusionProofResponse* response) override;
  grpc::ServerUnaryReactor* GetConsistencyProof(
      grpc::CallbackServerContext* context,
      const v1::GetConsistencyProofRequest* request,
      v1::GetConsistencyProofResponse* response) override;
  grpc::ServerUnaryReactor* GetTile(grpc::CallbackServerContext* context,
                                    const v1::GetTileRequest* request,
                                    v1::GetTileResponse* response) override;
  grpc::ServerUnaryReactor* GetCheckpointTimestamp(
      grpc::CallbackServerContext* context,
      const v1::GetCheckpointTimestampRequest* request,
      v1::GetCheckpointTimestampResponse* response) override;
  grpc::ServerUnaryReactor* VerifyReceipt(
      grpc::CallbackServerContext* context,
      const v1::VerifyReceiptRequest* request,
      v1::VerifyReceiptResponse* response) override;

 private:
  // INVALID_ARGUMENT/REQUEST_MALFORMED for a log that there is not.
  absl::StatusOr<ServedLog> LogOf(v1::LogName name) const;
  absl::StatusOr<v1::GetCheckpointResponse> Checkpoint(
      const v1::GetCheckpointRequest& request) const;
  absl::StatusOr<v1::GetInclusionProofResponse> Inclusion(
      const v1::GetInclusionProofRequest& request) const;
  absl::StatusOr<v1::GetConsistencyProofResponse> Consistency(
      const v1::GetConsistencyProofRequest& request) const;
  absl::StatusOr<v1::GetTileResponse> Tile(
      const v1::GetTileRequest& request) const;

  absl::StatusOr<v1::GetCheckpointTimestampResponse> Timestamp(
      const v1::GetCheckpointTimestampRequest& request) const;

  const Rooms rooms_;
  UnaryMethod<v1::GetCheckpointRequest, v1::GetCheckpointResponse> checkpoint_;
  UnaryMethod<v1::GetInclusionProofRequest, v1::GetInclusionProofResponse>
      inclusion_;
  UnaryMethod<v1::GetConsistencyProofRequest, v1::GetConsistencyProofResponse>
      consistency_;
  UnaryMethod<v1::GetTileRequest, v1::GetTileResponse> tile_;
  UnaryMethod<v1::GetCheckpointTimestampRequest,
              v1::GetCheckpointTimestampResponse>
      timestamp_;
  UnaryMethod<v1::VerifyReceiptRequest, v1::VerifyReceiptResponse> verify_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_TRANSPARENCY_SERVICE_H_
