#include "services/receipt/receipt_verifier.h"

#include <algorithm>
#include <utility>

#include "engine/crypto/digest.h"
#include "engine/signature/dvcs_answer.h"
#include "engine/validation/anchored_timestamp.h"
#include "services/receipt/dvc_signature.h"
#include "services/receipt/dvcs_receipt.h"
#include "services/receipt/group_dvc.h"
#include "services/receipt/group_tree.h"
#include "services/receipt/receipt_identity.h"
#include "services/receipt/receipt_record.h"
#include "translog/tlog_proof.h"

namespace kepil {
namespace {

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
  // Of a group's DVC.
  void ReadMember();
  void CheckMember();
  void CheckSigner(const DvcSignature& signature);
  void CheckFields();
  void CheckProof();
  void CheckContent();
  struct ProofJudgement {
    TlogProofVerdict verdict = TlogProofVerdict::kUnknownKey;
    std::string vkey;  // Under which it holds.
  };
  ProofJudgement JudgeProof(const TlogProof& proof) const;
  void Date(const TlogProof& proof, const std::string& vkey);
  void CheckSignerSince(const DvcSignature& signature);
  std::optional<absl::Time> CompromisedFrom(absl::string_view key) const;

  const ReceiptVerifyInput& input_;
  const ReceiptTrust& trust_;
  ReceiptVerification result_;
  DvcsCertificateInfo info_;  // Meaningful with a body.
  // Of a group's DVC that says all that one must.
  std::optional<GroupFacts> group_;
};

ReceiptProblem ProblemOf(DvcSignatureProblem problem) {
  switch (problem) {
    case DvcSignatureProblem::kSignerUnknown:
      return ReceiptProblem::kSignerUnknown;
    case DvcSignatureProblem::kSignerNotEntitled:
      return ReceiptProblem::kSignerNotEntitled;
    case DvcSignatureProblem::kSignatureInvalid:
      return ReceiptProblem::kSignatureInvalid;
    case DvcSignatureProblem::kSigningCertificateMismatch:
      return ReceiptProblem::kSigningCertificateMismatch;
  }
  return ReceiptProblem::kUnreadable;
}

ReceiptVerification Verification::Run() {
  const absl::StatusOr<DvcSignature> signature =
      ReadDvcSignature(input_.dvc, trust_.anchors, DvcKeyUsageRule::kCritical);
  if (!signature.ok()) {
    Add(ReceiptProblem::kUnreadable);
    return std::move(result_);
  }
  ReadBody(signature->response);
  CheckSigner(*signature);
  if (result_.body.has_value()) {
    if (group_.has_value()) {
      CheckMember();
    } else {
      CheckFields();
    }
    CheckProof();
    CheckSignerSince(*signature);
    CheckContent();
  }
  return std::move(result_);
}

void Verification::ReadBody(absl::string_view response) {
  absl::StatusOr<DvcsAnswer> answer = ParseDvcsAnswer(response);
  v1::ReceiptBody body;
  if (!answer.ok() || !answer->info.has_value() ||
      answer->info->extensions.size() != 1 ||
      answer->info->extensions[0].is_critical) {
    Add(ReceiptProblem::kUnreadable);
    return;
  }
  info_ = *std::move(answer->info);
  const DvcsExtension& extension = info_.extensions[0];
  if (extension.oid == kReceiptGroupOid) {
    ReadMember();
    return;
  }
  if (extension.oid != kReceiptBodyOid ||
      !body.ParseFromString(extension.value)) {
    Add(ReceiptProblem::kUnreadable);
    return;
  }
  if (input_.member != nullptr) {  // It is in no group.
    Add(ReceiptProblem::kGroupPathInvalid);
  }
  result_.body_bytes = extension.value;
  result_.body = std::move(body);
}

void Verification::ReadMember() {
  group_ = GroupFactsOf(info_);
  v1::ReceiptBody body;
  if (!group_.has_value()) {
    Add(ReceiptProblem::kUnreadable);
  } else if (input_.member == nullptr) {
    Add(ReceiptProblem::kGroupMemberMissing);
  } else if (!body.ParseFromString(input_.member->body())) {
    Add(ReceiptProblem::kUnreadable);
  } else {
    result_.body_bytes = input_.member->body();
    result_.body = std::move(body);
  }
}

// What the DVC signs is the root; the path makes the body part of it.
void Verification::CheckMember() {
  const v1::GroupPath& path = input_.member->path();
  if (path.size() != group_->size ||
      !LeadsToRoot(path, result_.body_bytes, group_->root)) {
    Add(ReceiptProblem::kGroupPathInvalid);
  }
  const v1::ReceiptBody& body = *result_.body;
  const int64_t first = group_->first_serial;
  if (body.serial() < first || body.serial() - first < path.index() ||
      (path.index() == 0) != (body.serial() == first) ||
      absl::FromUnixSeconds(body.issued_at().seconds()) > group_->issued_at ||
      body.policy().oid() != group_->policy_oid || body.has_dvcs()) {
    Add(ReceiptProblem::kBodyMismatch);
  }
}

void Verification::CheckSigner(const DvcSignature& signature) {
  for (const DvcSignatureProblem problem : signature.problems) {
    Add(ProblemOf(problem));
  }
  if (signature.signer != nullptr && !MaySignReceipts(*signature.signer)) {
    Add(ReceiptProblem::kSignerNotEntitled);
  }
  if (signature.paths.empty() || !result_.body.has_value()) {
    return;
  }
  if (!signature.IsWithinValidity(
          absl::FromUnixSeconds(result_.body->issued_at().seconds())) ||
      (group_.has_value() && !signature.IsWithinValidity(group_->issued_at))) {
    Add(ReceiptProblem::kSignerOutsideValidity);
  }
}

void Verification::CheckFields() {
  const DvcsCertificateInfo expected =
      DvcCertInfoOf(*result_.body, result_.body_bytes);
  const bool same_status = info_.status.has_value()
                               ? info_.status->status == expected.status->status
                               : expected.status->status == DvcStatus::kGranted;
  if (WriteDvcsRequestInformation(info_.information) !=
          WriteDvcsRequestInformation(expected.information) ||
      WriteDvcsImprint(info_.imprint) != WriteDvcsImprint(expected.imprint) ||
      info_.serial != expected.serial ||
      WriteDvcsTime(info_.response_time) !=
          WriteDvcsTime(expected.response_time) ||
      info_.policy_oid != expected.policy_oid ||
      info_.request_signature != expected.request_signature ||
      info_.targets_der != expected.targets_der || !same_status) {
    Add(ReceiptProblem::kBodyMismatch);
  }
}

// kUnknownKey if none of the logs is one we know.
Verification::ProofJudgement Verification::JudgeProof(
    const TlogProof& proof) const {
  const std::string leaf = ReceiptLeaf(*result_.body, result_.body_bytes);
  ProofJudgement judgement;
  for (const std::string& vkey : trust_.log_vkeys) {
    const absl::StatusOr<NoteVerifier> verifier = NoteVerifier::FromVkey(vkey);
    if (!verifier.ok() || verifier->name() != result_.body->log_origin()) {
      continue;
    }
    const absl::StatusOr<TlogProofVerdict> judged =
        VerifyTlogProof(proof, leaf, *verifier);
    if (judged.ok() && *judged != TlogProofVerdict::kUnknownKey) {
      judgement = {*judged, vkey};
    }
    if (judgement.verdict == TlogProofVerdict::kValid) {
      break;
    }
  }
  return judgement;
}

std::optional<absl::Time> Verification::CompromisedFrom(
    absl::string_view key) const {
  std::optional<absl::Time> from;
  for (const CompromisedKey& compromised : trust_.compromised) {
    if (compromised.key == key) {
      from = std::min(from.value_or(compromised.from), compromised.from);
    }
  }
  return from;
}

// Takes the time of a proof that holds, if it carries a time-stamp that does.
void Verification::Date(const TlogProof& proof, const std::string& vkey) {
  if (proof.extra.has_value() && !trust_.tsa_anchors.empty()) {
    const absl::StatusOr<AnchoredTimestamp> stamp = CheckAnchoredTimestamp(
        {*proof.extra, proof.checkpoint.note.octets, trust_.tsa_anchors});
    if (stamp.ok()) {
      result_.dated_at = stamp->time + stamp->accuracy;
    }
  }
  const std::optional<absl::Time> compromised = CompromisedFrom(vkey);
  if (compromised.has_value() &&
      !(result_.dated_at.has_value() && *result_.dated_at < *compromised)) {
    Add(ReceiptProblem::kLogKeyCompromised);
    result_.dated_at.reset();
  }
}

// What became of the signer's key and certificate after the receipt.
void Verification::CheckSignerSince(const DvcSignature& signature) {
  if (signature.signer == nullptr || signature.paths.empty()) {
    return;
  }
  const std::optional<absl::Time>& dated = result_.dated_at;
  const std::optional<absl::Time> compromised =
      CompromisedFrom(signature.signer->spki_digest().hex());
  if (compromised.has_value() &&
      !(dated.has_value() && *dated < *compromised)) {
    Add(ReceiptProblem::kSignerCompromised);
  }
  if (input_.now.has_value() && !signature.IsWithinValidity(*input_.now) &&
      !(dated.has_value() && signature.IsWithinValidity(*dated))) {
    Add(ReceiptProblem::kSignerExpired);
  }
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
  const ProofJudgement judgement = JudgeProof(*proof);
  switch (judgement.verdict) {
    case TlogProofVerdict::kValid:
      if (proof->index == result_.body->serial() - 1) {
        Date(*proof, judgement.vkey);
      }
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
    case ReceiptProblem::kSignerExpired:
      return "SIGNER_EXPIRED";
    case ReceiptProblem::kSignerCompromised:
      return "SIGNER_COMPROMISED";
    case ReceiptProblem::kLogKeyCompromised:
      return "LOG_KEY_COMPROMISED";
    case ReceiptProblem::kSignatureInvalid:
      return "SIGNATURE_INVALID";
    case ReceiptProblem::kSigningCertificateMismatch:
      return "SIGNING_CERTIFICATE_MISMATCH";
    case ReceiptProblem::kBodyMismatch:
      return "BODY_MISMATCH";
    case ReceiptProblem::kGroupMemberMissing:
      return "GROUP_MEMBER_MISSING";
    case ReceiptProblem::kGroupPathInvalid:
      return "GROUP_PATH_INVALID";
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
