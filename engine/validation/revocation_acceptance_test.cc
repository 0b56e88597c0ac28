#include "engine/validation/revocation_acceptance.h"

#include "engine/validation/test_pki.h"
#include "engine/validation/test_policy.h"

namespace kepil {
namespace {

using State = RevocationStatus::State;

class RevocationAcceptanceTest : public testing::Test {
 protected:
  RevocationAcceptanceTest() { path_ = PathOf(signer_); }

  CertificatePath PathOf(const TestIdentity& signer) {
    return {{ReadTestCertificate(signer)}, {ReadTestCertificate(root_), "xa"}};
  }
  std::vector<RevocationAnswer> Answers() {
    RevocationAcceptance acceptance({evidence_, pool_, *policy_, kTestNow});
    return acceptance.AnswersFor(path_, 0);
  }
  RevocationAnswer Only() {
    std::vector<RevocationAnswer> answers = Answers();
    EXPECT_EQ(answers.size(), 1u);
    return answers.empty() ? RevocationAnswer() : answers[0];
  }
  void Add(RevocationEvidence evidence) {
    evidence_.revocation.push_back(std::move(evidence));
  }
  TestIdentity Responder(std::vector<TestExtension> extensions) {
    TestCertificateSpec spec =
        TestSpec("C=XA,CN=Responder", std::move(extensions));
    spec.serial_hex = "41";
    return IssueTestCertificate(spec, root_);
  }
  void AddOcsp(const TestIdentity& responder,
               TestOcspStatus status = TestOcspStatus::kGood) {
    TestOcspSpec spec = TestOcspNow(root_, signer_, status);
    spec.certificates = {responder.certificate};
    Add(OcspEvidence(spec, responder));
  }

