#include "engine/validation/revocation_status.h"

#include <algorithm>

#include "engine/validation/test_policy.h"
#include "tests/support/pki_builder.h"

namespace kepil {
namespace {

using State = RevocationVerdict::State;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

// Stands for data that has been read and verified already.
class FakeData : public RevocationData {
 public:
  FakeData(RevocationKind kind, const std::string& name)
      : kind_(kind), der_(name), digest_(Sha256(name)) {}
  RevocationKind kind() const override { return kind_; }
  const std::string& der() const override { return der_; }
  const Digest& digest() const override { return digest_; }
  absl::Time this_update() const override { return kNow; }
  std::optional<absl::Time> next_update() const override {
    return std::nullopt;
  }
  RevocationStatus StatusOf(const CertificateId&) const override { return {}; }

 private:
  const RevocationKind kind_;
  const std::string der_;
  const Digest digest_;
};

class RevocationStatusTest : public testing::Test {
 protected:
  RevocationStatusTest() {
    const TestKey key = TestKey::Generate(TestKeyKind::kP256);
    auto decoded = PublicKey::FromSpki(key.Spki());
    EXPECT_THAT(decoded, IsOk());
    key_ = *decoded;
    identifier_ = TestSignatureAlgorithm(key, TestSigning());
    auto algorithm = ParseAlgorithmIdentifier(identifier_);
    EXPECT_THAT(algorithm, IsOk());
    algorithm_ = *algorithm;
  }

  // An own answer of `hours` ago, fresh for a day.
  RevocationAnswer Answer(RevocationStatus::State state, int hours,
                          RevocationKind kind = RevocationKind::kCrl) {
    RevocationAnswer answer;
    answer.data = std::make_shared<FakeData>(kind, std::to_string(++count_));
    answer.origin = EvidenceOrigin::kQuery;
    answer.status.state = state;
    answer.this_update = kNow - absl::Hours(hours);
    answer.next_update = answer.this_update + absl::Hours(24);
    answer.is_verified = answer.is_acceptable = true;
    answer.key = key_;
    answer.algorithm = algorithm_;
    return answer;
  }
  RevocationAnswer Good(int hours, RevocationKind kind = RevocationKind::kCrl) {
    return Answer(RevocationStatus::State::kGood, hours, kind);
  }
  RevocationAnswer Revoked(
      int hours, RevocationReason reason = RevocationReason::kUnspecified) {
    RevocationAnswer answer = Answer(RevocationStatus::State::kRevoked, hours);
    answer.status.revoked_at = kNow - absl::Hours(1000);
    answer.status.reason = reason;
    return answer;
  }
  RevocationAnswer Hold(int hours) {
    return Revoked(hours, RevocationReason::kCertificateHold);
  }
  // The verdict, which must not depend on the order.
  RevocationVerdict Decide(
      std::vector<RevocationAnswer> answers,
      v1::RevocationMode mode = v1::REVOCATION_MODE_CRL_OR_OCSP) {
    const RevocationVerdict verdict =
        DecideRevocation({answers, mode, *policy_, kNow});
    std::reverse(answers.begin(), answers.end());
    const RevocationVerdict reversed =
        DecideRevocation({answers, mode, *policy_, kNow});
    EXPECT_EQ(verdict.state, reversed.state);
    EXPECT_EQ(verdict.reason, reversed.reason);
    EXPECT_EQ(verdict.answer.has_value(), reversed.answer.has_value());
    if (verdict.answer.has_value() && reversed.answer.has_value()) {
      EXPECT_EQ(verdict.answer->data, reversed.answer->data);
    }
    return verdict;
  }

