#include "services/kepild/maintenance.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepild/acts_house.h"
#include "services/kepild/node_keys.h"
#include "services/kepild/storage_keys.h"
#include "services/store/acts_log.h"
#include "services/store/log_anchor_file.h"
#include "services/store/rocks_backup.h"
#include "services/store/rocks_db.h"
#include "services/store/rocks_log_storage.h"
#include "services/store/rocks_registry_store.h"
#include "translog/anchor_check.h"
#include "translog/checkpoint.h"
#include "translog/fsck.h"

namespace kepil {
namespace {

absl::Status InconsistentError(absl::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_LOG_INCONSISTENT, what);
}

std::string OriginOf(const Config& config) {
  return config.node().origin() + "/receipts";
}

int KeptBackups(const Config& config) {
  return config.has_backup() ? config.backup().keep() : 2;
}

// The key that signed `note`: one held for that origin, or a published one.
absl::StatusOr<NoteVerifier> VerifierOf(const Config& config, RocksDb& db,
                                        const SignedCheckpoint& note) {
  KEPIL_ASSIGN_OR_RETURN(const NodeKeys keys,
                         LoadNodeKeys(config.keys(), note.checkpoint.origin));
  std::vector<NoteVerifier> candidates;
  for (const NoteSigner& signer : keys.logs) {
    candidates.push_back(signer.verifier());
  }
  KEPIL_ASSIGN_OR_RETURN(const storage::v1::RegistryImage image,
                         RocksRegistryStore(db).Load());
  for (const v1::PublishedKey& key : image.keys()) {
    const absl::StatusOr<NoteVerifier> published =
        NoteVerifier::FromVkey(key.log_vkey());
    if (published.ok()) {  // Both logs are signed with it.
      KEPIL_ASSIGN_OR_RETURN(
          NoteVerifier verifier,
          NoteVerifier::Create(note.checkpoint.origin, published->key()));
      candidates.push_back(std::move(verifier));
    }
  }
  for (const NoteVerifier& candidate : candidates) {
    const absl::StatusOr<CheckpointVerdict> verdict =
        VerifyCheckpoint(note, candidate);
    if (verdict.ok() && *verdict == CheckpointVerdict::kVerified) {
      return candidate;
    }
  }
  return candidates.front();
}

// Hashes one of the logs again.
absl::Status CheckLogOf(const Config& config, RocksDb& db, LogId id) {
  const RocksLogStorage log(db, id);
  const absl::StatusOr<std::string> note = log.ReadCheckpoint();
  if (absl::IsNotFound(note.status())) {
    return absl::OkStatus();  // Nothing was ever published.
  }
  KEPIL_RETURN_IF_ERROR(note.status());
  KEPIL_ASSIGN_OR_RETURN(const SignedCheckpoint checkpoint,
                         ParseCheckpoint(*note));
  KEPIL_ASSIGN_OR_RETURN(const NoteVerifier verifier,
                         VerifierOf(config, db, checkpoint));
  KEPIL_ASSIGN_OR_RETURN(TreeState tree, log.ReadTreeState());
  KEPIL_ASSIGN_OR_RETURN(
      const FsckReport report,
      CheckLog({log, verifier, std::move(tree), std::nullopt}));
  return report.clean()
             ? absl::OkStatus()
             : MakeError(absl::StatusCode::kDataLoss,
                         v1::ERROR_REASON_STORE_CORRUPT,
                         absl::StrCat("the log ", checkpoint.checkpoint.origin,
                                      " is damaged: ",
                                      report.differences.empty()
                                          ? ""
                                          : report.differences.front()));
}

// Recomputes what can be recomputed.
absl::Status CheckDatabase(const Config& config, RocksDb& db) {
  KEPIL_RETURN_IF_ERROR(RocksRegistryStore(db).CheckAudit().status());
  KEPIL_RETURN_IF_ERROR(
      ReconcileActsLog(db, RocksLogStorage(db, LogId::kActs)));
  KEPIL_RETURN_IF_ERROR(CheckLogOf(config, db, LogId::kReceipts));
  return CheckLogOf(config, db, LogId::kActs);
}

absl::StatusOr<TreeState> CheckAnchored(RocksDb& db, LogId id,
                                        const std::string& anchor,
                                        const std::string& origin) {
  const RocksLogStorage log(db, id);
  KEPIL_ASSIGN_OR_RETURN(TreeState tree, log.ReadTreeState());
  KEPIL_RETURN_IF_ERROR(
      CheckAgainstAnchor(tree, log, LogAnchorFile(anchor), origin));
  return tree;
}

absl::Status SetAside(const std::string& path, absl::Time now) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    std::filesystem::rename(
        path, absl::StrCat(path, ".closed-", absl::ToUnixSeconds(now)), error);
    if (error) {
      return MakeError(absl::StatusCode::kUnavailable,
                       v1::ERROR_REASON_STORE_DOWN,
                       "the anchor file cannot be set aside");
    }
  }
  return absl::OkStatus();
}

