#include "engine/crypto/streebog.h"

#include <algorithm>
#include <string>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

// As RFC 6986 prints it: the last octet first.
std::string Printed(std::string octets) {
  std::reverse(octets.begin(), octets.end());
  return absl::BytesToHexString(octets);
}

std::string FromPrinted(absl::string_view hex) {
  std::string octets = absl::HexStringToBytes(hex);
  std::reverse(octets.begin(), octets.end());
  return octets;
}

std::string HashOf(int bits, absl::string_view octets) {
  Streebog streebog(bits);
  streebog.Update(octets);
  return streebog.Finish();
}

// RFC 6986, 10.1.
TEST(StreebogTest, HashesTheFirstExample) {
  const std::string m1 =
      "012345678901234567890123456789012345678901234567890123456789012";
  EXPECT_EQ(Printed(HashOf(512, m1)),
            "486f64c1917879417fef082b3381a4e211c324f074654c38823a7b76f830ad00"
            "fa1fbae42b1285c0352f227524bc9ab16254288dd6863dccd5b9f54a1ad0541b");
  EXPECT_EQ(Printed(HashOf(256, m1)),
            "00557be5e584fd52a449b16b0251d05d27f94ab76cbaa6da890b59d8ef1e159d");
}

// RFC 6986, 10.2: more than one block.
TEST(StreebogTest, HashesTheSecondExample) {
  const std::string m2 = FromPrinted(
      "fbe2e5f0eee3c820fbeafaebef20fffbf0e1e0f0f520e0ed20e8ece0ebe5f0f2"
      "f120fff0eeec20f120faf2fee5e2202ce8f6f3ede220e8e6eee1e8f0f2d1202c"
      "e8f0f2e5e220e5d1");
  EXPECT_EQ(Printed(HashOf(512, m2)),
            "28fbc9bada033b1460642bdcddb90c3fb3e56c497ccd0f62b8a2ad4935e85f03"
            "7613966de4ee00531ae60f3b5a47f8dae06915d5f2f194996fcabf2622e6881e");
  EXPECT_EQ(Printed(HashOf(256, m2)),
            "508f7e553c06501d749a66fc28c6cac0b005746d97537fa85d9e40904efed29d");
}

TEST(StreebogTest, PiecesMakeNoDifference) {
  for (size_t size = 0; size <= 200; ++size) {
    const std::string message(size, '\xff');
    const std::string whole = HashOf(512, message);
    for (const size_t piece : {1, 63, 64, 65}) {
      Streebog streebog(512);
      for (size_t i = 0; i < size; i += piece) {
        streebog.Update(absl::string_view(message).substr(i, piece));
      }
      EXPECT_EQ(streebog.Finish(), whole) << size << " by " << piece;
    }
  }
}

}  // namespace
}  // namespace kepil
