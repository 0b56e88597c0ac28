#ifndef KEPIL_SERVICES_KEPILCTL_FAKE_SERVER_H_
#define KEPIL_SERVICES_KEPILCTL_FAKE_SERVER_H_

#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "kepil/v1/application.grpc.pb.h"
#include "kepil/v1/operations.grpc.pb.h"
#include "kepil/v1/registrar.grpc.pb.h"
#include "kepil/v1/transparency.grpc.pb.h"
#include "kepil/v1/validation.grpc.pb.h"
#include "services/kepilctl/dispatch.h"
#include "services/rpc/status_mapping.h"
#include "tests/support/memory_log_storage.h"
#include "translog/proof.h"

namespace kepil {

// The services of a server as tests want them, on a port of this machine. An
// answer is a function of the request; without one a method is UNIMPLEMENTED.
template <typename Request, typename Response>
using FakeMethod =
    std::function<absl::StatusOr<Response>(const Request& request)>;

template <typename Request, typename Response>
grpc::Status AnswerWith(const FakeMethod<Request, Response>& method,
                        const Request& request, Response* response) {
  if (!method) {
    return grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "not faked");
  }
  absl::StatusOr<Response> answer = method(request);
  if (!answer.ok()) {
    return ToGrpc(answer.status());
  }
  *response = *std::move(answer);
  return grpc::Status::OK;
}

#define KEPIL_FAKE_METHOD(Name)                                        \
  FakeMethod<v1::Name##Request, v1::Name##Response> on_##Name;         \
  grpc::Status Name(grpc::ServerContext*, const v1::Name##Request* in, \
                    v1::Name##Response* out) override {                \
    return AnswerWith(on_##Name, *in, out);                            \
  }

struct FakeValidationService : v1::ValidationService::Service {
  KEPIL_FAKE_METHOD(Validate)
  KEPIL_FAKE_METHOD(GetReceipt)
  KEPIL_FAKE_METHOD(GetCertificateStatus)
  KEPIL_FAKE_METHOD(ListPolicies)
  KEPIL_FAKE_METHOD(GetPolicy)
  KEPIL_FAKE_METHOD(GetServiceInfo)
  using Stream = grpc::ServerReaderWriter<v1::ValidateStreamResponse,
                                          v1::ValidateStreamRequest>;
  std::function<grpc::Status(Stream& stream)> on_ValidateStream;
  grpc::Status ValidateStream(grpc::ServerContext*, Stream* stream) override {
    return on_ValidateStream
               ? on_ValidateStream(*stream)
               : grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "not faked");
  }
  std::vector<std::string> bundle_pieces;
  grpc::Status ExportEvidence(
      grpc::ServerContext*, const v1::ExportEvidenceRequest*,
      grpc::ServerWriter<v1::ExportEvidenceResponse>* writer) override {
    for (const std::string& piece : bundle_pieces) {
      v1::ExportEvidenceResponse response;
      response.set_chunk(piece);
      writer->Write(response);
    }
    return grpc::Status::OK;
  }
};

struct FakeRegistrarService : v1::RegistrarService::Service {
  KEPIL_FAKE_METHOD(ProposeChange)
  KEPIL_FAKE_METHOD(GetChange)
  KEPIL_FAKE_METHOD(ListChanges)
  KEPIL_FAKE_METHOD(ApproveChange)
  KEPIL_FAKE_METHOD(SuspendService)
  KEPIL_FAKE_METHOD(RefuseChange)
};

struct FakeApplicationService : v1::ApplicationService::Service {
  KEPIL_FAKE_METHOD(EnterApplication)
  KEPIL_FAKE_METHOD(AddDocument)
  KEPIL_FAKE_METHOD(GetApplication)
  KEPIL_FAKE_METHOD(ListApplications)
  KEPIL_FAKE_METHOD(GetDocument)
  KEPIL_FAKE_METHOD(CheckApplication)
  KEPIL_FAKE_METHOD(ApproveApplication)
  KEPIL_FAKE_METHOD(RefuseApplication)
};

