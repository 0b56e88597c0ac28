#include "services/rpc/dvcs_face.h"

#include <string>
#include <utility>

#include "absl/status/status.h"

namespace kepil {
namespace {

constexpr char kText[] = "text/plain; charset=utf-8";

HttpResponse AnswerOf(absl::StatusOr<DvcsReply> reply) {
  if (!reply.ok()) {
    return {503, kText, "no-store", "not available\n"};
  }
  return {200, kDvcsMediaType, "no-store", std::move(reply->der)};
}

LogToken OutcomeOf(const absl::StatusOr<DvcsReply>& reply) {
  if (!reply.ok()) {
    return LogToken("unavailable");
  }
  if (!reply->is_signed) {
    return LogToken("unsigned");
  }
  if (!reply->failure.has_value()) {
    return LogToken("dvc");
  }
  switch (*reply->failure) {
    case DvcFailure::kBadRequest:
      return LogToken("badRequest");
    case DvcFailure::kBadTime:
      return LogToken("badTime");
    case DvcFailure::kBadDataFormat:
      return LogToken("badDataFormat");
    case DvcFailure::kWrongAuthority:
      return LogToken("wrongAuthority");
    case DvcFailure::kIncorrectData:
      return LogToken("incorrectData");
  }
  return LogToken("unknown");
}

}  // namespace

DvcsFace::DvcsFace(Rooms rooms, absl::Duration request_timeout,
                   IngressRules ingress)
    : rooms_(rooms),
      request_timeout_(request_timeout),
      ingress_(std::move(ingress)),
      exchanges_(rooms.metrics,
                 {"kepil_dvcs_exchanges_total",
                  "DVCS requests by what they were answered with."},
                 {"outcome"}) {}

void DvcsFace::Close(const absl::StatusOr<DvcsReply>& reply,
                     absl::Time started) {
  const LogToken outcome = OutcomeOf(reply);
  exchanges_.Increment(outcome);
  const bool is_known = reply.ok() && !reply->caller.empty();
  rooms_.log.Info(
      "dvcs", {{"outcome", outcome},
               {"status", reply.status()},
               {"caller", LogToken(is_known ? absl::string_view(reply->caller)
                                            : absl::string_view("anonymous"))},
               {"took", rooms_.clock.Now() - started}});
}

absl::StatusOr<DvcsReply> DvcsFace::Exchange(absl::string_view octets,
                                             const DvcsCall& call) {
  const absl::Time started = rooms_.clock.Now();
  absl::StatusOr<DvcsReply> reply = rooms_.flow.Run(octets, call);
  Close(reply, started);
  return reply;
}

HttpResponse DvcsFace::AnswerTo(const PostRequest& request,
                                const DvcsCall& call,
                                const absl::Status& start) {
  if (!start.ok()) {
    Close(start, rooms_.clock.Now());
    return AnswerOf(start);
  }
  if (request.is_over_limit) {
    const DvcsReply refused = rooms_.flow.Refuse(
        {DvcFailure::kBadRequest, "the request is over the limit"});
    Close(refused, rooms_.clock.Now());
    return AnswerOf(refused);
  }
  return AnswerOf(Exchange(request.body, call));
}

void DvcsFace::AnswerBehind(const IngressRules& ingress, PostRequest request,
                            PostServer::Responder respond) {
  if (request.content_type != kDvcsMediaType) {
    return respond({415, kText, "no-store", "application/dvcs only\n"});
  }
  DvcsCall call;
  const std::shared_ptr<const v1::PrincipalRecord> caller =
      rooms_.authenticator.IdentifyLeaf(request.tls_leaf_sha256);
  if (caller != nullptr) {
    call.caller = *caller;
  }
  call.deadline = rooms_.clock.Now() + request_timeout_;
  call.ingress = ingress;
  CallerQuota::Lease lease;
  if (call.caller.has_value()) {
    absl::StatusOr<CallerQuota::Lease> begun = rooms_.quota.Begin(*call.caller);
    if (!begun.ok()) {
      return respond({429, kText, "no-store", "too many requests\n"});
    }
    lease = *std::move(begun);
  } else if (!rooms_.rate.Count(request.address).ok()) {
    return respond({429, kText, "no-store", "too many requests\n"});
  }
  const std::string owner =
      call.caller.has_value() ? call.caller->id() : request.address;
  const absl::Time deadline = call.deadline;
  const absl::Status scheduled = rooms_.flow_executor.Schedule(
      owner, deadline,
      [this, respond, lease = std::move(lease), call = std::move(call),
       request = std::move(request)](const absl::Status& start) mutable {
        HttpResponse answer = AnswerTo(request, call, start);
        lease.reset();  // The caller may ask again at once.
        respond(std::move(answer));
      });
  if (!scheduled.ok()) {
    Close(scheduled, rooms_.clock.Now());
    respond(AnswerOf(scheduled));
  }
}

}  // namespace kepil