  const ValidationPolicyRef policy_ = MakeTestPolicy();
  const TestIdentity root_ = MakeTestRoot("C=XA,CN=Root");
  const TestIdentity signer_ = MakeTestSigner(root_);
  CertificatePath path_;
  CertificatePool pool_;
  EvidenceSet evidence_;
};

TEST_F(RevocationAcceptanceTest, CrlOfTheIssuerIsAcceptable) {
  Add(CrlEvidence(TestCrlNow(), root_));
  const RevocationAnswer answer = Only();
  EXPECT_TRUE(answer.is_verified);
  EXPECT_TRUE(answer.is_acceptable);
  EXPECT_EQ(answer.status.state, State::kGood);
  EXPECT_EQ(answer.vouched_by->der(), root_.certificate);
}

TEST_F(RevocationAcceptanceTest, BaseBesideADeltaOfItsIssuerIsNotGood) {
  TestCrlSpec delta = TestCrlNow({TestRevocation(signer_)});
  delta.extensions.push_back({"2.5.29.27", true, std::string("\x02\x01\x01")});
  Add(CrlEvidence(TestCrlNow(), root_));
  Add(CrlEvidence(delta, root_));
  for (const RevocationAnswer& answer : Answers()) {
    EXPECT_FALSE(answer.is_acceptable);
  }
}

TEST_F(RevocationAcceptanceTest, DeltaThatTheIssuerDidNotSignChangesNothing) {
  TestCrlSpec delta = TestCrlNow();
  delta.extensions.push_back({"2.5.29.27", true, std::string("\x02\x01\x01")});
  Add(CrlEvidence(TestCrlNow(), root_));
  Add(CrlEvidence(delta, MakeTestRoot("C=XA,CN=Root")));
  bool any_acceptable = false;
  for (const RevocationAnswer& answer : Answers()) {
    any_acceptable = any_acceptable || answer.is_acceptable;
  }
  EXPECT_TRUE(any_acceptable);
}

TEST_F(RevocationAcceptanceTest, CrlOfAnotherNameSaysNothing) {
  Add(CrlEvidence(TestCrlNow(), MakeTestRoot("C=XA,CN=Other")));
  EXPECT_TRUE(Answers().empty());
}

TEST_F(RevocationAcceptanceTest, CrlOfANamesakeIsNotVerified) {
  Add(CrlEvidence(TestCrlNow({TestRevocation(signer_)}),
                  MakeTestRoot("C=XA,CN=Root")));
  const RevocationAnswer answer = Only();
  EXPECT_FALSE(answer.is_verified);
  EXPECT_EQ(answer.reason, v1::FINDING_REASON_REVOCATION_SIGNATURE_INVALID);
}

TEST_F(RevocationAcceptanceTest, IssuerWithoutCrlSignMayNotVouch) {
  const TestIdentity ca = SelfSignTestCertificate(
      TestSpec("C=XA,CN=No CRLs",
               {MakeTestExtension("basicConstraints", "critical,CA:TRUE"),
                MakeTestExtension("keyUsage", "critical,keyCertSign")}));
  path_ = {{ReadTestCertificate(MakeTestSigner(ca))},
           {ReadTestCertificate(ca), "xa"}};
  Add(CrlEvidence(TestCrlNow(), ca));
  EXPECT_FALSE(Only().is_verified);
  EXPECT_EQ(Only().reason, v1::FINDING_REASON_REVOCATION_ISSUER_NOT_AUTHORISED);
}

TEST_F(RevocationAcceptanceTest, FutureAnswerDoesNotCount) {
  TestCrlSpec spec = TestCrlNow({TestRevocation(signer_)});
  spec.this_update = kTestNow + absl::Seconds(300);
  Add(CrlEvidence(spec, root_));
  EXPECT_TRUE(Only().is_verified);  // Within the clock skew.
  evidence_.revocation.clear();
  spec.this_update = kTestNow + absl::Seconds(301);
  Add(CrlEvidence(spec, root_));
  EXPECT_FALSE(Only().is_verified);
  EXPECT_EQ(Only().reason, v1::FINDING_REASON_REVOCATION_NOT_YET_VALID);
}

TEST_F(RevocationAcceptanceTest, AnswerOlderThanTheCertificateIsNotGood) {
  TestCrlSpec spec = TestCrlNow();
  spec.this_update = kTestNow - absl::Hours(2401);
  Add(CrlEvidence(spec, root_));
  EXPECT_TRUE(Only().is_verified);
  EXPECT_FALSE(Only().is_acceptable);
}

TEST_F(RevocationAcceptanceTest, CrlWithUnknownCriticalExtensionIsUnusable) {
  TestCrlSpec spec = TestCrlNow();
  spec.extensions = {MakeTestExtension("1.2.3.4", "critical,DER:0500")};
  Add(CrlEvidence(spec, root_));
  EXPECT_FALSE(Only().is_verified);
  EXPECT_EQ(Only().reason, v1::FINDING_REASON_RESPONSE_UNUSABLE);
}

TEST_F(RevocationAcceptanceTest, OneObjectTwiceIsOneAnswer) {
  const RevocationEvidence crl = CrlEvidence(TestCrlNow(), root_);
  Add(crl);
  Add(crl);
  Add({crl.data, EvidenceOrigin::kSignature, kTestNow});
  EXPECT_EQ(Answers().size(), 2u);
}

// A CA that signs CRLs with a key of its own: the certificate of that key bears
// its name and stands under the same anchor.
class SeparateCrlKeyTest : public RevocationAcceptanceTest {
 protected:
  SeparateCrlKeyTest() {
    pool_.Add(ReadTestCertificate(crl_key_));
    Add(CrlEvidence(TestCrlNow(), crl_key_));
  }
  TestIdentity CrlKey(const TestIdentity& issuer) {
    TestCertificateSpec spec = TestSpec(
        "C=XA,CN=Root", {MakeTestExtension("keyUsage", "critical,cRLSign")});
    spec.serial_hex = "51";
    return IssueTestCertificate(spec, issuer);
  }
  std::vector<RevocationAnswer> Acceptable() {
    std::vector<RevocationAnswer> acceptable;
    for (RevocationAnswer& answer : Answers()) {
      if (answer.is_acceptable) {
        acceptable.push_back(std::move(answer));
      }
    }
    return acceptable;
  }
  const TestIdentity crl_key_ = CrlKey(root_);
};

TEST_F(SeparateCrlKeyTest, VouchesIfItIsShownGoodItself) {
  EXPECT_TRUE(Only().is_verified);
  EXPECT_FALSE(Only().is_acceptable);
  Add(CrlEvidence(TestCrlNow(), root_));
  EXPECT_EQ(Acceptable().size(), 2u);
}

TEST_F(SeparateCrlKeyTest, DoesNotVouchIfItIsRevoked) {
  Add(CrlEvidence(TestCrlNow({TestRevocation(crl_key_)}), root_));
  for (const RevocationAnswer& answer : Acceptable()) {
    EXPECT_NE(answer.vouched_by->der(), crl_key_.certificate);
  }
}

TEST_F(SeparateCrlKeyTest, NamesakeUnderAnotherAnchorHasNoSay) {
  const TestIdentity stranger = MakeTestRoot("C=XA,CN=Root");
  const TestIdentity forged = CrlKey(stranger);
  pool_.Add(ReadTestCertificate(forged));
  pool_.Add(ReadTestCertificate(stranger));
  evidence_.revocation.clear();
  Add(CrlEvidence(TestCrlNow({TestRevocation(signer_)}), forged));
  EXPECT_FALSE(Only().is_verified);
}

TEST_F(RevocationAcceptanceTest, OcspOfTheIssuerIsAcceptable) {
  Add(OcspEvidence(TestOcspNow(root_, signer_, TestOcspStatus::kGood), root_));
  EXPECT_TRUE(Only().is_acceptable);
  EXPECT_EQ(Only().status.state, State::kGood);
}

TEST_F(RevocationAcceptanceTest, OcspAboutAnotherCertificateSaysNothing) {
  Add(OcspEvidence(
      TestOcspNow(root_, MakeTestSigner(root_, "32"), TestOcspStatus::kGood),
      root_));
  EXPECT_TRUE(Answers().empty());
}

TEST_F(RevocationAcceptanceTest, DelegatedResponderWithNoCheckIsAcceptable) {
  AddOcsp(Responder(TestOcspResponderExtensions()));
  EXPECT_TRUE(Only().is_acceptable);
}

TEST_F(RevocationAcceptanceTest, ResponderWithoutDelegationHasNoSay) {
  AddOcsp(Responder(TestSignerExtensions()), TestOcspStatus::kRevoked);
  EXPECT_FALSE(Only().is_verified);
  EXPECT_EQ(Only().reason, v1::FINDING_REASON_REVOCATION_ISSUER_NOT_AUTHORISED);
}

TEST_F(RevocationAcceptanceTest, ResponderWithoutNoCheckNeedsItsOwnStatus) {
  const TestIdentity responder =
      Responder({MakeTestExtension("extendedKeyUsage", "OCSPSigning")});
  AddOcsp(responder);
  EXPECT_TRUE(Only().is_verified);
  EXPECT_FALSE(Only().is_acceptable);
  Add(CrlEvidence(TestCrlNow(), root_));
  int acceptable = 0;
  for (const RevocationAnswer& answer : Answers()) {
    acceptable += answer.is_acceptable;
  }
  EXPECT_EQ(acceptable, 2);

  evidence_.revocation.pop_back();
  Add(CrlEvidence(TestCrlNow({TestRevocation(responder)}), root_));
  for (const RevocationAnswer& answer : Answers()) {
    EXPECT_EQ(answer.is_acceptable,
              answer.data->kind() == RevocationKind::kCrl);
  }
}

TEST_F(RevocationAcceptanceTest, ResponderMustHaveBeenValidWhenItAnswered) {
  TestCertificateSpec spec =
      TestSpec("C=XA,CN=Responder", TestOcspResponderExtensions());
  spec.not_after = kTestNow - absl::Hours(1);
  AddOcsp(IssueTestCertificate(spec, root_));
  EXPECT_TRUE(Only().is_verified);
  EXPECT_FALSE(Only().is_acceptable);
}

TEST_F(RevocationAcceptanceTest, ForgedOcspIsNotVerified) {
  TestIdentity forger = Responder(TestOcspResponderExtensions());
  const std::string certificate = forger.certificate;
  forger.key = TestKey::Generate(TestKeyKind::kP256);
  AddOcsp(forger, TestOcspStatus::kGood);
  EXPECT_FALSE(Only().is_verified);
  EXPECT_EQ(Only().reason, v1::FINDING_REASON_REVOCATION_SIGNATURE_INVALID);
}

TEST_F(RevocationAcceptanceTest, CertificateDoesNotVouchForItself) {
  TestCertificateSpec spec =
      TestSpec("C=XA,CN=Signer", TestOcspResponderExtensions());
  spec.serial_hex = "61";
  const TestIdentity self = IssueTestCertificate(spec, root_);
  path_ = PathOf(self);
  TestOcspSpec ocsp = TestOcspNow(root_, self, TestOcspStatus::kGood);
  ocsp.certificates = {self.certificate};
  Add(OcspEvidence(ocsp, self));
  EXPECT_FALSE(Only().is_acceptable);
}

}  // namespace
}  // namespace kepil
