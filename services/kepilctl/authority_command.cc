#include "services/kepilctl/authority_command.h"

#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "engine/pki/certificate.h"
#include "services/kepilctl/change_statement.h"
#include "services/kepilctl/client.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/receipt_files.h"
#include "services/kepilctl/text_record.h"
#include "services/kepilctl/time_text.h"

namespace kepil {
namespace {

constexpr int64_t kMaxActSignature = 64 * 1024;

// AsOf: what was known at the one time about the other (REG-20).
std::vector<OptionSpec> TimeOptions() {
  return {{"at", "TIME", "legal time; default: now"},
          {"recorded-at", "TIME", "record time; default: now"}};
}

template <typename Request>
absl::Status SetTimes(const Arguments& arguments, Request& request) {
  if (arguments.Has("at")) {
    KEPIL_ASSIGN_OR_RETURN(*request.mutable_at(),
                           ParseTimeText(arguments.Get("at")));
  }
  if (arguments.Has("recorded-at")) {
    KEPIL_ASSIGN_OR_RETURN(*request.mutable_recorded_at(),
                           ParseTimeText(arguments.Get("recorded-at")));
  }
  return absl::OkStatus();
}

Record AuthorityRecord(const v1::AuthorityInfo& info) {
  const v1::Authority& authority = info.authority();
  Record record;
  record.AddText("id", authority.id())
      .AddText("kind", AuthorityKindName(authority.kind()))
      .AddText("country", authority.country())
      .AddText("status", ServiceStatusName(info.status()))
      .AddNumber("services", authority.services_size())
      .AddText("decision", authority.decision())
      .AddText("legal_name", authority.legal_name());
  return record;
}

std::vector<OptionSpec> ListOptions() {
  std::vector<OptionSpec> options = TimeOptions();
  options.push_back({"status", "S", "only ACTIVE, SUSPENDED, ..."});
  return options;
}

absl::StatusOr<ExitCode> List(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  KEPIL_RETURN_IF_ERROR(arguments.NoOperands());
  v1::ListAuthoritiesRequest request;
  KEPIL_RETURN_IF_ERROR(SetTimes(arguments, request));
  const std::string status = arguments.Get("status");
  v1::ServiceStatus parsed = v1::SERVICE_STATUS_UNSPECIFIED;
  if (!status.empty() && status != "UNLISTED" &&
      !v1::ServiceStatus_Parse(absl::StrCat("SERVICE_STATUS_", status),
                               &parsed)) {
    return MalformedError(
        "--status is ACTIVE, SUSPENDED, TERMINATION_NOTIFIED, TERMINATED or "
        "UNLISTED");
  }
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::ListAuthoritiesResponse response,
      client->Call(&v1::TrustListService::Stub::ListAuthorities, request));
  std::vector<Record> records;
  for (const v1::AuthorityInfo& info : response.authorities()) {
    if (status.empty() || info.status() == parsed) {
      records.push_back(AuthorityRecord(info));
    }
  }
  PrintRecords(records, context.console);
  return ExitCode::kYes;
}

absl::StatusOr<v1::GetAuthorityResponse> Fetch(const CommandContext& context,
                                               Client& client) {
  v1::GetAuthorityRequest request;
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_authority_id(),
                         context.arguments.OneOperand("authority id"));
  KEPIL_RETURN_IF_ERROR(SetTimes(context.arguments, request));
  return client.Call(&v1::TrustListService::Stub::GetAuthority, request);
}

std::string CertificateText(const std::string& der) {
  const absl::StatusOr<CertificateRef> certificate = Certificate::FromDer(der);
  return absl::StrCat(certificate.ok() ? (*certificate)->subject().ToText()
                                       : "unreadable certificate",
                      " sha256:", Sha256(der).hex());
}

