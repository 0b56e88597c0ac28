#include "services/gateway/registration_flow.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/gateway/officer_act.h"
#include "services/receipt/receipt_keys.h"

namespace kepil {
namespace {

constexpr size_t kMaxSignature = 64 * 1024;
constexpr size_t kMaxReason = 2048;
constexpr int kMaxListed = 1000;

absl::StatusOr<std::string> ChangeIdOf(absl::string_view hex) {
  if (hex.size() != 32 ||
      hex.find_first_not_of("0123456789abcdef") != absl::string_view::npos) {
    return MalformedError("a change id is 32 lower-case hex characters");
  }
  return absl::HexStringToBytes(hex);
}

absl::Status CheckSignatureSize(absl::string_view signature) {
  if (signature.empty()) {
    return MalformedError("the officer's signature is missing");
  }
  if (signature.size() > kMaxSignature) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                     "an act's signature has at most 64 KiB");
  }
  return absl::OkStatus();
}

v1::ChangeState StateOf(const storage::v1::StoredChange& change,
                        const v1::ChangeStatement& statement, absl::Time now) {
  if (change.state() == storage::v1::StoredChange::STATE_EFFECTIVE) {
    return v1::CHANGE_STATE_EFFECTIVE;
  }
  if (change.state() == storage::v1::StoredChange::STATE_REFUSED) {
    return v1::CHANGE_STATE_REFUSED;
  }
  return now > absl::FromUnixSeconds(statement.expires_at().seconds())
             ? v1::CHANGE_STATE_EXPIRED
             : v1::CHANGE_STATE_PROPOSED;
}

v1::ChangeInfo InfoOf(const storage::v1::StoredChange& change, absl::Time now) {
  v1::ChangeStatement statement;
  statement.ParseFromString(change.statement());
  v1::ChangeInfo info;
  info.set_change_id(absl::BytesToHexString(statement.change_id()));
  info.set_state(StateOf(change, statement, now));
  info.set_statement(change.statement());
  info.set_effective_version(change.effective_version());
  info.set_approver(change.approver());
  if (change.has_decided_at()) {
    *info.mutable_decided_at() = change.decided_at();
  }
  return info;
}

// A policy that cannot be compiled beside the others must never get in: the
// node would not start again.
absl::Status CheckRuleFits(const v1::RuleFile& rule,
                           storage::v1::RegistryImage image) {
  for (v1::RuleFile& present : *image.mutable_rules()) {
    if (present.id() == rule.id()) {
      present = rule;
      return RuleLibrary::Compile(image).status();
    }
  }
  *image.add_rules() = rule;
  return RuleLibrary::Compile(image).status();
}

// Whether `draft` would register somebody whom an admission check has to pass.
bool NeedsApplication(const v1::ChangeDraft& draft,
                      const storage::v1::RegistryImage& image) {
  if (draft.act() != v1::ACT_APPROVE || !draft.has_authority() ||
      draft.authority().kind() == v1::AUTHORITY_KIND_DOMESTIC_CA ||
      !draft.authority().treaty_id().empty()) {
    return false;
  }
  for (const v1::Authority& authority : image.authorities()) {
    if (authority.id() == draft.authority().id()) {
      return false;  // It is registered: an amendment.
    }
  }
  return true;
}

}  // namespace

absl::StatusOr<CheckedAct> RegistrationFlow::CheckAct(
    absl::string_view statement, absl::string_view signature,
    const v1::PrincipalRecord& officer) {
  KEPIL_RETURN_IF_ERROR(CheckSignatureSize(signature));
  KEPIL_ASSIGN_OR_RETURN(const ValidationPolicyRef policy,
                         rooms_.rules()->Find(rooms_.officer_policy));
  return CheckOfficerAct(
      {statement, signature, officer, *policy, rooms_.clock.Now()},
      rooms_.certificates);
}

absl::Status RegistrationFlow::OnRecord(absl::string_view change_id,
                                        const v1::PrincipalRecord& officer,
                                        absl::Status refusal) {
  KEPIL_RETURN_IF_ERROR(
      rooms_.registry.RecordRejectedAct(change_id, officer, refusal));
  return refusal;
}

absl::StatusOr<int64_t> RegistrationFlow::Apply(
    absl::string_view change_id_hex, absl::string_view signature, Acting acting,
    const v1::PrincipalRecord& officer) {
  KEPIL_ASSIGN_OR_RETURN(const std::string change_id,
                         ChangeIdOf(change_id_hex));
  KEPIL_ASSIGN_OR_RETURN(const storage::v1::StoredChange change,
                         rooms_.registry.ReadChange(change_id));
  v1::ChangeStatement statement;
  if (!statement.ParseFromString(change.statement())) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_STORE_CORRUPT,
                     "a stored statement cannot be read");
  }
  const bool suspension = statement.act() == v1::ACT_SUSPEND;
  if (suspension != (acting == Acting::kAlone)) {
    return OnRecord(
        change_id, officer,
        MakeError(absl::StatusCode::kFailedPrecondition,
                  v1::ERROR_REASON_CHANGE_STATE,
                  suspension ? "a suspension is not approved but made"
                             : "only a suspension takes one officer"));
  }
  const absl::StatusOr<CheckedAct> act =
      CheckAct(change.statement(), signature, officer);
  if (!act.ok()) {
    return OnRecord(change_id, officer, act.status());
  }
  const absl::StatusOr<int64_t> version =
      rooms_.registry.Apply(change_id, *act, officer);
  if (!version.ok()) {
    return OnRecord(change_id, officer, version.status());
  }
  KEPIL_RETURN_IF_ERROR(rooms_.on_commit());
  return *version;
}

