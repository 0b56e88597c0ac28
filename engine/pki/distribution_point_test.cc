#include "engine/pki/distribution_point.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/crypto/der_reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

using test_der::FromHex;
using test_der::Oid;
using test_der::Sequence;
using test_der::Tlv;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

std::string Uri() { return Tlv(0x86, "http://b.kz/crl"); }
std::string FullName() { return Tlv(0xa0, Tlv(0xa0, Uri())); }
std::string Attribute() {
  return Sequence({Oid("2.5.4.3"), Tlv(kDerUtf8String, "x")});
}

TEST(DistributionPointTest, ReadsFullNameReasonsAndIssuer) {
  const auto points = ParseDistributionPoints(
      Sequence({Sequence({FullName(), Tlv(0x81, FromHex("0560")),
                          Tlv(0xa2, Tlv(0x82, "issuer"))}),
                Sequence({FullName()})}));
  ASSERT_THAT(points, IsOkAndHolds(SizeIs(2)));
  const DistributionPoint& point = (*points)[0];
  ASSERT_THAT(point.full_name, SizeIs(1));
  EXPECT_EQ(point.full_name[0].value, "http://b.kz/crl");
  EXPECT_THAT(point.reasons, Optional(1 << 1 | 1 << 2));
  EXPECT_THAT(point.crl_issuer, SizeIs(1));
  EXPECT_EQ(point.relative_name, std::nullopt);
  EXPECT_EQ((*points)[1].reasons, std::nullopt);
  EXPECT_THAT((*points)[1].crl_issuer, IsEmpty());
}

TEST(DistributionPointTest, GivesRelativeNameAsRdn) {
  const auto point = ParseDistributionPointName(Tlv(0xa1, Attribute()));
  ASSERT_THAT(point, IsOk());
  EXPECT_THAT(point->relative_name, Optional(Tlv(kDerSet, Attribute())));
  EXPECT_THAT(point->full_name, IsEmpty());
}

TEST(DistributionPointTest, RefusesMalformedValues) {
  const std::string malformed[] = {
      "",
      Sequence({}),
      Sequence({Sequence({FullName()})}) + "0",
      Sequence({FullName()}),
      Sequence({Sequence({Tlv(0xa0, "")})}),
      Sequence({Sequence({Tlv(0xa0, Tlv(0xa0, ""))})}),
      Sequence({Sequence({Tlv(0xa0, Tlv(0xa2, Uri()))})}),
      Sequence({Sequence({Tlv(0xa0, Tlv(0xa1, ""))})}),
      Sequence({Sequence({Tlv(0xa0, Tlv(0xa0, Uri()) + Tlv(0xa0, Uri()))})}),
      Sequence({Sequence({FullName(), Tlv(0x81, "")})}),
      Sequence({Sequence({FullName(), Tlv(0xa2, "")})}),
      Sequence({Sequence({Tlv(0xa2, Uri()), FullName()})}),
  };
  for (const std::string& value : malformed) {
    EXPECT_THAT(ParseDistributionPoints(value), StatusIs(kInvalid));
  }
}

TEST(DistributionPointTest, LimitsTheirNumber) {
  const std::string point = Sequence({FullName()});
  EXPECT_THAT(ParseDistributionPoints(Sequence(
                  std::vector<std::string>(kMaxDistributionPoints, point))),
              IsOk());
  EXPECT_THAT(ParseDistributionPoints(Sequence(
                  std::vector<std::string>(kMaxDistributionPoints + 1, point))),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

}  // namespace
}  // namespace kepil
