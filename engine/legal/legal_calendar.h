#ifndef KEPIL_ENGINE_LEGAL_LEGAL_CALENDAR_H_
#define KEPIL_ENGINE_LEGAL_LEGAL_CALENDAR_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/crypto/digest.h"
#include "kepil/v1/law.pb.h"

namespace kepil {

// INVALID_ARGUMENT/RULES_CONTRADICT_LAW: what the law itself fixes is not left
// to a rule pack or a calendar.
absl::Status ContradictsLawError(absl::string_view message);

// INVALID_ARGUMENT/REQUEST_MALFORMED unless somebody approved it (REG-07).
absl::Status CheckApproval(const v1::Approval& approval);

// LegalCalendar says which act governs when, and what day it was in Almaty. It
// needs no time zone data. Immutable; thread-safe.
class LegalCalendar {
 public:
  // `source` is a serialized v1.LegalCalendar: the archived bytes, read, never
  // written again. INVALID_ARGUMENT, naming the provision: REQUEST_MALFORMED if
  // it is unapproved or a date is missing; RULES_CONTRADICT_LAW for acts out of
  // order, or in force earlier than six months after publication (CAL-04,
  // CAL-07).
  static absl::StatusOr<std::shared_ptr<const LegalCalendar>> Compile(
      std::string source);

  const std::string& urn() const { return message_.urn(); }
  const v1::LegalCalendar& message() const { return message_; }
  const Digest& digest() const { return digest_; }  // SHA-256 of source().
  const std::string& source() const { return source_; }

  // The day in Almaty, and the first instant of a day there.
  absl::CivilDay DayOf(absl::Time time) const;
  absl::Time StartOf(absl::CivilDay day) const;

  // Half-open intervals without a gap (CAL-05).
  v1::LegalRegime RegimeAt(absl::Time time) const;
  v1::LegalRegime RegimeOn(absl::CivilDay day) const;
  absl::CivilDay code_in_force() const { return code_in_force_; }
  absl::CivilDay law370_ttp_in_force() const { return law370_ttp_in_force_; }
  // Under the Law, the wording at hand may be out of date (CAL-03).
  bool IsWordingStale(absl::Time time) const;
  // Duties of the Law on cybersecurity, which have dates of their own (CAL-07).
  bool AreCybersecurityDutiesInForce(absl::Time time) const;
  // An administrative act may bear an EDS instead of a signature (CAL-08).
  bool MayActsBearEds(absl::Time time) const;
  // Calendar days between a domestic CA's notice, given on `day`, and its end:
  // 30 under the Law, `code_days` under the Code (CAL-12).
  int TerminationNoticeDays(absl::CivilDay day, int code_days) const;

 private:
  LegalCalendar() = default;
  absl::Status ReadOffsets();
  absl::Status ReadDates();
  absl::Status CheckTerm(absl::CivilDay published, absl::CivilDay in_force,
                         absl::string_view provision) const;

  struct Offset {
    absl::Time from;
    absl::Duration offset;
  };
  absl::Duration OffsetAt(absl::Time time) const;

  v1::LegalCalendar message_;
  std::string source_;
  Digest digest_;
  std::vector<Offset> offsets_;  // Oldest first.
  absl::CivilDay law370_in_force_, law370_ttp_in_force_, law370_wording_until_,
      code_published_, code_in_force_, law256_published_, law256_in_force_;
};

using LegalCalendarRef = std::shared_ptr<const LegalCalendar>;

}  // namespace kepil

#endif  // KEPIL_ENGINE_LEGAL_LEGAL_CALENDAR_H_
