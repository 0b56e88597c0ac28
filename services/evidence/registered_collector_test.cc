#include "services/evidence/registered_collector.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "services/evidence/evidence_fixture.h"
#include "tests/support/cms_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using State = RevocationStatus::State;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

class RegisteredCollectorTest : public testing::Test {
 protected:
  absl::StatusOr<EvidenceSet> Collect(
      const std::vector<std::string>& crls = {},
      RegisteredEvidenceCollector::Options options = {}) {
    TestCmsSpec spec;
    spec.content = "content";
    TestCmsSigner signer;
    signer.identity = fixture_.signer;
    spec.signers = {signer};
    spec.crls = crls;
    const std::string cms = MakeTestCms(spec);
    auto document = ParseSignatureDocument({cms, "content", {}},
                                           fixture_.reader, ParseLimits());
    EXPECT_THAT(document, IsOk());
    const TrustSnapshotRef snapshot = fixture_.Snapshot();
    RegisteredEvidenceCollector collector(
        {fixture_.reader, *fixture_.source, fixture_.store}, options);
    return collector.Collect({*document, *snapshot, *fixture_.policy,
                              fixture_.clock.Now(),
                              fixture_.clock.Now() + absl::Seconds(30)});
  }
  EvidenceSet MustCollect(const std::vector<std::string>& crls = {}) {
    auto evidence = Collect(crls);
    EXPECT_THAT(evidence, IsOk());
    return *std::move(evidence);
  }
  State StateOf(const RevocationEvidence& evidence) {
    const CertificateRef signer = EvidenceFixture::Read(fixture_.signer);
    const CertificateRef ca = EvidenceFixture::Read(fixture_.ca);
    return evidence.data->StatusOf({*signer, *ca}).state;
  }

  EvidenceFixture fixture_;
};

TEST_F(RegisteredCollectorTest, GathersAnAnswerOfItsOwn) {
  fixture_.AnswerOcsp(TestOcspStatus::kGood, fixture_.responder);
  const EvidenceSet evidence = MustCollect();
  EXPECT_THAT(evidence.certificates, SizeIs(1));
  ASSERT_THAT(evidence.revocation, SizeIs(1));
  EXPECT_EQ(evidence.revocation[0].origin, EvidenceOrigin::kQuery);
  EXPECT_EQ(StateOf(evidence.revocation[0]), State::kGood);
  EXPECT_THAT(evidence.acquisition_failures, IsEmpty());
}

TEST_F(RegisteredCollectorTest, AsksOnlyRegisteredAddresses) {
  MustCollect();  // The certificate names three addresses of its own.
  std::set<std::string> asked;
  for (const FetchRequest& request : fixture_.fetcher.requests()) {
    asked.insert(request.url);
  }
  EXPECT_THAT(asked,
              ElementsAre(EvidenceFixture::kCrlUrl, EvidenceFixture::kOcspUrl));
}

TEST_F(RegisteredCollectorTest, WithoutRegisteredAddressesAsksNobody) {
  fixture_.sources.crl_urls.clear();
  fixture_.sources.ocsp_urls.clear();
  const EvidenceSet evidence = MustCollect();
  EXPECT_EQ(fixture_.fetcher.calls(), 0);
  EXPECT_THAT(evidence.revocation, IsEmpty());
  EXPECT_THAT(evidence.acquisition_failures,
              ElementsAre(Field(&Finding::reason,
                                v1::FINDING_REASON_SOURCE_NOT_REGISTERED)));
}

TEST_F(RegisteredCollectorTest, AnUnreachableSourceIsAFailureInTheSet) {
  const EvidenceSet evidence = MustCollect();
  EXPECT_THAT(evidence.revocation, IsEmpty());
  ASSERT_THAT(evidence.acquisition_failures, SizeIs(1));
  EXPECT_EQ(evidence.acquisition_failures[0].reason,
            v1::FINDING_REASON_FETCH_FAILED);
  EXPECT_EQ(evidence.acquisition_failures[0].subject,
            EvidenceFixture::Read(fixture_.signer)->fingerprint());
}

TEST_F(RegisteredCollectorTest, AnEmbeddedAnswerDoesNotReplaceTheQuery) {
  fixture_.fetcher.SetBody(
      EvidenceFixture::kCrlUrl,
      fixture_.Crl(2, absl::Hours(1), {fixture_.RevokedSigner()}));
  const EvidenceSet evidence = MustCollect({fixture_.Crl(1, absl::Hours(2))});
  ASSERT_THAT(evidence.revocation, SizeIs(2));
  const bool is_first = evidence.revocation[0].origin == EvidenceOrigin::kQuery;
  const RevocationEvidence& own = evidence.revocation[is_first ? 0 : 1];
  const RevocationEvidence& embedded = evidence.revocation[is_first ? 1 : 0];
  EXPECT_EQ(own.origin, EvidenceOrigin::kQuery);
  EXPECT_EQ(StateOf(own), State::kRevoked);
  EXPECT_EQ(embedded.origin, EvidenceOrigin::kSignature);
  EXPECT_EQ(StateOf(embedded), State::kGood);
}

