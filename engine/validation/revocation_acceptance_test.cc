#include "engine/validation/revocation_acceptance.h"

#include "engine/validation/test_memo.h"
#include "engine/validation/test_pki.h"
#include "engine/validation/test_policy.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;
using State = RevocationStatus::State;
using Verdict = RevocationVerdict::State;

class RevocationAcceptanceTest : public testing::Test {
 protected:
  RevocationAcceptanceTest() { path_ = PathOf(signer_); }

  CertificatePath PathOf(const TestIdentity& signer) {
    return {{ReadTestCertificate(signer)}, {ReadTestCertificate(root_), "xa"}};
  }
  std::vector<RevocationAnswer> Answers() {
    RevocationAcceptance acceptance(
        {evidence_, pool_, *policy_, kTestNow, memo_});
    return acceptance.AnswersFor(path_, 0);
  }
  Verdict Decide() {
    return DecideRevocation(
               {Answers(), v1::REVOCATION_MODE_CRL_OR_OCSP, *policy_, kTestNow})
        .state;
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
  JudgeMemo* memo_ = nullptr;
};

TEST_F(RevocationAcceptanceTest, CrlOfTheIssuerIsAcceptable) {
  Add(CrlEvidence(TestCrlNow(), root_));
  const RevocationAnswer answer = Only();
  EXPECT_TRUE(answer.is_verified);
  EXPECT_TRUE(answer.is_acceptable);
  EXPECT_EQ(answer.status.state, State::kGood);
  EXPECT_EQ(answer.vouched_by->der(), root_.certificate);
}

TEST_F(RevocationAcceptanceTest, DeltaIsCombinedWithItsBase) {
  TestCrlSpec base = TestCrlNow({TestRevocation(signer_, 6)});
  TestCrlSpec delta = TestCrlNow({TestRevocation(signer_, 8)});
  delta.number = 2;
  delta.extensions = {{"2.5.29.27", true, std::string("\x02\x01\x01")}};
  Add(CrlEvidence(base, root_));
  EXPECT_EQ(Decide(), Verdict::kOnHold);
  Add(CrlEvidence(delta, root_));
  EXPECT_EQ(Decide(), Verdict::kGood);
}

TEST_F(RevocationAcceptanceTest, DeltaThatTheIssuerDidNotSignChangesNothing) {
  TestCrlSpec delta = TestCrlNow({TestRevocation(signer_, 8)});
  delta.number = 2;
  delta.extensions = {{"2.5.29.27", true, std::string("\x02\x01\x01")}};
  Add(CrlEvidence(TestCrlNow({TestRevocation(signer_, 6)}), root_));
  Add(CrlEvidence(delta, MakeTestRoot("C=XA,CN=Root")));
  EXPECT_EQ(Decide(), Verdict::kOnHold);
}

TEST_F(RevocationAcceptanceTest, BaseMayBeOlderThanTheCertificate) {
  TestCrlSpec base = TestCrlNow();
  base.this_update = kTestNow - absl::Hours(2500);
  TestCrlSpec delta = TestCrlNow();
  delta.number = 2;
  delta.extensions = {{"2.5.29.27", true, std::string("\x02\x01\x01")}};
  Add(CrlEvidence(base, root_));
  EXPECT_EQ(Decide(), Verdict::kUndetermined);
  Add(CrlEvidence(delta, root_));
  EXPECT_EQ(Decide(), Verdict::kGood);
}

TEST_F(RevocationAcceptanceTest, PartialReasonsAreJoined) {
  const auto partial = [](const std::string& reasons) {
    TestCrlSpec spec = TestCrlNow();
    spec.extensions = {{"2.5.29.28", true, "\x30" + reasons}};
    return spec;
  };
  // onlySomeReasons: keyCompromise and cACompromise; then the others.
  Add(CrlEvidence(partial(std::string("\x04\x83\x02\x05\x60")), root_));
  EXPECT_EQ(Decide(), Verdict::kUndetermined);
  Add(CrlEvidence(partial(std::string("\x05\x83\x03\x07\x1f\x80")), root_));
  EXPECT_EQ(Decide(), Verdict::kGood);
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

TEST_F(RevocationAcceptanceTest, OnlyWhatVerifiedIsRemembered) {
  TestMemo memo;
  memo_ = &memo;
  Add(CrlEvidence(TestCrlNow(), MakeTestRoot("C=XA,CN=Root")));
  EXPECT_FALSE(Only().is_verified);
  EXPECT_TRUE(memo.verified.empty());
  EXPECT_FALSE(Only().is_verified);
  evidence_ = EvidenceSet();
  Add(CrlEvidence(TestCrlNow(), root_));
  EXPECT_TRUE(Only().is_verified);
  EXPECT_EQ(memo.verified.size(), 1u);
  EXPECT_TRUE(Only().is_verified);
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

// A certificate whose status another entity's indirect CRL tells.
class IndirectCrlTest : public RevocationAcceptanceTest {
 protected:
  IndirectCrlTest() {
    signer_ = WithPoint("C=XA,CN=Signer", TestSignerExtensions());
    path_ = PathOf(signer_);
    pool_.Add(ReadTestCertificate(delegate_));
  }
  // Issued by the root, with the delegate for cRLIssuer.
  TestIdentity WithPoint(const std::string& subject,
                         std::vector<TestExtension> extensions) {
    extensions.push_back({"2.5.29.31", false,
                          der::Sequence({der::Sequence({der::Explicit(
                              2, der::Explicit(4, TestName(kDelegate)))})})});
    TestCertificateSpec spec = TestSpec(subject, std::move(extensions));
    spec.serial_hex = "31";
    return IssueTestCertificate(spec, root_);
  }
  TestIdentity Delegate(const TestIdentity& issuer,
                        const std::string& key_usage) {
    TestCertificateSpec spec =
        TestSpec(kDelegate, {MakeTestExtension("keyUsage", key_usage)});
    spec.serial_hex = "51";
    return IssueTestCertificate(spec, issuer);
  }
  // An indirect CRL; the signer is listed with its issuer's name.
  static TestCrlSpec Indirect(std::vector<TestRevoked> revoked = {}) {
    TestCrlSpec spec = TestCrlNow(std::move(revoked));
    for (TestRevoked& entry : spec.revoked) {
      entry.extensions = {
          {"2.5.29.29", true,
           der::Sequence({der::Explicit(4, TestName("C=XA,CN=Root"))})}};
    }
    spec.extensions = {
        {"2.5.29.28", true, der::Sequence({der::Tlv(0x84, "\xff")})}};
    return spec;
  }

  static constexpr char kDelegate[] = "C=XA,CN=CRL Issuer";
  TestIdentity signer_;  // Hides the one without a point.
  const TestIdentity delegate_ = Delegate(root_, "critical,cRLSign");
};

TEST_F(IndirectCrlTest, CountsIfItsIssuerIsShownGood) {
  Add(CrlEvidence(Indirect(), delegate_));
  EXPECT_TRUE(Only().is_verified);
  EXPECT_EQ(Decide(), Verdict::kUndetermined);
  Add(CrlEvidence(TestCrlNow(), root_));
  for (const RevocationAnswer& answer : Answers()) {
    EXPECT_TRUE(answer.is_acceptable);
  }
}

TEST_F(IndirectCrlTest, TellsIssuersApart) {
  TestCrlSpec spec = Indirect({TestRevocation(signer_)});
  Add(CrlEvidence(TestCrlNow(), root_));
  spec.revoked[0].extensions.clear();  // The delegate's own serial.
  Add(CrlEvidence(spec, delegate_));
  EXPECT_EQ(Decide(), Verdict::kGood);
  Add(CrlEvidence(Indirect({TestRevocation(signer_)}), delegate_));
  EXPECT_EQ(Decide(), Verdict::kRevoked);
}

TEST_F(IndirectCrlTest, IssuerWithoutCrlSignHasNoSay) {
  pool_ = CertificatePool();
  const TestIdentity other = Delegate(root_, "critical,digitalSignature");
  pool_.Add(ReadTestCertificate(other));
  Add(CrlEvidence(TestCrlNow(), root_));
  Add(CrlEvidence(Indirect({TestRevocation(signer_)}), other));
  EXPECT_EQ(Decide(), Verdict::kGood);
}

TEST_F(IndirectCrlTest, NamesakeUnderAnotherAnchorHasNoSay) {
  const TestIdentity stranger = MakeTestRoot("C=XA,CN=Other Root");
  const TestIdentity forged = Delegate(stranger, "critical,cRLSign");
  pool_.Add(ReadTestCertificate(forged));
  pool_.Add(ReadTestCertificate(stranger));
  Add(CrlEvidence(TestCrlNow(), root_));
  Add(CrlEvidence(Indirect({TestRevocation(signer_)}), forged));
  EXPECT_EQ(Decide(), Verdict::kGood);
}

TEST_F(IndirectCrlTest, RevokedIssuerDoesNotVouch) {
  TestCrlSpec of_root = TestCrlNow({TestRevocation(delegate_)});
  Add(CrlEvidence(Indirect(), delegate_));
  Add(CrlEvidence(of_root, root_));
  for (const RevocationAnswer& answer : Answers()) {
    EXPECT_EQ(answer.is_acceptable,
              answer.vouched_by->der() == root_.certificate);
  }
}

TEST_F(IndirectCrlTest, NobodyVouchesForItsOwnIssuer) {
  // The CA asked about certified the delegate itself.
  const TestIdentity ca = WithPoint("C=XA,CN=CA", TestCaExtensions());
  const TestIdentity own = Delegate(ca, "critical,cRLSign");
  pool_ = CertificatePool();
  pool_.Add(ReadTestCertificate(ca));
  pool_.Add(ReadTestCertificate(own));
  path_ = PathOf(ca);
  Add(CrlEvidence(Indirect(), own));
  Add(CrlEvidence(TestCrlNow(), ca));  // Says the delegate is good.
  EXPECT_EQ(Decide(), Verdict::kUndetermined);
}

TEST_F(IndirectCrlTest, IssuerThatIsItsOwnCrlIssuerVouchesUnlessRevoked) {
  TestCertificateSpec spec = TestSpec(
      kDelegate, {MakeTestExtension("keyUsage", "critical,cRLSign"),
                  {"2.5.29.31", false,
                   der::Sequence({der::Sequence({der::Explicit(
                       2, der::Explicit(4, TestName(kDelegate)))})})}});
  spec.serial_hex = "52";
  const TestIdentity own = IssueTestCertificate(spec, root_);
  pool_.Add(ReadTestCertificate(own));
  Add(CrlEvidence(Indirect(), own));
  EXPECT_EQ(Decide(), Verdict::kGood);
  evidence_.revocation.clear();
  Add(CrlEvidence(Indirect({TestRevocation(own)}), own));
  EXPECT_EQ(Decide(), Verdict::kUndetermined);
  evidence_.revocation.clear();
  TestCrlSpec of_root = TestCrlNow({TestRevocation(own)});
  of_root.this_update = kTestNow - absl::Hours(2500);  // Not good for any.
  Add(CrlEvidence(Indirect(), own));
  Add(CrlEvidence(of_root, root_));
  EXPECT_EQ(Decide(), Verdict::kUndetermined);
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

// Answers of our archive that are younger than the time judged (StatusThen).
class ArchivedAnswerTest : public RevocationAcceptanceTest {
 protected:
  // A list of a week after the time judged.
  static TestCrlSpec Later(std::vector<TestRevoked> revoked = {}) {
    TestCrlSpec spec;
    spec.this_update = kTestNow + absl::Hours(24 * 7);
    spec.next_update = spec.this_update + absl::Hours(24);
    spec.revoked = std::move(revoked);
    return spec;
  }
  // Of the signer, `after` the time judged.
  TestRevoked Revocation(absl::Duration after,
                         std::optional<int> reason = std::nullopt) const {
    TestRevoked revoked = TestRevocation(signer_, reason);
    revoked.revoked_at = kTestNow + after;
    return revoked;
  }
  void AddLater(const TestCrlSpec& spec,
                EvidenceOrigin origin = EvidenceOrigin::kArchive) {
    Add(CrlEvidence(spec, root_, origin));
  }
};

// Law: CRT-10.
TEST_F(ArchivedAnswerTest, ALaterListSaysWhatWasSoThen) {
  AddLater(Later());
  EXPECT_EQ(Decide(), Verdict::kGood);
  evidence_.revocation.clear();
  AddLater(Later({Revocation(absl::Hours(-1))}));
  EXPECT_EQ(Decide(), Verdict::kRevoked);
  evidence_.revocation.clear();
  AddLater(Later({Revocation(absl::Hours(1))}));
  EXPECT_EQ(Decide(), Verdict::kGood);
}

TEST_F(ArchivedAnswerTest, ARevocationLearnedLaterOverridesAGoodListOfThen) {
  Add(CrlEvidence(TestCrlNow(), root_, EvidenceOrigin::kArchive));
  EXPECT_EQ(Decide(), Verdict::kGood);
  AddLater(Later({Revocation(absl::Hours(-1))}));
  EXPECT_EQ(Decide(), Verdict::kRevoked);
}

TEST_F(ArchivedAnswerTest, OfAnyOtherOriginAYoungerListIsRefused) {
  for (const EvidenceOrigin origin :
       {EvidenceOrigin::kQuery, EvidenceOrigin::kSignature,
        EvidenceOrigin::kTimestamp}) {
    evidence_.revocation.clear();
    AddLater(Later({Revocation(absl::Hours(-1))}), origin);
    EXPECT_EQ(Decide(), Verdict::kUndetermined);
    EXPECT_EQ(Only().reason, v1::FINDING_REASON_REVOCATION_NOT_YET_VALID);
  }
}

TEST_F(ArchivedAnswerTest, AHoldOfThenIsNotLiftedByWhatCameLater) {
  TestRevoked hold = Revocation(absl::Hours(-2), 6);
  Add(CrlEvidence(TestCrlNow({hold}), root_, EvidenceOrigin::kArchive));
  AddLater(Later());
  EXPECT_EQ(Decide(), Verdict::kOnHold);
  evidence_.revocation.clear();
  AddLater(Later({hold}));  // Still on hold.
  EXPECT_EQ(Decide(), Verdict::kOnHold);
  // One that began later says nothing of then.
  evidence_.revocation.clear();
  AddLater(Later({Revocation(absl::Hours(1), 6)}));
  EXPECT_EQ(Decide(), Verdict::kUndetermined);
}

TEST_F(ArchivedAnswerTest, AListOfAfterTheExpiryLeavesOutWhatExpired) {
  TestCrlSpec spec = Later();
  spec.this_update =
      ReadTestCertificate(signer_)->not_after() + absl::Seconds(1);
  AddLater(spec);
  EXPECT_EQ(Decide(), Verdict::kUndetermined);
  spec.this_update -= absl::Seconds(1);
  evidence_.revocation.clear();
  AddLater(spec);
  EXPECT_EQ(Decide(), Verdict::kGood);
}

TEST_F(ArchivedAnswerTest, ADeltaAloneSaysOnlyWhoWasRevoked) {
  TestCrlSpec delta = Later();
  delta.number = 2;
  delta.extensions = {{"2.5.29.27", true, std::string("\x02\x01\x01")}};
  AddLater(delta);
  EXPECT_NE(Decide(), Verdict::kGood);
  delta.revoked = {Revocation(absl::Hours(-1))};
  AddLater(delta);
  EXPECT_EQ(Decide(), Verdict::kRevoked);
}

TEST_F(ArchivedAnswerTest, AnotherKeyHasNoSay) {
  Add(CrlEvidence(Later({Revocation(absl::Hours(-1))}),
                  MakeTestRoot("C=XA,CN=Root"), EvidenceOrigin::kArchive));
  Add(CrlEvidence(TestCrlNow(), root_, EvidenceOrigin::kArchive));
  EXPECT_EQ(Decide(), Verdict::kGood);
}

}  // namespace
}  // namespace kepil
