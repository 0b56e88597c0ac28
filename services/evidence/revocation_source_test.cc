#include "services/evidence/revocation_source.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "engine/pki/path_validator.h"
#include "engine/validation/path_judgement.h"
#include "engine/validation/revocation_acceptance.h"
#include "services/evidence/evidence_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using State = RevocationStatus::State;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto& kCrlUrl = EvidenceFixture::kCrlUrl;
constexpr auto& kOcspUrl = EvidenceFixture::kOcspUrl;
constexpr char kSecondUrl[] = "http://crl.registered.test/second.crl";
constexpr char kThirdUrl[] = "http://crl.registered.test/third.crl";

auto Because(v1::FindingReason reason, v1::Level level = v1::LEVEL_WARN) {
  return AllOf(Field("reason", &Finding::reason, reason),
               Field("level", &Finding::level, level),
               Field("outcome", &Finding::outcome, v1::CHECK_OUTCOME_FAILED));
}

class RevocationSourceTest : public testing::Test {
 protected:
  std::vector<State> StatesOf(const StatusAnswer& answer) {
    const CertificateRef signer = EvidenceFixture::Read(fixture_.signer);
    const CertificateRef ca = EvidenceFixture::Read(fixture_.ca);
    std::vector<State> states;
    for (const RevocationEvidence& evidence : answer.evidence) {
      EXPECT_EQ(evidence.origin, EvidenceOrigin::kQuery);
      states.push_back(evidence.data->StatusOf({*signer, *ca}).state);
    }
    return states;
  }
  StatusAnswer AskCrl() { return fixture_.Ask(v1::REVOCATION_MODE_CRL); }
  StatusAnswer AskOcsp() { return fixture_.Ask(v1::REVOCATION_MODE_OCSP); }
  void SetCrl(const std::string& der) {
    fixture_.fetcher.SetBody(kCrlUrl, der);
  }
  void SetError(const std::string& url, absl::StatusCode code,
                v1::ErrorReason reason) {
    fixture_.fetcher.SetError(url, MakeError(code, reason, "test"));
  }
  // The CA's name on another key.
  TestIdentity Impostor() {
    return SelfSignTestCertificate(
        fixture_.Spec("C=XA,CN=Xalandia CA", TestCaExtensions()));
  }

  // No octets; cut in the middle and by one; a list whose signature is empty
  // and one whose signature is not there at all.
  std::vector<std::string> BrokenCrls() {
    const std::string crl = fixture_.Crl(9, absl::ZeroDuration());
    return {"", crl.substr(0, crl.size() / 2), crl.substr(0, crl.size() - 1),
            WithSignature(crl, std::string("\x03\x01\x00", 3)),
            WithSignature(crl, "")};
  }
  // `crl` with the BIT STRING of its signature replaced.
  static std::string WithSignature(const std::string& crl,
                                   absl::string_view signature) {
    const auto read = Crl::FromDer(crl);
    EXPECT_THAT(read, IsOk());
    const size_t begin = (*read)->tbs().data() - (*read)->der().data();
    // Both lengths are below 128: the value is BIT STRING, length, 0, octets.
    const size_t end = crl.size() - (*read)->signature().size() - 3;
    const std::string content =
        crl.substr(begin, end - begin) + std::string(signature);
    EXPECT_GE(content.size(), 128u);  // One octet of length.
    EXPECT_LT(content.size(), 256u);
    return "\x30\x81" + std::string(1, static_cast<char>(content.size())) +
           content;
  }
  // What the judge makes of `answer` about the signer, below the CA as anchor.
  BlockResult JudgedBy(const StatusAnswer& answer) {
    ProspectivePath prospective;
    prospective.path = {{EvidenceFixture::Read(fixture_.signer)},
                        {EvidenceFixture::Read(fixture_.ca), "xalandia-ca"}};
    prospective.outcome = ValidateKnownPath(prospective.path, nullptr);
    EvidenceSet evidence;
    evidence.revocation = answer.evidence;
    evidence.acquisition_failures = answer.failures;
    const TrustSnapshotRef trust = fixture_.Snapshot();
    const CertificatePool pool;
    const absl::Time now = fixture_.clock.Now();
    RevocationAcceptance acceptance({evidence, pool, *fixture_.policy, now});
    return JudgePath({prospective, prospective.path.certificates[0], *trust,
                      *fixture_.policy, v1::SIGNATURE_CONTEXT_SIGNATURE, now},
                     acceptance)
        .block;
  }

