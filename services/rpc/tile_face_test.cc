#include "services/rpc/tile_face.h"

#include <string>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "translog/tile_layout.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;

struct PublishedLog {
  MemoryLogStorage storage;
  MemoryLogAnchor anchor;
  PublishedLog() {
    PublishLeaves(storage, anchor, MakeTestNoteSigner("example.com/receipts"),
                  {"one", "two", "three"});
  }
};

HttpResponse AnswerReceipts(const LogSource& receipts, absl::string_view path) {
  const NamedLog logs[] = {{"receipts", receipts}};
  return AnswerTile(logs, path);
}

TEST(TileFaceTest, EachLogStandsUnderItsOwnName) {
  const PublishedLog log;
  const MemoryLogStorage empty;
  const NamedLog logs[] = {{"receipts", empty}, {"acts", log.storage}};
  EXPECT_EQ(AnswerTile(logs, "/acts/checkpoint").status, 200);
  EXPECT_EQ(AnswerTile(logs, "/receipts/checkpoint").status, 404);
  EXPECT_EQ(AnswerTile(logs, "/act/checkpoint").status, 404);
  EXPECT_EQ(AnswerTile(logs, "acts/checkpoint").status, 404);
}

TEST(TileFaceTest, ServesTheCheckpointWithoutCaching) {
  const PublishedLog log;
  const HttpResponse answer =
      AnswerReceipts(log.storage, "/receipts/checkpoint");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, *log.storage.ReadCheckpoint());
  EXPECT_THAT(answer.content_type, HasSubstr("text/plain"));
  EXPECT_EQ(answer.cache_control, "no-store");
}

TEST(TileFaceTest, ServesTilesAndBundlesForEver) {
  const PublishedLog log;
  const HttpResponse tile =
      AnswerReceipts(log.storage, "/receipts/tile/0/000.p/3");
  EXPECT_EQ(tile.status, 200);
  EXPECT_EQ(tile.body, *log.storage.ReadTile({0, 0, 3}));
  EXPECT_EQ(tile.body.size(), 96u);
  EXPECT_THAT(tile.cache_control, HasSubstr("immutable"));
  EXPECT_EQ(tile.content_type, "application/octet-stream");
  const HttpResponse bundle =
      AnswerReceipts(log.storage, "/receipts/tile/entries/000.p/3");
  EXPECT_EQ(bundle.status, 200);
  const auto entries = DecodeEntryBundle(bundle.body, 3);
  ASSERT_TRUE(entries.ok());
  EXPECT_THAT(*entries, testing::ElementsAre("one", "two", "three"));
  EXPECT_THAT(bundle.cache_control, HasSubstr("immutable"));
}

TEST(TileFaceTest, AnythingElseIsNotFound) {
  const PublishedLog log;
  for (const char* path :
       {"", "/", "/receipts", "/receipts/", "/receipts/checkpoint/",
        "/other/checkpoint", "receipts/checkpoint", "/receipts/tile/0/000",
        "/receipts/tile/0/001", "/receipts/tile/0/000.p/4",
        "/receipts/tile/entries/000", "/receipts/tile/9/000",
        "/receipts/tile/0/0", "/receipts/tile/0/../checkpoint"}) {
    const HttpResponse answer = AnswerReceipts(log.storage, path);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(answer.cache_control, "no-store") << path;
  }
}

TEST(TileFaceTest, NoCheckpointYetIsNotFound) {
  const MemoryLogStorage empty;
  EXPECT_EQ(AnswerReceipts(empty, "/receipts/checkpoint").status, 404);
}

TEST(TileFaceTest, FailingStoreIsNotAvailableAndSaysNoMore) {
  PublishedLog log;
  log.storage.FailWith(MakeError(absl::StatusCode::kUnavailable,
                                 v1::ERROR_REASON_STORE_DOWN,
                                 "/var/lib/secret/path"));
  for (const char* path :
       {"/receipts/checkpoint", "/receipts/tile/0/000.p/3"}) {
    const HttpResponse answer = AnswerReceipts(log.storage, path);
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.body, "not available\n");
    EXPECT_EQ(answer.cache_control, "no-store");
  }
}

}  // namespace
}  // namespace kepil
