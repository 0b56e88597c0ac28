#include "services/receipt/explanation_rows.h"

namespace kepil {

// Why a condition or an effect in law is what it is, in English.

absl::Span<const TextRow> LegalReasonRowsEn() {
  static constexpr TextRow kRows[] = {
      {v1::LEGAL_REASON_LEGAL_RULES_NOT_LOADED,
       "No approved legal rules were loaded, so nothing is said of the effect "
       "in law."},
      {v1::LEGAL_REASON_LEGAL_RULES_NOT_IN_FORCE,
       "The approved legal rules were not yet in force."},
      {v1::LEGAL_REASON_NO_REGIME,
       "No act on electronic digital signatures was in force then."},
      {v1::LEGAL_REASON_WORDING_NOT_AVAILABLE,
       "The wording of the act that was in force then is not at hand."},
      {v1::LEGAL_REASON_REGIME_UNDETERMINED,
       "It is not proved under which act the signature was made."},
      {v1::LEGAL_REASON_SIGNATURE_REFUTED,
       "The check showed that the signature or the document is not authentic."},
      {v1::LEGAL_REASON_NO_CERTIFICATE,
       "There is no registration certificate for the public key of the "
       "signature."},
      {v1::LEGAL_REASON_NO_RECOGNISED_PATH,
       "The registration certificate does not come from a recognised "
       "certification centre."},
      {v1::LEGAL_REASON_AUTHENTICITY_UNDETERMINED,
       "Authenticity could be neither confirmed nor refuted."},
      {v1::LEGAL_REASON_CERTIFICATE_NOT_KNOWN_TO_CA,
       "The certification centre says that it did not issue this registration "
       "certificate."},
      {v1::LEGAL_REASON_CEASED_CA_TERMINATED,
       "The certification centre had ended, and its registration certificates "
       "with it."},
      {v1::LEGAL_REASON_REVOKED, "The registration certificate was revoked."},
      {v1::LEGAL_REASON_ON_HOLD, "The registration certificate was suspended."},
      {v1::LEGAL_REASON_NO_STATUS_DATA,
       "There are no sufficient data on the status of the registration "
       "certificate."},
      {v1::LEGAL_REASON_KEY_MISUSE_REPORTED,
       "It was reported that another person used the private key."},
      {v1::LEGAL_REASON_KEY_OF_TWO_SUBJECTS,
       "Registration certificates of two different holders have the same key."},
      {v1::LEGAL_REASON_OUTSIDE_VALIDITY,
       "The signature was made outside the validity period of the registration "
       "certificate."},
      {v1::LEGAL_REASON_VOUCHED_BY_FOREIGN_TTP,
       "A registered foreign trusted third party vouched for it."},
      {v1::LEGAL_REASON_KEY_USAGE,
       "The registration certificate does not allow the key to sign "
       "documents."},
      {v1::LEGAL_REASON_EXTENDED_KEY_USAGE,
       "The stated purposes of the registration certificate do not include "
       "this one."},
      {v1::LEGAL_REASON_CERTIFICATE_CONSTRAINTS,
       "The registration certificate sets limits that are not kept or not "
       "known."},
      {v1::LEGAL_REASON_POLICY_NOT_LISTED,
       "The registration certificate was issued under a policy that the rules "
       "do not list."},
      {v1::LEGAL_REASON_OUTSIDE_SCOPE,
       "The registration certificate is not for documents of this class."},
      {v1::LEGAL_REASON_AMOUNT_ABOVE_LIMIT,
       "The amount is above the limit of the registration certificate."},
      {v1::LEGAL_REASON_USAGE_NOT_STATED,
       "For what the signature is used was not stated."},
      {v1::LEGAL_REASON_SYSTEM_EDS_ON_EXPRESSION_OF_INTENT,
       "A digital system cannot express a person's will with its signature."},
      {v1::LEGAL_REASON_DOCUMENT_CLASS_UNKNOWN,
       "The class of the document is not known to the rules."},
      {v1::LEGAL_REASON_NO_NAMED_EMPLOYEE,
       "The registration certificate of the legal entity does not name who "
       "signs."},
      {v1::LEGAL_REASON_NO_RULE_IN_LAW370,
       "The Law of 2003 has no rule for this kind of signature."},
      {v1::LEGAL_REASON_TTP_ROUTE_NOT_NAMED_IN_K49_2_4,
       "The provision in force does not name recognition through a foreign "
       "trusted third party."},
      {v1::LEGAL_REASON_ISSUER_NOT_RECOGNISED,
       "Whoever issued the registration certificate is not recognised."},
      {v1::LEGAL_REASON_BEFORE_REGISTRATION,
       "The signature was made before the certification centre was "
       "registered."},
      {v1::LEGAL_REASON_REGISTRATION_SUSPENDED,
       "The registration of the certification centre was suspended."},
      {v1::LEGAL_REASON_REGISTRATION_TERMINATED,
       "The registration of the certification centre had ended."},
      {v1::LEGAL_REASON_ISSUED_BEFORE_REGISTRATION,
       "The registration certificate was issued before the certification "
       "centre was registered."},
      {v1::LEGAL_REASON_NO_ACCREDITATION_RECORD,
       "There is no record of an accreditation of the certification centre."},
      {v1::LEGAL_REASON_NOT_ACCREDITED_AT_ISSUE,
       "The certification centre was not accredited when it issued the "
       "registration certificate."},
      {v1::LEGAL_REASON_NOT_ACCREDITED_AT_SIGNATURE,
       "The certification centre was not accredited when the signature was "
       "made."},
      {v1::LEGAL_REASON_ACCREDITED_BY_WRONG_BODY,
       "The body that gave the accreditation was not the competent one."},
      {v1::LEGAL_REASON_PRE_CODE_ACCREDITATION_NOT_HONOURED,
       "An accreditation from before the Digital Code does not count by the "
       "rules."},
      {v1::LEGAL_REASON_PRE_CODE_REGISTRATION_NOT_HONOURED,
       "A registration from before the Digital Code does not count by the "
       "rules."},
      {v1::LEGAL_REASON_TREATY_NOT_RATIFIED,
       "The international treaty is signed but not ratified."},
      {v1::LEGAL_REASON_TREATY_NOT_IN_FORCE,
       "The international treaty was not in force."},
      {v1::LEGAL_REASON_TREATY_OUT_OF_SCOPE,
       "The international treaty does not cover this case."},
      {v1::LEGAL_REASON_TREATY_UNKNOWN,
       "The international treaty that is named is not on record."},
      {v1::LEGAL_REASON_TEXT_MAY_BE_STALE,
       "The act may have been amended since the wording that was applied."},
      {v1::LEGAL_REASON_CREATION_TOOL_UNVERIFIED,
       "The tool with which the signature was made was not verified."},
      {v1::LEGAL_REASON_ACCREDITATION_LAPSED_AFTER_ISSUE,
       "The accreditation ended after the registration certificate was "
       "issued."},
      {v1::LEGAL_REASON_NO_PERSON_IN_ENTITY_CERTIFICATE,
       "No natural person is named in the registration certificate of the "
       "legal entity."},
      {v1::LEGAL_REASON_ISSUED_BY_ROOT,
       "The root certification centre issued the registration certificate "
       "itself."},
      {v1::LEGAL_REASON_NOTICE_TOO_SHORT,
       "The notice of the certification centre's end was shorter than the act "
       "demands."},
      {v1::LEGAL_REASON_TRANSFERRED_TO_SUCCESSOR,
       "The registration certificate passed to another certification centre."},
      {v1::LEGAL_REASON_CLAIMED_TIME_IN_OTHER_REGIME,
       "The stated time of signing falls under another act than the proved "
       "one."},
      {v1::LEGAL_REASON_PRE_CODE_ACCREDITATION_HONOURED,
       "An accreditation from before the Digital Code was counted by the "
       "rules."},
      {v1::LEGAL_REASON_PRE_CODE_REGISTRATION_HONOURED,
       "A registration from before the Digital Code was counted by the rules."},
      {v1::LEGAL_REASON_PRE_REGISTRATION_SIGNATURE_RECOGNISED,
       "A signature from before the registration was recognised by the rules."},
      {v1::LEGAL_REASON_TTP_ROUTE_BY_CITATION,
       "Recognition through a foreign trusted third party rests on the act "
       "that the rules cite."},
      {v1::LEGAL_REASON_KEY_KEPT_BY_CA,
       "The certification centre keeps the private key for its holder."},
  };
  return kRows;
}

}  // namespace kepil
