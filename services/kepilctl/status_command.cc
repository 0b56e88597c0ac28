#include "services/kepilctl/status_command.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepilctl/certificate_file.h"
#include "services/kepilctl/client.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/published_keys.h"
#include "services/kepilctl/time_text.h"
#include "services/receipt/receipt_keys.h"

namespace kepil {
namespace {

absl::StatusOr<ReceiptTrust> TrustOf(const v1::GetServiceInfoResponse& info) {
  std::vector<CertificateRef> certificates;
  for (const std::string& der : info.receipt_certificates()) {
    KEPIL_ASSIGN_OR_RETURN(CertificateRef certificate,
                           Certificate::FromDer(der));
    certificates.push_back(std::move(certificate));
  }
  std::vector<const v1::PublishedKey*> keys(
      info.published_keys().data(),
      info.published_keys().data() + info.published_keys_size());
  std::vector<const std::string*> tsas(
      info.tsa_certificates().data(),
      info.tsa_certificates().data() + info.tsa_certificates_size());
  KEPIL_ASSIGN_OR_RETURN(ReceiptTrust trust, TrustInKeys(keys, tsas));
  for (const CertificateRef& anchor : AnchorsAmong(certificates)) {
    const bool known = std::any_of(trust.anchors.begin(), trust.anchors.end(),
                                   [&](const CertificateRef& present) {
                                     return present->der() == anchor->der();
                                   });
    if (!known) {
      trust.anchors.push_back(anchor);
    }
  }
  if (trust.anchors.empty()) {
    return FormatUnknownError("the server publishes no receipt certificate");
  }
  KEPIL_ASSIGN_OR_RETURN(std::string vkey,
                         ParseLogKey(info.receipts_log_vkey()));
  // The one in use first: it is the one that log.vkey gets.
  trust.log_vkeys.erase(
      std::remove(trust.log_vkeys.begin(), trust.log_vkeys.end(), vkey),
      trust.log_vkeys.end());
  trust.log_vkeys.insert(trust.log_vkeys.begin(), std::move(vkey));
  return trust;
}

absl::Status SaveKeys(const v1::GetServiceInfoResponse& info,
                      const std::string& directory) {
  KEPIL_ASSIGN_OR_RETURN(const ReceiptTrust trust, TrustOf(info));
  std::string anchors;
  for (const CertificateRef& anchor : trust.anchors) {
    absl::StrAppend(&anchors, CertificatePem(anchor->der()));
  }
  KEPIL_RETURN_IF_ERROR(
      WriteFileOctets(absl::StrCat(directory, "/anchors.pem"), anchors));
  KEPIL_RETURN_IF_ERROR(
      WriteFileOctets(absl::StrCat(directory, "/log.vkey"),
                      absl::StrCat(trust.log_vkeys.front(), "\n")));
  return WriteFileOctets(absl::StrCat(directory, "/keys.txt"),
                         FormatPublishedKeys(trust));
}

// "2026-07-10", "" if there is none.
std::string DateText(const v1::LegalDate& date) {
  return date.year() == 0 ? ""
                          : absl::StrFormat("%04d-%02d-%02d", date.year(),
                                            date.month(), date.day());
}

// Whether the database is sealed; "" if the node does not say.
absl::string_view StorageText(const v1::GetServiceInfoResponse& info) {
  return !info.has_storage()       ? ""
         : info.storage().sealed() ? "SEALED"
                                   : "PLAIN";
}

Record StatusRecord(const v1::GetServiceInfoResponse& info) {
  std::vector<std::string> limitations;
  for (const int limitation : info.limitations()) {
    limitations.emplace_back(absl::StripPrefix(
        v1::Limitation_Name(static_cast<v1::Limitation>(limitation)),
        "LIMITATION_"));
  }
  Record record;
  record.AddText("node_id", info.node_id())
      .AddText("version", info.version())
      .AddNumber("algorithm_version", info.algorithm_version())
      .AddList("formats", {info.formats().begin(), info.formats().end()})
      .AddList("suites", {info.suites().begin(), info.suites().end()})
      .AddList("policies", {info.policies().begin(), info.policies().end()})
      .AddText("default_policy", info.default_policy())
      .AddNumber("trust_snapshot_version", info.trust_snapshot_version())
      .AddText("trust_snapshot_sha256",
               absl::BytesToHexString(info.trust_snapshot_sha256()))
      .AddText("trust_snapshot_issued_at",
               info.has_trust_snapshot_issued_at()
                   ? TimeText(info.trust_snapshot_issued_at())
                   : "")
      .AddText("receipts_log_origin", info.receipts_log_origin())
      .AddText("receipts_log_vkey", info.receipts_log_vkey())
      .AddNumber("receipt_certificates", info.receipt_certificates_size())
      .AddNumber("published_keys", info.published_keys_size())
      .AddText("storage", StorageText(info))
      .AddList("storage_keys", {info.storage().key_ids().begin(),
                                info.storage().key_ids().end()})
      .AddText("trusted_time",
               info.has_trusted_time() ? TimeText(info.trusted_time()) : "")
      .AddText("rule_pack", info.rule_pack().id())
      .AddText("rule_pack_sha256",
               absl::BytesToHexString(info.rule_pack().sha256()))
      .AddText("legal_calendar", info.legal_calendar().id())
      .AddText("legal_calendar_sha256",
               absl::BytesToHexString(info.legal_calendar().sha256()))
      .AddText("code_published", DateText(info.code_published()))
      .AddText("code_in_force", DateText(info.code_in_force()))
      .AddList("limitations", limitations)
      .AddNumber("max_message_bytes", info.max_message_bytes())
      .AddText("conformity_certificate", info.conformity_certificate())
      .AddText("owner", info.owner().name())
      .AddText("module",
               absl::StrCat(info.module().name(), info.has_module() ? " " : "",
                            info.module().version()))
      .AddText("terms_version", info.terms().version())
      .AddText("contact", info.terms().contact());
  return record;
}

absl::StatusOr<ExitCode> Status(const CommandContext& context) {
  KEPIL_RETURN_IF_ERROR(context.arguments.NoOperands());
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(
      const v1::GetServiceInfoResponse info,
      client->Call(&v1::ValidationService::Stub::GetServiceInfo,
                   v1::GetServiceInfoRequest()));
  if (context.arguments.Has("keys")) {
    KEPIL_RETURN_IF_ERROR(SaveKeys(info, context.arguments.Get("keys")));
  }
  PrintRecord(StatusRecord(info), context.console);
  return ExitCode::kYes;
}

}  // namespace

Command StatusCommand() {
  return {"status",
          "",
          "who the server is, and by which trust and policies it judges",
          {{"keys", "DIR", "save anchors.pem, log.vkey and keys.txt there"}},
          Status};
}

}  // namespace kepil
