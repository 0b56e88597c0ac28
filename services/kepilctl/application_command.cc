#include "services/kepilctl/application_command.h"

#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "kepil/v1/application.pb.h"
#include "services/kepilctl/change_statement.h"
#include "services/kepilctl/client.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/text_record.h"
#include "services/kepilctl/time_text.h"

namespace kepil {
namespace {

constexpr int64_t kMaxActSignature = 64 * 1024;
constexpr int64_t kMaxDocument = int64_t{4} << 20;
constexpr char kStatePrefix[] = "APPLICATION_STATE_";
constexpr char kTypePrefix[] = "REGISTRATION_DOCUMENT_";

std::string Without(const std::string& name, absl::string_view prefix) {
  return std::string(absl::StripPrefix(name, prefix));
}

std::string StateName(v1::ApplicationState state) {
  return Without(v1::ApplicationState_Name(state), kStatePrefix);
}

std::string DateText(const v1::LegalDate& date) {
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(),
                         date.day());
}

Record ApplicationRecord(const v1::Application& application) {
  const v1::Authority& authority = application.content().authority();
  Record record;
  record.AddText("application_id", application.application_id())
      .AddText("state", StateName(application.state()))
      .AddText("authority_id", authority.id())
      .AddText("kind", AuthorityKindName(authority.kind()))
      .AddText("country", authority.country())
      .AddText("legal_name", authority.legal_name())
      .AddText("submitted_at", TimeText(application.submitted_at()))
      .AddText("decide_by", application.has_decide_by()
                                ? DateText(application.decide_by())
                                : "")
      .AddNumber("documents", application.documents_size())
      .AddText("change_id", application.change_id());
  return record;
}

// What anybody needs who goes on with it.
void PrintApplication(const v1::Application& application, Console& console) {
  Record record = ApplicationRecord(application);
  record.AddText("challenge", application.application_id())
      .AddText("checked_at", application.has_report()
                                 ? TimeText(application.report().at())
                                 : "");
  if (application.has_report()) {
    record.AddFlag("admissible", application.report().admissible());
  }
  PrintRecord(record, console);
}

Record FindingRecord(const v1::AdmissionFinding& finding) {
  Record record;
  record
      .AddText("check", Without(v1::AdmissionCheck_Name(finding.check()),
                                "ADMISSION_CHECK_"))
      .AddText("outcome", Without(v1::AdmissionOutcome_Name(finding.outcome()),
                                  "ADMISSION_OUTCOME_"))
      .AddText("subject", finding.subject())
      .AddText("detail", finding.detail());
  return record;
}

void PrintReport(const v1::AdmissionReport& report, Console& console) {
  std::vector<Record> records;
  for (const v1::AdmissionFinding& finding : report.findings()) {
    records.push_back(FindingRecord(finding));
  }
  PrintRecords(records, console);
}

absl::StatusOr<ExitCode> New(const CommandContext& context) {
  KEPIL_ASSIGN_OR_RETURN(const std::string path,
                         context.arguments.OneOperand("FILE.textproto"));
  v1::EnterApplicationRequest request;
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_content(),
                         ReadTextRecord<v1::ApplicationContent>(path));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::EnterApplicationResponse response,
      client->Call(&v1::ApplicationService::Stub::EnterApplication, request));
  PrintApplication(response.application(), context.console);
  return ExitCode::kYes;
}

// The octets inside the first PEM block, or `octets` where there is none.
absl::StatusOr<std::string> DerOf(const std::string& octets) {
  const size_t begin = octets.find("-----BEGIN ");
  if (begin == std::string::npos) {
    return octets;
  }
  const size_t from = octets.find('\n', begin);
  const size_t until = octets.find("-----END ", begin);
  std::string der;
  if (from == std::string::npos || until == std::string::npos || until < from ||
      !absl::Base64Unescape(
          absl::string_view(octets).substr(from, until - from), &der)) {
    return FormatUnknownError("the PEM block cannot be read");
  }
  return der;
}

