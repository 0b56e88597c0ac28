#include "engine/validation/signing_certificate.h"

#include "engine/validation/fake_signature.h"
#include "engine/validation/test_policy.h"
#include "tests/support/pki_builder.h"

namespace kepil {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TestIdentity Issue(const TestIdentity& issuer) {
  TestCertificateSpec spec;
  spec.subject = "CN=Signer";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kNow;
  spec.not_after = kNow + absl::Hours(1);
  return IssueTestCertificate(spec, issuer);
}

TestIdentity MakeRoot() {
  TestCertificateSpec spec;
  spec.subject = "CN=Root";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kNow;
  spec.not_after = kNow + absl::Hours(1);
  return SelfSignTestCertificate(spec);
}

class SigningCertificateTest : public testing::Test {
 protected:
  SigningCertificateTest() {
    auto certificate = Certificate::FromDer(identity_.certificate);
    EXPECT_THAT(certificate, IsOk());
    certificate_ = *certificate;
    signature_.signer_.issuer = certificate_->issuer();
    signature_.signer_.serial = std::string(certificate_->serial());
    signature_.embedded_ = {certificate_};
    Sign(identity_);
  }

  void Sign(const TestIdentity& identity) {
    signature_.algorithm_identifier_ =
        TestSignatureAlgorithm(identity.key, TestSigning());
    signature_.message_ = "signed attributes";
    signature_.value_ =
        TestSign(identity.key, TestSigning(), signature_.message_);
  }
  SigningCertificateReference Reference() const {
    SigningCertificateReference reference;
    reference.hash = HashAlgorithm::kSha256;
    reference.certificate_hash =
        std::string(certificate_->fingerprint().bytes());
    GeneralName issuer;
    issuer.type = GeneralName::Type::kDirectory;
    issuer.directory = certificate_->issuer();
    reference.issuer = {issuer};
    reference.serial = std::string(certificate_->serial());
    return reference;
  }
  SigningCertificateResult Check(const std::vector<CertificateRef>& more = {}) {
    return RunSigningCertificate({signature_, more, *policy_});
  }
  static const Finding& Of(const SigningCertificateResult& result,
                           v1::Constraint constraint) {
    for (const Finding& finding : result.block.findings) {
      if (finding.constraint == constraint) {
        return finding;
      }
    }
    ADD_FAILURE() << "no such finding";
    return result.block.findings.front();
  }

