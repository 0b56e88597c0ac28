#include "engine/pki/certificate_extensions.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

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
using test_der::Oid;
using test_der::Sequence;
using test_der::Tlv;
using testing::ElementsAre;
using testing::Optional;
using testing::SizeIs;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

std::string Extension(absl::string_view oid, absl::string_view value) {
  return Sequence({Oid(oid), test_der::OctetString(value)});
}
std::string CriticalExtension(absl::string_view oid, absl::string_view value) {
  return Sequence(
      {Oid(oid), test_der::Boolean(1), test_der::OctetString(value)});
}
// The extensions of one value given in hex.
CertificateExtensions ParseOne(absl::string_view oid, absl::string_view hex) {
  const auto parsed =
      ParseCertificateExtensions(Extension(oid, FromHex(hex)), 10);
  EXPECT_THAT(parsed, IsOk());
  return parsed.ok() ? *parsed : CertificateExtensions();
}

TEST(CertificateExtensionsTest, ReadsBasicConstraints) {
  const auto ca = ParseOne("2.5.29.19", "30060101ff020103");
  ASSERT_TRUE(ca.basic_constraints.has_value());
  EXPECT_TRUE(ca.basic_constraints->ca);
  EXPECT_THAT(ca.basic_constraints->path_length, Optional(3));
  for (const char* hex : {"3000", "3003010100"}) {
    const auto end_entity = ParseOne("2.5.29.19", hex);
    ASSERT_TRUE(end_entity.basic_constraints.has_value());
    EXPECT_FALSE(end_entity.basic_constraints->ca);
  }
}

TEST(CertificateExtensionsTest, ReadsKeyUsage) {
  const auto signer = ParseOne("2.5.29.15", "030206c0");
  ASSERT_TRUE(signer.key_usage.has_value());
  EXPECT_TRUE(signer.key_usage->Has(KeyUsageBit::kDigitalSignature));
  EXPECT_TRUE(signer.key_usage->Has(KeyUsageBit::kContentCommitment));
  EXPECT_FALSE(signer.key_usage->Has(KeyUsageBit::kKeyCertSign));
  const auto ca = ParseOne("2.5.29.15", "03020106");
  EXPECT_TRUE(ca.key_usage->Has(KeyUsageBit::kKeyCertSign));
  EXPECT_TRUE(ca.key_usage->Has(KeyUsageBit::kCrlSign));
  const auto decipher = ParseOne("2.5.29.15", "0303070080");
  EXPECT_TRUE(decipher.key_usage->Has(KeyUsageBit::kDecipherOnly));
  EXPECT_EQ(ParseOne("2.5.29.15", "030100").key_usage->bits, 0);
}

TEST(CertificateExtensionsTest, ReadsKeyIdentifiers) {
  EXPECT_THAT(ParseOne("2.5.29.14", "04020102").subject_key_id,
              Optional(FromHex("0102")));
  const auto key_id = ParseOne("2.5.29.35", "300480020102").authority_key_id;
  ASSERT_TRUE(key_id.has_value());
  EXPECT_THAT(key_id->key_id, Optional(FromHex("0102")));
  const auto issuer = ParseOne("2.5.29.35", "3007a1028200820107");
  ASSERT_TRUE(issuer.authority_key_id.has_value());
  EXPECT_EQ(issuer.authority_key_id->key_id, std::nullopt);
  EXPECT_THAT(issuer.authority_key_id->issuer, SizeIs(1));
  EXPECT_THAT(issuer.authority_key_id->serial, Optional(FromHex("07")));
  EXPECT_TRUE(ParseOne("2.5.29.35", "3000").authority_key_id.has_value());
}

TEST(CertificateExtensionsTest, ReadsPurposesAndQcStatements) {
  EXPECT_THAT(
      ParseOne("2.5.29.37", "300a06082b06010505070309").extended_key_usage,
      Optional(ElementsAre(key_purpose_oid::kOcspSigning)));
  EXPECT_THAT(ParseOne("2.5.29.37", "30060604551d2500").extended_key_usage,
              Optional(ElementsAre(key_purpose_oid::kAny)));
  EXPECT_THAT(ParseOne("1.3.6.1.5.5.7.1.3", "300c300406022a03300406022a04")
                  .qc_statements,
              ElementsAre(FromHex("2a03"), FromHex("2a04")));
}