  // A CRL of the CA, of a minute ago, with `extensions`.
  std::string Special(int number, std::vector<TestExtension> extensions,
                      std::vector<TestRevoked> revoked = {}) const {
    TestCrlSpec spec;
    spec.number = number;
    spec.this_update = fixture_.clock.Now() - absl::Minutes(1);
    spec.next_update = spec.this_update + absl::Hours(24);
    spec.extensions = std::move(extensions);
    spec.revoked = std::move(revoked);
    return MakeTestCrl(spec, fixture_.ca);
  }
  // issuingDistributionPoint with onlySomeReasons: octets of the BIT STRING.
  static TestExtension SomeReasons(const std::string& bits) {
    const char size = static_cast<char>(bits.size());
    return {"2.5.29.28", true,
            std::string("\x30") + static_cast<char>(size + 2) + "\x83" + size +
                bits};
  }
  static TestExtension Delta(char base) {
    return {"2.5.29.27", true, std::string("\x02\x01") + base};
  }
  static TestExtension FreshestCrl() {
    return MakeTestExtension("freshestCRL",
                             "URI:http://crl.certificate.test/delta.crl");
  }

  // Bits 1 to 4, and 5 to 8 (RFC 5280, 4.2.1.13), with unused bits first.
  const std::string kFirstReasons = "\x03\x78";
  const std::string kOtherReasons = "\x07\x07\x80";

  EvidenceFixture fixture_;
};

TEST_F(RevocationSourceTest, AsksOcspFirstAndNoCrlAfterAnAnswer) {
  fixture_.AnswerOcsp(TestOcspStatus::kGood, fixture_.responder);
  SetCrl(fixture_.Crl(1, absl::Hours(1)));
  const StatusAnswer answer = fixture_.Ask();
  EXPECT_THAT(StatesOf(answer), ElementsAre(State::kGood));
  EXPECT_EQ(answer.evidence[0].data->kind(), RevocationKind::kOcsp);
  EXPECT_EQ(answer.evidence[0].obtained_at, fixture_.clock.Now());
  EXPECT_THAT(answer.failures, IsEmpty());
  EXPECT_THAT(answer.responders, IsEmpty());  // It has nocheck.
  EXPECT_EQ(fixture_.fetcher.calls(kCrlUrl), 0);
}

TEST_F(RevocationSourceTest, PostsARequestWithANonce) {
  fixture_.AnswerOcsp(TestOcspStatus::kGood, fixture_.ca);
  fixture_.Ask();
  ASSERT_THAT(fixture_.fetcher.requests(), SizeIs(1));
  const FetchRequest request = fixture_.fetcher.requests()[0];
  EXPECT_EQ(request.method, FetchMethod::kPost);
  EXPECT_EQ(request.content_type, "application/ocsp-request");
  const CertificateRef signer = EvidenceFixture::Read(fixture_.signer);
  const CertificateRef ca = EvidenceFixture::Read(fixture_.ca);
  EXPECT_EQ(request.body,
            BuildOcspRequest({*signer, *ca}, std::string(32, 'n')));
}

TEST_F(RevocationSourceTest, DoesNotAskAgainWhatIsCurrent) {
  fixture_.AnswerOcsp(TestOcspStatus::kGood, fixture_.responder);
  SetCrl(fixture_.Crl(1, absl::Hours(1)));
  fixture_.Ask();
  AskCrl();
  fixture_.clock.Advance(absl::Hours(1));
  EXPECT_THAT(StatesOf(fixture_.Ask()), ElementsAre(State::kGood));
  EXPECT_THAT(StatesOf(AskCrl()), ElementsAre(State::kGood));
  EXPECT_EQ(fixture_.fetcher.calls(), 2);
  fixture_.Restart();
  EXPECT_THAT(StatesOf(fixture_.Ask()), ElementsAre(State::kGood));
  EXPECT_THAT(StatesOf(AskCrl()), ElementsAre(State::kGood));
  EXPECT_EQ(fixture_.fetcher.calls(), 2);
}

