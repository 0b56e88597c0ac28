#include "services/receipt/receipt_verifier.h"

#include <algorithm>
#include <utility>

#include "engine/crypto/digest.h"
#include "engine/pki/certificate_reader.h"
#include "engine/pki/path_builder.h"
#include "engine/pki/path_validator.h"
#include "engine/signature/dvcs_response.h"
#include "engine/signature/signature_document.h"
#include "engine/validation/signing_certificate.h"
#include "services/receipt/dvcs_receipt.h"
#include "services/receipt/receipt_identity.h"
#include "services/receipt/receipt_record.h"
#include "translog/tlog_proof.h"

namespace kepil {
namespace {

// Far above what a receipt of 64 signatures needs.
constexpr int64_t kMaxDvc = int64_t{16} << 20;
constexpr int kMaxCertificates = 16;

ParseLimits DvcLimits() {
  ParseLimits limits;
  limits.der.max_bytes = kMaxDvc;
  limits.max_signatures = 1;  // RFC 3029, 9: a DVC has one signer.
  limits.max_certificates = kMaxCertificates;
  return limits;
}

// Verification runs the checks of one receipt to the end.
class Verification {
 public:
  Verification(const ReceiptVerifyInput& input, const ReceiptTrust& trust)
      : input_(input), trust_(trust) {}

  ReceiptVerification Run();

 private:
  void Add(ReceiptProblem problem) {
    std::vector<ReceiptProblem>& problems = result_.problems;
    if (std::find(problems.begin(), problems.end(), problem) ==
        problems.end()) {
      problems.push_back(problem);
    }
  }
  void ReadBody(absl::string_view response);
  void CheckSigner(const ParsedSignature& signature);
  void CheckPath(const CertificateRef& signer, const SignatureDocument& dvc);
  void CheckFields();
  void CheckProof();
  void CheckContent();
  TlogProofVerdict JudgeProof(const TlogProof& proof) const;

