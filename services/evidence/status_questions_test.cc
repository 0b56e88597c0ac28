#include "services/evidence/status_questions.h"

#include <string>
#include <vector>

#include "services/evidence/evidence_fixture.h"
#include "tests/support/cms_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/timestamp_builder.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

class StatusQuestionsTest : public testing::Test {
 protected:
  // Of a document signed by `signers`, with `more` embedded.
  std::vector<StatusQuestion> QuestionsFor(
      const std::vector<TestIdentity>& signers,
      const std::vector<TestIdentity>& more, StatusQuestionLimits limits = {}) {
    TestCmsSpec spec;
    spec.content = "content";
    std::vector<CertificateRef> embedded;
    for (const TestIdentity& identity : signers) {
      TestCmsSigner signer;
      signer.identity = identity;
      spec.signers.push_back(signer);
      spec.certificates.push_back(identity.certificate);
      embedded.push_back(EvidenceFixture::Read(identity));
    }
    for (const TestIdentity& identity : more) {
      spec.certificates.push_back(identity.certificate);
      embedded.push_back(EvidenceFixture::Read(identity));
    }
    const std::string cms = MakeTestCms(spec);
    auto document = ParseSignatureDocument({cms, "content", {}},
                                           fixture_.reader, ParseLimits());
    EXPECT_THAT(document, IsOk());
    const CollectInput input = {*document, *snapshot_, *fixture_.policy,
                                fixture_.clock.Now(),
                                fixture_.clock.Now() + absl::Seconds(30)};
    StatusQuestions questions(input, limits);
    questions.AddPaths(embedded);
    failures_ = questions.TakeFailures();
    return questions.TakeNew();
  }
  TestIdentity Issue(const std::string& subject, const std::string& serial,
                     const TestIdentity& issuer,
                     std::vector<TestExtension> extensions) {
    TestCertificateSpec spec = fixture_.Spec(subject, std::move(extensions));
    spec.serial_hex = serial;
    return IssueTestCertificate(spec, issuer);
  }
  static std::string SubjectOf(const StatusQuestion& question) {
    return std::string(question.certificate->der());
  }

  EvidenceFixture fixture_;
  const TrustSnapshotRef snapshot_ = fixture_.Snapshot();
  std::vector<Finding> failures_;
};

TEST_F(StatusQuestionsTest, AsksAboutEachCertificateBelowTheAnchor) {
  const TestIdentity lower =
      Issue("C=XA,CN=Lower CA", "11", fixture_.ca, TestCaExtensions());
  const TestIdentity signer =
      Issue("C=XA,CN=Client", "12", lower, TestSignerExtensions());
  const auto questions = QuestionsFor({signer}, {lower});
  ASSERT_THAT(questions, SizeIs(2));
  EXPECT_EQ(SubjectOf(questions[0]), signer.certificate);
  EXPECT_EQ(questions[0].sources, nullptr);  // None for the lower CA.
  EXPECT_EQ(SubjectOf(questions[1]), lower.certificate);
  ASSERT_NE(questions[1].sources, nullptr);
  EXPECT_THAT(questions[1].sources->crl_urls,
              ElementsAre(EvidenceFixture::kCrlUrl));
}

TEST_F(StatusQuestionsTest, AsksOnceAboutASignerOfTwoSignatures) {
  EXPECT_THAT(QuestionsFor({fixture_.signer, fixture_.signer}, {}), SizeIs(1));
}

TEST_F(StatusQuestionsTest, AsksNobodyAboutAStrangersCertificate) {
  const TestIdentity stranger = SelfSignTestCertificate(
      fixture_.Spec("C=XB,CN=Stranger", TestCaExtensions()));
  const TestIdentity client =
      Issue("C=XB,CN=Client", "12", stranger, TestSignerExtensions());
  EXPECT_THAT(QuestionsFor({client}, {stranger}), IsEmpty());
}

TEST_F(StatusQuestionsTest, AsksNobodyAboutACertificateThatTheCaDidNotSign) {
  const TestIdentity impostor = SelfSignTestCertificate(
      fixture_.Spec("C=XA,CN=Xalandia CA", TestCaExtensions()));
  const TestIdentity forged =
      Issue("C=XA,CN=Forged", "12", impostor, TestSignerExtensions());
  EXPECT_THAT(QuestionsFor({forged}, {}), IsEmpty());
}

TEST_F(StatusQuestionsTest, AsksNobodyIfThePolicyJudgesNoRevocation) {
  v1::ValidationPolicy message = fixture_.policy->message();
  message.set_revocation_mode(v1::REVOCATION_MODE_NONE);
  auto policy = ValidationPolicy::Compile(message.SerializeAsString());
  ASSERT_THAT(policy, IsOk());
  fixture_.policy = *policy;
  EXPECT_THAT(QuestionsFor({fixture_.signer}, {}), IsEmpty());
}

TEST_F(StatusQuestionsTest, ReportsTheCertificatesThatALimitLeftOut) {
  const TestIdentity other =
      Issue("C=XA,CN=Other", "0abd", fixture_.ca, TestSignerExtensions());
  const auto is_limit =
      Field(&Finding::reason, v1::FINDING_REASON_LIMIT_REACHED);
  EXPECT_THAT(QuestionsFor({fixture_.signer, other}, {}, {1, 100}), SizeIs(1));
  EXPECT_THAT(failures_, ElementsAre(is_limit));
  EXPECT_THAT(QuestionsFor({fixture_.signer, other}, {}, {100, 1}), SizeIs(1));
  EXPECT_THAT(failures_, ElementsAre(is_limit));
}

