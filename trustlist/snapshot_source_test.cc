#include "trustlist/snapshot_source.h"

#include "gtest/gtest.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {
namespace {

TEST(SnapshotSourceTest, HoldsVersionTimeAndAuthoritiesAndNobodyElse) {
  storage::v1::RegistryImage image;
  image.set_version(4);
  image.add_authorities()->set_id("xa-ca");
  image.add_principals()->set_id("officer");
  const std::string source =
      WriteSnapshotSource(image, absl::FromUnixSeconds(1767225600));
  v1::SnapshotSource read;
  ASSERT_TRUE(read.ParseFromString(source));
  EXPECT_EQ(read.version(), 4);
  EXPECT_EQ(read.issued_at().seconds(), 1767225600);
  ASSERT_EQ(read.authorities_size(), 1);
  EXPECT_EQ(read.authorities(0).id(), "xa-ca");
  EXPECT_EQ(source.find("officer"), std::string::npos);
  EXPECT_EQ(WriteSnapshotSource(image, absl::FromUnixSeconds(1767225600)),
            source);
}

}  // namespace
}  // namespace kepil