  int count_ = 0;
  PublicKeyRef key_;
  std::string identifier_;
  AlgorithmIdentifier algorithm_;
  const ValidationPolicyRef policy_ = MakeTestPolicy();
};

TEST_F(RevocationStatusTest, NothingIsNoAnswer) {
  const RevocationVerdict verdict = Decide({});
  EXPECT_EQ(verdict.state, State::kUndetermined);
  EXPECT_EQ(verdict.reason, v1::FINDING_REASON_NO_REVOCATION_ANSWER);
}

TEST_F(RevocationStatusTest, FreshOwnGoodIsGood) {
  const RevocationVerdict verdict = Decide({Good(1)});
  EXPECT_EQ(verdict.state, State::kGood);
  EXPECT_TRUE(verdict.is_fresh);
  EXPECT_TRUE(verdict.is_own);
}

// Law: CRT-20.
TEST_F(RevocationStatusTest, RevokedWinsOverEverything) {
  RevocationAnswer stale = Revoked(500);
  stale.origin = EvidenceOrigin::kSignature;
  stale.is_acceptable = false;
  EXPECT_EQ(Decide({Good(1), stale}).state, State::kRevoked);
  EXPECT_EQ(Decide({Good(1, RevocationKind::kOcsp), Hold(2), stale}).state,
            State::kRevoked);
}

TEST_F(RevocationStatusTest, UnverifiedRevocationIsNoRevocation) {
  RevocationAnswer forged = Revoked(1);
  forged.is_verified = forged.is_acceptable = false;
  forged.reason = v1::FINDING_REASON_REVOCATION_SIGNATURE_INVALID;
  EXPECT_EQ(Decide({Good(2), forged}).state, State::kGood);
  const RevocationVerdict verdict = Decide({forged});
  EXPECT_EQ(verdict.state, State::kUndetermined);
  EXPECT_EQ(verdict.reason, v1::FINDING_REASON_REVOCATION_SIGNATURE_INVALID);
}

TEST_F(RevocationStatusTest, EarliestRevocationCounts) {
  RevocationAnswer earlier = Revoked(3);
  earlier.status.revoked_at = kNow - absl::Hours(2000);
  EXPECT_EQ(Decide({Revoked(1), earlier}).answer->status.revoked_at,
            kNow - absl::Hours(2000));
}

TEST_F(RevocationStatusTest, HoldEndsOnlyByANewerFreshGood) {
  EXPECT_EQ(Decide({Hold(2)}).state, State::kOnHold);
  EXPECT_EQ(Decide({Hold(2), Good(3)}).state, State::kOnHold);
  EXPECT_EQ(Decide({Hold(2), Good(2)}).state, State::kOnHold);
  EXPECT_EQ(Decide({Hold(2), Good(1)}).state, State::kGood);
  EXPECT_EQ(Decide({Hold(40), Good(30)}).state, State::kOnHold);
}

TEST_F(RevocationStatusTest, RemoveFromCrlIsNoRevocation) {
  EXPECT_EQ(
      Decide({Good(1), Revoked(5, RevocationReason::kRemoveFromCrl)}).state,
      State::kGood);
}

TEST_F(RevocationStatusTest, UnknownIsNotGood) {
  const auto unknown = [&](int hours) {
    return Answer(RevocationStatus::State::kUnknown, hours,
                  RevocationKind::kOcsp);
  };
  EXPECT_EQ(Decide({unknown(2)}).state, State::kNotIssued);
  EXPECT_EQ(Decide({unknown(2), Good(1)}).state, State::kNotIssued);
  EXPECT_EQ(Decide({unknown(2), Good(1, RevocationKind::kOcsp)}).state,
            State::kGood);
  EXPECT_EQ(Decide({unknown(1), Good(1, RevocationKind::kOcsp)}).state,
            State::kNotIssued);
  EXPECT_EQ(Decide({unknown(40), Good(1)}).state, State::kGood);  // Stale.
}

TEST_F(RevocationStatusTest, FreshBeatsOwnAndOwnBeatsEmbedded) {
  RevocationAnswer embedded = Good(1);
  embedded.origin = EvidenceOrigin::kSignature;
  RevocationVerdict verdict = Decide({embedded, Good(40)});
  EXPECT_TRUE(verdict.is_fresh);
  EXPECT_FALSE(verdict.is_own);
  verdict = Decide({embedded, Good(5)});
  EXPECT_TRUE(verdict.is_own);
  verdict = Decide({Good(40)});
  EXPECT_EQ(verdict.state, State::kGood);
  EXPECT_FALSE(verdict.is_fresh);
}

TEST_F(RevocationStatusTest, ModeLimitsWhoMaySayGood) {
  EXPECT_EQ(Decide({Good(1)}, v1::REVOCATION_MODE_OCSP).state,
            State::kUndetermined);
  EXPECT_EQ(
      Decide({Good(1, RevocationKind::kOcsp)}, v1::REVOCATION_MODE_CRL).state,
      State::kUndetermined);
  EXPECT_EQ(Decide({Revoked(1)}, v1::REVOCATION_MODE_OCSP).state,
            State::kRevoked);
}

TEST_F(RevocationStatusTest, PartialReasonsAreGoodOnlyTogether) {
  RevocationAnswer some = Good(1), others = Good(3);
  some.reasons = 0x006;
  others.reasons = 0x1f8;
  EXPECT_EQ(Decide({some}).state, State::kUndetermined);
  EXPECT_EQ(Decide({others}).state, State::kUndetermined);
  const RevocationVerdict verdict = Decide({some, others});
  EXPECT_EQ(verdict.state, State::kGood);
  EXPECT_TRUE(verdict.is_fresh);
  EXPECT_TRUE(verdict.is_own);
  EXPECT_EQ(verdict.answer->data, others.data);  // The first to be stale.
  ASSERT_EQ(verdict.beside.size(), 1u);
  EXPECT_EQ(verdict.beside[0].data, some.data);
  EXPECT_EQ(verdict.newest_update, some.this_update);
  EXPECT_EQ(GoodAnswers(verdict).size(), 2u);
  // Revoked for some reasons is revoked.
  RevocationAnswer revoked = Revoked(2, RevocationReason::kKeyCompromise);
  revoked.reasons = 0x002;
  EXPECT_EQ(Decide({some, others, revoked}).state, State::kRevoked);
}

TEST_F(RevocationStatusTest, PartialAnswersAreAsGoodAsTheWorstOfThem) {
  RevocationAnswer some = Good(1), stale = Good(40);
  some.reasons = 0x0fe;
  stale.reasons = 0x100;
  EXPECT_FALSE(Decide({some, stale}).is_fresh);
  RevocationAnswer embedded = Good(1);
  embedded.reasons = 0x100;
  embedded.origin = EvidenceOrigin::kSignature;
  EXPECT_TRUE(Decide({some, embedded}).is_fresh);
  EXPECT_FALSE(Decide({some, embedded}).is_own);
  // One answer that says all is taken before several.
  const RevocationAnswer whole = Good(5);
  EXPECT_EQ(Decide({some, embedded, stale, whole}).answer->data, whole.data);
}

TEST_F(RevocationStatusTest, HoldForSomeReasonsEndsByThoseReasons) {
  RevocationAnswer hold = Hold(2), older = Good(3), newer = Good(1);
  hold.reasons = newer.reasons = 0x040;
  older.reasons = kAllRevocationReasons & ~0x040;
  EXPECT_EQ(Decide({hold, older, newer}).state, State::kGood);
  older.this_update = newer.this_update;
  newer.this_update = hold.this_update;
  EXPECT_EQ(Decide({hold, older, newer}).state, State::kOnHold);
}

TEST_F(RevocationStatusTest, UnacceptableGoodIsNotGood) {
  RevocationAnswer answer = Good(1);
  answer.is_acceptable = false;
  answer.reason = v1::FINDING_REASON_REVOCATION_ISSUER_NOT_AUTHORISED;
  const RevocationVerdict verdict = Decide({answer});
  EXPECT_EQ(verdict.state, State::kUndetermined);
  EXPECT_EQ(verdict.reason,
            v1::FINDING_REASON_REVOCATION_ISSUER_NOT_AUTHORISED);
}

}  // namespace
}  // namespace kepil
