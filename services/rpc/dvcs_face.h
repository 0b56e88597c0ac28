#ifndef KEPIL_SERVICES_RPC_DVCS_FACE_H_
#define KEPIL_SERVICES_RPC_DVCS_FACE_H_

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/fair_executor.h"
#include "base/logging.h"
#include "base/metrics.h"
#include "services/gateway/dvcs_flow.h"
#include "services/rpc/authenticator.h"
#include "services/rpc/caller_quota.h"
#include "services/rpc/post_server.h"
#include "services/rpc/rate_limiter.h"

namespace kepil {

inline constexpr char kDvcsMediaType[] = "application/dvcs";

// The HTTP face of DvcsFlow (RFC 3029, 11): POST of application/dvcs on any
// path. Every DVC and every error notice is status 200; 415 for another type,
// 429 over the share of a registered certificate or the rate of an address, 503
// when there is no place or the node is in trouble. Thread-safe.
class DvcsFace {
 public:
  struct Rooms {  // Borrowed; outlive the face and every call.
    const Clock& clock;
    FairExecutor& flow_executor;
    const Authenticator& authenticator;
    RateLimiter& rate;
    const DvcsFlow& flow;
    CallerQuota& quota;
    const Logger& log;
    MetricsRegistry& metrics;
  };
  // `ingress`: what holds for who comes through Answer.
  DvcsFace(Rooms rooms, absl::Duration request_timeout,
           IngressRules ingress = {});

  // What a PostServer calls.
  void Answer(PostRequest request, PostServer::Responder respond) {
    AnswerBehind(ingress_, std::move(request), std::move(respond));
  }
  // The same for a listener of which something else holds (RELAY_DVCS).
  void AnswerBehind(const IngressRules& ingress, PostRequest request,
                    PostServer::Responder respond);

  // One exchange whose caller is known or not, logged and counted; also of
  // other transports. Errors as DvcsFlow::Run.
  absl::StatusOr<DvcsReply> Exchange(absl::string_view octets,
                                     const DvcsCall& call);

 private:
  // `start`: not OK if its turn did not come.
  HttpResponse AnswerTo(const PostRequest& request, const DvcsCall& call,
                        const absl::Status& start);
  void Close(const absl::StatusOr<DvcsReply>& reply, absl::Time started);

  const Rooms rooms_;
  const absl::Duration request_timeout_;
  const IngressRules ingress_;
  Counter<LogToken> exchanges_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_DVCS_FACE_H_
