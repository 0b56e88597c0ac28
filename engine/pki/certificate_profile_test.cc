#include "engine/pki/certificate_profile.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using Deviation = ProfileDeviation;

TestCertificateSpec SpecFor(std::vector<TestExtension> extensions) {
  TestCertificateSpec spec;
  spec.subject = "CN=Someone";
  spec.key = TestKey::Generate(TestKeyKind::kEd25519);
  spec.not_before = absl::FromUnixSeconds(1'700'000'000);
  spec.not_after = spec.not_before + absl::Hours(24);
  spec.extensions = std::move(extensions);
  return spec;
}

std::vector<Deviation> Judge(const TestIdentity& identity) {
  const auto certificate = Certificate::FromDer(identity.certificate);
  EXPECT_TRUE(certificate.ok()) << certificate.status();
  return FindProfileDeviations(**certificate);
}

std::vector<Deviation> JudgeIssued(const TestCertificateSpec& spec) {
  TestCertificateSpec root = SpecFor(TestCaExtensions());
  root.subject = "CN=Root";
  return Judge(IssueTestCertificate(spec, SelfSignTestCertificate(root)));
}

std::vector<Deviation> JudgeExtensions(std::vector<TestExtension> extensions) {
  return JudgeIssued(SpecFor(std::move(extensions)));
}

std::vector<TestExtension> Plus(std::vector<TestExtension> extensions,
                                const std::string& name,
                                const std::string& value) {
  extensions.push_back(MakeTestExtension(name, value));
  return extensions;
}

TEST(CertificateProfileTest, FindsNothingInUsualCertificates) {
  EXPECT_THAT(JudgeExtensions(TestSignerExtensions()), IsEmpty());
  EXPECT_THAT(JudgeExtensions(TestCaExtensions()), IsEmpty());
  EXPECT_THAT(JudgeExtensions(TestTlsServerExtensions()), IsEmpty());
  EXPECT_THAT(Judge(SelfSignTestCertificate(SpecFor(TestCaExtensions()))),
              IsEmpty());
}

TEST(CertificateProfileTest, BoundsSerialNumbers) {
  TestCertificateSpec spec = SpecFor(TestSignerExtensions());
  spec.serial_hex = "00";
  EXPECT_THAT(JudgeIssued(spec), ElementsAre(Deviation::kSerialZero));
  spec.serial_hex = "80";
  EXPECT_THAT(JudgeIssued(spec), ElementsAre(Deviation::kSerialNegative));
  spec.serial_hex = std::string(40, '7');
  EXPECT_THAT(JudgeIssued(spec), IsEmpty());
  spec.serial_hex = std::string(42, '7');
  EXPECT_THAT(JudgeIssued(spec), ElementsAre(Deviation::kSerialTooLong));
}

TEST(CertificateProfileTest, WantsKeyIdentifiers) {
  TestCertificateSpec spec = SpecFor(TestCaExtensions());
  spec.key_identifiers = false;
  EXPECT_THAT(JudgeIssued(spec), ElementsAre(Deviation::kAuthorityKeyIdMissing,
                                             Deviation::kSubjectKeyIdMissing));
  EXPECT_THAT(Judge(SelfSignTestCertificate(spec)),
              ElementsAre(Deviation::kSubjectKeyIdMissing));
  spec.extensions = TestSignerExtensions();
  EXPECT_THAT(JudgeIssued(spec),
              ElementsAre(Deviation::kAuthorityKeyIdMissing));
}

TEST(CertificateProfileTest, SelfIssuedIsNotSelfSigned) {
  TestCertificateSpec root = SpecFor(TestCaExtensions());
  TestCertificateSpec next = SpecFor(TestSignerExtensions());
  next.key_identifiers = false;
  EXPECT_THAT(Judge(IssueTestCertificate(next, SelfSignTestCertificate(root))),
              ElementsAre(Deviation::kAuthorityKeyIdMissing));
}

// Law: CRT-02.
TEST(CertificateProfileTest, EmptySubjectNeedsCriticalAltName) {
  TestCertificateSpec spec = SpecFor(TestSignerExtensions());
  spec.subject = "";
  EXPECT_THAT(JudgeIssued(spec), ElementsAre(Deviation::kSubjectUnnamed));
  spec.extensions =
      Plus(TestSignerExtensions(), "subjectAltName", "DNS:a.example");
  EXPECT_THAT(JudgeIssued(spec), ElementsAre(Deviation::kSubjectUnnamed));
  spec.extensions =
      Plus(TestSignerExtensions(), "subjectAltName", "critical,DNS:a.example");
  EXPECT_THAT(JudgeIssued(spec), IsEmpty());
}

TEST(CertificateProfileTest, ValidityMustNotRunBackwards) {
  TestCertificateSpec spec = SpecFor(TestSignerExtensions());
  spec.not_after = spec.not_before - absl::Seconds(1);
  EXPECT_THAT(JudgeIssued(spec), ElementsAre(Deviation::kValidityReversed));
}

TEST(CertificateProfileTest, TimesAreUtcTimeUntil2049) {
  TestCertificateSpec spec = SpecFor(TestSignerExtensions());
  spec.not_after = absl::FromUnixSeconds(2'556'144'000);  // 2051
  EXPECT_THAT(JudgeIssued(spec), IsEmpty());
  TestIdentity identity = SelfSignTestCertificate(SpecFor(TestCaExtensions()));
  // GeneralizedTime of this length cannot stand in for a UTCTime of 13 octets,
  // so a notAfter beyond 2049 is brought below it.
  spec = SpecFor(TestCaExtensions());
  spec.not_after = absl::FromUnixSeconds(2'556'144'000);
  identity = SelfSignTestCertificate(spec);
  const size_t at = identity.certificate.find("2051");
  ASSERT_NE(at, std::string::npos);
  identity.certificate.replace(at, 4, "2041");
  EXPECT_THAT(Judge(identity), ElementsAre(Deviation::kTimeEncoding));
}

TEST(CertificateProfileTest, CaMustSayWhatItsKeyIsFor) {
  EXPECT_THAT(JudgeExtensions(
                  {MakeTestExtension("basicConstraints", "critical,CA:TRUE")}),
              ElementsAre(Deviation::kKeyUsageMissing));
}

TEST(CertificateProfileTest, CertSignGoesWithCa) {
  EXPECT_THAT(JudgeExtensions({MakeTestExtension("keyUsage", "keyCertSign")}),
              ElementsAre(Deviation::kCertSignWithoutCa));
}

TEST(CertificateProfileTest, PathLengthGoesWithCaAndCertSign) {
  EXPECT_THAT(JudgeExtensions({MakeTestExtension("basicConstraints",
                                                 "critical,CA:TRUE,pathlen:1"),
                               MakeTestExtension("keyUsage", "cRLSign")}),
              ElementsAre(Deviation::kPathLengthMisplaced));
}

TEST(CertificateProfileTest, ChecksCriticality) {
  EXPECT_THAT(JudgeExtensions({MakeTestExtension("basicConstraints", "CA:TRUE"),
                               MakeTestExtension("keyUsage", "keyCertSign")}),
              ElementsAre(Deviation::kMustBeCritical));
  EXPECT_THAT(JudgeExtensions(Plus(TestCaExtensions(), "nameConstraints",
                                   "permitted;DNS:a.example")),
              ElementsAre(Deviation::kMustBeCritical));
  EXPECT_THAT(
      JudgeExtensions(Plus(TestCaExtensions(), "inhibitAnyPolicy", "1")),
      ElementsAre(Deviation::kMustBeCritical));
  EXPECT_THAT(
      JudgeExtensions(Plus(TestSignerExtensions(), "authorityInfoAccess",
                           "critical,OCSP;URI:http://a.example")),
      Contains(Deviation::kMustNotBeCritical));
}

TEST(CertificateProfileTest, FindsMalformedAltNames) {
  for (const char* bad : {"DNS:192.0.2.1", "DNS:.example.com", "DNS:a b",
                          "email:no-mailbox", "URI:relative/path"}) {
    EXPECT_THAT(
        JudgeExtensions(Plus(TestSignerExtensions(), "subjectAltName", bad)),
        ElementsAre(Deviation::kAltNameMalformed))
        << bad;
  }
  EXPECT_THAT(JudgeExtensions(Plus(TestSignerExtensions(), "subjectAltName",
                                   "DNS:*.example.com,email:a@b.example,"
                                   "URI:urn:x,IP:192.0.2.1")),
              IsEmpty());
}

TEST(CertificateProfileTest, NameConstraintsAreForCas) {
  EXPECT_THAT(JudgeExtensions(Plus(TestSignerExtensions(), "nameConstraints",
                                   "critical,permitted;DNS:a.example")),
              ElementsAre(Deviation::kNameConstraintsMisplaced));
  EXPECT_THAT(JudgeExtensions(Plus(TestCaExtensions(), "nameConstraints",
                                   "critical,permitted;DNS:.a.example")),
              ElementsAre(Deviation::kNameConstraintMalformed));
}

TEST(CertificateProfileTest, DistributionPointNeedsANameOrAnIssuer) {
  using test_der::Sequence;
  TestExtension points;
  points.oid = "2.5.29.31";
  points.value = Sequence(
      {Sequence({test_der::Tlv(0x81, absl::string_view("\x06\x40", 2))})});
  std::vector<TestExtension> extensions = TestSignerExtensions();
  extensions.push_back(points);
  EXPECT_THAT(JudgeExtensions(extensions),
              ElementsAre(Deviation::kDistributionPointEmpty));
}

TEST(CertificateProfileTest, NamesAreStableAndDistinct) {
  EXPECT_EQ(ProfileDeviationName(Deviation::kSerialTooLong), "serial_too_long");
  EXPECT_NE(ProfileDeviationName(Deviation::kVersionNotThree),
            ProfileDeviationName(Deviation::kMustNotBeCritical));
}

}  // namespace
}  // namespace kepil
