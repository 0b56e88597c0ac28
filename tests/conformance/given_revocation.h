#ifndef KEPIL_TESTS_CONFORMANCE_GIVEN_REVOCATION_H_
#define KEPIL_TESTS_CONFORMANCE_GIVEN_REVOCATION_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/pki/certificate_path.h"
#include "engine/pki/certificate_pool.h"
#include "engine/pki/revocation_data.h"
#include "engine/validation/evidence_set.h"

namespace kepil {

// Everything that may speak about revocation in one path case.
struct RevocationMaterial {
  EvidenceSet evidence;
  CertificatePool pool;  // Where issuers of CRLs and responders are found.

  void Add(RevocationDataRef data);
};

// Why a certificate under the anchor has no good status at `time`, a line each;
// empty if all are good. Asks the judge's own acceptance of revocation data,
// under the policy `conformance`.
std::vector<std::string> JudgeRevocation(const RevocationMaterial& material,
                                         const CertificatePath& path,
                                         absl::Time time);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_GIVEN_REVOCATION_H_
