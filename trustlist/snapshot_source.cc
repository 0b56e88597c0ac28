#include "trustlist/snapshot_source.h"

#include "kepil/v1/trust.pb.h"

namespace kepil {

std::string WriteSnapshotSource(const storage::v1::RegistryImage& image,
                                absl::Time issued_at) {
  v1::SnapshotSource source;
  source.set_version(image.version());
  source.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(issued_at));
  *source.mutable_authorities() = image.authorities();
  *source.mutable_treaties() = image.treaties();
  *source.mutable_key_misuse() = image.key_misuse();
  *source.mutable_special_cas() = image.special_cas();
  return source.SerializeAsString();
}

}  // namespace kepil
