#include "engine/pki/extension_value.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

using test_der::FromHex;
using testing::Optional;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(ExtensionValueTest, OpensExactlyOneSequence) {
  EXPECT_THAT(OpenSequence(FromHex("3000")), IsOk());
  EXPECT_THAT(OpenSequence(FromHex("300000")), StatusIs(kInvalid));
  EXPECT_THAT(OpenSequence(FromHex("3100")), StatusIs(kInvalid));
  EXPECT_THAT(OpenSequence(""), StatusIs(kInvalid));
  EXPECT_THAT(OpenNonEmptySequence(FromHex("3000")), StatusIs(kInvalid));
  EXPECT_THAT(OpenNonEmptySequence(FromHex("30020500")), IsOk());
}

TEST(ExtensionValueTest, ReadsCountsThatAreNotNegative) {
  const std::string seven = FromHex("800107");
  DerReader reader(seven);
  EXPECT_THAT(ReadOptionalCount(reader, DerContext(1)),
              IsOkAndHolds(std::optional<int64_t>()));
  EXPECT_THAT(ReadOptionalCount(reader, DerContext(0)),
              IsOkAndHolds(Optional(7)));
  const std::string negative = FromHex("8001ff");
  DerReader bad(negative);
  EXPECT_THAT(ReadOptionalCount(bad, DerContext(0)), StatusIs(kInvalid));
}

TEST(ExtensionValueTest, NumbersBitsFromTheTop) {
  EXPECT_THAT(ParseNamedBits(FromHex("0780")), IsOkAndHolds(1 << 0));
  EXPECT_THAT(ParseNamedBits(FromHex("0106")), IsOkAndHolds(1 << 5 | 1 << 6));
  EXPECT_THAT(ParseNamedBits(FromHex("070080")), IsOkAndHolds(1 << 8));
  EXPECT_THAT(ParseNamedBits(FromHex("00")), IsOkAndHolds(0));
  // Trailing zero bits.
  EXPECT_THAT(ParseNamedBits(FromHex("0080")), IsOkAndHolds(1 << 0));
  EXPECT_THAT(ParseNamedBits(FromHex("00800000ff")), IsOkAndHolds(1 << 0));
}

TEST(ExtensionValueTest, RefusesMalformedBitStrings) {
  EXPECT_THAT(ParseNamedBits(""), StatusIs(kInvalid));
  EXPECT_THAT(ParseNamedBits(FromHex("01")), StatusIs(kInvalid));
  EXPECT_THAT(ParseNamedBits(FromHex("0880")), StatusIs(kInvalid));
  EXPECT_THAT(ParseNamedBits(FromHex("0781")), StatusIs(kInvalid));
}

}  // namespace
}  // namespace kepil
