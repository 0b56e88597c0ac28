#include "services/gateway/receipt_access.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/pki/certificate.h"

namespace kepil {
namespace {

bool HasRole(const v1::PrincipalRecord& caller, v1::PrincipalRole wanted) {
  for (const int role : caller.roles()) {
    if (role == wanted) {
      return true;
    }
  }
  return false;
}

bool IsInspector(const v1::PrincipalRecord& caller) {
  return HasRole(caller, v1::PRINCIPAL_ROLE_INSPECTOR);
}

// Who reads what is not theirs.
bool ReadsEverybodys(const v1::PrincipalRecord& caller) {
  return HasRole(caller, v1::PRINCIPAL_ROLE_AUDITOR) || IsInspector(caller);
}

// An attached signature holds the document and is not kept.
bool SignatureIsKept(const v1::ReceiptBody& body) {
  for (const int limitation : body.limitations()) {
    if (limitation == v1::LIMITATION_CONTENT_NOT_KEPT) {
      return false;
    }
  }
  return true;
}

// Whether `object`, evidence of that kind, may be seen by who did not ask for
// the receipt: it names nobody but authorities. What cannot be read may not.
bool NamesNoSubject(v1::EvidenceKind kind, absl::string_view object) {
  if (kind == v1::EVIDENCE_KIND_PEER_RECEIPT) {
    return false;  // Holds what was asked about.
  }
  if (kind != v1::EVIDENCE_KIND_CERTIFICATE) {
    return true;  // Serial numbers only.
  }
  const auto certificate = Certificate::FromDer(object);
  return certificate.ok() &&
         (*certificate)->extensions().basic_constraints.has_value() &&
         (*certificate)->extensions().basic_constraints->ca;
}

absl::Status CorruptError() {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   "a stored receipt cannot be read");
}

}  // namespace

absl::StatusOr<ReceiptAccess::Found> ReceiptAccess::Find(
    absl::string_view receipt_id_hex) {
  if (receipt_id_hex.size() != 32 ||
      receipt_id_hex.find_first_not_of("0123456789abcdef") !=
          absl::string_view::npos) {
    return MalformedError("a receipt id is 32 lower-case hex characters");
  }
  Found found;
  KEPIL_ASSIGN_OR_RETURN(
      found.record,
      rooms_.receipts.Get(absl::HexStringToBytes(receipt_id_hex)));
  if (!found.body.ParseFromString(found.record.body)) {
    return CorruptError();
  }
  return found;
}

absl::StatusOr<ReceiptAccess::Found> ReceiptAccess::FindFor(
    absl::string_view receipt_id_hex, const v1::PrincipalRecord& caller) {
  KEPIL_ASSIGN_OR_RETURN(Found found, Find(receipt_id_hex));
  if (found.body.caller() != caller.id() && !ReadsEverybodys(caller)) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     v1::ERROR_REASON_ROLE_FORBIDDEN,
                     "the receipt was issued to another caller");
  }
  return found;
}

absl::StatusOr<v1::IssuedReceipt> ReceiptAccess::Get(
    absl::string_view receipt_id_hex, const v1::PrincipalRecord& caller) {
  KEPIL_ASSIGN_OR_RETURN(const Found found, FindFor(receipt_id_hex, caller));
  return rooms_.issuer.Get(found.record.id);
}

absl::StatusOr<std::string> ReceiptAccess::ReadNamed(
    const v1::NamedDigest& name) {
  KEPIL_ASSIGN_OR_RETURN(const Digest digest, Digest::FromBytes(name.sha256()));
  return rooms_.evidence.Read(digest);
}

absl::StatusOr<storage::v1::EvidenceStanding> ReceiptAccess::StandingOf(
    const Found& found) const {
  return rooms_.standings == nullptr
             ? storage::v1::EvidenceStanding()
             : rooms_.standings->ReadStanding(found.record.id);
}

