#include "engine/validation/revocation_status.h"

#include <algorithm>
#include <tuple>

#include "engine/validation/algorithm_constraints.h"
#include "engine/validation/revocation_freshness.h"

namespace kepil {
namespace {

using State = RevocationStatus::State;

bool IsHold(const RevocationAnswer& answer) {
  return answer.status.state == State::kRevoked &&
         answer.status.reason == RevocationReason::kCertificateHold;
}

bool IsLasting(const RevocationAnswer& answer) {
  return answer.status.state == State::kRevoked && !IsHold(answer) &&
         answer.status.reason != RevocationReason::kRemoveFromCrl;
}

bool IsKindAllowed(RevocationKind kind, v1::RevocationMode mode) {
  return kind == RevocationKind::kCrl ? mode != v1::REVOCATION_MODE_OCSP
                                      : mode != v1::REVOCATION_MODE_CRL;
}

// Why an answer failed, the most telling first.
int RankOf(v1::FindingReason reason) {
  constexpr v1::FindingReason kOrder[] = {
      v1::FINDING_REASON_ALGORITHM_UNSUPPORTED,
      v1::FINDING_REASON_REVOCATION_NOT_YET_VALID,
      v1::FINDING_REASON_REVOCATION_STALE,
      v1::FINDING_REASON_REVOCATION_ISSUER_NOT_AUTHORISED,
      v1::FINDING_REASON_REVOCATION_SIGNATURE_INVALID,
      v1::FINDING_REASON_RESPONSE_UNUSABLE,
  };
  const auto* const end = std::end(kOrder);
  return static_cast<int>(std::find(std::begin(kOrder), end, reason) -
                          std::begin(kOrder));
}

class Decision {
 public:
  explicit Decision(const RevocationQuestion& question) : question_(question) {}

  RevocationVerdict Run() {
    if (const RevocationAnswer* revoked = EarliestRevocation()) {
      return Decided(RevocationVerdict::State::kRevoked, *revoked);
    }
    const RevocationAnswer* good = BestGood();
    const bool is_fresh = good != nullptr && IsFresh(*good);
    if (const RevocationAnswer* hold = NewestHold(); hold != nullptr) {
      if (!is_fresh || !IsGoodSince(hold->this_update)) {
        return Decided(RevocationVerdict::State::kOnHold, *hold);
      }
    }
    if (const RevocationAnswer* unknown = NotIssued()) {
      return Decided(RevocationVerdict::State::kNotIssued, *unknown);
    }
    if (good == nullptr) {
      return Undetermined();
    }
    RevocationVerdict verdict = Decided(RevocationVerdict::State::kGood, *good);
    verdict.is_fresh = is_fresh;
    verdict.is_own = good->origin == EvidenceOrigin::kQuery;
    return verdict;
  }

 private:
  static RevocationVerdict Decided(RevocationVerdict::State state,
                                   const RevocationAnswer& answer) {
    RevocationVerdict verdict;
    verdict.state = state;
    verdict.answer = answer;
    verdict.reason = v1::FINDING_REASON_UNSPECIFIED;
    return verdict;
  }

  bool IsFresh(const RevocationAnswer& answer) const {
    return question_.time < FreshUntil({answer.this_update, answer.next_update},
                                       question_.policy);
  }
  bool IsReliable(const RevocationAnswer& answer) const {
    return CheckObjectAlgorithm(question_.policy, answer.algorithm, *answer.key,
                                question_.time)
               .outcome == v1::CHECK_OUTCOME_PASSED;
  }
  bool IsGood(const RevocationAnswer& answer) const {
    return answer.is_acceptable && answer.status.state == State::kGood &&
           IsKindAllowed(answer.data->kind(), question_.mode);
  }

  const RevocationAnswer* EarliestRevocation() const {
    const RevocationAnswer* best = nullptr;
    const auto key = [](const RevocationAnswer& answer) {
      return std::make_tuple(answer.status.revoked_at, answer.data->digest(),
                             answer.origin);
    };
    for (const RevocationAnswer& answer : question_.answers) {
      if (answer.is_verified && IsLasting(answer) &&
          (best == nullptr || key(answer) < key(*best))) {
        best = &answer;
      }
    }
    return best;
  }

  const RevocationAnswer* NewestHold() const {
    const RevocationAnswer* best = nullptr;
    const auto key = [](const RevocationAnswer& answer) {
      return std::make_tuple(answer.this_update, answer.data->digest(),
                             answer.origin);
    };
    for (const RevocationAnswer& answer : question_.answers) {
      if (answer.is_verified && IsHold(answer) &&
          (best == nullptr || key(*best) < key(answer))) {
        best = &answer;
      }
    }
    return best;
  }

  // Whether a fresh good answer is newer than `time`.
  bool IsGoodSince(absl::Time time) const {
    return std::any_of(question_.answers.begin(), question_.answers.end(),
                       [&](const RevocationAnswer& answer) {
                         return IsGood(answer) && IsFresh(answer) &&
                                answer.this_update > time;
                       });
  }

  const RevocationAnswer* NotIssued() const {
    const RevocationAnswer* newest = nullptr;  // OCSP answer, good or unknown.
    const auto key = [](const RevocationAnswer& answer) {
      return std::make_tuple(answer.this_update,
                             answer.status.state == State::kUnknown,
                             answer.data->digest(), answer.origin);
    };
    for (const RevocationAnswer& answer : question_.answers) {
      if (answer.is_acceptable &&
          answer.data->kind() == RevocationKind::kOcsp &&
          IsKindAllowed(RevocationKind::kOcsp, question_.mode) &&
          (answer.status.state == State::kGood ||
           answer.status.state == State::kUnknown) &&
          IsFresh(answer) &&
          (newest == nullptr || key(*newest) < key(answer))) {
        newest = &answer;
      }
    }
    return newest != nullptr && newest->status.state == State::kUnknown
               ? newest
               : nullptr;
  }

  const RevocationAnswer* BestGood() const {
    const RevocationAnswer* best = nullptr;
    const auto key = [this](const RevocationAnswer& answer) {
      return std::make_tuple(IsFresh(answer),
                             answer.origin == EvidenceOrigin::kQuery,
                             IsReliable(answer), answer.this_update,
                             answer.data->digest(), answer.origin);
    };
    for (const RevocationAnswer& answer : question_.answers) {
      if (IsGood(answer) && (best == nullptr || key(*best) < key(answer))) {
        best = &answer;
      }
    }
    return best;
  }

  RevocationVerdict Undetermined() const {
    RevocationVerdict verdict;
    int best = RankOf(verdict.reason);
    for (const RevocationAnswer& answer : question_.answers) {
      if (RankOf(answer.reason) < best) {
        best = RankOf(answer.reason);
        verdict.reason = answer.reason;
      }
    }
    return verdict;
  }

  const RevocationQuestion& question_;
};

}  // namespace

RevocationVerdict DecideRevocation(const RevocationQuestion& question) {
  return Decision(question).Run();
}

}  // namespace kepil
