#include "services/receipt/dvc_verifier.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/object_identifier.h"
#include "engine/signature/dvcs_answer.h"
#include "engine/signature/dvcs_status.h"
#include "engine/signature/dvcs_token.h"
#include "services/receipt/dvcs_receipt.h"

namespace kepil {
namespace {

constexpr char kSignedDataOid[] = "1.2.840.113549.1.7.2";

DvcProblem ProblemOf(DvcSignatureProblem problem) {
  switch (problem) {
    case DvcSignatureProblem::kSignerUnknown:
      return DvcProblem::kSignerUnknown;
    case DvcSignatureProblem::kSignerNotEntitled:
      return DvcProblem::kSignerNotEntitled;
    case DvcSignatureProblem::kSignatureInvalid:
      return DvcProblem::kSignatureInvalid;
    case DvcSignatureProblem::kSigningCertificateMismatch:
      return DvcProblem::kSigningCertificateMismatch;
  }
  return DvcProblem::kUnreadable;
}

// Whether `contents` of GeneralNames hold `name`.
bool HoldsName(absl::string_view contents, absl::string_view name) {
  DerReader reader(contents);
  while (!reader.empty()) {
    const absl::StatusOr<DerValue> value = reader.ReadAny();
    if (!value.ok()) {
      return false;
    }
    if (value->full == name) {
      return true;
    }
  }
  return false;
}

// Whether an assertion is a SignedData over a DVCSResponse; a time-stamp token
// is one too, over something else.
bool IsDvc(absl::string_view content_info) {
  DerReader outer(content_info);
  absl::StatusOr<DerReader> fields = outer.ReadSequence();
  if (!fields.ok()) {
    return false;
  }
  const absl::StatusOr<absl::string_view> type = fields->ReadOid();
  absl::StatusOr<DerReader> content =
      fields->ReadConstructed(DerContextConstructed(0));
  if (!type.ok() || OidToText(*type) != kSignedDataOid || !content.ok()) {
    return false;
  }
  absl::StatusOr<DerReader> signed_data = content->ReadSequence();
  if (!signed_data.ok() || !signed_data->ReadInt64().ok() ||
      !signed_data->Read(kDerSet).ok()) {
    return false;
  }
  absl::StatusOr<DerReader> encapsulated = signed_data->ReadSequence();
  if (!encapsulated.ok()) {
    return false;
  }
  const absl::StatusOr<absl::string_view> inner = encapsulated->ReadOid();
  return inner.ok() && OidToText(*inner) == kDvcsResponseContentType;
}

// One DVC and, by recursion, those inside it.
class Verification {
 public:
  Verification(const DvcVerifyInput& input, int depth, int& budget)
      : input_(input), depth_(depth), budget_(budget) {}

  DvcVerification Run();

 private:
  void Add(DvcProblem problem) {
    std::vector<DvcProblem>& problems = result_.problems;
    if (std::find(problems.begin(), problems.end(), problem) ==
        problems.end()) {
      problems.push_back(problem);
    }
  }
  const DvcsCertificateInfo& info() const { return *result_.info; }
  void CheckSignature(const DvcSignature& signature);
  void CheckRequest(const DvcsRequest& request);
  void CheckImprint(const DvcsData& data);
  void CheckTime(const DvcSignature& signature);
  void CheckTerms();
  void CheckNested();
  DvcWord WordOf() const;

