#ifndef KEPIL_ENGINE_SIGNATURE_SIGNATURE_DOCUMENT_H_
#define KEPIL_ENGINE_SIGNATURE_SIGNATURE_DOCUMENT_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/parse_limits.h"
#include "engine/signature/parsed_signature.h"
#include "engine/signature/signed_content.h"

namespace kepil {

// Every signature format that ParseSignatureDocument reads, by the name that
// GetServiceInfo lists.
std::vector<std::string> SupportedFormats();

// What is to be judged. At most one of `content` and `digests` is given; with
// neither, the content must stand inside the signature.
struct SignatureInput {
  absl::string_view signature;
  std::optional<absl::string_view> content;  // Detached content.
  std::vector<ContentDigest> digests;        // Digest-only input.
};

// SignatureDocument owns every ParsedSignature and what they point into, the
// input's own octets excepted: they must outlive it.
struct SignatureDocument {
  SignatureFormat format = SignatureFormat::kCms;
  std::vector<std::unique_ptr<const ParsedSignature>> signatures;
  // CRLs and OCSP responses embedded in the document (SignedData.crls): DER.
  std::vector<std::string> crls, ocsp_responses;
  // Content inside the signature, if any: a view into the input or `owned`.
  std::optional<absl::string_view> attached_content;
  bool ber = false;                          // The envelope was BER.
  std::shared_ptr<const std::string> owned;  // Its DER form, if `ber`.
};

// Detects the format and parses. Errors (INVALID_ARGUMENT): FORMAT_UNKNOWN if
// the octets are no signature format we read, NO_SIGNATURE if there are zero
// signers, CONTAINER_LIMIT or DOCUMENT_TOO_LARGE when a limit is hit,
// REQUEST_MALFORMED if both content and digests are given or the content is
// given twice (attached, and beside it with other octets). A signer that
// cannot be read is a signature with a fatal deviation, not an error.
absl::StatusOr<SignatureDocument> ParseSignatureDocument(
    const SignatureInput& input, CertificateReader& certificates,
    const ParseLimits& limits);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_SIGNATURE_DOCUMENT_H_
