#include "engine/pki/timestamp_info.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;

constexpr char kSha256[] = "2.16.840.1.101.3.4.2.1";

std::string Imprint(const std::string& oid = kSha256,
                    const std::string& octets = std::string(32, 'h')) {
  return der::Sequence(
      {der::Sequence({der::Oid(oid), der::Null()}), der::OctetString(octets)});
}
std::string Time(const std::string& text) { return der::Tlv(0x18, text); }

// TSTInfo up to genTime, then `rest`.
std::string Info(const std::vector<std::string>& rest = {},
                 const std::string& time = "20260101120000Z") {
  std::vector<std::string> fields = {der::Integer(1), der::Oid("1.2.3.4"),
                                     Imprint(), der::IntegerFromHex("00abcd"),
                                     Time(time)};
  fields.insert(fields.end(), rest.begin(), rest.end());
  return der::Sequence(fields);
}

absl::Time Noon() {
  return absl::FromCivil(absl::CivilSecond(2026, 1, 1, 12, 0, 0),
                         absl::UTCTimeZone());
}

TEST(TimestampInfoTest, ReadsTheMandatoryFields) {
  const auto info = ParseTimestampInfo(Info());
  ASSERT_THAT(info, IsOk());
  EXPECT_EQ(info->policy, OidFromText("1.2.3.4"));
  EXPECT_EQ(info->hash, HashAlgorithm::kSha256);
  EXPECT_EQ(info->hash_oid, OidFromText(kSha256));
  EXPECT_EQ(info->imprint, std::string(32, 'h'));
  EXPECT_EQ(info->serial, std::string("\0\xab\xcd", 3));
  EXPECT_EQ(info->gen_time, Noon());
  EXPECT_FALSE(info->accuracy.has_value());
  EXPECT_FALSE(info->ordering);
  EXPECT_FALSE(info->nonce.has_value());
  EXPECT_FALSE(info->tsa.has_value());
  EXPECT_FALSE(info->has_critical_extension);
}

TEST(TimestampInfoTest, ReadsTheOptionalFields) {
  const std::string accuracy =
      der::Sequence({der::Integer(2), der::Tlv(0x80, std::string("\x01\xf4")),
                     der::Tlv(0x81, std::string("\x05"))});
  const std::string extension = der::Sequence(
      {der::Oid("1.2.3"), der::Boolean(255), der::OctetString("")});
  const auto info = ParseTimestampInfo(
      Info({accuracy, der::Boolean(255), der::IntegerFromHex("7f"),
            der::Explicit(0, der::Tlv(0x86, "http://tsa.example")),
            der::Tlv(0xa1, extension)}));
  ASSERT_THAT(info, IsOk());
  EXPECT_EQ(info->accuracy,
            absl::Seconds(2) + absl::Milliseconds(500) + absl::Microseconds(5));
  EXPECT_TRUE(info->ordering);
  EXPECT_EQ(info->nonce, "\x7f");
  EXPECT_EQ(info->tsa->value, "http://tsa.example");
  EXPECT_TRUE(info->has_critical_extension);
}

TEST(TimestampInfoTest, ReadsFractionsOfASecond) {
  const auto info = ParseTimestampInfo(Info({}, "20260101120000.25Z"));
  ASSERT_THAT(info, IsOk());
  EXPECT_EQ(info->gen_time, Noon() + absl::Milliseconds(250));
}

TEST(TimestampInfoTest, KeepsAnUnknownHash) {
  const std::string info = der::Sequence(
      {der::Integer(1), der::Oid("1.2.3.4"), Imprint("1.2.3.9", "abc"),
       der::Integer(1), Time("20260101120000Z")});
  const auto parsed = ParseTimestampInfo(info);
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->hash, HashAlgorithm::kUnknown);
  EXPECT_EQ(parsed->hash_oid, OidFromText("1.2.3.9"));
}

TEST(TimestampInfoTest, RefusesWhatIsNoTstInfo) {
  const std::vector<std::string> bad = {
      "",
      "text",
      Info() + der::Null(),
      Info({der::Null()}),
      Info({}, "20260101120000"),       // Local time.
      Info({}, "20260101120000+0500"),  // Not Zulu.
      Info({}, "202601011200Z"),
      Info({der::Sequence({der::Tlv(0x80, std::string("\x03\xe8"))})}),
      Info({der::Sequence({der::Tlv(0x02, "\xff")})}),  // Accuracy below zero.
      der::Sequence({der::Integer(2), der::Oid("1.2.3.4"), Imprint(),
                     der::Integer(1), Time("20260101120000Z")}),
      der::Sequence({der::Integer(1), der::Oid("1.2.3.4"), Imprint(),
                     der::Integer(1), der::Tlv(0x17, "260101120000Z")}),
  };
  for (const std::string& info : bad) {
    EXPECT_THAT(ParseTimestampInfo(info),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

TEST(TimestampInfoTest, BoundsExtensions) {
  std::string extensions;
  for (int i = 0; i < 33; ++i) {
    extensions += der::Sequence({der::Oid("1.2.3"), der::OctetString("")});
  }
  EXPECT_THAT(ParseTimestampInfo(Info({der::Tlv(0xa1, extensions)})),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST(TimestampResponseTest, GivesTheTokenAsItStands) {
  const std::string token = der::Sequence({der::Oid("1.2.840.113549.1.7.2")});
  const std::string response =
      der::Sequence({der::Sequence({der::Integer(0)}), token});
  const auto parsed = ParseTimestampResponse(response);
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->status, 0);
  EXPECT_EQ(parsed->token, token);
}

TEST(TimestampResponseTest, ARefusalHasNoToken) {
  const std::string refusal = der::Sequence({der::Sequence({der::Integer(2)})});
  const auto parsed = ParseTimestampResponse(refusal);
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->status, 2);
  EXPECT_TRUE(parsed->token.empty());
  EXPECT_THAT(ParseTimestampResponse(refusal + "x"),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

}  // namespace
}  // namespace kepil
