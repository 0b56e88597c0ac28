#include "services/kepild/storage_keys.h"

#include <string>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "services/kepild/files.h"
#include "services/kepild/keys.h"

namespace kepil {

absl::StatusOr<std::shared_ptr<const ValueSealer>> LoadStorageKeys(
    const config::v1::Keys& keys) {
  if (!keys.has_storage()) {
    return std::shared_ptr<const ValueSealer>();
  }
  std::vector<std::string> octets;
  KEPIL_ASSIGN_OR_RETURN(std::string key,
                         ReadSecretFile(keys.storage().key_file()));
  octets.push_back(std::move(key));
  for (const std::string& file : keys.storage().old_key_files()) {
    KEPIL_ASSIGN_OR_RETURN(std::string old, ReadSecretFile(file));
    octets.push_back(std::move(old));
  }
  return ValueSealer::Create(octets, RandomOctets);
}

absl::StatusOr<std::unique_ptr<RocksDb>> OpenDatabase(const Config& config) {
  KEPIL_ASSIGN_OR_RETURN(std::shared_ptr<const ValueSealer> sealer,
                         LoadStorageKeys(config.keys()));
  return RocksDb::Open(config.storage().rocksdb_path(), std::move(sealer));
}

}  // namespace kepil
