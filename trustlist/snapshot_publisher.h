#ifndef KEPIL_TRUSTLIST_SNAPSHOT_PUBLISHER_H_
#define KEPIL_TRUSTLIST_SNAPSHOT_PUBLISHER_H_

#include "absl/status/status.h"
#include "base/rcu_cell.h"
#include "engine/trust/trust_snapshot.h"

namespace kepil {

// Where a request takes the trust it keeps. Thread-safe.
class TrustSnapshotSource {
 public:
  virtual ~TrustSnapshotSource() = default;
  // nullptr until the first snapshot is published.
  virtual TrustSnapshotRef Current() const = 0;
};

// SnapshotPublisher holds the newest snapshot; readers keep theirs alive.
class SnapshotPublisher : public TrustSnapshotSource {
 public:
  TrustSnapshotRef Current() const override { return cell_.Load(); }
  // ABORTED/REGISTRY_MOVED unless `snapshot` is newer than Current(). One
  // caller at a time (the registry, under its lock).
  absl::Status Publish(TrustSnapshotRef snapshot);

 private:
  RcuCell<TrustSnapshot> cell_;
};

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_SNAPSHOT_PUBLISHER_H_
