#include "services/kepilctl/change_command.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "kepil/v1/policy.pb.h"
#include "services/kepilctl/change_statement.h"
#include "services/kepilctl/client.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/text_record.h"

namespace kepil {
namespace {

constexpr int64_t kMaxActSignature = 64 * 1024;

using DraftReader = absl::StatusOr<v1::ChangeDraft> (*)(const std::string&);

absl::StatusOr<v1::ChangeDraft> AuthorityDraft(const std::string& path) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  KEPIL_ASSIGN_OR_RETURN(*draft.mutable_authority(),
                         ReadTextRecord<v1::Authority>(path));
  return draft;
}

bool IsOfficer(const v1::PrincipalRecord& principal) {
  return std::any_of(principal.roles().begin(), principal.roles().end(),
                     [](int role) {
                       return role == v1::PRINCIPAL_ROLE_REGISTRAR ||
                              role == v1::PRINCIPAL_ROLE_APPROVER;
                     });
}

absl::StatusOr<v1::ChangeDraft> PrincipalDraft(const std::string& path) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  KEPIL_ASSIGN_OR_RETURN(*draft.mutable_principal(),
                         ReadTextRecord<v1::PrincipalRecord>(path));
  return draft;
}

absl::StatusOr<v1::ChangeDraft> OfficerDraft(const std::string& path) {
  KEPIL_ASSIGN_OR_RETURN(v1::ChangeDraft draft, PrincipalDraft(path));
  if (!IsOfficer(draft.principal())) {
    return MalformedError("an officer is a REGISTRAR or an APPROVER");
  }
  return draft;
}

absl::StatusOr<v1::ChangeDraft> CallerDraft(const std::string& path) {
  KEPIL_ASSIGN_OR_RETURN(v1::ChangeDraft draft, PrincipalDraft(path));
  if (IsOfficer(draft.principal())) {
    return MalformedError("officers are proposed with kepilctl officer");
  }
  return draft;
}

// Rules of one kind from their textproto; what is signed is their bytes.
template <typename Message>
absl::StatusOr<v1::ChangeDraft> RuleDraft(const std::string& path,
                                          v1::RuleKind kind) {
  KEPIL_ASSIGN_OR_RETURN(const Message message, ReadTextRecord<Message>(path));
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  draft.mutable_rule()->set_id(message.urn());
  draft.mutable_rule()->set_kind(kind);
  draft.mutable_rule()->set_content(message.SerializeAsString());
  return draft;
}

absl::StatusOr<v1::ChangeDraft> RulePackDraft(const std::string& path) {
  return RuleDraft<v1::RulePack>(path, v1::RULE_KIND_RULE_PACK);
}

absl::StatusOr<v1::ChangeDraft> CalendarDraft(const std::string& path) {
  return RuleDraft<v1::LegalCalendar>(path, v1::RULE_KIND_LEGAL_CALENDAR);
}

absl::StatusOr<v1::ChangeDraft> TreatyDraft(const std::string& path) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  KEPIL_ASSIGN_OR_RETURN(*draft.mutable_treaty(),
                         ReadTextRecord<v1::Treaty>(path));
  return draft;
}

absl::StatusOr<v1::ChangeDraft> MisuseDraft(const std::string& path) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  KEPIL_ASSIGN_OR_RETURN(*draft.mutable_key_misuse(),
                         ReadTextRecord<v1::KeyMisuseReport>(path));
  return draft;
}

absl::StatusOr<v1::ChangeDraft> SpecialCaDraft(const std::string& path) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  KEPIL_ASSIGN_OR_RETURN(*draft.mutable_special_ca(),
                         ReadTextRecord<v1::SpecialCa>(path));
  return draft;
}

absl::StatusOr<v1::ChangeDraft> PolicyDraft(const std::string& path) {
  return RuleDraft<v1::ValidationPolicy>(path, v1::RULE_KIND_VALIDATION_POLICY);
}

absl::StatusOr<v1::ChangeDraft> KeyDraft(const std::string& path) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  KEPIL_ASSIGN_OR_RETURN(*draft.mutable_key(),
                         ReadTextRecord<v1::PublishedKey>(path));
  return draft;
}

absl::StatusOr<ExitCode> Propose(const CommandContext& context,
                                 DraftReader read_draft) {
  KEPIL_ASSIGN_OR_RETURN(const std::string path,
                         context.arguments.OneOperand("FILE.textproto"));
  KEPIL_ASSIGN_OR_RETURN(const std::string out,
                         context.arguments.Require("out"));
  v1::ProposeChangeRequest request;
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_draft(), read_draft(path));
  return SendProposal(request, out, context);
}

absl::StatusOr<ExitCode> Approve(const CommandContext& context) {
  v1::ApproveChangeRequest request;
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_change_id(),
                         context.arguments.OneOperand("change id"));
  KEPIL_ASSIGN_OR_RETURN(const std::string path,
                         context.arguments.Require("signature"));
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_signature(),
                         ReadFileOctets(path, kMaxActSignature));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::ApproveChangeResponse response,
      client->Call(&v1::RegistrarService::Stub::ApproveChange, request));
  PrintRecord(Record()
                  .AddText("change_id", request.change_id())
                  .AddText("state", "EFFECTIVE")
                  .AddNumber("effective_version", response.version()),
              context.console);
  return ExitCode::kYes;
}

