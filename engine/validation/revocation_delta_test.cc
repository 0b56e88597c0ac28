#include "engine/validation/revocation_delta.h"

#include <algorithm>

#include "engine/validation/test_pki.h"
#include "engine/validation/test_policy.h"

namespace kepil {
namespace {

using State = RevocationVerdict::State;
constexpr int kKeyCompromise = 1;
constexpr int kHold = 6;
constexpr int kRemove = 8;

// A CA whose complete CRLs and deltas were all signed by its key.
class RevocationDeltaTest : public testing::Test {
 protected:
  // A CRL of `hours` ago, good for a day; with `base` a delta.
  RevocationAnswer Answer(int number, int hours, std::optional<int> reason,
                          std::optional<int> base = std::nullopt) {
    TestCrlSpec spec;
    spec.number = number;
    spec.this_update = kTestNow - absl::Hours(hours);
    spec.next_update = spec.this_update + absl::Hours(24);
    if (base.has_value()) {
      spec.extensions = {{"2.5.29.27", true,
                          std::string("\x02\x01") + static_cast<char>(*base)}};
    }
    if (reason.has_value()) {
      spec.revoked = {TestRevocation(signer_, reason)};
    }
    RevocationAnswer answer;
    answer.data = CrlEvidence(spec, ca_).data;
    const auto& crl = static_cast<const Crl&>(*answer.data);
    answer.origin = EvidenceOrigin::kQuery;
    if (reason.has_value() && (base.has_value() || *reason != kRemove)) {
      answer.status.state = RevocationStatus::State::kRevoked;
      answer.status.revoked_at = kTestNow - absl::Hours(48);
      answer.status.reason = static_cast<RevocationReason>(*reason);
    } else if (!base.has_value()) {
      answer.status.state = RevocationStatus::State::kGood;
    }
    answer.this_update = crl.this_update();
    answer.next_update = crl.next_update();
    answer.algorithm = crl.signature_algorithm();
    answer.is_verified = answer.is_acceptable = true;
    answer.key = *ReadTestCertificate(ca_)->public_key();
    return answer;
  }
  RevocationAnswer Base(int number, int hours,
                        std::optional<int> reason = std::nullopt) {
    return Answer(number, hours, reason);
  }
  RevocationAnswer Delta(int number, int base, int hours,
                         std::optional<int> reason = std::nullopt) {
    return Answer(number, hours, reason, base);
  }
  // The verdict, which must not depend on the order.
  RevocationVerdict Decide(std::vector<RevocationAnswer> answers) {
    const auto decide = [&] {
      return DecideRevocation({CombineDeltas(answers),
                               v1::REVOCATION_MODE_CRL_OR_OCSP, *policy_,
                               kTestNow});
    };
    const RevocationVerdict verdict = decide();
    std::reverse(answers.begin(), answers.end());
    EXPECT_EQ(verdict.state, decide().state);
    return verdict;
  }
  State StateOf(std::vector<RevocationAnswer> answers) {
    return Decide(std::move(answers)).state;
  }

