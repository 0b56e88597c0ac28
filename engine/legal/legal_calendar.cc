#include "engine/legal/legal_calendar.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/legal_date.h"
#include "engine/trust/proto_time.h"

namespace kepil {
namespace {

constexpr size_t kMaxTextOctets = 256;
constexpr int kMaxOffsets = 256;
constexpr int kMaxOffsetSeconds = 18 * 3600;
constexpr int kMonthsToForce = 6;      // K106(1), A2
constexpr int kLaw370NoticeDays = 30;  // L22(2)

}  // namespace

absl::Status ContradictsLawError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_RULES_CONTRADICT_LAW, message);
}

absl::Status CheckApproval(const v1::Approval& approval) {
  if (approval.approved_by().empty() || approval.reference().empty() ||
      approval.approved_by().size() > kMaxTextOctets ||
      approval.reference().size() > kMaxTextOctets) {
    return MalformedError(
        "approval: approved_by and reference of 1 to 256 octets are required");
  }
  return DayFromProto(approval.approved_on(), "approval: approved_on").status();
}

absl::StatusOr<std::shared_ptr<const LegalCalendar>> LegalCalendar::Compile(
    std::string source) {
  auto calendar = absl::WrapUnique(new LegalCalendar());
  if (!calendar->message_.ParseFromString(source)) {
    return MalformedError("legal calendar: unreadable");
  }
  if (calendar->message_.urn().empty() ||
      calendar->message_.urn().size() > kMaxTextOctets) {
    return MalformedError("legal calendar: urn of 1 to 256 octets is required");
  }
  calendar->digest_ = Sha256(source);
  calendar->source_ = std::move(source);
  KEPIL_RETURN_IF_ERROR(CheckApproval(calendar->message_.approval()));
  KEPIL_RETURN_IF_ERROR(calendar->ReadOffsets());
  KEPIL_RETURN_IF_ERROR(calendar->ReadDates());
  return std::shared_ptr<const LegalCalendar>(std::move(calendar));
}

absl::Status LegalCalendar::ReadOffsets() {
  if (message_.offsets().empty() || message_.offsets_size() > kMaxOffsets) {
    return MalformedError("offsets: 1 to 256 lines are required");
  }
  for (const v1::UtcOffset& line : message_.offsets()) {
    KEPIL_ASSIGN_OR_RETURN(const absl::Time from, TimeFromProto(line.from()));
    if (!line.has_from() || std::abs(line.seconds()) > kMaxOffsetSeconds ||
        (!offsets_.empty() && from <= offsets_.back().from)) {
      return MalformedError("offsets: out of order or out of range");
    }
    offsets_.push_back({from, absl::Seconds(line.seconds())});
  }
  return absl::OkStatus();
}

absl::Status LegalCalendar::ReadDates() {
  KEPIL_ASSIGN_OR_RETURN(
      law370_in_force_,
      DayFromProto(message_.law370_in_force(), "law370_in_force"));
  KEPIL_ASSIGN_OR_RETURN(
      law370_ttp_in_force_,
      DayFromProto(message_.law370_ttp_in_force(), "law370_ttp_in_force"));
  KEPIL_ASSIGN_OR_RETURN(
      law370_wording_until_,
      DayFromProto(message_.law370_wording_until(), "law370_wording_until"));
  KEPIL_ASSIGN_OR_RETURN(
      code_published_,
      DayFromProto(message_.code_published(), "code_published"));
  KEPIL_ASSIGN_OR_RETURN(
      code_in_force_, DayFromProto(message_.code_in_force(), "code_in_force"));
  KEPIL_ASSIGN_OR_RETURN(
      law256_published_,
      DayFromProto(message_.law256_published(), "law256_published"));
  KEPIL_ASSIGN_OR_RETURN(
      law256_in_force_,
      DayFromProto(message_.law256_in_force(), "law256_in_force"));
  if (law370_ttp_in_force_ <= law370_in_force_ ||
      law370_wording_until_ <= law370_ttp_in_force_ ||
      code_in_force_ <= law370_wording_until_) {
    return ContradictsLawError("the acts are not in the order of their dates");
  }
  switch (message_.term_count()) {
    case v1::TERM_COUNT_MATCHING_DAY:
    case v1::TERM_COUNT_DAY_AFTER:
      break;
    case v1::TERM_COUNT_UNSPECIFIED:
    case v1::TermCount_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::TermCount_INT_MAX_SENTINEL_DO_NOT_USE_:
      return MalformedError("term_count: MATCHING_DAY or DAY_AFTER");
  }
  KEPIL_RETURN_IF_ERROR(CheckTerm(code_published_, code_in_force_, "K106(1)"));
  return CheckTerm(law256_published_, law256_in_force_, "A2");
}

