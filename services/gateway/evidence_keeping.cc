#include "services/gateway/evidence_keeping.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/legal_date.h"
#include "services/gateway/evidence_retention.h"

namespace kepil {
namespace {

constexpr size_t kMaxGround = 1024;

absl::Status CheckGround(const std::string& ground) {
  if (ground.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_GROUND_MISSING,
                     "evidence is not touched without a ground");
  }
  return ground.size() <= kMaxGround
             ? absl::OkStatus()
             : MalformedError("the ground is over 1024 octets");
}

storage::v1::AuditEvent EventOf(storage::v1::AuditKind kind, absl::Time now,
                                const v1::PrincipalRecord& principal,
                                std::string note) {
  storage::v1::AuditEvent event;
  event.set_kind(kind);
  event.mutable_at()->set_seconds(absl::ToUnixSeconds(now));
  event.set_principal(principal.id());
  event.set_note(std::move(note));
  return event;
}

absl::StatusOr<v1::ReceiptBody> BodyOf(const v1::EvidenceBundle& bundle) {
  v1::ReceiptBody body;
  if (!body.ParseFromString(bundle.receipt_body())) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_STORE_CORRUPT,
                     "a stored receipt cannot be read");
  }
  return body;
}

// Certificates among the objects; the others are not of that form.
std::vector<CertificateRef> CertificatesIn(const v1::EvidenceBundle& bundle) {
  std::vector<CertificateRef> certificates;
  for (const std::string& object : bundle.objects()) {
    absl::StatusOr<CertificateRef> certificate = Certificate::FromDer(object);
    if (certificate.ok()) {
      certificates.push_back(*std::move(certificate));
    }
  }
  return certificates;
}

}  // namespace

absl::StatusOr<v1::RestrictEvidenceResponse> EvidenceKeeping::Restrict(
    const v1::RestrictEvidenceRequest& request,
    const v1::PrincipalRecord& officer) {
  KEPIL_RETURN_IF_ERROR(CheckGround(request.ground()));
  MutexLock lock(mutex_);
  KEPIL_ASSIGN_OR_RETURN(const v1::EvidenceBundle bundle,
                         rooms_.receipts.ExportWhole(request.receipt_id()));
  KEPIL_ASSIGN_OR_RETURN(const v1::ReceiptBody body, BodyOf(bundle));
  KEPIL_ASSIGN_OR_RETURN(storage::v1::EvidenceStanding standing,
                         rooms_.standings.ReadStanding(body.id()));
  if (standing.restricted()) {
    return v1::RestrictEvidenceResponse();  // By the first ground.
  }
  const absl::Time now = rooms_.clock.Now();
  standing.set_restricted(true);
  standing.set_restriction_ground(request.ground());
  standing.mutable_restricted_at()->set_seconds(absl::ToUnixSeconds(now));
  standing.set_restricted_by(officer.id());
  KEPIL_RETURN_IF_ERROR(rooms_.standings.PutStanding(
      body.id(), standing,
      EventOf(storage::v1::AUDIT_KIND_RESTRICTED, now, officer,
              absl::StrCat(request.receipt_id(), " ", request.ground()))));
  return v1::RestrictEvidenceResponse();
}

absl::StatusOr<v1::PurgeEvidenceResponse> EvidenceKeeping::Purge(
    const v1::PurgeEvidenceRequest& request,
    const v1::PrincipalRecord& operating) {
  KEPIL_RETURN_IF_ERROR(CheckGround(request.act()));
  MutexLock lock(mutex_);
  KEPIL_ASSIGN_OR_RETURN(const v1::EvidenceBundle bundle,
                         rooms_.receipts.ExportWhole(request.receipt_id()));
  KEPIL_ASSIGN_OR_RETURN(const v1::ReceiptBody body, BodyOf(bundle));
  if (bundle.expired_size() > 0) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_EVIDENCE_EXPIRED,
                     "the evidence was given to the archive already");
  }
  const TrustSnapshotRef trust = rooms_.trust.Current();
  if (trust == nullptr) {
    return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_NOT_READY,
                     "no trust snapshot yet");
  }
  const LegalRulesRef law = rooms_.law();
  const absl::Time now = rooms_.clock.Now();
  const absl::CivilDay last = EvidenceRetainedUntil(
      {absl::FromUnixSeconds(body.issued_at().seconds()),
       CertificatesIn(bundle), *trust, *rooms_.registry()},
      law.get());
  if (!IsRetentionOver(last, now, law.get())) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_RETENTION_RUNS,
        absl::StrCat("the evidence is kept until ", DayText(last)));
  }
  if (rooms_.archive == nullptr) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_CONFIG_INVALID,
                     "no archive.folder to give it to");
  }
  const std::string package = bundle.SerializeAsString();
  const std::string name = absl::StrCat(request.receipt_id(), ".evidence");
  KEPIL_RETURN_IF_ERROR(rooms_.archive(name, package));
  KEPIL_ASSIGN_OR_RETURN(storage::v1::EvidenceStanding standing,
                         rooms_.standings.ReadStanding(body.id()));
  standing.mutable_purged_at()->set_seconds(absl::ToUnixSeconds(now));
  standing.set_purge_act(request.act());
  standing.set_purged_by(operating.id());
  standing.set_package_sha256(std::string(Sha256(package).bytes()));
  KEPIL_RETURN_IF_ERROR(rooms_.standings.PutStanding(
      body.id(), standing,
      EventOf(storage::v1::AUDIT_KIND_PURGED, now, operating,
              absl::StrCat(request.receipt_id(), " ", request.act()))));
  v1::PurgeEvidenceResponse response;
  *response.mutable_retained_until() = DayToProto(last);
  response.set_package(name);
  response.set_package_sha256(standing.package_sha256());
  return response;
}

}  // namespace kepil
