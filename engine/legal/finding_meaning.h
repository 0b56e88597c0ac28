#ifndef KEPIL_ENGINE_LEGAL_FINDING_MEANING_H_
#define KEPIL_ENGINE_LEGAL_FINDING_MEANING_H_

#include <optional>

#include "engine/validation/conclusion.h"
#include "kepil/v1/law.pb.h"

namespace kepil {

// What a failed finding of the technical verdict means for a condition of
// L10(1) and K49(2).
struct FindingMeaning {
  int condition = 0;  // 1 to 3.
  v1::ConditionState state = v1::CONDITION_STATE_UNDETERMINED;
  v1::LegalReason reason = v1::LEGAL_REASON_UNSPECIFIED;
};

// nullopt unless the finding FAILED at level FAIL and says something about a
// condition. What refutes is NOT_MET; what could not be found out, or is not
// supported (DEF-15), is UNDETERMINED.
std::optional<FindingMeaning> MeaningInLaw(const Finding& finding);

}  // namespace kepil

#endif  // KEPIL_ENGINE_LEGAL_FINDING_MEANING_H_
