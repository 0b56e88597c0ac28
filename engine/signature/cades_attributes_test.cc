#include "engine/signature/cades_attributes.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr char kContentType[] = "1.2.840.113549.1.9.3";
constexpr char kMessageDigest[] = "1.2.840.113549.1.9.4";
constexpr char kSigningTime[] = "1.2.840.113549.1.9.5";
constexpr char kCounterSignature[] = "1.2.840.113549.1.9.6";
constexpr char kEssV1[] = "1.2.840.113549.1.9.16.2.12";
constexpr char kSignatureTimestamp[] = "1.2.840.113549.1.9.16.2.14";
constexpr char kPolicy[] = "1.2.840.113549.1.9.16.2.15";
constexpr char kContentTimestamp[] = "1.2.840.113549.1.9.16.2.20";
constexpr char kCertificateValues[] = "1.2.840.113549.1.9.16.2.23";
constexpr char kRevocationValues[] = "1.2.840.113549.1.9.16.2.24";
constexpr char kEssV2[] = "1.2.840.113549.1.9.16.2.47";
constexpr char kArchiveTimestampV3[] = "0.4.0.1733.2.4";

const std::string kDigest(32, 'd');

std::string Attribute(const std::string& oid,
                      const std::vector<std::string>& values) {
  return DerSequence(
      {DerOidFromText(oid), DerWrap(kDerSet, absl::StrJoin(values, ""))});
}
std::string ContentType() {
  return Attribute(kContentType, {DerOidFromText("1.2.840.113549.1.7.1")});
}
std::string MessageDigest() {
  return Attribute(kMessageDigest, {DerOctetString(kDigest)});
}
// In DER order: the shorter first.
std::string Usual() { return ContentType() + MessageDigest(); }
std::string Ess(const std::string& hash) {
  return DerSequence({DerSequence({DerSequence({DerOctetString(hash)})})});
}

CadesAttributes Parse(std::optional<std::string> signed_contents,
                      std::optional<std::string> unsigned_contents = {}) {
  const auto parsed =
      ParseCadesAttributes(signed_contents, unsigned_contents, ParseLimits());
  EXPECT_THAT(parsed, IsOk());
  return parsed.ok() ? *parsed : CadesAttributes();
}

TEST(CadesAttributesTest, NoAttributesAtAll) {
  const CadesAttributes parsed = Parse({}, {});
  EXPECT_FALSE(parsed.attributes.has_signed_attributes);
  EXPECT_EQ(parsed.signed_octets, "");
  EXPECT_THAT(parsed.deviations, IsEmpty());
}

TEST(CadesAttributesTest, ReadsSignedAttributes) {
  const std::string time =
      Attribute(kSigningTime, {DerX509Time(absl::FromUnixSeconds(1700000000))});
  const std::string contents = absl::StrCat(
      Usual(), time, Attribute(kEssV1, {Ess("v1")}),
      Attribute(kEssV2, {Ess("v2")}),
      Attribute(kPolicy, {DerSequence({DerOidFromText("1.2.3.4")})}),
      Attribute(kContentTimestamp, {DerInt64(1), DerInt64(2)}));
  const SignatureAttributes attributes = Parse(contents).attributes;
  EXPECT_TRUE(attributes.has_signed_attributes);
  EXPECT_EQ(attributes.content_type, OidFromText("1.2.840.113549.1.7.1"));
  EXPECT_EQ(attributes.message_digest, kDigest);
  EXPECT_EQ(attributes.signing_time, absl::FromUnixSeconds(1700000000));
  EXPECT_TRUE(attributes.has_signing_certificate_v1);
  ASSERT_EQ(attributes.signing_certificate_v1.size(), 1u);
  EXPECT_EQ(attributes.signing_certificate_v1[0].certificate_hash, "v1");
  EXPECT_TRUE(attributes.has_signing_certificate_v2);
  ASSERT_EQ(attributes.signing_certificate_v2.size(), 1u);
  EXPECT_EQ(attributes.signing_certificate_v2[0].certificate_hash, "v2");
  EXPECT_EQ(attributes.signature_policy, OidFromText("1.2.3.4"));
  EXPECT_THAT(attributes.content_timestamps,
              ElementsAre(DerInt64(1), DerInt64(2)));
  EXPECT_EQ(attributes.signed_oids.size(), 7u);
}

