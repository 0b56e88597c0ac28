#include "trustlist/snapshot_publisher.h"

#include <utility>

#include "base/error.h"

namespace kepil {

absl::Status SnapshotPublisher::Publish(TrustSnapshotRef snapshot) {
  const TrustSnapshotRef current = cell_.Load();
  if (current != nullptr && snapshot->version() <= current->version()) {
    return MakeError(absl::StatusCode::kAborted,
                     v1::ERROR_REASON_REGISTRY_MOVED,
                     "a newer snapshot is published already");
  }
  cell_.Store(std::move(snapshot));
  return absl::OkStatus();
}

}  // namespace kepil