TEST_F(RevocationSourceTest, AsksAgainAfterNextUpdate) {
  SetCrl(fixture_.Crl(1, absl::Hours(1)));
  AskCrl();
  fixture_.clock.Advance(absl::Hours(23));
  SetCrl(fixture_.Crl(2, absl::ZeroDuration(), {fixture_.RevokedSigner()}));
  EXPECT_THAT(StatesOf(AskCrl()), ElementsAre(State::kRevoked));
  EXPECT_EQ(fixture_.fetcher.calls(kCrlUrl), 2);
}

// Law: VER-07.
TEST_F(RevocationSourceTest, AsksAgainWhatThePolicyCallsStale) {
  fixture_.policy = EvidenceFixture::Policy(absl::Minutes(10));
  fixture_.AnswerOcsp(TestOcspStatus::kGood, fixture_.responder);
  fixture_.Ask();
  fixture_.clock.Advance(absl::Minutes(9));
  fixture_.Ask();
  EXPECT_EQ(fixture_.fetcher.calls(kOcspUrl), 1);
  fixture_.clock.Advance(absl::Minutes(1));
  fixture_.AnswerOcsp(TestOcspStatus::kRevoked, fixture_.responder);
  EXPECT_THAT(StatesOf(fixture_.Ask()), ElementsAre(State::kRevoked));
}

TEST_F(RevocationSourceTest, GoesOnToTheCrlWhenOcspFails) {
  SetCrl(fixture_.Crl(1, absl::Hours(1)));
  const StatusAnswer answer = fixture_.Ask();
  EXPECT_THAT(StatesOf(answer), ElementsAre(State::kGood));
  EXPECT_THAT(
      answer.failures,
      ElementsAre(Because(v1::FINDING_REASON_FETCH_FAILED, v1::LEVEL_INFORM)));
  EXPECT_EQ(answer.failures[0].subject,
            EvidenceFixture::Read(fixture_.signer)->fingerprint());
}

TEST_F(RevocationSourceTest, GoesOnToTheNextAddress) {
  fixture_.sources.crl_urls = {"http://dead.test/", kCrlUrl};
  SetCrl(fixture_.Crl(1, absl::Hours(1)));
  EXPECT_THAT(StatesOf(AskCrl()), ElementsAre(State::kGood));
}

// Law: LIF-08.
TEST_F(RevocationSourceTest, AnUnreachableSourceIsAFailureAndNeverGood) {
  const StatusAnswer answer = fixture_.Ask();
  EXPECT_THAT(answer.evidence, IsEmpty());
  EXPECT_THAT(answer.failures,
              ElementsAre(Because(v1::FINDING_REASON_FETCH_FAILED),
                          Because(v1::FINDING_REASON_FETCH_FAILED)));
}

TEST_F(RevocationSourceTest, AStaleGoodAnswerDoesNotStandForADeadSource) {
  SetCrl(fixture_.Crl(1, absl::Hours(1)));
  AskCrl();
  fixture_.clock.Advance(absl::Hours(24));
  SetError(kCrlUrl, absl::StatusCode::kDeadlineExceeded,
           v1::ERROR_REASON_DEADLINE);
  const StatusAnswer answer = AskCrl();
  EXPECT_THAT(answer.evidence, IsEmpty());
  EXPECT_THAT(answer.failures,
              ElementsAre(Because(v1::FINDING_REASON_FETCH_TIMED_OUT)));
}

TEST_F(RevocationSourceTest, AFreshGoodAnswerStandsForADeadSource) {
  fixture_.policy = EvidenceFixture::Policy(absl::Hours(48));
  SetCrl(fixture_.Crl(1, absl::Hours(1)));
  AskCrl();
  fixture_.clock.Advance(absl::Hours(24));  // After nextUpdate.
  SetError(kCrlUrl, absl::StatusCode::kUnavailable,
           v1::ERROR_REASON_FETCH_FAILED);
  const StatusAnswer answer = AskCrl();
  EXPECT_THAT(StatesOf(answer), ElementsAre(State::kGood));
  EXPECT_EQ(answer.evidence[0].obtained_at,
            fixture_.clock.Now() - absl::Hours(24));
  EXPECT_THAT(
      answer.failures,
      ElementsAre(Because(v1::FINDING_REASON_FETCH_FAILED, v1::LEVEL_INFORM)));
}

