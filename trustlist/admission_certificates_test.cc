#include "trustlist/admission_certificates.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/admission_fixture.h"
#include "tests/support/national_signer.h"
#include "tests/support/request_builder.h"
#include "tests/support/revocation_builder.h"

namespace kepil {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> Failures(AdmissionCase& parts) {
  return FailuresOf(JudgeAdmissionCertificates(parts.Input()));
}

std::vector<std::string> Unproved(AdmissionCase& parts) {
  return FailuresOf(JudgeAdmissionPossession(parts.Input()));
}

TestCertificateSpec RootSpec(const AdmissionCase& parts) {
  TestCertificateSpec spec;
  spec.subject = "C=XA,O=Xalandia Trust,CN=Root";
  spec.key = parts.root.key;
  spec.not_before = parts.now - absl::Hours(24);
  spec.not_after = parts.now + absl::Hours(24);
  spec.extensions = TestCaExtensions();
  return spec;
}

void SetRoot(const TestCertificateSpec& spec, AdmissionCase& parts) {
  parts.root = SelfSignTestCertificate(spec);
  parts.authority().mutable_services(0)->set_anchors(0, parts.root.certificate);
}

constexpr char kRoot[] = "services/xa-sign/anchors/0";
constexpr char kIssuing[] = "services/xa-sign/intermediates/0";

std::string At(const char* check, const char* subject) {
  return std::string(check) + " " + subject;
}

// Law: REG-02.
TEST(AdmissionCertificatesTest, AGoodApplicationPasses) {
  AdmissionCase parts;
  EXPECT_THAT(Failures(parts), IsEmpty());
  EXPECT_THAT(Unproved(parts), IsEmpty());
}

TEST(AdmissionCertificatesTest, ReportsDeviationsFromTheProfile) {
  AdmissionCase parts;
  TestCertificateSpec spec = RootSpec(parts);
  spec.extensions = {MakeTestExtension("basicConstraints", "CA:TRUE"),
                     MakeTestExtension("keyUsage", "critical,keyCertSign")};
  SetRoot(spec, parts);
  const AdmissionFindings findings = JudgeAdmissionCertificates(parts.Input());
  EXPECT_THAT(FailuresOf(findings), Contains(At("CERTIFICATE_PROFILE", kRoot)));
  for (const v1::AdmissionFinding& finding : findings) {
    if (finding.check() == v1::ADMISSION_CHECK_CERTIFICATE_PROFILE &&
        finding.subject() == kRoot) {
      EXPECT_EQ(finding.detail(), "must_be_critical, keyUsage without cRLSign");
    }
  }
}

TEST(AdmissionCertificatesTest, AnAnchorMayHaveTheSerialZero) {
  AdmissionCase parts;
  TestCertificateSpec spec = RootSpec(parts);
  spec.serial_hex = "00";
  SetRoot(spec, parts);
  EXPECT_THAT(Failures(parts), Not(Contains(At("CERTIFICATE_PROFILE", kRoot))));
}

TEST(AdmissionCertificatesTest, ASignersCertificateIsNoAnchor) {
  AdmissionCase parts;
  TestCertificateSpec spec = RootSpec(parts);
  spec.extensions = TestSignerExtensions();
  SetRoot(spec, parts);
  EXPECT_THAT(Failures(parts), AllOf(Contains(At("CERTIFICATE_PROFILE", kRoot)),
                                     Contains(At("PATH", kIssuing))));
}

TEST(AdmissionCertificatesTest, WantsCertificatesInTheirValidityPeriod) {
  AdmissionCase parts;
  TestCertificateSpec spec = RootSpec(parts);
  spec.not_after = parts.now;
  SetRoot(spec, parts);
  EXPECT_THAT(Failures(parts),
              Not(Contains(At("CERTIFICATE_VALIDITY", kRoot))));
  spec.not_after = parts.now - absl::Seconds(1);
  SetRoot(spec, parts);
  EXPECT_THAT(Failures(parts), Contains(At("CERTIFICATE_VALIDITY", kRoot)));
}

TEST(AdmissionCertificatesTest, AnIntermediateLeadsToAnAnchorOfItsService) {
  AdmissionCase parts;
  TestCertificateSpec spec = RootSpec(parts);
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  SetRoot(spec, parts);
  EXPECT_THAT(Failures(parts), ElementsAre(At("PATH", kIssuing)));
}

TEST(AdmissionCertificatesTest, WantsReliableKeysAndSignatures) {
  AdmissionCase parts;
  parts.reliable_until = [&](const SignatureAlgorithm&, const PublicKey&) {
    return parts.now;
  };
  EXPECT_THAT(Failures(parts),
              ElementsAre(At("KEY_STRENGTH", kRoot), At("PATH", kIssuing),
                          At("KEY_STRENGTH", kIssuing),
                          "KEY_STRENGTH services/xa-time/anchors/0"));
}

TEST(AdmissionCertificatesTest, AnUnreadableCertificateFailsEveryCheck) {
  AdmissionCase parts;
  parts.authority().mutable_services(1)->set_anchors(0, "no certificate");
  const std::vector<std::string> failures = Failures(parts);
  EXPECT_EQ(failures.size(), 7u);
  EXPECT_THAT(failures,
              testing::Each(testing::EndsWith(" services/xa-time/anchors/0")));
}

// Law: REG-17.
TEST(AdmissionCertificatesTest, KeysAndNamesAreUnique) {
  AdmissionCase parts;
  v1::Authority& other = *parts.image.add_authorities();
  other.set_id("xb");
  other.set_legal_name("XALANDIA  trust");
  v1::TrustService& service = *other.add_services();
  service.set_id("xb-sign");
  service.add_anchors(parts.tsa.certificate);
  TestCertificateSpec spec = RootSpec(parts);
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  service.add_intermediates(SelfSignTestCertificate(spec).certificate);
  EXPECT_THAT(Failures(parts),
              ElementsAre(At("NAME_UNIQUE", kRoot),
                          "KEY_UNIQUE services/xa-time/anchors/0",
                          "NAME_UNIQUE authority/legal_name"));
}

// Who was registered and ended may come again, with the same keys and name.
// Law: REG-10, REG-17.
TEST(AdmissionCertificatesTest, AnEndedPredecessorIsNotInItsWay) {
  AdmissionCase parts;
  v1::Authority& other = *parts.image.add_authorities();
  other = parts.authority();
  other.set_id("xa-before");
  parts.authority().set_predecessor_id("xa-before");
  EXPECT_EQ(Failures(parts).size(), 4u);  // It has not ended.
  for (v1::TrustService& service : *other.mutable_services()) {
    v1::StatusEntry& end = *service.add_history();
    end.set_status(v1::SERVICE_STATUS_TERMINATED);
    end.mutable_legal_from()->set_seconds(1);
  }
  EXPECT_THAT(Failures(parts), testing::IsEmpty());
  parts.authority().clear_predecessor_id();  // It does not say so.
  EXPECT_EQ(Failures(parts).size(), 4u);
}

// Law: REG-02.
TEST(AdmissionPossessionTest, WantsTheChallengeOfThisApplication) {
  AdmissionCase parts;
  const std::string good = parts.requests[0];
  parts.requests[0] =
      MakeTestRequestFor(parts.root, "100102030405060708090a0b0c0d0e0f");
  EXPECT_THAT(Unproved(parts), ElementsAre(At("POSSESSION", kRoot)));
  parts.requests[0] = good;
  parts.requests[0].back() = static_cast<char>(parts.requests[0].back() ^ 1);
  EXPECT_THAT(Unproved(parts), ElementsAre(At("POSSESSION", kRoot)));
  parts.requests[0] = "no request";
  EXPECT_THAT(Unproved(parts), ElementsAre(At("POSSESSION", kRoot)));
}

TEST(AdmissionPossessionTest, WantsTheAnchorsKeyAndName) {
  AdmissionCase parts;
  TestRequestSpec spec;
  spec.subject = TestName("C=XA,O=Xalandia Trust,CN=Other");
  spec.key = parts.root.key;
  spec.challenge = parts.application.application_id();
  parts.requests[0] = MakeTestRequest(spec);
  EXPECT_THAT(Unproved(parts), ElementsAre(At("POSSESSION", kRoot)));
  spec.subject = parts.root.SubjectName();
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  parts.requests[0] = MakeTestRequest(spec);
  EXPECT_THAT(Unproved(parts), ElementsAre(At("POSSESSION", kRoot)));
}

TEST(AdmissionPossessionTest, TakesNationalKeys) {
  AdmissionCase parts;
  TestCertificateSpec spec = RootSpec(parts);
  spec.key = MakeNationalKey(NationalKeyKind::kKzGost2015_512, "root");
  SetRoot(spec, parts);
  parts.requests[0] =
      MakeTestRequestFor(parts.root, parts.application.application_id());
  EXPECT_THAT(Unproved(parts), IsEmpty());
  EXPECT_THAT(Failures(parts), Not(Contains(At("KEY_STRENGTH", kRoot))));
}

// Law: REG-02.
TEST(AdmissionPossessionTest, AnOfflineRootMayProveByALaterCrl) {
  AdmissionCase parts;
  parts.requests.erase(parts.requests.begin());
  const absl::Time challenged =
      absl::FromUnixSeconds(parts.application.submitted_at().seconds());
  const auto with = [&](const TestIdentity& issuer, absl::Time this_update) {
    parts.possession_crls = {AdmissionCrl(issuer, this_update, absl::Hours(1))};
    return Unproved(parts);
  };
  EXPECT_THAT(with(parts.root, challenged + absl::Seconds(1)), IsEmpty());
  EXPECT_THAT(with(parts.root, challenged),
              ElementsAre(At("POSSESSION", kRoot)));
  EXPECT_THAT(with(parts.root, parts.now + absl::Seconds(61)),
              ElementsAre(At("POSSESSION", kRoot)));
  EXPECT_THAT(with(parts.issuing, parts.now),
              ElementsAre(At("POSSESSION", kRoot)));
  TestIdentity impostor = parts.root;
  impostor.key = parts.issuing.key;
  EXPECT_THAT(with(impostor, parts.now), ElementsAre(At("POSSESSION", kRoot)));
}

TEST(AdmissionPossessionTest, ACrlProvesNothingForOthersThanCas) {
  AdmissionCase parts;
  parts.requests.pop_back();
  parts.possession_crls = {AdmissionCrl(parts.tsa, parts.now, absl::Hours(1))};
  EXPECT_THAT(Unproved(parts),
              ElementsAre("POSSESSION services/xa-time/anchors/0"));
}

}  // namespace
}  // namespace kepil
