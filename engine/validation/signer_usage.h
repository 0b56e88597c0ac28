#ifndef KEPIL_ENGINE_VALIDATION_SIGNER_USAGE_H_
#define KEPIL_ENGINE_VALIDATION_SIGNER_USAGE_H_

#include "engine/pki/certificate.h"
#include "engine/validation/block_run.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

struct SignerUsageInput {
  const Certificate& signer;
  const ValidationPolicy& policy;
  v1::SignatureContext context = v1::SIGNATURE_CONTEXT_SIGNATURE;
};

// KEY_USAGE and EXTENDED_KEY_USAGE of a signer's certificate (EN 319 102-1,
// 5.2.6.4, step 3): one of those that the policy lists, if it lists any and the
// extension is there. Of a time-stamp instead as RFC 3161, 2.3: an extended key
// usage that is critical and names id-kp-timeStamping and nothing else, and a
// keyUsage, if any, for signatures. Failures are CHAIN_CONSTRAINTS_FAILURE.
void CheckSignerUsage(const SignerUsageInput& input, BlockRun& run);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_SIGNER_USAGE_H_
