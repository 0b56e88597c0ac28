#include "trustlist/authority_lifecycle.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/proto_time.h"

namespace kepil {
namespace {

constexpr size_t kMaxGround = 1024;

absl::Time TimeOf(const google::protobuf::Timestamp& message) {
  return absl::FromUnixSeconds(message.seconds());
}

void SetTime(absl::Time time, google::protobuf::Timestamp* message) {
  message->set_seconds(absl::ToUnixSeconds(time));
}

absl::Status Forbidden(v1::ServiceStatus status, v1::Act act) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_TRANSITION_FORBIDDEN,
                   absl::StrCat("no ", v1::Act_Name(act), " from ",
                                v1::ServiceStatus_Name(status)));
}

// Entries in the order of their legal time; the last entry in force at `time`
// that has not lapsed. nullptr: none.
const v1::StatusEntry* EntryAt(const v1::TrustService& service,
                               absl::Time time) {
  const v1::StatusEntry* in_force = nullptr;
  for (const v1::StatusEntry& entry : service.history()) {
    if (TimeOf(entry.legal_from()) > time) {
      break;
    }
    if (entry.status() == v1::SERVICE_STATUS_TERMINATED) {
      return &entry;  // Final.
    }
    if (entry.has_until() && TimeOf(entry.until()) <= time) {
      continue;  // Lapsed: what stood before is in force again.
    }
    in_force = &entry;
  }
  return in_force;
}

// Adds `entry` behind every entry of the same or an earlier legal time.
void Insert(v1::StatusEntry entry, v1::TrustService& service) {
  auto& history = *service.mutable_history();
  *history.Add() = std::move(entry);
  for (int i = history.size() - 1;
       i > 0 &&
       TimeOf(history[i].legal_from()) < TimeOf(history[i - 1].legal_from());
       --i) {
    history.SwapElements(i, i - 1);
  }
}

v1::StatusEntry NewEntry(v1::ServiceStatus status, absl::Time legal_from,
                         const std::string& ground,
                         const Transition& transition) {
  v1::StatusEntry entry;
  entry.set_status(status);
  SetTime(legal_from, entry.mutable_legal_from());
  SetTime(transition.now, entry.mutable_recorded_at());
  entry.set_change_id(transition.change_id);
  entry.set_ground(ground);
  return entry;
}

// Whether a termination with effect at `time` or before it is on record;
// InfiniteFuture: one at all.
bool IsTerminated(const v1::Authority& authority, absl::Time time) {
  for (const v1::TrustService& service : authority.services()) {
    for (const v1::StatusEntry& entry : service.history()) {
      if (entry.status() == v1::SERVICE_STATUS_TERMINATED &&
          TimeOf(entry.legal_from()) <= time) {
        return true;
      }
    }
  }
  return false;
}

const v1::TrustService* FindService(const v1::Authority& authority,
                                    const std::string& id) {
  for (const v1::TrustService& service : authority.services()) {
    if (service.id() == id) {
      return &service;
    }
  }
  return nullptr;
}

bool SameHistory(const v1::TrustService& a, const v1::TrustService& b) {
  if (a.history_size() != b.history_size()) {
    return false;
  }
  for (int i = 0; i < a.history_size(); ++i) {
    if (a.history(i).SerializeAsString() != b.history(i).SerializeAsString()) {
      return false;
    }
  }
  return true;
}

// The status that a lifted suspension gives way to.
v1::ServiceStatus BeforeSuspension(const v1::TrustService& service,
                                   absl::Time time) {
  v1::ServiceStatus status = v1::SERVICE_STATUS_ACTIVE;
  for (const v1::StatusEntry& entry : service.history()) {
    if (TimeOf(entry.legal_from()) <= time &&
        entry.status() != v1::SERVICE_STATUS_SUSPENDED) {
      status = entry.status();
    }
  }
  return status;
}

absl::Status Suspend(const v1::StatusChange& change, absl::Time from,
                     const Transition& transition, v1::TrustService& service) {
  const v1::ServiceStatus status = StatusOf(service, from);
  if (status != v1::SERVICE_STATUS_ACTIVE &&
      status != v1::SERVICE_STATUS_TERMINATION_NOTIFIED) {
    return Forbidden(status, v1::ACT_SUSPEND);
  }
  v1::StatusEntry entry =
      NewEntry(v1::SERVICE_STATUS_SUSPENDED, from, change.ground(), transition);
  *entry.mutable_until() = change.until();
  Insert(std::move(entry), service);
  return absl::OkStatus();
}

absl::Status Resume(const v1::StatusChange& change, absl::Time from,
                    const Transition& transition, v1::TrustService& service) {
  const v1::ServiceStatus status = StatusOf(service, from);
  if (status != v1::SERVICE_STATUS_SUSPENDED) {
    return Forbidden(status, v1::ACT_RESUME);
  }
  Insert(NewEntry(BeforeSuspension(service, from), from, change.ground(),
                  transition),
         service);
  return absl::OkStatus();
}

