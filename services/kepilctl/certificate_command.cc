#include "services/kepilctl/certificate_command.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepilctl/certificate_file.h"
#include "services/kepilctl/client.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/time_text.h"

namespace kepil {
namespace {

constexpr size_t kHexSize = 64;

bool IsDigest(const std::string& text) {
  return text.size() == kHexSize &&
         text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

absl::StatusOr<v1::GetCertificateStatusRequest> RequestOf(
    const Arguments& arguments) {
  if (arguments.operands().size() != 1) {
    return MalformedError("one certificate or its SHA-256 is expected");
  }
  v1::GetCertificateStatusRequest request;
  const std::string& operand = arguments.operands().front();
  if (IsDigest(operand)) {
    request.set_sha256(absl::HexStringToBytes(operand));
  } else {
    KEPIL_ASSIGN_OR_RETURN(const std::string octets, ReadFileOctets(operand));
    KEPIL_ASSIGN_OR_RETURN(const std::vector<CertificateRef> certificates,
                           ParseCertificates(octets));
    request.set_der(std::string(certificates.front()->der()));
  }
  KEPIL_ASSIGN_OR_RETURN(*request.mutable_at(),
                         ParseTimeText(arguments.Get("at")));
  return request;
}

absl::StatusOr<ExitCode> Show(const CommandContext& context) {
  KEPIL_ASSIGN_OR_RETURN(const v1::GetCertificateStatusRequest request,
                         RequestOf(context.arguments));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::GetCertificateStatusResponse response,
      client->Call(&v1::ValidationService::Stub::GetCertificateStatus,
                   request));
  Record record;
  record
      .AddText("status",
               absl::StripPrefix(v1::ArchivedStatus_Name(response.status()),
                                 "ARCHIVED_STATUS_"))
      .AddText("at", TimeText(request.at()))
      .AddText("revoked_at",
               response.has_revoked_at() ? TimeText(response.revoked_at()) : "")
      .AddText("reason", response.reason() == v1::FINDING_REASON_UNSPECIFIED
                             ? ""
                             : absl::StripPrefix(
                                   v1::FindingReason_Name(response.reason()),
                                   "FINDING_REASON_"))
      .AddText("evidence_sha256",
               absl::BytesToHexString(response.evidence_sha256()))
      .AddText("obtained_at", response.has_obtained_at()
                                  ? TimeText(response.obtained_at())
                                  : "");
  PrintRecord(record, context.console);
  return response.status() == v1::ARCHIVED_STATUS_GOOD ? ExitCode::kYes
         : response.status() == v1::ARCHIVED_STATUS_REVOKED
             ? ExitCode::kNo
             : ExitCode::kNoAnswer;
}

}  // namespace

Command CertificateStatusCommand() {
  return {"cert status",
          "FILE|SHA256",
          "what the server's archive says of a certificate at a time",
          {{"at", "TIME", "2026-03-01T12:00:00Z"}},
          Show};
}

}  // namespace kepil