absl::StatusOr<ExitCode> Add(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  if (arguments.operands().size() != 2) {
    return MalformedError("an application id and a file are needed");
  }
  const std::string& path = arguments.operands()[1];
  v1::AddDocumentRequest request;
  request.set_application_id(arguments.operands()[0]);
  KEPIL_ASSIGN_OR_RETURN(const std::string type, arguments.Require("type"));
  v1::RegistrationDocument parsed = v1::REGISTRATION_DOCUMENT_UNSPECIFIED;
  if (!v1::RegistrationDocument_Parse(absl::StrCat(kTypePrefix, type),
                                      &parsed)) {
    return MalformedError(
        "--type is APPLICATION, CERTIFICATE_POLICY, PRACTICE_STATEMENT, "
        "AUDIT_REPORT, AGREEMENT, CONSTITUENT, POSSESSION_REQUEST, "
        "POSSESSION_CRL or OTHER");
  }
  request.set_type(parsed);
  request.set_name(std::filesystem::path(path).filename().string());
  KEPIL_ASSIGN_OR_RETURN(std::string octets,
                         ReadFileOctets(path, kMaxDocument));
  if (parsed == v1::REGISTRATION_DOCUMENT_POSSESSION_REQUEST ||
      parsed == v1::REGISTRATION_DOCUMENT_POSSESSION_CRL) {
    KEPIL_ASSIGN_OR_RETURN(octets, DerOf(octets));
  }
  request.set_content(std::move(octets));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::AddDocumentResponse response,
      client->Call(&v1::ApplicationService::Stub::AddDocument, request));
  PrintApplication(response.application(), context.console);
  return ExitCode::kYes;
}

absl::StatusOr<ExitCode> List(const CommandContext& context) {
  KEPIL_RETURN_IF_ERROR(context.arguments.NoOperands());
  v1::ListApplicationsRequest request;
  if (context.arguments.Has("state")) {
    v1::ApplicationState state = v1::APPLICATION_STATE_UNSPECIFIED;
    if (!v1::ApplicationState_Parse(
            absl::StrCat(kStatePrefix, context.arguments.Get("state")),
            &state)) {
      return MalformedError(
          "--state is SUBMITTED, UNDER_REVIEW, CHECKED, PROPOSED, APPROVED or "
          "REFUSED");
    }
    request.set_state(state);
  }
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::ListApplicationsResponse response,
      client->Call(&v1::ApplicationService::Stub::ListApplications, request));
  std::vector<Record> records;
  for (const v1::Application& application : response.applications()) {
    records.push_back(ApplicationRecord(application));
  }
  PrintRecords(records, context.console);
  return ExitCode::kYes;
}

void PrintDocuments(const v1::Application& application, Console& console) {
  std::vector<Record> records;
  for (const v1::ApplicationDocument& document : application.documents()) {
    Record record;
    record
        .AddText("type", Without(v1::RegistrationDocument_Name(document.type()),
                                 kTypePrefix))
        .AddText("name", document.name())
        .AddNumber("size", document.size())
        .AddText("sha256", absl::BytesToHexString(document.sha256()));
    records.push_back(std::move(record));
  }
  PrintRecords(records, console);
}

absl::StatusOr<v1::Application> Fetch(const CommandContext& context,
                                      Client& client) {
  v1::GetApplicationRequest request;
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_application_id(),
                         context.arguments.OneOperand("application id"));
  KEPIL_ASSIGN_OR_RETURN(
      v1::GetApplicationResponse response,
      client.Call(&v1::ApplicationService::Stub::GetApplication, request));
  return std::move(*response.mutable_application());
}

absl::StatusOr<ExitCode> Show(const CommandContext& context) {
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(const v1::Application application,
                         Fetch(context, *client));
  PrintApplication(application, context.console);
  PrintDocuments(application, context.console);
  if (context.arguments.Has("report")) {
    PrintReport(application.report(), context.console);
  }
  if (context.arguments.Has("refusal")) {
    v1::ApplicationRefusal refusal;
    if (!refusal.ParseFromString(application.refusal())) {
      return FormatUnknownError("the refusal cannot be read");
    }
    for (const v1::AdmissionFinding& ground : refusal.grounds()) {
      PrintRecord(FindingRecord(ground), context.console);
    }
    Record record;
    record.AddText("other_ground", refusal.other_ground())
        .AddText("appeal_info", refusal.appeal_info())
        .AddText("officer", refusal.officer());
    PrintRecord(record, context.console);
  }
  return ExitCode::kYes;
}

absl::StatusOr<ExitCode> Document(const CommandContext& context) {
  KEPIL_ASSIGN_OR_RETURN(const std::string hex,
                         context.arguments.OneOperand("SHA-256"));
  KEPIL_ASSIGN_OR_RETURN(const std::string out,
                         context.arguments.Require("out"));
  const absl::StatusOr<Digest> digest = Digest::FromHex(hex);
  if (!digest.ok()) {
    return MalformedError("a SHA-256 value has 64 hex characters");
  }
  v1::GetDocumentRequest request;
  request.set_sha256(std::string(digest->bytes()));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::GetDocumentResponse response,
      client->Call(&v1::ApplicationService::Stub::GetDocument, request));
  KEPIL_RETURN_IF_ERROR(WriteFileOctets(out, response.content()));
  return ExitCode::kYes;
}

