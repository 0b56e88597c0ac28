#ifndef KEPIL_SERVICES_KEPILD_GRPC_LISTENERS_H_
#define KEPIL_SERVICES_KEPILD_GRPC_LISTENERS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/kepild/config.h"
#include "services/kepild/tls_material.h"

namespace grpc {
class Server;
class Service;
}  // namespace grpc

namespace kepil {

// GrpcListeners is one gRPC server on the addresses of some kinds in the
// configuration: TLS 1.3 with 1.2 as floor, health and reflection. PARTNER and
// RELAY ask for a client certificate without a list of CAs; whose it is, the
// registry says. OPEN asks for none. Which listener a call came through, gRPC
// does not say: kinds that differ in what is allowed are servers of their own.
class GrpcListeners {
 public:
  struct Options {
    std::string run_folder;  // For the watched TLS files; made anew.
    int64_t max_message_bytes = 0;
    absl::Duration drain_timeout;
    std::vector<config::v1::Listener::Kind> kinds = {
        config::v1::Listener::PARTNER, config::v1::Listener::OPEN};
  };
  // No server without such an address. `services` outlive the listeners.
  static absl::StatusOr<std::unique_ptr<GrpcListeners>> Start(
      const Config& config, const Options& options,
      const std::vector<grpc::Service*>& services);
  // Health NOT_SERVING, no new connections, calls under way finish within
  // drain_timeout, the rest is cancelled.
  ~GrpcListeners();

  // "PARTNER 127.0.0.1:8443", ports filled in.
  const std::vector<std::string>& addresses() const { return addresses_; }
  // Reads the TLS files again; a bad pair leaves the old one in use.
  absl::Status ReloadTls();

 private:
  GrpcListeners() = default;

  absl::Duration drain_timeout_;
  std::vector<TlsMaterial> tls_;
  std::vector<std::string> addresses_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_GRPC_LISTENERS_H_
