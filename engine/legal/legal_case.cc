#include "engine/legal/legal_case.h"

#include <algorithm>

#include "engine/crypto/object_identifier.h"

namespace kepil {
namespace {

bool HasPolicy(const Certificate& certificate, const std::string& dotted) {
  const auto& policies = certificate.extensions().policies;
  if (!policies.has_value()) {
    return false;
  }
  return std::find(policies->begin(), policies->end(), OidFromText(dotted)) !=
         policies->end();
}

bool IsOfService(const v1::CertificateProfile& profile,
                 const LegalCase& reading) {
  for (const TrustService* service :
       {reading.issuer_service, reading.anchor_service}) {
    if (service != nullptr && service->id == profile.service_id()) {
      return true;
    }
  }
  return false;
}

void FindProfile(LegalCase& reading) {
  if (reading.signer() == nullptr) {
    return;
  }
  bool has_own = false;
  for (const v1::CertificateProfile& profile :
       reading.input.rules.message().profiles()) {
    const bool own =
        !profile.service_id().empty() && IsOfService(profile, reading);
    has_own = has_own || own;
    if ((own || profile.service_id().empty()) &&
        (profile.policy_oid().empty() ||
         HasPolicy(*reading.signer(), profile.policy_oid()))) {
      reading.profile = &profile;
      reading.signer_kind = profile.kind();
      return;
    }
  }
  reading.is_policy_unlisted = has_own;
}

int RankOf(v1::ConditionState state) {
  switch (state) {
    case v1::CONDITION_STATE_NOT_MET:
      return 3;
    case v1::CONDITION_STATE_UNDETERMINED:
      return 2;
    case v1::CONDITION_STATE_PRESUMED:
      return 1;
    case v1::CONDITION_STATE_MET:
    case v1::CONDITION_STATE_UNSPECIFIED:
    case v1::ConditionState_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::ConditionState_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return 0;
}

}  // namespace

LegalCase::LegalCase(const LegalInput& the_input, absl::Time signature_time)
    : input(the_input),
      time(signature_time),
      day(the_input.calendar.DayOf(signature_time)),
      regime(the_input.calendar.RegimeAt(signature_time)),
      rules(the_input.rules.RulesFor(regime, day)) {
  const std::optional<CertificatePath>& path = input.conclusion.path;
  if (path.has_value()) {
    anchor_service = input.trust.FindService(path->anchor.service_id);
    const CertificateRef& issuer = path->certificates.empty()
                                       ? path->anchor.certificate
                                       : path->IssuerOf(0);
    if (issuer != nullptr) {
      issuer_service =
          input.trust.OwnerOfKeyAt(issuer->spki_digest(), signature_time);
    }
  }
  FindProfile(*this);
}

const TransferOfCertificate* LegalCase::TransferBy(absl::CivilDay on) const {
  if (issuer_service == nullptr || signer() == nullptr ||
      !issuer_service->standing.end.has_value()) {
    return nullptr;
  }
  const auto& transfers = issuer_service->standing.end->transfers;
  const auto found = transfers.find(std::string(signer()->serial()));
  return found == transfers.end() || found->second.on > on ? nullptr
                                                           : &found->second;
}

bool LegalCase::IsCeased() const {
  if (!IsDomestic() || issuer_service == nullptr ||
      !issuer_service->standing.end.has_value()) {
    return false;
  }
  const absl::CivilDay end = issuer_service->standing.end->effective_on;
  return day >= end && TransferBy(end) == nullptr;
}

v1::LegalCondition NewCondition(int number, LegalConcept subject,
                                const LegalCase& reading) {
  v1::LegalCondition condition;
  condition.set_number(number);
  condition.set_state(v1::CONDITION_STATE_MET);
  AddBasis(condition, ProvisionOf(subject, reading.regime));
  return condition;
}

void Lower(v1::LegalCondition& condition, v1::ConditionState state,
           v1::LegalReason reason) {
  if (RankOf(state) > RankOf(condition.state())) {
    condition.set_state(state);
  }
  AddReason(condition, reason);
}

void AddReason(v1::LegalCondition& condition, v1::LegalReason reason) {
  const auto& reasons = condition.reasons();
  if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
    condition.add_reasons(reason);
  }
}

void AddBasis(v1::LegalCondition& condition, v1::LegalBasis basis) {
  const auto& all = condition.basis();
  if (basis != v1::LEGAL_BASIS_UNSPECIFIED &&
      std::find(all.begin(), all.end(), basis) == all.end()) {
    condition.add_basis(basis);
  }
}

}  // namespace kepil
