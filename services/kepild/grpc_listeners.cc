#include "services/kepild/grpc_listeners.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "grpc/support/log.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace kepil {
namespace {

constexpr unsigned kWatchSeconds = 1;

std::shared_ptr<grpc::ServerCredentials> CredentialsFor(
    const TlsMaterial& material, config::v1::Listener::Kind kind) {
  auto provider =
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          material.watched_key_file(), material.watched_cert_file(),
          kWatchSeconds);
  grpc::experimental::TlsServerCredentialsOptions options(std::move(provider));
  options.watch_identity_key_cert_pairs();
  // A certificate is matched by its SHA-256 against the registry: no CA and no
  // name decides who may call. The handshake proves that its key is held.
  options.set_cert_request_type(
      kind != config::v1::Listener::OPEN
          ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_BUT_DONT_VERIFY
          : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  return grpc::experimental::TlsServerCredentials(options);
}

absl::Status ListenError(const std::string& address) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONFIG_INVALID,
                   absl::StrCat("cannot listen on ", address));
}

}  // namespace

absl::StatusOr<std::unique_ptr<GrpcListeners>> GrpcListeners::Start(
    const Config& config, const Options& options,
    const std::vector<grpc::Service*>& services) {
  std::unique_ptr<GrpcListeners> listeners(new GrpcListeners);
  listeners->drain_timeout_ = options.drain_timeout;
  // gRPC's own lines are no JSON and may quote what peers sent.
  gpr_set_log_function([](gpr_log_func_args*) {});
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(static_cast<int>(options.max_message_bytes));
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  struct Bound {
    std::string kind, host;
    std::unique_ptr<int> port = std::make_unique<int>(0);
  };
  std::vector<Bound> bound;
  for (int i = 0; i < config.listeners_size(); ++i) {
    const auto& listener = config.listeners(i);
    if (std::find(options.kinds.begin(), options.kinds.end(),
                  listener.kind()) == options.kinds.end()) {
      continue;
    }
    KEPIL_ASSIGN_OR_RETURN(const ListenAddress address,
                           ParseListenAddress(listener.address()));
    std::shared_ptr<grpc::ServerCredentials> credentials =
        grpc::InsecureServerCredentials();
    if (listener.has_tls()) {
      KEPIL_ASSIGN_OR_RETURN(
          TlsMaterial material,
          TlsMaterial::Open(listener.tls().cert_file(),
                            listener.tls().key_file(),
                            absl::StrCat(options.run_folder, "/", i)));
      credentials = CredentialsFor(material, listener.kind());
      listeners->tls_.push_back(std::move(material));
    }
    Bound& place = bound.emplace_back();
    place.kind = config::v1::Listener::Kind_Name(listener.kind());
    place.host = address.host;
    builder.AddListeningPort(absl::StrCat(address.host, ":", address.port),
                             credentials, place.port.get());
  }
  if (bound.empty()) {
    return listeners;
  }
  for (grpc::Service* service : services) {
    builder.RegisterService(service);
  }
  listeners->server_ = builder.BuildAndStart();
  for (const Bound& place : bound) {
    if (listeners->server_ == nullptr || *place.port == 0) {
      return ListenError(place.host);
    }
    listeners->addresses_.push_back(
        absl::StrCat(place.kind, " ", place.host, ":", *place.port));
  }
  auto* health = listeners->server_->GetHealthCheckService();
  for (const char* name :
       {"kepil.v1.ValidationService", "kepil.v1.RegistrarService",
        "kepil.v1.TrustListService", "kepil.v1.TransparencyService",
        "kepil.v1.PeerService"}) {
    health->SetServingStatus(name, true);
  }
  return listeners;
}

GrpcListeners::~GrpcListeners() {
  if (server_ == nullptr) {
    return;
  }
  server_->GetHealthCheckService()->Shutdown();
  server_->Shutdown(std::chrono::system_clock::now() +
                    absl::ToChronoMilliseconds(drain_timeout_));
  server_->Wait();
}

absl::Status GrpcListeners::ReloadTls() {
  absl::Status first;
  for (TlsMaterial& material : tls_) {
    first.Update(material.Reload());
  }
  return first;
}

}  // namespace kepil
