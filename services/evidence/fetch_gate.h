#ifndef KEPIL_SERVICES_EVIDENCE_FETCH_GATE_H_
#define KEPIL_SERVICES_EVIDENCE_FETCH_GATE_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "base/mutex.h"

namespace kepil {

// FetchGate bounds how many callers wait for the network, so that a dead host
// cannot hold up those who need nothing from it. It refuses at once what does
// not fit and never waits. Thread-safe; outlives its permits.
class FetchGate {
 public:
  struct Options {
    int max_waiting = 64;         // Callers that exchange or wait for one.
    int max_host_exchanges = 16;  // Exchanges with one host.
  };

  // A place inside the gate; the destructor gives it back. Move-only.
  class Permit {
   public:
    Permit(Permit&& other) noexcept;
    Permit& operator=(Permit&&) = delete;
    ~Permit();

   private:
    friend class FetchGate;
    Permit(FetchGate* gate, std::string host);

    FetchGate* gate_;  // nullptr once moved from.
    std::string host_;
  };

  explicit FetchGate(Options options) : options_(options) {}
  FetchGate(const FetchGate&) = delete;
  FetchGate& operator=(const FetchGate&) = delete;

  // For one exchange with `host`, or, with an empty one, for a caller that
  // waits for another's. Error: RESOURCE_EXHAUSTED/OVERLOADED if it does not
  // fit.
  absl::StatusOr<Permit> Enter(const std::string& host);
  absl::StatusOr<Permit> EnterAsWaiter() { return Enter(""); }

  int in_use() const;  // Permits out, for a gauge.

 private:
  void Leave(const std::string& host);

  const Options options_;
  mutable Mutex mutex_;
  int in_use_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<std::string, int> by_host_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_FETCH_GATE_H_
