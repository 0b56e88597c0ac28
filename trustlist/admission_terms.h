#ifndef KEPIL_TRUSTLIST_ADMISSION_TERMS_H_
#define KEPIL_TRUSTLIST_ADMISSION_TERMS_H_

#include "trustlist/admission_input.h"

namespace kepil {

// What the law and the registry ask of an application, whatever its keys and
// answers are: RULES_IN_FORCE, LEGAL_FIELDS, REQUIRED_DOCUMENTS,
// AGREEMENT_IN_FORCE, RECORD, TTP_TERMS. At least one finding of each; every
// fault is one of its own (REG-15).
AdmissionFindings JudgeAdmissionTerms(const AdmissionInput& input);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_ADMISSION_TERMS_H_