// The origin that the log of `db` and the anchor belong to; "" if neither says.
absl::StatusOr<std::string> OriginInUse(const RocksLogStorage& log,
                                        const LogAnchorFile& anchor) {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> kept, anchor.Read());
  absl::StatusOr<std::string> note = log.ReadCheckpoint();
  if (!note.ok() && kept.has_value()) {
    note = *kept;
  }
  if (!note.ok()) {
    return absl::IsNotFound(note.status()) ? absl::StatusOr<std::string>("")
                                           : note.status();
  }
  KEPIL_ASSIGN_OR_RETURN(const SignedCheckpoint checkpoint,
                         ParseCheckpoint(*note));
  return checkpoint.checkpoint.origin;
}

}  // namespace

absl::StatusOr<std::string> BackUpDatabase(const Config& config,
                                           const std::string& folder) {
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<RocksDb> db,
                         OpenDatabase(config));
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> anchor,
                         LogAnchorFile(config.log().anchor_file()).Read());
  KEPIL_ASSIGN_OR_RETURN(
      const RocksBackup::Info made,
      RocksBackup(folder).Make(*db, anchor.value_or(""), KeptBackups(config)));
  return absl::StrCat("backup ", made.number, " made and verified, ",
                      made.octets, " octets");
}

absl::StatusOr<std::string> RestoreDatabase(const Config& config,
                                            const std::string& folder) {
  const std::string& path = config.storage().rocksdb_path();
  KEPIL_ASSIGN_OR_RETURN(const RocksBackup::Info restored,
                         RocksBackup(folder).Restore(path));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<RocksDb> db,
                         OpenDatabase(config));
  KEPIL_RETURN_IF_ERROR(CheckDatabase(config, *db));
  KEPIL_RETURN_IF_ERROR(CheckAnchored(*db, LogId::kActs, ActsAnchorOf(config),
                                      ActsOriginOf(config))
                            .status());
  KEPIL_ASSIGN_OR_RETURN(
      const TreeState tree,
      CheckAnchored(*db, LogId::kReceipts, config.log().anchor_file(),
                    OriginOf(config)));
  return absl::StrCat("backup ", restored.number, " restored and checked, ",
                      tree.size(), " receipts");
}

absl::StatusOr<std::string> OpenNewOrigin(const Config& config,
                                          absl::Time now) {
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<RocksDb> db,
                         OpenDatabase(config));
  RocksLogStorage log(*db, LogId::kReceipts);
  const std::string& path = config.log().anchor_file();
  KEPIL_ASSIGN_OR_RETURN(const std::string closed,
                         OriginInUse(log, LogAnchorFile(path)));
  const std::string opened = OriginOf(config);
  if (closed == opened) {
    return InconsistentError(
        "the log has the origin of the configuration: give node.origin another "
        "one");
  }
  KEPIL_RETURN_IF_ERROR(CheckDatabase(config, *db));
  RocksRegistryStore registry(*db);
  KEPIL_RETURN_IF_ERROR(RecordOperatorAct(
      registry, now,
      absl::StrCat("log ", closed, " closed, goes on as ", opened)));
  KEPIL_RETURN_IF_ERROR(log.DropCheckpoint());
  KEPIL_RETURN_IF_ERROR(RocksLogStorage(*db, LogId::kActs).DropCheckpoint());
  KEPIL_RETURN_IF_ERROR(SetAside(path, now));
  KEPIL_RETURN_IF_ERROR(SetAside(ActsAnchorOf(config), now));
  return absl::StrCat("log ", closed, " is closed; the next start opens ",
                      opened);
}

absl::StatusOr<std::string> ResealDatabase(const Config& config) {
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<RocksDb> db,
                         OpenDatabase(config));
  KEPIL_ASSIGN_OR_RETURN(const int64_t count, db->Reseal());
  return absl::StrCat(count,
                      " values sealed under keys.storage.key_file; the old "
                      "keys can go, once no backup needs them");
}

}  // namespace kepil
