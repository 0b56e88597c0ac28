#include "engine/validation/revocation_delta.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "engine/pki/crl.h"
#include "engine/pki/crl_delta.h"

namespace kepil {
namespace {

using State = RevocationStatus::State;

// nullptr for an OCSP response.
const Crl* CrlOf(const RevocationAnswer& answer) {
  return dynamic_cast<const Crl*>(answer.data.get());
}

bool IsDelta(const RevocationAnswer& answer) {
  const Crl* crl = CrlOf(answer);
  return crl != nullptr && crl->delta_base().has_value();
}

bool IsHold(const RevocationStatus& status) {
  return status.state == State::kRevoked &&
         status.reason == RevocationReason::kCertificateHold;
}

bool IsRemoved(const RevocationStatus& status) {
  return status.state == State::kRevoked &&
         status.reason == RevocationReason::kRemoveFromCrl;
}

// Whether `a` is the newer of two deltas.
bool IsNewer(const RevocationAnswer& a, const RevocationAnswer& b) {
  const absl::string_view number_of_a = CrlNumberOf(*CrlOf(a));
  const absl::string_view number_of_b = CrlNumberOf(*CrlOf(b));
  if (number_of_a != number_of_b) {
    return IsLowerCrlNumber(number_of_b, number_of_a);
  }
  const auto key = [](const RevocationAnswer& answer) {
    return std::make_tuple(answer.this_update, answer.data->digest(),
                           answer.origin);
  };
  return key(b) < key(a);
}

// The newest deltas for one complete CRL.
struct Deltas {
  const RevocationAnswer* combines = nullptr;
  const RevocationAnswer* gap = nullptr;
};

Deltas DeltasFor(const RevocationAnswer& complete,
                 const std::vector<const RevocationAnswer*>& deltas) {
  Deltas found;
  const auto take = [](const RevocationAnswer* delta,
                       const RevocationAnswer*& best) {
    if (best == nullptr || IsNewer(*delta, *best)) {
      best = delta;
    }
  };
  for (const RevocationAnswer* delta : deltas) {
    if (delta->key->spki_digest() != complete.key->spki_digest()) {
      continue;  // 6.3.3 (h).
    }
    switch (RelationOf(*CrlOf(*delta), *CrlOf(complete))) {
      case DeltaRelation::kCombines:
        take(delta, found.combines);
        break;
      case DeltaRelation::kGap:
        take(delta, found.gap);
        break;
      case DeltaRelation::kOther:
      case DeltaRelation::kOlder:
        break;
    }
  }
  return found;
}

RevocationAnswer Combine(const RevocationAnswer& delta,
                         const RevocationAnswer& complete) {
  RevocationAnswer both = delta;
  both.base = complete.data;
  both.base_algorithm = complete.algorithm;
  both.origin = std::min(delta.origin, complete.origin);
  both.reasons = delta.reasons & complete.reasons;
  both.is_acceptable = delta.is_acceptable && complete.is_acceptable;
  if (both.reason == v1::FINDING_REASON_UNSPECIFIED) {
    both.reason = complete.reason;
  }
  if (IsRemoved(delta.status)) {
    both.status = RevocationStatus();
    both.status.state = State::kGood;
  } else if (delta.status.state == State::kOutOfScope) {
    both.status = complete.status;
  }
  return both;
}

void MakeUnusable(RevocationAnswer& answer) {
  if (answer.is_acceptable && answer.status.state == State::kGood) {
    answer.is_acceptable = false;
    answer.reason = v1::FINDING_REASON_RESPONSE_UNUSABLE;
  }
}

// Judges `complete` in the light of `deltas`; returns what both say together.
std::optional<RevocationAnswer> ApplyDeltas(
    RevocationAnswer& complete,
    const std::vector<const RevocationAnswer*>& deltas) {
  const Deltas found = DeltasFor(complete, deltas);
  std::optional<RevocationAnswer> both;
  if (found.combines != nullptr) {
    both = Combine(*found.combines, complete);
    if (both->status.state == State::kRevoked) {
      MakeUnusable(complete);
    }
  }
  if (found.gap != nullptr) {
    MakeUnusable(complete);
    if (both.has_value() && IsNewer(*found.gap, *found.combines)) {
      MakeUnusable(*both);
    }
  }
  return both;
}

}  // namespace

std::vector<RevocationAnswer> CombineDeltas(
    std::vector<RevocationAnswer> answers) {
  std::vector<const RevocationAnswer*> deltas;
  for (const RevocationAnswer& answer : answers) {
    if (answer.is_verified && IsDelta(answer)) {
      deltas.push_back(&answer);
    }
  }
  std::vector<RevocationAnswer> combined;
  if (!deltas.empty()) {
    for (RevocationAnswer& answer : answers) {
      if (!answer.is_verified || CrlOf(answer) == nullptr || IsDelta(answer)) {
        continue;
      }
      std::optional<RevocationAnswer> both = ApplyDeltas(answer, deltas);
      // A revocation that lasts stands in its own answer already.
      if (both.has_value() &&
          (both->status.state == State::kGood || IsHold(both->status))) {
        combined.push_back(*std::move(both));
      }
    }
  }
  answers.erase(
      std::remove_if(answers.begin(), answers.end(),
                     [](const RevocationAnswer& answer) {
                       return IsDelta(answer) &&
                              answer.status.state == State::kOutOfScope &&
                              answer.reason == v1::FINDING_REASON_UNSPECIFIED;
                     }),
      answers.end());
  answers.insert(answers.end(), std::make_move_iterator(combined.begin()),
                 std::make_move_iterator(combined.end()));
  return answers;
}

}  // namespace kepil
