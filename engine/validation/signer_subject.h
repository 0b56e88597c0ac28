#ifndef KEPIL_ENGINE_VALIDATION_SIGNER_SUBJECT_H_
#define KEPIL_ENGINE_VALIDATION_SIGNER_SUBJECT_H_

#include "engine/pki/certificate.h"
#include "engine/validation/block_run.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

// What the policy's subject profile for the signer's country says against the
// signer's certificate: one for authentication fails EXTENDED_KEY_USAGE
// (AUTHENTICATION_CERTIFICATE); a national identifier with a wrong last digit
// is reported under CERTIFICATE_PROFILE and changes no verdict. Nothing without
// such a profile.
void CheckSignerSubject(const Certificate& signer,
                        const ValidationPolicy& policy, BlockRun& run);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_SIGNER_SUBJECT_H_
