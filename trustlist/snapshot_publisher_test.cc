#include "trustlist/snapshot_publisher.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "trustlist/snapshot_source.h"

namespace kepil {
namespace {

TrustSnapshotRef SnapshotOf(int64_t version) {
  storage::v1::RegistryImage image;
  image.set_version(version);
  PlainCertificateReader reader;
  auto snapshot = TrustSnapshot::FromSource(
      WriteSnapshotSource(image, absl::FromUnixSeconds(1767225600)), reader);
  EXPECT_THAT(snapshot, IsOk());
  return snapshot.value_or(nullptr);
}

TEST(SnapshotPublisherTest, ThereIsNothingBeforeTheFirst) {
  EXPECT_EQ(SnapshotPublisher().Current(), nullptr);
}

TEST(SnapshotPublisherTest, OnlyANewerSnapshotReplacesOne) {
  SnapshotPublisher publisher;
  ASSERT_THAT(publisher.Publish(SnapshotOf(2)), IsOk());
  const TrustSnapshotRef kept = publisher.Current();
  EXPECT_THAT(publisher.Publish(SnapshotOf(2)),
              HasReason(v1::ERROR_REASON_REGISTRY_MOVED));
  EXPECT_THAT(publisher.Publish(SnapshotOf(1)),
              HasReason(v1::ERROR_REASON_REGISTRY_MOVED));
  EXPECT_EQ(publisher.Current(), kept);
  ASSERT_THAT(publisher.Publish(SnapshotOf(3)), IsOk());
  EXPECT_EQ(publisher.Current()->version(), 3);
  EXPECT_EQ(kept->version(), 2);  // A reader's own lives on.
}

}  // namespace
}  // namespace kepil