absl::Status LegalCalendar::CheckTerm(absl::CivilDay published,
                                      absl::CivilDay in_force,
                                      absl::string_view provision) const {
  absl::CivilDay first = AddLegalMonths(published, kMonthsToForce);
  if (message_.term_count() == v1::TERM_COUNT_DAY_AFTER) {
    ++first;
  }
  if (in_force < first) {
    return ContradictsLawError(
        absl::StrCat("in force on ", DayText(in_force), ", published on ",
                     DayText(published), ": ", provision, " allows ",
                     DayText(first), " at the earliest"));
  }
  return absl::OkStatus();
}

absl::Duration LegalCalendar::OffsetAt(absl::Time time) const {
  absl::Duration offset = offsets_.front().offset;
  for (const Offset& line : offsets_) {
    if (time < line.from) {
      break;
    }
    offset = line.offset;
  }
  return offset;
}

absl::CivilDay LegalCalendar::DayOf(absl::Time time) const {
  return absl::ToCivilDay(time + OffsetAt(time), absl::UTCTimeZone());
}

absl::Time LegalCalendar::StartOf(absl::CivilDay day) const {
  // The earliest instant whose day is `day` or later, whichever offset it has:
  // where clocks were put back over midnight, a day begins once.
  const absl::Time utc = absl::FromCivil(day, absl::UTCTimeZone());
  absl::Time start = absl::InfiniteFuture();
  for (size_t i = 0; i < offsets_.size(); ++i) {
    const absl::Time begin = i == 0 ? absl::InfinitePast() : offsets_[i].from;
    const absl::Time end =
        i + 1 < offsets_.size() ? offsets_[i + 1].from : absl::InfiniteFuture();
    const absl::Time candidate = std::max(begin, utc - offsets_[i].offset);
    if (candidate < end) {
      start = std::min(start, candidate);
    }
  }
  return start;
}

v1::LegalRegime LegalCalendar::RegimeAt(absl::Time time) const {
  // By instants, so that each interval ends where the next begins even if the
  // clocks were put back over midnight.
  if (time >= StartOf(code_in_force_)) {
    return v1::LEGAL_REGIME_CODE;
  }
  if (time >= StartOf(law370_ttp_in_force_)) {
    return v1::LEGAL_REGIME_LAW370;
  }
  return time >= StartOf(law370_in_force_) ? v1::LEGAL_REGIME_LAW370_PRE_TTP
                                           : v1::LEGAL_REGIME_NO_REGIME;
}

v1::LegalRegime LegalCalendar::RegimeOn(absl::CivilDay day) const {
  return RegimeAt(StartOf(day));
}

bool LegalCalendar::IsWordingStale(absl::Time time) const {
  return RegimeAt(time) == v1::LEGAL_REGIME_LAW370 &&
         time >= StartOf(law370_wording_until_);
}

bool LegalCalendar::AreCybersecurityDutiesInForce(absl::Time time) const {
  return time >= StartOf(law256_in_force_);
}

bool LegalCalendar::MayActsBearEds(absl::Time time) const {
  return time >= StartOf(law256_published_);
}

int LegalCalendar::TerminationNoticeDays(absl::CivilDay day,
                                         int code_days) const {
  return day < code_in_force_ ? kLaw370NoticeDays : code_days;
}

}  // namespace kepil
