#ifndef KEPIL_SERVICES_RPC_POST_SERVER_H_
#define KEPIL_SERVICES_RPC_POST_SERVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/rpc/http_server.h"
#include "services/rpc/inflight_budget.h"

namespace kepil {

// One POST, read to its end.
struct PostRequest {
  std::string path;          // Without its query.
  std::string content_type;  // Lower case, without parameters.
  std::string body;
  // The body was over max_body_bytes and was not read.
  bool is_over_limit = false;
  std::string address;          // Of the client, without a port.
  std::string tls_leaf_sha256;  // Of its certificate; "" without one.
};

// PostServer takes POST requests over HTTP/1.1 on one address, under TLS if it
// has a certificate. A client certificate is asked for and never required: the
// handshake proves its key, whose it is the handler decides. Bounded: 8 KiB of
// headers, a body of a stated length within the budget, connections, and the
// time for each of handshake, header, body and answer. Beside HttpServer the
// only user of the HTTP library.
class PostServer {
 public:
  // Called on any thread, once.
  using Responder = std::function<void(HttpResponse)>;
  // Called on the server's thread; must not block, and respond once, at once or
  // later from any thread.
  using Handler = std::function<void(PostRequest, Responder)>;
  struct Tls {
    std::string cert_pem, key_pem;  // Chain, leaf first. "": no TLS.
  };
  struct Options {
    std::string host = "127.0.0.1";  // An IP address.
    int port = 0;                    // 0: any free one.
    int max_connections = 256;
    int64_t max_body_bytes = int64_t{8} << 20;
    absl::Duration timeout = absl::Seconds(30);  // Of one step.
  };

  // Binds, listens and starts one thread. `budget` holds the bodies; it
  // outlives the server. INVALID_ARGUMENT/CONFIG_INVALID if the address cannot
  // be bound or the TLS files are no pair.
  static absl::StatusOr<std::unique_ptr<PostServer>> Start(
      Options options, const Tls& tls, InflightBudget& budget, Handler handler);
  // Takes no new connections, waits for the answers under way, joins.
  virtual ~PostServer() = default;
  virtual int port() const = 0;
  // For connections from now on; errors as Start, and then the old pair stays.
  virtual absl::Status UseTls(const Tls& tls) = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_POST_SERVER_H_
