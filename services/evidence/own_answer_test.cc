#include "services/evidence/own_answer.h"

#include <string>
#include <vector>

#include "services/evidence/evidence_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

class OwnAnswerTest : public testing::Test {
 protected:
  static CrlRef ReadCrl(const std::string& der) {
    const auto crl = Crl::FromDer(der);
    EXPECT_THAT(crl, IsOk());
    return *crl;
  }
  OcspResponseRef ReadOcsp(const std::string& der) {
    const auto response = OcspResponse::FromDer(der, fixture_.reader);
    EXPECT_THAT(response, IsOk());
    return *response;
  }
  CrlRef CrlWith(const std::vector<TestExtension>& extensions,
                 const TestIdentity& issuer) {
    TestCrlSpec spec;
    spec.this_update = fixture_.clock.Now();
    spec.extensions = extensions;
    return ReadCrl(MakeTestCrl(spec, issuer));
  }
  OcspResponseRef Ocsp(TestOcspStatus status, const TestIdentity& responder) {
    return ReadOcsp(fixture_.OcspResponse(status, responder, std::nullopt));
  }
  // The CA's name on another key.
  TestIdentity Impostor() const {
    return SelfSignTestCertificate(
        fixture_.Spec("C=XA,CN=Xalandia CA", TestCaExtensions()));
  }
  absl::StatusOr<CertificateRef> SignerOf(const Crl& crl) {
    return FindCrlSigner(
        {crl, EvidenceFixture::Read(fixture_.signer), ca_, others_, anchors_});
  }
  absl::Status Replaces(const RevocationData& candidate,
                        const RevocationData& held) {
    const CertificateRef signer = EvidenceFixture::Read(fixture_.signer);
    return CheckReplaces(candidate, held, {*signer, *ca_});
  }

  EvidenceFixture fixture_;
  CertificatePool others_;
  const CertificateRef ca_ = EvidenceFixture::Read(fixture_.ca);
  const std::vector<TrustAnchor> anchors_ = {{ca_, "xalandia-ca"}};
};

TEST_F(OwnAnswerTest, TakesACrlOfTheIssuer) {
  const auto signer = SignerOf(*CrlWith({}, fixture_.ca));
  ASSERT_THAT(signer, IsOk());
  EXPECT_EQ((*signer)->fingerprint(), ca_->fingerprint());
}

