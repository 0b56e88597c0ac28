#include "engine/validation/archived_status.h"

#include "engine/pki/crl.h"

namespace kepil {
namespace {

using State = RevocationStatus::State;

bool IsHold(const RevocationAnswer& answer) {
  return answer.status.reason == RevocationReason::kCertificateHold;
}

bool SaysRevoked(const RevocationAnswer& answer) {
  return answer.is_verified && answer.status.state == State::kRevoked &&
         answer.status.reason != RevocationReason::kRemoveFromCrl;
}

bool SaysGood(const RevocationAnswer& answer) {
  return answer.is_acceptable && answer.status.state == State::kGood &&
         answer.reasons == kAllRevocationReasons;
}

// Whether the hold of `held` had ended at `at`.
bool IsLifted(const RevocationAnswer& held,
              const std::vector<RevocationAnswer>& answers, absl::Time at) {
  for (const RevocationAnswer& answer : answers) {
    if (SaysGood(answer) && answer.this_update > held.this_update &&
        answer.this_update <= at) {
      return true;
    }
  }
  return false;
}

bool Covers(const RevocationAnswer& answer, const Certificate& certificate,
            absl::Time at) {
  // Later lists leave out what has expired.
  if (answer.this_update > certificate.not_after()) {
    return false;
  }
  return answer.this_update >= at ||
         (answer.next_update.has_value() && at <= *answer.next_update);
}

bool IsDelta(const RevocationAnswer& answer) {
  const auto* crl = dynamic_cast<const Crl*>(answer.data.get());
  return crl != nullptr && crl->delta_base().has_value();
}

}  // namespace

std::optional<RevocationStatus> StatusThen(const RevocationAnswer& answer,
                                           const Certificate& certificate,
                                           absl::Time at) {
  if (answer.origin != EvidenceOrigin::kArchive) {
    return std::nullopt;
  }
  const bool is_revoked =
      answer.status.state == State::kRevoked &&
      answer.status.reason != RevocationReason::kRemoveFromCrl;
  if (is_revoked && answer.status.revoked_at <= at) {
    return answer.status;
  }
  const bool was_good = is_revoked
                            ? !IsHold(answer)
                            : answer.status.state == State::kGood &&
                                  answer.this_update <= certificate.not_after();
  if (!was_good || IsDelta(answer)) {
    return std::nullopt;
  }
  RevocationStatus good;
  good.state = State::kGood;
  return good;
}

ArchivedVerdict ArchivedStatusAt(const std::vector<RevocationAnswer>& answers,
                                 const Certificate& certificate,
                                 absl::Time at) {
  ArchivedVerdict verdict;
  if (at < certificate.not_before()) {
    return verdict;
  }
  for (const RevocationAnswer& answer : answers) {
    if (!SaysRevoked(answer) || answer.status.revoked_at > at ||
        (IsHold(answer) && IsLifted(answer, answers, at))) {
      continue;
    }
    // For good before on hold, then the earliest.
    const bool better = !verdict.answer.has_value() ||
                        (verdict.on_hold && !IsHold(answer)) ||
                        (verdict.on_hold == IsHold(answer) &&
                         answer.status.revoked_at < verdict.revoked_at);
    if (better) {
      verdict = {ArchivedVerdict::State::kRevoked, answer,
                 answer.status.revoked_at, IsHold(answer)};
    }
  }
  if (verdict.answer.has_value()) {
    return verdict;
  }
  for (const RevocationAnswer& answer : answers) {
    const bool was_good_then =
        SaysGood(answer) ||
        (SaysRevoked(answer) && answer.this_update >= at && !IsHold(answer));
    if (was_good_then && Covers(answer, certificate, at) &&
        (!verdict.answer.has_value() ||
         answer.this_update > verdict.answer->this_update)) {
      verdict.state = ArchivedVerdict::State::kGood;
      verdict.answer = answer;
    }
  }
  return verdict;
}

}  // namespace kepil
