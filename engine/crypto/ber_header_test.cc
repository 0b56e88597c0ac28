#include "engine/crypto/ber_header.h"

#include <string>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

std::optional<BerHeader> Read(absl::string_view hex) {
  return ReadBerHeader(absl::HexStringToBytes(hex));
}

TEST(BerHeaderTest, ReadsShortAndLongLengths) {
  EXPECT_EQ(Read("047f")->length, 0x7f);
  EXPECT_TRUE(Read("047f")->is_der());
  EXPECT_EQ(Read("048180")->length, 0x80);
  EXPECT_EQ(Read("048180")->size, 3);
  EXPECT_TRUE(Read("048180")->is_der());
  EXPECT_EQ(Read("0484ffffffff")->length, 0xffffffff);
  EXPECT_TRUE(Read("0484ffffffff")->is_der());
}

TEST(BerHeaderTest, TellsLengthsThatAreNotMinimal) {
  EXPECT_FALSE(Read("04817f")->is_der());
  EXPECT_FALSE(Read("04820080")->is_der());
  EXPECT_FALSE(Read("308400000001")->is_der());
}

TEST(BerHeaderTest, TellsIndefiniteLengths) {
  EXPECT_TRUE(Read("3080")->indefinite);
  EXPECT_FALSE(Read("3080")->is_der());
}

TEST(BerHeaderTest, RefusesWhatItCannotRead) {
  EXPECT_FALSE(Read("").has_value());
  EXPECT_FALSE(Read("04").has_value());
  EXPECT_FALSE(Read("0481").has_value());
  EXPECT_FALSE(Read("04820001").value().is_der());
  EXPECT_FALSE(Read("1f8101").has_value()) << "long tag number";
  EXPECT_FALSE(Read("bf8101").has_value()) << "long tag number";
  EXPECT_FALSE(Read("0000").has_value()) << "end of contents";
  EXPECT_FALSE(Read("2000").has_value()) << "constructed universal 0";
  EXPECT_FALSE(Read("0480").has_value()) << "primitive, indefinite";
  EXPECT_FALSE(Read("04850000000001").has_value()) << "five length octets";
  EXPECT_FALSE(Read("04ff").has_value()) << "reserved length octet";
}

TEST(BerHeaderTest, WritesWhatItReads) {
  for (const size_t length :
       {0ul, 0x7ful, 0x80ul, 0xfful, 0x100ul, 0xfffful, 0x10000ul, 0xfffffful,
        0x1000000ul, 0xfffffffful}) {
    const std::string header = DerHeader(0x30, length);
    const std::optional<BerHeader> read = ReadBerHeader(header);
    ASSERT_TRUE(read.has_value()) << length;
    EXPECT_EQ(read->length, length);
    EXPECT_EQ(read->size, header.size());
    EXPECT_TRUE(read->is_der()) << length;
  }
}

}  // namespace
}  // namespace kepil