absl::Status Terminate(const v1::StatusChange& change, absl::Time from,
                       const Transition& transition,
                       v1::TrustService& service) {
  if (from > transition.now) {
    Insert(NewEntry(v1::SERVICE_STATUS_TERMINATION_NOTIFIED, transition.now,
                    change.ground(), transition),
           service);
  }
  Insert(NewEntry(v1::SERVICE_STATUS_TERMINATED, from, change.ground(),
                  transition),
         service);
  return absl::OkStatus();
}

absl::Status CheckStatusChange(v1::Act act, const v1::StatusChange& change,
                               absl::Time from, absl::Time now) {
  if (change.has_from()) {
    KEPIL_RETURN_IF_ERROR(TimeFromProto(change.from()).status());
  }
  if (change.has_until()) {
    KEPIL_RETURN_IF_ERROR(TimeFromProto(change.until()).status());
  }
  if (act != v1::ACT_TERMINATE && from > now) {
    return MalformedError("only a termination may lie ahead");
  }
  if (change.ground().empty() || change.ground().size() > kMaxGround) {
    return MalformedError("a legal ground of 1 to 1024 octets is required");
  }
  if (act == v1::ACT_SUSPEND &&
      (!change.has_until() || TimeOf(change.until()) <= from)) {
    return MalformedError("a suspension needs an end after its beginning");
  }
  if (act != v1::ACT_SUSPEND && change.has_until()) {
    return MalformedError("only a suspension has an end");
  }
  return absl::OkStatus();
}

}  // namespace

v1::ServiceStatus StatusOf(const v1::TrustService& service, absl::Time time) {
  const v1::StatusEntry* entry = EntryAt(service, time);
  return entry == nullptr ? v1::SERVICE_STATUS_UNSPECIFIED : entry->status();
}

absl::StatusOr<v1::Authority> Admit(const v1::Authority* before,
                                    const v1::Authority& after,
                                    const Transition& transition) {
  if (before != nullptr && IsTerminated(*before, transition.now)) {
    return Forbidden(v1::SERVICE_STATUS_TERMINATED, v1::ACT_APPROVE);
  }
  const bool is_ending =
      before != nullptr && IsTerminated(*before, absl::InfiniteFuture());
  v1::Authority admitted = after;
  for (v1::TrustService& service : *admitted.mutable_services()) {
    const v1::TrustService* known =
        before == nullptr ? nullptr : FindService(*before, service.id());
    if (service.history_size() > 0 &&
        (known == nullptr || !SameHistory(*known, service))) {
      return MalformedError("histories are written by the registry alone");
    }
    service.clear_history();
    if (known != nullptr) {
      *service.mutable_history() = known->history();
      continue;
    }
    if (is_ending) {  // It would outlive the termination.
      return Forbidden(v1::SERVICE_STATUS_TERMINATION_NOTIFIED,
                       v1::ACT_APPROVE);
    }
    *service.add_history() = NewEntry(v1::SERVICE_STATUS_ACTIVE, transition.now,
                                      after.decision(), transition);
  }
  if (before != nullptr) {
    for (const v1::TrustService& service : before->services()) {
      if (FindService(admitted, service.id()) == nullptr) {
        return MalformedError("a service ends by termination, not by omission");
      }
    }
  }
  return admitted;
}

absl::StatusOr<v1::Authority> ChangeStatus(const v1::Authority& before,
                                           v1::Act act,
                                           const v1::StatusChange& change,
                                           const Transition& transition) {
  if (IsTerminated(before, transition.now)) {
    return Forbidden(v1::SERVICE_STATUS_TERMINATED, act);
  }
  const absl::Time from = change.has_from()
                              ? std::max(TimeOf(change.from()), transition.now)
                              : transition.now;
  KEPIL_RETURN_IF_ERROR(CheckStatusChange(act, change, from, transition.now));
  if (act == v1::ACT_TERMINATE &&
      IsTerminated(before, absl::InfiniteFuture())) {
    return Forbidden(v1::SERVICE_STATUS_TERMINATION_NOTIFIED, act);
  }
  v1::Authority after = before;
  for (v1::TrustService& service : *after.mutable_services()) {
    absl::Status status;
    if (act == v1::ACT_SUSPEND) {
      status = Suspend(change, from, transition, service);
    } else if (act == v1::ACT_RESUME) {
      status = Resume(change, from, transition, service);
    } else if (act == v1::ACT_TERMINATE) {
      status = Terminate(change, from, transition, service);
    } else {
      status = MalformedError("not a change of status");
    }
    KEPIL_RETURN_IF_ERROR(status);
  }
  return after;
}

}  // namespace kepil
