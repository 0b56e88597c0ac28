#include "trustlist/authority_lifecycle.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/legal_date.h"
#include "engine/trust/proto_time.h"
#include "trustlist/termination_notice.h"

namespace kepil {
namespace {

constexpr size_t kMaxGround = 1024;
constexpr size_t kMaxOrderNumber = 64;
constexpr size_t kMaxOrderBody = 256;

absl::Time TimeOf(const google::protobuf::Timestamp& message) {
  return absl::FromUnixSeconds(message.seconds());
}

// One act on services, with its legal time.
struct StatusAct {
  v1::Act act;
  const v1::StatusChange& change;
  absl::Time from;
  const Transition& transition;

  v1::StatusEntry Entry(v1::ServiceStatus status, absl::Time begin) const {
    v1::StatusEntry entry =
        NewStatusEntry(status, begin, change.ground(), transition);
    if (change.has_order()) {
      *entry.mutable_order() = change.order();
    }
    return entry;
  }
};

absl::Status CheckOrder(const v1::SupervisoryOrder& order) {
  if (order.number().empty() || order.number().size() > kMaxOrderNumber ||
      order.body().empty() || order.body().size() > kMaxOrderBody) {
    return MalformedError("an order has a number and a body that issued it");
  }
  KEPIL_ASSIGN_OR_RETURN(const absl::CivilDay issued,
                         DayFromProto(order.issued_on(), "order: issued_on"));
  if (!order.has_deadline()) {
    return absl::OkStatus();
  }
  KEPIL_ASSIGN_OR_RETURN(const absl::CivilDay deadline,
                         DayFromProto(order.deadline(), "order: deadline"));
  return deadline < issued ? MalformedError("order: due before it was issued")
                           : absl::OkStatus();
}

absl::Status CheckGround(const v1::StatusChange& change) {
  if (change.ground().empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_GROUND_MISSING,
                     "no change of status without a legal ground (REG-11)");
  }
  if (change.ground().size() > kMaxGround) {
    return MalformedError("a ground has at most 1024 octets");
  }
  return change.has_order() ? CheckOrder(change.order()) : absl::OkStatus();
}

absl::Status CheckTimes(v1::Act act, const v1::StatusChange& change,
                        absl::Time now) {
  if (change.has_from()) {
    KEPIL_RETURN_IF_ERROR(TimeFromProto(change.from()).status());
  }
  if (change.has_until()) {
    KEPIL_RETURN_IF_ERROR(TimeFromProto(change.until()).status());
  }
  const absl::Time from = change.has_from() ? TimeOf(change.from()) : now;
  if (act != v1::ACT_TERMINATE &&
      (from > now || change.backdated() || change.has_noticed_on())) {
    return MalformedError("only a termination lies ahead, back or is noticed");
  }
  if (change.backdated() && (!change.has_from() || from >= now)) {
    return MalformedError("backdated: from lies in the past");
  }
  if (act == v1::ACT_SUSPEND &&
      (!change.has_until() || TimeOf(change.until()) <= std::max(from, now))) {
    return MalformedError("a suspension needs an end after its beginning");
  }
  if (act != v1::ACT_SUSPEND && change.has_until()) {
    return MalformedError("only a suspension has an end");
  }
  return absl::OkStatus();
}

// Whether the act finds `service` where it would bring it, and why it then
// cannot be done.
v1::ErrorReason ObstacleOf(const StatusAct& act,
                           const v1::TrustService& service) {
  const v1::ServiceStatus status = StatusOf(service, act.transition.now);
  if (status == v1::SERVICE_STATUS_TERMINATED) {
    return v1::ERROR_REASON_AUTHORITY_TERMINATED;
  }
  const bool suspended = status == v1::SERVICE_STATUS_SUSPENDED;
  if (act.act == v1::ACT_SUSPEND) {
    return suspended ? v1::ERROR_REASON_ALREADY_SUSPENDED
                     : v1::ERROR_REASON_UNSPECIFIED;
  }
  if (act.act == v1::ACT_RESUME) {
    return suspended ? v1::ERROR_REASON_UNSPECIFIED
                     : v1::ERROR_REASON_NOT_SUSPENDED;
  }
  return IsEnding(service) ? v1::ERROR_REASON_TERMINATION_ON_RECORD
                           : v1::ERROR_REASON_UNSPECIFIED;
}

absl::Status Perform(const StatusAct& act, v1::Authority& authority,
                     v1::TrustService& service) {
  if (act.act == v1::ACT_SUSPEND) {
    v1::StatusEntry entry = act.Entry(v1::SERVICE_STATUS_SUSPENDED, act.from);
    *entry.mutable_until() = act.change.until();
    InsertEntry(std::move(entry), service);
    return absl::OkStatus();
  }
  if (act.act == v1::ACT_RESUME) {
    InsertEntry(act.Entry(StatusBeforeSuspension(service, act.from), act.from),
                service);
    return absl::OkStatus();
  }
  if (service.history_size() == 0 ||
      act.from < TimeOf(service.history(0).legal_from())) {
    return MalformedError("no termination before the admission");
  }
  v1::StatusEntry end = act.Entry(v1::SERVICE_STATUS_TERMINATED, act.from);
  if (act.from <= act.transition.now) {
    KEPIL_RETURN_IF_ERROR(
        NoteNotice({act.change, act.from, act.transition, authority}, end));
  } else {
    v1::StatusEntry notified =
        act.Entry(v1::SERVICE_STATUS_TERMINATION_NOTIFIED, act.transition.now);
    KEPIL_RETURN_IF_ERROR(NoteNotice(
        {act.change, act.from, act.transition, authority}, notified));
    InsertEntry(std::move(notified), service);
  }
  InsertEntry(std::move(end), service);
  return absl::OkStatus();
}

bool IsInScope(const v1::StatusChange& change,
               const v1::TrustService& service) {
  return change.service_id().empty() || service.id() == change.service_id();
}

// Whether the act changes one service at least; else why not.
absl::Status CheckPossible(const StatusAct& act,
                           const v1::Authority& authority) {
  v1::ErrorReason obstacle = v1::ERROR_REASON_UNSPECIFIED;
  v1::ServiceStatus status = v1::SERVICE_STATUS_UNSPECIFIED;
  for (const v1::TrustService& service : authority.services()) {
    if (!IsInScope(act.change, service)) {
      continue;
    }
    const v1::ErrorReason reason = ObstacleOf(act, service);
    if (reason == v1::ERROR_REASON_UNSPECIFIED) {
      return absl::OkStatus();
    }
    if (reason != v1::ERROR_REASON_AUTHORITY_TERMINATED ||
        obstacle == v1::ERROR_REASON_UNSPECIFIED) {
      obstacle = reason;
      status = StatusOf(service, act.transition.now);
    }
  }
  return ForbiddenStepError(obstacle, act.act, status);
}

}  // namespace

