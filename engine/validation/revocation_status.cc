#include "engine/validation/revocation_status.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "engine/validation/algorithm_constraints.h"

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
      v1::FINDING_REASON_PARAMETER_SET_UNKNOWN,
      v1::FINDING_REASON_REVOCATION_NOT_YET_VALID,
      v1::FINDING_REASON_REVOCATION_STALE,
      v1::FINDING_REASON_REVOCATION_ISSUER_NOT_AUTHORISED,
      v1::FINDING_REASON_KEY_NOT_ON_CURVE,
      v1::FINDING_REASON_KEY_AT_INFINITY,
      v1::FINDING_REASON_KEY_LENGTH,
      v1::FINDING_REASON_KEY_DIGEST_CONFLICT,
      v1::FINDING_REASON_SIGNATURE_NUMBER_ZERO,
      v1::FINDING_REASON_SIGNATURE_NUMBER_TOO_LARGE,
      v1::FINDING_REASON_SIGNATURE_LENGTH,
      v1::FINDING_REASON_SIGNATURE_ENCODING,
      v1::FINDING_REASON_ALGORITHM_IDENTIFIERS_CONFLICT,
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
    const std::vector<const RevocationAnswer*> good = BestGood();
    const bool is_fresh = !good.empty() && IsFresh(*good.front());
    if (const RevocationAnswer* hold = NewestHold(is_fresh)) {
      return Decided(RevocationVerdict::State::kOnHold, *hold);
    }
    if (const RevocationAnswer* unknown = NotIssued()) {
      return Decided(RevocationVerdict::State::kNotIssued, *unknown);
    }
    if (good.empty()) {
      return Undetermined();
    }
    RevocationVerdict verdict =
        Decided(RevocationVerdict::State::kGood, *good.front());
    verdict.is_fresh = is_fresh;
    verdict.newest_update = absl::InfinitePast();
    verdict.is_own = true;
    for (const RevocationAnswer* part : good) {
      verdict.newest_update =
          std::max(verdict.newest_update, part->this_update);
      verdict.is_own &= IsOwn(part->origin);
      if (part != good.front()) {
        verdict.beside.push_back(*part);
      }
    }
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

  absl::Time FreshEnd(const RevocationAnswer& answer) const {
    return FreshUntil({answer.this_update, answer.next_update},
                      question_.subject, question_.policy);
  }
  bool IsFresh(const RevocationAnswer& answer) const {
    return question_.time < FreshEnd(answer);
  }
  bool IsReliable(const AlgorithmIdentifier& algorithm,
                  const PublicKey& key) const {
    return CheckObjectAlgorithm(question_.policy, algorithm, key,
                                question_.time)
               .outcome == v1::CHECK_OUTCOME_PASSED;
  }
  bool IsReliable(const RevocationAnswer& answer) const {
    return IsReliable(answer.algorithm, *answer.key) &&
           (answer.base == nullptr ||
            IsReliable(answer.base_algorithm, *answer.key));
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

  // Of the holds that last; `is_fresh`: the certificate is shown good now.
  const RevocationAnswer* NewestHold(bool is_fresh) const {
    const RevocationAnswer* best = nullptr;
    const auto key = [](const RevocationAnswer& answer) {
      return std::make_tuple(answer.this_update, answer.data->digest(),
                             answer.origin);
    };
    for (const RevocationAnswer& answer : question_.answers) {
      if (answer.is_verified && IsHold(answer) &&
          (best == nullptr || key(*best) < key(answer)) &&
          !(is_fresh && IsLifted(answer))) {
        best = &answer;
      }
    }
    return best;
  }

  // Whether fresh good answers of its reasons are newer than `hold`, but not
  // younger than the time judged: those do not tell when it was lifted.
  bool IsLifted(const RevocationAnswer& hold) const {
    uint16_t reasons = 0;
    for (const RevocationAnswer& answer : question_.answers) {
      const bool is_later = answer.this_update > hold.this_update ||
                            (answer.base != nullptr && hold.base == nullptr &&
                             answer.base->digest() == hold.data->digest());
      const bool is_of_then =
          answer.this_update <= question_.time + question_.policy.clock_skew();
      if (IsGood(answer) && IsFresh(answer) && is_later && is_of_then) {
        reasons |= answer.reasons;
      }
    }
    return (hold.reasons & ~reasons) == 0;
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

  // Good answers that cover all reasons together, first the one that is fresh
  // for the shortest time; none if there are no such.
  std::vector<const RevocationAnswer*> BestGood() const {
    std::vector<const RevocationAnswer*> answers;
    for (const RevocationAnswer& answer : question_.answers) {
      if (IsGood(answer)) {
        answers.push_back(&answer);
      }
    }
    const auto key = [this](const RevocationAnswer& answer) {
      return std::make_tuple(
          IsFresh(answer), IsOwn(answer.origin), IsReliable(answer),
          answer.reasons == kAllRevocationReasons, answer.this_update,
          answer.data->digest(), answer.origin);
    };
    uint16_t missing = kAllRevocationReasons;
    std::vector<const RevocationAnswer*> parts;
    while (missing != 0) {
      const RevocationAnswer* best = nullptr;
      for (const RevocationAnswer* answer : answers) {
        if ((answer->reasons & missing) != 0 &&
            (best == nullptr || key(*best) < key(*answer))) {
          best = answer;
        }
      }
      if (best == nullptr) {
        return {};
      }
      missing &= ~best->reasons;
      parts.push_back(best);
    }
    // No two parts are equal, and their order is that of their choice.
    std::stable_sort(parts.begin(), parts.end(),
                     [this](const auto* a, const auto* b) {
                       return FreshEnd(*a) < FreshEnd(*b);
                     });
    return parts;
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

std::vector<const RevocationAnswer*> GoodAnswers(
    const RevocationVerdict& verdict) {
  std::vector<const RevocationAnswer*> answers;
  if (verdict.state == RevocationVerdict::State::kGood) {
    answers.push_back(&*verdict.answer);
    for (const RevocationAnswer& answer : verdict.beside) {
      answers.push_back(&answer);
    }
  }
  return answers;
}

RevocationVerdict DecideRevocation(const RevocationQuestion& question) {
  return Decision(question).Run();
}

}  // namespace kepil
