#include "services/gateway/receipt_access.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/pki/certificate.h"

namespace kepil {
namespace {

bool IsAuditor(const v1::PrincipalRecord& caller) {
  for (const int role : caller.roles()) {
    if (role == v1::PRINCIPAL_ROLE_AUDITOR) {
      return true;
    }
  }
  return false;
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
    absl::string_view receipt_id_hex, const v1::PrincipalRecord& caller) {
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
  if (found.body.caller() != caller.id() && !IsAuditor(caller)) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     v1::ERROR_REASON_ROLE_FORBIDDEN,
                     "the receipt was issued to another caller");
  }
  return found;
}

absl::StatusOr<v1::IssuedReceipt> ReceiptAccess::Get(
    absl::string_view receipt_id_hex, const v1::PrincipalRecord& caller) {
  KEPIL_ASSIGN_OR_RETURN(const Found found, Find(receipt_id_hex, caller));
  return rooms_.issuer.Get(found.record.id);
}

absl::StatusOr<std::string> ReceiptAccess::ReadNamed(
    const v1::NamedDigest& name) {
  KEPIL_ASSIGN_OR_RETURN(const Digest digest, Digest::FromBytes(name.sha256()));
  return rooms_.evidence.Read(digest);
}

absl::StatusOr<v1::EvidenceBundle> ReceiptAccess::Export(
    absl::string_view receipt_id_hex, const v1::PrincipalRecord& caller) {
  KEPIL_ASSIGN_OR_RETURN(const Found found, Find(receipt_id_hex, caller));
  v1::EvidenceManifest manifest;
  if (!manifest.ParseFromString(found.record.manifest)) {
    return CorruptError();
  }
  const bool is_owner = found.body.caller() == caller.id();
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
  for (const v1::EvidenceItem& item : manifest.items()) {
    KEPIL_ASSIGN_OR_RETURN(const Digest digest,
                           Digest::FromBytes(item.sha256()));
    absl::StatusOr<std::string> object = rooms_.evidence.Read(digest);
    if (ReasonOf(object.status()) == v1::ERROR_REASON_EVIDENCE_EXPIRED) {
      bundle.add_expired(item.sha256());
      continue;
    }
    KEPIL_RETURN_IF_ERROR(object.status());
    if (is_owner || NamesNoSubject(item.kind(), *object)) {
      bundle.add_objects(*std::move(object));
    }
  }
  // The content is named by its digests.
  if (is_owner && SignatureIsKept(found.body)) {
    KEPIL_ASSIGN_OR_RETURN(const Digest signature,
                           Digest::FromBytes(found.body.signature_sha256()));
    absl::StatusOr<std::string> octets = rooms_.evidence.Read(signature);
    if (ReasonOf(octets.status()) == v1::ERROR_REASON_EVIDENCE_EXPIRED) {
      bundle.add_expired(found.body.signature_sha256());
    } else {
      KEPIL_RETURN_IF_ERROR(octets.status());
      bundle.set_signature(*std::move(octets));
    }
    *bundle.mutable_content_digests() = found.body.content_digests();
  }
  // The receipt as it was signed and logged; without a usable key one that was
  // never signed is exported all the same.
  absl::StatusOr<v1::IssuedReceipt> issued = rooms_.issuer.Get(found.record.id);
  if (issued.ok()) {
    bundle.set_dvc(std::move(*issued->mutable_dvc()));
    bundle.set_tlog_proof(std::move(*issued->mutable_tlog_proof()));
  } else if (ReasonOf(issued.status()) != v1::ERROR_REASON_SIGNER_DOWN) {
    return issued.status();
  }
  return bundle;
}

}  // namespace kepil
