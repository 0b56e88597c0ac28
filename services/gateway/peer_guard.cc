#include "services/gateway/peer_guard.h"

#include <utility>

#include "base/error.h"

namespace kepil {

PeerGuard::Permit::Permit(PeerGuard* guard, std::string peer)
    : guard_(guard), peer_(std::move(peer)) {}

PeerGuard::Permit::Permit(Permit&& other) noexcept
    : guard_(std::exchange(other.guard_, nullptr)),
      peer_(std::move(other.peer_)),
      answered_(other.answered_) {}

PeerGuard::Permit::~Permit() {
  if (guard_ != nullptr) {
    guard_->Leave(peer_, answered_ ? Ending::kAnswered : Ending::kFailed);
  }
}

absl::StatusOr<PeerGuard::Permit> PeerGuard::Enter(const std::string& peer) {
  const absl::Time now = clock_.Now();
  MutexLock lock(mutex_);
  State& state = states_[peer];
  if (state.failures >= options_.failures_to_open) {
    if (now < state.closed_until) {
      return MakeError(absl::StatusCode::kUnavailable,
                       v1::ERROR_REASON_PEER_DOWN,
                       "the peer failed again and again");
    }
    // One tries; the others wait for what it finds.
    state.closed_until = now + options_.open_for;
  }
  if (state.in_flight >= options_.max_concurrent) {
    return MakeError(absl::StatusCode::kResourceExhausted,
                     v1::ERROR_REASON_OVERLOADED,
                     "too many exchanges with one peer");
  }
  ++state.in_flight;
  return Permit(this, peer);
}

void PeerGuard::Leave(const std::string& peer, Ending ending) {
  const absl::Time now = clock_.Now();
  MutexLock lock(mutex_);
  State& state = states_[peer];
  --state.in_flight;
  if (ending == Ending::kAnswered) {
    state.failures = 0;
    return;
  }
  if (state.failures < options_.failures_to_open) {
    ++state.failures;
  }
  if (state.failures >= options_.failures_to_open) {
    state.closed_until = now + options_.open_for;
  }
}

}  // namespace kepil
