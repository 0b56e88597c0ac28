#include "engine/signature/dvcs_document.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/signature/certificate_subject.h"
#include "engine/signature/dvcs_token.h"

namespace kepil {
namespace {

absl::Status LimitError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONTAINER_LIMIT, message);
}

// Targets and what came with them.
class TargetReader {
 public:
  TargetReader(CertificateReader& reader, const ParseLimits& limits)
      : reader_(reader), limits_(limits) {}

  absl::StatusOr<SignatureDocument> Read(
      const std::vector<DvcsTarget>& targets);

 private:
  absl::Status AddTarget(const DvcsToken& token);
  absl::Status AddEvidence(const DvcsToken& token);
  // Keeps each certificate once.
  absl::Status Keep(const CertificateRef& certificate);

  CertificateReader& reader_;
  const ParseLimits& limits_;
  SignatureDocument document_;
  std::vector<CertificateRef> subjects_, certificates_;
  absl::flat_hash_set<Digest> seen_;
};

absl::Status TargetReader::Keep(const CertificateRef& certificate) {
  if (!seen_.insert(certificate->fingerprint()).second) {
    return absl::OkStatus();
  }
  if (certificates_.size() == static_cast<size_t>(limits_.max_certificates)) {
    return LimitError("too many certificates");
  }
  certificates_.push_back(certificate);
  return absl::OkStatus();
}

absl::Status TargetReader::AddTarget(const DvcsToken& token) {
  if (token.kind != DvcsToken::Kind::kCertificate) {
    return MalformedError("a target that is no certificate");
  }
  if (subjects_.size() == static_cast<size_t>(limits_.max_certificates)) {
    return LimitError("too many targets");
  }
  KEPIL_ASSIGN_OR_RETURN(CertificateRef subject, reader_.Read(token.der));
  KEPIL_RETURN_IF_ERROR(Keep(subject));
  subjects_.push_back(std::move(subject));
  return absl::OkStatus();
}

absl::Status TargetReader::AddEvidence(const DvcsToken& token) {
  const size_t revocation =
      document_.crls.size() + document_.ocsp_responses.size();
  if (token.kind == DvcsToken::Kind::kCertificate) {
    const absl::StatusOr<CertificateRef> certificate = reader_.Read(token.der);
    return certificate.ok() ? Keep(*certificate) : absl::OkStatus();
  }
  if (token.kind != DvcsToken::Kind::kCrl &&
      token.kind != DvcsToken::Kind::kOcspResponse) {
    return absl::OkStatus();
  }
  if (revocation == static_cast<size_t>(limits_.max_revocation)) {
    return LimitError("too many revocation objects");
  }
  (token.kind == DvcsToken::Kind::kCrl ? document_.crls
                                       : document_.ocsp_responses)
      .push_back(token.der);
  return absl::OkStatus();
}

absl::StatusOr<SignatureDocument> TargetReader::Read(
    const std::vector<DvcsTarget>& targets) {
  document_.format = SignatureFormat::kCertificate;
  for (const DvcsTarget& target : targets) {
    KEPIL_RETURN_IF_ERROR(AddTarget(target.target));
    for (const DvcsToken& token : target.chain) {
      KEPIL_RETURN_IF_ERROR(AddEvidence(token));
    }
  }
  const auto certificates = std::make_shared<const std::vector<CertificateRef>>(
      std::move(certificates_));
  for (CertificateRef& subject : subjects_) {
    document_.signatures.push_back(
        std::make_unique<CertificateSubject>(std::move(subject), certificates));
  }
  return std::move(document_);
}

absl::StatusOr<SignatureDocument> CertificatesOf(absl::string_view octets,
                                                 CertificateReader& reader,
                                                 const ParseLimits& limits) {
  KEPIL_RETURN_IF_ERROR(CheckDerFraming(octets, limits.der));
  DerReader outer(octets);
  KEPIL_ASSIGN_OR_RETURN(const DerValue list, outer.ReadAny());
  KEPIL_ASSIGN_OR_RETURN(const std::vector<DvcsTarget> targets,
                         ParseDvcsTargets(list.content));
  return TargetReader(reader, limits).Read(targets);
}

}  // namespace

std::string DvcsSubjectOctets(const DvcsData& data) {
  switch (data.kind) {
    case DvcsData::Kind::kMessage:
      return data.message;
    case DvcsData::Kind::kImprint:
      return WriteDvcsImprint(data.imprint);
    case DvcsData::Kind::kCertificates:
      return data.certificates_der;
  }
  return "";
}

absl::StatusOr<SignatureDocument> DvcsDocumentOf(DvcsService service,
                                                 absl::string_view octets,
                                                 CertificateReader& reader,
                                                 const ParseLimits& limits) {
  switch (service) {
    case DvcsService::kVsd:
      return ParseSignatureDocument({octets, std::nullopt, {}}, reader, limits);
    case DvcsService::kCpkc:
      return CertificatesOf(octets, reader, limits);
    case DvcsService::kCpd:
    case DvcsService::kCcpd:
      break;
  }
  return SignatureDocument();
}

}  // namespace kepil
