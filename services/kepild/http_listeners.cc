#include "services/kepild/http_listeners.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "services/kepild/files.h"
#include "services/kepild/ingress_house.h"
#include "services/kepild/tls_material.h"

namespace kepil {
namespace {

absl::StatusOr<PostServer::Tls> ReadTls(const config::v1::Listener& listener) {
  PostServer::Tls tls;
  if (listener.has_tls()) {
    KEPIL_ASSIGN_OR_RETURN(tls.cert_pem, ReadFile(listener.tls().cert_file()));
    KEPIL_ASSIGN_OR_RETURN(tls.key_pem, ReadFile(listener.tls().key_file()));
    KEPIL_RETURN_IF_ERROR(CheckTlsPair(tls.cert_pem, tls.key_pem));
  }
  return tls;
}

// Of what is looked at when it is asked for.
void AddGauge(absl::string_view name, absl::string_view help, int64_t value,
              std::string& text) {
  absl::StrAppend(&text, "# HELP ", name, " ", help, "\n# TYPE ", name,
                  " gauge\n", name, " ", value, "\n");
}

}  // namespace

absl::Status HttpListeners::OpenDvcs(const Config& config,
                                     const config::v1::Listener& listener,
                                     const Rooms& rooms) {
  KEPIL_ASSIGN_OR_RETURN(const ListenAddress address,
                         ParseListenAddress(listener.address()));
  KEPIL_ASSIGN_OR_RETURN(const PostServer::Tls tls, ReadTls(listener));
  PostServer::Options options;
  options.host = address.host;
  options.port = address.port;
  options.max_body_bytes = config.limits().max_message_bytes();
  options.timeout = DurationOf(config.limits().request_timeout());
  const IngressRules ingress = IngressRulesOf(config, listener.kind());
  KEPIL_ASSIGN_OR_RETURN(
      std::unique_ptr<PostServer> server,
      PostServer::Start(
          std::move(options), tls, rooms.inflight,
          [&face = rooms.dvcs, ingress](PostRequest request,
                                        PostServer::Responder respond) {
            face.AnswerBehind(ingress, std::move(request), std::move(respond));
          }));
  addresses_.push_back(
      absl::StrCat(config::v1::Listener::Kind_Name(listener.kind()), " ",
                   address.host, ":", server->port()));
  dvcs_.push_back({listener, std::move(server)});
  return absl::OkStatus();
}

absl::Status HttpListeners::OpenPlain(const config::v1::Listener& listener,
                                      HttpServer::Handler handler) {
  KEPIL_ASSIGN_OR_RETURN(const ListenAddress address,
                         ParseListenAddress(listener.address()));
  HttpServer::Options options;
  options.host = address.host;
  options.port = address.port;
  KEPIL_ASSIGN_OR_RETURN(std::unique_ptr<HttpServer> server,
                         HttpServer::Start(options, std::move(handler)));
  addresses_.push_back(
      absl::StrCat(config::v1::Listener::Kind_Name(listener.kind()), " ",
                   address.host, ":", server->port()));
  plain_.push_back(std::move(server));
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<HttpListeners>> HttpListeners::Start(
    const Config& config, const Rooms& rooms) {
  std::unique_ptr<HttpListeners> listeners(new HttpListeners);
  for (const auto& listener : config.listeners()) {
    if (listener.kind() == config::v1::Listener::METRICS) {
      KEPIL_RETURN_IF_ERROR(listeners->OpenPlain(listener, rooms.metrics));
    } else if (listener.kind() == config::v1::Listener::TILES) {
      KEPIL_RETURN_IF_ERROR(listeners->OpenPlain(listener, rooms.tiles));
    } else if (listener.kind() == config::v1::Listener::DVCS ||
               listener.kind() == config::v1::Listener::RELAY_DVCS) {
      KEPIL_RETURN_IF_ERROR(listeners->OpenDvcs(config, listener, rooms));
    }
  }
  return listeners;
}

HttpResponse AnswerMetrics(absl::string_view path,
                           const MetricsRegistry& metrics,
                           const NodeHealth& health) {
  HttpResponse response;
  if (path == "/metrics") {
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = metrics.Text();
    AddGauge("kepil_inflight_bytes", "Octets of requests that are held.",
             health.inflight_bytes, response.body);
    AddGauge("kepil_inflight_tasks", "Requests accepted and not finished.",
             health.inflight_tasks, response.body);
  } else if (path == "/healthz") {
    const bool usable = health.receipt_key.ok();
    response.status = usable ? 200 : 503;
    response.body = usable ? "ok\n" : "receipt key not usable\n";
    response.body += health.has_trusted_time ? "" : "NO_TRUSTED_TIME\n";
  } else {
    response.status = 404;
    response.body = "not found\n";
  }
  return response;
}

DvcsFlow::Options DvcsOptionsOf(const Config& config,
                                const std::vector<ReceiptIdentity>& identities,
                                const ParseLimits& limits) {
  DvcsFlow::Options options;
  options.names = DvcsNamesOf(identities, {config.node().dvcs_names().begin(),
                                           config.node().dvcs_names().end()});
  options.origin = config.node().origin();
  options.parse = limits;
  return options;
}

absl::Status HttpListeners::ReloadTls() {
  absl::Status first;
  for (const Posts& one : dvcs_) {
    if (!one.listener.has_tls()) {
      continue;
    }
    const absl::StatusOr<PostServer::Tls> tls = ReadTls(one.listener);
    first.Update(tls.ok() ? one.server->UseTls(*tls) : tls.status());
  }
  return first;
}

}  // namespace kepil
