#ifndef KEPIL_ENGINE_VALIDATION_PATH_JUDGEMENT_H_
#define KEPIL_ENGINE_VALIDATION_PATH_JUDGEMENT_H_

#include <vector>

#include "absl/time/time.h"
#include "engine/pki/certificate_path.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/prospective_paths.h"
#include "engine/validation/revocation_acceptance.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

// One path to an anchor in force, judged at one time.
struct PathJudgement {
  BlockResult block;
  // Stages of the standard passed before the first failure: the more, the
  // closer the path came. All of them if it passed.
  int stages_passed = 0;
  // The path holds, revocation apart, and its signer is revoked: no other path
  // can make up for that.
  bool is_signer_revoked = false;
};

struct PathJudgementInput {
  const ProspectivePath& prospective;
  const CertificateRef& signer;
  const TrustSnapshot& trust;
  const ValidationPolicy& policy;
  v1::SignatureContext context = v1::SIGNATURE_CONTEXT_SIGNATURE;
  absl::Time time;
};

// EN 319 102-1, 5.2.6.4, steps 2 to 5, in this order: service status; RFC 5280,
// 6.1 with the validity of all but the signer; revocation of every certificate
// below the anchor (the signer revoked, a CA revoked, then everything that a
// later answer may change); constraints on the signer's certificate;
// algorithms; last the validity of the signer and of who vouched for it.
//
// An expired signer counts as not revoked (OUT_OF_BOUNDS_NOT_REVOKED) only by a
// fresh answer from before the expiry: later lists need not name it any more.
PathJudgement JudgePath(const PathJudgementInput& input,
                        RevocationAcceptance& acceptance);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_PATH_JUDGEMENT_H_
