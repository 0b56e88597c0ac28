#ifndef KEPIL_ENGINE_VALIDATION_X509_VALIDATION_H_
#define KEPIL_ENGINE_VALIDATION_X509_VALIDATION_H_

#include <optional>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "engine/pki/certificate_path.h"
#include "engine/pki/certificate_pool.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/evidence_set.h"
#include "engine/validation/judge_memo.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

struct X509ValidationInput {
  CertificateRef signer;  // nullptr: every check is recorded as not run.
  absl::Span<const CertificateRef> embedded;
  const EvidenceSet& evidence;
  const TrustSnapshot& trust;
  const ValidationPolicy& policy;
  v1::SignatureContext context = v1::SIGNATURE_CONTEXT_SIGNATURE;
  absl::Time time;
  JudgeMemo* memo = nullptr;
};
// The certificates that may stand on a path, or vouch for revocation data.
CertificatePool PoolOf(const X509ValidationInput& input);

struct X509ValidationResult {
  BlockResult block;
  std::optional<CertificatePath> path;  // The one whose findings are in block.
};

// X.509 certificate validation (EN 319 102-1, 5.2.6) over every path that the
// embedded, gathered and registered certificates allow. The result is that of
// one path, the first of:
// - a path that holds, revocation apart, with the signer revoked;
// - a path that passed;
// - the path that passed the most stages (see path_judgement.h);
// of equals the one that PathBuilder put first. Without a signed path to an
// anchor in force, a registered service that is not in force and did issue the
// certificate gives NO_CERTIFICATE_CHAIN_FOUND_NO_POE.
X509ValidationResult RunX509Validation(const X509ValidationInput& input);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_X509_VALIDATION_H_