// First with --reason and --out, then with --signature.
absl::StatusOr<ExitCode> Refuse(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  v1::RefuseChangeRequest request;
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_change_id(),
                         arguments.OneOperand("change id"));
  const bool signs = arguments.Has("signature");
  if (signs) {
    if (arguments.Has("reason") || arguments.Has("out")) {
      return MalformedError("--signature goes without --reason and --out");
    }
    KEPIL_ASSIGN_OR_RETURN(
        *request.mutable_signature(),
        ReadFileOctets(arguments.Get("signature"), kMaxActSignature));
    if (request.signature().empty()) {
      return MalformedError("the signature file is empty");
    }
  } else {
    KEPIL_RETURN_IF_ERROR(arguments.Require("out").status());
    KEPIL_ASSIGN_OR_RETURN(*request.mutable_reason(),
                           arguments.Require("reason"));
  }
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::RefuseChangeResponse response,
      client->Call(&v1::RegistrarService::Stub::RefuseChange, request));
  if (!signs) {
    KEPIL_RETURN_IF_ERROR(HandOverStatement(
        {request.change_id(), response.statement(), arguments.Get("out")},
        context.console));
    return ExitCode::kYes;
  }
  PrintRecord(Record()
                  .AddText("change_id", request.change_id())
                  .AddText("state", ChangeStateName(response.state())),
              context.console);
  return ExitCode::kYes;
}

absl::StatusOr<ExitCode> ListChanges(const CommandContext& context) {
  KEPIL_RETURN_IF_ERROR(context.arguments.NoOperands());
  v1::ListChangesRequest request;
  if (context.arguments.Has("state")) {
    v1::ChangeState state = v1::CHANGE_STATE_UNSPECIFIED;
    if (!v1::ChangeState_Parse(
            absl::StrCat("CHANGE_STATE_", context.arguments.Get("state")),
            &state)) {
      return MalformedError(
          "--state is PROPOSED, EFFECTIVE, REFUSED or EXPIRED");
    }
    request.set_state(state);
  }
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::ListChangesResponse response,
      client->Call(&v1::RegistrarService::Stub::ListChanges, request));
  std::vector<Record> records;
  for (const v1::ChangeInfo& change : response.changes()) {
    records.push_back(ChangeRecord(change));
  }
  PrintRecords(records, context.console);
  return ExitCode::kYes;
}

absl::StatusOr<ExitCode> ShowChange(const CommandContext& context) {
  v1::GetChangeRequest request;
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_change_id(),
                         context.arguments.OneOperand("change id"));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::GetChangeResponse response,
      client->Call(&v1::RegistrarService::Stub::GetChange, request));
  v1::ChangeStatement statement;
  if (!statement.ParseFromString(response.change().statement())) {
    return FormatUnknownError("the statement cannot be read");
  }
  Record record = ChangeRecord(response.change());
  if (context.console.format == OutputFormat::kJson) {
    record.AddText("textproto", statement.ShortDebugString());
  }
  PrintRecord(record, context.console);
  if (context.console.format == OutputFormat::kText) {
    context.console.out << "\n" << statement.DebugString();
  }
  if (context.arguments.Has("out")) {
    KEPIL_RETURN_IF_ERROR(WriteFileOctets(context.arguments.Get("out"),
                                          response.change().statement()));
  }
  return ExitCode::kYes;
}

std::vector<Command> CommandsOf(const std::string& noun,
                                const std::string& what,
                                DraftReader read_draft) {
  return {
      {absl::StrCat(noun, " propose"),
       "FILE.textproto --out change.bin",
       absl::StrCat("propose ", what, "; writes the statement to sign"),
       {{"out", "FILE", "where the statement is written"}},
       [read_draft](const CommandContext& context) {
         return Propose(context, read_draft);
       }},
      {absl::StrCat(noun, " approve"),
       "CHANGE --signature FILE.p7s",
       "the second officer's act: the change takes effect",
       {{"signature", "FILE", "detached CMS over the statement, DER"}},
       Approve},
      {absl::StrCat(noun, " refuse"),
       "CHANGE --reason TEXT --out refusal.bin, then --signature FILE.p7s",
       "refuse a proposed change for good",
       {{"reason", "TEXT", "why; part of what is signed"},
        {"out", "FILE", "where the refusal's statement is written"},
        {"signature", "FILE", "detached CMS over the refusal, DER"}},
       Refuse},
  };
}

}  // namespace

std::vector<Command> ChangeCommands() {
  std::vector<Command> commands;
  for (std::vector<Command> some :
       {CommandsOf("ca", "a CA's record, new or amended", AuthorityDraft),
        CommandsOf("officer", "an officer's record", OfficerDraft),
        CommandsOf("caller",
                   "a relying party's, auditor's or operator's record",
                   CallerDraft),
        CommandsOf("policy", "a validation policy", PolicyDraft),
        CommandsOf("rules", "a rule pack", RulePackDraft),
        CommandsOf("calendar", "a legal calendar", CalendarDraft),
        CommandsOf("treaty", "a treaty", TreatyDraft),
        CommandsOf("misuse", "a report of a misused key", MisuseDraft),
        CommandsOf("special-ca", "a CA known only to be refused",
                   SpecialCaDraft),
        CommandsOf("key",
                   "a receipt or log key's record: a new one, or since when "
                   "it is compromised",
                   KeyDraft)}) {
    std::move(some.begin(), some.end(), std::back_inserter(commands));
  }
  commands.push_back({"changes list",
                      "",
                      "changes, newest first",
                      {{"state", "STATE", "only PROPOSED, EFFECTIVE, ..."}},
                      ListChanges});
  commands.push_back(
      {"changes show",
       "CHANGE",
       "what a change does, word by word: read it before you sign",
       {{"out", "FILE", "write the statement's bytes there"}},
       ShowChange});
  return commands;
}

}  // namespace kepil
