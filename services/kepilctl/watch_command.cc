#include "services/kepilctl/watch_command.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "services/kepilctl/client.h"
#include "services/kepilctl/time_text.h"

namespace kepil {
namespace {

// What a registrar types to propose the suspension that the server drafted.
std::string SuggestionOf(const v1::CrlWatchEntry& entry) {
  if (!entry.has_draft()) {
    return "";
  }
  const v1::StatusChange& status = entry.draft().status();
  return absl::StrCat("kepilctl ca suspend ", status.authority_id(),
                      " --ground \"", status.ground(), "\" --until ",
                      TimeText(status.until()));
}

Record RecordOf(const v1::CrlWatchEntry& entry) {
  Record record;
  record
      .AddText("state", absl::StripPrefix(v1::CrlWatchState_Name(entry.state()),
                                          "CRL_WATCH_STATE_"))
      .AddText("authority", entry.authority_id())
      .AddText("service", entry.service_id())
      .AddText("url", entry.url())
      .AddText("this_update",
               entry.has_this_update() ? TimeText(entry.this_update()) : "")
      .AddText("next_update",
               entry.has_next_update() ? TimeText(entry.next_update()) : "")
      .AddText("due", TimeText(entry.due()))
      .AddText("crl_number", entry.crl_number())
      .AddNumber("size", entry.size())
      .AddNumber("latency_ms", entry.latency().seconds() * 1000 +
                                   entry.latency().nanos() / 1000000)
      .AddText("asked_at",
               entry.has_asked_at() ? TimeText(entry.asked_at()) : "")
      .AddNumber("failures", entry.failures())
      .AddText("failure", absl::StripPrefix(entry.failure(), "ERROR_REASON_"))
      .AddText("suggestion", SuggestionOf(entry));
  return record;
}

absl::StatusOr<ExitCode> Watch(const CommandContext& context) {
  KEPIL_RETURN_IF_ERROR(context.arguments.NoOperands());
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::ListCrlWatchResponse response,
      client->Call(&v1::OperationsService::Stub::ListCrlWatch,
                   v1::ListCrlWatchRequest()));
  std::vector<Record> records;
  ExitCode code = ExitCode::kYes;
  for (const v1::CrlWatchEntry& entry : response.entries()) {
    records.push_back(RecordOf(entry));
    if (entry.state() == v1::CRL_WATCH_STATE_OVERDUE) {
      code = ExitCode::kNo;
    }
  }
  PrintRecords(records, context.console);
  return code;
}

}  // namespace

Command WatchCommand() {
  return {"ca watch",
          "",
          "registered lists of revoked certificates: age, size, failures",
          {},
          Watch};
}

}  // namespace kepil