absl::StatusOr<v1::Authority> ChangeStatus(const v1::Authority& before,
                                           v1::Act act,
                                           const v1::StatusChange& change,
                                           const Transition& transition) {
  KEPIL_RETURN_IF_ERROR(CheckChangeable(before, act, transition.now));
  if (act != v1::ACT_SUSPEND && act != v1::ACT_RESUME &&
      act != v1::ACT_TERMINATE) {
    return MalformedError("not a change of status");
  }
  KEPIL_RETURN_IF_ERROR(CheckGround(change));
  KEPIL_RETURN_IF_ERROR(CheckTimes(act, change, transition.now));
  if (!change.service_id().empty() &&
      FindService(before, change.service_id()) == nullptr) {
    return MalformedError("the authority has no such service");
  }
  absl::Time from = change.has_from() ? TimeOf(change.from()) : transition.now;
  if (!change.backdated()) {
    from = std::max(from, transition.now);
  }
  const StatusAct performed = {act, change, from, transition};
  KEPIL_RETURN_IF_ERROR(CheckPossible(performed, before));
  v1::Authority after = before;
  for (v1::TrustService& service : *after.mutable_services()) {
    const v1::ErrorReason obstacle = ObstacleOf(performed, service);
    // Where the authority is suspended, none of its services comes back before.
    if (IsInScope(change, service) &&
        (obstacle == v1::ERROR_REASON_UNSPECIFIED ||
         obstacle == v1::ERROR_REASON_ALREADY_SUSPENDED)) {
      KEPIL_RETURN_IF_ERROR(Perform(performed, after, service));
    }
  }
  if (act == v1::ACT_TERMINATE && IsEnding(after)) {
    KEPIL_RETURN_IF_ERROR(RecordEndOfCa(
        {change, TerminatedFrom(after), transition, before}, after));
  }
  return after;
}

}  // namespace kepil
