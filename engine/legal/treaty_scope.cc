#include "engine/legal/treaty_scope.h"

#include <algorithm>

namespace kepil {
namespace {

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool Names(const TreatyRecord& treaty, const TrustService& service) {
  return treaty.id == service.standing.treaty_id ||
         Contains(treaty.authority_ids, service.authority_id);
}

// UNSPECIFIED if it applies.
v1::LegalReason Obstacle(const TreatyRecord& treaty, const LegalCase& reading,
                         const TrustService& service) {
  if (!treaty.ratified_on.has_value() || reading.day < *treaty.ratified_on) {
    return v1::LEGAL_REASON_TREATY_NOT_RATIFIED;
  }
  if (!treaty.in_force.has_value() || reading.day < *treaty.in_force ||
      (treaty.until.has_value() && reading.day >= *treaty.until)) {
    return v1::LEGAL_REASON_TREATY_NOT_IN_FORCE;
  }
  if (!Contains(treaty.parties, service.country) ||
      (!treaty.document_classes.empty() &&
       !Contains(treaty.document_classes,
                 reading.input.usage.document_class()))) {
    return v1::LEGAL_REASON_TREATY_OUT_OF_SCOPE;
  }
  return v1::LEGAL_REASON_UNSPECIFIED;
}

}  // namespace

TreatySearch FindTreaty(const LegalCase& reading, const TrustService& service) {
  TreatySearch search;
  if (!service.standing.treaty_id.empty()) {
    search.reason = v1::LEGAL_REASON_TREATY_UNKNOWN;
  }
  for (const TreatyRecord& treaty : reading.input.trust.treaties()) {
    if (!Names(treaty, service)) {
      continue;
    }
    search.reason = Obstacle(treaty, reading, service);
    if (search.reason == v1::LEGAL_REASON_UNSPECIFIED) {
      search.treaty = &treaty;
      return search;
    }
  }
  return search;
}

const TrustService* FindDomesticCa(const TrustSnapshot& trust,
                                   absl::string_view authority_id) {
  for (const TrustService& service : trust.services()) {
    if (service.authority_id == authority_id &&
        service.kind == AuthorityKind::kDomesticCa &&
        service.type == ServiceType::kCa) {
      return &service;
    }
  }
  return nullptr;
}

}  // namespace kepil
