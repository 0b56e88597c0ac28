#include "services/kepilctl/principal_command.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "services/kepilctl/client.h"

namespace kepil {
namespace {

PrincipalKind KindOf(const v1::PrincipalRecord& principal) {
  const bool officer = std::any_of(
      principal.roles().begin(), principal.roles().end(), [](int role) {
        return role == v1::PRINCIPAL_ROLE_REGISTRAR ||
               role == v1::PRINCIPAL_ROLE_APPROVER;
      });
  return officer ? PrincipalKind::kOfficer : PrincipalKind::kCaller;
}

Record PrincipalRow(const v1::PrincipalRecord& principal) {
  std::vector<std::string> roles;
  for (const int role : principal.roles()) {
    roles.emplace_back(absl::StripPrefix(
        v1::PrincipalRole_Name(static_cast<v1::PrincipalRole>(role)),
        "PRINCIPAL_ROLE_"));
  }
  Record record;
  record.AddText("id", principal.id())
      .AddList("roles", roles)
      .AddText("unit", principal.unit())
      .AddText("country", principal.country())
      .AddFlag("withdrawn", principal.withdrawn())
      .AddText("tls_sha256", absl::BytesToHexString(principal.tls_sha256()));
  return record;
}

absl::StatusOr<std::vector<v1::PrincipalRecord>> Fetch(
    const CommandContext& context, PrincipalKind kind) {
  v1::ListChangesRequest request;
  request.set_state(v1::CHANGE_STATE_EFFECTIVE);
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::ListChangesResponse response,
      client->Call(&v1::RegistrarService::Stub::ListChanges, request));
  const std::vector<v1::ChangeInfo> changes(response.changes().begin(),
                                            response.changes().end());
  return PrincipalsIn(changes, kind);
}

absl::StatusOr<ExitCode> List(const CommandContext& context,
                              PrincipalKind kind) {
  KEPIL_RETURN_IF_ERROR(context.arguments.NoOperands());
  KEPIL_ASSIGN_OR_RETURN(const std::vector<v1::PrincipalRecord> principals,
                         Fetch(context, kind));
  std::vector<Record> records;
  for (const v1::PrincipalRecord& principal : principals) {
    records.push_back(PrincipalRow(principal));
  }
  PrintRecords(records, context.console);
  return ExitCode::kYes;
}

absl::StatusOr<ExitCode> Show(const CommandContext& context,
                              PrincipalKind kind) {
  KEPIL_ASSIGN_OR_RETURN(const std::string id,
                         context.arguments.OneOperand("id"));
  KEPIL_ASSIGN_OR_RETURN(const std::vector<v1::PrincipalRecord> principals,
                         Fetch(context, kind));
  for (const v1::PrincipalRecord& principal : principals) {
    if (principal.id() == id) {
      PrintRecord(
          PrincipalRow(principal)
              .AddText("signing_certificate_sha256",
                       principal.signing_certificate().empty()
                           ? ""
                           : Sha256(principal.signing_certificate()).hex())
              .AddText("lawful_basis", principal.lawful_basis())
              .AddText("document_class", principal.document_class())
              .AddText("accepted_terms", principal.accepted_terms()),
          context.console);
      return ExitCode::kYes;
    }
  }
  return MalformedError("nobody of that id came by a change");
}

std::vector<Command> CommandsOf(const std::string& noun, PrincipalKind kind) {
  return {
      {absl::StrCat(noun, " list"),
       "",
       "who may act, as registered by changes",
       {},
       [kind](const CommandContext& context) { return List(context, kind); }},
      {absl::StrCat(noun, " show"),
       "ID",
       "one record, as registered by a change",
       {},
       [kind](const CommandContext& context) { return Show(context, kind); }}};
}

}  // namespace

std::vector<v1::PrincipalRecord> PrincipalsIn(
    absl::Span<const v1::ChangeInfo> changes, PrincipalKind kind) {
  struct Newest {
    int64_t version = 0;
    v1::PrincipalRecord record;
  };
  std::map<std::string, Newest> by_id;
  for (const v1::ChangeInfo& change : changes) {
    v1::ChangeStatement statement;
    if (change.state() != v1::CHANGE_STATE_EFFECTIVE ||
        !statement.ParseFromString(change.statement()) ||
        !statement.has_principal()) {
      continue;
    }
    Newest& newest = by_id[statement.principal().id()];
    if (change.effective_version() > newest.version) {
      newest = {change.effective_version(), statement.principal()};
    }
  }
  std::vector<v1::PrincipalRecord> principals;
  for (auto& [id, newest] : by_id) {
    if (KindOf(newest.record) == kind) {
      principals.push_back(std::move(newest.record));
    }
  }
  return principals;
}

std::vector<Command> PrincipalCommands() {
  std::vector<Command> commands =
      CommandsOf("officer", PrincipalKind::kOfficer);
  for (Command& command : CommandsOf("caller", PrincipalKind::kCaller)) {
    commands.push_back(std::move(command));
  }
  return commands;
}

}  // namespace kepil
