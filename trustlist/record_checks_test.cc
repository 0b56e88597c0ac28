#include "trustlist/record_checks.h"

#include <functional>

#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/registry_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

absl::Status CheckWith(const v1::Authority& authority,
                       const storage::v1::RegistryImage& image) {
  PlainCertificateReader reader;
  return CheckAuthority(authority, image, reader);
}

absl::Status CheckWith(const v1::PrincipalRecord& principal,
                       const storage::v1::RegistryImage& image) {
  PlainCertificateReader reader;
  return CheckPrincipal(principal, image, reader);
}

TEST(RecordChecksTest, AcceptsACompleteAuthority) {
  const storage::v1::RegistryImage image = MakeTestRegistryImage();
  EXPECT_THAT(CheckWith(MakeTestAuthority("xa-ca"), image), IsOk());
}

TEST(RecordChecksTest, NamesTheFieldThatIsWrong) {
  v1::Authority authority = MakeTestAuthority("xa-ca");
  authority.set_country("xa");
  const absl::Status status = CheckWith(authority, MakeTestRegistryImage());
  EXPECT_THAT(status, HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("country"));
}

// Law: DOM-04.
TEST(RecordChecksTest, DomesticCaIsOfKazakhstan) {
  v1::Authority authority = MakeTestAuthority("kz-ca");
  authority.set_kind(v1::AUTHORITY_KIND_DOMESTIC_CA);
  const absl::Status status = CheckWith(authority, MakeTestRegistryImage());
  EXPECT_THAT(status, HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("country"));
  authority.set_country("KZ");
  EXPECT_THAT(CheckWith(authority, MakeTestRegistryImage()), IsOk());
}

