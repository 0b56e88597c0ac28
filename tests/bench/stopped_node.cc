#include "tests/bench/stopped_node.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "services/evidence/certificate_cache.h"
#include "services/kepild/keys.h"
#include "services/kepild/node_keys.h"
#include "services/kepild/storage_keys.h"
#include "services/store/log_anchor_file.h"
#include "services/store/rocks_log_storage.h"
#include "services/store/rocks_receipt_store.h"
#include "services/store/rocks_registry_store.h"
#include "translog/sequencer.h"
#include "trustlist/change.h"
#include "trustlist/snapshot_source.h"

namespace kepil {
namespace {

constexpr int64_t kGroup = 4096;  // Receipts in one write.

Config ConfigOf(const DemoHouse& house) {
  absl::StatusOr<Config> config = LoadConfig(house.PathOf("kepild.textproto"));
  KEPIL_CHECK(config.ok());
  return *std::move(config);
}

std::string DigestOf(absl::string_view what, int64_t index) {
  return std::string(Sha256(absl::StrCat(what, " ", index)).bytes());
}

// As ReceiptIssuer makes it.
ReceiptRecord RecordAt(const LogPosition& position, const std::string& manifest,
                       v1::ReceiptBody body) {
  const int64_t index = position.index;
  ReceiptRecord record;
  record.id = FilledReceiptId(index);
  record.position = position;
  record.manifest = manifest;
  body.set_evidence_sha256(std::string(Sha256(manifest).bytes()));
  body.set_id(record.id);
  body.set_salt(DigestOf("salt", index));
  body.set_request_sha256(DigestOf("request", index));
  body.set_signature_sha256(DigestOf("signature", index));
  body.set_serial(record.position.serial());
  body.mutable_issued_at()->set_seconds(
      absl::ToUnixSeconds(position.issued_at));
  record.body = body.SerializeAsString();
  record.leaf = ReceiptLeaf(body, record.body);
  record.idempotency =
      IdempotencyRow{body.caller_sha256(), DigestOf("key", index),
                     Sha256(body.request_sha256())};
  return record;
}

}  // namespace

std::string FilledReceiptId(int64_t index) {
  return DigestOf("id", index).substr(0, 16);
}

StoppedNode::StoppedNode(const DemoHouse& house) : config_(ConfigOf(house)) {
  absl::StatusOr<std::unique_ptr<RocksDb>> db = OpenDatabase(config_);
  KEPIL_CHECK(db.ok());
  db_ = *std::move(db);
}

StoppedNode::~StoppedNode() = default;

void StoppedNode::AppendReceipts(int64_t count,
                                 const FilledReceipts& receipts) {
  RocksReceiptStore store(*db_);
  const auto head = store.ReadHead();
  KEPIL_CHECK(head.ok());
  const absl::Time at =
      std::max(head->last_issued_at,
               absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now())));
  v1::EvidenceManifest manifest;
  manifest.mutable_control_time()->set_seconds(absl::ToUnixSeconds(at) +
                                               head->next_index);
  const std::string manifest_octets = manifest.SerializeAsString();
  std::vector<ReceiptRecord> records;
  std::map<int64_t, std::string> dvcs;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t index = head->next_index + i;
    records.push_back(RecordAt({index, at}, manifest_octets, receipts.shape));
    std::string& dvc = dvcs[index];
    while (dvc.size() < receipts.dvc_octets) {
      dvc += DigestOf("dvc", index * 64 + static_cast<int64_t>(dvc.size()));
    }
    dvc.resize(receipts.dvc_octets);
  }
  KEPIL_CHECK(store.PutDvcs(dvcs).ok());
  KEPIL_CHECK(store.Commit(records).ok());
}

int64_t StoppedNode::FillReceipts(int64_t size,
                                  const FilledReceipts& receipts) {
  const std::string origin = config_.node().origin() + "/receipts";
  const auto keys = LoadNodeKeys(config_.keys(), origin);
  KEPIL_CHECK(keys.ok());
  LogAnchorFile anchor(config_.log().anchor_file());
  RocksLogStorage storage(*db_, LogId::kReceipts);
  Sequencer sequencer(storage, anchor, keys->logs.front(),
                      Sequencer::Options());
  RocksReceiptStore store(*db_);
  const int64_t first = store.ReadHead()->next_index;
  for (int64_t left = size - first; left > 0; left -= kGroup) {
    AppendReceipts(std::min(left, kGroup), receipts);
    KEPIL_CHECK(sequencer.IntegrateOnce().ok());
  }
  while (*sequencer.IntegrateOnce() > 0) {
  }
  KEPIL_CHECK(sequencer.PublishCheckpoint().ok());
  return first;
}

void StoppedNode::AdmitAll(const std::vector<v1::ChangeDraft>& drafts) {
  RocksRegistryStore store(*db_);
  auto image = store.Load();
  KEPIL_CHECK(image.ok());
  const auto registrar = std::find_if(
      image->principals().begin(), image->principals().end(),
      [](const v1::PrincipalRecord& record) {
        return std::find(record.roles().begin(), record.roles().end(),
                         v1::PRINCIPAL_ROLE_REGISTRAR) != record.roles().end();
      });
  KEPIL_CHECK(registrar != image->principals().end());
  const absl::Time now =
      absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  CertificateCache certificates{CertificateCache::Options()};
  RegistryCommit commit;
  for (const v1::ChangeDraft& draft : drafts) {
    const auto statement = ProposeChange(
        draft, {*image, *registrar, RandomOctets(16), now, absl::Hours(1)},
        certificates);
    KEPIL_CHECK(statement.ok());
    const auto record = ApplyStatement(*statement, *image, now, certificates);
    KEPIL_CHECK(record.ok() && record->authority.has_value());
    commit.authorities.push_back(*record->authority);
  }
  const int64_t before = image->version();
  for (const v1::Authority& authority : commit.authorities) {
    *image->add_authorities() = authority;
  }
  image->set_version(before + 1);
  commit.version = image->version();
  commit.snapshot_source = WriteSnapshotSource(*image, now);
  commit.audit.set_kind(storage::v1::AUDIT_KIND_OPERATOR);
  commit.audit.mutable_at()->set_seconds(absl::ToUnixSeconds(now));
  commit.audit.set_principal("bench");
  commit.audit.set_version(commit.version);
  KEPIL_CHECK(store.Commit(commit, before).ok());
}

}  // namespace kepil