TEST_F(RegisteredCollectorTest, AnEmbeddedAnswerNeverEntersTheCache) {
  MustCollect({fixture_.Crl(1, absl::Hours(1))});
  EXPECT_EQ(fixture_.store.revocation_count(), 0);
  EXPECT_THAT(fixture_.Ask().evidence, IsEmpty());
}

TEST_F(RegisteredCollectorTest, TheSameOctetsCountTwiceIfBothGaveThem) {
  const std::string crl = fixture_.Crl(1, absl::Hours(1));
  fixture_.fetcher.SetBody(EvidenceFixture::kCrlUrl, crl);
  const EvidenceSet evidence = MustCollect({crl});
  ASSERT_THAT(evidence.revocation, SizeIs(2));
  EXPECT_EQ(evidence.revocation[0].origin, EvidenceOrigin::kSignature);
  EXPECT_EQ(evidence.revocation[1].origin, EvidenceOrigin::kQuery);
}

TEST_F(RegisteredCollectorTest, ASecondRequestAsksNobody) {
  fixture_.AnswerOcsp(TestOcspStatus::kGood, fixture_.responder);
  MustCollect();
  const EvidenceSet evidence = MustCollect();
  EXPECT_EQ(fixture_.fetcher.calls(), 1);
  EXPECT_THAT(evidence.revocation, SizeIs(1));
}

TEST_F(RegisteredCollectorTest, AsksForTheStatusOfAResponderByCrl) {
  const TestIdentity unchecked = IssueTestCertificate(
      fixture_.Spec("C=XA,CN=Unchecked",
                    {MakeTestExtension("extendedKeyUsage", "OCSPSigning")}),
      fixture_.ca);
  fixture_.AnswerOcsp(TestOcspStatus::kGood, unchecked);
  fixture_.fetcher.SetBody(EvidenceFixture::kCrlUrl,
                           fixture_.Crl(1, absl::Hours(1)));
  const EvidenceSet evidence = MustCollect();
  EXPECT_THAT(evidence.revocation, SizeIs(2));
  EXPECT_EQ(fixture_.fetcher.calls(EvidenceFixture::kCrlUrl), 1);
  EXPECT_EQ(fixture_.fetcher.calls(EvidenceFixture::kOcspUrl), 1);
}

TEST_F(RegisteredCollectorTest, ReportsWhatTheLastRoundLeftOpen) {
  const TestIdentity unchecked = IssueTestCertificate(
      fixture_.Spec("C=XA,CN=Unchecked",
                    {MakeTestExtension("extendedKeyUsage", "OCSPSigning")}),
      fixture_.ca);
  fixture_.AnswerOcsp(TestOcspStatus::kGood, unchecked);
  RegisteredEvidenceCollector::Options options;
  options.max_collect_rounds = 1;
  const auto evidence = Collect({}, options);
  ASSERT_THAT(evidence, IsOk());
  ASSERT_THAT(evidence->acquisition_failures, SizeIs(1));
  EXPECT_EQ(evidence->acquisition_failures[0].reason,
            v1::FINDING_REASON_LIMIT_REACHED);
  EXPECT_EQ(evidence->acquisition_failures[0].subject,
            EvidenceFixture::Read(unchecked)->fingerprint());
}

TEST_F(RegisteredCollectorTest, OrdersTheSetByDigests) {
  fixture_.AnswerOcsp(TestOcspStatus::kGood, fixture_.responder);
  const EvidenceSet evidence = MustCollect({fixture_.Crl(3, absl::Hours(3)),
                                            fixture_.Crl(2, absl::Hours(2)),
                                            fixture_.Crl(1, absl::Hours(1))});
  ASSERT_THAT(evidence.revocation, SizeIs(4));
  EXPECT_TRUE(std::is_sorted(
      evidence.revocation.begin(), evidence.revocation.end(),
      [](const RevocationEvidence& a, const RevocationEvidence& b) {
        return a.data->digest() < b.data->digest();
      }));
}

TEST_F(RegisteredCollectorTest, ArchivesEverythingInTheSet) {
  fixture_.AnswerOcsp(TestOcspStatus::kGood, fixture_.responder);
  const EvidenceSet evidence = MustCollect({fixture_.Crl(1, absl::Hours(1))});
  for (const RevocationEvidence& item : evidence.revocation) {
    EXPECT_THAT(fixture_.store.Read(item.data->digest()),
                IsOkAndHolds(item.data->der()));
  }
  EXPECT_THAT(fixture_.store.Read(Sha256(fixture_.signer.certificate)),
              IsOkAndHolds(fixture_.signer.certificate));
}

TEST_F(RegisteredCollectorTest, WithoutAnArchiveThereIsNoSet) {
  fixture_.store.FailWith(absl::UnknownError("disk"));
  EXPECT_THAT(Collect(), HasReason(v1::ERROR_REASON_STORE_DOWN));
}

}  // namespace
}  // namespace kepil
