#include "services/store/acts_log.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "kepil/storage/v1/registry.pb.h"
#include "services/store/log_id.h"
#include "translog/tile_layout.h"

namespace kepil {
namespace {

std::string PendingKey(int64_t index) {
  return absl::StrCat(std::string(1, static_cast<char>(LogId::kActs)),
                      NumberKey(index));
}

absl::Status CorruptError(absl::string_view what, int64_t sequence) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   absl::StrCat(what, " ", sequence));
}

// Reads the leaves of the tree in order, one bundle at a time.
class TreeLeaves {
 public:
  TreeLeaves(const LogStorage& acts, int64_t size) : acts_(acts), size_(size) {}

  absl::StatusOr<std::string> At(int64_t index) {
    if (index / kTileWidth != bundle_) {
      bundle_ = index / kTileWidth;
      const TileId id = TileAt(0, bundle_, size_);
      KEPIL_ASSIGN_OR_RETURN(const std::string octets,
                             acts_.ReadEntryBundle(id));
      KEPIL_ASSIGN_OR_RETURN(entries_, DecodeEntryBundle(octets, id.width));
    }
    return entries_[static_cast<size_t>(index % kTileWidth)];
  }

 private:
  const LogStorage& acts_;
  const int64_t size_;
  int64_t bundle_ = -1;
  std::vector<std::string> entries_;
};

}  // namespace

std::string MakeActLeaf(int64_t sequence, absl::string_view event) {
  storage::v1::ActLeaf leaf;
  leaf.set_sequence(sequence);
  leaf.set_event_sha256(std::string(Sha256(event).bytes()));
  return leaf.SerializeAsString();
}

void AddPendingAct(int64_t sequence, absl::string_view event,
                   RocksDb::Batch& writes) {
  writes.Put(Family::kLogPending, PendingKey(sequence - 1),
             MakeActLeaf(sequence, event));
}

absl::Status ReconcileActsLog(RocksDb& db, const LogStorage& acts) {
  KEPIL_ASSIGN_OR_RETURN(const TreeState tree, acts.ReadTreeState());
  TreeLeaves leaves(acts, tree.size());
  RocksDb::Batch missing(db);
  int64_t sequence = 0;
  absl::Status status;
  KEPIL_RETURN_IF_ERROR(db.Scan(
      {Family::kAudit, "", ""},
      [&](absl::string_view, absl::string_view event) {
        ++sequence;
        absl::StatusOr<std::optional<std::string>> leaf =
            std::optional<std::string>();
        if (sequence <= tree.size()) {
          leaf = leaves.At(sequence - 1);
        } else {
          leaf = db.Get(Family::kLogPending, PendingKey(sequence - 1));
        }
        if (!leaf.ok()) {
          status = leaf.status();
        } else if (!leaf->has_value()) {
          AddPendingAct(sequence, event, missing);
        } else if (**leaf != MakeActLeaf(sequence, event)) {
          status = CorruptError("the acts log has another event", sequence);
        }
        return status.ok();
      }));
  KEPIL_RETURN_IF_ERROR(status);
  if (sequence < tree.size()) {
    return CorruptError("the audit is cut short after", sequence);
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> beyond,
                         db.Get(Family::kLogPending, PendingKey(sequence)));
  if (beyond.has_value()) {
    return CorruptError("the audit is cut short after", sequence);
  }
  return db.Write(missing, Durability::kSynced);
}

}  // namespace kepil