TEST_F(OwnAnswerTest, RefusesACrlOfAnotherNameOrKey) {
  EXPECT_THAT(SignerOf(*CrlWith({}, fixture_.responder)),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(SignerOf(*CrlWith({}, Impostor())),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST_F(OwnAnswerTest, TakesADeltaAndAnIndirectCrlButNoUnknownOne) {
  const TestExtension delta =
      MakeTestExtension("2.5.29.27", "critical,DER:020101");
  const TestExtension indirect =
      MakeTestExtension("2.5.29.28", "critical,DER:30038401FF");
  const TestExtension unknown =
      MakeTestExtension("1.2.3.4", "critical,DER:0500");
  EXPECT_THAT(SignerOf(*CrlWith({delta}, fixture_.ca)), IsOk());
  EXPECT_THAT(SignerOf(*CrlWith({indirect}, fixture_.ca)), IsOk());
  EXPECT_THAT(SignerOf(*CrlWith({unknown}, fixture_.ca)),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST_F(OwnAnswerTest, FindsARegisteredCrlIssuerOfTheSameName) {
  // The CA's next key.
  const TestIdentity next = IssueTestCertificate(
      fixture_.Spec("C=XA,CN=Xalandia CA", TestCaExtensions()), fixture_.ca);
  const CrlRef crl = CrlWith({}, next);
  others_.Add(EvidenceFixture::Read(next));
  const auto signer = SignerOf(*crl);
  ASSERT_THAT(signer, IsOk());
  EXPECT_EQ((*signer)->der(), next.certificate);
}

TEST_F(OwnAnswerTest, RefusesARegisteredNamesakeThatTheCaDidNotCertify) {
  const TestIdentity stranger = Impostor();
  const TestIdentity below = IssueTestCertificate(
      fixture_.Spec("C=XA,CN=Xalandia CA", TestCaExtensions()), stranger);
  others_.Add(EvidenceFixture::Read(stranger));
  others_.Add(EvidenceFixture::Read(below));
  EXPECT_THAT(SignerOf(*CrlWith({}, stranger)),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(SignerOf(*CrlWith({}, below)),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST_F(OwnAnswerTest, RefusesARegisteredIssuerThatTheCertificateDoesNotName) {
  const TestIdentity other = IssueTestCertificate(
      fixture_.Spec("C=XA,CN=Other CA", TestCaExtensions()), fixture_.ca);
  others_.Add(EvidenceFixture::Read(other));
  const TestExtension indirect =
      MakeTestExtension("2.5.29.28", "critical,DER:30038401FF");
  EXPECT_THAT(SignerOf(*CrlWith({}, other)),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(SignerOf(*CrlWith({indirect}, other)),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST_F(OwnAnswerTest, FindsTheIssuerOrItsDelegateAsResponder) {
  const auto direct =
      FindOcspResponder(*Ocsp(TestOcspStatus::kGood, fixture_.ca), ca_);
  ASSERT_THAT(direct, IsOk());
  EXPECT_EQ((*direct)->fingerprint(), ca_->fingerprint());
  const auto delegated =
      FindOcspResponder(*Ocsp(TestOcspStatus::kGood, fixture_.responder), ca_);
  ASSERT_THAT(delegated, IsOk());
  EXPECT_EQ((*delegated)->der(), fixture_.responder.certificate);
}

TEST_F(OwnAnswerTest, RefusesAResponderThatTheIssuerDidNotAuthorise) {
  // The signer has no OCSPSigning; the other is a delegate of an impostor.
  EXPECT_THAT(
      FindOcspResponder(*Ocsp(TestOcspStatus::kGood, fixture_.signer), ca_),
      HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  const TestIdentity other = IssueTestCertificate(
      fixture_.Spec("C=XA,CN=Responder", TestOcspResponderExtensions()),
      Impostor());
  EXPECT_THAT(FindOcspResponder(*Ocsp(TestOcspStatus::kGood, other), ca_),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST_F(OwnAnswerTest, RefusesAResponderAfterItsEnd) {
  TestCertificateSpec spec =
      fixture_.Spec("C=XA,CN=Old", TestOcspResponderExtensions());
  spec.not_after = fixture_.clock.Now() - absl::Seconds(2);
  const TestIdentity old = IssueTestCertificate(spec, fixture_.ca);
  EXPECT_THAT(FindOcspResponder(*Ocsp(TestOcspStatus::kGood, old), ca_),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST_F(OwnAnswerTest, RefusesAnOcspSignatureThatIsWrong) {
  TestOcspSpec spec;
  spec.produced_at = fixture_.clock.Now();
  spec.answers = {
      MakeTestOcspAnswer(fixture_.ca, EvidenceFixture::kSignerSerial,
                         TestOcspStatus::kGood, fixture_.clock.Now())};
  // The CA's name, another key.
  const auto forged = ReadOcsp(MakeTestOcspResponse(spec, Impostor()));
  EXPECT_THAT(FindOcspResponder(*forged, ca_),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST_F(OwnAnswerTest, ANewerCrlReplacesAnOlderOneAndNeverTheReverse) {
  const CrlRef older = ReadCrl(fixture_.Crl(1, absl::Hours(2)));
  const CrlRef newer = ReadCrl(fixture_.Crl(2, absl::Hours(1)));
  EXPECT_THAT(Replaces(*newer, *older), IsOk());
  EXPECT_THAT(Replaces(*older, *newer),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(Replaces(*older, *older), IsOk());
}

TEST_F(OwnAnswerTest, CrlNumbersDoNotGoBackwards) {
  // Octets 7f, 0080, 0100: by value, not by text.
  const CrlRef low = ReadCrl(fixture_.Crl(127, absl::Hours(2)));
  const CrlRef middle = ReadCrl(fixture_.Crl(128, absl::Hours(2)));
  const CrlRef high = ReadCrl(fixture_.Crl(256, absl::Hours(2)));
  EXPECT_THAT(Replaces(*middle, *low), IsOk());
  EXPECT_THAT(Replaces(*high, *middle), IsOk());
  EXPECT_THAT(Replaces(*middle, *high),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(Replaces(*low, *middle),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST_F(OwnAnswerTest, AnOcspAnswerTakesBackAHoldAndNothingElse) {
  const auto good = Ocsp(TestOcspStatus::kGood, fixture_.ca);
  const auto revoked = Ocsp(TestOcspStatus::kRevoked, fixture_.ca);
  EXPECT_THAT(Replaces(*revoked, *good), IsOk());
  EXPECT_THAT(Replaces(*good, *revoked),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  TestOcspSpec spec;
  spec.produced_at = fixture_.clock.Now();
  TestOcspAnswer answer =
      MakeTestOcspAnswer(fixture_.ca, EvidenceFixture::kSignerSerial,
                         TestOcspStatus::kRevoked, fixture_.clock.Now());
  answer.revoked_at = fixture_.clock.Now() - absl::Hours(1);
  answer.reason = 6;
  spec.answers = {answer};
  const auto hold = ReadOcsp(MakeTestOcspResponse(spec, fixture_.ca));
  EXPECT_THAT(Replaces(*good, *hold), IsOk());
}

TEST_F(OwnAnswerTest, TimesAreThoseOfTheAnswerAboutTheCertificate) {
  const CertificateRef signer = EvidenceFixture::Read(fixture_.signer);
  const auto response = Ocsp(TestOcspStatus::kGood, fixture_.ca);
  const auto times = TimesOf(*response, {*signer, *ca_});
  ASSERT_TRUE(times.has_value());
  EXPECT_EQ(times->this_update, fixture_.clock.Now());
  EXPECT_EQ(times->next_update, fixture_.clock.Now() + absl::Hours(24));
  EXPECT_FALSE(TimesOf(*response, {*ca_, *ca_}).has_value());
}

}  // namespace
}  // namespace kepil
