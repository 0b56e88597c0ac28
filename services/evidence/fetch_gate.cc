#include "services/evidence/fetch_gate.h"

#include <utility>

#include "base/error.h"

namespace kepil {

FetchGate::Permit::Permit(FetchGate* gate, std::string host)
    : gate_(gate), host_(std::move(host)) {}

FetchGate::Permit::Permit(Permit&& other) noexcept
    : gate_(std::exchange(other.gate_, nullptr)),
      host_(std::move(other.host_)) {}

FetchGate::Permit::~Permit() {
  if (gate_ != nullptr) {
    gate_->Leave(host_);
  }
}

absl::StatusOr<FetchGate::Permit> FetchGate::Enter(const std::string& host) {
  MutexLock lock(mutex_);
  const auto found = by_host_.find(host);
  const int at_host = found == by_host_.end() ? 0 : found->second;
  if (in_use_ >= options_.max_waiting ||
      (!host.empty() && at_host >= options_.max_host_exchanges)) {
    return MakeError(absl::StatusCode::kResourceExhausted,
                     v1::ERROR_REASON_OVERLOADED,
                     "too many exchanges are under way");
  }
  ++in_use_;
  if (!host.empty()) {
    by_host_[host] = at_host + 1;
  }
  return Permit(this, host);
}

void FetchGate::Leave(const std::string& host) {
  MutexLock lock(mutex_);
  --in_use_;
  const auto found = by_host_.find(host);
  if (found != by_host_.end() && --found->second == 0) {
    by_host_.erase(found);
  }
}

int FetchGate::in_use() const {
  MutexLock lock(mutex_);
  return in_use_;
}

}  // namespace kepil
