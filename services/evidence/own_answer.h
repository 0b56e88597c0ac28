#ifndef KEPIL_SERVICES_EVIDENCE_OWN_ANSWER_H_
#define KEPIL_SERVICES_EVIDENCE_OWN_ANSWER_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "engine/pki/revocation_data.h"
#include "engine/validation/revocation_freshness.h"

namespace kepil {

// What an answer to one of our own queries must be before it is kept. The
// judge decides anew what counts; this keeps a bad answer from replacing a good
// one. Errors are INVALID_ARGUMENT/FORMAT_UNKNOWN, or those of the signature's
// algorithm.

// A complete, direct CRL in the name of `issuer` that verifies under its key.
absl::Status CheckOwnCrl(const Crl& crl, const Certificate& issuer);

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
