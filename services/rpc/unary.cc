#include "services/rpc/unary.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

// gRPC deadlines are of the system clock; ours go by the injected one, so only
// the time that is left is taken over.
absl::Time DeadlineOf(const grpc::CallbackServerContext& context,
                      absl::Time now, absl::Duration longest) {
  const absl::Duration left =
      absl::FromChrono(context.deadline()) - absl::Now();
  return now + std::min(left, longest);
}

// "ipv4:192.0.2.1:4711" without the port: what a rate is counted by.
std::string AddressOf(const std::string& peer) {
  return peer.substr(0, peer.rfind(':'));
}

std::string ReasonText(const absl::Status& status) {
  if (status.ok()) {
    return "OK";
  }
  const std::optional<v1::ErrorReason> reason = ReasonOf(status);
  return reason.has_value() ? v1::ErrorReason_Name(*reason).substr(13)
                            : "UNCLASSIFIED";
}

}  // namespace

CallRunner::CallRunner(Rooms rooms, CallLimits limits, IngressRules ingress)
    : rooms_(rooms),
      limits_(limits),
      ingress_(std::move(ingress)),
      calls_(rooms.metrics,
             {"kepil_rpc_calls_total", "Calls by method and outcome."},
             {"method", "outcome"}),
      seconds_(rooms.metrics,
               {"kepil_rpc_seconds", "Time from arrival to answer."},
               {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
                5, 10},
               {"method"}) {}

CallRunner::CallRunner(const CallRunner& other, IngressRules ingress)
    : rooms_(other.rooms_),
      limits_(other.limits_),
      ingress_(std::move(ingress)),
      calls_(other.calls_),
      seconds_(other.seconds_) {}

absl::Status CallRunner::CancelledError() {
  return MakeError(absl::StatusCode::kCancelled, v1::ERROR_REASON_DEADLINE,
                   "the caller went away");
}

absl::StatusOr<CallContext> CallRunner::Identify(
    const grpc::CallbackServerContext& context, Method id) const {
  CallContext call;
  call.caller = rooms_.authenticator.Identify(context.auth_context().get());
  const v1::PrincipalRecord* const caller = call.caller.get();
  if (caller == nullptr) {
    KEPIL_RETURN_IF_ERROR(rooms_.rate.Count(AddressOf(context.peer())));
  }
  KEPIL_RETURN_IF_ERROR(Authorize(id, caller));
  KEPIL_ASSIGN_OR_RETURN(call.ingress, IngressOf(ingress_, id, caller));
  call.owner = caller != nullptr ? caller->id() : AddressOf(context.peer());
  if (caller != nullptr) {
    KEPIL_ASSIGN_OR_RETURN(call.lease, rooms_.quota.Begin(*caller));
  }
  call.started = rooms_.clock.Now();
  call.deadline = DeadlineOf(context, call.started, limits_.request_timeout);
  return call;
}

absl::StatusOr<CallContext> CallRunner::AdmitStream(
    const grpc::CallbackServerContext& context, Method id) {
  absl::StatusOr<CallContext> call = Identify(context, id);
  if (!call.ok()) {
    Close(id, {}, 0, call.status());
  }
  return call;
}

absl::StatusOr<CallContext> CallRunner::AdmitQuestion(
    const CallContext& stream) {
  CallContext question = stream;
  question.started = rooms_.clock.Now();
  question.deadline = question.started + limits_.request_timeout;
  if (stream.caller != nullptr) {
    KEPIL_ASSIGN_OR_RETURN(question.lease, rooms_.quota.Begin(*stream.caller));
  }
  return question;
}

void CallRunner::CloseStream(Method id, const CallContext& call,
                             const absl::Status& status) {
  Close(id, call, 0, status);
}

absl::StatusOr<CallRunner::Admitted> CallRunner::Admit(
    const grpc::CallbackServerContext& context, Method id,
    const google::protobuf::Message& request) {
  Admitted admitted;
  KEPIL_ASSIGN_OR_RETURN(admitted.context, Identify(context, id));
  const int64_t bytes = static_cast<int64_t>(request.ByteSizeLong());
  const int64_t limit = admitted.context.caller != nullptr
                            ? limits_.max_message_bytes
                            : limits_.max_anonymous_bytes;
  if (bytes > limit) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                     "the message is over its limit",
                     {{"limit_bytes", std::to_string(limit)}});
  }
  KEPIL_RETURN_IF_ERROR(rooms_.inflight.Take(bytes));
  admitted.bytes = bytes;
  return admitted;
}

