#include "services/evidence/registered_collector.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/pki/path_validator.h"
#include "engine/validation/path_judgement.h"
#include "engine/validation/revocation_acceptance.h"
#include "services/evidence/evidence_fixture.h"
#include "tests/support/cms_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

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
    const TrustSnapshotRef snapshot = Trust();
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
  // The fixture's service with `intermediates_` registered too.
  TrustSnapshotRef Trust() {
    v1::SnapshotSource source;
    EXPECT_TRUE(source.ParseFromString(fixture_.Snapshot()->source()));
    for (const TestIdentity& identity : intermediates_) {
      source.mutable_authorities(0)->mutable_services(0)->add_intermediates(
          identity.certificate);
    }
    auto trust =
        TrustSnapshot::FromSource(source.SerializeAsString(), fixture_.reader);
    EXPECT_THAT(trust, IsOk());
    return *trust;
  }
  State StateOf(const RevocationEvidence& evidence) {
    const CertificateRef signer = EvidenceFixture::Read(fixture_.signer);
    const CertificateRef ca = EvidenceFixture::Read(fixture_.ca);
    return evidence.data->StatusOf({*signer, *ca}).state;
  }

  EvidenceFixture fixture_;
  std::vector<TestIdentity> intermediates_;
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

// Law: VER-07.
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

// Law: CRT-09.
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

// What the judge makes of CRLs that came from registered addresses alone.
class CollectedCrlTest : public RegisteredCollectorTest {
 protected:
  static constexpr char kSecondUrl[] = "http://crl.registered.test/second.crl";
  static constexpr char kDelegate[] = "C=XA,CN=CRL Issuer";

  CollectedCrlTest() {
    fixture_.sources.ocsp_urls.clear();
    fixture_.sources.crl_urls = {EvidenceFixture::kCrlUrl, kSecondUrl};
  }
  // A CRL of a minute ago, for a day.
  TestCrlSpec Spec(int number, std::vector<TestExtension> extensions = {},
                   std::vector<TestRevoked> revoked = {}) const {
    TestCrlSpec spec;
    spec.number = number;
    spec.this_update = fixture_.clock.Now() - absl::Minutes(1);
    spec.next_update = spec.this_update + absl::Hours(24);
    spec.extensions = std::move(extensions);
    spec.revoked = std::move(revoked);
    return spec;
  }
  void SetFirst(const TestCrlSpec& spec) {
    fixture_.fetcher.SetBody(EvidenceFixture::kCrlUrl,
                             MakeTestCrl(spec, fixture_.ca));
  }
  void SetSecond(const TestCrlSpec& spec) { SetSecond(spec, fixture_.ca); }
  void SetSecond(const TestCrlSpec& spec, const TestIdentity& issuer) {
    fixture_.fetcher.SetBody(kSecondUrl, MakeTestCrl(spec, issuer));
  }
  int FirstCalls() { return fixture_.fetcher.calls(EvidenceFixture::kCrlUrl); }
  int SecondCalls() { return fixture_.fetcher.calls(kSecondUrl); }

  // The sub-indication of the signer's path; UNSPECIFIED: it passed.
  v1::SubIndication Judged() {
    const EvidenceSet evidence = MustCollect();
    const TrustSnapshotRef trust = Trust();
    ProspectivePath prospective;
    prospective.path = {{EvidenceFixture::Read(fixture_.signer)},
                        {EvidenceFixture::Read(fixture_.ca), "xalandia-ca"}};
    prospective.outcome = ValidateKnownPath(prospective.path, nullptr);
    const absl::Time now = fixture_.clock.Now();
    RevocationAcceptance acceptance(
        {evidence, trust->intermediates(), *fixture_.policy, now});
    const BlockResult block =
        JudgePath({prospective, prospective.path.certificates[0], *trust,
                   *fixture_.policy, v1::SIGNATURE_CONTEXT_SIGNATURE, now},
                  acceptance)
            .block;
    EXPECT_EQ(block.status == BlockStatus::kPassed,
              block.sub_indication == v1::SUB_INDICATION_NONE);
    return block.sub_indication;
  }
  TestRevoked Entry(int reason) const {
    TestRevoked revoked = fixture_.RevokedSigner();
    revoked.reason = reason;
    return revoked;
  }
  static TestExtension Delta(char base) {
    return {"2.5.29.27", true, std::string("\x02\x01") + base};
  }
  static TestExtension Freshest() {
    return MakeTestExtension("freshestCRL",
                             "URI:http://crl.certificate.test/delta.crl");
  }
  // issuingDistributionPoint with one flag, or with onlySomeReasons.
  static TestExtension Flag(int tag) {
    return {"2.5.29.28", true,
            test_der::Sequence({test_der::Tlv(tag, "\xff")})};
  }
  static TestExtension Reasons(absl::string_view bits) {
    return {"2.5.29.28", true, test_der::Sequence({test_der::Tlv(0x83, bits)})};
  }
  static constexpr int kOnlyCas = 0x82, kIndirect = 0x84;
  // Bits 1 to 4, and 5 to 8 (RFC 5280, 4.2.1.13), with unused bits first.
  const std::string kFirstReasons = "\x03\x78";
  const std::string kOtherReasons = "\x07\x07\x80";

