#include "services/receipt/signature_reports.h"

#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/receipt_body.h"
#include "tests/support/judgement_fixture.h"

namespace kepil {
namespace {

TEST(SignatureReportsTest, ReportsOnAValidSignature) {
  const TestCase good;
  const JudgedDocument judged = JudgeDocument(good.Judgement());
  ASSERT_EQ(judged.reports.size(), 1u);
  ASSERT_EQ(judged.conclusions.size(), 1u);
  const v1::SignatureReport& report = judged.reports[0];
  EXPECT_EQ(report.index(), 0);
  EXPECT_EQ(report.format(), "CMS");
  EXPECT_EQ(report.signing_certificate_sha256(),
            Sha256(good.signer().certificate).bytes());
  EXPECT_EQ(report.claimed_signing_time().seconds(),
            absl::ToUnixSeconds(TestCase::Now() - absl::Hours(2)));
  EXPECT_EQ(report.conclusion().indication(), v1::INDICATION_TOTAL_PASSED);
  EXPECT_EQ(report.conclusion().anchor_service_id(), "xa-ca-sign");
  EXPECT_EQ(report.signer_country(), "XA");
  EXPECT_EQ(report.legal().ground(),
            v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED);
  EXPECT_EQ(report.legal().effect(), v1::LEGAL_EFFECT_UNDETERMINED);
}

TEST(SignatureReportsTest, ReportsOnARevokedSigner) {
  TestCase::Options options;
  options.revoked_at = TestCase::Now() - absl::Hours(1);
  const TestCase revoked(options);
  const JudgedDocument judged = JudgeDocument(revoked.Judgement());
  ASSERT_EQ(judged.reports.size(), 1u);
  EXPECT_EQ(judged.reports[0].conclusion().indication(),
            v1::INDICATION_INDETERMINATE);
  EXPECT_EQ(judged.reports[0].conclusion().sub_indication(),
            v1::SUB_INDICATION_REVOKED_NO_POE);
}

TEST(SignatureReportsTest, ReportsOnEverySignatureInDocumentOrder) {
  TestCase::Options options;
  options.signers = 3;
  const TestCase three(options);
  const JudgedDocument judged = JudgeDocument(three.Judgement());
  ASSERT_EQ(judged.reports.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(judged.reports[static_cast<size_t>(i)].index(), i);
  }
}

// Whom a Kazakh certificate stands for is what its usages say (crypto.md 1.4).
TEST(SignatureReportsTest, SaysWhomTheSignerStandsFor) {
  TestCase::Options options;
  options.extensions = TestSignerExtensions();
  options.extensions.back() = MakeTestExtension(
      "extendedKeyUsage",
      "1.2.398.3.3.4.1.2,1.2.398.3.3.4.1.2.1,1.3.6.1.5.5.7.3.4");
  const TestCase entity(options);
  EXPECT_EQ(JudgeDocument(entity.Judgement()).reports[0].subject_kinds_size(),
            0);
  v1::ValidationPolicy message = entity.policy().message();
  ASSERT_EQ(message.subject_profiles(0).name(), "kz");
  message.mutable_subject_profiles(0)->set_issuer_country("XA");
  const auto policy = ValidationPolicy::Compile(message.SerializeAsString());
  ASSERT_TRUE(policy.ok());
  const DocumentJudgement base = entity.Judgement();
  const JudgedDocument judged = JudgeDocument(
      {base.document, base.evidence, base.trust, **policy, base.control_time});
  EXPECT_THAT(judged.reports[0].subject_kinds(),
              testing::ElementsAre(v1::SUBJECT_KIND_LEGAL_ENTITY,
                                   v1::SUBJECT_KIND_HEAD));
}

TEST(SignatureReportsTest, VerdictNamesAllThatItRestsOn) {
  const TestCase good;
  const DocumentJudgement judgement = good.Judgement();
  const v1::ReceiptBody body =
      VerdictOf(judgement, JudgeDocument(judgement).reports);
  EXPECT_EQ(body.signatures_size(), 1);
  EXPECT_EQ(body.trust_snapshot().version(), 7);
  EXPECT_EQ(body.trust_snapshot().sha256(), good.trust().digest().bytes());
  EXPECT_EQ(body.policy().id(), "urn:kepil:policy:cross-border:1");
  EXPECT_EQ(body.policy().oid(),
            "2.25.140473748375849794583919697175305664098.3.1");
  EXPECT_EQ(body.policy().sha256(), good.policy().digest().bytes());
  EXPECT_EQ(body.algorithm_table().id(), "ts-119-312-1.5.1");
  EXPECT_EQ(
      body.evidence_sha256(),
      Sha256(ManifestOf(good.evidence(), TestCase::Now()).SerializeAsString())
          .bytes());
  EXPECT_EQ(body.algorithm_version(), kAlgorithmVersion);
}

// Law: DEC-01.
TEST(SignatureReportsTest, EqualInputsGiveEqualVerdicts) {
  const TestCase good;
  const DocumentJudgement judgement = good.Judgement();
  EXPECT_EQ(
      VerdictBytes(VerdictOf(judgement, JudgeDocument(judgement).reports)),
      VerdictBytes(VerdictOf(judgement, JudgeDocument(judgement).reports)));
}

}  // namespace
}  // namespace kepil
