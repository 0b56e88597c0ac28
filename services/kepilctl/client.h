#ifndef KEPIL_SERVICES_KEPILCTL_CLIENT_H_
#define KEPIL_SERVICES_KEPILCTL_CLIENT_H_

#include <functional>
#include <memory>
#include <string>
#include <tuple>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"
#include "kepil/v1/application.grpc.pb.h"
#include "kepil/v1/operations.grpc.pb.h"
#include "kepil/v1/registrar.grpc.pb.h"
#include "kepil/v1/transparency.grpc.pb.h"
#include "kepil/v1/validation.grpc.pb.h"
#include "services/kepilctl/settings.h"

namespace kepil {

// Whether HOST:PORT names this machine: localhost, 127.0.0.0/8 or [::1].
// INVALID_ARGUMENT/REQUEST_MALFORMED if it is no HOST:PORT.
absl::StatusOr<bool> IsLoopbackServer(absl::string_view server);

// Client talks to one server. Thread-safe. Answers wait for at most
// settings.timeout; a server that says OVERLOADED is asked again within it.
class Client {
 public:
  // Reads the key files; connects with the first call. INVALID_ARGUMENT/
  // REQUEST_MALFORMED without a server, without --ca (unless in plaintext), and
  // in plaintext to anything but this machine.
  static absl::StatusOr<std::unique_ptr<Client>> Create(
      const Settings& settings);

  // Call(&v1::ValidationService::Stub::Validate, request). Errors: the server's
  // own, with their reason; gRPC's without one.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      const Request& request) {
    Response response;
    const absl::Status status =
        Attempt([&](grpc::ClientContext& context) -> grpc::Status {
          response.Clear();
          return (std::get<std::unique_ptr<Stub>>(stubs_).get()->*method)(
              &context, request, &response);
        });
    if (!status.ok()) {
      return status;
    }
    return response;
  }

  // ExportEvidence, put together again: a serialized EvidenceBundle.
  absl::StatusOr<std::string> ExportEvidence(const std::string& receipt_id);

  // One ValidateStream. `ask` writes to it from a thread of its own, until the
  // stream takes no more; `answer` is called on this one as answers come.
  // Returns how the stream ended. It lasts as long as its questions: there is
  // no deadline.
  using AskStream = std::function<bool(const v1::ValidateStreamRequest&)>;
  absl::Status ValidateStream(
      const std::function<void(const AskStream& write)>& ask,
      const std::function<void(v1::ValidateStreamResponse response)>& answer);

  absl::Duration timeout() const { return timeout_; }

 private:
  Client(std::shared_ptr<grpc::Channel> channel, absl::Duration timeout);
  absl::Status Attempt(
      const std::function<grpc::Status(grpc::ClientContext&)>& call);

  const absl::Duration timeout_;
  const std::tuple<std::unique_ptr<v1::ValidationService::Stub>,
                   std::unique_ptr<v1::RegistrarService::Stub>,
                   std::unique_ptr<v1::ApplicationService::Stub>,
                   std::unique_ptr<v1::TrustListService::Stub>,
                   std::unique_ptr<v1::TransparencyService::Stub>,
                   std::unique_ptr<v1::OperationsService::Stub>>
      stubs_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_CLIENT_H_
