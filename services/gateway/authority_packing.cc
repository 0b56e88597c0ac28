#include "services/gateway/authority_packing.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

using storage::v1::AuditEvent;

absl::Status CorruptError(absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   what);
}

// Whether the act was decided by the signature that stands with the change.
bool IsDecision(const AuditEvent& event) {
  return event.kind() == storage::v1::AUDIT_KIND_APPROVED ||
         event.kind() == storage::v1::AUDIT_KIND_SUSPENDED ||
         event.kind() == storage::v1::AUDIT_KIND_REFUSED;
}

// Authority records of a statement or of the package, with their certificates.
void AddCertificatesOf(const v1::Authority& authority,
                       std::vector<std::string>& certificates) {
  for (const v1::TrustService& service : authority.services()) {
    certificates.insert(certificates.end(), service.anchors().begin(),
                        service.anchors().end());
    certificates.insert(certificates.end(), service.intermediates().begin(),
                        service.intermediates().end());
  }
}

bool IsPublishedLater(const absl::Status& status) {
  const std::optional<v1::ErrorReason> reason = ReasonOf(status);
  return reason == v1::ERROR_REASON_TREE_TOO_SMALL ||
         reason == v1::ERROR_REASON_NOT_READY;
}

}  // namespace

std::string AuthorityPackageName(absl::string_view authority_id) {
  return absl::StrCat(authority_id, ".authority");
}

absl::StatusOr<v1::AuthorityPackage> AuthorityPacking::Pack(
    const v1::Authority& authority) const {
  v1::AuthorityPackage package;
  *package.mutable_authority() = authority;
  package.set_acts_log_vkey(rooms_.acts_log_vkey);
  KEPIL_RETURN_IF_ERROR(AddActs(package));
  KEPIL_RETURN_IF_ERROR(AddCertificates(package));
  KEPIL_RETURN_IF_ERROR(AddCrls(package));
  return package;
}

absl::Status AuthorityPacking::AddActs(v1::AuthorityPackage& package) const {
  KEPIL_ASSIGN_OR_RETURN(const std::vector<RecordedAct> acts,
                         rooms_.acts(package.authority().id()));
  std::set<std::string> officers;
  for (const RecordedAct& act : acts) {
    AuditEvent event;
    if (!event.ParseFromString(act.event)) {
      return CorruptError("an audit event cannot be read");
    }
    officers.insert(event.principal());
    const bool refuses = event.kind() == storage::v1::AUDIT_KIND_REFUSED;
    v1::PackagedAct& packed = *package.add_acts();
    packed.set_event(act.event);
    packed.set_statement(refuses ? act.change.refusal_statement()
                                 : act.change.statement());
    if (IsDecision(event)) {
      packed.set_signature(act.change.signature());
    }
    KEPIL_ASSIGN_OR_RETURN(*packed.mutable_tlog_proof(),
                           rooms_.prove(act.sequence));
  }
  for (const v1::PrincipalRecord& principal : rooms_.registry()->principals()) {
    if (officers.count(principal.id()) != 0) {
      *package.add_officers() = principal;
    }
  }
  return absl::OkStatus();
}

absl::Status AuthorityPacking::AddCertificates(
    v1::AuthorityPackage& package) const {
  std::vector<std::string> certificates;
  AddCertificatesOf(package.authority(), certificates);
  for (const v1::PackagedAct& act : package.acts()) {
    v1::ChangeStatement statement;
    if (!statement.ParseFromString(act.statement())) {
      return CorruptError("a stored statement cannot be read");
    }
    AddCertificatesOf(statement.authority(), certificates);
  }
  std::sort(certificates.begin(), certificates.end());
  certificates.erase(std::unique(certificates.begin(), certificates.end()),
                     certificates.end());
  for (std::string& der : certificates) {
    package.add_certificates(std::move(der));
  }
  return absl::OkStatus();
}

absl::Status AuthorityPacking::AddCrls(v1::AuthorityPackage& package) const {
  std::set<Digest> keys;
  for (const std::string& der : package.certificates()) {
    KEPIL_ASSIGN_OR_RETURN(const CertificateRef certificate,
                           rooms_.certificates.Read(der));
    keys.insert(certificate->spki_digest());
  }
  std::vector<ArchivedRevocation> crls;
  for (const Digest& key : keys) {
    KEPIL_ASSIGN_OR_RETURN(const std::vector<ArchivedRevocation> of_key,
                           rooms_.crls(key));
    crls.insert(crls.end(), of_key.begin(), of_key.end());
  }
  std::stable_sort(crls.begin(), crls.end(), [](const auto& a, const auto& b) {
    return a.obtained_at > b.obtained_at;
  });
  int64_t bytes = 0;
  std::set<Digest> seen;
  for (const ArchivedRevocation& crl : crls) {
    if (!seen.insert(crl.digest).second) {
      continue;
    }
    absl::StatusOr<std::string> der = rooms_.read(crl.digest);
    if (!der.ok() &&
        ReasonOf(der.status()) != v1::ERROR_REASON_EVIDENCE_UNKNOWN &&
        ReasonOf(der.status()) != v1::ERROR_REASON_EVIDENCE_EXPIRED) {
      return der.status();
    }
    if (!der.ok() ||
        bytes + static_cast<int64_t>(der->size()) > options_.max_crl_bytes) {
      package.set_crls_left_out(package.crls_left_out() + 1);
      continue;
    }
    bytes += static_cast<int64_t>(der->size());
    v1::PackagedCrl& packed = *package.add_crls();
    packed.set_der(*std::move(der));
    packed.mutable_obtained_at()->set_seconds(
        absl::ToUnixSeconds(crl.obtained_at));
  }
  return absl::OkStatus();
}

absl::StatusOr<int> AuthorityPacking::Step() const {
  int written = 0;
  const auto image = rooms_.registry();
  for (const v1::Authority& authority : image->authorities()) {
    const std::string name = AuthorityPackageName(authority.id());
    if (!authority.has_archived_at() || rooms_.has(name)) {
      continue;
    }
    const absl::StatusOr<v1::AuthorityPackage> package = Pack(authority);
    if (IsPublishedLater(package.status())) {
      continue;
    }
    KEPIL_RETURN_IF_ERROR(package.status());
    KEPIL_RETURN_IF_ERROR(rooms_.put(name, package->SerializeAsString()));
    ++written;
  }
  return written;
}

}  // namespace kepil