TEST_F(RevocationSourceTest, AStaleRevocationIsNeverDropped) {
  SetCrl(fixture_.Crl(1, absl::Hours(1), {fixture_.RevokedSigner()}));
  AskCrl();
  fixture_.clock.Advance(absl::Hours(100));
  SetError(kCrlUrl, absl::StatusCode::kUnavailable,
           v1::ERROR_REASON_FETCH_FAILED);
  EXPECT_THAT(StatesOf(AskCrl()), ElementsAre(State::kRevoked));
  // Nor by a responder that says good, nor by a restart (CRT-20).
  fixture_.AnswerOcsp(TestOcspStatus::kGood, fixture_.responder);
  EXPECT_THAT(StatesOf(fixture_.Ask()),
              ElementsAre(State::kGood, State::kRevoked));
  fixture_.Restart();
  EXPECT_THAT(StatesOf(fixture_.Ask()),
              ElementsAre(State::kGood, State::kRevoked));
}

TEST_F(RevocationSourceTest, AnUnusableCrlDoesNotReplaceAGoodOne) {
  fixture_.policy = EvidenceFixture::Policy(absl::Hours(48));
  SetCrl(fixture_.Crl(5, absl::Hours(1)));
  AskCrl();
  fixture_.clock.Advance(absl::Hours(24));  // Asked for again from here on.
  TestCrlSpec forged;
  forged.this_update = fixture_.clock.Now();
  forged.number = 9;
  std::string broken = fixture_.Crl(9, absl::ZeroDuration());
  broken.back() ^= 1;
  const std::string unusable[] = {
      MakeTestCrl(forged, Impostor()),          // Another key.
      MakeTestCrl(forged, fixture_.responder),  // Another issuer.
      broken,                                   // A wrong signature.
      fixture_.Crl(9, absl::Hours(40)),         // Older than the one held.
      fixture_.Crl(4, absl::ZeroDuration()),    // A lower number.
      fixture_.Crl(9, -absl::Hours(1)),         // From the future.
      "<html>",
  };
  for (const std::string& body : unusable) {
    SetCrl(body);
    const StatusAnswer answer = AskCrl();
    EXPECT_THAT(StatesOf(answer), ElementsAre(State::kGood));
    EXPECT_EQ(answer.evidence[0].obtained_at,
              fixture_.clock.Now() - absl::Hours(24));
    EXPECT_THAT(answer.failures,
                ElementsAre(Because(v1::FINDING_REASON_RESPONSE_UNUSABLE,
                                    v1::LEVEL_INFORM)));
  }
  SetCrl(fixture_.Crl(6, absl::ZeroDuration(), {fixture_.RevokedSigner()}));
  EXPECT_THAT(StatesOf(AskCrl()), ElementsAre(State::kRevoked));
}

TEST_F(RevocationSourceTest, AnUnsignedEmptyOrCutCrlLeavesTheLastGoodOne) {
  fixture_.policy = EvidenceFixture::Policy(absl::Hours(48));
  const std::string good = fixture_.Crl(5, absl::Hours(1));
  SetCrl(good);
  AskCrl();
  fixture_.clock.Advance(absl::Hours(24));  // Asked for again from here on.
  for (const std::string& body : BrokenCrls()) {
    SetCrl(body);
    const StatusAnswer answer = AskCrl();
    ASSERT_THAT(StatesOf(answer), ElementsAre(State::kGood)) << body.size();
    EXPECT_EQ(answer.evidence[0].data->der(), good);
    EXPECT_THAT(answer.failures,
                ElementsAre(Because(v1::FINDING_REASON_RESPONSE_UNUSABLE,
                                    v1::LEVEL_INFORM)));
  }
  EXPECT_EQ(fixture_.store.revocation_count(), 1);
}

TEST_F(RevocationSourceTest, AnUnsignedEmptyOrCutCrlAloneIsTryLater) {
  for (const std::string& body : BrokenCrls()) {
    SetCrl(body);
    const StatusAnswer answer = AskCrl();
    EXPECT_THAT(answer.evidence, IsEmpty()) << body.size();
    EXPECT_THAT(answer.failures,
                ElementsAre(Because(v1::FINDING_REASON_RESPONSE_UNUSABLE)));
    const BlockResult judged = JudgedBy(answer);
    EXPECT_EQ(judged.status, BlockStatus::kIndeterminate);
    EXPECT_EQ(judged.sub_indication, v1::SUB_INDICATION_TRY_LATER);
  }
  EXPECT_EQ(fixture_.store.revocation_count(), 0);
  SetCrl(fixture_.Crl(5, absl::Hours(1)));
  EXPECT_EQ(JudgedBy(AskCrl()).status, BlockStatus::kPassed);
}

