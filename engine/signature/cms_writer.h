#ifndef KEPIL_ENGINE_SIGNATURE_CMS_WRITER_H_
#define KEPIL_ENGINE_SIGNATURE_CMS_WRITER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/signer.h"
#include "engine/pki/certificate.h"

namespace kepil {

// What goes into one CMS SignedData (RFC 5652) with one signer.
struct SignedDataDraft {
  std::string content_type;   // Dotted OID of eContentType.
  absl::string_view content;  // eContent octets, attached.
  absl::Time signing_time;    // Signed attribute signing-time; whole seconds.
  CertificateRef signer_certificate;
  // Put into `certificates` after the signer's, as they stand.
  std::vector<CertificateRef> more_certificates;
};

// Writes the DER of a ContentInfo: signed attributes content-type,
// signing-time, message-digest and signing-certificate-v2 (ESSCertIDv2,
// SHA-256, with issuerSerial); digest by the hash of the signer's algorithm
// (for Ed25519 SHA-512, for Ed448 SHAKE256: RFC 8419, 3).
// FAILED_PRECONDITION/SIGNER_DOWN if the signer's key is not the certificate's;
// errors of Signer::Sign.
absl::StatusOr<std::string> WriteSignedData(const SignedDataDraft& draft,
                                            const Signer& signer);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_CMS_WRITER_H_
