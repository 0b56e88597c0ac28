#ifndef KEPIL_SERVICES_NET_NAME_RESOLVER_H_
#define KEPIL_SERVICES_NET_NAME_RESOLVER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/bounded_executor.h"
#include "base/clock.h"
#include "services/net/ip_address.h"

namespace kepil {

// Returns the addresses of a DNS name; blocks for as long as it likes.
// Thread-safe. Error: UNAVAILABLE/FETCH_FAILED.
using NameLookup = std::function<absl::StatusOr<std::vector<IpAddress>>(
    const std::string& name)>;

// The system's lookup (getaddrinfo).
absl::StatusOr<std::vector<IpAddress>> LookUpInSystem(const std::string& name);

// NameResolver puts a bound on the time of a lookup that has none: lookups run
// on threads of its own, and a caller waits only so long. Thread-safe.
class NameResolver {
 public:
  struct Options {
    int threads = 16;     // Lookups at the same time.
    int max_queued = 64;  // Lookups that wait for a thread.
  };

  // `clock` outlives the resolver.
  NameResolver(const Clock& clock, NameLookup lookup, Options options);
  // The destructor waits for lookups that are under way.

  // Errors: those of the lookup; DEADLINE_EXCEEDED/DEADLINE after `timeout`;
  // UNAVAILABLE/FETCH_FAILED at once when too many lookups wait.
  absl::StatusOr<std::vector<IpAddress>> Resolve(const std::string& name,
                                                 absl::Duration timeout);

 private:
  const NameLookup lookup_;
  BoundedExecutor executor_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_NET_NAME_RESOLVER_H_