TEST(CertificateExtensionsTest, ReadsAltNames) {
  const auto names = ParseOne("2.5.29.17", "3009820161870401020304");
  ASSERT_TRUE(names.subject_alt_names.has_value());
  EXPECT_THAT(*names.subject_alt_names, SizeIs(2));
  EXPECT_EQ((*names.subject_alt_names)[1].value, FromHex("01020304"));
}

TEST(CertificateExtensionsTest, TakesAltNamesWithoutNamesAsAbsent) {
  const auto subject = ParseOne("2.5.29.17", "3000");
  EXPECT_FALSE(subject.HasMalformed());
  EXPECT_FALSE(subject.subject_alt_names.has_value());
  EXPECT_FALSE(ParseOne("2.5.29.18", "3000").HasMalformed());
}

TEST(CertificateExtensionsTest, ReadsPolicyExtensions) {
  EXPECT_THAT(ParseOne("2.5.29.32", "3006300406022a03").policies,
              Optional(ElementsAre(FromHex("2a03"))));
  EXPECT_THAT(ParseOne("2.5.29.33", "300a300806022a0306022a04").policy_mappings,
              Optional(SizeIs(1)));
  EXPECT_THAT(
      ParseOne("2.5.29.36", "3003800102").policy_constraints->require_explicit,
      Optional(2));
  EXPECT_THAT(ParseOne("2.5.29.54", "020104").inhibit_any_policy, Optional(4));
}

TEST(CertificateExtensionsTest, ReadsNameConstraints) {
  const auto both = ParseOne("2.5.29.30", "300ea0053003820161a1053003820162");
  ASSERT_TRUE(both.name_constraints.has_value());
  EXPECT_THAT(both.name_constraints->permitted, SizeIs(1));
  ASSERT_THAT(both.name_constraints->excluded, SizeIs(1));
  EXPECT_EQ(both.name_constraints->excluded[0].value, "b");
  EXPECT_FALSE(both.name_constraints->has_unsupported_distance);
  EXPECT_TRUE(ParseOne("2.5.29.30", "300aa0083006820161800101")
                  .name_constraints->has_unsupported_distance);
  EXPECT_TRUE(ParseOne("2.5.29.30", "300aa0083006820161810105")
                  .name_constraints->has_unsupported_distance);
  EXPECT_FALSE(ParseOne("2.5.29.30", "300aa0083006820161800100")
                   .name_constraints->has_unsupported_distance);
}

TEST(CertificateExtensionsTest, ReadsDistributionPointsAndNoCheck) {
  EXPECT_THAT(
      ParseOne("2.5.29.31", "30093007a005a003860161").crl_distribution_points,
      Optional(SizeIs(1)));
  EXPECT_THAT(ParseOne("2.5.29.46", "30093007a005a003860161").freshest_crl,
              Optional(SizeIs(1)));
  EXPECT_TRUE(ParseOne("1.3.6.1.5.5.7.48.1.5", "0500").ocsp_no_check);
  EXPECT_TRUE(ParseOne("1.3.6.1.5.5.7.48.1.5", "").ocsp_no_check);
  EXPECT_FALSE(CertificateExtensions().ocsp_no_check);
}

