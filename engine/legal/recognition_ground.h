#ifndef KEPIL_ENGINE_LEGAL_RECOGNITION_GROUND_H_
#define KEPIL_ENGINE_LEGAL_RECOGNITION_GROUND_H_

#include <string>
#include <vector>

#include "engine/legal/legal_case.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/conclusion.h"
#include "kepil/v1/law.pb.h"

namespace kepil {

// Without legal rules: the ground that the registration alone gives, effect
// UNDETERMINED, reason LEGAL_RULES_NOT_LOADED. Pure.
v1::LegalConclusion ConcludeRecognition(const Conclusion& conclusion,
                                        const TrustSnapshot& trust);

// On what ground the law recognises the issuer, and what that makes of
// condition 4 (REG-01 to REG-05, EQV-04, EQV-05).
struct Recognition {
  v1::RecognitionGround ground = v1::RECOGNITION_GROUND_NONE;
  std::string record_id;  // Service or treaty behind the ground.
  v1::LegalCondition condition;
  std::vector<v1::LegalReason> notes;
};

// A treaty comes first, for it prevails (REG-01); then the accreditation of a
// domestic issuer, the registration of the foreign CA (REG-02), the
// registration of the foreign TTP (REG-03), which suffices under the Law
// (REG-04) and under the Code only by a rule with a citation (REG-05).
Recognition RecogniseIssuer(const LegalCase& reading);

}  // namespace kepil

#endif  // KEPIL_ENGINE_LEGAL_RECOGNITION_GROUND_H_
