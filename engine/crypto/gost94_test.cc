#include "engine/crypto/gost94.h"

#include <algorithm>
#include <string>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

constexpr char kMessage32[] = "This is message, length=32 bytes";
constexpr char kMessage50[] =
    "Suppose the original message has length = 50 bytes";

std::string HashOf(Gost94::Parameters parameters, absl::string_view octets) {
  Gost94 gost94(parameters);
  gost94.Update(octets);
  return absl::BytesToHexString(gost94.Finish());
}

// RFC 5831, 7.3, which prints the last octet first.
TEST(Gost94Test, HashesTheExamplesOfTheStandard) {
  EXPECT_EQ(HashOf(Gost94::Parameters::kTest, kMessage32),
            "b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa");
  EXPECT_EQ(HashOf(Gost94::Parameters::kTest, kMessage50),
            "471aba57a60a770d3a76130635c1fbea4ef14de51f78b4ae57dd893b62f55208");
}

// What the gost engine of OpenSSL makes of them.
TEST(Gost94Test, HashesWithTheUnitsOfCryptoPro) {
  EXPECT_EQ(HashOf(Gost94::Parameters::kCryptoPro, kMessage32),
            "2cefc2f7b7bdc514e18ea57fa74ff357e7fa17d652c75f69cb1be7893ede48eb");
  EXPECT_EQ(HashOf(Gost94::Parameters::kCryptoPro, kMessage50),
            "c3730c5cbccacf915ac292676f21e8bd4ef75331d9405e5f1a61dc3130a65011");
  EXPECT_EQ(HashOf(Gost94::Parameters::kCryptoPro, ""),
            "3f25bc1fbbce27ca10fb1958f319473ae7e17482c3b53ecf47a7e2de8aabe4c8");
}

TEST(Gost94Test, PiecesMakeNoDifference) {
  for (size_t size = 0; size <= 100; ++size) {
    const std::string message(size, '\xff');
    const std::string whole = HashOf(Gost94::Parameters::kTest, message);
    for (const size_t piece : {1, 31, 32, 33}) {
      Gost94 gost94(Gost94::Parameters::kTest);
      for (size_t i = 0; i < size; i += piece) {
        gost94.Update(absl::string_view(message).substr(i, piece));
      }
      EXPECT_EQ(absl::BytesToHexString(gost94.Finish()), whole)
          << size << " by " << piece;
    }
  }
}

}  // namespace
}  // namespace kepil
