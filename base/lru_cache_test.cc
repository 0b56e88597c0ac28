#include "base/lru_cache.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace kepil {
namespace {

using Cache = LruCache<std::string, std::shared_ptr<const std::string>>;

std::shared_ptr<const std::string> Text(const std::string& text) {
  return std::make_shared<const std::string>(text);
}

TEST(LruCacheTest, FindsWhatWasPut) {
  Cache cache({1000, 4});
  EXPECT_FALSE(cache.Find("a").has_value());
  cache.Put("a", Text("1"), 10);
  ASSERT_TRUE(cache.Find("a").has_value());
  EXPECT_EQ(**cache.Find("a"), "1");
  EXPECT_EQ(cache.counts().hits, 2);
  EXPECT_EQ(cache.counts().misses, 1);
}

TEST(LruCacheTest, DropsWhatWasUsedLeastRecently) {
  Cache cache({30, 1});
  cache.Put("a", Text("1"), 10);
  cache.Put("b", Text("2"), 10);
  cache.Put("c", Text("3"), 10);
  cache.Find("a");
  cache.Put("d", Text("4"), 10);
  EXPECT_TRUE(cache.Find("a").has_value());
  EXPECT_FALSE(cache.Find("b").has_value());
  EXPECT_TRUE(cache.Find("c").has_value());
  EXPECT_TRUE(cache.Find("d").has_value());
  EXPECT_EQ(cache.counts().bytes, 30);
  EXPECT_EQ(cache.counts().entries, 3);
}

TEST(LruCacheTest, ReplacesAndCountsTheNewSize) {
  Cache cache({100, 1});
  cache.Put("a", Text("1"), 60);
  cache.Put("a", Text("2"), 30);
  EXPECT_EQ(**cache.Find("a"), "2");
  EXPECT_EQ(cache.counts().bytes, 30);
  EXPECT_EQ(cache.counts().entries, 1);
}

TEST(LruCacheTest, KeepsNothingThatIsOverTheBound) {
  Cache cache({30, 1});
  cache.Put("a", Text("1"), 10);
  cache.Put("b", Text("2"), 31);
  EXPECT_FALSE(cache.Find("b").has_value());
  EXPECT_LE(cache.counts().bytes, 30);
  Cache none({0, 4});
  none.Put("a", Text("1"), 1);
  EXPECT_FALSE(none.Find("a").has_value());
}

TEST(LruCacheTest, StaysWithinItsBoundUnderManyThreads) {
  Cache cache({1600, 16});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&cache, t] {
      for (int i = 0; i < 2000; ++i) {
        const std::string key = std::to_string((i * 7 + t) % 500);
        const auto found = cache.Find(key);
        if (found.has_value()) {
          EXPECT_EQ(**found, key);
        } else {
          cache.Put(key, Text(key), 10);
        }
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_LE(cache.counts().bytes, 1600);
  EXPECT_GT(cache.counts().entries, 0);
  EXPECT_EQ(cache.counts().hits + cache.counts().misses, 8000);
}

}  // namespace
}  // namespace kepil