absl::StatusOr<v1::EvidenceBundle> ReceiptAccess::Export(
    absl::string_view receipt_id_hex, const v1::PrincipalRecord& caller) {
  KEPIL_ASSIGN_OR_RETURN(const Found found, FindFor(receipt_id_hex, caller));
  KEPIL_ASSIGN_OR_RETURN(const storage::v1::EvidenceStanding standing,
                         StandingOf(found));
  if (standing.restricted() && !ReadsEverybodys(caller)) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     v1::ERROR_REASON_EVIDENCE_RESTRICTED,
                     "the evidence is kept, and not to be read");
  }
  const bool shown = found.body.caller() == caller.id() || IsInspector(caller);
  return BundleOf(found, shown ? Persons::kShown : Persons::kLeftOut);
}

absl::StatusOr<v1::EvidenceBundle> ReceiptAccess::ExportWhole(
    absl::string_view receipt_id_hex) {
  KEPIL_ASSIGN_OR_RETURN(const Found found, Find(receipt_id_hex));
  return BundleOf(found, Persons::kShown);
}

absl::StatusOr<v1::EvidenceBundle> ReceiptAccess::BundleOf(const Found& found,
                                                           Persons persons) {
  v1::EvidenceBundle bundle;
  bundle.set_receipt_body(found.record.body);
  bundle.set_manifest(found.record.manifest);
  KEPIL_ASSIGN_OR_RETURN(
      *bundle.mutable_trust_snapshot(),
      rooms_.snapshots(found.body.trust_snapshot().version()));
  KEPIL_ASSIGN_OR_RETURN(*bundle.mutable_policy(),
                         ReadNamed(found.body.policy()));
  if (found.body.has_rule_pack()) {
    KEPIL_ASSIGN_OR_RETURN(*bundle.mutable_rule_pack(),
                           ReadNamed(found.body.rule_pack()));
    KEPIL_ASSIGN_OR_RETURN(*bundle.mutable_legal_calendar(),
                           ReadNamed(found.body.legal_calendar()));
  }
  KEPIL_RETURN_IF_ERROR(AddObjects(found, persons, bundle));
  // The receipt as it was signed and logged; without a usable key one that was
  // never signed is exported all the same.
  absl::StatusOr<v1::IssuedReceipt> issued = rooms_.issuer.Get(found.record.id);
  if (issued.ok()) {
    bundle.set_dvc(std::move(*issued->mutable_dvc()));
    bundle.set_tlog_proof(std::move(*issued->mutable_tlog_proof()));
    if (issued->has_group()) {
      *bundle.mutable_group() = std::move(*issued->mutable_group());
    }
  } else if (ReasonOf(issued.status()) != v1::ERROR_REASON_SIGNER_DOWN) {
    return issued.status();
  }
  return bundle;
}

absl::Status ReceiptAccess::AddObjects(const Found& found, Persons persons,
                                       v1::EvidenceBundle& bundle) {
  v1::EvidenceManifest manifest;
  if (!manifest.ParseFromString(found.record.manifest)) {
    return CorruptError();
  }
  KEPIL_ASSIGN_OR_RETURN(const storage::v1::EvidenceStanding standing,
                         StandingOf(found));
  const bool is_gone = standing.has_purged_at();
  const auto read =
      [&](const std::string& sha256) -> absl::StatusOr<std::string> {
    if (is_gone) {
      bundle.add_expired(sha256);
      return std::string();
    }
    KEPIL_ASSIGN_OR_RETURN(const Digest digest, Digest::FromBytes(sha256));
    absl::StatusOr<std::string> object = rooms_.evidence.Read(digest);
    if (ReasonOf(object.status()) == v1::ERROR_REASON_EVIDENCE_EXPIRED) {
      bundle.add_expired(sha256);
      return std::string();
    }
    return object;
  };
  const bool shown = persons == Persons::kShown;
  for (const v1::EvidenceItem& item : manifest.items()) {
    KEPIL_ASSIGN_OR_RETURN(std::string object, read(item.sha256()));
    if (!object.empty() && (shown || NamesNoSubject(item.kind(), object))) {
      bundle.add_objects(std::move(object));
    }
  }
  // The content is named by its digests.
  if (shown && SignatureIsKept(found.body)) {
    KEPIL_ASSIGN_OR_RETURN(*bundle.mutable_signature(),
                           read(found.body.signature_sha256()));
    *bundle.mutable_content_digests() = found.body.content_digests();
  }
  return absl::OkStatus();
}

}  // namespace kepil
