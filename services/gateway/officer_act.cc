#include "services/gateway/officer_act.h"

#include <string>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/signature/signature_document.h"
#include "services/gateway/recorded_signer.h"

namespace kepil {
namespace {

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
  const std::string& recorded = input.officer.signing_certificate();
  KEPIL_ASSIGN_OR_RETURN(const Conclusion conclusion,
                         JudgeRecordedSigner({*document.signatures[0], recorded,
                                              input.policy, input.now},
                                             certificates));
  if (!IsByRecorded(conclusion, recorded)) {
    return RefusalOf(conclusion, input.officer);
  }
  return CheckedAct{std::string(input.statement), std::string(input.signature)};
}

}  // namespace kepil
