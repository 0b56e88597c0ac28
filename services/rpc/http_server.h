#ifndef KEPIL_SERVICES_RPC_HTTP_SERVER_H_
#define KEPIL_SERVICES_RPC_HTTP_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace kepil {

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string cache_control = "no-store";
  std::string body;
};

// HttpServer answers GET requests over plain HTTP/1.1 on one address. Bounded:
// 8 KiB of headers, no request bodies, connections, and the time that a
// connection may be idle. The only user of the HTTP library.
class HttpServer {
 public:
  // Called with the path of the target ("/metrics"), on the server's thread;
  // must not block for long.
  using Handler = std::function<HttpResponse(absl::string_view path)>;
  struct Options {
    std::string host = "127.0.0.1";  // An IP address.
    int port = 0;                    // 0: any free one.
    int max_connections = 64;
    absl::Duration idle_timeout = absl::Seconds(30);
  };

  // Binds, listens and starts one thread. INVALID_ARGUMENT/CONFIG_INVALID if
  // the address cannot be bound.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(Options options,
                                                           Handler handler);
  virtual ~HttpServer() = default;  // Closes every connection and joins.
  virtual int port() const = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_HTTP_SERVER_H_