TEST_F(StatusQuestionsTest, AsksAboutAResponderByCrlAlone) {
  const SignatureDocument document;
  const CollectInput input = {document, *snapshot_, *fixture_.policy,
                              fixture_.clock.Now(), fixture_.clock.Now()};
  StatusQuestions questions(input, {});
  const CertificateRef responder = EvidenceFixture::Read(fixture_.responder);
  const StatusQuestion answered =
      fixture_.Question(v1::REVOCATION_MODE_CRL_OR_OCSP);
  questions.AddResponder(responder, answered);
  questions.AddResponder(responder, answered);
  const auto added = questions.TakeNew();
  ASSERT_THAT(added, SizeIs(1));
  EXPECT_EQ(added[0].mode, v1::REVOCATION_MODE_CRL);
  EXPECT_EQ(SubjectOf(added[0]), fixture_.responder.certificate);
  EXPECT_THAT(questions.TakeNew(), IsEmpty());
}

TEST_F(StatusQuestionsTest, AsksAboutACrlIssuerBelowTheAnchorOfTheQuestion) {
  const SignatureDocument document;
  const CollectInput input = {document, *snapshot_, *fixture_.policy,
                              fixture_.clock.Now(), fixture_.clock.Now()};
  StatusQuestions questions(input, {});
  const TestIdentity delegate =
      Issue("C=XA,CN=CRL Issuer", "51", fixture_.ca, TestCaExtensions());
  const TestIdentity stranger = SelfSignTestCertificate(
      fixture_.Spec("C=XA,CN=Xalandia CA", TestCaExtensions()));
  const TestIdentity forged =
      Issue("C=XA,CN=CRL Issuer", "52", stranger, TestCaExtensions());
  StatusQuestion answered = fixture_.Question(v1::REVOCATION_MODE_CRL);
  questions.AddCrlIssuer(EvidenceFixture::Read(forged), answered);
  questions.AddCrlIssuer(EvidenceFixture::Read(fixture_.ca), answered);
  EXPECT_THAT(questions.TakeNew(), IsEmpty());
  questions.AddCrlIssuer(EvidenceFixture::Read(delegate), answered);
  questions.AddCrlIssuer(EvidenceFixture::Read(delegate), answered);
  const auto added = questions.TakeNew();
  ASSERT_THAT(added, SizeIs(1));
  EXPECT_EQ(SubjectOf(added[0]), delegate.certificate);
  ASSERT_NE(added[0].sources, nullptr);
  EXPECT_THAT(added[0].sources->crl_urls,
              ElementsAre(EvidenceFixture::kCrlUrl));
  EXPECT_THAT(added[0].anchors, SizeIs(1));
  answered.anchors.clear();
  questions.AddCrlIssuer(
      EvidenceFixture::Read(
          Issue("C=XA,CN=Other", "53", fixture_.ca, TestCaExtensions())),
      answered);
  EXPECT_THAT(questions.TakeNew(), IsEmpty());
}

// The CA of the fixture as a service of `type`.
TrustSnapshotRef SnapshotWith(const TrustSnapshot& snapshot,
                              v1::ServiceType type) {
  v1::SnapshotSource source;
  EXPECT_TRUE(source.ParseFromString(snapshot.source()));
  source.mutable_authorities(0)->mutable_services(0)->set_type(type);
  PlainCertificateReader reader;
  auto changed = TrustSnapshot::FromSource(source.SerializeAsString(), reader);
  EXPECT_THAT(changed, IsOk());
  return *changed;
}

TEST_F(StatusQuestionsTest, AsksAboutTsasOfTsaServicesOnly) {
  const TestIdentity tsa =
      Issue("C=XA,CN=TSA", "51", fixture_.ca, TestTsaExtensions());
  TestTimestampSpec stamp;
  stamp.gen_time = fixture_.clock.Now();
  TestCmsSpec spec;
  spec.content = "content";
  spec.signers.resize(1);
  spec.signers[0].identity = fixture_.signer;
  AddSignatureTimestamp(stamp, tsa, spec.signers[0]);
  const std::string cms = MakeTestCms(spec);
  const auto document = ParseSignatureDocument({cms, "content", {}},
                                               fixture_.reader, ParseLimits());
  ASSERT_THAT(document, IsOk());
  const std::vector<CertificateRef> embedded = {
      EvidenceFixture::Read(fixture_.signer), EvidenceFixture::Read(tsa)};
  const auto ask = [&](v1::ServiceType type) {
    const TrustSnapshotRef trust = SnapshotWith(*snapshot_, type);
    const CollectInput input = {*document, *trust, *fixture_.policy,
                                fixture_.clock.Now(), fixture_.clock.Now()};
    StatusQuestions questions(input, {});
    questions.AddPaths(embedded);
    return questions.TakeNew();
  };
  const auto of_tsa = ask(v1::SERVICE_TYPE_TSA);
  ASSERT_THAT(of_tsa, SizeIs(1));
  EXPECT_EQ(SubjectOf(of_tsa[0]), tsa.certificate);
  const auto of_signer = ask(v1::SERVICE_TYPE_CA);
  ASSERT_THAT(of_signer, SizeIs(1));
  EXPECT_EQ(SubjectOf(of_signer[0]), fixture_.signer.certificate);
}

}  // namespace
}  // namespace kepil
