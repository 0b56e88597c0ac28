#include "services/net/name_resolver.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/mutex.h"

namespace kepil {
namespace {

using Addresses = absl::StatusOr<std::vector<IpAddress>>;
using SteadyClock = std::chrono::steady_clock;

// What a caller and the thread that works for it share; it outlives either.
class Lookup {
 public:
  // Runs `lookup`, unless the caller has left.
  void Run(const NameLookup& lookup, const std::string& name) {
    {
      MutexLock lock(mutex_);
      if (abandoned_) {
        return;
      }
    }
    Addresses addresses = lookup(name);
    MutexLock lock(mutex_);
    addresses_ = std::move(addresses);
    done_.NotifyAll();
  }

  Addresses Await(absl::Duration timeout) {
    const auto deadline =
        SteadyClock::now() +
        absl::ToChronoNanoseconds(std::min(timeout, absl::Hours(1)));
    MutexLock lock(mutex_);
    while (!addresses_.has_value()) {
      const auto now = SteadyClock::now();
      if (now >= deadline) {
        abandoned_ = true;
        return MakeError(absl::StatusCode::kDeadlineExceeded,
                         v1::ERROR_REASON_DEADLINE,
                         "the name was not resolved in time");
      }
      done_.WaitFor(mutex_, deadline - now);
    }
    return *std::move(addresses_);
  }

 private:
  Mutex mutex_;
  CondVar done_;
  bool abandoned_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<Addresses> addresses_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<std::vector<IpAddress>> LookUpInSystem(const std::string& name) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(name.c_str(), nullptr, &hints, &found);
  if (error != 0) {
    return MakeError(
        absl::StatusCode::kUnavailable, v1::ERROR_REASON_FETCH_FAILED,
        absl::StrCat("the name does not resolve: ", gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found,
                                                                 freeaddrinfo);
  std::vector<IpAddress> addresses;
  for (const addrinfo* entry = found; entry != nullptr;
       entry = entry->ai_next) {
    const std::optional<IpAddress> address =
        IpAddress::FromSockaddr(entry->ai_addr);
    if (address.has_value()) {
      addresses.push_back(*address);
    }
  }
  return addresses;
}

NameResolver::NameResolver(const Clock& clock, NameLookup lookup,
                           Options options)
    : lookup_(std::move(lookup)),
      executor_(clock,
                {"kepil-resolver", options.threads, options.max_queued}) {}

absl::StatusOr<std::vector<IpAddress>> NameResolver::Resolve(
    const std::string& name, absl::Duration timeout) {
  const auto lookup = std::make_shared<Lookup>();
  const absl::Status scheduled = executor_.Schedule(
      absl::InfiniteFuture(),
      [this, lookup, name](absl::Status) { lookup->Run(lookup_, name); });
  if (!scheduled.ok()) {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_FETCH_FAILED,
                     "too many names wait to be resolved");
  }
  return lookup->Await(timeout);
}

}  // namespace kepil
