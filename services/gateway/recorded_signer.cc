#include "services/gateway/recorded_signer.h"

#include <string>
#include <utility>

#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/signature_validation.h"

namespace kepil {
namespace {

constexpr char kService[] = "recorded";

// Nothing is trusted but the one certificate.
absl::StatusOr<TrustSnapshotRef> TrustIn(absl::string_view certificate,
                                         absl::Time now,
                                         CertificateReader& certificates) {
  v1::SnapshotSource source;
  source.set_version(1);
  source.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(now));
  v1::Authority* authority = source.add_authorities();
  authority->set_id(kService);
  authority->set_kind(v1::AUTHORITY_KIND_DOMESTIC_CA);
  authority->set_country("KZ");
  v1::TrustService* service = authority->add_services();
  service->set_id(kService);
  service->set_type(v1::SERVICE_TYPE_CA);
  service->add_anchors(std::string(certificate));
  v1::StatusEntry* active = service->add_history();
  active->set_status(v1::SERVICE_STATUS_ACTIVE);
  active->mutable_legal_from()->set_seconds(0);
  return TrustSnapshot::FromSource(source.SerializeAsString(), certificates);
}

}  // namespace

absl::StatusOr<Conclusion> JudgeRecordedSigner(
    const RecordedSignerInput& input, CertificateReader& certificates) {
  KEPIL_ASSIGN_OR_RETURN(const TrustSnapshotRef trust,
                         TrustIn(input.certificate, input.now, certificates));
  EvidenceSet evidence;
  KEPIL_ASSIGN_OR_RETURN(CertificateRef certificate,
                         certificates.Read(input.certificate));
  evidence.certificates.push_back(std::move(certificate));
  return ValidateSignature({input.signature, evidence, *trust, input.policy,
                            input.now, v1::SIGNATURE_CONTEXT_OFFICER_ACT});
}

bool IsByRecorded(const Conclusion& conclusion, absl::string_view certificate) {
  return conclusion.indication == v1::INDICATION_TOTAL_PASSED &&
         conclusion.signing_certificate != nullptr &&
         conclusion.signing_certificate->fingerprint() == Sha256(certificate);
}

}  // namespace kepil
