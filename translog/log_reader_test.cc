#include "translog/log_reader.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/naive_merkle.h"
#include "tests/support/status_matchers.h"
#include "translog/merkle_hash.h"

namespace kepil {
namespace {

constexpr char kOrigin[] = "example.com/log";

struct PublishedLog {
  explicit PublishedLog(int64_t count) : leaves(NumberedLeaves(count)) {
    PublishLeaves(storage, anchor, MakeTestNoteSigner(kOrigin), leaves);
  }
  std::vector<std::string> leaves;
  MemoryLogStorage storage;
  MemoryLogAnchor anchor;
  LogReader reader{storage};
};

TEST(LogReaderTest, HandsOutTheCheckpointAsPublished) {
  const PublishedLog log(9);
  const auto checkpoint = log.reader.LatestCheckpoint();
  ASSERT_THAT(checkpoint, IsOk());
  EXPECT_EQ((*checkpoint)->checkpoint.tree_size, 9);
  EXPECT_EQ((*checkpoint)->note.octets, *log.storage.ReadCheckpoint());
}

TEST(LogReaderTest, HasNoCheckpointBeforeTheFirst) {
  MemoryLogStorage storage;
  const LogReader reader(storage);
  EXPECT_THAT(reader.LatestCheckpoint(), HasReason(v1::ERROR_REASON_NOT_READY));
  EXPECT_THAT(reader.MakeTlogProof(0, std::nullopt),
              HasReason(v1::ERROR_REASON_NOT_READY));
}

TEST(LogReaderTest, CallsAnUnreadableCheckpointDataLoss) {
  MemoryLogStorage storage;
  ASSERT_THAT(storage.WriteCheckpoint("garbage"), IsOk());
  EXPECT_THAT(LogReader(storage).LatestCheckpoint(),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST(LogReaderTest, ProvesInclusionAndConsistencyOfAnyIntegratedSize) {
  const PublishedLog log(300);
  const absl::Span<const std::string> leaves = log.leaves;
  for (const int64_t size : {1, 2, 255, 256, 299, 300}) {
    const Digest root = NaiveRoot(leaves.first(size));
    const auto inclusion = log.reader.ProveInclusion(size - 1, size);
    ASSERT_THAT(inclusion, IsOk());
    EXPECT_TRUE(VerifyInclusion(*inclusion, LeafHash(leaves[size - 1]), root));
    const auto consistency = log.reader.ProveConsistency(size, 300);
    ASSERT_THAT(consistency, IsOk());
    EXPECT_TRUE(VerifyConsistency(*consistency, root, NaiveRoot(leaves)));
  }
}

TEST(LogReaderTest, SaysThatTheTreeIsTooSmall) {
  const PublishedLog log(9);
  EXPECT_THAT(log.reader.ProveInclusion(9, 10),
              StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(log.reader.ProveInclusion(0, INT64_MAX),
              HasReason(v1::ERROR_REASON_TREE_TOO_SMALL));
  EXPECT_THAT(log.reader.ProveConsistency(9, 10),
              HasReason(v1::ERROR_REASON_TREE_TOO_SMALL));
  EXPECT_THAT(log.reader.MakeTlogProof(9, std::nullopt),
              HasReason(v1::ERROR_REASON_TREE_TOO_SMALL));
}

TEST(LogReaderTest, RefusesArgumentsThatNoTreeCanSatisfy) {
  const PublishedLog log(9);
  for (const auto& [index, size] :
       {std::pair<int64_t, int64_t>(-1, 9), {9, 9}, {0, 0}, {0, -1}}) {
    EXPECT_THAT(log.reader.ProveInclusion(index, size),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
  EXPECT_THAT(log.reader.ProveConsistency(5, 4),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(log.reader.ProveConsistency(-1, 4),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(log.reader.MakeTlogProof(-1, std::nullopt),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(LogReaderTest, OfflineProofIsUnderThePublishedCheckpoint) {
  PublishedLog log(300);
  IntegrateLeaves(log.storage, {"not published yet"});
  const auto proof = log.reader.MakeTlogProof(299, "extra");
  ASSERT_THAT(proof, IsOk());
  EXPECT_EQ(proof->checkpoint.checkpoint.tree_size, 300);
  EXPECT_THAT(VerifyTlogProof(*proof, log.leaves[299],
                              MakeTestNoteSigner(kOrigin).verifier()),
              IsOkAndHolds(TlogProofVerdict::kValid));
  EXPECT_THAT(log.reader.MakeTlogProof(300, std::nullopt),
              HasReason(v1::ERROR_REASON_TREE_TOO_SMALL));
}

}  // namespace
}  // namespace kepil
