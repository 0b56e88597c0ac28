#include "services/receipt/receipt_issuer.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/receipt/dvcs_receipt.h"

namespace kepil {
namespace {

constexpr int kIdSize = 16;
constexpr int kSaltSize = 32;

// What a position adds to a body that is serialized already: a message's
// fields may stand in any order.
v1::ReceiptBody PositionFields(const LogPosition& position,
                               const LegalCalendar* calendar) {
  v1::ReceiptBody fields;
  fields.set_serial(position.serial());
  fields.mutable_issued_at()->set_seconds(
      absl::ToUnixSeconds(position.issued_at));
  if (calendar != nullptr) {
    fields.set_procedural_regime(calendar->RegimeAt(position.issued_at));
  }
  return fields;
}

}  // namespace

ReceiptIssuer::ReceiptIssuer(Rooms rooms) : rooms_(std::move(rooms)) {}

absl::StatusOr<v1::IssuedReceipt> ReceiptIssuer::Issue(Draft draft) {
  v1::ReceiptBody& body = draft.body;
  body.set_id(draft.id.empty() ? rooms_.random(kIdSize) : draft.id);
  body.set_salt(rooms_.random(kSaltSize));
  if (body.id().size() != kIdSize || body.salt().size() != kSaltSize) {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_SIGNER_DOWN, "no random octets");
  }
  const std::string manifest = draft.manifest.SerializeAsString();
  body.set_evidence_sha256(std::string(Sha256(manifest).bytes()));
  body.set_log_origin(rooms_.log_origin);
  body.clear_serial();
  body.clear_issued_at();
  body.clear_procedural_regime();
  const std::string prepared = body.SerializeAsString();
  KEPIL_ASSIGN_OR_RETURN(
      const ReceiptLog::Appended appended,
      rooms_.log.Append(draft.idempotency, [&](const LogPosition& position) {
        const v1::ReceiptBody fields =
            PositionFields(position, draft.calendar.get());
        body.MergeFrom(fields);
        ReceiptRecord record;
        record.id = body.id();
        record.position = position;
        record.body = prepared + fields.SerializeAsString();
        record.leaf = ReceiptLeaf(body, record.body);
        record.manifest = manifest;
        record.file = std::move(draft.file);
        return record;
      }));
  if (appended.existed) {
    KEPIL_ASSIGN_OR_RETURN(Dvc dvc, DvcOf(appended.record));
    return Finish(appended.record, std::move(dvc));
  }
  const bool in_group =
      rooms_.groups != nullptr && draft.may_group && !body.has_dvcs();
  KEPIL_ASSIGN_OR_RETURN(
      Dvc dvc, in_group
                   ? rooms_.groups->Sign({appended.record, body.policy().oid()})
                   : MakeDvc(appended.record, &body));
  return Finish(appended.record, std::move(dvc));
}

absl::StatusOr<v1::IssuedReceipt> ReceiptIssuer::Get(const ReceiptId& id) {
  KEPIL_ASSIGN_OR_RETURN(const ReceiptRecord record, rooms_.store.Get(id));
  KEPIL_ASSIGN_OR_RETURN(Dvc dvc, DvcOf(record));
  return Finish(record, std::move(dvc));
}

absl::StatusOr<v1::IssuedReceipt> ReceiptIssuer::GetByIndex(int64_t index) {
  KEPIL_ASSIGN_OR_RETURN(const ReceiptRecord record,
                         rooms_.store.GetByIndex(index));
  KEPIL_ASSIGN_OR_RETURN(Dvc dvc, DvcOf(record));
  return Finish(record, std::move(dvc));
}

absl::StatusOr<ReceiptIssuer::Dvc> ReceiptIssuer::DvcOf(
    const ReceiptRecord& record) {
  const int64_t index = record.position.index;
  std::optional<std::string> held =
      rooms_.shelf == nullptr ? std::nullopt : rooms_.shelf->Find(index);
  if (held.has_value()) {
    return Dvc{*std::move(held), std::nullopt};
  }
  absl::StatusOr<std::string> own = rooms_.store.GetDvc(index);
  if (own.ok()) {
    return Dvc{*std::move(own), std::nullopt};
  }
  if (ReasonOf(own.status()) != v1::ERROR_REASON_RECEIPT_UNKNOWN) {
    return own.status();
  }
  absl::StatusOr<Dvc> group = rooms_.store.GetGroupDvc(index);
  if (ReasonOf(group.status()) != v1::ERROR_REASON_RECEIPT_UNKNOWN) {
    return group;
  }
  return MakeDvc(record);
}

absl::StatusOr<ReceiptIssuer::Dvc> ReceiptIssuer::MakeDvc(
    const ReceiptRecord& record, const v1::ReceiptBody* parsed) {
  KEPIL_ASSIGN_OR_RETURN(const ReceiptIdentity identity,
                         rooms_.identity(record.position.issued_at));
  KEPIL_ASSIGN_OR_RETURN(std::string dvc,
                         parsed != nullptr
                             ? SignDvc(*parsed, record.body, identity)
                             : SignDvc(record.body, identity));
  // The record is what must not be lost; this is made from it.
  if (rooms_.shelf != nullptr) {
    rooms_.shelf->Put(record.position.index, dvc);
  } else {
    rooms_.store.PutDvc(record.position.index, dvc).IgnoreError();
  }
  return Dvc{std::move(dvc), std::nullopt};
}

absl::StatusOr<v1::IssuedReceipt> ReceiptIssuer::Finish(
    const ReceiptRecord& record, Dvc dvc) {
  v1::IssuedReceipt receipt;
  receipt.set_id(absl::BytesToHexString(record.id));
  receipt.set_serial(record.position.serial());
  receipt.set_body(record.body);
  receipt.set_dvc(std::move(dvc.dvc));
  if (dvc.path.has_value()) {
    *receipt.mutable_group() = *std::move(dvc.path);
  }
  KEPIL_ASSIGN_OR_RETURN(ReceiptLog::Standing standing,
                         rooms_.log.StandingOf(record.position.index));
  receipt.set_checkpoint(std::move(standing.checkpoint));
  if (standing.proof.has_value()) {
    receipt.set_tlog_proof(*std::move(standing.proof));
  }
  return receipt;
}

}  // namespace kepil
