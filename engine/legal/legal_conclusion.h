#ifndef KEPIL_ENGINE_LEGAL_LEGAL_CONCLUSION_H_
#define KEPIL_ENGINE_LEGAL_LEGAL_CONCLUSION_H_

#include "engine/legal/legal_case.h"
#include "kepil/v1/law.pb.h"

namespace kepil {

// What a judged signature means in law. Substantive law is the act that held at
// the best signature time (CAL-10). If the claimed signing time lies under
// another act, both are applied; where they disagree the effect is
// UNDETERMINED, reason REGIME_UNDETERMINED (CAL-11): a claim proves nothing,
// and nothing refutes it. A claim of a time after the best one is disregarded.
// Rules that are not in force at the control time are not applied (DEC-07).
//
// Pure, like the judge: equal inputs give equal messages. Says nothing about
// mathematics, only about law.
v1::LegalConclusion ConcludeLegalEffect(const LegalInput& input);

}  // namespace kepil

#endif  // KEPIL_ENGINE_LEGAL_LEGAL_CONCLUSION_H_