TEST_F(RevocationSourceTest, AReplayedOcspAnswerWithAnOldNonceIsRefused) {
  // What the responder said a minute ago, to another request.
  const std::string replayed = fixture_.OcspResponse(
      TestOcspStatus::kGood, fixture_.responder, std::string(32, 'm'));
  fixture_.clock.Advance(absl::Minutes(1));
  fixture_.fetcher.SetBody(kOcspUrl, replayed);
  const StatusAnswer answer = AskOcsp();
  EXPECT_THAT(answer.evidence, IsEmpty());
  EXPECT_THAT(answer.failures,
              ElementsAre(Because(v1::FINDING_REASON_RESPONSE_UNUSABLE)));
  EXPECT_EQ(fixture_.store.revocation_count(), 0);
  fixture_.AnswerOcsp(TestOcspStatus::kRevoked, fixture_.responder);
  EXPECT_THAT(StatesOf(AskOcsp()), ElementsAre(State::kRevoked));
}

TEST_F(RevocationSourceTest, CrlsOfSomeReasonsAreGatheredUntilTheyCoverAll) {
  fixture_.sources.crl_urls = {kCrlUrl, kSecondUrl, kThirdUrl};
  SetCrl(Special(1, {SomeReasons(kFirstReasons)}));
  fixture_.fetcher.SetBody(kSecondUrl,
                           Special(1, {SomeReasons(kOtherReasons)}));
  fixture_.fetcher.SetBody(kThirdUrl, fixture_.Crl(1, absl::Hours(1)));
  const StatusAnswer answer = AskCrl();
  EXPECT_THAT(answer.evidence, SizeIs(2));
  EXPECT_THAT(answer.failures, IsEmpty());
  EXPECT_EQ(JudgedBy(answer).status, BlockStatus::kPassed);
  EXPECT_EQ(fixture_.fetcher.calls(kThirdUrl), 0);
  AskCrl();
  EXPECT_EQ(fixture_.fetcher.calls(), 2);  // Both are held.
}

TEST_F(RevocationSourceTest, CrlsOfSomeReasonsAloneAreTryLater) {
  fixture_.sources.crl_urls = {kCrlUrl, kSecondUrl};
  SetCrl(Special(1, {SomeReasons(kFirstReasons)}));
  const StatusAnswer answer = AskCrl();
  EXPECT_THAT(answer.evidence, SizeIs(1));
  EXPECT_THAT(answer.failures,
              ElementsAre(Because(v1::FINDING_REASON_FETCH_FAILED)));
  EXPECT_EQ(JudgedBy(answer).sub_indication, v1::SUB_INDICATION_TRY_LATER);
  // A revocation in one of them is enough.
  fixture_.fetcher.SetBody(kSecondUrl, Special(1, {SomeReasons(kOtherReasons)},
                                               {fixture_.RevokedSigner()}));
  EXPECT_EQ(JudgedBy(AskCrl()).sub_indication,
            v1::SUB_INDICATION_REVOKED_NO_POE);
}

TEST_F(RevocationSourceTest, ADeltaIsAskedForWhereTheBaseAnnouncesIt) {
  fixture_.sources.crl_urls = {kCrlUrl, kSecondUrl};
  SetCrl(Special(1, {FreshestCrl()}));
  fixture_.fetcher.SetBody(kSecondUrl,
                           Special(2, {Delta(1)}, {fixture_.RevokedSigner()}));
  EXPECT_EQ(JudgedBy(AskCrl()).sub_indication,
            v1::SUB_INDICATION_REVOKED_NO_POE);
  AskCrl();
  EXPECT_EQ(fixture_.fetcher.calls(), 2);  // Both are held,
  fixture_.Restart();
  EXPECT_EQ(JudgedBy(AskCrl()).sub_indication,
            v1::SUB_INDICATION_REVOKED_NO_POE);
  EXPECT_EQ(fixture_.fetcher.calls(), 2);  // And in the store.
}

