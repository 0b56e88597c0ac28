#ifndef KEPIL_SERVICES_GATEWAY_JUDGE_CACHE_H_
#define KEPIL_SERVICES_GATEWAY_JUDGE_CACHE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "base/lru_cache.h"
#include "base/mutex.h"
#include "engine/validation/judge_memo.h"

namespace kepil {

// JudgeCache is a JudgeMemo in bounded memory.
class JudgeCache : public JudgeMemo {
 public:
  struct Options {
    int64_t max_signature_bytes = int64_t{16} << 20;  // Octets of memory.
    int64_t max_path_bytes = int64_t{64} << 20;       // Octets of memory.
  };
  struct Counts {
    int64_t signature_hits = 0, signature_misses = 0;
    int64_t path_hits = 0, path_misses = 0;
    int64_t bytes = 0;
  };

  explicit JudgeCache(const Options& options)
      : signatures_({options.max_signature_bytes}),
        paths_({options.max_path_bytes}) {}

  bool IsVerified(const SignedUnder& pair) override;
  void RememberVerified(const SignedUnder& pair) override;
  std::shared_ptr<const PathOutcome> FindPath(const std::string& key) override;
  void RememberPath(const std::string& key,
                    std::shared_ptr<const PathOutcome> outcome) override;
  Counts counts() const;

 private:
  LruCache<std::pair<Digest, Digest>, bool> signatures_;
  LruCache<std::string, std::shared_ptr<const PathOutcome>> paths_;
  Mutex mutex_;
  // The last outcome that was remembered: most are equal and need one place.
  std::shared_ptr<const PathOutcome> usual_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_JUDGE_CACHE_H_