  const TestIdentity ca_ = MakeTestRoot("C=XA,CN=CA");
  const TestIdentity signer_ = MakeTestSigner(ca_);
  const ValidationPolicyRef policy_ = MakeTestPolicy();
};

TEST_F(RevocationDeltaTest, DeltaBringsAStaleBaseUpToDate) {
  EXPECT_FALSE(Decide({Base(1, 40)}).is_fresh);
  const RevocationVerdict verdict = Decide({Base(1, 40), Delta(2, 1, 1)});
  EXPECT_EQ(verdict.state, State::kGood);
  EXPECT_TRUE(verdict.is_fresh);
  EXPECT_TRUE(verdict.is_own);
  EXPECT_NE(verdict.answer->base, nullptr);
  EXPECT_EQ(verdict.newest_update, kTestNow - absl::Hours(1));
}

TEST_F(RevocationDeltaTest, DeltaWithoutABaseIsNoAnswer) {
  EXPECT_EQ(StateOf({Delta(2, 1, 1)}), State::kUndetermined);
  EXPECT_EQ(StateOf({Delta(2, 1, 1, kRemove)}), State::kUndetermined);
}

TEST_F(RevocationDeltaTest, DeltaRevokesWhateverTheBaseSays) {
  EXPECT_EQ(StateOf({Base(1, 5), Delta(2, 1, 1, kKeyCompromise)}),
            State::kRevoked);
  EXPECT_EQ(StateOf({Delta(2, 1, 1, kKeyCompromise)}), State::kRevoked);
  // An older delta than the base too.
  EXPECT_EQ(StateOf({Base(3, 1), Delta(2, 1, 5, kKeyCompromise)}),
            State::kRevoked);
}

TEST_F(RevocationDeltaTest, RemoveFromCrlLiftsAHold) {
  EXPECT_EQ(StateOf({Base(1, 5, kHold)}), State::kOnHold);
  EXPECT_EQ(StateOf({Base(1, 5, kHold), Delta(2, 1, 1)}), State::kOnHold);
  EXPECT_EQ(StateOf({Base(1, 5, kHold), Delta(2, 1, 1, kRemove)}),
            State::kGood);
  // Both of one moment.
  EXPECT_EQ(StateOf({Base(1, 1, kHold), Delta(2, 1, 1, kRemove)}),
            State::kGood);
}

TEST_F(RevocationDeltaTest, StaleRemoveFromCrlLiftsNothing) {
  EXPECT_EQ(StateOf({Base(1, 40, kHold), Delta(2, 1, 30, kRemove)}),
            State::kOnHold);
}

TEST_F(RevocationDeltaTest, RemoveFromCrlTakesNoRevocationBack) {
  EXPECT_EQ(StateOf({Base(1, 5, kKeyCompromise), Delta(2, 1, 1, kRemove)}),
            State::kRevoked);
}

TEST_F(RevocationDeltaTest, HoldInADeltaHolds) {
  EXPECT_EQ(StateOf({Base(1, 5), Delta(2, 1, 1, kHold)}), State::kOnHold);
  // The base is called newer than its delta: the numbers count.
  EXPECT_EQ(StateOf({Base(1, 1), Delta(2, 1, 5, kHold)}), State::kOnHold);
  // A newer delta lifts it.
  EXPECT_EQ(StateOf({Base(1, 9), Delta(2, 1, 5, kHold), Delta(3, 1, 1)}),
            State::kGood);
}

TEST_F(RevocationDeltaTest, NewestDeltaCounts) {
  const RevocationVerdict verdict =
      Decide({Base(1, 40), Delta(2, 1, 30), Delta(3, 1, 1)});
  EXPECT_TRUE(verdict.is_fresh);
  EXPECT_EQ(verdict.newest_update, kTestNow - absl::Hours(1));
}

TEST_F(RevocationDeltaTest, OfTwoDeltasWithOneNumberTheLaterCounts) {
  const RevocationVerdict verdict =
      Decide({Base(1, 40), Delta(2, 1, 30), Delta(2, 1, 1)});
  EXPECT_TRUE(verdict.is_fresh);
  EXPECT_EQ(verdict.newest_update, kTestNow - absl::Hours(1));
}

TEST_F(RevocationDeltaTest, BaseThatHasTheDeltaAlreadyStandsAlone) {
  const RevocationVerdict verdict = Decide({Base(2, 1), Delta(2, 1, 1)});
  EXPECT_EQ(verdict.state, State::kGood);
  EXPECT_EQ(verdict.answer->base, nullptr);
}

TEST_F(RevocationDeltaTest, DeltaOfANewerBaseShowsThisOneIsOutdated) {
  const RevocationVerdict verdict = Decide({Base(1, 5), Delta(4, 3, 1)});
  EXPECT_EQ(verdict.state, State::kUndetermined);
  EXPECT_EQ(verdict.reason, v1::FINDING_REASON_RESPONSE_UNUSABLE);
  EXPECT_EQ(StateOf({Base(1, 5), Delta(2, 1, 4), Delta(4, 3, 1)}),
            State::kUndetermined);
  EXPECT_EQ(StateOf({Base(1, 5), Base(3, 2), Delta(4, 3, 1)}), State::kGood);
}

TEST_F(RevocationDeltaTest, UnverifiedDeltaChangesNothing) {
  RevocationAnswer forged = Delta(2, 1, 1, kRemove);
  forged.is_verified = forged.is_acceptable = false;
  EXPECT_EQ(StateOf({Base(1, 5, kHold), forged}), State::kOnHold);
  RevocationAnswer gap = Delta(4, 3, 1);
  gap.is_verified = gap.is_acceptable = false;
  EXPECT_EQ(StateOf({Base(1, 5), gap}), State::kGood);
}

TEST_F(RevocationDeltaTest, DeltaUnderAnotherKeyDoesNotCombine) {
  RevocationAnswer other = Delta(2, 1, 1, kRemove);
  other.key = *ReadTestCertificate(signer_)->public_key();
  EXPECT_EQ(StateOf({Base(1, 5, kHold), other}), State::kOnHold);
}

TEST_F(RevocationDeltaTest, TogetherTheyAreOwnOnlyIfBothAre) {
  RevocationAnswer embedded = Base(1, 40);
  embedded.origin = EvidenceOrigin::kSignature;
  const RevocationVerdict verdict = Decide({embedded, Delta(2, 1, 1)});
  EXPECT_TRUE(verdict.is_fresh);
  EXPECT_FALSE(verdict.is_own);
}

}  // namespace
}  // namespace kepil