TEST_F(RevocationSourceTest, ABaseThatAnnouncesNoDeltaIsEnough) {
  fixture_.sources.crl_urls = {kCrlUrl, kSecondUrl};
  SetCrl(fixture_.Crl(1, absl::Hours(1)));
  EXPECT_EQ(JudgedBy(AskCrl()).status, BlockStatus::kPassed);
  EXPECT_EQ(fixture_.fetcher.calls(kSecondUrl), 0);
}

TEST_F(RevocationSourceTest, ADeltaAloneIsNeverGood) {
  SetCrl(Special(2, {Delta(1)}));
  const StatusAnswer answer = AskCrl();
  EXPECT_EQ(JudgedBy(answer).sub_indication, v1::SUB_INDICATION_TRY_LATER);
}

TEST_F(RevocationSourceTest, ADeltaMakesAnOldBaseFresh) {
  fixture_.policy = EvidenceFixture::Policy(absl::Hours(2));
  fixture_.sources.crl_urls = {kCrlUrl, kSecondUrl};
  SetCrl(Special(1, {FreshestCrl()}));
  fixture_.clock.Advance(absl::Hours(10));
  EXPECT_EQ(JudgedBy(AskCrl()).sub_indication, v1::SUB_INDICATION_TRY_LATER);
  fixture_.fetcher.SetBody(kSecondUrl, Special(5, {Delta(1)}));
  const StatusAnswer answer = AskCrl();
  EXPECT_EQ(JudgedBy(answer).status, BlockStatus::kPassed);
  for (const Finding& failure : answer.failures) {
    EXPECT_EQ(failure.level, v1::LEVEL_INFORM);
  }
}

TEST_F(RevocationSourceTest, ADeltaDoesNotTakeThePlaceOfTheCompleteCrl) {
  fixture_.policy = EvidenceFixture::Policy(absl::Hours(48));
  SetCrl(fixture_.Crl(1, absl::Hours(1), {fixture_.RevokedSigner()}));
  AskCrl();
  fixture_.clock.Advance(absl::Hours(24));
  SetCrl(Special(2, {Delta(1)}));
  EXPECT_EQ(JudgedBy(AskCrl()).sub_indication,
            v1::SUB_INDICATION_REVOKED_NO_POE);
}

TEST_F(RevocationSourceTest, ACompleteCrlThatADeltaOvertookIsAskedForOnceMore) {
  fixture_.sources.crl_urls = {kCrlUrl, kSecondUrl};
  SetCrl(Special(1, {FreshestCrl()}));
  fixture_.fetcher.SetBody(kSecondUrl, Special(2, {Delta(1)}));
  AskCrl();
  fixture_.clock.Advance(absl::Hours(1));
  // The delta of the next complete CRL, which is there before its time.
  fixture_.sources.crl_urls = {kCrlUrl, kThirdUrl};
  fixture_.fetcher.SetBody(kThirdUrl, Special(6, {Delta(5)}));
  SetCrl(Special(5, {FreshestCrl()}));
  const StatusAnswer answer = AskCrl();
  EXPECT_EQ(JudgedBy(answer).status, BlockStatus::kPassed);
  EXPECT_EQ(fixture_.fetcher.calls(kCrlUrl), 2);
  AskCrl();
  EXPECT_EQ(fixture_.fetcher.calls(), 4);
}

TEST_F(RevocationSourceTest, AnUnusableOcspAnswerIsNoAnswer) {
  const TestIdentity stranger = IssueTestCertificate(
      fixture_.Spec("C=XA,CN=Responder", TestOcspResponderExtensions()),
      Impostor());
  const std::string other_nonce(32, 'x');
  TestOcspSpec about_another;
  about_another.produced_at = fixture_.clock.Now();
  about_another.answers = {MakeTestOcspAnswer(
      fixture_.ca, "0abd", TestOcspStatus::kGood, fixture_.clock.Now())};
  const std::string unusable[] = {
      fixture_.OcspResponse(TestOcspStatus::kGood, stranger, std::nullopt),
      fixture_.OcspResponse(TestOcspStatus::kGood, fixture_.signer,
                            std::nullopt),
      fixture_.OcspResponse(TestOcspStatus::kGood, fixture_.ca, other_nonce),
      MakeTestOcspResponse(about_another, fixture_.ca),
      fixture_.Crl(1, absl::Hours(1)),
  };
  for (const std::string& body : unusable) {
    fixture_.fetcher.SetBody(kOcspUrl, body);
    const StatusAnswer answer = AskOcsp();
    EXPECT_THAT(answer.evidence, IsEmpty());
    EXPECT_THAT(answer.failures,
                ElementsAre(Because(v1::FINDING_REASON_RESPONSE_UNUSABLE)));
  }
  EXPECT_EQ(fixture_.store.revocation_count(), 0);
}

