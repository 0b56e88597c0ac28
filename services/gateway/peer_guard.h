#ifndef KEPIL_SERVICES_GATEWAY_PEER_GUARD_H_
#define KEPIL_SERVICES_GATEWAY_PEER_GUARD_H_

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/mutex.h"

namespace kepil {

// PeerGuard keeps a dead or slow peer from taking the threads of those who need
// others: a bulkhead (so many exchanges with one peer at once) and a circuit
// breaker (after so many failures in a row nobody asks for a while, then one
// tries). Refuses at once, never waits. Holds as many entries as there are
// registered peers. Thread-safe; outlives its permits.
class PeerGuard {
 public:
  struct Options {
    int max_concurrent = 8;    // Exchanges with one peer.
    int failures_to_open = 5;  // In a row.
    absl::Duration open_for = absl::Seconds(30);
  };

  // One exchange under way. If it ends without Answered(), it failed.
  class Permit {
   public:
    Permit(Permit&& other) noexcept;
    Permit& operator=(Permit&&) = delete;
    ~Permit();
    // The peer is alive: it answered, whatever it said.
    void Answered() { answered_ = true; }

   private:
    friend class PeerGuard;
    Permit(PeerGuard* guard, std::string peer);

    PeerGuard* guard_;  // nullptr once moved from.
    std::string peer_;
    bool answered_ = false;
  };

  // `clock` outlives the guard.
  PeerGuard(const Clock& clock, Options options)
      : clock_(clock), options_(options) {}
  PeerGuard(const PeerGuard&) = delete;
  PeerGuard& operator=(const PeerGuard&) = delete;

  // Errors: RESOURCE_EXHAUSTED/OVERLOADED if there is no place;
  // UNAVAILABLE/PEER_DOWN while nobody asks.
  absl::StatusOr<Permit> Enter(const std::string& peer);

 private:
  struct State {
    int in_flight = 0;
    int failures = 0;  // In a row.
    absl::Time closed_until = absl::InfinitePast();
  };
  enum class Ending { kAnswered, kFailed };
  void Leave(const std::string& peer, Ending ending);

  const Clock& clock_;
  const Options options_;
  Mutex mutex_;
  absl::flat_hash_map<std::string, State> states_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_PEER_GUARD_H_
