#ifndef KEPIL_ENGINE_LEGAL_EQUIVALENCE_H_
#define KEPIL_ENGINE_LEGAL_EQUIVALENCE_H_

#include <array>

#include "engine/legal/legal_case.h"
#include "kepil/v1/law.pb.h"

namespace kepil {

// Conditions 1 to 3 of L10(1) and K49(2); condition 4 is recognition_ground's.

// Authenticity is confirmed with a key that has a certificate under a
// recognised anchor (EQV-01), or by a registered foreign TTP's receipt.
v1::LegalCondition AuthenticityCondition(const LegalCase& reading);
// Lawful possession of the private key: PRESUMED at best, for it cannot be
// proved; from the certificate's status and from reports of misuse (EQV-02,
// EQV-13).
v1::LegalCondition PossessionCondition(const LegalCase& reading);
// Use as the certificate states: period, usages, policy, scope, amount; what
// a digital system may sign (EQV-08); a named employee (EQV-12).
v1::LegalCondition UsageCondition(const LegalCase& reading);

// Whether the subject names a natural person, by the rules' attributes.
bool NamesPerson(const Certificate& certificate, const RulePack& rules);

// EQV-06 in this order: condition 1 NOT_MET gives NONE; else any NOT_MET gives
// AUTHENTIC_NOT_EQUIVALENT; else any UNDETERMINED gives UNDETERMINED; else the
// signature is equivalent, a digital system's to its owner's (EQV-07).
v1::LegalEffect EffectOf(const std::array<v1::ConditionState, 4>& conditions,
                         v1::SignerKind kind);

// What the signer's authority makes of the document (EQV-09, EQV-10).
struct DocumentStanding {
  v1::SigningAuthority authority = v1::SIGNING_AUTHORITY_NOT_CHECKED;
  v1::DocumentEquivalence equivalence = v1::DOCUMENT_EQUIVALENCE_UNDETERMINED;
  bool is_seal = false;  // Stands for a seal: K61(5).
};
DocumentStanding StandingOfDocument(const LegalCase& reading,
                                    v1::LegalEffect effect);

}  // namespace kepil

#endif  // KEPIL_ENGINE_LEGAL_EQUIVALENCE_H_
