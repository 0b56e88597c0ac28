#ifndef KEPIL_SERVICES_GATEWAY_CRL_WATCH_H_
#define KEPIL_SERVICES_GATEWAY_CRL_WATCH_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "engine/pki/crl.h"
#include "kepil/v1/operations.pb.h"
#include "services/net/fetcher.h"
#include "trustlist/snapshot_publisher.h"

namespace kepil {

// CrlWatch asks every registered CRL address of every CA service that is not
// terminated, on schedule, and remembers what it saw: it warns before a list
// gets older than the rules allow, and drafts a suspension when it has. It
// proposes nothing itself and decides on no signature. Step() has one caller;
// List() is thread-safe.
class CrlWatch {
 public:
  struct Rooms {  // Borrowed; outlive this.
    const Clock& clock;
    const TrustSnapshotSource& trust;
    Fetcher& fetcher;
  };
  struct Options {
    absl::Duration interval = absl::Hours(1);     // Between two exchanges.
    absl::Duration warn_before = absl::Hours(3);  // Ahead of `due`.
    // A list is overdue then after its thisUpdate, or after its nextUpdate.
    absl::Duration max_age = absl::Hours(27);
    absl::Duration timeout = absl::Seconds(5);
    int64_t max_crl_bytes = int64_t{256} << 20;
    absl::Duration suspension = absl::Hours(24 * 7);  // In a draft.
  };
  CrlWatch(Rooms rooms, Options options)
      : rooms_(std::move(rooms)), options_(options) {}

  // Takes the addresses registered now and asks those that are due.
  void Step();
  // As of now, by authority, service, issuer and address.
  v1::ListCrlWatchResponse List() const;

 private:
  struct Source {  // Of one address.
    std::string authority_id, service_id, url;
    CertificateRef issuer;
    std::vector<CertificateRef> signers;  // Of the service.
    bool is_suspended = false;
  };
  struct Seen {
    absl::Time since;  // When the watch began.
    std::optional<absl::Time> asked_at, obtained_at;
    absl::Duration latency;
    std::string failure;  // ErrorReason name; "": the last exchange was good.
    int failures = 0;     // In a row.
    int64_t size = 0;
    std::string crl_number;  // Hex.
    std::optional<absl::Time> this_update, next_update;
  };
  using Key = std::pair<std::string, std::string>;  // Service and issuer; URL.

  std::map<Key, Source> Registered() const;
  absl::StatusOr<CrlRef> Fetch(const Source& source) const;
  void Ask(const Key& key, const Source& source);
  absl::Time DueOf(const Seen& seen) const;
  v1::CrlWatchEntry EntryOf(const Source& source, const Seen& seen,
                            absl::Time now) const;

  const Rooms rooms_;
  const Options options_;
  mutable Mutex mutex_;
  std::map<Key, Seen> seen_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_CRL_WATCH_H_
