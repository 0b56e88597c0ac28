#ifndef KEPIL_BASE_LRU_CACHE_H_
#define KEPIL_BASE_LRU_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "base/mutex.h"

namespace kepil {

// LruCache keeps the values used last within a bound of octets, which its user
// counts: what a value holds and what keeping it costs. Each shard has its own
// lock and an equal part of the bound. `Value` is cheap to copy. Thread-safe.
template <typename Key, typename Value>
class LruCache {
 public:
  struct Options {
    int64_t max_bytes = 0;  // 0: keeps nothing.
    int shards = 16;        // At least 1.
  };
  struct Counts {
    int64_t bytes = 0, entries = 0, hits = 0, misses = 0;
  };

  explicit LruCache(const Options& options)
      : max_shard_bytes_(options.max_bytes / options.shards) {
    for (int i = 0; i < options.shards; ++i) {
      shards_.push_back(std::make_unique<Shard>());
    }
  }

  // The value kept for `key`, which becomes the one used last.
  std::optional<Value> Find(const Key& key) {
    Shard& shard = ShardOf(key);
    MutexLock lock(shard.mutex);
    const auto found = shard.by_key.find(key);
    if (found == shard.by_key.end()) {
      ++shard.counts.misses;
      return std::nullopt;
    }
    ++shard.counts.hits;
    shard.order.splice(shard.order.begin(), shard.order, *found);
    return (*found)->value;
  }

  // Keeps `value` of `bytes` in the place of any earlier one; drops it and
  // what was used least recently while the shard is over its bound.
  void Put(const Key& key, Value value, int64_t bytes) {
    Shard& shard = ShardOf(key);
    MutexLock lock(shard.mutex);
    const auto found = shard.by_key.find(key);
    if (found != shard.by_key.end()) {
      Drop(shard, *found);
    }
    shard.order.push_front({key, std::move(value), bytes});
    shard.by_key.insert(shard.order.begin());
    shard.counts.bytes += bytes;
    while (shard.counts.bytes > max_shard_bytes_) {
      Drop(shard, std::prev(shard.order.end()));
    }
  }

  Counts counts() const {
    Counts sum;
    for (const auto& shard : shards_) {
      MutexLock lock(shard->mutex);
      sum.bytes += shard->counts.bytes;
      sum.entries += static_cast<int64_t>(shard->order.size());
      sum.hits += shard->counts.hits;
      sum.misses += shard->counts.misses;
    }
    return sum;
  }

 private:
  struct Entry {
    Key key;
    Value value;
    int64_t bytes;
  };
  using Order = std::list<Entry>;  // Used last first.
  using Place = typename Order::iterator;
  // A place is found by the key in it, which thus is held once.
  struct HashOfKey {
    using is_transparent = void;
    size_t operator()(const Key& key) const { return absl::Hash<Key>()(key); }
    size_t operator()(const Place& place) const { return (*this)(place->key); }
  };
  struct SameKey {
    using is_transparent = void;
    bool operator()(const Place& a, const Place& b) const {
      return a->key == b->key;
    }
    bool operator()(const Place& a, const Key& b) const { return a->key == b; }
    bool operator()(const Key& a, const Place& b) const { return a == b->key; }
  };
  struct Shard {
    mutable Mutex mutex;
    Order order ABSL_GUARDED_BY(mutex);
    absl::flat_hash_set<Place, HashOfKey, SameKey> by_key
        ABSL_GUARDED_BY(mutex);
    Counts counts ABSL_GUARDED_BY(mutex);
  };

  Shard& ShardOf(const Key& key) {
    return *shards_[absl::Hash<Key>()(key) / 128 % shards_.size()];
  }
  static void Drop(Shard& shard, Place entry)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex) {
    shard.counts.bytes -= entry->bytes;
    shard.by_key.erase(shard.by_key.find(entry));
    shard.order.erase(entry);
  }

  const int64_t max_shard_bytes_;
  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace kepil

#endif  // KEPIL_BASE_LRU_CACHE_H_