Record ServiceRecord(const v1::TrustService& service) {
  std::vector<std::string> anchors;
  std::vector<std::string> intermediates;
  std::vector<std::string> addresses;
  for (const std::string& der : service.anchors()) {
    anchors.push_back(CertificateText(der));
  }
  for (const std::string& der : service.intermediates()) {
    intermediates.push_back(CertificateText(der));
  }
  for (const v1::IssuerRevocationSources& issuer : service.revocation()) {
    for (const v1::RevocationSource& source : issuer.sources()) {
      for (const std::string& url : {source.crl_url(), source.ocsp_url()}) {
        if (!url.empty()) {
          addresses.push_back(url);
        }
      }
    }
  }
  Record record;
  record.AddText("service", service.id())
      .AddList("anchors", anchors)
      .AddList("intermediates", intermediates)
      .AddList("revocation_addresses", addresses);
  return record;
}

absl::StatusOr<ExitCode> Show(const CommandContext& context) {
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(const v1::GetAuthorityResponse response,
                         Fetch(context, *client));
  const v1::Authority& authority = response.authority().authority();
  PrintRecord(
      AuthorityRecord(response.authority())
          .AddText("endpoint_country", authority.endpoint_country())
          .AddText("predecessor_id", authority.predecessor_id())
          .AddText("retained_until",
                   DateText(response.authority().retained_until()))
          .AddText("archived_at", authority.has_archived_at()
                                      ? TimeText(authority.archived_at())
                                      : "")
          .AddNumber("registry_version", response.version()),
      context.console);
  for (int i = 0; i < authority.services_size(); ++i) {
    if (context.console.format == OutputFormat::kText) {
      context.console.out << "\n";
    }
    Record record = ServiceRecord(authority.services(i));
    if (i < response.authority().statuses_size()) {
      record.AddText("status",
                     ServiceStatusName(response.authority().statuses(i)));
    }
    PrintRecord(record, context.console);
  }
  return ExitCode::kYes;
}

// Who was behind an entry of a history; what only officers may read stays
// empty for others.
v1::ChangeInfo ChangeBehind(const v1::StatusEntry& entry, Client& client) {
  v1::GetChangeRequest request;
  request.set_change_id(absl::BytesToHexString(entry.change_id()));
  absl::StatusOr<v1::GetChangeResponse> response =
      client.Call(&v1::RegistrarService::Stub::GetChange, request);
  return response.ok() ? response->change() : v1::ChangeInfo();
}

// "90 days", "90 days, too short" or "".
std::string NoticeText(const v1::StatusEntry& entry) {
  return entry.notice_days() == 0
             ? ""
             : absl::StrCat(entry.notice_days(), " days",
                            entry.notice_too_short() ? ", too short" : "");
}

absl::StatusOr<ExitCode> History(const CommandContext& context) {
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(const v1::GetAuthorityResponse response,
                         Fetch(context, *client));
  std::vector<Record> records;
  for (const v1::TrustService& service :
       response.authority().authority().services()) {
    for (const v1::StatusEntry& entry : service.history()) {
      const v1::ChangeInfo change = ChangeBehind(entry, *client);
      v1::ChangeStatement statement;
      statement.ParseFromString(change.statement());
      records.push_back(
          Record()
              .AddText("service", service.id())
              .AddText("status", ServiceStatusName(entry.status()))
              .AddText("legal_from", TimeText(entry.legal_from()))
              .AddText("until",
                       entry.has_until() ? TimeText(entry.until()) : "")
              .AddText("recorded_at", TimeText(entry.recorded_at()))
              .AddText("ground", entry.ground())
              .AddText("order", entry.order().number())
              .AddText("noticed_on", DateText(entry.noticed_on()))
              .AddText("notice", NoticeText(entry))
              .AddText("change_id", absl::BytesToHexString(entry.change_id()))
              .AddText("proposer", statement.proposer())
              .AddText("decided_by", change.approver()));
    }
  }
  PrintRecords(records, context.console);
  return ExitCode::kYes;
}