// Law: CRT-25.
TEST(RecordChecksTest, OnlySomeFieldsMayBeKeptBack) {
  const storage::v1::RegistryImage image = MakeTestRegistryImage();
  v1::Authority authority = MakeTestAuthority("xa-ca");
  authority.add_confidential_fields("legal_name");
  authority.add_confidential_fields("decision");
  EXPECT_THAT(CheckWith(authority, image), IsOk());
  authority.set_confidential_fields(1, "legal_name");  // Twice.
  EXPECT_THAT(CheckWith(authority, image),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  authority.set_confidential_fields(1, "services");
  EXPECT_THAT(CheckWith(authority, image),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  authority.clear_confidential_fields();
  authority.set_interstate_list_ref(std::string(257, 'r'));
  EXPECT_THAT(CheckWith(authority, image),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

// Three years, and not a day more.
// Law: DOM-07.
TEST(RecordChecksTest, RefusesAnAccreditationOfThreeYearsAndADay) {
  const storage::v1::RegistryImage image = MakeTestRegistryImage();
  v1::Authority authority = MakeTestAuthority("kz-ca");
  authority.set_kind(v1::AUTHORITY_KIND_DOMESTIC_CA);
  authority.set_country("KZ");
  v1::Accreditation& item = *authority.add_accreditations();
  item.set_body(v1::ACCREDITING_BODY_CYBERSECURITY);
  item.mutable_from()->set_year(2026);
  item.mutable_from()->set_month(3);
  item.mutable_from()->set_day(1);
  *item.mutable_until() = item.from();
  item.mutable_until()->set_year(2029);
  EXPECT_THAT(CheckWith(authority, image), IsOk());
  item.mutable_until()->set_day(2);
  const absl::Status status = CheckWith(authority, image);
  EXPECT_THAT(status, HasReason(v1::ERROR_REASON_ACCREDITATION_TOO_LONG));
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("K54(3)"));
}

// Law: REG-03, REG-17.
TEST(RecordChecksTest, TakesForeignTtpsWithTheirTerms) {
  const storage::v1::RegistryImage image = MakeTestRegistryImage();
  v1::Authority authority = MakeTestAuthority("xt");
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_TTP);
  authority.mutable_services(0)->set_type(v1::SERVICE_TYPE_RECEIPT);
  v1::ForeignTtp& terms = *authority.mutable_foreign_ttp();
  terms.add_countries("XA");
  terms.mutable_max_receipt_age()->set_seconds(60);
  v1::ForeignTtpEndpoint& endpoint = *terms.add_endpoints();
  endpoint.set_url("https://ttp.example/");
  endpoint.set_protocol(v1::FOREIGN_TTP_PROTOCOL_KEPIL_PEER);
  EXPECT_THAT(CheckWith(authority, image), IsOk());
  v1::Authority wrong = authority;
  wrong.mutable_services(0)->set_type(v1::SERVICE_TYPE_CA);
  EXPECT_THAT(CheckWith(wrong, image),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  wrong = authority;
  wrong.mutable_foreign_ttp()->clear_endpoints();
  EXPECT_THAT(CheckWith(wrong, image),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  wrong = authority;
  wrong.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  wrong.clear_foreign_ttp();
  EXPECT_THAT(CheckWith(wrong, image),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(RecordChecksTest, RefusesMalformedAuthorities) {
  const storage::v1::RegistryImage image = MakeTestRegistryImage();
  const v1::Authority right = MakeTestAuthority("xa-ca");
  const std::vector<std::function<void(v1::Authority&)>> kDefects = {
      [](v1::Authority& a) { a.set_id("Has Capitals"); },
      [](v1::Authority& a) { a.set_id(std::string(65, 'a')); },
      [](v1::Authority& a) { a.clear_id(); },
      [](v1::Authority& a) { a.set_kind(v1::AUTHORITY_KIND_UNSPECIFIED); },
      [](v1::Authority& a) { a.set_kind(v1::AUTHORITY_KIND_FOREIGN_TTP); },
      [](v1::Authority& a) { a.clear_legal_name(); },
      [](v1::Authority& a) { a.set_legal_name(std::string(257, 'n')); },
      [](v1::Authority& a) { a.set_country("XAL"); },
      [](v1::Authority& a) { a.clear_endpoint_country(); },
      [](v1::Authority& a) { a.clear_decision(); },
      [](v1::Authority& a) { a.clear_services(); },
      [](v1::Authority& a) {
        for (int i = 0; i < 16; ++i) {
          *a.add_services() = a.services(0);
        }
      },
      [](v1::Authority& a) { *a.add_services() = a.services(0); },
      [](v1::Authority& a) { a.mutable_services(0)->set_id("x/y"); },
      [](v1::Authority& a) {
        a.mutable_services(0)->set_type(v1::SERVICE_TYPE_UNSPECIFIED);
      },
      [](v1::Authority& a) { a.mutable_services(0)->clear_anchors(); },
      [](v1::Authority& a) {
        a.mutable_services(0)->set_anchors(0, "no certificate");
      },
      [](v1::Authority& a) {
        a.mutable_services(0)->add_intermediates("no certificate");
      },
      [](v1::Authority& a) {
        a.mutable_services(0)->add_anchors(std::string(65537, 'x'));
      },
      [](v1::Authority& a) {
        a.mutable_services(0)->mutable_revocation(0)->set_issuer_sha256(
            std::string(32, 'x'));
      },
      [](v1::Authority& a) {
        a.mutable_services(0)
            ->mutable_revocation(0)
            ->mutable_sources(0)
            ->set_crl_url("ftp://crl.xa.example/");
      },
      [](v1::Authority& a) {
        a.mutable_services(0)
            ->mutable_revocation(0)
            ->mutable_sources(0)
            ->set_ocsp_url("file:///etc/passwd");
      },
      [](v1::Authority& a) {
        a.mutable_services(0)->mutable_revocation(0)->add_sources();
      },
      [](v1::Authority& a) {
        for (int i = 0; i < 4; ++i) {
          *a.mutable_services(0)->mutable_revocation(0)->add_sources() =
              a.services(0).revocation(0).sources(0);
        }
      },
  };
  for (size_t i = 0; i < kDefects.size(); ++i) {
    v1::Authority authority = right;
    kDefects[i](authority);
    EXPECT_THAT(CheckWith(authority, image),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << "defect " << i;
  }
}

// Law: REG-17.
TEST(RecordChecksTest, KeyBelongsToOneAuthority) {
  storage::v1::RegistryImage image = MakeTestRegistryImage();
  const TestIdentity root = MakeTestRoot("shared");
  *image.add_authorities() = MakeTestAuthority("xa-ca", root);
  const absl::Status status =
      CheckWith(MakeTestAuthority("xb-ca", root), image);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(status, HasReason(v1::ERROR_REASON_ANCHOR_REGISTERED));
  // Its own former version is not another authority.
  EXPECT_THAT(CheckWith(image.authorities(0), image), IsOk());
}

// Law: REG-17.
TEST(RecordChecksTest, KeyCountsNotTheCertificate) {
  storage::v1::RegistryImage image = MakeTestRegistryImage();
  const TestIdentity root = MakeTestRoot("one");
  *image.add_authorities() = MakeTestAuthority("xa-ca", root);
  TestCertificateSpec spec;
  spec.subject = "C=XB,CN=another name";
  spec.key = root.key;
  spec.not_before = absl::FromUnixSeconds(1577836800);
  spec.not_after = absl::FromUnixSeconds(2208988800);
  spec.extensions = TestCaExtensions();
  EXPECT_THAT(
      CheckWith(MakeTestAuthority("xb-ca", SelfSignTestCertificate(spec)),
                image),
      HasReason(v1::ERROR_REASON_ANCHOR_REGISTERED));
}

TEST(RecordChecksTest, ServiceIdBelongsToOneAuthority) {
  storage::v1::RegistryImage image = MakeTestRegistryImage();
  *image.add_authorities() = MakeTestAuthority("xa-ca");
  v1::Authority other = MakeTestAuthority("xb-ca");
  other.mutable_services(0)->set_id("xa-ca-sign");
  EXPECT_THAT(CheckWith(other, image),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(RecordChecksTest, AcceptsCompletePrincipals) {
  const storage::v1::RegistryImage image = MakeTestRegistryImage();
  EXPECT_THAT(CheckWith(MakeTestRelyingParty("bank"), image), IsOk());
  EXPECT_THAT(CheckWith(MakeTestOfficer("erlan", "supervision",
                                        v1::PRINCIPAL_ROLE_APPROVER),
                        image),
              IsOk());
}

TEST(RecordChecksTest, RefusesMalformedPrincipals) {
  const storage::v1::RegistryImage image = MakeTestRegistryImage();
  const v1::PrincipalRecord right =
      MakeTestOfficer("erlan", "registry", v1::PRINCIPAL_ROLE_REGISTRAR);
  const std::vector<std::function<void(v1::PrincipalRecord&)>> kDefects = {
      [](v1::PrincipalRecord& p) { p.set_id("Erlan"); },
      [](v1::PrincipalRecord& p) { p.set_tls_sha256("short"); },
      [](v1::PrincipalRecord& p) { p.clear_roles(); },
      [](v1::PrincipalRecord& p) {
        p.add_roles(v1::PRINCIPAL_ROLE_UNSPECIFIED);
      },
      [](v1::PrincipalRecord& p) {
        p.add_roles(static_cast<v1::PrincipalRole>(99));
      },
      [](v1::PrincipalRecord& p) { p.set_country("kz"); },
      [](v1::PrincipalRecord& p) { p.set_lawful_basis(std::string(257, 'b')); },
      [](v1::PrincipalRecord& p) {
        p.set_document_class(std::string(65, 'c'));
      },
      [](v1::PrincipalRecord& p) { p.clear_unit(); },
      [](v1::PrincipalRecord& p) { p.set_unit(std::string(65, 'u')); },
      [](v1::PrincipalRecord& p) { p.clear_signing_certificate(); },
      [](v1::PrincipalRecord& p) { p.set_signing_certificate("none"); },
  };
  for (size_t i = 0; i < kDefects.size(); ++i) {
    v1::PrincipalRecord principal = right;
    kDefects[i](principal);
    EXPECT_THAT(CheckWith(principal, image),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << "defect " << i;
  }
}

TEST(RecordChecksTest, TlsCertificateBelongsToOnePrincipal) {
  const storage::v1::RegistryImage image = MakeTestRegistryImage();
  v1::PrincipalRecord other = MakeTestRelyingParty("bank");
  other.set_tls_sha256(image.principals(0).tls_sha256());
  EXPECT_THAT(CheckWith(other, image),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(RecordChecksTest, SigningKeyBelongsToOnePerson) {
  const storage::v1::RegistryImage image = MakeTestRegistryImage();
  v1::PrincipalRecord other =
      MakeTestOfficer("erlan", "archive", v1::PRINCIPAL_ROLE_APPROVER);
  other.set_signing_certificate(image.principals(0).signing_certificate());
  EXPECT_THAT(CheckWith(other, image),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  // The same person may have a second TLS certificate.
  v1::PrincipalRecord same = image.principals(0);
  same.set_tls_sha256(std::string(32, 't'));
  EXPECT_THAT(CheckWith(same, image), IsOk());
}

TEST(RecordChecksTest, RuleHasIdAndBoundedContent) {
  v1::RuleFile rule;
  rule.set_id("urn:kepil:policy:1");
  rule.set_content("policy");
  EXPECT_THAT(CheckRule(rule), IsOk());
  rule.set_content(std::string(1024 * 1024 + 1, 'x'));
  EXPECT_THAT(CheckRule(rule), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  rule.clear_content();
  EXPECT_THAT(CheckRule(rule), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  rule.set_content("policy");
  rule.clear_id();
  EXPECT_THAT(CheckRule(rule), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(RecordChecksTest, TwoOfficersAreTwoPersonsOfTwoUnits) {
  storage::v1::RegistryImage image = MakeTestRegistryImage();
  EXPECT_TRUE(HasTwoOfficers(image));
  v1::PrincipalRecord& approver = *image.mutable_principals(1);
  approver.set_unit("registry");
  EXPECT_FALSE(HasTwoOfficers(image));
  approver.set_unit("supervision");
  approver.set_id("aigul");
  EXPECT_FALSE(HasTwoOfficers(image));
  approver.set_id("daniyar");
  approver.set_withdrawn(true);
  EXPECT_FALSE(HasTwoOfficers(image));
  approver.set_withdrawn(false);
  approver.set_roles(0, v1::PRINCIPAL_ROLE_REGISTRAR);
  EXPECT_FALSE(HasTwoOfficers(image));
}

}  // namespace
}  // namespace kepil
