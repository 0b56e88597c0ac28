#include "engine/crypto/belt_hash.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

// The first 48 octets of the substitution H of STB 34.101.31.
constexpr absl::string_view kHead =
    "B194BAC80A08F53B366D008E584A5DE48504FA9D1BB6C7AC252E72C202FDCE0D"
    "5BE3D61217B96181FE6786AD716B890B";

std::string HashOf(absl::string_view message) {
  BeltHash hash;
  hash.Update(message);
  return absl::BytesToHexString(hash.Finish());
}

// STB 34.101.31, annex A, table A.23.
TEST(BeltHashTest, AgreesWithTheStandard) {
  const std::string head = absl::HexStringToBytes(kHead);
  EXPECT_EQ(HashOf(head.substr(0, 13)),
            "abef9725d4c5a83597a367d14494cc2542f20f659ddfecc961a3ec550cba8c75");
  EXPECT_EQ(HashOf(head.substr(0, 32)),
            "749e4c3653aece5e48db4761227742eb6dbe13f4a80f7beff1a9cf8d10ee7786");
  EXPECT_EQ(HashOf(head),
            "9d02ee446fb6a29fe5c982d4b13af9d3e90861bc4cef27cf306bfb0b174a154a");
}

TEST(BeltHashTest, PiecesMakeTheSameValue) {
  const std::string message(1000, 'k');
  const std::string whole = HashOf(message);
  for (size_t step = 1; step < 100; step += 7) {
    BeltHash hash;
    for (size_t i = 0; i < message.size(); i += step) {
      hash.Update(absl::string_view(message).substr(i, step));
      hash.Update("");
    }
    EXPECT_EQ(absl::BytesToHexString(hash.Finish()), whole) << step;
  }
}

TEST(BeltHashTest, LengthIsPartOfTheValue) {
  EXPECT_NE(HashOf(std::string(31, '\0')), HashOf(std::string(32, '\0')));
  EXPECT_NE(HashOf(""), HashOf(std::string(1, '\0')));
}

}  // namespace
}  // namespace kepil
