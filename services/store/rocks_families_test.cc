#include "services/store/rocks_families.h"

#include <gtest/gtest.h>

#include <string>

namespace kepil {
namespace {

TEST(RocksFamiliesTest, EveryFamilyStandsAtThePlaceOfItsNumber) {
  EXPECT_STREQ(ShapeOf(Family::kDefault).name, "default");
  EXPECT_STREQ(ShapeOf(Family::kReceipts).name, "receipts");
  EXPECT_STREQ(ShapeOf(Family::kLogTimestamps).name, "log_timestamps");
  EXPECT_STREQ(ShapeOf(Family::kDigitalUse).name, "digital_use");
  const auto descriptors = FamilyDescriptors(ValuesAre::kPlain);
  ASSERT_EQ(descriptors.size(), static_cast<size_t>(Family::kDigitalUse) + 1);
  for (size_t i = 0; i < descriptors.size(); ++i) {
    EXPECT_EQ(descriptors[i].name, ShapeOf(static_cast<Family>(i)).name);
  }
}

// What is sealed looks random: to compress it costs and gives nothing.
TEST(RocksFamiliesTest, OnlyValuesThatAreNotSealedAreCompressed) {
  const auto plain = FamilyDescriptors(ValuesAre::kPlain);
  const auto sealed = FamilyDescriptors(ValuesAre::kSealed);
  const auto compression = [](const auto& descriptors, Family family) {
    return descriptors[static_cast<size_t>(family)].options.compression;
  };
  EXPECT_EQ(compression(plain, Family::kReceipts), rocksdb::kZSTD);
  EXPECT_EQ(compression(sealed, Family::kReceipts), rocksdb::kNoCompression);
  EXPECT_EQ(compression(sealed, Family::kReceiptIndex), rocksdb::kZSTD);
  EXPECT_EQ(compression(sealed, Family::kLogBundles), rocksdb::kZSTD);
  EXPECT_EQ(compression(plain, Family::kLogTiles), rocksdb::kNoCompression);
}

}  // namespace
}  // namespace kepil