TEST(CadesAttributesTest, ReadsUnsignedAttributes) {
  const std::string certificate = DerSequence({DerInt64(5)});
  const std::string crl = DerSequence({DerInt64(6)});
  const std::string contents = absl::StrCat(
      Attribute(kSignatureTimestamp, {DerInt64(1)}),
      Attribute(kSignatureTimestamp, {DerInt64(2)}),
      Attribute(kArchiveTimestampV3, {DerInt64(3)}),
      Attribute(kCounterSignature, {DerSequence({DerInt64(4)})}),
      Attribute(kCertificateValues, {DerSequence({certificate})}),
      Attribute(kRevocationValues,
                {DerSequence({DerExplicit(0, DerSequence({crl}))})}),
      // Not protected, so it says nothing here.
      Attribute(kSigningTime, {DerX509Time(absl::UnixEpoch())}));
  const CadesAttributes parsed = Parse(Usual(), contents);
  EXPECT_THAT(parsed.attributes.signature_timestamps,
              ElementsAre(DerInt64(1), DerInt64(2)));
  EXPECT_EQ(parsed.attributes.archive_timestamps, 1);
  EXPECT_THAT(parsed.attributes.counter_signatures,
              ElementsAre(DerSequence({DerInt64(4)})));
  EXPECT_EQ(parsed.attributes.crls, std::vector<std::string>{crl});
  EXPECT_EQ(parsed.certificates.size(), 1u);
  EXPECT_FALSE(parsed.attributes.signing_time.has_value());
  EXPECT_EQ(parsed.attributes.unsigned_oids.size(), 7u);
  EXPECT_THAT(parsed.deviations, IsEmpty());
}

TEST(CadesAttributesTest, SignedOctetsAreTheSetAsItStands) {
  const CadesAttributes parsed = Parse(Usual());
  EXPECT_EQ(parsed.signed_octets, DerWrap(kDerSet, Usual()));
  EXPECT_THAT(parsed.deviations, IsEmpty());
}

TEST(CadesAttributesTest, SignedOctetsAreSortedIfTheyWereNot) {
  const CadesAttributes parsed = Parse(MessageDigest() + ContentType());
  EXPECT_EQ(parsed.signed_octets, DerSetOf({ContentType(), MessageDigest()}));
  EXPECT_NE(parsed.signed_octets,
            DerWrap(kDerSet, MessageDigest() + ContentType()));
  EXPECT_THAT(parsed.deviations,
              UnorderedElementsAre(FormatDeviation::kSignedAttributesNotDer,
                                   FormatDeviation::kAttributeOrder));
}

TEST(CadesAttributesTest, ValuesOfOneAttributeAreSortedToo) {
  const std::string unsorted = Attribute("1.2.3", {DerInt64(2), DerInt64(1)});
  const std::string sorted = Attribute("1.2.3", {DerInt64(1), DerInt64(2)});
  EXPECT_EQ(Parse(unsorted).signed_octets, DerWrap(kDerSet, sorted));
}

TEST(CadesAttributesTest, EmptySetLacksMandatoryAttributes) {
  const CadesAttributes parsed = Parse("");
  EXPECT_TRUE(parsed.attributes.has_signed_attributes);
  EXPECT_EQ(parsed.signed_octets, std::string("\x31\x00", 2));
  EXPECT_THAT(parsed.deviations,
              ElementsAre(FormatDeviation::kMissingMandatoryAttribute));
}

TEST(CadesAttributesTest, EachMandatoryAttributeIsMissed) {
  EXPECT_THAT(Parse(ContentType()).deviations,
              ElementsAre(FormatDeviation::kMissingMandatoryAttribute));
  EXPECT_THAT(Parse(MessageDigest()).deviations,
              ElementsAre(FormatDeviation::kMissingMandatoryAttribute));
}

TEST(CadesAttributesTest, DuplicateAttributesAreReportedAndTheFirstCounts) {
  const std::string other = Attribute(kMessageDigest, {DerOctetString("zzz")});
  const CadesAttributes parsed = Parse(Usual() + other);
  EXPECT_THAT(parsed.deviations,
              Contains(FormatDeviation::kDuplicateAttribute));
  EXPECT_EQ(parsed.attributes.message_digest, kDigest);
  const std::string time =
      Attribute(kSigningTime, {DerX509Time(absl::UnixEpoch())});
  EXPECT_THAT(Parse(Usual() + time + time).deviations,
              Contains(FormatDeviation::kDuplicateAttribute));
  EXPECT_THAT(Parse(Usual() + ContentType()).deviations,
              Contains(FormatDeviation::kDuplicateAttribute));
}

