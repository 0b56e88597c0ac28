#ifndef KEPIL_SERVICES_KEPILD_STORAGE_KEYS_H_
#define KEPIL_SERVICES_KEPILD_STORAGE_KEYS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "services/kepild/config.h"
#include "services/store/rocks_db.h"
#include "services/store/value_sealer.h"

namespace kepil {

// What keys.storage says; nullptr without it. INVALID_ARGUMENT/CONFIG_INVALID
// for a file that others may read or that has not 32 octets.
absl::StatusOr<std::shared_ptr<const ValueSealer>> LoadStorageKeys(
    const config::v1::Keys& keys);

// The database of the configuration under its storage keys. Errors: those of
// LoadStorageKeys and of RocksDb::Open.
absl::StatusOr<std::unique_ptr<RocksDb>> OpenDatabase(const Config& config);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_STORAGE_KEYS_H_