TEST_F(RevocationSourceTest, AnOcspAnswerMayLeaveTheNonceOut) {
  fixture_.fetcher.SetBody(
      kOcspUrl,
      fixture_.OcspResponse(TestOcspStatus::kGood, fixture_.ca, std::nullopt));
  EXPECT_THAT(StatesOf(AskOcsp()), ElementsAre(State::kGood));
}

TEST_F(RevocationSourceTest, AnOldOcspAnswerIsStaleAndTheCrlIsAsked) {
  const std::string old =
      fixture_.OcspResponse(TestOcspStatus::kGood, fixture_.ca, std::nullopt);
  fixture_.clock.Advance(absl::Hours(25));
  fixture_.fetcher.SetBody(kOcspUrl, old);
  SetCrl(fixture_.Crl(1, absl::Hours(1)));
  const StatusAnswer answer = fixture_.Ask();
  EXPECT_THAT(answer.failures,
              ElementsAre(Because(v1::FINDING_REASON_REVOCATION_STALE,
                                  v1::LEVEL_INFORM)));
  EXPECT_EQ(fixture_.fetcher.calls(kCrlUrl), 1);
  EXPECT_THAT(StatesOf(answer), ElementsAre(State::kGood, State::kGood));
}

TEST_F(RevocationSourceTest, AnOcspAnswerDoesNotTakeBackARevocation) {
  fixture_.AnswerOcsp(TestOcspStatus::kRevoked, fixture_.responder);
  AskOcsp();
  fixture_.clock.Advance(absl::Hours(25));
  fixture_.AnswerOcsp(TestOcspStatus::kGood, fixture_.responder);
  const StatusAnswer answer = AskOcsp();
  EXPECT_THAT(StatesOf(answer), ElementsAre(State::kRevoked));
  EXPECT_THAT(answer.failures,
              ElementsAre(Because(v1::FINDING_REASON_RESPONSE_UNUSABLE)));
}

TEST_F(RevocationSourceTest, AnUnknownStatusIsGivenAndTheCrlIsAsked) {
  fixture_.AnswerOcsp(TestOcspStatus::kUnknown, fixture_.responder);
  SetCrl(fixture_.Crl(1, absl::Hours(1)));
  EXPECT_THAT(StatesOf(fixture_.Ask()),
              ElementsAre(State::kUnknown, State::kGood));
}

TEST_F(RevocationSourceTest, NamesAResponderWhoseOwnStatusIsNeeded) {
  const TestIdentity unchecked = IssueTestCertificate(
      fixture_.Spec("C=XA,CN=Unchecked",
                    {MakeTestExtension("extendedKeyUsage", "OCSPSigning")}),
      fixture_.ca);
  fixture_.AnswerOcsp(TestOcspStatus::kGood, unchecked);
  const StatusAnswer answer = AskOcsp();
  ASSERT_THAT(answer.responders, SizeIs(1));
  EXPECT_EQ(answer.responders[0]->der(), unchecked.certificate);
  fixture_.Restart();
  EXPECT_THAT(AskOcsp().responders, SizeIs(1));
}

TEST_F(RevocationSourceTest, SaysHowAnExchangeFailed) {
  const struct {
    absl::StatusCode code;
    v1::ErrorReason error;
    v1::FindingReason finding;
  } kCases[] = {
      // A redirect is an answer that is not 2xx.
      {absl::StatusCode::kUnavailable, v1::ERROR_REASON_FETCH_FAILED,
       v1::FINDING_REASON_FETCH_FAILED},
      {absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE,
       v1::FINDING_REASON_FETCH_TIMED_OUT},
      {absl::StatusCode::kFailedPrecondition,
       v1::ERROR_REASON_ADDRESS_FORBIDDEN, v1::FINDING_REASON_FETCH_REFUSED},
  };
  for (const auto& test_case : kCases) {
    SetError(kCrlUrl, test_case.code, test_case.error);
    EXPECT_THAT(AskCrl().failures, ElementsAre(Because(test_case.finding)));
  }
}