TEST(CertificateExtensionsTest, MarksMalformedValuesAndKeepsThemOut) {
  struct {
    const char* oid;
    const char* hex;
  } const malformed[] = {
      {"2.5.29.19", ""},
      {"2.5.29.19", "30060101ff0201ff"},  // Negative path length.
      {"2.5.29.19", "3003010101"},        // BOOLEAN neither 00 nor FF.
      {"2.5.29.19", "300000"},            // Trailing octet.
      {"2.5.29.15", "0302070600"},
      {"2.5.29.15", "030207c1"},  // Unused bits set.
      {"2.5.29.14", "0402010200"},
      {"2.5.29.35", "3007a1028200830107"},
      {"2.5.29.35", "300282 00"},
      {"2.5.29.37", "3000"},
      {"2.5.29.17", "3005870301020 3"},
      {"2.5.29.17", "300000"},
      {"2.5.29.18", "30028000"},
      {"2.5.29.32", "300c300406022a03300406022a03"},
      {"2.5.29.33", "3000"},
      {"2.5.29.36", "3000"},
      {"2.5.29.54", "0201ff"},
      {"2.5.29.30", "3000"},
      {"2.5.29.30", "3002a000"},
      {"2.5.29.30", "300aa0083006870401020304"},
      {"2.5.29.31", "3000"},
      {"2.5.29.46", "3000"},
      {"1.3.6.1.5.5.7.1.1", "3000"},
      {"1.3.6.1.5.5.7.1.11", "3004300206 00"},
      {"1.3.6.1.5.5.7.1.3", "30023000"},
      {"1.3.6.1.5.5.7.48.1.5", "050100"},
  };
  for (const auto& sample : malformed) {
    std::string hex(sample.hex);
    hex.erase(std::remove(hex.begin(), hex.end(), ' '), hex.end());
    const CertificateExtensions parsed = ParseOne(sample.oid, hex);
    EXPECT_TRUE(parsed.HasMalformed()) << sample.oid << " " << sample.hex;
    EXPECT_FALSE(parsed.basic_constraints || parsed.key_usage ||
                 parsed.extended_key_usage || parsed.subject_key_id ||
                 parsed.authority_key_id || parsed.subject_alt_names ||
                 parsed.policies || parsed.policy_mappings ||
                 parsed.policy_constraints || parsed.inhibit_any_policy ||
                 parsed.name_constraints || parsed.crl_distribution_points ||
                 parsed.freshest_crl || parsed.ocsp_no_check)
        << sample.oid;
  }
}

TEST(CertificateExtensionsTest, TellsUnrecognisedCriticalOnes) {
  const std::string known = CriticalExtension("2.5.29.15", FromHex("030206c0"));
  const auto recognised = ParseCertificateExtensions(known, 10);
  ASSERT_THAT(recognised, IsOk());
  EXPECT_FALSE(recognised->HasUnrecognisedCritical());
  EXPECT_TRUE(recognised->IsCritical(extension_oid::kKeyUsage));
  EXPECT_FALSE(recognised->IsCritical(extension_oid::kBasicConstraints));

  const auto unknown =
      ParseCertificateExtensions(known + CriticalExtension("1.2.3", "x"), 10);
  ASSERT_THAT(unknown, IsOk());
  EXPECT_TRUE(unknown->HasUnrecognisedCritical());
  EXPECT_FALSE(unknown->HasMalformed());
  ASSERT_NE(unknown->Find(FromHex("2a03")), nullptr);
  EXPECT_EQ(unknown->Find(FromHex("2a03"))->value, "x");

  const auto harmless =
      ParseCertificateExtensions(known + Extension("1.2.3", "x"), 10);
  ASSERT_THAT(harmless, IsOk());
  EXPECT_FALSE(harmless->HasUnrecognisedCritical());

  const auto qc = ParseCertificateExtensions(
      CriticalExtension("1.3.6.1.5.5.7.1.3", FromHex("3000")), 10);
  ASSERT_THAT(qc, IsOk());
  EXPECT_FALSE(qc->HasUnrecognisedCritical());
}

TEST(CertificateExtensionsTest, RefusesDuplicatesAndBrokenFraming) {
  const std::string usage = Extension("2.5.29.15", FromHex("030206c0"));
  EXPECT_THAT(ParseCertificateExtensions(usage + usage, 10),
              StatusIs(kInvalid));
  const std::string unknown = Extension("1.2.3", "");
  EXPECT_THAT(ParseCertificateExtensions(unknown + unknown, 10),
              StatusIs(kInvalid));
  EXPECT_THAT(ParseCertificateExtensions(Sequence({Oid("1.2.3")}), 10),
              StatusIs(kInvalid));
  EXPECT_THAT(ParseCertificateExtensions(usage.substr(1), 10),
              StatusIs(kInvalid));
  EXPECT_THAT(
      ParseCertificateExtensions(
          Sequence({Oid("1.2.3"), test_der::OctetString(""), test_der::Null()}),
          10),
      StatusIs(kInvalid));
}

TEST(CertificateExtensionsTest, LimitsTheirNumber) {
  const std::string two = Extension("1.2.3", "") + Extension("1.2.4", "");
  EXPECT_THAT(ParseCertificateExtensions(two, 2), IsOk());
  EXPECT_THAT(ParseCertificateExtensions(two, 1),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

}  // namespace
}  // namespace kepil
