#include "services/gateway/judge_cache.h"

namespace kepil {
namespace {

// Key, value, list node and hash slot of an entry, roughly.
constexpr int64_t kSignatureBytes = 112;
constexpr int64_t kPathOverhead = 128;

int64_t BytesOf(const std::string& key, const PathOutcome& outcome) {
  auto bytes = kPathOverhead + static_cast<int64_t>(key.size());
  for (const std::string& policy : outcome.policies) {
    bytes += static_cast<int64_t>(sizeof(policy) + policy.size());
  }
  return bytes + static_cast<int64_t>(outcome.findings.size() *
                                      sizeof(outcome.findings[0]));
}

}  // namespace

bool JudgeCache::IsVerified(const SignedUnder& pair) {
  return signatures_.Find({pair.object, pair.spki}).has_value();
}

void JudgeCache::RememberVerified(const SignedUnder& pair) {
  signatures_.Put({pair.object, pair.spki}, true, kSignatureBytes);
}

std::shared_ptr<const PathOutcome> JudgeCache::FindPath(
    const std::string& key) {
  return paths_.Find(key).value_or(nullptr);
}

void JudgeCache::RememberPath(const std::string& key,
                              std::shared_ptr<const PathOutcome> outcome) {
  {
    MutexLock lock(mutex_);
    if (usual_ != nullptr && usual_->findings.empty() &&
        outcome->findings.empty() && usual_->policies == outcome->policies) {
      outcome = usual_;
    } else {
      usual_ = outcome;
    }
  }
  const int64_t bytes = BytesOf(key, *outcome);
  paths_.Put(key, std::move(outcome), bytes);
}

JudgeCache::Counts JudgeCache::counts() const {
  const auto signatures = signatures_.counts();
  const auto paths = paths_.counts();
  return {signatures.hits, signatures.misses, paths.hits, paths.misses,
          signatures.bytes + paths.bytes};
}

}  // namespace kepil