absl::StatusOr<v1::ProposeChangeResponse> RegistrationFlow::Propose(
    const v1::ProposeChangeRequest& request,
    const v1::PrincipalRecord& officer) {
  if (request.draft().has_rule()) {
    KEPIL_RETURN_IF_ERROR(
        CheckRuleFits(request.draft().rule(), *rooms_.registry.image()));
  }
  if (request.draft().has_key()) {
    KEPIL_RETURN_IF_ERROR(CheckPublishable(request.draft().key()));
  }
  if (rooms_.admission == Admission::kByApplication &&
      NeedsApplication(request.draft(), *rooms_.registry.image())) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_APPLICATION_REQUIRED,
                     "a foreign CA or TTP is registered by an application");
  }
  KEPIL_ASSIGN_OR_RETURN(const storage::v1::StoredChange change,
                         rooms_.registry.Propose(request.draft(), officer));
  v1::ChangeStatement statement;
  statement.ParseFromString(change.statement());
  v1::ProposeChangeResponse response;
  response.set_change_id(absl::BytesToHexString(statement.change_id()));
  response.set_statement(change.statement());
  return response;
}

absl::StatusOr<v1::ApproveChangeResponse> RegistrationFlow::Approve(
    const v1::ApproveChangeRequest& request,
    const v1::PrincipalRecord& officer) {
  KEPIL_ASSIGN_OR_RETURN(const int64_t version,
                         Apply(request.change_id(), request.signature(),
                               Acting::kAsApprover, officer));
  v1::ApproveChangeResponse response;
  response.set_version(version);
  return response;
}

absl::StatusOr<v1::SuspendServiceResponse> RegistrationFlow::Suspend(
    const v1::SuspendServiceRequest& request,
    const v1::PrincipalRecord& officer) {
  KEPIL_ASSIGN_OR_RETURN(
      const int64_t version,
      Apply(request.change_id(), request.signature(), Acting::kAlone, officer));
  v1::SuspendServiceResponse response;
  response.set_version(version);
  return response;
}

absl::StatusOr<v1::RefuseChangeResponse> RegistrationFlow::Refuse(
    const v1::RefuseChangeRequest& request,
    const v1::PrincipalRecord& officer) {
  KEPIL_ASSIGN_OR_RETURN(const std::string change_id,
                         ChangeIdOf(request.change_id()));
  v1::RefuseChangeResponse response;
  if (request.signature().empty()) {
    if (request.reason().empty() || request.reason().size() > kMaxReason) {
      return MalformedError("a refusal has a reason of 1 to 2048 octets");
    }
    KEPIL_ASSIGN_OR_RETURN(
        const storage::v1::StoredChange change,
        rooms_.registry.ProposeRefusal(change_id, request.reason(), officer));
    response.set_statement(change.refusal_statement());
    response.set_state(v1::CHANGE_STATE_PROPOSED);
    return response;
  }
  KEPIL_ASSIGN_OR_RETURN(const storage::v1::StoredChange change,
                         rooms_.registry.ReadChange(change_id));
  if (change.refusal_statement().empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_CHANGE_STATE,
                     "no refusal was proposed for this change");
  }
  const absl::StatusOr<CheckedAct> act =
      CheckAct(change.refusal_statement(), request.signature(), officer);
  const absl::Status refused =
      act.ok() ? rooms_.registry.Refuse(change_id, *act, officer)
               : act.status();
  if (!refused.ok()) {
    return OnRecord(change_id, officer, refused);
  }
  response.set_statement(change.refusal_statement());
  response.set_state(v1::CHANGE_STATE_REFUSED);
  return response;
}

absl::StatusOr<v1::ChangeInfo> RegistrationFlow::GetChange(
    absl::string_view change_id_hex) {
  KEPIL_ASSIGN_OR_RETURN(const std::string change_id,
                         ChangeIdOf(change_id_hex));
  KEPIL_ASSIGN_OR_RETURN(const storage::v1::StoredChange change,
                         rooms_.registry.ReadChange(change_id));
  return InfoOf(change, rooms_.clock.Now());
}

absl::StatusOr<v1::ListChangesResponse> RegistrationFlow::ListChanges(
    const v1::ListChangesRequest& request) {
  KEPIL_ASSIGN_OR_RETURN(const std::vector<storage::v1::StoredChange> changes,
                         rooms_.registry.ListChanges(kMaxListed));
  v1::ListChangesResponse response;
  for (const storage::v1::StoredChange& change : changes) {
    v1::ChangeInfo info = InfoOf(change, rooms_.clock.Now());
    if (request.state() == v1::CHANGE_STATE_UNSPECIFIED ||
        request.state() == info.state()) {
      *response.add_changes() = std::move(info);
    }
  }
  return response;
}

}  // namespace kepil
