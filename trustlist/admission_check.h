#ifndef KEPIL_TRUSTLIST_ADMISSION_CHECK_H_
#define KEPIL_TRUSTLIST_ADMISSION_CHECK_H_

#include "kepil/v1/application.pb.h"
#include "trustlist/admission_input.h"

namespace kepil {

// Judges an application: every check of v1.AdmissionCheck to the end, whatever
// the others say, so that a refusal is complete (REG-15). Pure; the same for
// every state (REG-16). Sets at, registry_version, findings (by check, at least
// one of each) and admissible; who asked and by which rules is the caller's.
v1::AdmissionReport JudgeAdmission(const AdmissionInput& input);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_ADMISSION_CHECK_H_