TEST_F(RevocationSourceTest, RefusesAnAnswerOverItsBound) {
  RevocationSource::Options options;
  options.max_crl_bytes = 100;
  fixture_.Restart(options);
  SetCrl(fixture_.Crl(1, absl::Hours(1)));
  const StatusAnswer answer = AskCrl();
  EXPECT_THAT(answer.evidence, IsEmpty());
  EXPECT_THAT(answer.failures,
              ElementsAre(Because(v1::FINDING_REASON_FETCH_REFUSED)));
}

TEST_F(RevocationSourceTest, AsksNobodyWhenTheGateIsFull) {
  fixture_.Restart({}, {1, 1});
  SetCrl(fixture_.Crl(1, absl::Hours(1)));
  const auto permit = fixture_.gate->Enter("crl.registered.test");
  EXPECT_THAT(AskCrl().failures,
              ElementsAre(Because(v1::FINDING_REASON_FETCH_BUSY)));
  EXPECT_EQ(fixture_.fetcher.calls(), 0);
}

TEST_F(RevocationSourceTest, AsksNobodyAfterTheDeadlineAndNoLongerThanIt) {
  SetCrl(fixture_.Crl(1, absl::Hours(1)));
  StatusQuestion question = fixture_.Question(v1::REVOCATION_MODE_CRL);
  question.deadline = fixture_.clock.Now();
  EXPECT_THAT(fixture_.source->Ask(question).failures,
              ElementsAre(Because(v1::FINDING_REASON_FETCH_TIMED_OUT)));
  EXPECT_EQ(fixture_.fetcher.calls(), 0);
  question.deadline = fixture_.clock.Now() + absl::Seconds(2);
  fixture_.source->Ask(question);
  ASSERT_EQ(fixture_.fetcher.calls(), 1);
  EXPECT_EQ(fixture_.fetcher.requests()[0].timeout, absl::Seconds(2));
}

TEST_F(RevocationSourceTest, WithoutARegisteredAddressNobodyIsAsked) {
  StatusQuestion question = fixture_.Question(v1::REVOCATION_MODE_CRL_OR_OCSP);
  question.sources = nullptr;
  EXPECT_THAT(fixture_.source->Ask(question).failures,
              ElementsAre(Because(v1::FINDING_REASON_SOURCE_NOT_REGISTERED)));
  fixture_.sources.crl_urls.clear();
  EXPECT_THAT(AskCrl().failures,
              ElementsAre(Because(v1::FINDING_REASON_SOURCE_NOT_REGISTERED)));
  EXPECT_EQ(fixture_.fetcher.calls(), 0);
}

TEST_F(RevocationSourceTest, AskedWithoutRevocationItAsksNobody) {
  const StatusAnswer answer = fixture_.Ask(v1::REVOCATION_MODE_NONE);
  EXPECT_THAT(answer.evidence, IsEmpty());
  EXPECT_THAT(answer.failures, IsEmpty());
  EXPECT_EQ(fixture_.fetcher.calls(), 0);
}

TEST_F(RevocationSourceTest, OneExchangeServesAllWhoAsk) {
  std::atomic<int> answered = 0;
  const std::string crl = fixture_.Crl(1, absl::Hours(1));
  // Answers once the others wait: each holds a permit, as does this exchange.
  fixture_.fetcher.SetAnswer(
      kCrlUrl, [&](const FetchRequest&) -> absl::StatusOr<FetchResponse> {
        while (fixture_.gate->in_use() < 6) {
          std::this_thread::yield();
        }
        FetchResponse response;
        response.status = 200;
        response.body = crl;
        return response;
      });
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back(
        [&, this] { answered += static_cast<int>(AskCrl().evidence.size()); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(answered, 6);
  EXPECT_EQ(fixture_.fetcher.calls(), 1);
}

}  // namespace
}  // namespace kepil
