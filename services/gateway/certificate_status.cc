#include "services/gateway/certificate_status.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "engine/pki/path_validator.h"
#include "engine/validation/revocation_acceptance.h"

namespace kepil {
namespace {

absl::Status UnknownError(absl::string_view what) {
  return MakeError(absl::StatusCode::kNotFound,
                   v1::ERROR_REASON_CERTIFICATE_UNKNOWN, what);
}

// Under `issuer` alone, as if it were an anchor.
CertificatePath PathUnder(const CertificateRef& certificate,
                          const CertificateRef& issuer,
                          const TrustService& service) {
  return {{certificate}, {issuer, service.id}};
}

bool IsSigned(const CertificatePath& path) {
  for (const PathFinding& finding : ValidatePath(path, PathInputs()).findings) {
    const bool of_signature =
        finding.problem == PathProblem::kSignatureInvalid ||
        finding.problem == PathProblem::kSignatureUnsupported ||
        finding.problem == PathProblem::kNameChaining;
    if (of_signature && finding.index == 0) {
      return false;
    }
  }
  return true;
}

// Registered certificates by whose key `certificate` verifies.
std::vector<CertificatePath> IssuersOf(const CertificateRef& certificate,
                                       const TrustSnapshot& trust) {
  std::vector<CertificatePath> paths;
  for (const TrustService* service : trust.CandidateIssuers(*certificate)) {
    std::vector<CertificateRef> candidates = service->anchors;
    candidates.insert(candidates.end(), service->intermediates.begin(),
                      service->intermediates.end());
    for (const CertificateRef& issuer : candidates) {
      CertificatePath path = PathUnder(certificate, issuer, *service);
      if (issuer->fingerprint() != certificate->fingerprint() &&
          issuer->subject().comparison_key() ==
              certificate->issuer().comparison_key() &&
          IsSigned(path)) {
        paths.push_back(std::move(path));
      }
    }
  }
  return paths;
}

absl::StatusOr<RevocationDataRef> Decode(RevocationKind kind,
                                         std::string octets,
                                         CertificateReader& reader) {
  if (kind == RevocationKind::kCrl) {
    KEPIL_ASSIGN_OR_RETURN(CrlRef crl, Crl::FromDer(std::move(octets)));
    return RevocationDataRef(std::move(crl));
  }
  KEPIL_ASSIGN_OR_RETURN(OcspResponseRef answer,
                         OcspResponse::FromDer(std::move(octets), reader));
  return RevocationDataRef(std::move(answer));
}

void SetTime(absl::Time time, google::protobuf::Timestamp& message) {
  message.set_seconds(absl::ToUnixSeconds(time));
}

v1::GetCertificateStatusResponse ResponseOf(const ArchivedVerdict& verdict,
                                            const EvidenceSet& evidence) {
  v1::GetCertificateStatusResponse response;
  switch (verdict.state) {
    case ArchivedVerdict::State::kUnknown:
      response.set_status(v1::ARCHIVED_STATUS_UNKNOWN);
      response.set_reason(v1::FINDING_REASON_NO_REVOCATION_ANSWER);
      return response;
    case ArchivedVerdict::State::kRevoked:
      response.set_status(v1::ARCHIVED_STATUS_REVOKED);
      response.set_reason(verdict.on_hold
                              ? v1::FINDING_REASON_CERTIFICATE_ON_HOLD
                              : v1::FINDING_REASON_CERTIFICATE_REVOKED);
      SetTime(verdict.revoked_at, *response.mutable_revoked_at());
      break;
    case ArchivedVerdict::State::kGood:
      response.set_status(v1::ARCHIVED_STATUS_GOOD);
      break;
  }
  const RevocationData& data = *verdict.answer->data;
  response.set_evidence_sha256(std::string(data.digest().bytes()));
  response.set_evidence_kind(data.kind() == RevocationKind::kCrl
                                 ? v1::EVIDENCE_KIND_CRL
                                 : v1::EVIDENCE_KIND_OCSP);
  for (const RevocationEvidence& one : evidence.revocation) {
    if (one.data->digest() == data.digest()) {
      SetTime(one.obtained_at, *response.mutable_obtained_at());
    }
  }
  return response;
}

}  // namespace

absl::StatusOr<CertificateRef> CertificateStatus::Find(
    const v1::GetCertificateStatusRequest& request) const {
  if (!request.has_at()) {
    return MalformedError("the time is missing");
  }
  if (!request.der().empty()) {
    return rooms_.certificates.Read(request.der());
  }
  const absl::StatusOr<Digest> digest = Digest::FromBytes(request.sha256());
  if (!digest.ok()) {
    return MalformedError("neither a certificate nor a SHA-256 of one");
  }
  const absl::StatusOr<std::string> der = rooms_.evidence.Read(*digest);
  if (!der.ok()) {
    const auto reason = kepil::ReasonOf(der.status());
    return reason == v1::ERROR_REASON_EVIDENCE_UNKNOWN ||
                   reason == v1::ERROR_REASON_EVIDENCE_EXPIRED
               ? UnknownError("the archive does not have this certificate")
               : der.status();
  }
  const auto certificate = rooms_.certificates.Read(*der);
  return certificate.ok() ? certificate
                          : UnknownError("that is no certificate");
}

absl::StatusOr<EvidenceSet> CertificateStatus::Gather(
    const Certificate& certificate, const Certificate& issuer,
    absl::Time at) const {
  EvidenceSet evidence;
  for (const RevocationKind kind :
       {RevocationKind::kCrl, RevocationKind::kOcsp}) {
    KEPIL_ASSIGN_OR_RETURN(
        const std::vector<ArchivedRevocation> found,
        rooms_.archive.FindRevocations({kind,
                                        issuer.spki_digest(),
                                        Sha256(certificate.serial()),
                                        {at, certificate.not_after()}}));
    for (const ArchivedRevocation& one : found) {
      absl::StatusOr<std::string> octets = rooms_.evidence.Read(one.digest);
      if (!octets.ok() || evidence.revocation.size() >= kMaxAnswers) {
        continue;  // No receipt rested on it, or it was given away.
      }
      absl::StatusOr<RevocationDataRef> data =
          Decode(kind, *std::move(octets), rooms_.certificates);
      if (data.ok()) {
        evidence.revocation.push_back(
            {*std::move(data), EvidenceOrigin::kQuery, one.obtained_at});
      }
    }
  }
  return evidence;
}

absl::StatusOr<v1::GetCertificateStatusResponse> CertificateStatus::Get(
    const v1::GetCertificateStatusRequest& request) const {
  KEPIL_ASSIGN_OR_RETURN(const CertificateRef certificate, Find(request));
  const TrustSnapshotRef trust = rooms_.trust.Current();
  const std::shared_ptr<const RuleLibrary> rules = rooms_.rules();
  if (trust == nullptr || rules == nullptr) {
    return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_NOT_READY,
                     "no trust snapshot yet");
  }
  KEPIL_ASSIGN_OR_RETURN(const ValidationPolicyRef policy,
                         rules->Find(rooms_.policy));
  const absl::Time at = absl::FromUnixSeconds(request.at().seconds());
  const std::vector<CertificatePath> paths = IssuersOf(certificate, *trust);
  if (paths.empty()) {
    return UnknownError("no registered CA issued this certificate");
  }
  std::vector<RevocationAnswer> answers;
  EvidenceSet all;
  for (const CertificatePath& path : paths) {
    KEPIL_ASSIGN_OR_RETURN(EvidenceSet evidence,
                           Gather(*certificate, *path.anchor.certificate, at));
    RevocationAcceptance acceptance(
        {evidence, trust->intermediates(), *policy, rooms_.clock.Now()});
    for (RevocationAnswer& answer : acceptance.AnswersFor(path, 0)) {
      answers.push_back(std::move(answer));
    }
    std::move(evidence.revocation.begin(), evidence.revocation.end(),
              std::back_inserter(all.revocation));
  }
  return ResponseOf(ArchivedStatusAt(answers, *certificate, at), all);
}

}  // namespace kepil
