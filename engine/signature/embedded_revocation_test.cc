#include "engine/signature/embedded_revocation.h"

#include <string>

#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kOcspBasic[] = "1.3.6.1.5.5.7.48.1.1";
constexpr char kRiOcspResponse[] = "1.3.6.1.5.5.7.16.2";

std::string Object(int n) { return DerSequence({DerInt64(n)}); }

std::string Other(const std::string& format, const std::string& value) {
  return DerWrap(DerContextConstructed(1), DerOidFromText(format) + value);
}

// OCSPResponse {successful, {id-pkix-ocsp-basic, basic}} octet by octet.
std::string Successful(const std::string& basic) {
  return DerSequence({std::string("\x0a\x01\x00", 3),
                      DerExplicit(0, DerSequence({DerOidFromText(kOcspBasic),
                                                  DerOctetString(basic)}))});
}

TEST(EmbeddedRevocationTest, SeparatesCrlsAndOcspAnswers) {
  const auto found =
      ReadRevocationInfoChoices(Object(1) + Other(kRiOcspResponse, Object(2)) +
                                    Object(3) + Other(kOcspBasic, Object(4)),
                                4);
  ASSERT_THAT(found, IsOk());
  EXPECT_THAT(found->crls, ElementsAre(Object(1), Object(3)));
  EXPECT_THAT(found->ocsp_responses,
              ElementsAre(Object(2), Successful(Object(4))));
  EXPECT_TRUE(found->has_other_format);
  EXPECT_FALSE(found->has_unreadable);
}

TEST(EmbeddedRevocationTest, ReportsUnknownForms) {
  const auto unknown_format =
      ReadRevocationInfoChoices(Other("1.2.3", Object(1)), 4);
  ASSERT_THAT(unknown_format, IsOk());
  EXPECT_TRUE(unknown_format->has_unreadable);
  EXPECT_EQ(unknown_format->size(), 0);

  const auto other_type = ReadRevocationInfoChoices(DerNull(), 4);
  ASSERT_THAT(other_type, IsOk());
  EXPECT_TRUE(other_type->has_unreadable);
}

TEST(EmbeddedRevocationTest, RefusesMoreThanTheLimit) {
  EXPECT_THAT(ReadRevocationInfoChoices(Object(1) + Object(2), 2), IsOk());
  EXPECT_THAT(ReadRevocationInfoChoices(Object(1) + Object(2), 1),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST(EmbeddedRevocationTest, ReadsRevocationValues) {
  const std::string values =
      DerSequence({DerExplicit(0, DerSequence({Object(1), Object(2)})),
                   DerExplicit(1, DerSequence({Object(3)}))});
  const auto found = ReadRevocationValues(values, 3);
  ASSERT_THAT(found, IsOk());
  EXPECT_THAT(found->crls, ElementsAre(Object(1), Object(2)));
  EXPECT_THAT(found->ocsp_responses, ElementsAre(Successful(Object(3))));
  EXPECT_FALSE(found->has_unreadable);
  EXPECT_THAT(ReadRevocationValues(values, 2),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST(EmbeddedRevocationTest, PassesOverOtherRevocationValues) {
  const auto found =
      ReadRevocationValues(DerSequence({DerExplicit(2, DerNull())}), 3);
  ASSERT_THAT(found, IsOk());
  EXPECT_TRUE(found->has_unreadable);
  EXPECT_THAT(found->crls, IsEmpty());
}

TEST(EmbeddedRevocationTest, RefusesBrokenFraming) {
  EXPECT_THAT(ReadRevocationInfoChoices("\x30\x05", 3),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(ReadRevocationValues(DerNull(), 3),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(ReadRevocationValues(
                  DerSequence({DerExplicit(0, DerSequence({DerNull()}))}), 3),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

}  // namespace
}  // namespace kepil
