#include "engine/signature/ess_certificate_id.h"

#include <string>

#include "engine/crypto/der_writer.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

const std::string kHash(32, 'h');

std::string IssuerSerial(const std::string& issuer) {
  return DerSequence({issuer, DerInt64(77)});
}
std::string Attribute(const std::string& references) {
  return DerSequence({DerWrap(kDerSequence, references)});
}

TEST(EssCertificateIdTest, ReadsV1WithIssuerSerial) {
  const std::string issuer = DerSequence({DerExplicit(4, TestName("CN=CA"))});
  const auto references = ParseSigningCertificateV1(
      Attribute(DerSequence({DerOctetString("first"), IssuerSerial(issuer)}) +
                DerSequence({DerOctetString("second")})),
      2);
  ASSERT_THAT(references, IsOk());
  ASSERT_EQ(references->size(), 2u);
  const SigningCertificateReference& first = references->front();
  EXPECT_EQ(first.hash, HashAlgorithm::kSha1);
  EXPECT_EQ(first.certificate_hash, "first");
  ASSERT_EQ(first.issuer.size(), 1u);
  EXPECT_EQ(first.issuer[0].directory.CommonName(), "CA");
  EXPECT_EQ(first.serial, "\x4d");
  EXPECT_EQ((*references)[1].certificate_hash, "second");
  EXPECT_FALSE((*references)[1].serial.has_value());
}

TEST(EssCertificateIdTest, V2DefaultsToSha256) {
  const auto references = ParseSigningCertificateV2(
      Attribute(DerSequence({DerOctetString(kHash)})), 1);
  ASSERT_THAT(references, IsOk());
  EXPECT_EQ(references->front().hash, HashAlgorithm::kSha256);
  EXPECT_EQ(references->front().certificate_hash, kHash);
}

TEST(EssCertificateIdTest, V2ReadsNamedHash) {
  const auto named = [](const std::string& oid) {
    return Attribute(DerSequence(
        {DerSequence({DerOidFromText(oid)}), DerOctetString(kHash)}));
  };
  const auto sha512 =
      ParseSigningCertificateV2(named("2.16.840.1.101.3.4.2.3"), 1);
  ASSERT_THAT(sha512, IsOk());
  EXPECT_EQ(sha512->front().hash, HashAlgorithm::kSha512);
  const auto unknown = ParseSigningCertificateV2(named("1.2.3.4"), 1);
  ASSERT_THAT(unknown, IsOk());
  EXPECT_EQ(unknown->front().hash, HashAlgorithm::kUnknown);
}

TEST(EssCertificateIdTest, AcceptsBareNameAsIssuer) {
  const auto references = ParseSigningCertificateV2(
      Attribute(DerSequence(
          {DerOctetString(kHash), IssuerSerial(TestName("CN=CA"))})),
      1);
  ASSERT_THAT(references, IsOk());
  ASSERT_EQ(references->front().issuer.size(), 1u);
  EXPECT_EQ(references->front().issuer[0].type, GeneralName::Type::kDirectory);
  EXPECT_EQ(references->front().issuer[0].directory.CommonName(), "CA");
}

TEST(EssCertificateIdTest, PassesOverPolicies) {
  EXPECT_THAT(
      ParseSigningCertificateV2(
          DerSequence({DerSequence({DerSequence({DerOctetString(kHash)})}),
                       DerSequence({})}),
          1),
      IsOk());
}

TEST(EssCertificateIdTest, RefusesMalformedValues) {
  const std::string reference = DerSequence({DerOctetString(kHash)});
  for (const std::string& bad :
       {std::string(), DerNull(), Attribute(""), Attribute(DerNull()),
        Attribute(reference) + DerNull(),
        Attribute(DerSequence({DerOctetString(kHash), DerNull()})),
        Attribute(DerSequence({DerInt64(1)}))}) {
    EXPECT_THAT(ParseSigningCertificateV2(bad, 4),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

TEST(EssCertificateIdTest, RefusesTooManyReferencesAndNames) {
  const std::string reference = DerSequence({DerOctetString(kHash)});
  EXPECT_THAT(ParseSigningCertificateV2(Attribute(reference + reference), 1),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
  std::string names;
  for (int i = 0; i < 17; ++i) {
    names += DerImplicit(2, DerWrap(kDerIa5String, "a.example"));
  }
  EXPECT_THAT(
      ParseSigningCertificateV2(
          Attribute(DerSequence({DerOctetString(kHash),
                                 IssuerSerial(DerWrap(kDerSequence, names))})),
          1),
      HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

}  // namespace
}  // namespace kepil