  // A registered CRL issuer below the CA, which the signer's certificate names.
  // The CA's own list speaks of CAs only: of the CRL issuer.
  TestIdentity AddDelegate() {
    TestCertificateSpec spec = fixture_.Spec(kDelegate, TestCaExtensions());
    spec.serial_hex = "51";
    const TestIdentity delegate = IssueTestCertificate(spec, fixture_.ca);
    intermediates_.push_back(delegate);
    std::vector<TestExtension> extensions = TestSignerExtensions();
    extensions.push_back(
        {"2.5.29.31", false,
         test_der::Sequence({test_der::Sequence({test_der::Explicit(
             2, test_der::Explicit(4, TestName(kDelegate)))})})});
    spec = fixture_.Spec("C=XA,CN=Signer", std::move(extensions));
    spec.serial_hex = EvidenceFixture::kSignerSerial;
    fixture_.signer = IssueTestCertificate(spec, fixture_.ca);
    SetFirst(Spec(1, {Flag(kOnlyCas)}));
    return delegate;
  }
  // An entry of an indirect CRL for the CA's signer.
  TestRevoked IndirectEntry() const {
    TestRevoked revoked = fixture_.RevokedSigner();
    revoked.extensions = {{"2.5.29.29", true,
                           test_der::Sequence({test_der::Explicit(
                               4, TestName("C=XA,CN=Xalandia CA"))})}};
    return revoked;
  }
};

constexpr auto kGood = v1::SUB_INDICATION_NONE;
constexpr auto kTryLater = v1::SUB_INDICATION_TRY_LATER;
constexpr auto kRevoked = v1::SUB_INDICATION_REVOKED_NO_POE;

TEST_F(CollectedCrlTest, ABaseAndItsDeltaAreGoodOrRevoked) {
  SetFirst(Spec(1, {Freshest()}));
  SetSecond(Spec(2, {Delta(1)}));
  EXPECT_EQ(Judged(), kGood);
  fixture_.clock.Advance(absl::Hours(24));
  SetFirst(Spec(3, {Freshest()}));
  SetSecond(Spec(4, {Delta(3)}, {fixture_.RevokedSigner()}));
  EXPECT_EQ(Judged(), kRevoked);
}

TEST_F(CollectedCrlTest, RemoveFromCrlLiftsAHoldAndNoRevocation) {
  SetFirst(Spec(1, {Freshest()}, {Entry(6)}));
  EXPECT_EQ(Judged(), kTryLater);
  SetSecond(Spec(2, {Delta(1)}, {Entry(8)}));
  EXPECT_EQ(Judged(), kGood);
  fixture_.clock.Advance(absl::Hours(24));
  SetFirst(Spec(3, {Freshest()}, {Entry(1)}));
  SetSecond(Spec(4, {Delta(3)}, {Entry(8)}));
  EXPECT_EQ(Judged(), kRevoked);
}

TEST_F(CollectedCrlTest, ADeltaOfANewerBaseLeavesNothingGood) {
  SetFirst(Spec(1, {Freshest()}));
  EXPECT_EQ(Judged(), kGood);  // Deltas may be missed while it is fresh.
  SetSecond(Spec(6, {Delta(5)}));
  EXPECT_EQ(Judged(), kTryLater);
  fixture_.clock.Advance(absl::Minutes(1));
  SetFirst(Spec(5, {Freshest()}));
  EXPECT_EQ(Judged(), kGood);
}

TEST_F(CollectedCrlTest, ADeltaOfAnotherScopeOrKeyKeepsNoBaseFresh) {
  fixture_.policy = EvidenceFixture::Policy(absl::Hours(2));
  SetFirst(Spec(1, {Freshest()}));
  EXPECT_EQ(Judged(), kGood);
  fixture_.clock.Advance(absl::Hours(3));
  SetSecond(Spec(2, {Delta(1), Reasons(kFirstReasons)}));
  EXPECT_EQ(Judged(), kTryLater);
  fixture_.Restart();
  const TestIdentity stranger = SelfSignTestCertificate(
      fixture_.Spec("C=XA,CN=Xalandia CA", TestCaExtensions()));
  SetSecond(Spec(3, {Delta(1)}), stranger);
  EXPECT_EQ(Judged(), kTryLater);
}

TEST_F(CollectedCrlTest, ABaseThatItsDeltaKeepsFreshIsNotAskedForAgain) {
  fixture_.policy = EvidenceFixture::Policy(absl::Hours(2));
  SetFirst(Spec(1, {Freshest()}));
  SetSecond(Spec(2, {Delta(1)}));
  EXPECT_EQ(Judged(), kGood);
  for (int number = 3; number < 6; ++number) {
    fixture_.clock.Advance(absl::Hours(2));
    SetSecond(Spec(number, {Delta(1)}));
    const int seconds = SecondCalls();
    EXPECT_EQ(Judged(), kGood);
    EXPECT_EQ(Judged(), kGood);
    EXPECT_EQ(SecondCalls(), seconds + 1);
    EXPECT_EQ(FirstCalls(), 1);
  }
  // The delta does not come: nothing fresh is left.
  fixture_.clock.Advance(absl::Hours(2));
  fixture_.fetcher.SetError(kSecondUrl, absl::UnavailableError("down"));
  EXPECT_EQ(Judged(), kTryLater);
  EXPECT_EQ(FirstCalls(), 2);
}

