#include "trustlist/status_history.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace kepil {
namespace {

absl::Time TimeOf(const google::protobuf::Timestamp& message) {
  return absl::FromUnixSeconds(message.seconds());
}

// Entries stand in the order of their legal time; the last entry in force at
// `time` that has not lapsed. nullptr: none.
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

absl::Time TerminatedFrom(const v1::TrustService& service) {
  absl::Time from = absl::InfiniteFuture();
  for (const v1::StatusEntry& entry : service.history()) {
    if (entry.status() == v1::SERVICE_STATUS_TERMINATED) {
      from = std::min(from, TimeOf(entry.legal_from()));
    }
  }
  return from;
}

}  // namespace

v1::ServiceStatus StatusOf(const v1::TrustService& service, absl::Time time) {
  const v1::StatusEntry* entry = EntryAt(service, time);
  return entry == nullptr ? v1::SERVICE_STATUS_UNSPECIFIED : entry->status();
}

v1::ServiceStatus StatusBeforeSuspension(const v1::TrustService& service,
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

bool IsEnding(const v1::TrustService& service) {
  return TerminatedFrom(service) < absl::InfiniteFuture();
}

absl::Time TerminatedFrom(const v1::Authority& authority) {
  absl::Time from = authority.services_size() == 0 ? absl::InfiniteFuture()
                                                   : absl::InfinitePast();
  for (const v1::TrustService& service : authority.services()) {
    from = std::max(from, TerminatedFrom(service));
  }
  return from;
}

bool IsTerminated(const v1::Authority& authority, absl::Time time) {
  return TerminatedFrom(authority) <= time;
}

bool IsEnding(const v1::Authority& authority) {
  return TerminatedFrom(authority) < absl::InfiniteFuture();
}

v1::StatusEntry NewStatusEntry(v1::ServiceStatus status, absl::Time legal_from,
                               absl::string_view ground,
                               const Transition& transition) {
  v1::StatusEntry entry;
  entry.set_status(status);
  entry.mutable_legal_from()->set_seconds(absl::ToUnixSeconds(legal_from));
  entry.mutable_recorded_at()->set_seconds(absl::ToUnixSeconds(transition.now));
  entry.set_change_id(transition.change_id);
  entry.set_ground(std::string(ground));
  return entry;
}

void InsertEntry(v1::StatusEntry entry, v1::TrustService& service) {
  auto& history = *service.mutable_history();
  *history.Add() = std::move(entry);
  for (int i = history.size() - 1;
       i > 0 &&
       TimeOf(history[i].legal_from()) < TimeOf(history[i - 1].legal_from());
       --i) {
    history.SwapElements(i, i - 1);
  }
}

const v1::TrustService* FindService(const v1::Authority& authority,
                                    absl::string_view id) {
  for (const v1::TrustService& service : authority.services()) {
    if (service.id() == id) {
      return &service;
    }
  }
  return nullptr;
}

absl::Status ForbiddenStepError(v1::ErrorReason reason, v1::Act act,
                                v1::ServiceStatus status) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason,
                   absl::StrCat("no ", v1::Act_Name(act), " from ",
                                v1::ServiceStatus_Name(status)));
}

absl::Status CheckChangeable(const v1::Authority& authority, v1::Act act,
                             absl::Time time) {
  if (authority.has_archived_at()) {
    return ForbiddenStepError(v1::ERROR_REASON_AUTHORITY_ARCHIVED, act,
                              v1::SERVICE_STATUS_TERMINATED);
  }
  if (IsTerminated(authority, time)) {
    return ForbiddenStepError(v1::ERROR_REASON_AUTHORITY_TERMINATED, act,
                              v1::SERVICE_STATUS_TERMINATED);
  }
  return absl::OkStatus();
}

}  // namespace kepil
