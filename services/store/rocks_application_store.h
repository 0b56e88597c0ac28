#ifndef KEPIL_SERVICES_STORE_ROCKS_APPLICATION_STORE_H_
#define KEPIL_SERVICES_STORE_ROCKS_APPLICATION_STORE_H_

#include <optional>

#include "base/mutex.h"
#include "kepil/storage/v1/application.pb.h"
#include "services/store/rocks_db.h"
#include "services/store/rocks_registry_store.h"
#include "trustlist/application_store.h"

namespace kepil {

// ApplicationStore on RocksDB. One mutex serialises writes, held over the
// synced write (R18) and before that of the registry store, whose audit chain
// each step joins in the same batch.
class RocksApplicationStore : public ApplicationStore {
 public:
  // Both are of one database and outlive this.
  RocksApplicationStore(RocksDb& db, RocksRegistryStore& registry)
      : db_(db), registry_(registry) {}

  absl::StatusOr<v1::Application> Read(
      absl::string_view application_id) const override;
  absl::StatusOr<std::vector<v1::Application>> List(int limit) const override;
  absl::Status Put(const ApplicationWrite& write) override;
  absl::StatusOr<std::string> ReadDocument(const Digest& digest) const override;

 private:
  absl::StatusOr<std::optional<storage::v1::StoredApplication>> Find(
      absl::string_view id) const;
  absl::StatusOr<int64_t> NewestSequence() const;

  RocksDb& db_;
  RocksRegistryStore& registry_;
  Mutex mutex_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ROCKS_APPLICATION_STORE_H_
