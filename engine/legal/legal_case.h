#ifndef KEPIL_ENGINE_LEGAL_LEGAL_CASE_H_
#define KEPIL_ENGINE_LEGAL_LEGAL_CASE_H_

#include <initializer_list>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/legal/legal_calendar.h"
#include "engine/legal/legal_provision.h"
#include "engine/legal/rule_pack.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/conclusion.h"
#include "kepil/v1/law.pb.h"
#include "kepil/v1/receipt.pb.h"

namespace kepil {

// A registered foreign TTP's receipt that says the signature is valid, already
// checked in everything REG-03 asks: signer, digest, nonce, age.
struct ForeignTtpReceipt {
  std::string service_id;  // Of the registry.
  Digest digest;           // SHA-256 of the receipt.
};

// What the law asks for and the technical verdict does not say.
struct LegalFacts {
  std::optional<absl::Time> claimed_signing_time;
  std::optional<ForeignTtpReceipt> foreign_receipt;
  // The foreign TTP that would have to say it was asked in vain.
  bool is_peer_silent = false;
  // Of a legal entity's signer, as of the signature (GWY-01).
  v1::SigningAuthority signing_authority = v1::SIGNING_AUTHORITY_NOT_CHECKED;
  // Another certificate at hand has this key and another subject (EQV-13).
  bool key_of_two_subjects = false;
};

struct LegalInput {
  const Conclusion& conclusion;
  const TrustSnapshot& trust;
  const RulePack& rules;
  const LegalCalendar& calendar;
  const v1::UsageContext& usage;
  LegalFacts facts;
};

// LegalCase is one signature read as made at one time under the act that then
// held. Valid as long as the input.
struct LegalCase {
  LegalCase(const LegalInput& the_input, absl::Time signature_time);

  const LegalInput& input;
  absl::Time time;     // When the signature counts as made.
  absl::CivilDay day;  // The same, in Almaty.
  v1::LegalRegime regime;
  const v1::RegimeRules& rules;
  // Owner of the anchor; nullptr without a path.
  const TrustService* anchor_service = nullptr;
  // Owner of the key that issued the signer's certificate, else nullptr.
  const TrustService* issuer_service = nullptr;
  // How the signer's certificate is to be read; nullptr if no profile fits.
  const v1::CertificateProfile* profile = nullptr;
  // The issuer has profiles, and none of them fits (CRT-08).
  bool is_policy_unlisted = false;
  v1::SignerKind signer_kind = v1::SIGNER_KIND_UNKNOWN;

  const Certificate* signer() const {
    return input.conclusion.signing_certificate.get();
  }
  bool IsDomestic() const {
    return anchor_service != nullptr &&
           anchor_service->kind == AuthorityKind::kDomesticCa;
  }
  // The signer's certificate passed to another CA by `on`; nullptr if not.
  const TransferOfCertificate* TransferBy(absl::CivilDay on) const;
  // A domestic CA ended, and the certificate with it, by the time of the
  // signature (TRM-04).
  bool IsCeased() const;
};

// A condition with its provision under the case's act.
v1::LegalCondition NewCondition(int number, LegalConcept subject,
                                const LegalCase& reading);
// Sets the state if it is worse than the present one (NOT_MET, UNDETERMINED,
// PRESUMED, MET) and adds the reason once, whatever the state.
void Lower(v1::LegalCondition& condition, v1::ConditionState state,
           v1::LegalReason reason);
void AddReason(v1::LegalCondition& condition, v1::LegalReason reason);
void AddBasis(v1::LegalCondition& condition, v1::LegalBasis basis);

}  // namespace kepil

#endif  // KEPIL_ENGINE_LEGAL_LEGAL_CASE_H_