absl::StatusOr<ExitCode> ProposeStatus(const CommandContext& context,
                                       v1::Act act) {
  const Arguments& arguments = context.arguments;
  v1::ProposeChangeRequest request;
  request.mutable_draft()->set_act(act);
  v1::StatusChange& change = *request.mutable_draft()->mutable_status();
  KEPIL_ASSIGN_OR_RETURN(*change.mutable_authority_id(),
                         arguments.OneOperand("authority id"));
  KEPIL_ASSIGN_OR_RETURN(*change.mutable_ground(), arguments.Require("ground"));
  KEPIL_ASSIGN_OR_RETURN(const std::string out, arguments.Require("out"));
  change.set_service_id(arguments.Get("service"));
  if (arguments.Has("order")) {
    KEPIL_ASSIGN_OR_RETURN(
        *change.mutable_order(),
        ReadTextRecord<v1::SupervisoryOrder>(arguments.Get("order")));
  }
  if (arguments.Has("backdated-to")) {
    KEPIL_ASSIGN_OR_RETURN(*change.mutable_from(),
                           ParseTimeText(arguments.Get("backdated-to")));
    change.set_backdated(true);
  } else if (arguments.Has("from")) {
    KEPIL_ASSIGN_OR_RETURN(*change.mutable_from(),
                           ParseTimeText(arguments.Get("from")));
  }
  if (act == v1::ACT_SUSPEND) {
    KEPIL_ASSIGN_OR_RETURN(const std::string until, arguments.Require("until"));
    KEPIL_ASSIGN_OR_RETURN(*change.mutable_until(), ParseTimeText(until));
  }
  return SendProposal(request, out, context);
}

absl::StatusOr<ExitCode> Suspend(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  if (!arguments.Has("signature")) {
    return ProposeStatus(context, v1::ACT_SUSPEND);
  }
  for (const char* option :
       {"ground", "until", "from", "out", "service", "order"}) {
    if (arguments.Has(option)) {
      return MalformedError(
          absl::StrCat("--signature goes without --", option));
    }
  }
  v1::SuspendServiceRequest request;
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_change_id(),
                         arguments.OneOperand("change id"));
  KEPIL_ASSIGN_OR_RETURN(
      *request.mutable_signature(),
      ReadFileOctets(arguments.Get("signature"), kMaxActSignature));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::SuspendServiceResponse response,
      client->Call(&v1::RegistrarService::Stub::SuspendService, request));
  PrintRecord(Record()
                  .AddText("change_id", request.change_id())
                  .AddText("state", "EFFECTIVE")
                  .AddNumber("effective_version", response.version()),
              context.console);
  return ExitCode::kYes;
}

std::vector<OptionSpec> ActOptions() {
  return {{"ground", "ACT", "legal ground and reference of the act"},
          {"from", "TIME", "legal time it begins; default: now"},
          {"service", "ID", "one service only; default: the authority"},
          {"order", "FILE", "SupervisoryOrder that it carries out, textproto"},
          {"out", "FILE", "where the statement is written"}};
}

Command ActCommand(const std::string& verb, v1::Act act) {
  return {absl::StrCat("ca ", verb), "ID --ground ACT --out FILE",
          absl::StrCat("propose to ", verb, "; takes effect by ca approve"),
          ActOptions(), [act](const CommandContext& context) {
            return ProposeStatus(context, act);
          }};
}

Command TerminateCommand() {
  Command command = ActCommand("terminate", v1::ACT_TERMINATE);
  command.options.push_back(
      {"backdated-to", "TIME", "instead of --from: an end recorded late"});
  return command;
}

Command SuspendCommand() {
  Command command = {
      "ca suspend",
      "ID --ground ACT --until TIME --out FILE, then CHANGE --signature FILE",
      "suspend by one officer, effective at once", ActOptions(), Suspend};
  command.options.push_back({"until", "TIME", "when it lapses by itself"});
  command.options.push_back(
      {"signature", "FILE", "detached CMS over the statement, DER"});
  return command;
}

}  // namespace

std::vector<Command> AuthorityCommands() {
  return {
      {"ca list", "", "registered authorities and their status", ListOptions(),
       List},
      {"ca show", "ID", "one authority with its services", TimeOptions(), Show},
      {"ca history",
       "ID",
       "every status it ever had, with act and officers",
       {},
       History},
      SuspendCommand(),
      ActCommand("resume", v1::ACT_RESUME),
      TerminateCommand(),
      ActCommand("archive", v1::ACT_ARCHIVE),
  };
}

}  // namespace kepil
