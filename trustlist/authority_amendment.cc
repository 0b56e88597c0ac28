#include "trustlist/authority_amendment.h"

#include <algorithm>
#include <string>

#include "absl/time/civil_time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/legal_date.h"

namespace kepil {
namespace {

absl::Status RewrittenError(absl::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_HISTORY_REWRITTEN, what);
}

template <typename Message>
bool IsSame(const Message& a, const Message& b) {
  return a.SerializeAsString() == b.SerializeAsString();
}

bool SameHistory(const v1::TrustService& a, const v1::TrustService& b) {
  return std::equal(a.history().begin(), a.history().end(), b.history().begin(),
                    b.history().end(), IsSame<v1::StatusEntry>);
}

absl::Status CheckAccreditationsKept(const v1::Authority& before,
                                     const v1::Authority& after) {
  if (after.accreditations_size() < before.accreditations_size()) {
    return RewrittenError("an accreditation is withdrawn, not left out");
  }
  for (int i = 0; i < before.accreditations_size(); ++i) {
    v1::Accreditation kept = after.accreditations(i);
    if (!before.accreditations(i).has_withdrawn_on()) {
      kept.clear_withdrawn_on();
    }
    if (!IsSame(kept, before.accreditations(i))) {
      return RewrittenError("an accreditation on record is withdrawn at most");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckEndKept(const v1::Authority& before,
                          const v1::Authority& after) {
  if (!before.has_termination()) {
    return absl::OkStatus();
  }
  const v1::CaTermination& was = before.termination();
  v1::CaTermination kept = after.termination();
  while (kept.transfers_size() > was.transfers_size()) {
    kept.mutable_transfers()->RemoveLast();
  }
  return after.has_termination() && IsSame(kept, was)
             ? absl::OkStatus()
             : RewrittenError(
                   "the end of a CA is on record: transfers alone "
                   "may be added");
}

absl::Status CheckKept(const v1::Authority& before,
                       const v1::Authority& after) {
  if (before.kind() != after.kind() ||
      before.predecessor_id() != after.predecessor_id() ||
      after.has_archived_at()) {
    return RewrittenError("kind, predecessor or archiving cannot be amended");
  }
  for (const v1::TrustService& service : before.services()) {
    if (FindService(after, service.id()) == nullptr) {
      return RewrittenError("a service ends by termination, not by omission");
    }
  }
  KEPIL_RETURN_IF_ERROR(CheckAccreditationsKept(before, after));
  return CheckEndKept(before, after);
}

bool IsCompetent(v1::AccreditingBody body, const v1::RegimeRules& rules) {
  return std::find(rules.accrediting_bodies().begin(),
                   rules.accrediting_bodies().end(),
                   body) != rules.accrediting_bodies().end();
}

absl::Status CheckAccreditation(const v1::Accreditation& accreditation,
                                const LegalRules& law) {
  KEPIL_ASSIGN_OR_RETURN(
      const absl::CivilDay from,
      DayFromProto(accreditation.from(), "accreditation: from"));
  KEPIL_ASSIGN_OR_RETURN(
      const absl::CivilDay until,
      DayFromProto(accreditation.until(), "accreditation: until"));
  if (!IsCompetent(accreditation.body(),
                   law.pack->RulesFor(law.calendar->RegimeOn(from), from))) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_ACCREDITED_BY_WRONG_BODY,
                     "not accredited by the body competent on that day");
  }
  if (until > AddLegalYears(from, law.pack->message().accreditation_years())) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_ACCREDITATION_TOO_LONG,
                     "accredited for longer than the rules allow");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Authority> Admit(const v1::Authority* before,
                                    const v1::Authority& after,
                                    const Transition& transition) {
  if (before != nullptr) {
    KEPIL_RETURN_IF_ERROR(
        CheckChangeable(*before, v1::ACT_APPROVE, transition.now));
    KEPIL_RETURN_IF_ERROR(CheckKept(*before, after));
  } else if (after.has_archived_at()) {
    return RewrittenError("a new authority is not archived");
  }
  const int known_accreditations =
      before == nullptr ? 0 : before->accreditations_size();
  for (int i = known_accreditations;
       transition.law != nullptr && i < after.accreditations_size(); ++i) {
    KEPIL_RETURN_IF_ERROR(
        CheckAccreditation(after.accreditations(i), *transition.law));
  }
  v1::Authority admitted = after;
  for (v1::TrustService& service : *admitted.mutable_services()) {
    const v1::TrustService* known =
        before == nullptr ? nullptr : FindService(*before, service.id());
    if (service.history_size() > 0 &&
        (known == nullptr || !SameHistory(*known, service))) {
      return RewrittenError("histories are written by the registry alone");
    }
    service.clear_history();
    if (known != nullptr) {
      *service.mutable_history() = known->history();
      continue;
    }
    if (before != nullptr && IsEnding(*before)) {  // It would outlive the end.
      return ForbiddenStepError(v1::ERROR_REASON_TERMINATION_ON_RECORD,
                                v1::ACT_APPROVE,
                                v1::SERVICE_STATUS_TERMINATION_NOTIFIED);
    }
    *service.add_history() =
        NewStatusEntry(v1::SERVICE_STATUS_ACTIVE, transition.now,
                       after.decision(), transition);
  }
  return admitted;
}

absl::Status CheckPredecessor(const v1::Authority& authority,
                              const storage::v1::RegistryImage& image,
                              absl::Time now) {
  if (authority.predecessor_id().empty()) {
    return absl::OkStatus();
  }
  const v1::Authority* predecessor = nullptr;
  for (const v1::Authority& other : image.authorities()) {
    if (other.id() == authority.predecessor_id()) {
      predecessor = &other;
    } else if (other.id() != authority.id() &&
               other.predecessor_id() == authority.predecessor_id()) {
      return ForbiddenStepError(v1::ERROR_REASON_NOT_TERMINATED,
                                v1::ACT_APPROVE, v1::SERVICE_STATUS_ACTIVE);
    }
  }
  if (predecessor == nullptr || predecessor->id() == authority.id()) {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_AUTHORITY_UNKNOWN,
                     "the predecessor is not registered");
  }
  if (!IsTerminated(*predecessor, now)) {
    return ForbiddenStepError(v1::ERROR_REASON_NOT_TERMINATED, v1::ACT_APPROVE,
                              StatusOf(predecessor->services(0), now));
  }
  return absl::OkStatus();
}

}  // namespace kepil
