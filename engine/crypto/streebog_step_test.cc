#include "engine/crypto/streebog_step.h"

#include <algorithm>
#include <cstdint>

#include "gtest/gtest.h"

namespace kepil {
namespace {

// The message of RFC 6986, 10.1, padded.
constexpr StreebogWords kBlock = {0x3736353433323130, 0x3534333231303938,
                                  0x3332313039383736, 0x3130393837363534,
                                  0x3938373635343332, 0x3736353433323130,
                                  0x3534333231303938, 0x0132313039383736};

// Some numbers that differ in every octet.
class Numbers {
 public:
  StreebogWords Next() {
    StreebogWords words;
    std::generate(words.begin(), words.end(), [this] {
      state_ = state_ * 6364136223846793005 + 1442695040888963407;
      return state_ ^ state_ >> 29;
    });
    return words;
  }

 private:
  uint64_t state_ = 1;
};

using Step = StreebogWords (*)(const StreebogWords&, const StreebogWords&,
                               const StreebogWords&);

// RFC 6986, 10.1.1: the hash of 512 bits, of a message of 504.
StreebogWords HashOfBlock(Step step) {
  const StreebogWords h = step({}, {}, kBlock);
  return step(step(h, {}, {504}), {}, kBlock);
}

constexpr StreebogWords kHash = {0xd5b9f54a1ad0541b, 0x6254288dd6863dcc,
                                 0x352f227524bc9ab1, 0xfa1fbae42b1285c0,
                                 0x823a7b76f830ad00, 0x11c324f074654c38,
                                 0x7fef082b3381a4e2, 0x486f64c191787941};

TEST(StreebogStepTest, TablesAgreeWithTheStandard) {
  EXPECT_EQ(HashOfBlock(&StreebogStepByTable), kHash);
}

TEST(StreebogStepTest, VectorsAgreeWithTheStandard) {
  if (!HasStreebogVectors()) {
    GTEST_SKIP() << "a machine without AVX-512 VBMI and GFNI";
  }
  EXPECT_EQ(HashOfBlock(&StreebogStepByVector), kHash);
}

TEST(StreebogStepTest, BothWaysAgree) {
  if (!HasStreebogVectors()) {
    GTEST_SKIP() << "a machine without AVX-512 VBMI and GFNI";
  }
  Numbers numbers;
  for (int i = 0; i < 1000; ++i) {
    const StreebogWords h = numbers.Next(), n = numbers.Next(),
                        m = numbers.Next();
    EXPECT_EQ(StreebogStepByVector(h, n, m), StreebogStepByTable(h, n, m)) << i;
  }
  // Every octet in every place.
  for (uint64_t octet = 0; octet < 256; ++octet) {
    StreebogWords h;
    h.fill(octet * 0x0101010101010101);
    EXPECT_EQ(StreebogStepByVector(h, {}, kBlock),
              StreebogStepByTable(h, {}, kBlock))
        << octet;
  }
}

}  // namespace
}  // namespace kepil
