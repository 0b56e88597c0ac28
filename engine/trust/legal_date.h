#ifndef KEPIL_ENGINE_TRUST_LEGAL_DATE_H_
#define KEPIL_ENGINE_TRUST_LEGAL_DATE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "kepil/v1/law.pb.h"

namespace kepil {

// INVALID_ARGUMENT/REQUEST_MALFORMED, naming `field`, for what is no day of the
// calendar in the years 1 to 9999.
absl::StatusOr<absl::CivilDay> DayFromProto(const v1::LegalDate& date,
                                            absl::string_view field);
v1::LegalDate DayToProto(absl::CivilDay day);
// "2026-07-10".
std::string DayText(absl::CivilDay day);

// The day on which a term of so many months or years that began on `day` ends:
// the matching date, or the last day of a shorter month (CAL-09).
absl::CivilDay AddLegalMonths(absl::CivilDay day, int months);
absl::CivilDay AddLegalYears(absl::CivilDay day, int years);

}  // namespace kepil

#endif  // KEPIL_ENGINE_TRUST_LEGAL_DATE_H_
