#include "translog/tile_layout.h"

#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;

TEST(TileLayoutTest, WritesPathsOfTheSpecification) {
  EXPECT_EQ(TilePath({0, 0, 256}), "tile/0/000");
  EXPECT_EQ(TilePath({0, 1234067, 256}), "tile/0/x001/x234/067");
  EXPECT_EQ(TilePath({0, 1234067, 112}), "tile/0/x001/x234/067.p/112");
  EXPECT_EQ(TilePath({3, 999, 1}), "tile/3/999.p/1");
  EXPECT_EQ(TilePath({1, 1000, 256}), "tile/1/x001/000");
  EXPECT_EQ(EntryBundlePath({0, 1234067, 112}),
            "tile/entries/x001/x234/067.p/112");
}

TEST(TileLayoutTest, ReadsBackEveryPathItWrites) {
  for (const int64_t index :
       {int64_t{0}, int64_t{7}, int64_t{999}, int64_t{1000}, int64_t{1001000},
        int64_t{1234067}, INT64_MAX / 256}) {
    for (const int width : {1, 9, 10, 255, 256}) {
      for (const int level : {0, 1, 7}) {
        const TileId id{level, index, width};
        EXPECT_THAT(ParseTilePath(TilePath(id)), IsOkAndHolds(id));
      }
      const TileId id{0, index, width};
      EXPECT_THAT(ParseEntryBundlePath(EntryBundlePath(id)), IsOkAndHolds(id));
    }
  }
}

TEST(TileLayoutTest, RefusesPathsThatItDoesNotWrite) {
  for (const char* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/1",
                           "tile/0/01",
                           "tile/0/0000",
                           "tile/0/x001",
                           "tile/0/x000/001",
                           "tile/0/001/002",
                           "tile/0/x001/x002",
                           "tile/0/x1/002",
                           "tile/8/000",
                           "tile/00/000",
                           "tile/-1/000",
                           "tile/+1/000",
                           "tile/ 1/000",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p/",
                           "tile/0/000.p/1/",
                           "tile/0/000.p/1.p/1",
                           "tile/0/000/",
                           "/tile/0/000",
                           "tile/entries/000",
                           "tile/0/0a0",
                           "tile/0/X001/000",
                           "tile/0/..",
                           "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
                           "tile/0/x999/x999/x999/x999/x999/x999/999",
                           "tile/0/x037/x000/x000/x000/x000/000",
                           "tile/0/x001/x234/067.p/112/../113"}) {
    EXPECT_THAT(ParseTilePath(path),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << path;
  }
  for (const char* path : {"tile/0/000", "tile/entries", "tile/entries/",
                           "tile/entries/0/000", "tile/entries/1"}) {
    EXPECT_THAT(ParseEntryBundlePath(path),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << path;
  }
}

TEST(TileLayoutTest, ComputesWidthsFromTheTreeSize) {
  EXPECT_EQ(HashesAtLevel(0, 70000), 70000);
  EXPECT_EQ(HashesAtLevel(1, 70000), 273);
  EXPECT_EQ(HashesAtLevel(2, 70000), 1);
  EXPECT_EQ(HashesAtLevel(7, INT64_MAX), 127);
  EXPECT_EQ(TileAt(0, 272, 70000), (TileId{0, 272, 256}));
  EXPECT_EQ(TileAt(0, 273, 70000), (TileId{0, 273, 112}));
  EXPECT_EQ(TileAt(1, 1, 70000), (TileId{1, 1, 17}));
  EXPECT_EQ(TileAt(2, 0, 70000), (TileId{2, 0, 1}));
  EXPECT_EQ(TileAt(3, 0, 70000).width, 0);
  EXPECT_EQ(TileAt(0, 1, 256).width, 0);
  EXPECT_EQ(TileAt(0, INT64_MAX / 256, 70000).width, 0);
}

TEST(TileLayoutTest, TileIsItsHashesSideBySide) {
  const std::vector<Digest> hashes = {Sha256("a"), Sha256("b")};
  const std::string octets = EncodeTile(hashes);
  EXPECT_EQ(octets.substr(32), hashes[1].bytes());
  EXPECT_THAT(DecodeTile(octets, 2), IsOkAndHolds(hashes));
  for (const int width : {-1, 0, 1, 3, 257}) {
    EXPECT_THAT(DecodeTile(octets, width),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
  EXPECT_THAT(NarrowTile(octets, 1), IsOkAndHolds(EncodeTile({hashes[0]})));
  EXPECT_THAT(NarrowTile(octets, 3), HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST(TileLayoutTest, BundlePrefixesEachEntryWithItsLength) {
  const std::vector<std::string> entries = {"ab", "", std::string(300, 'x')};
  const auto octets = EncodeEntryBundle(entries);
  ASSERT_THAT(octets, IsOk());
  EXPECT_EQ(octets->substr(0, 8), std::string("\0\2ab\0\0\1\x2c", 8));
  EXPECT_THAT(DecodeEntryBundle(*octets, 3), IsOkAndHolds(entries));
  EXPECT_THAT(NarrowEntryBundle(*octets, 1),
              IsOkAndHolds(std::string("\0\2ab", 4)));
  EXPECT_THAT(NarrowEntryBundle(*octets, 4),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST(TileLayoutTest, BundleTakesTheLongestEntryAndNoLonger) {
  const std::string longest(kMaxEntryOctets, 'x');
  const auto octets = EncodeEntryBundle({longest});
  ASSERT_THAT(octets, IsOk());
  EXPECT_THAT(DecodeEntryBundle(*octets, 1),
              IsOkAndHolds(ElementsAre(longest)));
  EXPECT_THAT(EncodeEntryBundle({longest + "x"}),
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
}

TEST(TileLayoutTest, RefusesBundleThatIsCutOrHasMore) {
  const std::string octets("\0\2ab\0\1c", 7);
  ASSERT_THAT(DecodeEntryBundle(octets, 2), IsOk());
  for (size_t length = 0; length < octets.size(); ++length) {
    EXPECT_THAT(DecodeEntryBundle(octets.substr(0, length), 2),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
  for (const int width : {-1, 0, 1, 3, 256, 257}) {
    EXPECT_THAT(DecodeEntryBundle(octets, width),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
}

}  // namespace
}  // namespace kepil
