#include "services/kepilctl/change_statement.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "services/kepilctl/client.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/time_text.h"

namespace kepil {
namespace {

std::string Without(const std::string& name, absl::string_view prefix) {
  return std::string(absl::StripPrefix(name, prefix));
}

// The path between single quotes, for a shell.
std::string Quoted(absl::string_view path) {
  std::string out = "'";
  for (const char c : path) {
    absl::StrAppend(&out, c == '\'' ? "'\\''" : std::string(1, c));
  }
  return out + "'";
}

}  // namespace

absl::Status HandOverStatement(const StatementToSign& to_sign,
                               Console& console) {
  KEPIL_RETURN_IF_ERROR(WriteFileOctets(to_sign.path, to_sign.statement));
  v1::ChangeStatement statement;
  statement.ParseFromString(to_sign.statement);
  const std::string path = Quoted(to_sign.path);
  PrintRecord(
      Record()
          .AddText("change_id", to_sign.change_id)
          .AddText("act", ActName(statement.act()))
          .AddText("subject", SubjectOf(statement))
          .AddText("expires_at", TimeText(statement.expires_at()))
          .AddText("statement", to_sign.path)
          .AddText("statement_sha256", Sha256(to_sign.statement).hex())
          .AddText(
              "sign_with",
              absl::StrCat("openssl cms -sign -binary -outform DER -in ", path,
                           " -signer officer.pem -inkey officer.key -out "
                           "change.p7s")),
      console);
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> SendProposal(const v1::ProposeChangeRequest& request,
                                      absl::string_view path,
                                      const CommandContext& context) {
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::ProposeChangeResponse response,
      client->Call(&v1::RegistrarService::Stub::ProposeChange, request));
  KEPIL_RETURN_IF_ERROR(HandOverStatement(
      {response.change_id(), response.statement(), std::string(path)},
      context.console));
  return ExitCode::kYes;
}

Record ChangeRecord(const v1::ChangeInfo& change) {
  v1::ChangeStatement statement;
  statement.ParseFromString(change.statement());
  Record record;
  record.AddText("change_id", change.change_id())
      .AddText("state", ChangeStateName(change.state()))
      .AddText("act", ActName(statement.act()))
      .AddText("subject", SubjectOf(statement))
      .AddText("proposer", statement.proposer())
      .AddText("created_at", TimeText(statement.created_at()))
      .AddText("expires_at", TimeText(statement.expires_at()))
      .AddText("decided_by", change.approver())
      .AddText("decided_at",
               change.has_decided_at() ? TimeText(change.decided_at()) : "")
      .AddNumber("effective_version", change.effective_version());
  return record;
}

std::string SubjectOf(const v1::ChangeStatement& statement) {
  switch (statement.record_case()) {
    case v1::ChangeStatement::kAuthority:
      return absl::StrCat("authority ", statement.authority().id());
    case v1::ChangeStatement::kPrincipal:
      return absl::StrCat("principal ", statement.principal().id());
    case v1::ChangeStatement::kRule:
      return absl::StrCat(RuleKindName(statement.rule().kind()), " ",
                          statement.rule().id());
    case v1::ChangeStatement::kKey:
      return absl::StrCat("key ", statement.key().id());
    case v1::ChangeStatement::kStatus:
      return absl::StrCat(
          "authority ", statement.status().authority_id(),
          statement.status().service_id().empty() ? "" : ", service ",
          statement.status().service_id());
    case v1::ChangeStatement::kTreaty:
      return absl::StrCat("treaty ", statement.treaty().id());
    case v1::ChangeStatement::kKeyMisuse:
      return absl::StrCat(
          "key ", absl::BytesToHexString(statement.key_misuse().spki_sha256()));
    case v1::ChangeStatement::kSpecialCa:
      return absl::StrCat("special CA ", statement.special_ca().id());
    case v1::ChangeStatement::kRefusedStatementSha256:
      return "change";
    case v1::ChangeStatement::RECORD_NOT_SET:
      return "";
  }
  return "";
}

std::string RuleKindName(v1::RuleKind kind) {
  switch (kind) {
    case v1::RULE_KIND_UNSPECIFIED:
    case v1::RULE_KIND_VALIDATION_POLICY:
      return "policy";
    case v1::RULE_KIND_RULE_PACK:
      return "rule pack";
    case v1::RULE_KIND_LEGAL_CALENDAR:
      return "calendar";
    case v1::RuleKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::RuleKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "rule";
}

std::string ActName(v1::Act act) { return Without(v1::Act_Name(act), "ACT_"); }

std::string ChangeStateName(v1::ChangeState state) {
  return Without(v1::ChangeState_Name(state), "CHANGE_STATE_");
}

std::string ServiceStatusName(v1::ServiceStatus status) {
  return status == v1::SERVICE_STATUS_UNSPECIFIED
             ? "UNLISTED"
             : Without(v1::ServiceStatus_Name(status), "SERVICE_STATUS_");
}

std::string AuthorityKindName(v1::AuthorityKind kind) {
  return Without(v1::AuthorityKind_Name(kind), "AUTHORITY_KIND_");
}

}  // namespace kepil