  const ValidationPolicyRef policy_ = MakeTestPolicy();
  const TestIdentity root_ = MakeRoot();
  const TestIdentity identity_ = Issue(root_);
  CertificateRef certificate_;
  FakeSignature signature_;
};

TEST_F(SigningCertificateTest, IsFoundByIssuerAndSerial) {
  const auto result = Check();
  EXPECT_EQ(result.block.status, BlockStatus::kPassed);
  EXPECT_EQ(result.certificate, certificate_);
  const Finding& reference =
      Of(result, v1::CONSTRAINT_SIGNING_CERTIFICATE_REFERENCE);
  EXPECT_EQ(reference.outcome, v1::CHECK_OUTCOME_NOT_RUN);
  EXPECT_EQ(reference.reason, v1::FINDING_REASON_REFERENCE_ABSENT);
}

TEST_F(SigningCertificateTest, IsFoundBySubjectKeyId) {
  signature_.signer_ = SignerIdentifier();
  signature_.signer_.subject_key_id = identity_.key.KeyId();
  EXPECT_EQ(Check().certificate, certificate_);
  signature_.signer_.subject_key_id = "another";
  EXPECT_EQ(Check().certificate, nullptr);
  signature_.signer_.subject_key_id = "";
  EXPECT_EQ(Check().certificate, nullptr);
}

TEST_F(SigningCertificateTest, MayComeFromTheEvidence) {
  signature_.embedded_.clear();
  EXPECT_EQ(Check({certificate_}).certificate, certificate_);
}

TEST_F(SigningCertificateTest, AbsentCertificateIsNotFound) {
  signature_.embedded_.clear();
  const auto result = Check();
  EXPECT_EQ(result.block.status, BlockStatus::kIndeterminate);
  EXPECT_EQ(result.block.sub_indication,
            v1::SUB_INDICATION_NO_SIGNING_CERTIFICATE_FOUND);
  EXPECT_EQ(result.certificate, nullptr);
  EXPECT_EQ(Of(result, v1::CONSTRAINT_SIGNING_CERTIFICATE_PRESENT).reason,
            v1::FINDING_REASON_CERTIFICATE_ABSENT);
}

TEST_F(SigningCertificateTest, ReferenceMustMatch) {
  signature_.attributes_.has_signing_certificate_v2 = true;
  signature_.attributes_.signing_certificate_v2 = {Reference()};
  EXPECT_EQ(Check().block.status, BlockStatus::kPassed);

  signature_.attributes_.signing_certificate_v2[0].certificate_hash[0] ^= 1;
  const auto result = Check();
  EXPECT_EQ(result.block.sub_indication,
            v1::SUB_INDICATION_NO_SIGNING_CERTIFICATE_FOUND);
  EXPECT_EQ(Of(result, v1::CONSTRAINT_SIGNING_CERTIFICATE_REFERENCE).reason,
            v1::FINDING_REASON_REFERENCE_MISMATCH);
  EXPECT_EQ(result.certificate, certificate_);  // For the later checks.
}

TEST_F(SigningCertificateTest, OneMatchingAttributeDoesNotExcuseTheOther) {
  signature_.attributes_.signing_certificate_v2 = {Reference()};
  SigningCertificateReference v1_reference;
  v1_reference.hash = HashAlgorithm::kSha1;
  v1_reference.certificate_hash = std::string(20, 'x');
  signature_.attributes_.signing_certificate_v1 = {v1_reference};
  EXPECT_EQ(Check().block.sub_indication,
            v1::SUB_INDICATION_NO_SIGNING_CERTIFICATE_FOUND);
}

TEST_F(SigningCertificateTest, OnlyTheFirstReferenceIsTheSigners) {
  SigningCertificateReference other = Reference();
  other.certificate_hash = std::string(32, 'x');
  signature_.attributes_.signing_certificate_v2 = {other, Reference()};
  EXPECT_EQ(Check().block.status, BlockStatus::kIndeterminate);
}

TEST_F(SigningCertificateTest, EmptyReferenceMatchesNothing) {
  signature_.attributes_.has_signing_certificate_v2 = true;
  EXPECT_EQ(Check().block.sub_indication,
            v1::SUB_INDICATION_NO_SIGNING_CERTIFICATE_FOUND);
}

TEST_F(SigningCertificateTest, UnknownHashIsUnsupportedNotWrong) {
  signature_.attributes_.signing_certificate_v2 = {Reference()};
  signature_.attributes_.signing_certificate_v2[0].hash =
      HashAlgorithm::kUnknown;
  const auto result = Check();
  EXPECT_EQ(result.block.sub_indication,
            v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE);
  EXPECT_EQ(Of(result, v1::CONSTRAINT_SIGNING_CERTIFICATE_REFERENCE).reason,
            v1::FINDING_REASON_ALGORITHM_UNSUPPORTED);
}

TEST_F(SigningCertificateTest, WrongIssuerSerialIsAWarning) {
  signature_.attributes_.signing_certificate_v2 = {Reference()};
  signature_.attributes_.signing_certificate_v2[0].serial = "\x7f";
  const auto result = Check();
  EXPECT_EQ(result.block.status, BlockStatus::kPassed);
  const Finding& finding = Of(result, v1::CONSTRAINT_ISSUER_SERIAL);
  EXPECT_EQ(finding.outcome, v1::CHECK_OUTCOME_FAILED);
  EXPECT_EQ(finding.level, v1::LEVEL_WARN);
}

TEST_F(SigningCertificateTest, NamesakesAreToldApartByTheValue) {
  // Two certificates of one issuer and serial, in both orders.
  const TestIdentity namesake = Issue(root_);
  auto other = Certificate::FromDer(namesake.certificate);
  ASSERT_THAT(other, IsOk());
  for (const auto& embedded :
       {std::vector<CertificateRef>{certificate_, *other},
        std::vector<CertificateRef>{*other, certificate_}}) {
    signature_.embedded_ = embedded;
    Sign(identity_);
    EXPECT_EQ(Check().certificate, certificate_);
    Sign(namesake);
    EXPECT_EQ(Check().certificate, *other);
  }
}

TEST_F(SigningCertificateTest, NamesakesAreToldApartByTheReference) {
  auto other = Certificate::FromDer(Issue(root_).certificate);
  ASSERT_THAT(other, IsOk());
  signature_.embedded_ = {*other, certificate_};
  signature_.attributes_.signing_certificate_v2 = {Reference()};
  signature_.value_ = "of neither";
  const auto result = Check();
  EXPECT_EQ(result.certificate, certificate_);
  EXPECT_EQ(result.block.status, BlockStatus::kPassed);
}

}  // namespace
}  // namespace kepil
