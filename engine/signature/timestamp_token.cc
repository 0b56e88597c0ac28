#include "engine/signature/timestamp_token.h"

#include <cstddef>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/signature/cms_reader.h"
#include "engine/signature/cms_signature.h"
#include "engine/signature/signed_content.h"

namespace kepil {
namespace {

// id-ct-TSTInfo, 1.2.840.113549.1.9.16.1.4
constexpr absl::string_view kTstInfo =
    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04";

absl::Status LimitError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONTAINER_LIMIT, message);
}

// Decodes each of `found` once. What is no certificate leaves a deviation.
absl::Status ReadCertificates(const std::vector<absl::string_view>& found,
                              CertificateReader& reader, size_t max,
                              CmsDocumentParts& parts) {
  absl::flat_hash_set<absl::string_view> seen;
  for (const absl::string_view der : found) {
    if (!seen.insert(der).second) {
      continue;
    }
    if (seen.size() > max) {
      return LimitError("too many certificates in a time-stamp");
    }
    absl::StatusOr<CertificateRef> certificate = reader.Read(der);
    if (certificate.ok()) {
      parts.certificates.push_back(*std::move(certificate));
    } else {
      parts.deviations.push_back(FormatDeviation::kEmbeddedObjectUnreadable);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TimestampTokenRef> TimestampToken::FromDer(
    absl::string_view der, CertificateReader& certificates,
    const ParseLimits& limits) {
  std::shared_ptr<TimestampToken> token(new TimestampToken);
  token->der_ = std::string(der);
  token->digest_ = Sha256(der);
  KEPIL_RETURN_IF_ERROR(token->Parse(certificates, limits));
  return TimestampTokenRef(std::move(token));
}

absl::Status TimestampToken::Parse(CertificateReader& certificates,
                                   const ParseLimits& limits) {
  KEPIL_ASSIGN_OR_RETURN(const CmsEnvelope envelope,
                         ReadCmsEnvelope(der_, limits.der));
  owned_ = envelope.owned;
  KEPIL_ASSIGN_OR_RETURN(CmsSignedData data,
                         ReadCmsSignedData(envelope.der, limits));
  if (data.content_type != kTstInfo || !data.content.has_value()) {
    return FormatUnknownError("the SignedData holds no TSTInfo");
  }
  if (data.signer_infos.size() != 1) {
    return FormatUnknownError("a time-stamp with several signers");
  }
  KEPIL_ASSIGN_OR_RETURN(info_, ParseTimestampInfo(*data.content));
  KEPIL_ASSIGN_OR_RETURN(CmsSigner signer,
                         ReadCmsSigner(data.signer_infos.front(), limits));

  CmsDocumentParts parts;
  parts.content_type = std::string(data.content_type);
  parts.digest_algorithms = std::move(data.digest_algorithms);
  parts.deviations = std::move(data.deviations);
  parts.deviations.insert(parts.deviations.end(), envelope.deviations.begin(),
                          envelope.deviations.end());
  std::vector<absl::string_view> found = std::move(data.certificates);
  found.insert(found.end(), signer.attributes.certificates.begin(),
               signer.attributes.certificates.end());
  KEPIL_RETURN_IF_ERROR(
      ReadCertificates(found, certificates,
                       static_cast<size_t>(limits.max_certificates), parts));
  crls_ = std::move(data.revocation.crls);
  ocsp_responses_ = std::move(data.revocation.ocsp_responses);
  const SignatureAttributes& values = signer.attributes.attributes;
  crls_.insert(crls_.end(), values.crls.begin(), values.crls.end());
  ocsp_responses_.insert(ocsp_responses_.end(), values.ocsp_responses.begin(),
                         values.ocsp_responses.end());
  if (crls_.size() + ocsp_responses_.size() >
      static_cast<size_t>(limits.max_revocation)) {
    return LimitError("too many revocation objects in a time-stamp");
  }
  parts.content = SignedContent(*data.content, {signer.digest_algorithm});
  signature_ = std::make_unique<CmsSignature>(
      std::move(signer),
      std::make_shared<const CmsDocumentParts>(std::move(parts)));
  return absl::OkStatus();
}

absl::StatusOr<bool> TimestampToken::MatchesImprint(
    absl::string_view octets) const {
  KEPIL_ASSIGN_OR_RETURN(const std::string hash, HashOf(info_.hash, octets));
  return hash == info_.imprint;
}

}  // namespace kepil