struct FakeTrustListService : v1::TrustListService::Service {
  KEPIL_FAKE_METHOD(ListAuthorities)
  KEPIL_FAKE_METHOD(GetAuthority)
  KEPIL_FAKE_METHOD(ListLegalRecords)
};

struct FakeOperationsService : v1::OperationsService::Service {
  KEPIL_FAKE_METHOD(ListCrlWatch)
  KEPIL_FAKE_METHOD(RestrictEvidence)
  KEPIL_FAKE_METHOD(PurgeEvidence)
};

struct FakeTransparencyService : v1::TransparencyService::Service {
  KEPIL_FAKE_METHOD(GetCheckpoint)
  KEPIL_FAKE_METHOD(GetInclusionProof)
  KEPIL_FAKE_METHOD(GetConsistencyProof)
  KEPIL_FAKE_METHOD(GetTile)

  // Serves `storage`, which outlives this.
  void Serve(const MemoryLogStorage& storage) {
    on_GetCheckpoint = [&storage](const v1::GetCheckpointRequest&)
        -> absl::StatusOr<v1::GetCheckpointResponse> {
      v1::GetCheckpointResponse response;
      response.set_checkpoint(storage.ReadCheckpoint().value_or(""));
      return response;
    };
    on_GetTile = [&storage](const v1::GetTileRequest& request)
        -> absl::StatusOr<v1::GetTileResponse> {
      const auto bundle = ParseEntryBundlePath(request.path());
      const auto octets =
          bundle.ok() ? storage.ReadEntryBundle(*bundle)
                      : storage.ReadTile(*ParseTilePath(request.path()));
      if (!octets.ok()) {
        return octets.status();
      }
      v1::GetTileResponse response;
      response.set_data(*octets);
      return response;
    };
    on_GetInclusionProof =
        [&storage](const v1::GetInclusionProofRequest& request)
        -> absl::StatusOr<v1::GetInclusionProofResponse> {
      v1::GetInclusionProofResponse response;
      const auto proof =
          MakeInclusionProof(request.index(), request.tree_size(), storage);
      for (const Digest& hash : proof->hashes) {
        response.add_hashes(std::string(hash.bytes()));
      }
      return response;
    };
    on_GetConsistencyProof =
        [&storage](const v1::GetConsistencyProofRequest& request)
        -> absl::StatusOr<v1::GetConsistencyProofResponse> {
      v1::GetConsistencyProofResponse response;
      const auto proof =
          MakeConsistencyProof(request.old_size(), request.new_size(), storage);
      for (const Digest& hash : proof->hashes) {
        response.add_hashes(std::string(hash.bytes()));
      }
      return response;
    };
  }
};

#undef KEPIL_FAKE_METHOD

// Set the methods before the first Run; they are called from other threads.
class FakeServer {
 public:
  FakeServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port_);
    builder.RegisterService(&validation);
    builder.RegisterService(&registrar);
    builder.RegisterService(&application);
    builder.RegisterService(&trust_list);
    builder.RegisterService(&transparency);
    builder.RegisterService(&operations);
    server_ = builder.BuildAndStart();
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  // Runs a command line against this server; what it printed is in `out` and
  // `err`.
  ExitCode Run(absl::Span<const Command> commands,
               std::vector<std::string> words) {
    std::ostringstream out_stream;
    std::ostringstream err_stream;
    Console console{out_stream, err_stream};
    words.push_back("--plaintext");
    const ExitCode code =
        Dispatch(words, commands, {{"KEPIL_SERVER", address()}}, console);
    out = out_stream.str();
    err = err_stream.str();
    return code;
  }

  FakeValidationService validation;
  FakeRegistrarService registrar;
  FakeApplicationService application;
  FakeTrustListService trust_list;
  FakeTransparencyService transparency;
  FakeOperationsService operations;
  std::string out, err;

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_FAKE_SERVER_H_
