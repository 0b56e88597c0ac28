#include "services/rpc/timestamp_face.h"

#include "gtest/gtest.h"

namespace kepil {
namespace {

// One time-stamp, over a tree of four.
class OneTimestamp : public CheckpointTimestamps {
 public:
  OneTimestamp() {
    timestamp_.set_tree_size(4);
    timestamp_.set_checkpoint("note");
    timestamp_.set_token("token");
  }
  absl::Status Put(const v1::CheckpointTimestamp&) override {
    return absl::OkStatus();
  }
  absl::StatusOr<std::optional<v1::CheckpointTimestamp>> FindCovering(
      int64_t index) const override {
    if (index >= 4) {
      return std::optional<v1::CheckpointTimestamp>();
    }
    return std::optional<v1::CheckpointTimestamp>(timestamp_);
  }
  absl::StatusOr<std::optional<v1::CheckpointTimestamp>> Newest()
      const override {
    return std::optional<v1::CheckpointTimestamp>(timestamp_);
  }

 private:
  v1::CheckpointTimestamp timestamp_;
};

TEST(TimestampFaceTest, GivesTokenAndCheckpoint) {
  const OneTimestamp timestamps;
  EXPECT_EQ(AnswerTimestamp(timestamps, "/receipts/timestamp").body, "token");
  EXPECT_EQ(AnswerTimestamp(timestamps, "/receipts/timestamp/3").body, "token");
  EXPECT_EQ(
      AnswerTimestamp(timestamps, "/receipts/timestamp/3/checkpoint").body,
      "note");
  EXPECT_EQ(AnswerTimestamp(timestamps, "/receipts/timestamp/checkpoint").body,
            "note");
}

TEST(TimestampFaceTest, NothingElseIsThere) {
  const OneTimestamp timestamps;
  for (const char* path : {"/receipts/timestamp/4", "/receipts/timestamp/",
                           "/receipts/timestamp/x", "/receipts/timestamp/-1",
                           "/receipts/timestamps", "/receipts/",
                           "/receipts/timestamp/99999999999999999999"}) {
    EXPECT_EQ(AnswerTimestamp(timestamps, path).status, 404) << path;
  }
}

}  // namespace
}  // namespace kepil
