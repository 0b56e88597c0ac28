#include "engine/signature/cms_attribute.h"

#include <string>

#include "engine/crypto/der_writer.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

std::string Attribute(const std::string& oid, const std::string& values) {
  return DerSequence({DerOidFromText(oid), DerWrap(kDerSet, values)});
}

CmsAttributeType TypeOf(const std::string& oid) {
  const auto attributes = ReadCmsAttributes(Attribute(oid, DerNull()), 4);
  return attributes.ok() ? attributes->at(0).type : CmsAttributeType::kOther;
}

TEST(CmsAttributeTest, KnowsTypesByOid) {
  const std::string pkcs9 = "1.2.840.113549.1.9.";
  const std::string smime = pkcs9 + "16.2.";
  EXPECT_EQ(TypeOf(pkcs9 + "3"), CmsAttributeType::kContentType);
  EXPECT_EQ(TypeOf(pkcs9 + "4"), CmsAttributeType::kMessageDigest);
  EXPECT_EQ(TypeOf(pkcs9 + "5"), CmsAttributeType::kSigningTime);
  EXPECT_EQ(TypeOf(pkcs9 + "6"), CmsAttributeType::kCounterSignature);
  EXPECT_EQ(TypeOf(smime + "12"), CmsAttributeType::kSigningCertificateV1);
  EXPECT_EQ(TypeOf(smime + "14"), CmsAttributeType::kSignatureTimestamp);
  EXPECT_EQ(TypeOf(smime + "15"), CmsAttributeType::kSignaturePolicy);
  EXPECT_EQ(TypeOf(smime + "20"), CmsAttributeType::kContentTimestamp);
  EXPECT_EQ(TypeOf(smime + "23"), CmsAttributeType::kCertificateValues);
  EXPECT_EQ(TypeOf(smime + "24"), CmsAttributeType::kRevocationValues);
  EXPECT_EQ(TypeOf(smime + "27"), CmsAttributeType::kArchiveTimestamp);
  EXPECT_EQ(TypeOf(smime + "47"), CmsAttributeType::kSigningCertificateV2);
  EXPECT_EQ(TypeOf(smime + "48"), CmsAttributeType::kArchiveTimestamp);
  EXPECT_EQ(TypeOf("0.4.0.1733.2.4"), CmsAttributeType::kArchiveTimestamp);
  EXPECT_EQ(TypeOf("1.2.3"), CmsAttributeType::kOther);
}

TEST(CmsAttributeTest, SlicesValues) {
  const std::string contents =
      Attribute("1.2.3", DerInt64(1) + DerNull()) + Attribute("1.2.4", "");
  const auto attributes = ReadCmsAttributes(contents, 4);
  ASSERT_THAT(attributes, IsOk());
  ASSERT_EQ(attributes->size(), 2u);
  EXPECT_EQ(OidToText((*attributes)[0].oid), "1.2.3");
  ASSERT_EQ((*attributes)[0].values.size(), 2u);
  EXPECT_EQ((*attributes)[0].values[1].full, DerNull());
  EXPECT_TRUE((*attributes)[1].values.empty());
}

TEST(CmsAttributeTest, BoundsAttributesAndValues) {
  const std::string two =
      Attribute("1.2.3", DerNull()) + Attribute("1.2.4", DerNull());
  EXPECT_THAT(ReadCmsAttributes(two, 2), IsOk());
  EXPECT_THAT(ReadCmsAttributes(two, 1),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
  EXPECT_THAT(ReadCmsAttributes(Attribute("1.2.3", DerNull() + DerNull()) +
                                    Attribute("1.2.4", DerNull()),
                                2),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST(CmsAttributeTest, RefusesMalformedAttributes) {
  for (const std::string& bad :
       {DerNull(), DerSequence({}), DerSequence({DerOidFromText("1.2.3")}),
        DerSequence({DerOidFromText("1.2.3"), DerNull()}),
        DerSequence({DerOidFromText("1.2.3"), DerSetOf({}), DerNull()}),
        std::string("\x30\x80")}) {
    EXPECT_THAT(ReadCmsAttributes(bad, 4),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

TEST(CmsAttributeTest, OnlySomeTypesAreSingle) {
  EXPECT_TRUE(IsSingleAttribute(CmsAttributeType::kMessageDigest));
  EXPECT_TRUE(IsSingleAttribute(CmsAttributeType::kSigningCertificateV2));
  EXPECT_FALSE(IsSingleAttribute(CmsAttributeType::kContentTimestamp));
  EXPECT_FALSE(IsSingleAttribute(CmsAttributeType::kOther));
}

}  // namespace
}  // namespace kepil
