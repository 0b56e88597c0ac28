#include "services/store/rocks_backup.h"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/utilities/backup_engine.h"

namespace kepil {
namespace {

absl::Status FromRocks(const rocksdb::Status& status) {
  if (status.ok()) {
    return absl::OkStatus();
  }
  return status.IsCorruption()
             ? MakeError(absl::StatusCode::kDataLoss,
                         v1::ERROR_REASON_STORE_CORRUPT, status.ToString())
             : MakeError(absl::StatusCode::kUnavailable,
                         v1::ERROR_REASON_STORE_DOWN, status.ToString());
}

RocksBackup::Info InfoOf(const rocksdb::BackupInfo& info) {
  return {info.backup_id, absl::FromUnixSeconds(info.timestamp),
          static_cast<int64_t>(info.size), info.app_metadata};
}

absl::StatusOr<std::unique_ptr<rocksdb::BackupEngineReadOnly>> OpenToRead(
    const std::string& folder) {
  rocksdb::BackupEngineReadOnly* engine = nullptr;
  KEPIL_RETURN_IF_ERROR(FromRocks(rocksdb::BackupEngineReadOnly::Open(
      rocksdb::BackupEngineOptions(folder), rocksdb::Env::Default(), &engine)));
  return std::unique_ptr<rocksdb::BackupEngineReadOnly>(engine);
}

absl::Status PreconditionError(absl::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_CONFIG_INVALID, what);
}

}  // namespace

absl::StatusOr<RocksBackup::Info> RocksBackup::Make(RocksDb& db,
                                                    absl::string_view anchor,
                                                    int keep) {
  std::error_code ignored;  // Open says what is wrong with the folder.
  std::filesystem::create_directories(folder_, ignored);
  rocksdb::BackupEngine* opened = nullptr;
  KEPIL_RETURN_IF_ERROR(FromRocks(
      rocksdb::BackupEngine::Open(rocksdb::BackupEngineOptions(folder_),
                                  rocksdb::Env::Default(), &opened)));
  const std::unique_ptr<rocksdb::BackupEngine> engine(opened);
  rocksdb::CreateBackupOptions options;
  options.flush_before_backup = true;
  rocksdb::BackupID id = 0;
  KEPIL_RETURN_IF_ERROR(FromRocks(engine->CreateNewBackupWithMetadata(
      options, db.db_.get(), std::string(anchor), &id)));
  const rocksdb::Status verified = engine->VerifyBackup(id, true);
  if (!verified.ok()) {
    engine->DeleteBackup(id).PermitUncheckedError();
    return FromRocks(verified);
  }
  KEPIL_RETURN_IF_ERROR(
      FromRocks(engine->PurgeOldBackups(static_cast<uint32_t>(keep))));
  rocksdb::BackupInfo info;
  KEPIL_RETURN_IF_ERROR(FromRocks(engine->GetBackupInfo(id, &info)));
  return InfoOf(info);
}

absl::StatusOr<std::optional<RocksBackup::Info>> RocksBackup::Newest() const {
  std::error_code error;
  if (!std::filesystem::exists(folder_, error)) {
    return std::optional<Info>();
  }
  KEPIL_ASSIGN_OR_RETURN(const auto engine, OpenToRead(folder_));
  rocksdb::BackupInfo info;
  const rocksdb::Status found = engine->GetLatestBackupInfo(&info);
  if (found.IsNotFound()) {
    return std::optional<Info>();
  }
  KEPIL_RETURN_IF_ERROR(FromRocks(found));
  return std::optional<Info>(InfoOf(info));
}

absl::StatusOr<RocksBackup::Info> RocksBackup::Restore(
    const std::string& path) const {
  std::error_code error;
  if (std::filesystem::exists(path, error) &&
      !std::filesystem::is_empty(path, error)) {
    return PreconditionError("there is a database where one is to be restored");
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<Info> newest, Newest());
  if (!newest.has_value()) {
    return PreconditionError("the folder holds no backup");
  }
  KEPIL_ASSIGN_OR_RETURN(const auto engine, OpenToRead(folder_));
  const auto id = static_cast<rocksdb::BackupID>(newest->number);
  KEPIL_RETURN_IF_ERROR(FromRocks(engine->VerifyBackup(id, true)));
  KEPIL_RETURN_IF_ERROR(FromRocks(engine->RestoreDBFromBackup(id, path, path)));
  return *newest;
}

}  // namespace kepil
