#ifndef KEPIL_ENGINE_LEGAL_TREATY_SCOPE_H_
#define KEPIL_ENGINE_LEGAL_TREATY_SCOPE_H_

#include "absl/strings/string_view.h"
#include "engine/legal/legal_case.h"
#include "engine/trust/trust_snapshot.h"
#include "kepil/v1/law.pb.h"

namespace kepil {

struct TreatySearch {
  const TreatyRecord* treaty = nullptr;  // The first that applies.
  // None applies: why the last one at hand does not; UNSPECIFIED if none names
  // the service.
  v1::LegalReason reason = v1::LEGAL_REASON_UNSPECIFIED;
};

// The treaty that recognises `service` at the time of the reading: ratified and
// in force then, its parties and scope covering the case (DEF-12, REG-01). A
// treaty whose scope is limited does not cover a document of no stated class.
TreatySearch FindTreaty(const LegalCase& reading, const TrustService& service);

// A CA service of the domestic authority; nullptr if there is none.
const TrustService* FindDomesticCa(const TrustSnapshot& trust,
                                   absl::string_view authority_id);

}  // namespace kepil

#endif  // KEPIL_ENGINE_LEGAL_TREATY_SCOPE_H_
