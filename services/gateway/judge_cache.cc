#include "services/gateway/judge_cache.h"

namespace kepil {
namespace {

// Key, value, list node and hash slot of an entry, roughly.
constexpr int64_t kSignatureBytes = 192;
constexpr int64_t kPathOverhead = 256;

int64_t BytesOf(const std::string& key, const PathOutcome& outcome) {
  auto bytes = kPathOverhead + 2 * static_cast<int64_t>(key.size());
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