  const ReceiptVerifyInput& input_;
  const ReceiptTrust& trust_;
  ReceiptVerification result_;
  DvcCertInfo info_;       // Meaningful with a body.
  CertificateRef signer_;  // nullptr if it was not found.
};

// The certificate that the signature names: the one that its ESS reference
// (RFC 5035) means, if there are several.
bool MatchesReference(const Certificate& certificate,
                      const SigningCertificateReference& reference) {
  const absl::StatusOr<std::string> hash =
      HashOf(reference.hash, certificate.der());
  return hash.ok() && *hash == reference.certificate_hash &&
         (!reference.serial.has_value() ||
          *reference.serial == certificate.serial());
}

// The first reference of signing-certificate-v2; nullptr without one.
const SigningCertificateReference* ReferenceOf(
    const ParsedSignature& signature) {
  const auto& references = signature.attributes().signing_certificate_v2;
  return references.empty() ? nullptr : &references.front();
}

bool SignatureHolds(const ParsedSignature& signature,
                    const Certificate& signer) {
  for (const FormatDeviation deviation : signature.deviations()) {
    if (IsFatal(deviation)) {
      return false;
    }
  }
  const SignatureAttributes& attributes = signature.attributes();
  if (!attributes.has_signed_attributes ||
      attributes.content_type != signature.encapsulated_content_type()) {
    return false;
  }
  for (const SignedDataObject& object : signature.signed_data()) {
    if (object.outcome != SignedDataObject::Outcome::kMatched) {
      return false;
    }
  }
  if (!signer.public_key().ok()) {
    return false;
  }
  const absl::StatusOr<bool> verified =
      signature.VerifyValue(**signer.public_key());
  return verified.ok() && *verified;
}

ReceiptVerification Verification::Run() {
  PlainCertificateReader reader;
  const absl::StatusOr<SignatureDocument> dvc = ParseSignatureDocument(
      {input_.dvc, std::nullopt, {}}, reader, DvcLimits());
  if (!dvc.ok() || !dvc->attached_content.has_value() ||
      OidToText(dvc->signatures.front()->encapsulated_content_type()) !=
          kDvcsResponseContentType) {
    Add(ReceiptProblem::kUnreadable);
    return std::move(result_);
  }
  ReadBody(*dvc->attached_content);
  CheckSigner(*dvc->signatures.front());
  if (signer_ != nullptr) {
    CheckPath(signer_, *dvc);
  }
  if (result_.body.has_value()) {
    CheckFields();
    CheckProof();
    CheckContent();
  }
  return std::move(result_);
}

void Verification::ReadBody(absl::string_view response) {
  absl::StatusOr<DvcCertInfo> info = ParseDvcCertInfo(response);
  v1::ReceiptBody body;
  if (!info.ok() || info->extension_oid != kReceiptBodyOid ||
      !body.ParseFromString(info->extension_value)) {
    Add(ReceiptProblem::kUnreadable);
    return;
  }
  info_ = *std::move(info);
  result_.body_bytes = info_.extension_value;
  result_.body = std::move(body);
}

void Verification::CheckSigner(const ParsedSignature& signature) {
  const std::vector<CertificateRef> candidates =
      SigningCertificateCandidates(signature, trust_.anchors);
  if (candidates.empty()) {
    Add(ReceiptProblem::kSignerUnknown);
    return;
  }
  const SigningCertificateReference* reference = ReferenceOf(signature);
  signer_ = candidates.front();
  bool is_referenced = false;
  for (const CertificateRef& candidate : candidates) {
    if (reference != nullptr && MatchesReference(*candidate, *reference)) {
      signer_ = candidate;
      is_referenced = true;
      break;
    }
  }
  if (!is_referenced) {
    Add(ReceiptProblem::kSigningCertificateMismatch);
  }
  if (!SignatureHolds(signature, *signer_)) {
    Add(ReceiptProblem::kSignatureInvalid);
  }
  if (!MaySignReceipts(*signer_)) {
    Add(ReceiptProblem::kSignerNotEntitled);
  }
}

void Verification::CheckPath(const CertificateRef& signer,
                             const SignatureDocument& dvc) {
  std::vector<TrustAnchor> anchors;
  for (const CertificateRef& anchor : trust_.anchors) {
    anchors.push_back({anchor, ""});
  }
  CertificatePool pool;
  for (const CertificateRef& certificate :
       dvc.signatures.front()->embedded_certificates()) {
    pool.Add(certificate);
  }
  const PathBuilder::Result built = PathBuilder::Build(
      signer, pool, AnchorList(std::move(anchors)), PathBuilder::Limits());
  const PathInputs inputs;
  bool some_path_holds = false;
  for (const CertificatePath& path : built.paths) {
    if (!ValidatePath(path, inputs).findings.empty()) {
      continue;
    }
    some_path_holds = true;
    if (result_.body.has_value() &&
        CheckValidityPeriods(
            path, inputs,
            absl::FromUnixSeconds(result_.body->issued_at().seconds()))
            .empty()) {
      return;
    }
  }
  if (!some_path_holds) {
    Add(ReceiptProblem::kSignerUnknown);
  } else if (result_.body.has_value()) {
    Add(ReceiptProblem::kSignerOutsideValidity);
  }
}

void Verification::CheckFields() {
  const DvcCertInfo expected = DvcCertInfoOf(*result_.body, result_.body_bytes);
  const bool same_status = info_.status.has_value()
                               ? info_.status->status == expected.status->status
                               : expected.status->status == DvcStatus::kGranted;
  if (info_.service != expected.service ||
      info_.policy_oid != expected.policy_oid ||
      info_.imprint_hash != expected.imprint_hash ||
      info_.imprint != expected.imprint || info_.serial != expected.serial ||
      info_.response_time != expected.response_time || !same_status) {
    Add(ReceiptProblem::kBodyMismatch);
  }
}

// kUnknownKey if none of the logs is one we know.
TlogProofVerdict Verification::JudgeProof(const TlogProof& proof) const {
  const std::string leaf = ReceiptLeaf(*result_.body, result_.body_bytes);
  TlogProofVerdict verdict = TlogProofVerdict::kUnknownKey;
  for (const std::string& vkey : trust_.log_vkeys) {
    const absl::StatusOr<NoteVerifier> verifier = NoteVerifier::FromVkey(vkey);
    if (!verifier.ok() || verifier->name() != result_.body->log_origin()) {
      continue;
    }
    const absl::StatusOr<TlogProofVerdict> judged =
        VerifyTlogProof(proof, leaf, *verifier);
    if (judged.ok() && *judged != TlogProofVerdict::kUnknownKey) {
      verdict = *judged;
    }
    if (verdict == TlogProofVerdict::kValid) {
      break;
    }
  }
  return verdict;
}

void Verification::CheckProof() {
  if (input_.tlog_proof.empty() || trust_.log_vkeys.empty()) {
    return;
  }
  result_.proof_checked = true;
  const absl::StatusOr<TlogProof> proof = ParseTlogProof(input_.tlog_proof);
  if (!proof.ok()) {
    Add(ReceiptProblem::kProofInvalid);
    return;
  }
  if (proof->index != result_.body->serial() - 1) {
    Add(ReceiptProblem::kProofInvalid);
  }
  switch (JudgeProof(*proof)) {
    case TlogProofVerdict::kValid:
      break;
    case TlogProofVerdict::kUnknownKey:
    case TlogProofVerdict::kOtherOrigin:
      Add(ReceiptProblem::kLogUnknown);
      break;
    case TlogProofVerdict::kSignatureInvalid:
    case TlogProofVerdict::kNotIncluded:
      Add(ReceiptProblem::kProofInvalid);
      break;
  }
}

void Verification::CheckContent() {
  if (input_.signature_file.has_value() &&
      Sha256(*input_.signature_file).bytes() !=
          absl::string_view(result_.body->signature_sha256())) {
    Add(ReceiptProblem::kSignatureFileMismatch);
  }
  if (!input_.content.has_value()) {
    return;
  }
  bool is_compared = false;
  for (const v1::ContentDigest& digest : result_.body->content_digests()) {
    const absl::StatusOr<std::string> computed =
        HashOf(HashFromName(digest.hash()), *input_.content);
    if (!computed.ok()) {
      continue;
    }
    is_compared = true;
    if (*computed != digest.value()) {
      Add(ReceiptProblem::kContentMismatch);
    }
  }
  if (!is_compared) {
    Add(ReceiptProblem::kContentMismatch);
  }
}

}  // namespace

absl::string_view ReceiptProblemName(ReceiptProblem problem) {
  switch (problem) {
    case ReceiptProblem::kUnreadable:
      return "UNREADABLE";
    case ReceiptProblem::kSignerUnknown:
      return "SIGNER_UNKNOWN";
    case ReceiptProblem::kSignerNotEntitled:
      return "SIGNER_NOT_ENTITLED";
    case ReceiptProblem::kSignerOutsideValidity:
      return "SIGNER_OUTSIDE_VALIDITY";
    case ReceiptProblem::kSignatureInvalid:
      return "SIGNATURE_INVALID";
    case ReceiptProblem::kSigningCertificateMismatch:
      return "SIGNING_CERTIFICATE_MISMATCH";
    case ReceiptProblem::kBodyMismatch:
      return "BODY_MISMATCH";
    case ReceiptProblem::kProofInvalid:
      return "PROOF_INVALID";
    case ReceiptProblem::kLogUnknown:
      return "LOG_UNKNOWN";
    case ReceiptProblem::kContentMismatch:
      return "CONTENT_MISMATCH";
    case ReceiptProblem::kSignatureFileMismatch:
      return "SIGNATURE_FILE_MISMATCH";
  }
  return "";
}

ReceiptVerification VerifyReceipt(const ReceiptVerifyInput& input,
                                  const ReceiptTrust& trust) {
  return Verification(input, trust).Run();
}

}  // namespace kepil
