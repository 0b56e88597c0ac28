#ifndef KEPIL_TESTS_CONFORMANCE_GIVEN_REVOCATION_H_
#define KEPIL_TESTS_CONFORMANCE_GIVEN_REVOCATION_H_

#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/pki/certificate_path.h"
#include "engine/pki/certificate_pool.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "engine/pki/path_validator.h"

namespace kepil {

// Everything that may speak about revocation in one path case.
struct RevocationMaterial {
  std::vector<CrlRef> crls;
  std::vector<OcspResponseRef> ocsps;
  CertificatePool pool;  // Where issuers of CRLs are found.
  std::vector<TrustAnchor> anchors;
  PathInputs inputs;  // For the paths of CRL issuers.
};

// GivenRevocation judges revocation along a path by the given CRLs and OCSP
// responses alone, in the terms of RFC 5280, 6.3.3 and RFC 6960: the one place
// of the runner that decides what is good.
class GivenRevocation {
 public:
  explicit GivenRevocation(const RevocationMaterial& material)
      : material_(material) {}

  // Why a certificate under the anchor has no good status at `time`, a line
  // each; empty if all are good.
  std::vector<std::string> Judge(const CertificatePath& path, absl::Time time);

 private:
  enum class Answer { kNone, kGood, kRevoked };

  Answer AskCrls(const CertificatePath& path, size_t i, absl::Time time);
  Answer AskOcsps(const CertificatePath& path, size_t i, absl::Time time) const;
  bool IsRightlySigned(const Crl& crl, const CertificatePath& path, size_t i,
                       absl::Time time);
  bool HasGoodPath(const CertificateRef& signer, const Digest& anchor,
                   absl::Time time);

  const RevocationMaterial& material_;
  std::set<Digest> in_progress_;  // CRL issuers on the way; ends loops.
};

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_GIVEN_REVOCATION_H_
