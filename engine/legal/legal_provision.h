#ifndef KEPIL_ENGINE_LEGAL_LEGAL_PROVISION_H_
#define KEPIL_ENGINE_LEGAL_LEGAL_PROVISION_H_

#include "absl/strings/string_view.h"
#include "kepil/v1/law.pb.h"

namespace kepil {

// What a provision is about, whichever act holds (CAL-13).
enum class LegalConcept {
  kTreatyPrecedence,
  kAuthenticity,  // Condition 1.
  kPossession,    // Condition 2.
  kUseAsStated,   // Condition 3.
  kIssuer,        // Condition 4.
  kTreatyGround,
  kRegisteredCaGround,
  kRegisteredTtpGround,
  kMandatoryAccreditation,
  kCeasedCertificates,  // Of a CA that ended.
  kSystemSignature,
  kSystemOwner,
  kEntitySignature,  // Who signs for a legal entity.
  kSignedDocument,
  kSeal,
};

// The provision that speaks of it in `regime`; UNSPECIFIED where the act says
// nothing, or its wording is not at hand (before 2016).
v1::LegalBasis ProvisionOf(LegalConcept subject, v1::LegalRegime regime);

// "L10(1)(1)", "L20-2(1)", "K49(2)(4)"; "" for UNSPECIFIED.
absl::string_view ProvisionText(v1::LegalBasis basis);

}  // namespace kepil

#endif  // KEPIL_ENGINE_LEGAL_LEGAL_PROVISION_H_
