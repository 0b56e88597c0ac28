#include "services/store/rocks_db.h"

#include <memory>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "services/store/rocks_families.h"

namespace kepil {
namespace {

constexpr char kFormatKey[] = "format_version";
constexpr char kFormat[] = "1";
// Ids of the storage keys under which values may stand.
constexpr char kStorageKeys[] = "storage_keys";
constexpr size_t kResealBatch = size_t{8} << 20;  // Octets in one write.

absl::Status KeysError(absl::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_CONFIG_INVALID, what);
}

rocksdb::Slice SliceOf(absl::string_view text) {
  return rocksdb::Slice(text.data(), text.size());
}

absl::string_view ViewOf(const rocksdb::Slice& slice) {
  return absl::string_view(slice.data(), slice.size());
}

absl::Status FromRocks(const rocksdb::Status& status) {
  if (status.ok()) {
    return absl::OkStatus();
  }
  if (status.IsCorruption()) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_STORE_CORRUPT, status.ToString());
  }
  if (status.IsBusy() || status.IsTryAgain() || status.IsAborted()) {
    return MakeError(absl::StatusCode::kAborted,
                     v1::ERROR_REASON_REGISTRY_MOVED, status.ToString());
  }
  if (status.IsIOError() || status.IsNoSpace() || status.IsTimedOut() ||
      status.IsShutdownInProgress()) {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_STORE_DOWN, status.ToString());
  }
  return MakeError(absl::StatusCode::kInternal, v1::ERROR_REASON_UNCLASSIFIED,
                   status.ToString());
}

}  // namespace

std::string NumberKey(int64_t number) {
  std::string key(8, '\0');
  for (int i = 0; i < 8; ++i) {
    key[i] = static_cast<char>(static_cast<uint64_t>(number) >> (56 - 8 * i));
  }
  return key;
}

std::optional<int64_t> NumberOf(absl::string_view octets) {
  if (octets.size() != 8) {
    return std::nullopt;
  }
  uint64_t number = 0;
  for (const char octet : octets) {
    number = number << 8 | static_cast<unsigned char>(octet);
  }
  return static_cast<int64_t>(number);
}

RocksDb::Batch::Batch(const RocksDb& db)
    : db_(db), batch_(std::make_unique<rocksdb::WriteBatch>()) {}

RocksDb::Batch::~Batch() = default;

// Adding to a batch in memory fails only when its size overflows.
void RocksDb::Batch::Put(Family family, absl::string_view key,
                         absl::string_view value) {
  std::string stored;
  if (db_.sealer_ != nullptr) {
    stored = db_.Protect(family, key, value);
    value = stored;
  }
  KEPIL_CHECK(
      batch_->Put(db_.Handle(family), SliceOf(key), SliceOf(value)).ok());
}

void RocksDb::Batch::Delete(Family family, absl::string_view key) {
  KEPIL_CHECK(batch_->Delete(db_.Handle(family), SliceOf(key)).ok());
}

absl::StatusOr<std::unique_ptr<RocksDb>> RocksDb::Open(
    const std::string& path, std::shared_ptr<const ValueSealer> sealer) {
  std::unique_ptr<RocksDb> opened(new RocksDb);
  opened->sealer_ = std::move(sealer);
  rocksdb::DB* db = nullptr;
  KEPIL_RETURN_IF_ERROR(FromRocks(rocksdb::DB::Open(
      RocksOptions(), path,
      FamilyDescriptors(opened->sealer_ != nullptr ? ValuesAre::kSealed
                                                   : ValuesAre::kPlain),
      &opened->handles_, &db)));
  opened->db_.reset(db);
  KEPIL_RETURN_IF_ERROR(opened->CheckFormat());
  return opened;
}

absl::Status RocksDb::CheckFormat() {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> format,
                         Get(Family::kDefault, kFormatKey));
  if (!format.has_value()) {
    Batch batch(*this);
    batch.Put(Family::kDefault, kFormatKey, kFormat);
    if (sealer_ != nullptr) {
      batch.Put(Family::kDefault, kStorageKeys, sealer_->current_id());
    }
    return Write(batch, Durability::kSynced);
  }
  if (*format != kFormat) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_CONFIG_INVALID,
                     "the database was written by another version");
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> known,
                         Get(Family::kDefault, kStorageKeys));
  return CheckStorageKeys(known);
}

absl::Status RocksDb::CheckStorageKeys(
    const std::optional<std::string>& known) {
  if (known.has_value() != (sealer_ != nullptr)) {
    return KeysError(known.has_value()
                         ? "the database was written under keys.storage"
                         : "the database was written without keys.storage");
  }
  if (!known.has_value()) {
    return absl::OkStatus();
  }
  bool has_current = false;
  for (size_t at = 0; at < known->size(); at += ValueSealer::kIdSize) {
    const std::string id = known->substr(at, ValueSealer::kIdSize);
    has_current = has_current || id == sealer_->current_id();
    if (!sealer_->Has(id)) {
      return KeysError("the database needs a key that keys.storage lacks");
    }
  }
  if (has_current) {
    return absl::OkStatus();
  }
  Batch batch(*this);  // Before anything is sealed under it.
  batch.Put(Family::kDefault, kStorageKeys, *known + sealer_->current_id());
  return Write(batch, Durability::kSynced);
}

