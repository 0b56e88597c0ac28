#include "engine/trust/legal_date.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace kepil {

absl::StatusOr<absl::CivilDay> DayFromProto(const v1::LegalDate& date,
                                            absl::string_view field) {
  const absl::CivilDay day(date.year(), date.month(), date.day());
  // CivilDay carries 31 February over into March.
  if (date.year() < 1 || date.year() > 9999 || day.year() != date.year() ||
      day.month() != date.month() || day.day() != date.day()) {
    return MalformedError(absl::StrCat(field, ": missing or no such day"));
  }
  return day;
}

v1::LegalDate DayToProto(absl::CivilDay day) {
  v1::LegalDate date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

std::string DayText(absl::CivilDay day) { return absl::FormatCivilTime(day); }

absl::CivilDay AddLegalMonths(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return absl::CivilDay(month.year(), month.month(),
                        std::min(day.day(), last.day()));
}

absl::CivilDay AddLegalYears(absl::CivilDay day, int years) {
  return AddLegalMonths(day, 12 * years);
}

}  // namespace kepil
