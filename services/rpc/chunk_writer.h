#ifndef KEPIL_SERVICES_RPC_CHUNK_WRITER_H_
#define KEPIL_SERVICES_RPC_CHUNK_WRITER_H_

#include <string>

#include "absl/status/status.h"
#include "grpcpp/support/server_callback.h"
#include "kepil/v1/validation.pb.h"

namespace kepil {

// ChunkWriter sends one string in pieces of at most 1 MiB and finishes the
// call. Made with new; deletes itself when the call is done. Exactly one of
// Send and Fail is called, once, on any thread.
class ChunkWriter
    : public grpc::ServerWriteReactor<v1::ExportEvidenceResponse> {
 public:
  void Send(std::string bytes);
  void Fail(const absl::Status& status);

  void OnWriteDone(bool ok) override;
  void OnDone() override { delete this; }

 private:
  ~ChunkWriter() override = default;
  void Next();

  std::string bytes_;
  size_t sent_ = 0;
  v1::ExportEvidenceResponse piece_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_CHUNK_WRITER_H_
