#ifndef KEPIL_SERVICES_KEPILD_HTTP_LISTENERS_H_
#define KEPIL_SERVICES_KEPILD_HTTP_LISTENERS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/metrics.h"
#include "services/gateway/dvcs_flow.h"
#include "services/kepild/config.h"
#include "services/rpc/dvcs_face.h"
#include "services/rpc/http_server.h"
#include "services/rpc/inflight_budget.h"
#include "services/rpc/post_server.h"

namespace kepil {

// HttpListeners is everything that speaks HTTP: METRICS and TILES in the clear,
// RFC 3029 on the DVCS and RELAY_DVCS addresses of the configuration.
class HttpListeners {
 public:
  struct Rooms {  // Borrowed; outlive the listeners.
    InflightBudget& inflight;
    DvcsFace& dvcs;
    HttpServer::Handler tiles;
    HttpServer::Handler metrics;
  };
  // Errors as HttpServer::Start and PostServer::Start, and of what cannot be
  // read.
  static absl::StatusOr<std::unique_ptr<HttpListeners>> Start(
      const Config& config, const Rooms& rooms);

  // "DVCS 127.0.0.1:8445", ports filled in.
  const std::vector<std::string>& addresses() const { return addresses_; }
  // Reads the TLS files again; a bad pair leaves the old one in use.
  absl::Status ReloadTls();

 private:
  struct Posts {
    config::v1::Listener listener;
    std::unique_ptr<PostServer> server;
  };

  HttpListeners() = default;
  absl::Status OpenDvcs(const Config& config,
                        const config::v1::Listener& listener,
                        const Rooms& rooms);
  absl::Status OpenPlain(const config::v1::Listener& listener,
                         HttpServer::Handler handler);

  std::vector<std::unique_ptr<HttpServer>> plain_;
  std::vector<Posts> dvcs_;
  std::vector<std::string> addresses_;
};

// Whether the node can do its work.
struct NodeHealth {
  absl::Status receipt_key;
  bool has_trusted_time = false;
  int64_t inflight_bytes = 0;  // Octets of requests that are held.
  int inflight_tasks = 0;      // Accepted and not finished.
};
// What METRICS answers: /metrics, /healthz (503 without a usable receipt key).
HttpResponse AnswerMetrics(absl::string_view path,
                           const MetricsRegistry& metrics,
                           const NodeHealth& health);

// How DVCS requests are answered by this configuration.
DvcsFlow::Options DvcsOptionsOf(const Config& config,
                                const std::vector<ReceiptIdentity>& identities,
                                const ParseLimits& limits);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_HTTP_LISTENERS_H_
