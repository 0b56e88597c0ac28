#ifndef KEPIL_ENGINE_VALIDATION_REVOCATION_CRL_ISSUER_H_
#define KEPIL_ENGINE_VALIDATION_REVOCATION_CRL_ISSUER_H_

#include <cstddef>
#include <vector>

#include "engine/pki/certificate_path.h"
#include "engine/pki/certificate_pool.h"

namespace kepil {

// Who may sign CRLs besides the key of a certificate's issuer (RFC 5280, 6.3.3
// (f)). Nothing here verifies a signature.

// False: keyUsage is there and has no cRLSign.
bool MayKeySignCrls(const Certificate& certificate);

// Certificates of the name `crl_issuer`, those above path.certificates[index]
// first, then those of the pool by fingerprint, each once: CAs and those with a
// keyUsage, if they may sign CRLs. Not path.certificates[index] itself, nor its
// issuer's key if the name is the issuer's.
std::vector<CertificateRef> FindCrlIssuers(const Name& crl_issuer,
                                           const CertificatePath& path,
                                           size_t index,
                                           const CertificatePool& pool);

// Whether the certificate's issuer says that only CRLs signed in the
// certificate's own name tell its status: each of its distribution points has
// it for cRLIssuer. As id-pkix-ocsp-nocheck does, that leaves nobody else to
// revoke it.
bool IsItsOwnCrlIssuer(const Certificate& certificate);

// Whether a certificate of `path`, the anchor apart, certifies this key.
bool HasKey(const CertificatePath& path, const Digest& spki_digest);
// Whether `certificate` is one of those above path.certificates[index], the
// anchor apart.
bool StandsAbove(const CertificatePath& path, size_t index,
                 const Certificate& certificate);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_REVOCATION_CRL_ISSUER_H_
