#ifndef KEPIL_SERVICES_EVIDENCE_CRL_STANDING_H_
#define KEPIL_SERVICES_EVIDENCE_CRL_STANDING_H_

#include <vector>

#include "absl/time/time.h"
#include "engine/pki/certificate.h"
#include "engine/pki/crl.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

// A CRL and the certificate by whose key it verifies.
struct SignedCrl {
  CrlRef crl;
  CertificateRef signer;
};

struct CrlStandingInput {
  const std::vector<SignedCrl>& crls;
  const Certificate& certificate;  // Whose status is asked.
  const ValidationPolicy& policy;
  absl::Time time;
};

// What CRLs say together about one certificate, to tell whether more must be
// asked for. By the rules of the judge (revocation_delta.h,
// revocation_status.h), but for the right of their signers, which only the
// judge knows: it decides anew.
struct CrlStanding {
  // Fresh, and revoked or on hold, or good for all reasons.
  bool is_decided = false;
  // A complete CRL, or the certificate, announces delta CRLs (RFC 5280, 5.2.6
  // and 4.2.1.15), and of none that is here can be told how it stands to it.
  bool lacks_delta = false;
  // A delta CRL shows that a newer complete CRL exists than any that is here.
  bool is_overtaken = false;
};

CrlStanding StandingOf(const CrlStandingInput& input);

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_CRL_STANDING_H_
