#ifndef KEPIL_SERVICES_RPC_DVCS_FACE_H_
#define KEPIL_SERVICES_RPC_DVCS_FACE_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/bounded_executor.h"
#include "base/clock.h"
#include "base/logging.h"
#include "base/metrics.h"
#include "services/gateway/dvcs_flow.h"
#include "services/rpc/authenticator.h"
#include "services/rpc/post_server.h"
#include "services/rpc/rate_limiter.h"

namespace kepil {

inline constexpr char kDvcsMediaType[] = "application/dvcs";

// The HTTP face of DvcsFlow (RFC 3029, 11): POST of application/dvcs on any
// path. Every DVC and every error notice is status 200; 415 for another type,
// 429 over the rate of a caller whose certificate is not registered, 503 when
// there is no place or the node is in trouble. Thread-safe.
class DvcsFace {
 public:
  struct Rooms {  // Borrowed; outlive the face and every call.
    const Clock& clock;
    BoundedExecutor& flow_executor;
    const Authenticator& authenticator;
    RateLimiter& rate;
    const DvcsFlow& flow;
    const Logger& log;
    MetricsRegistry& metrics;
  };
  DvcsFace(Rooms rooms, absl::Duration request_timeout);

  // What a PostServer calls.
  void Answer(PostRequest request, PostServer::Responder respond);

  // One exchange whose caller is known or not, logged and counted; also of
  // other transports. Errors as DvcsFlow::Run.
  absl::StatusOr<DvcsReply> Exchange(absl::string_view octets,
                                     const DvcsCall& call);

 private:
  void Close(const absl::StatusOr<DvcsReply>& reply, absl::Time started);

  const Rooms rooms_;
  const absl::Duration request_timeout_;
  Counter<LogToken> exchanges_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_DVCS_FACE_H_
