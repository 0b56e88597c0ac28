#include "services/receipt/explanation_rows.h"

namespace kepil {

// What is checked, how it came out and what the verdict is, in English.

absl::Span<const TextRow> IndicationRowsEn() {
  static constexpr TextRow kRows[] = {
      {v1::INDICATION_TOTAL_PASSED, "The signature is valid."},
      {v1::INDICATION_TOTAL_FAILED, "The signature is not valid."},
      {v1::INDICATION_INDETERMINATE,
       "What is at hand does not show whether the signature is valid."},
  };
  return kRows;
}

absl::Span<const TextRow> SubIndicationRowsEn() {
  static constexpr TextRow kRows[] = {
      {v1::SUB_INDICATION_FORMAT_FAILURE,
       "The signature does not have the form that its standard demands."},
      {v1::SUB_INDICATION_HASH_FAILURE,
       "The signed data do not match the signature."},
      {v1::SUB_INDICATION_SIG_CRYPTO_FAILURE,
       "The signature value does not verify."},
      {v1::SUB_INDICATION_REVOKED,
       "The registration certificate was revoked before the signature was "
       "made."},
      {v1::SUB_INDICATION_EXPIRED,
       "The registration certificate had expired before the signature was "
       "made."},
      {v1::SUB_INDICATION_NOT_YET_VALID,
       "The signature was made before the registration certificate became "
       "valid."},
      {v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE,
       "The signature does not keep a rule of the validation policy."},
      {v1::SUB_INDICATION_CHAIN_CONSTRAINTS_FAILURE,
       "The chain of registration certificates does not keep a rule of the "
       "validation policy."},
      {v1::SUB_INDICATION_CERTIFICATE_CHAIN_GENERAL_FAILURE,
       "The chain of registration certificates does not stand the check."},
      {v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE,
       "An algorithm or a key is not among those that count as reliable."},
      {v1::SUB_INDICATION_POLICY_PROCESSING_ERROR,
       "The signature policy could not be applied."},
      {v1::SUB_INDICATION_SIGNATURE_POLICY_NOT_AVAILABLE,
       "The signature policy that the signature names is not at hand."},
      {v1::SUB_INDICATION_TIMESTAMP_ORDER_FAILURE,
       "The order in time of the time-stamps is not possible."},
      {v1::SUB_INDICATION_NO_SIGNING_CERTIFICATE_FOUND,
       "The signer's registration certificate was not found."},
      {v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND,
       "No chain leads to a registered certification centre."},
      {v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND_NO_POE,
       "The chain leads to a centre that was not registered at the time, and "
       "nothing proves that the signature is older."},
      {v1::SUB_INDICATION_REVOKED_NO_POE,
       "The registration certificate is revoked, and nothing proves that the "
       "signature is older."},
      {v1::SUB_INDICATION_REVOKED_CA_NO_POE,
       "The registration certificate of a certification centre is revoked, and "
       "nothing proves that the signature is older."},
      {v1::SUB_INDICATION_OUT_OF_BOUNDS_NOT_REVOKED,
       "The registration certificate is outside its validity period, but was "
       "not revoked."},
      {v1::SUB_INDICATION_OUT_OF_BOUNDS_NO_POE,
       "The registration certificate is outside its validity period, and "
       "nothing proves that the signature was made within it."},
      {v1::SUB_INDICATION_REVOCATION_OUT_OF_BOUNDS_NO_POE,
       "Whoever vouched for the status of the registration certificate is "
       "outside their own validity period."},
      {v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
       "An algorithm is no longer reliable, and nothing proves that the "
       "signature is older."},
      {v1::SUB_INDICATION_NO_POE,
       "There is no proof of when something existed that matters here."},
      {v1::SUB_INDICATION_TRY_LATER,
       "What is missing now may be available later."},
      {v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND,
       "The signed data are not at hand."},
  };
  return kRows;
}

absl::Span<const TextRow> ConstraintRowsEn() {
  static constexpr TextRow kRows[] = {
      {v1::CONSTRAINT_STRUCTURE, "The signature can be read."},
      {v1::CONSTRAINT_ENCODING,
       "The signature is encoded as its standard demands."},
      {v1::CONSTRAINT_ATTRIBUTES_UNIQUE,
       "No attribute stands in the signature twice."},
      {v1::CONSTRAINT_SIGNING_CERTIFICATE_PRESENT,
       "The signer's registration certificate is there."},
      {v1::CONSTRAINT_SIGNING_CERTIFICATE_REFERENCE,
       "The signed reference names this registration certificate."},
      {v1::CONSTRAINT_ISSUER_SERIAL,
       "Issuer and serial number in the signed reference are right."},
      {v1::CONSTRAINT_SIGNATURE_POLICY,
       "The signature policy that is named is at hand."},
      {v1::CONSTRAINT_PROSPECTIVE_PATH,
       "A chain of registration certificates leads to a registered "
       "certification centre."},
      {v1::CONSTRAINT_PATH_LIMITS, "The search for a chain was complete."},
      {v1::CONSTRAINT_TRUST_SERVICE_STATUS,
       "The registration of the certification centre's service was in force."},
      {v1::CONSTRAINT_PATH_SIGNATURES,
       "Every registration certificate of the chain is signed by the one above "
       "it."},
      {v1::CONSTRAINT_PATH_VALIDITY,
       "The certification centres' registration certificates were within their "
       "validity periods."},
      {v1::CONSTRAINT_PATH_NAMES,
       "The names in the chain fit together and are permitted."},
      {v1::CONSTRAINT_PATH_POLICIES,
       "The certificate policies hold for the whole chain."},
      {v1::CONSTRAINT_PATH_EXTENSIONS,
       "The extensions of the chain are known and allow it."},
      {v1::CONSTRAINT_CERTIFICATE_PROFILE,
       "The registration certificate keeps the profile of RFC 5280 and of its "
       "country."},
      {v1::CONSTRAINT_REVOCATION_AVAILABLE,
       "It is known whether the registration certificate was revoked."},
      {v1::CONSTRAINT_REVOCATION_OWN_ANSWER,
       "The trusted third party obtained the data on revocation itself."},
      {v1::CONSTRAINT_REVOCATION_FRESH,
       "The data on revocation are fresh enough."},
      {v1::CONSTRAINT_NOT_REVOKED,
       "The signer's registration certificate is not revoked."},
      {v1::CONSTRAINT_CA_NOT_REVOKED,
       "No certification centre's registration certificate in the chain is "
       "revoked."},
      {v1::CONSTRAINT_KEY_USAGE,
       "The registration certificate allows the signing of documents."},
      {v1::CONSTRAINT_EXTENDED_KEY_USAGE,
       "The stated purposes of the registration certificate include this one."},
      {v1::CONSTRAINT_PATH_ALGORITHMS,
       "The algorithms of the chain and of the data on revocation are "
       "reliable."},
      {v1::CONSTRAINT_SIGNER_VALIDITY,
       "The signer's registration certificate was within its validity period."},
      {v1::CONSTRAINT_REVOCATION_ISSUER_VALIDITY,
       "Whoever vouched for the status was within the validity period."},
      {v1::CONSTRAINT_SIGNED_DATA_PRESENT, "The signed document is at hand."},
      {v1::CONSTRAINT_SIGNED_DATA_INTACT, "The signed document is unchanged."},
      {v1::CONSTRAINT_SIGNATURE_INTACT,
       "The signature value verifies under the signer's public key."},
      {v1::CONSTRAINT_SIGNATURE_ALGORITHM,
       "The algorithm of the signature is reliable."},
      {v1::CONSTRAINT_SIGNED_ATTRIBUTES_PRESENT,
       "The signature has signed attributes."},
      {v1::CONSTRAINT_CONTENT_TYPE,
       "The signed content type is that of the content."},
      {v1::CONSTRAINT_CLAIMED_TIME, "The stated time of signing is possible."},
      {v1::CONSTRAINT_ALGORITHM_IDENTIFIERS,
       "The algorithms are named consistently."},
      {v1::CONSTRAINT_TIMESTAMP_INTACT,
       "The time-stamp can be read and states a possible time."},
      {v1::CONSTRAINT_TIMESTAMP_TRUSTED,
       "The time-stamp is valid and by a registered service."},
      {v1::CONSTRAINT_TIMESTAMP_ORDER,
       "The time-stamps are in a possible order."},
      {v1::CONSTRAINT_EVIDENCE_ACQUIRED,
       "The data on revocation could be obtained."},
      {v1::CONSTRAINT_TIMESTAMP_IMPRINT,
       "The time-stamp was given for these data."},
      {v1::CONSTRAINT_CONTENT_TIMESTAMP_PROOF,
       "No time-stamp on the document proves anything against the signature."},
      {v1::CONSTRAINT_REVOKED_AFTER_BEST_TIME,
       "The signature was made before the registration certificate was "
       "revoked."},
      {v1::CONSTRAINT_CA_REVOKED_AFTER_BEST_TIME,
       "The signature was made before the certification centre's registration "
       "certificate was revoked."},
      {v1::CONSTRAINT_RELIABLE_AT_BEST_TIME,
       "The algorithms were reliable when the signature was made."},
      {v1::CONSTRAINT_VALID_AT_BEST_TIME,
       "The registration certificate was valid when the signature was made."},
      {v1::CONSTRAINT_SIGNING_TIME_DELAY,
       "The signature was time-stamped soon enough after signing."},
      {v1::CONSTRAINT_STATUS_AT_BEST_TIME,
       "The status of the registration certificate is known for when the "
       "signature was made."},
      {v1::CONSTRAINT_COUNTER_SIGNATURE_INTACT,
       "The counter-signature verifies."},
  };
  return kRows;
}

absl::Span<const TextRow> CheckOutcomeRowsEn() {
  static constexpr TextRow kRows[] = {
      {v1::CHECK_OUTCOME_PASSED, "met"},
      {v1::CHECK_OUTCOME_FAILED, "not met"},
      {v1::CHECK_OUTCOME_NOT_RUN,
       "not checked, because something needed for it is missing"},
      {v1::CHECK_OUTCOME_LIFTED,
       "not met now, but met when the signature was made"},
  };
  return kRows;
}

}  // namespace kepil
