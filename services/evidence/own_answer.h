#ifndef KEPIL_SERVICES_EVIDENCE_OWN_ANSWER_H_
#define KEPIL_SERVICES_EVIDENCE_OWN_ANSWER_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/pki/certificate_pool.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "engine/pki/revocation_data.h"
#include "engine/pki/trust_anchor.h"
#include "engine/validation/revocation_freshness.h"

namespace kepil {

// What an answer to one of our own queries must be before it is kept. The
// judge decides anew what counts; this keeps a bad answer from replacing a good
// one. Errors are INVALID_ARGUMENT/FORMAT_UNKNOWN, or those of the signature's
// algorithm.

struct CrlSignerSearch {
  const Crl& crl;
  const CertificateRef& certificate;  // Whose status is asked.
  const CertificateRef& issuer;       // By whose key `certificate` verifies.
  const CertificatePool& others;      // Registered; may hold CRL issuers.
  const std::vector<TrustAnchor>& anchors;  // Of the paths of `certificate`.
};
// Finds by whose key a usable CRL verifies: `issuer`, if the CRL is in its
// name; or a certificate of `others` that may sign CRLs and has a valid path to
// one of `anchors`, if the CRL speaks of `certificate` (RFC 5280, 6.3.3 (b) and
// (f)). At most kMaxOtherCrlSigners of these are tried.
constexpr int kMaxOtherCrlSigners = 8;
absl::StatusOr<CertificateRef> FindCrlSigner(const CrlSignerSearch& search);

// Finds by whose key `response` verifies: `issuer` itself, or a certificate in
// the response that `issuer` authorised and that was valid when it answered
// (RFC 6960, 4.2.2.2).
absl::StatusOr<CertificateRef> FindOcspResponder(const OcspResponse& response,
                                                 const CertificateRef& issuer);

// Times of what `data` says about `id`; nullopt if an OCSP response says
// nothing about it.
std::optional<RevocationTimes> TimesOf(const RevocationData& data,
                                       const CertificateId& id);

// Whether `candidate` may take the place of `held`, both verified and of one
// scope: it is not older, its CRL number is not lower (RFC 5280, 5.2.3), and an
// OCSP answer takes back no revocation, a hold excepted.
absl::Status CheckReplaces(const RevocationData& candidate,
                           const RevocationData& held, const CertificateId& id);

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_OWN_ANSWER_H_