TEST_F(CollectedCrlTest, ABaseAfterItsNextUpdateIsAskedForAgain) {
  SetFirst(Spec(1, {Freshest()}));
  SetSecond(Spec(2, {Delta(1)}));
  Judged();
  fixture_.clock.Advance(absl::Hours(24));
  SetSecond(Spec(9, {Delta(1)}));
  fixture_.fetcher.SetError(EvidenceFixture::kCrlUrl,
                            absl::UnavailableError("down"));
  EXPECT_EQ(Judged(), kTryLater);
  SetFirst(Spec(8, {Freshest()}));
  EXPECT_EQ(Judged(), kGood);
}

TEST_F(CollectedCrlTest, ListsOfSomeReasonsCoverTogetherOrNotAtAll) {
  SetFirst(Spec(1, {Reasons(kFirstReasons)}));
  EXPECT_EQ(Judged(), kTryLater);
  SetSecond(Spec(1, {Reasons(kOtherReasons)}));
  EXPECT_EQ(Judged(), kGood);
  fixture_.clock.Advance(absl::Hours(24));
  SetSecond(Spec(2, {Reasons(kOtherReasons)}));
  fixture_.fetcher.SetError(EvidenceFixture::kCrlUrl,
                            absl::UnavailableError("down"));
  EXPECT_EQ(Judged(), kTryLater);
  SetFirst(Spec(2, {Reasons(kFirstReasons)}, {fixture_.RevokedSigner()}));
  EXPECT_EQ(Judged(), kRevoked);
}

TEST_F(CollectedCrlTest, AnIndirectCrlOfARegisteredIssuerTells) {
  const TestIdentity delegate = AddDelegate();
  EXPECT_EQ(Judged(), kTryLater);
  SetSecond(Spec(1, {Flag(kIndirect)}), delegate);
  EXPECT_EQ(Judged(), kGood);
  const int calls = fixture_.fetcher.calls();
  EXPECT_EQ(Judged(), kGood);
  EXPECT_EQ(fixture_.fetcher.calls(), calls);
  fixture_.clock.Advance(absl::Hours(24));
  SetFirst(Spec(2, {Flag(kOnlyCas)}));
  SetSecond(Spec(2, {Flag(kIndirect)}, {IndirectEntry()}), delegate);
  EXPECT_EQ(Judged(), kRevoked);
}

TEST_F(CollectedCrlTest, AnIndirectEntryOfAnotherIssuerIsNotTheSigners) {
  const TestIdentity delegate = AddDelegate();
  // No certificateIssuer: the serial is one of the CRL issuer's own.
  SetSecond(Spec(1, {Flag(kIndirect)}, {fixture_.RevokedSigner()}), delegate);
  EXPECT_EQ(Judged(), kGood);
}

TEST_F(CollectedCrlTest, ARevokedCrlIssuerShowsNobodyGood) {
  const TestIdentity delegate = AddDelegate();
  SetSecond(Spec(1, {Flag(kIndirect)}), delegate);
  TestRevoked revoked = fixture_.RevokedSigner();
  revoked.serial_hex = "51";
  SetFirst(Spec(2, {Flag(kOnlyCas)}, {revoked}));
  EXPECT_EQ(Judged(), kTryLater);
}

TEST_F(CollectedCrlTest, ACrlIssuerThatIsNotRegisteredShowsNobodyGood) {
  const TestIdentity delegate = AddDelegate();
  intermediates_.clear();
  SetSecond(Spec(1, {Flag(kIndirect)}), delegate);
  EXPECT_EQ(Judged(), kTryLater);
}

TEST_F(CollectedCrlTest, AddressesInsideCertificatesAndCrlsAreNotAsked) {
  std::vector<TestExtension> extensions = TestSignerExtensions();
  extensions.push_back(Freshest());
  TestCertificateSpec spec = fixture_.Spec("C=XA,CN=Signer", extensions);
  spec.serial_hex = EvidenceFixture::kSignerSerial;
  fixture_.signer = IssueTestCertificate(spec, fixture_.ca);
  fixture_.fetcher.SetBody(
      "http://crl.certificate.test/delta.crl",
      MakeTestCrl(Spec(2, {Delta(1)}, {fixture_.RevokedSigner()}),
                  fixture_.ca));
  SetFirst(Spec(1, {Freshest()}));
  EXPECT_EQ(Judged(), kGood);
  for (const FetchRequest& request : fixture_.fetcher.requests()) {
    EXPECT_TRUE(request.url == EvidenceFixture::kCrlUrl ||
                request.url == kSecondUrl)
        << request.url;
  }
}

}  // namespace
}  // namespace kepil
