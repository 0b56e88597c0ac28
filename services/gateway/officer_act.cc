#include "services/gateway/officer_act.h"

#include <string>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/signature/signature_document.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/signature_validation.h"

namespace kepil {
namespace {

constexpr char kService[] = "officer";

// Nothing is trusted but the certificate recorded for this officer.
absl::StatusOr<TrustSnapshotRef> TrustIn(const v1::PrincipalRecord& officer,
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
  service->add_anchors(officer.signing_certificate());
  v1::StatusEntry* active = service->add_history();
  active->set_status(v1::SERVICE_STATUS_ACTIVE);
  active->mutable_legal_from()->set_seconds(0);
  return TrustSnapshot::FromSource(source.SerializeAsString(), certificates);
}

absl::Status RefusalOf(const Conclusion& conclusion,
                       const v1::PrincipalRecord& officer) {
  if (conclusion.sub_indication == v1::SUB_INDICATION_HASH_FAILURE) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_CHANGE_DIGEST_MISMATCH,
                     "other bytes than the stored statement were signed");
  }
  if (conclusion.signing_certificate == nullptr ||
      conclusion.signing_certificate->fingerprint() !=
          Sha256(officer.signing_certificate())) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     v1::ERROR_REASON_SIGNER_MISMATCH,
                     "not signed by the certificate recorded for the caller");
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied,
      v1::ERROR_REASON_ACT_SIGNATURE_INVALID,
      "the officer's signature is not valid",
      {{"indication", std::string(IndicationName(conclusion.indication))},
       {"sub_indication",
        std::string(SubIndicationName(conclusion.sub_indication))}});
}

}  // namespace

absl::StatusOr<CheckedAct> CheckOfficerAct(const OfficerActInput& input,
                                           CertificateReader& certificates) {
  if (input.officer.signing_certificate().empty()) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     v1::ERROR_REASON_SIGNER_MISMATCH,
                     "no signing certificate is recorded for the caller");
  }
  SignatureInput document_input;
  document_input.signature = input.signature;
  document_input.content = input.statement;
  KEPIL_ASSIGN_OR_RETURN(
      const SignatureDocument document,
      ParseSignatureDocument(document_input, certificates, ParseLimits()));
  if (document.signatures.size() != 1) {
    return MalformedError("an act has exactly one signature");
  }
  KEPIL_ASSIGN_OR_RETURN(const TrustSnapshotRef trust,
                         TrustIn(input.officer, input.now, certificates));
  EvidenceSet evidence;
  KEPIL_ASSIGN_OR_RETURN(
      CertificateRef certificate,
      certificates.Read(input.officer.signing_certificate()));
  evidence.certificates.push_back(std::move(certificate));
  const Conclusion conclusion = ValidateSignature(
      {*document.signatures[0], evidence, *trust, input.policy, input.now,
       v1::SIGNATURE_CONTEXT_OFFICER_ACT});
  if (conclusion.indication != v1::INDICATION_TOTAL_PASSED ||
      conclusion.signing_certificate == nullptr ||
      conclusion.signing_certificate->fingerprint() !=
          Sha256(input.officer.signing_certificate())) {
    return RefusalOf(conclusion, input.officer);
  }
  return CheckedAct{std::string(input.statement), std::string(input.signature)};
}

}  // namespace kepil