grpc::Status CallRunner::Close(Method id, const CallContext& call,
                               int64_t bytes, const absl::Status& status) {
  if (bytes > 0) {
    rooms_.inflight.Give(bytes);
  }
  const LogToken method = MethodName(id);
  const LogToken outcome(ReasonText(status));
  calls_.Increment(method, outcome);
  absl::Duration took = absl::ZeroDuration();
  if (call.started != absl::InfinitePast()) {
    took = rooms_.clock.Now() - call.started;
    seconds_.Observe(absl::ToDoubleSeconds(took), method);
  }
  const LogToken caller(call.caller != nullptr
                            ? absl::string_view(call.caller->id())
                            : absl::string_view("anonymous"));
  rooms_.log.Info("call", {{"method", method},
                           {"outcome", outcome},
                           {"caller", caller},
                           {"took", took},
                           {"bytes", bytes}});
  return ToGrpc(status);
}

LogToken MethodName(Method method) {
  switch (method) {
    case Method::kValidate:
      return LogToken("Validate");
    case Method::kValidateStream:
      return LogToken("ValidateStream");
    case Method::kGetCertificateStatus:
      return LogToken("GetCertificateStatus");
    case Method::kPeerValidate:
      return LogToken("PeerValidate");
    case Method::kForward:
      return LogToken("Forward");
    case Method::kGetCapabilities:
      return LogToken("GetCapabilities");
    case Method::kGetReceipt:
      return LogToken("GetReceipt");
    case Method::kExportEvidence:
      return LogToken("ExportEvidence");
    case Method::kListPolicies:
      return LogToken("ListPolicies");
    case Method::kGetPolicy:
      return LogToken("GetPolicy");
    case Method::kGetServiceInfo:
      return LogToken("GetServiceInfo");
    case Method::kGetCheckpoint:
      return LogToken("GetCheckpoint");
    case Method::kGetInclusionProof:
      return LogToken("GetInclusionProof");
    case Method::kGetConsistencyProof:
      return LogToken("GetConsistencyProof");
    case Method::kGetTile:
      return LogToken("GetTile");
    case Method::kGetCheckpointTimestamp:
      return LogToken("GetCheckpointTimestamp");
    case Method::kVerifyReceipt:
      return LogToken("VerifyReceipt");
    case Method::kExchangeDvcs:
      return LogToken("ExchangeDvcs");
    case Method::kProposeChange:
      return LogToken("ProposeChange");
    case Method::kGetChange:
      return LogToken("GetChange");
    case Method::kListChanges:
      return LogToken("ListChanges");
    case Method::kApproveChange:
      return LogToken("ApproveChange");
    case Method::kSuspendService:
      return LogToken("SuspendService");
    case Method::kRefuseChange:
      return LogToken("RefuseChange");
    case Method::kListAuthorities:
      return LogToken("ListAuthorities");
    case Method::kGetAuthority:
      return LogToken("GetAuthority");
    case Method::kListLegalRecords:
      return LogToken("ListLegalRecords");
    case Method::kListCrlWatch:
      return LogToken("ListCrlWatch");
    case Method::kRestrictEvidence:
      return LogToken("RestrictEvidence");
    case Method::kPurgeEvidence:
      return LogToken("PurgeEvidence");
    case Method::kGetSnapshot:
      return LogToken("GetSnapshot");
    case Method::kEnterApplication:
      return LogToken("EnterApplication");
    case Method::kAddDocument:
      return LogToken("AddDocument");
    case Method::kGetApplication:
      return LogToken("GetApplication");
    case Method::kListApplications:
      return LogToken("ListApplications");
    case Method::kGetDocument:
      return LogToken("GetDocument");
    case Method::kCheckApplication:
      return LogToken("CheckApplication");
    case Method::kApproveApplication:
      return LogToken("ApproveApplication");
    case Method::kRefuseApplication:
      return LogToken("RefuseApplication");
  }
  return LogToken("unknown");
}

}  // namespace kepil