// The report; exit code 1 if a check failed.
absl::StatusOr<ExitCode> Check(const CommandContext& context) {
  const std::vector<std::string>& operands = context.arguments.operands();
  if (operands.empty()) {
    return MalformedError("an application id is needed");
  }
  v1::CheckApplicationRequest request;
  request.set_application_id(operands[0]);
  for (size_t i = 1; i < operands.size(); ++i) {
    request.add_approved_addresses(operands[i]);
  }
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::CheckApplicationResponse response,
      client->Call(&v1::ApplicationService::Stub::CheckApplication, request));
  PrintReport(response.application().report(), context.console);
  return response.application().report().admissible() ? ExitCode::kYes
                                                      : ExitCode::kNo;
}

absl::StatusOr<ExitCode> Approve(const CommandContext& context) {
  v1::ApproveApplicationRequest request;
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_application_id(),
                         context.arguments.OneOperand("application id"));
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_decision(),
                         context.arguments.Require("decision"));
  KEPIL_ASSIGN_OR_RETURN(const std::string out,
                         context.arguments.Require("out"));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::ApproveApplicationResponse response,
      client->Call(&v1::ApplicationService::Stub::ApproveApplication, request));
  KEPIL_RETURN_IF_ERROR(HandOverStatement(
      {response.change_id(), response.statement(), out}, context.console));
  return ExitCode::kYes;
}

// First with --out, then with --signature.
absl::StatusOr<ExitCode> Refuse(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  v1::RefuseApplicationRequest request;
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_application_id(),
                         arguments.OneOperand("application id"));
  const bool signs = arguments.Has("signature");
  if (signs) {
    if (arguments.Has("ground") || arguments.Has("out")) {
      return MalformedError("--signature goes without --ground and --out");
    }
    KEPIL_ASSIGN_OR_RETURN(
        *request.mutable_signature(),
        ReadFileOctets(arguments.Get("signature"), kMaxActSignature));
    if (request.signature().empty()) {
      return MalformedError("the signature file is empty");
    }
  } else {
    KEPIL_RETURN_IF_ERROR(arguments.Require("out").status());
    request.set_other_ground(arguments.Get("ground"));
  }
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::RefuseApplicationResponse response,
      client->Call(&v1::ApplicationService::Stub::RefuseApplication, request));
  Record record;
  record.AddText("application_id", request.application_id())
      .AddText("state", StateName(response.state()));
  if (!signs) {
    KEPIL_RETURN_IF_ERROR(
        WriteFileOctets(arguments.Get("out"), response.refusal()));
    v1::ApplicationRefusal refusal;
    refusal.ParseFromString(response.refusal());
    record.AddNumber("grounds", refusal.grounds_size())
        .AddText("refusal", arguments.Get("out"))
        .AddText("refusal_sha256", Sha256(response.refusal()).hex());
  }
  PrintRecord(record, context.console);
  return ExitCode::kYes;
}

}  // namespace

std::vector<Command> ApplicationCommands() {
  return {
      {"application new",
       "FILE.textproto",
       "enter what a foreign CA or TTP handed in; gives the challenge",
       {},
       New},
      {"application add",
       "ID FILE --type TYPE",
       "add a document; requests and CRLs in DER or PEM",
       {{"type", "TYPE", "AUDIT_REPORT, POSSESSION_REQUEST, ..."}},
       Add},
      {"application list",
       "",
       "applications, newest first",
       {{"state", "STATE", "only SUBMITTED, CHECKED, ..."}},
       List},
      {"application show",
       "ID",
       "one application with its documents",
       {{"report", "", "every check of the last report"},
        {"refusal", "", "grounds and appeal information of the refusal"}},
       Show},
      {"application document",
       "SHA256 --out FILE",
       "a document's octets",
       {{"out", "FILE", "where they are written"}},
       Document},
      {"application check",
       "ID [ADDRESS...]",
       "run every check; only the addresses named are asked",
       {},
       Check},
      {"application approve",
       "ID --decision TEXT --out change.bin",
       "propose the admission; takes effect by ca approve",
       {{"decision", "TEXT", "number and date of the decision"},
        {"out", "FILE", "where the statement is written"}},
       Approve},
      {"application refuse",
       "ID [--ground TEXT] --out refusal.bin, then --signature FILE.p7s",
       "refuse for good, with every ground",
       {{"ground", "TEXT", "beside the checks that failed"},
        {"out", "FILE", "where the refusal is written"},
        {"signature", "FILE", "detached CMS over the refusal, DER"}},
       Refuse},
  };
}

}  // namespace kepil
