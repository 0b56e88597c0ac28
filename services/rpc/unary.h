#ifndef KEPIL_SERVICES_RPC_UNARY_H_
#define KEPIL_SERVICES_RPC_UNARY_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/fair_executor.h"
#include "base/logging.h"
#include "base/metrics.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "kepil/v1/receipt.pb.h"
#include "kepil/v1/trust.pb.h"
#include "services/gateway/authorization.h"
#include "services/gateway/ingress_mode.h"
#include "services/rpc/authenticator.h"
#include "services/rpc/caller_quota.h"
#include "services/rpc/inflight_budget.h"
#include "services/rpc/rate_limiter.h"
#include "services/rpc/status_mapping.h"

namespace kepil {

struct CallContext {
  // By SHA-256 of the TLS leaf, never a name or metadata; nullptr: anonymous,
  // which only the open methods see.
  std::shared_ptr<const v1::PrincipalRecord> caller;
  Ingress ingress;
  absl::Time started = absl::InfinitePast();
  absl::Time deadline;
  std::string owner;         // Whose turn it is: principal id, or address.
  CallerQuota::Lease lease;  // Of its share; anonymous: none.
};

// UnaryMethod is one RPC, free of transport: every face runs the same function
// object, so authorisation, limits, deadlines and errors cannot differ.
template <typename Request, typename Response>
using UnaryMethod = std::function<absl::StatusOr<Response>(
    const CallContext& context, const Request& request)>;

struct CallLimits {
  int64_t max_message_bytes = int64_t{8} << 20;
  int64_t max_anonymous_bytes = int64_t{1} << 20;
  absl::Duration request_timeout = absl::Seconds(30);
};

// CallRunner takes a call through identity, role, limits and the executor. It
// is the only code that touches reactors. Thread-safe.
class CallRunner {
 public:
  struct Rooms {  // Borrowed; outlive the runner and every call.
    const Clock& clock;
    FairExecutor& flow;
    const Authenticator& authenticator;
    InflightBudget& inflight;
    RateLimiter& rate;
    CallerQuota& quota;
    const Logger& log;
    MetricsRegistry& metrics;
  };
  CallRunner(Rooms rooms, CallLimits limits, IngressRules ingress = {});
  // The same rooms, limits and metrics behind a listener of another kind.
  CallRunner(const CallRunner& other, IngressRules ingress);

  // Runs `method` on the executor and finishes the call exactly once. `request`
  // and `response` are gRPC's: they live until then.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, Method id,
                                const Request* request, Response* response,
                                const UnaryMethod<Request, Response>& method) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    absl::StatusOr<Admitted> admitted = Admit(*context, id, *request);
    if (!admitted.ok()) {
      reactor->Finish(Close(id, {}, 0, admitted.status()));
      return reactor;
    }
    const absl::Time deadline = admitted->context.deadline;
    const int64_t bytes = admitted->bytes;
    const std::string owner = admitted->context.owner;
    const absl::Status scheduled = rooms_.flow.Schedule(
        owner, deadline,
        [this, context, id, request, response, &method, reactor,
         call = *std::move(admitted)](absl::Status start) mutable {
          if (start.ok() && context->IsCancelled()) {
            start = CancelledError();
          }
          if (start.ok()) {
            absl::StatusOr<Response> answer = method(call.context, *request);
            if (answer.ok()) {
              response->Swap(&*answer);
            }
            start = answer.status();
          }
          const grpc::Status answer =
              Close(id, call.context, call.bytes, start);
          call.context.lease.reset();  // The caller may call again at once.
          reactor->Finish(answer);
        });
    if (!scheduled.ok()) {
      CallContext refused;
      refused.started = rooms_.clock.Now();
      reactor->Finish(Close(id, refused, bytes, scheduled));
    }
    return reactor;
  }

  // For streams: who calls, or why not. The same checks as Run makes.
  absl::StatusOr<CallContext> AdmitStream(
      const grpc::CallbackServerContext& context, Method id);
  // One question of an admitted stream: of the same caller, with a share of its
  // quota and a deadline of its own. RESOURCE_EXHAUSTED/QUOTA_EXCEEDED.
  absl::StatusOr<CallContext> AdmitQuestion(const CallContext& stream);
  // Counts and logs how an admitted stream, or a question of one, ended.
  void CloseStream(Method id, const CallContext& call,
                   const absl::Status& status);

 private:
  struct Admitted {
    CallContext context;
    int64_t bytes = 0;  // Held in the budget.
  };

  absl::StatusOr<Admitted> Admit(const grpc::CallbackServerContext& context,
                                 Method id,
                                 const google::protobuf::Message& request);
  absl::StatusOr<CallContext> Identify(
      const grpc::CallbackServerContext& context, Method id) const;
  // Gives `bytes` back to the budget, counts and logs the call.
  grpc::Status Close(Method id, const CallContext& call, int64_t bytes,
                     const absl::Status& status);
  static absl::Status CancelledError();

  const Rooms rooms_;
  const CallLimits limits_;
  const IngressRules ingress_;
  Counter<LogToken, LogToken> calls_;
  Histogram<LogToken> seconds_;
};

// "ValidationService.Validate": for logs and metrics.
LogToken MethodName(Method method);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_UNARY_H_