TEST(CadesAttributesTest, RepeatedSigningCertificateMayNotDiffer) {
  const std::string one = Attribute(kEssV2, {Ess("one")});
  const CadesAttributes same = Parse(Usual() + one + one);
  EXPECT_THAT(same.deviations,
              Contains(FormatDeviation::kRepeatedSigningCertificate));
  EXPECT_THAT(same.deviations,
              testing::Not(Contains(FormatDeviation::kDuplicateAttribute)));
  EXPECT_EQ(same.attributes.signing_certificate_v2.size(), 1u);
  EXPECT_THAT(Parse(Usual() + one + Attribute(kEssV2, {Ess("two")})).deviations,
              Contains(FormatDeviation::kDuplicateAttribute));
}

TEST(CadesAttributesTest, SeveralValuesOfASingleAttributeAreReported) {
  const CadesAttributes parsed =
      Parse(ContentType() +
            Attribute(kMessageDigest, {DerOctetString(kDigest),
                                       DerOctetString(std::string(32, 'e'))}));
  EXPECT_THAT(parsed.deviations,
              ElementsAre(FormatDeviation::kMultipleAttributeValues));
  EXPECT_EQ(parsed.attributes.message_digest, kDigest);
}

TEST(CadesAttributesTest, MalformedSignedAttributesAreReported) {
  for (const std::string& bad :
       {Attribute(kSigningTime, {DerNull()}), Attribute(kSigningTime, {}),
        Attribute(kEssV2, {DerNull()}), Attribute(kPolicy, {DerInt64(1)})}) {
    EXPECT_THAT(Parse(Usual() + bad).deviations,
                Contains(FormatDeviation::kMalformedAttribute));
  }
}

TEST(CadesAttributesTest, MalformedUnsignedObjectsAreTolerated) {
  for (const std::string& bad : {Attribute(kCertificateValues, {DerNull()}),
                                 Attribute(kRevocationValues, {DerNull()})}) {
    EXPECT_THAT(Parse(Usual(), bad).deviations,
                ElementsAre(FormatDeviation::kEmbeddedObjectUnreadable));
  }
}

TEST(CadesAttributesTest, ImpliedPolicyIsEmpty) {
  EXPECT_EQ(Parse(Usual() + Attribute(kPolicy, {DerNull()}))
                .attributes.signature_policy,
            "");
}

TEST(CadesAttributesTest, LimitsAreErrors) {
  ParseLimits limits;
  limits.max_attributes = 2;
  EXPECT_THAT(ParseCadesAttributes(Usual(), {}, limits), IsOk());
  const std::string three = Usual() + Attribute("1.2.3", {});
  EXPECT_THAT(ParseCadesAttributes(three, {}, limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
  EXPECT_THAT(ParseCadesAttributes(Usual(), three, limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
  limits.max_certificates = 1;
  const std::string object = DerSequence({DerInt64(1)});
  EXPECT_THAT(ParseCadesAttributes(Usual(),
                                   Attribute(kCertificateValues,
                                             {DerSequence({object, object})}),
                                   limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST(CadesAttributesTest, BrokenSetIsAnError) {
  EXPECT_THAT(ParseCadesAttributes(DerNull(), {}, ParseLimits()),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(ParseCadesAttributes(Usual(), DerNull(), ParseLimits()),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST(CadesAttributesTest, RecognisesSignedAttributesPassedOffAsContent) {
  EXPECT_TRUE(LookLikeSignedAttributes(DerWrap(kDerSet, Usual())));
  EXPECT_FALSE(LookLikeSignedAttributes(DerWrap(kDerSet, ContentType())));
  EXPECT_FALSE(LookLikeSignedAttributes(DerWrap(kDerSet, Usual()) + "x"));
  EXPECT_FALSE(LookLikeSignedAttributes("1. A text that begins with 1"));
  EXPECT_FALSE(LookLikeSignedAttributes(""));
}

}  // namespace
}  // namespace kepil
