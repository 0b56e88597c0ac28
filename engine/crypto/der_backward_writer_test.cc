#include "engine/crypto/der_backward_writer.h"

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "engine/crypto/der_writer.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

// SEQUENCE { INTEGER 5, [0] { OCTET STRING `content` }, SET {} }.
std::string Nested(size_t expected, absl::string_view content) {
  DerBackwardWriter out(expected);
  out.Wrap(kDerSet, out.size());
  const size_t mark = out.size();
  out.PrependValue(kDerOctetString, content);
  out.Wrap(DerContextConstructed(0), mark);
  out.Prepend(DerInt64(5));
  out.Wrap(kDerSequence, 0);
  return std::move(out).Take();
}

TEST(DerBackwardWriterTest, WritesWhatTheWriterOfValuesWrites) {
  EXPECT_EQ(absl::BytesToHexString(Nested(64, "ab")),
            "300b020105a0040402616231"
            "00");
  for (const size_t size : {0, 1, 127, 128, 255, 256, 65'535, 65'536}) {
    const std::string content(size, 'c');
    EXPECT_EQ(Nested(size + 32, content),
              DerSequence({DerInt64(5), DerExplicit(0, DerOctetString(content)),
                           DerSetOf({})}))
        << size;
  }
}

TEST(DerBackwardWriterTest, GrowsWhenMoreComesThanExpected) {
  const std::string content(1000, 'c');
  const std::string usual = Nested(2000, content);
  for (const size_t expected : {0, 1, 17, 500, 1005, 1010, 1015}) {
    EXPECT_EQ(Nested(expected, content), usual) << expected;
  }
}

TEST(DerBackwardWriterTest, IsEmptyWithoutAnything) {
  DerBackwardWriter out(10);
  EXPECT_EQ(out.size(), 0u);
  EXPECT_EQ(std::move(out).Take(), "");
}

}  // namespace
}  // namespace kepil
