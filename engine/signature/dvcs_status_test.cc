#include "engine/signature/dvcs_status.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

absl::string_view ContentsOf(absl::string_view der) {
  DerReader reader(der);
  const auto value = reader.ReadAny();
  return value.ok() ? value->content : "";
}

// RFC 3029, 9.2: status, statusString, failInfo; named bits end in a one bit.
TEST(DvcsStatusTest, WritesTheOctetsOfThePkiStatusInfo) {
  const std::string der = WriteDvcStatusInfo(
      kDerSequence, DvcStatusInfo{DvcStatus::kRejection, {"no"}, {5, 2}});
  EXPECT_EQ(absl::BytesToHexString(der),
            "300d"
            "020102"
            "30040c026e6f"
            "03020224");
}

TEST(DvcsStatusTest, ReadsWhatItWrote) {
  for (const DvcStatus status :
       {DvcStatus::kGranted, DvcStatus::kGrantedWithMods, DvcStatus::kRejection,
        DvcStatus::kWaiting}) {
    const std::string der = WriteDvcStatusInfo(
        DerContextConstructed(2), DvcStatusInfo{status, {"a", "б"}, {3, 25}});
    const auto read = ParseDvcStatusInfo(ContentsOf(der));
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(read->status, status);
    EXPECT_THAT(read->text, ElementsAre("a", "б"));
    EXPECT_THAT(read->fail_info, ElementsAre(3, 25));
  }
}

TEST(DvcsStatusTest, ReadsAStatusAlone) {
  const auto read = ParseDvcStatusInfo(DerInt64(3));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->status, DvcStatus::kWaiting);
  EXPECT_THAT(read->text, IsEmpty());
  EXPECT_THAT(read->fail_info, IsEmpty());
}

TEST(DvcsStatusTest, RefusesAStatusWithoutMeaningInADvc) {
  for (const int status : {-1, 4, 6, 255}) {
    EXPECT_FALSE(ParseDvcStatusInfo(DerInt64(status)).ok()) << status;
  }
}

TEST(DvcsStatusTest, RefusesMalformedFields) {
  EXPECT_FALSE(ParseDvcStatusInfo("").ok());
  // Eight unused bits, an empty BIT STRING, six octets, text of another type.
  for (const char* rest :
       {"030208ff", "0300", "0307000000000000ff", "3003130161", "0500"}) {
    EXPECT_FALSE(
        ParseDvcStatusInfo(DerInt64(2) + absl::HexStringToBytes(rest)).ok())
        << rest;
  }
}

TEST(DvcsStatusTest, RefusesMoreTextsThanTheLimit) {
  std::string texts;
  for (size_t i = 0; i < kMaxDvcsElements; ++i) {
    texts += DerUtf8String("");
  }
  EXPECT_THAT(ParseDvcStatusInfo(DerInt64(0) + DerWrap(kDerSequence, texts)),
              IsOk());
  texts += DerUtf8String("");
  EXPECT_FALSE(
      ParseDvcStatusInfo(DerInt64(0) + DerWrap(kDerSequence, texts)).ok());
}

}  // namespace
}  // namespace kepil
