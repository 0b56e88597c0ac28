#include "services/kepilctl/legal_record_command.h"

#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "engine/pki/name.h"
#include "services/kepilctl/change_statement.h"
#include "services/kepilctl/client.h"
#include "services/kepilctl/time_text.h"

namespace kepil {
namespace {

using Records = std::vector<Record>;
using Reader = Records (*)(const v1::ListLegalRecordsResponse&);

Records TreatiesOf(const v1::ListLegalRecordsResponse& response) {
  Records records;
  for (const v1::Treaty& treaty : response.treaties()) {
    records.push_back(
        Record()
            .AddText("id", treaty.id())
            .AddList("parties",
                     {treaty.parties().begin(), treaty.parties().end()})
            .AddText("ratified_on", DateText(treaty.ratified_on()))
            .AddText("in_force", DateText(treaty.in_force()))
            .AddText("until", DateText(treaty.until()))
            .AddList("document_classes", {treaty.document_classes().begin(),
                                          treaty.document_classes().end()})
            .AddList("authorities", {treaty.authority_ids().begin(),
                                     treaty.authority_ids().end()})
            .AddText("title", treaty.title()));
  }
  return records;
}

Records MisuseOf(const v1::ListLegalRecordsResponse& response) {
  Records records;
  for (const v1::KeyMisuseReport& report : response.key_misuse()) {
    records.push_back(
        Record()
            .AddText("key_sha256", absl::BytesToHexString(report.spki_sha256()))
            .AddText("from", TimeText(report.from()))
            .AddFlag("withdrawn", report.withdrawn())
            .AddText("reported_by", report.reported_by())
            .AddText("reference", report.reference()));
  }
  return records;
}

Records SpecialCasOf(const v1::ListLegalRecordsResponse& response) {
  Records records;
  for (const v1::SpecialCa& special : response.special_cas()) {
    std::vector<std::string> names;
    for (const std::string& der : special.subjects()) {
      const absl::StatusOr<Name> name = Name::FromDer(der);
      names.push_back(name.ok() ? name->ToText() : "unreadable name");
    }
    std::vector<std::string> keys;
    for (const std::string& key : special.spki_sha256()) {
      keys.push_back(absl::BytesToHexString(key));
    }
    records.push_back(Record()
                          .AddText("id", special.id())
                          .AddFlag("withdrawn", special.withdrawn())
                          .AddText("legal_basis", special.legal_basis())
                          .AddList("names", names)
                          .AddList("keys_sha256", keys));
  }
  return records;
}

Records RulesOf(const v1::ListLegalRecordsResponse& response) {
  Records records;
  for (const v1::RuleInfo& rule : response.rules()) {
    records.push_back(
        Record()
            .AddText("urn", rule.id())
            .AddText("kind", RuleKindName(rule.kind()))
            .AddText("from", DateText(rule.from()))
            .AddFlag("applied", rule.applied())
            .AddText("sha256", absl::BytesToHexString(rule.sha256()))
            .AddText("title", rule.title()));
  }
  return records;
}

absl::StatusOr<ExitCode> List(const CommandContext& context, Reader read) {
  KEPIL_RETURN_IF_ERROR(context.arguments.NoOperands());
  v1::ListLegalRecordsRequest request;
  if (context.arguments.Has("recorded-at")) {
    KEPIL_ASSIGN_OR_RETURN(*request.mutable_recorded_at(),
                           ParseTimeText(context.arguments.Get("recorded-at")));
  }
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::ListLegalRecordsResponse response,
      client->Call(&v1::TrustListService::Stub::ListLegalRecords, request));
  PrintRecords(read(response), context.console);
  return ExitCode::kYes;
}

Command ListCommand(const std::string& noun, const std::string& what,
                    Reader read) {
  return {
      absl::StrCat(noun, " list"),
      "",
      what,
      {{"recorded-at", "TIME", "record time; default: now"}},
      [read](const CommandContext& context) { return List(context, read); }};
}

}  // namespace

std::vector<Command> LegalRecordCommands() {
  Command rules =
      ListCommand("rules", "rules with digests and first days", RulesOf);
  rules.options.clear();
  return {
      ListCommand("treaty", "treaties on record", TreatiesOf),
      ListCommand("misuse", "keys reported misused", MisuseOf),
      ListCommand("special-ca", "CAs known only to be refused", SpecialCasOf),
      rules};
}

}  // namespace kepil
