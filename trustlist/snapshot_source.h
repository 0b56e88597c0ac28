#ifndef KEPIL_TRUSTLIST_SNAPSHOT_SOURCE_H_
#define KEPIL_TRUSTLIST_SNAPSHOT_SOURCE_H_

#include <string>

#include "absl/time/time.h"
#include "kepil/storage/v1/registry.pb.h"

namespace kepil {

// Writes the bytes of the trust snapshot of `image`: once per version; from
// then on they are only copied.
std::string WriteSnapshotSource(const storage::v1::RegistryImage& image,
                                absl::Time issued_at);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_SNAPSHOT_SOURCE_H_
