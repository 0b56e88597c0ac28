#include "services/kepilctl/evidence_command.h"

#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/legal_date.h"
#include "services/kepilctl/client.h"

namespace kepil {
namespace {

absl::StatusOr<std::string> ReceiptOf(const Arguments& arguments) {
  if (arguments.operands().size() != 1) {
    return MalformedError("one receipt id is expected");
  }
  return arguments.operands().front();
}

absl::StatusOr<ExitCode> Restrict(const CommandContext& context) {
  v1::RestrictEvidenceRequest request;
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_receipt_id(),
                         ReceiptOf(context.arguments));
  request.set_ground(context.arguments.Get("ground"));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_RETURN_IF_ERROR(
      client->Call(&v1::OperationsService::Stub::RestrictEvidence, request)
          .status());
  Record record;
  record.AddText("receipt", request.receipt_id())
      .AddText("evidence", "RESTRICTED");
  PrintRecord(record, context.console);
  return ExitCode::kYes;
}

absl::StatusOr<ExitCode> Purge(const CommandContext& context) {
  v1::PurgeEvidenceRequest request;
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_receipt_id(),
                         ReceiptOf(context.arguments));
  request.set_act(context.arguments.Get("act"));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::PurgeEvidenceResponse response,
      client->Call(&v1::OperationsService::Stub::PurgeEvidence, request));
  KEPIL_ASSIGN_OR_RETURN(
      const absl::CivilDay last,
      DayFromProto(response.retained_until(), "retained_until"));
  Record record;
  record.AddText("receipt", request.receipt_id())
      .AddText("evidence", "PURGED")
      .AddText("retained_until", DayText(last))
      .AddText("package", response.package())
      .AddText("package_sha256",
               absl::BytesToHexString(response.package_sha256()));
  PrintRecord(record, context.console);
  return ExitCode::kYes;
}

}  // namespace

std::vector<Command> EvidenceCommands() {
  return {
      {"evidence restrict",
       "RECEIPT",
       "hide a receipt's evidence from all but inspection and audit, for good",
       {{"ground", "TEXT", "legal ground and act reference"}},
       Restrict},
      {"evidence purge",
       "RECEIPT",
       "give a receipt's evidence to the archive, once its retention is over",
       {{"act", "TEXT", "act of the archive that takes it"}},
       Purge},
  };
}

}  // namespace kepil
