#ifndef KEPIL_SERVICES_EVIDENCE_REVOCATION_CACHE_H_
#define KEPIL_SERVICES_EVIDENCE_REVOCATION_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "engine/pki/certificate.h"
#include "engine/pki/revocation_data.h"
#include "services/evidence/evidence_store.h"
#include "services/evidence/fetch_gate.h"

namespace kepil {

// One verified answer of our own queries, decoded.
struct HeldRevocation {
  RevocationDataRef data;
  absl::Time obtained_at;  // When a source last gave it to us.
  CertificateRef signer;   // By whose key it verifies.
};

// One look-up. The functions run on the caller's thread without a lock, and
// only while the call lasts.
struct RevocationLookup {
  RevocationScope scope;
  absl::Time deadline;  // For waiting behind another caller's exchange.
  // Decodes and verifies octets of the store; an error leaves them aside.
  std::function<absl::StatusOr<HeldRevocation>(StoredRevocation)> decode;
  // Whether what is held needs no exchange. Unused without `fetch`.
  std::function<bool(const HeldRevocation&)> is_current;
  // Gets a verified answer that may replace the one held, if any. Empty: only
  // what is held is asked for.
  std::function<absl::StatusOr<HeldRevocation>(
      const std::optional<HeldRevocation>&)>
      fetch;
};

struct RevocationResult {
  std::optional<HeldRevocation> held;  // The newest verified answer.
  // Why there is no newer one: an error of `fetch`; DEADLINE_EXCEEDED/DEADLINE
  // or RESOURCE_EXHAUSTED/OVERLOADED of waiting for another's.
  absl::Status fetch_status;
};

// RevocationCache keeps the newest verified answer of our own queries for each
// scope: decoded in bounded memory (least recently used first out), and as
// octets in the store, which survives restarts, is read when first needed and
// written by nobody else.
// A missing answer is fetched by one caller, however many wait for it. A good
// answer is replaced only by what `fetch` returns, never by a failure.
// Thread-safe.
class RevocationCache {
 public:
  struct Options {
    int64_t max_crl_bytes = int64_t{512} << 20;  // Of decoded CRLs.
    int64_t max_ocsp_bytes = int64_t{64} << 20;  // Of decoded OCSP answers.
    // Scopes of which the store is known to hold nothing; all are forgotten
    // when there are more. Some 100 octets each.
    size_t max_absent = 16384;
  };

  // All are borrowed and outlive the cache.
  RevocationCache(const Clock& clock, EvidenceStore& store, FetchGate& gate,
                  Options options);
  RevocationCache(const RevocationCache&) = delete;
  RevocationCache& operator=(const RevocationCache&) = delete;

  RevocationResult Get(const RevocationLookup& lookup);

  int64_t bytes(RevocationKind kind) const;  // Held in memory, for a gauge.

 private:
  struct Entry {
    std::string key;
    HeldRevocation held;
    int64_t bytes = 0;
  };
  struct Shelf {  // Of one kind; most recently used first.
    std::list<Entry> entries;
    absl::flat_hash_map<std::string, std::list<Entry>::iterator> by_key;
    int64_t bytes = 0;
  };
  // One caller's work for a scope, for which others wait.
  struct Flight {
    absl::Time deadline;
    bool is_done = false;
    bool has_asked = false;  // A source was asked, or tried to be.
    RevocationResult result;
    CondVar done;
  };
  using FlightRef = std::shared_ptr<Flight>;
  struct Seat {
    FlightRef flight;  // nullptr: what is held has changed, look again.
    bool is_leader = false;
  };

  struct Known {
    std::optional<HeldRevocation> held;
    bool is_absent = false;  // The store holds nothing either.
  };
  Known FindInMemory(const RevocationScope& scope);
  Seat TakeSeat(const RevocationLookup& lookup,
                const std::optional<HeldRevocation>& seen);
  RevocationResult Lead(const RevocationLookup& lookup,
                        std::optional<HeldRevocation> held, Flight& flight);
  std::optional<HeldRevocation> ReadStore(const RevocationLookup& lookup);
  // nullopt: the flight did not do what `lookup` needs.
  std::optional<RevocationResult> WaitFor(
      const RevocationLookup& lookup, const std::optional<HeldRevocation>& seen,
      Flight& flight);
  void Keep(const std::string& key, const HeldRevocation& held)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  const Entry* Find(const std::string& key, RevocationKind kind)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Shelf& ShelfOf(RevocationKind kind) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return kind == RevocationKind::kCrl ? crls_ : ocsp_;
  }

  const Clock& clock_;
  EvidenceStore& store_;
  FetchGate& gate_;
  const Options options_;
  mutable Mutex mutex_;
  Shelf crls_ ABSL_GUARDED_BY(mutex_);
  Shelf ocsp_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, FlightRef> flights_ ABSL_GUARDED_BY(mutex_);
  // Keys of which the store held nothing when it was read, and nothing was put
  // there since.
  absl::flat_hash_set<std::string> absent_ ABSL_GUARDED_BY(mutex_);
  int64_t puts_begun_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t puts_done_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_REVOCATION_CACHE_H_
