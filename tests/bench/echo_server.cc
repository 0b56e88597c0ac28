// A ValidationService that judges nothing: it answers every question with one
// and the same response, over the same gRPC and mutual TLS as kepild. What its
// process takes is what the way alone takes.
//   echo_server CERTIFICATE KEY RESPONSE    (PEM, PEM, ValidateResponse)
// Prints its port; runs until it is killed.

#include <cstdint>
#include <cstdio>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "grpcpp/grpcpp.h"
#include "kepil/v1/validation.grpc.pb.h"
#include "tests/integration/child_process.h"

namespace kepil {
namespace {

// Answers each question when its end has come. Deletes itself.
class EchoStream : public grpc::ServerBidiReactor<v1::ValidateStreamRequest,
                                                  v1::ValidateStreamResponse> {
 public:
  explicit EchoStream(const v1::ValidateResponse& response)
      : response_(response) {
    StartRead(&message_);
  }

  void OnReadDone(bool ok) override {
    bool is_over = false;
    if (ok && message_.has_end()) {
      Answer(message_.number());
    } else if (!ok) {
      const std::lock_guard<std::mutex> lock(mutex_);
      is_read_ = true;
      is_over = !is_writing_;
    }
    if (ok) {
      message_.Clear();
      StartRead(&message_);
    } else if (is_over) {
      Finish(grpc::Status::OK);
    }
  }
  void OnWriteDone(bool) override {
    bool is_over = false;
    bool writes = false;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      is_writing_ = writes = !waiting_.empty();
      if (writes) {
        writing_.set_number(waiting_.front());
        waiting_.pop_front();
      }
      is_over = is_read_ && !writes;
    }
    if (is_over) {
      Finish(grpc::Status::OK);
    } else if (writes) {
      StartWrite(&writing_);
    }
  }
  void OnDone() override { delete this; }

 private:
  void Answer(int64_t number) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (is_writing_) {
        waiting_.push_back(number);
        return;
      }
      is_writing_ = true;
      writing_.set_number(number);
      *writing_.mutable_response() = response_;
    }
    StartWrite(&writing_);
  }

  const v1::ValidateResponse& response_;
  v1::ValidateStreamRequest message_;
  v1::ValidateStreamResponse writing_;
  std::mutex mutex_;
  std::deque<int64_t> waiting_;
  bool is_writing_ = false;
  bool is_read_ = false;
};

class EchoService : public v1::ValidationService::CallbackService {
 public:
  explicit EchoService(v1::ValidateResponse response)
      : response_(std::move(response)) {}

  grpc::ServerUnaryReactor* Validate(grpc::CallbackServerContext* context,
                                     const v1::ValidateRequest*,
                                     v1::ValidateResponse* response) override {
    *response = response_;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  grpc::ServerBidiReactor<v1::ValidateStreamRequest,
                          v1::ValidateStreamResponse>*
  ValidateStream(grpc::CallbackServerContext*) override {
    return new EchoStream(response_);
  }

 private:
  const v1::ValidateResponse response_;
};

int Serve(const std::string& certificate, const std::string& key,
          const std::string& response_file) {
  v1::ValidateResponse response;
  KEPIL_CHECK(response.ParseFromString(ReadWholeFile(response_file)));
  EchoService service(std::move(response));
  grpc::SslServerCredentialsOptions tls(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_BUT_DONT_VERIFY);
  tls.pem_key_cert_pairs.push_back(
      {ReadWholeFile(key), ReadWholeFile(certificate)});
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls),
                           &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  KEPIL_CHECK(server != nullptr && port != 0);
  std::printf("%d\n", port);
  std::fflush(stdout);
  server->Wait();
  return 0;
}

}  // namespace
}  // namespace kepil

int main(int argc, char** argv) {
  return argc == 4 ? kepil::Serve(argv[1], argv[2], argv[3]) : 2;
}
