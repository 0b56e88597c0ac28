#ifndef KEPIL_TRUSTLIST_LEGAL_RECORD_CHECKS_H_
#define KEPIL_TRUSTLIST_LEGAL_RECORD_CHECKS_H_

#include "absl/status/status.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/law.pb.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// Whether a record of law may stand in the registry beside those of `image`.
// INVALID_ARGUMENT/REQUEST_MALFORMED names the field in its metadata.

// A treaty that is signed only may be on record, but nothing may rest on it:
// FAILED_PRECONDITION/TREATY_NOT_RATIFIED if it names authorities or a day of
// entry into force, or an authority rests on it. NOT_FOUND/AUTHORITY_UNKNOWN
// for an authority that is not registered.
absl::Status CheckTreaty(const v1::Treaty& treaty,
                         const storage::v1::RegistryImage& image);
// Whether `authority` may rest on the treaty that it names, if any: NOT_FOUND/
// TREATY_UNKNOWN, FAILED_PRECONDITION/TREATY_NOT_RATIFIED.
absl::Status CheckTreatyOf(const v1::Authority& authority,
                           const storage::v1::RegistryImage& image);
// INVALID_ARGUMENT/GROUND_MISSING without the reference of an act; also for a
// special CA without its legal basis.
absl::Status CheckKeyMisuse(const v1::KeyMisuseReport& report);
absl::Status CheckSpecialCa(const v1::SpecialCa& special);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_LEGAL_RECORD_CHECKS_H_
