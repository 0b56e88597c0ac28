#include "trustlist/authority_archive.h"

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/legal_date.h"

namespace kepil {
namespace {

constexpr int kRetentionYears = 5;  // K55(7)
constexpr size_t kMaxGround = 1024;

absl::CivilDay DayOf(absl::Time time, const LegalRules* law) {
  return law == nullptr ? absl::ToCivilDay(time, absl::UTCTimeZone())
                        : law->calendar->DayOf(time);
}

}  // namespace

std::optional<absl::CivilDay> RetainedUntil(const v1::Authority& authority,
                                            const LegalRules* law) {
  if (!IsEnding(authority)) {
    return std::nullopt;
  }
  return AddLegalYears(DayOf(TerminatedFrom(authority), law),
                       law == nullptr ? kRetentionYears
                                      : law->pack->message().retention_years());
}

absl::StatusOr<v1::Authority> Archive(const v1::Authority& before,
                                      const v1::StatusChange& change,
                                      const Transition& transition) {
  if (change.ground().empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_GROUND_MISSING,
                     "nothing is archived without a ground");
  }
  if (change.ground().size() > kMaxGround || !change.service_id().empty() ||
      change.has_from() || change.has_until() || change.has_order() ||
      change.has_noticed_on() || change.backdated()) {
    return MalformedError("an authority is archived whole, now, on a ground");
  }
  if (before.has_archived_at()) {
    return ForbiddenStepError(v1::ERROR_REASON_AUTHORITY_ARCHIVED,
                              v1::ACT_ARCHIVE, v1::SERVICE_STATUS_TERMINATED);
  }
  if (!IsTerminated(before, transition.now)) {
    return ForbiddenStepError(
        v1::ERROR_REASON_NOT_TERMINATED, v1::ACT_ARCHIVE,
        before.services_size() == 0
            ? v1::SERVICE_STATUS_UNSPECIFIED
            : StatusOf(before.services(0), transition.now));
  }
  if (DayOf(transition.now, transition.law) <=
      *RetainedUntil(before, transition.law)) {
    return ForbiddenStepError(v1::ERROR_REASON_RETENTION_NOT_OVER,
                              v1::ACT_ARCHIVE, v1::SERVICE_STATUS_TERMINATED);
  }
  v1::Authority after = before;
  after.mutable_archived_at()->set_seconds(absl::ToUnixSeconds(transition.now));
  return after;
}

}  // namespace kepil