absl::StatusOr<std::vector<std::string>> RocksDb::StorageKeyIds() const {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> known,
                         Get(Family::kDefault, kStorageKeys));
  std::vector<std::string> ids;
  if (known.has_value() && sealer_ != nullptr) {
    for (size_t at = 0; at < known->size(); at += ValueSealer::kIdSize) {
      const std::string id = known->substr(at, ValueSealer::kIdSize);
      if (id != sealer_->current_id()) {
        ids.push_back(id);
      }
    }
    ids.push_back(sealer_->current_id());
  }
  return ids;
}

std::string RocksDb::Protect(Family family, absl::string_view key,
                             absl::string_view value) const {
  const FamilyShape& options = ShapeOf(family);
  switch (options.protection) {
    case Protection::kNone:
      break;
    case Protection::kMarked:
      return sealer_->Mark({options.name, key}, value);
    case Protection::kSealed:
      return sealer_->Seal({options.name, key}, value);
  }
  return std::string(value);
}

absl::StatusOr<std::string> RocksDb::Unprotect(Family family,
                                               absl::string_view key,
                                               absl::string_view stored) const {
  const FamilyShape& options = ShapeOf(family);
  switch (options.protection) {
    case Protection::kNone:
      break;
    case Protection::kMarked:
      return sealer_->OpenMarked({options.name, key}, stored);
    case Protection::kSealed:
      return sealer_->OpenSealed({options.name, key}, stored);
  }
  return std::string(stored);
}

absl::StatusOr<int64_t> RocksDb::Reseal() {
  if (sealer_ == nullptr) {
    return KeysError("there is no keys.storage to seal under");
  }
  int64_t count = 0;
  for (size_t i = 0; i < handles_.size(); ++i) {
    const auto family = static_cast<Family>(i);
    if (ShapeOf(family).protection == Protection::kNone) {
      continue;
    }
    auto batch = std::make_unique<Batch>(*this);
    size_t held = 0;
    absl::Status written;
    KEPIL_RETURN_IF_ERROR(Scan(
        {family, "", ""}, [&](absl::string_view key, absl::string_view value) {
          batch->Put(family, key, value);
          held += value.size();
          ++count;
          if (held >= kResealBatch) {
            written = Write(*batch, Durability::kBuffered);
            batch = std::make_unique<Batch>(*this);
            held = 0;
          }
          return written.ok();
        }));
    KEPIL_RETURN_IF_ERROR(written);
    KEPIL_RETURN_IF_ERROR(Write(*batch, Durability::kSynced));
  }
  Batch batch(*this);
  batch.Put(Family::kDefault, kStorageKeys, sealer_->current_id());
  KEPIL_RETURN_IF_ERROR(Write(batch, Durability::kSynced));
  return count;
}

RocksDb::~RocksDb() {
  for (rocksdb::ColumnFamilyHandle* handle : handles_) {
    if (db_ != nullptr) {
      db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
    }
  }
  if (db_ != nullptr) {
    db_->Close().PermitUncheckedError();
  }
}

rocksdb::ColumnFamilyHandle* RocksDb::Handle(Family family) const {
  return handles_[static_cast<size_t>(family)];
}

absl::StatusOr<std::optional<std::string>> RocksDb::Get(
    Family family, absl::string_view key) const {
  std::string value;
  const rocksdb::Status status =
      db_->Get(rocksdb::ReadOptions(), Handle(family), SliceOf(key), &value);
  if (status.IsNotFound()) {
    return std::optional<std::string>();
  }
  KEPIL_RETURN_IF_ERROR(FromRocks(status));
  if (sealer_ != nullptr) {
    KEPIL_ASSIGN_OR_RETURN(value, Unprotect(family, key, value));
  }
  return std::optional<std::string>(std::move(value));
}

absl::Status RocksDb::Write(Batch& batch, Durability durability) {
  rocksdb::WriteOptions options;
  options.sync = durability == Durability::kSynced;
  return FromRocks(db_->Write(options, batch.batch_.get()));
}

absl::Status RocksDb::Scan(
    const Range& range,
    const std::function<bool(absl::string_view, absl::string_view)>& visit)
    const {
  const std::unique_ptr<rocksdb::Iterator> iterator(
      db_->NewIterator(rocksdb::ReadOptions(), Handle(range.family)));
  const bool ascending = range.order == Order::kAscending;
  if (ascending) {
    iterator->Seek(SliceOf(range.first.empty() ? range.prefix : range.first));
  } else {
    iterator->SeekForPrev(SliceOf(range.prefix + std::string(64, '\xff')));
  }
  while (iterator->Valid() &&
         iterator->key().starts_with(SliceOf(range.prefix))) {
    const absl::string_view key = ViewOf(iterator->key());
    absl::string_view value = ViewOf(iterator->value());
    std::string opened;
    if (sealer_ != nullptr) {
      KEPIL_ASSIGN_OR_RETURN(opened, Unprotect(range.family, key, value));
      value = opened;
    }
    if (!visit(key, value)) {
      break;
    }
    if (ascending) {
      iterator->Next();
    } else {
      iterator->Prev();
    }
  }
  return FromRocks(iterator->status());
}

}  // namespace kepil
