#ifndef KEPIL_ENGINE_LEGAL_RECOGNITION_GROUND_H_
#define KEPIL_ENGINE_LEGAL_RECOGNITION_GROUND_H_

#include "engine/trust/trust_snapshot.h"
#include "engine/validation/conclusion.h"
#include "kepil/v1/law.pb.h"

namespace kepil {

// Says on what ground the certificate is recognised (REG-02): registration of
// the foreign CA, or accreditation of the domestic one, whose ACTIVE service
// the judged path ends at. Without such a path: NONE. Without legal rules the
// effect is UNDETERMINED, reason LEGAL_RULES_NOT_LOADED. Pure.
v1::LegalConclusion ConcludeRecognition(const Conclusion& conclusion,
                                        const TrustSnapshot& trust);

}  // namespace kepil

#endif  // KEPIL_ENGINE_LEGAL_RECOGNITION_GROUND_H_