  const DvcVerifyInput& input_;
  const int depth_;
  int& budget_;  // DVCs that may still be followed.
  DvcVerification result_;
};

DvcVerification Verification::Run() {
  const absl::StatusOr<DvcSignature> signature =
      ReadDvcSignature(input_.dvc, input_.anchors, input_.rule);
  if (!signature.ok()) {
    Add(DvcProblem::kUnreadable);
    return std::move(result_);
  }
  CheckSignature(*signature);
  absl::StatusOr<DvcsAnswer> answer = ParseDvcsAnswer(signature->response);
  if (!answer.ok()) {
    Add(DvcProblem::kUnreadable);
    return std::move(result_);
  }
  result_.info = std::move(answer->info);
  result_.error = std::move(answer->error);
  if (!result_.info.has_value()) {
    Add(DvcProblem::kErrorNotice);
    return std::move(result_);
  }
  CheckTime(*signature);
  CheckTerms();
  if (input_.request != nullptr) {
    CheckRequest(*input_.request);
    CheckImprint(input_.request->data);
  } else if (input_.message.has_value()) {
    DvcsData data;
    data.message = std::string(*input_.message);
    CheckImprint(data);
  }
  CheckNested();
  if (result_.problems.empty()) {
    result_.word = WordOf();
  }
  return std::move(result_);
}

void Verification::CheckSignature(const DvcSignature& signature) {
  result_.signer = signature.signer;
  for (const DvcSignatureProblem problem : signature.problems) {
    Add(ProblemOf(problem));
  }
}

void Verification::CheckTime(const DvcSignature& signature) {
  if (!info().response_time.token.empty()) {
    Add(DvcProblem::kTimeToken);
    return;
  }
  const absl::Time time = info().response_time.time;
  if (time < input_.earliest || time > input_.latest) {
    Add(DvcProblem::kTimeOutsideWindow);
  }
  if (!signature.paths.empty() && !signature.IsWithinValidity(time)) {
    Add(DvcProblem::kSignerOutsideValidity);
  }
}

void Verification::CheckTerms() {
  if (!input_.policies.empty() &&
      std::find(input_.policies.begin(), input_.policies.end(),
                info().policy_oid) == input_.policies.end()) {
    Add(DvcProblem::kPolicyNotAccepted);
  }
  if (!input_.server.empty() &&
      !HoldsName(info().information.dvcs, input_.server)) {
    Add(DvcProblem::kServerMismatch);
  }
  for (const DvcsExtension& extension : info().extensions) {
    if (extension.is_critical && extension.oid != kReceiptBodyOid) {
      Add(DvcProblem::kUnknownCriticalExtension);
    }
  }
}

void Verification::CheckRequest(const DvcsRequest& request) {
  DvcsRequestInformation answered = info().information;
  const DvcsRequestInformation& asked = request.information;
  if (!IsPermittedNonce(asked.nonce, answered.nonce)) {
    Add(DvcProblem::kNonceMismatch);
  }
  answered.nonce = asked.nonce;
  if (!IsPermittedCopy(asked, answered)) {
    Add(DvcProblem::kRequestMismatch);
  }
}

void Verification::CheckImprint(const DvcsData& data) {
  const absl::StatusOr<DvcsImprint> expected =
      ImprintOf(data, info().imprint.hash);
  if (!expected.ok() || expected->hash != info().imprint.hash ||
      expected->value != info().imprint.value ||
      expected->hash == HashAlgorithm::kUnknown) {
    Add(DvcProblem::kImprintMismatch);
  }
}

void Verification::CheckNested() {
  for (const DvcsTarget& target : info().targets) {
    for (const DvcsToken& token : target.chain) {
      if (token.kind != DvcsToken::Kind::kAssertion || !IsDvc(token.der)) {
        continue;
      }
      if (depth_ == kMaxDvcDepth || budget_ == 0) {
        Add(DvcProblem::kNestedTooDeep);
        continue;
      }
      --budget_;
      DvcVerifyInput inner;
      inner.dvc = token.der;
      inner.anchors = input_.anchors;
      inner.rule = input_.rule;
      inner.latest = info().response_time.time;
      result_.nested.push_back(Verification(inner, depth_ + 1, budget_).Run());
      if (!result_.nested.back().problems.empty()) {
        Add(DvcProblem::kNestedInvalid);
      }
    }
  }
}

// Whether a PKIStatusInfo token says something else than granted.
bool IsFailingStatus(const DvcsToken& token) {
  if (token.kind != DvcsToken::Kind::kPkiStatus) {
    return false;
  }
  DerReader reader(token.der);
  const absl::StatusOr<DerValue> value = reader.Read(kDerSequence);
  if (!value.ok()) {
    return true;
  }
  const absl::StatusOr<DvcStatusInfo> status =
      ParseDvcStatusInfo(value->content);
  return !status.ok() || status->status != DvcStatus::kGranted;
}

DvcWord Verification::WordOf() const {
  const DvcStatus status =
      info().status.has_value() ? info().status->status : DvcStatus::kGranted;
  switch (status) {
    case DvcStatus::kRejection:
      return DvcWord::kRejected;
    case DvcStatus::kWaiting:
      return DvcWord::kWaiting;
    case DvcStatus::kGrantedWithMods:
      return DvcWord::kGrantedWithMods;
    case DvcStatus::kGranted:
      break;
  }
  for (const DvcsTarget& target : info().targets) {
    if (IsFailingStatus(target.target) ||
        std::any_of(target.chain.begin(), target.chain.end(),
                    IsFailingStatus)) {
      return DvcWord::kGrantedWithMods;
    }
  }
  return DvcWord::kGranted;
}

}  // namespace

absl::string_view DvcProblemName(DvcProblem problem) {
  switch (problem) {
    case DvcProblem::kUnreadable:
      return "UNREADABLE";
    case DvcProblem::kSignerUnknown:
      return "SIGNER_UNKNOWN";
    case DvcProblem::kSignerNotEntitled:
      return "SIGNER_NOT_ENTITLED";
    case DvcProblem::kSignerOutsideValidity:
      return "SIGNER_OUTSIDE_VALIDITY";
    case DvcProblem::kSignatureInvalid:
      return "SIGNATURE_INVALID";
    case DvcProblem::kSigningCertificateMismatch:
      return "SIGNING_CERTIFICATE_MISMATCH";
    case DvcProblem::kErrorNotice:
      return "ERROR_NOTICE";
    case DvcProblem::kRequestMismatch:
      return "REQUEST_MISMATCH";
    case DvcProblem::kNonceMismatch:
      return "NONCE_MISMATCH";
    case DvcProblem::kServerMismatch:
      return "SERVER_MISMATCH";
    case DvcProblem::kImprintMismatch:
      return "IMPRINT_MISMATCH";
    case DvcProblem::kTimeOutsideWindow:
      return "TIME_OUTSIDE_WINDOW";
    case DvcProblem::kTimeToken:
      return "TIME_TOKEN";
    case DvcProblem::kPolicyNotAccepted:
      return "POLICY_NOT_ACCEPTED";
    case DvcProblem::kUnknownCriticalExtension:
      return "UNKNOWN_CRITICAL_EXTENSION";
    case DvcProblem::kNestedInvalid:
      return "NESTED_INVALID";
    case DvcProblem::kNestedTooDeep:
      return "NESTED_TOO_DEEP";
  }
  return "";
}

DvcVerification VerifyDvc(const DvcVerifyInput& input) {
  int budget = kMaxNestedDvcs;
  return Verification(input, 1, budget).Run();
}

}  // namespace kepil
