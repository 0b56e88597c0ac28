#include "services/receipt/dvc_shelf.h"

#include <memory>
#include <numeric>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/memory_receipt_store.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::Each;
using testing::Le;

DvcShelf::Options Lingering(absl::Duration linger) {
  DvcShelf::Options options;
  options.linger = linger;
  return options;
}

TEST(DvcShelfTest, FindsWhatIsNotWrittenYet) {
  MemoryReceiptStore store;
  DvcShelf shelf(store, Lingering(absl::Hours(1)));
  shelf.Put(7, "seven");
  shelf.Put(8, "eight");
  EXPECT_EQ(shelf.Find(7), "seven");
  EXPECT_EQ(shelf.Find(8), "eight");
  EXPECT_EQ(shelf.Find(9), std::nullopt);
  EXPECT_THAT(store.GetDvc(7), HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
}

TEST(DvcShelfTest, ItsEndWritesAllInOneWrite) {
  MemoryReceiptStore store;
  {
    DvcShelf shelf(store, Lingering(absl::Hours(1)));
    for (int64_t i = 0; i < 10; ++i) {
      shelf.Put(i, std::string(static_cast<size_t>(i), 'd'));
    }
  }
  for (int64_t i = 0; i < 10; ++i) {
    EXPECT_THAT(store.GetDvc(i),
                IsOkAndHolds(std::string(static_cast<size_t>(i), 'd')));
  }
  EXPECT_THAT(store.dvc_writes(), testing::ElementsAre(10));
}

// The hour never passes: only its being full has it written.
TEST(DvcShelfTest, AFullShelfIsWrittenWithoutLingering) {
  MemoryReceiptStore store;
  constexpr int64_t kCount = 1000;
  {
    DvcShelf::Options options = Lingering(absl::Hours(1));
    options.max_held = 4;
    DvcShelf shelf(store, options);
    for (int64_t i = 0; i < kCount; ++i) {
      shelf.Put(i, "dvc");
    }
  }
  const std::vector<int> writes = store.dvc_writes();
  EXPECT_EQ(std::accumulate(writes.begin(), writes.end(), 0), kCount);
  EXPECT_THAT(writes, Each(Le(8)));
  EXPECT_THAT(store.GetDvc(kCount - 1), IsOkAndHolds("dvc"));
}

TEST(DvcShelfTest, WhatCannotBeWrittenIsNotHeldForEver) {
  MemoryReceiptStore store;
  store.FailWritesWith(MakeError(absl::StatusCode::kUnavailable,
                                 v1::ERROR_REASON_STORE_DOWN, "down"));
  {
    DvcShelf::Options options = Lingering(absl::Hours(1));
    options.max_held = 1;
    DvcShelf shelf(store, options);
    for (int64_t i = 0; i < 100; ++i) {
      shelf.Put(i, "dvc");
    }
  }
  EXPECT_THAT(store.GetDvc(0), HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
}

}  // namespace
}  // namespace kepil
