#include "engine/crypto/bash_hash.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

// The first 128 octets of the substitution H of STB 34.101.31, from which the
// standards take their test messages.
constexpr absl::string_view kHead =
    "B194BAC80A08F53B366D008E584A5DE48504FA9D1BB6C7AC252E72C202FDCE0D"
    "5BE3D61217B96181FE6786AD716B890B5CB0C0FF33C356B835C405AED8E07F99"
    "E12BDC1AE28257EC703FCCF095EE8DF1C1AB76389FE678CAF7C6F860D5BB9C4F"
    "F33C657B637C306ADD4EA7799EB23D313E98B56E27D3BCCF591E181F4C5AB793";

std::string HashOf(BashHash::Width width, absl::string_view message) {
  BashHash hash(width);
  hash.Update(message);
  return absl::BytesToHexString(hash.Finish());
}

// STB 34.101.77, annex A.3.
TEST(BashHashTest, AgreesWithTheStandard) {
  const std::string head = absl::HexStringToBytes(kHead);
  EXPECT_EQ(HashOf(BashHash::Width::k256, ""),
            "114c3dfae373d9bcbc3602d6386f2d6a2059ba1bf9048dbaa5146a6cb775709d");
  EXPECT_EQ(HashOf(BashHash::Width::k384, head.substr(0, 95)),
            "64334af830d33f63e9acdfa184e32522103fff5c6860110a2cd369edbc04387c"
            "501d8f92f749ae4de15a8305c353d64d");
  EXPECT_EQ(HashOf(BashHash::Width::k512, head.substr(0, 63)),
            "2a66c87c189c12e255239406123bdedbf19955eaf0808b2ad705e249220845e2"
            "0f4786fb6765d0b5c48984b1b16556ef19ea8192b985e4233d9c09508d6339e7");
}

TEST(BashHashTest, PiecesMakeTheSameValue) {
  const std::string message(1000, 'k');
  for (const BashHash::Width width :
       {BashHash::Width::k256, BashHash::Width::k384, BashHash::Width::k512}) {
    const std::string whole = HashOf(width, message);
    for (size_t step = 1; step < 300; step += 13) {
      BashHash hash(width);
      for (size_t i = 0; i < message.size(); i += step) {
        hash.Update(absl::string_view(message).substr(i, step));
        hash.Update("");
      }
      EXPECT_EQ(absl::BytesToHexString(hash.Finish()), whole) << step;
    }
  }
}

TEST(BashHashTest, FullBlocksArePaddedWithOneMore) {
  EXPECT_NE(HashOf(BashHash::Width::k256, std::string(127, '\0')),
            HashOf(BashHash::Width::k256, std::string(128, '\0')));
  EXPECT_NE(HashOf(BashHash::Width::k512, std::string(64, '\0')),
            HashOf(BashHash::Width::k512, std::string(65, '\0')));
}

}  // namespace
}  // namespace kepil
