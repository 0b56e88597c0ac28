#include "services/evidence/crl_standing.h"

#include <utility>

#include "engine/pki/crl_delta.h"
#include "engine/validation/revocation_delta.h"
#include "engine/validation/revocation_freshness.h"
#include "engine/validation/revocation_status.h"

namespace kepil {
namespace {

using State = RevocationVerdict::State;

RevocationAnswer AnswerOf(const SignedCrl& signed_crl,
                          const CrlStatement& statement) {
  const Crl& crl = *signed_crl.crl;
  const bool is_delta = crl.delta_base().has_value();
  RevocationAnswer answer;
  answer.data = signed_crl.crl;
  answer.origin = EvidenceOrigin::kQuery;
  answer.reasons = statement.reasons;
  answer.this_update = crl.this_update();
  answer.next_update = crl.next_update();
  answer.algorithm = crl.signature_algorithm();
  answer.is_verified = answer.is_acceptable = true;
  answer.vouched_by = signed_crl.signer;
  answer.key = *signed_crl.signer->public_key();
  if (is_delta ? statement.entry.has_value() : statement.Revokes()) {
    answer.status.state = RevocationStatus::State::kRevoked;
    answer.status.revoked_at = statement.entry->revoked_at;
    answer.status.reason = statement.entry->reason;
  } else if (!is_delta) {
    answer.status.state = RevocationStatus::State::kGood;
  }
  return answer;
}

bool IsDecided(std::vector<RevocationAnswer> answers,
               const CrlStandingInput& input) {
  const RevocationSubject subject = RevocationSubjectOf(input.certificate);
  answers = CombineDeltas(std::move(answers));
  for (RevocationAnswer& answer : answers) {
    // What was said before the certificate existed says nothing about it.
    answer.is_acceptable = answer.is_acceptable &&
                           answer.this_update >= input.certificate.not_before();
  }
  const RevocationVerdict verdict =
      DecideRevocation({std::move(answers), v1::REVOCATION_MODE_CRL,
                        input.policy, input.time, subject});
  switch (verdict.state) {
    case State::kGood:
      return verdict.is_fresh;
    case State::kRevoked:
    case State::kOnHold:
      return input.time < FreshUntil({verdict.answer->this_update,
                                      verdict.answer->next_update},
                                     subject, input.policy);
    case State::kNotIssued:
    case State::kUndetermined:
      return false;
  }
  return false;
}

// How the deltas of one signer and scope stand to complete CRLs.
void Relate(const std::vector<const SignedCrl*>& complete,
            const std::vector<const SignedCrl*>& deltas,
            const Certificate& certificate, CrlStanding& standing) {
  const bool is_announced = certificate.extensions().freshest_crl.has_value();
  std::vector<bool> is_placed(deltas.size());
  std::vector<bool> has_gap(deltas.size());
  for (const SignedCrl* base : complete) {
    bool has_delta = false;
    for (size_t i = 0; i < deltas.size(); ++i) {
      if (deltas[i]->signer->spki_digest() != base->signer->spki_digest()) {
        continue;
      }
      switch (RelationOf(*deltas[i]->crl, *base->crl)) {
        case DeltaRelation::kCombines:
        case DeltaRelation::kOlder:
          has_delta = is_placed[i] = true;
          break;
        case DeltaRelation::kGap:
          has_delta = has_gap[i] = true;
          break;
        case DeltaRelation::kOther:
          break;
      }
    }
    if (!has_delta && (is_announced || base->crl->HasFreshestCrl())) {
      standing.lacks_delta = true;
    }
  }
  for (size_t i = 0; i < deltas.size(); ++i) {
    standing.is_overtaken =
        standing.is_overtaken || (has_gap[i] && !is_placed[i]);
  }
}

}  // namespace

CrlStanding StandingOf(const CrlStandingInput& input) {
  std::vector<const SignedCrl*> complete, deltas;
  std::vector<RevocationAnswer> answers;
  for (const SignedCrl& signed_crl : input.crls) {
    const CrlStatement statement =
        signed_crl.crl->StatementOf(input.certificate);
    if (statement.reasons != 0) {
      answers.push_back(AnswerOf(signed_crl, statement));
      (signed_crl.crl->delta_base().has_value() ? deltas : complete)
          .push_back(&signed_crl);
    }
  }
  CrlStanding standing;
  Relate(complete, deltas, input.certificate, standing);
  standing.is_decided = IsDecided(std::move(answers), input);
  return standing;
}

}  // namespace kepil
