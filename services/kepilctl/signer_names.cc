#include "services/kepilctl/signer_names.h"

#include "absl/status/statusor.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/signature_document.h"

namespace kepil {

SignerNames SignerNamesOf(absl::string_view signature_file) {
  SignerNames names;
  PlainCertificateReader reader;
  SignatureInput input;
  input.signature = signature_file;
  const absl::StatusOr<SignatureDocument> document =
      ParseSignatureDocument(input, reader, ParseLimits());
  if (!document.ok()) {
    return names;
  }
  for (const auto& signature : document->signatures) {
    for (const CertificateRef& certificate :
         signature->embedded_certificates()) {
      names.emplace(std::string(certificate->fingerprint().bytes()),
                    SignerName{certificate->subject().ToText(),
                               certificate->issuer().ToText()});
    }
  }
  return names;
}

}  // namespace kepil
