#include "services/receipt/explanation_rows.h"

namespace kepil {

// Why a check came out as it did, in English.

absl::Span<const TextRow> FindingReasonRowsEn() {
  static constexpr TextRow kRows[] = {
      {v1::FINDING_REASON_TRUST_SERVICE_SUSPENDED,
       "The registration of the certification centre's service was suspended "
       "at the time judged."},
      {v1::FINDING_REASON_TRUST_SERVICE_TERMINATED,
       "The registration of the certification centre's service had ended "
       "before the time judged."},
      {v1::FINDING_REASON_TRUST_SERVICE_NOT_YET_REGISTERED,
       "The certification centre's service was not yet registered at the time "
       "judged."},
      {v1::FINDING_REASON_TRUST_SERVICE_UNKNOWN,
       "No registered certification centre issued the registration "
       "certificate."},
      {v1::FINDING_REASON_ALGORITHM_UNSUPPORTED,
       "The algorithm is not supported, so nothing could be found out with "
       "it."},
      {v1::FINDING_REASON_ALGORITHM_EXPIRED,
       "The algorithm no longer counts as reliable at the time judged."},
      {v1::FINDING_REASON_ALGORITHM_IDENTIFIERS_CONFLICT,
       "The identifiers of signature, key and digest algorithm contradict each "
       "other."},
      {v1::FINDING_REASON_ALGORITHM_QUIRK,
       "The algorithm is named in an unusual but known way."},
      {v1::FINDING_REASON_KEY_UNUSABLE,
       "The public key is malformed and cannot be used."},
      {v1::FINDING_REASON_DUPLICATE_ATTRIBUTE,
       "An attribute of the signature stands in it more than once."},
      {v1::FINDING_REASON_MALFORMED_ATTRIBUTE,
       "An attribute of the signature cannot be read."},
      {v1::FINDING_REASON_MALFORMED_SIGNER,
       "The part of the signature about its signer cannot be read."},
      {v1::FINDING_REASON_BER_ENCODING,
       "The signature is not encoded in the strict way that its standard "
       "demands."},
      {v1::FINDING_REASON_SIGNED_ATTRIBUTES_NOT_DER,
       "The signed attributes are not encoded in the strict way."},
      {v1::FINDING_REASON_SIGNED_ATTRIBUTES_ABSENT,
       "The signature has no signed attributes."},
      {v1::FINDING_REASON_CERTIFICATE_ABSENT,
       "The signer's registration certificate is not at hand."},
      {v1::FINDING_REASON_CERTIFICATE_UNREADABLE,
       "A registration certificate in the signature cannot be read."},
      {v1::FINDING_REASON_REFERENCE_MISMATCH,
       "The signed reference names another registration certificate."},
      {v1::FINDING_REASON_REFERENCE_ABSENT,
       "The signature does not say, under its protection, which registration "
       "certificate belongs to it."},
      {v1::FINDING_REASON_SELF_SIGNED_NOT_REGISTERED,
       "The registration certificate was issued by its own holder, who is not "
       "registered."},
      {v1::FINDING_REASON_LIMIT_REACHED,
       "The input exceeds a limit of the check, so the check is not complete."},
      {v1::FINDING_REASON_NOT_PERMITTED_NAME,
       "The holder's name is outside the names that the certification centre "
       "may certify."},
      {v1::FINDING_REASON_EXCLUDED_NAME,
       "The holder's name is among those that the certification centre may not "
       "certify."},
      {v1::FINDING_REASON_NOT_CA,
       "A registration certificate on the way to the registered centre is not "
       "that of a certification centre."},
      {v1::FINDING_REASON_PATH_LENGTH,
       "The chain of registration certificates is longer than a certification "
       "centre allowed."},
      {v1::FINDING_REASON_NO_CERT_SIGN,
       "A key in the chain is not meant for signing registration "
       "certificates."},
      {v1::FINDING_REASON_UNKNOWN_CRITICAL_EXTENSION,
       "A critical extension is not known, so what it demands cannot be kept."},
      {v1::FINDING_REASON_MALFORMED_EXTENSION,
       "An extension of a registration certificate cannot be read."},
      {v1::FINDING_REASON_NO_REVOCATION_ANSWER,
       "There is no usable answer on whether the registration certificate was "
       "revoked."},
      {v1::FINDING_REASON_REVOCATION_STALE,
       "The data on revocation are too old."},
      {v1::FINDING_REASON_REVOCATION_NOT_YET_VALID,
       "The data on revocation bear a date in the future."},
      {v1::FINDING_REASON_REVOCATION_SIGNATURE_INVALID,
       "The signature on the data on revocation does not verify."},
      {v1::FINDING_REASON_REVOCATION_ISSUER_NOT_AUTHORISED,
       "Whoever signed the data on revocation may not speak of this "
       "registration certificate."},
      {v1::FINDING_REASON_REVOCATION_STATUS_UNKNOWN,
       "The certification centre does not know the registration certificate."},
      {v1::FINDING_REASON_CERTIFICATE_ON_HOLD,
       "The registration certificate is suspended."},
      {v1::FINDING_REASON_CERTIFICATE_REVOKED,
       "The registration certificate was revoked."},
      {v1::FINDING_REASON_NOT_YET_VALID,
       "The registration certificate was not yet valid at the time judged."},
      {v1::FINDING_REASON_EXPIRED,
       "The registration certificate had expired at the time judged."},
      {v1::FINDING_REASON_NO_SIGNING_USAGE,
       "The registration certificate is not meant for signing documents."},
      {v1::FINDING_REASON_CONTENT_ABSENT, "The signed document was not given."},
      {v1::FINDING_REASON_DIGEST_MISMATCH,
       "The document was changed after it was signed, or it is another "
       "document."},
      {v1::FINDING_REASON_DIGEST_ALGORITHM_MISSING,
       "The digest that was given is not of the algorithm that the signature "
       "uses."},
      {v1::FINDING_REASON_VALUE_MISMATCH,
       "The signature does not verify under the signer's public key."},
      {v1::FINDING_REASON_FETCH_FAILED,
       "The source of data on revocation could not be reached."},
      {v1::FINDING_REASON_FETCH_TIMED_OUT,
       "The source of data on revocation did not answer in time."},
      {v1::FINDING_REASON_FETCH_REFUSED,
       "The address or the size of the data on revocation is not allowed."},
      {v1::FINDING_REASON_RESPONSE_UNUSABLE,
       "The data on revocation cannot be read or are about something else."},
      {v1::FINDING_REASON_SOURCE_NOT_REGISTERED,
       "No address is registered for data on revocation of this certification "
       "centre."},
      {v1::FINDING_REASON_FETCH_BUSY,
       "Too many requests for data on revocation were under way."},
      {v1::FINDING_REASON_CONTENT_TYPE_MISMATCH,
       "The signed content type is not that of the content."},
      {v1::FINDING_REASON_FUTURE_CLAIMED_TIME,
       "The stated time lies in the future."},
      {v1::FINDING_REASON_POLICY_UNKNOWN,
       "The signature names a signature policy that is not at hand."},
      {v1::FINDING_REASON_LEGAL_RULES_NOT_LOADED,
       "No approved legal rules were loaded."},
      {v1::FINDING_REASON_ACQUIRED_FROM_CACHE,
       "The data were not fetched anew but taken from what was fetched "
       "before."},
      {v1::FINDING_REASON_NO_EXPLICIT_POLICY,
       "No certificate policy that is required holds for the whole chain."},
      {v1::FINDING_REASON_NAME_CHAINING,
       "The names of holder and issuer in the chain do not fit together."},
      {v1::FINDING_REASON_NOT_VERSION_3,
       "A certification centre's registration certificate is not of X.509 "
       "version 3."},
      {v1::FINDING_REASON_PROFILE_DEVIATION,
       "The registration certificate deviates from the profile of RFC 5280."},
      {v1::FINDING_REASON_TIMESTAMP_NOT_VALIDATED,
       "The time-stamp was not checked."},
      {v1::FINDING_REASON_TIMESTAMP_UNREADABLE,
       "The time-stamp cannot be read."},
      {v1::FINDING_REASON_TIMESTAMP_IMPRINT_MISMATCH,
       "The time-stamp was given for something else."},
      {v1::FINDING_REASON_TIMESTAMP_NOT_TRUSTED,
       "The time-stamp is not by a registered time-stamping service, or is not "
       "valid."},
      {v1::FINDING_REASON_NO_TIMESTAMPING_USAGE,
       "The registration certificate of the time-stamping service is not meant "
       "for that alone."},
      {v1::FINDING_REASON_TIMESTAMPS_OUT_OF_ORDER,
       "The times of the time-stamps contradict each other."},
      {v1::FINDING_REASON_SIGNING_TIME_DELAY,
       "The signature was time-stamped too long after the stated time of "
       "signing."},
      {v1::FINDING_REASON_PROVED_BY_CONTENT_TIMESTAMP,
       "A time-stamp on the document proves that the signature was made after "
       "the event."},
      {v1::FINDING_REASON_NOT_BEFORE_BEST_TIME,
       "Nothing proves that the signature existed before the event."},
      {v1::FINDING_REASON_SUBJECT_IDENTIFIER_INVALID,
       "A national identifier in the registration certificate has a wrong "
       "check digit."},
      {v1::FINDING_REASON_AUTHENTICATION_CERTIFICATE,
       "The registration certificate is for authentication; it signs no "
       "documents."},
      {v1::FINDING_REASON_KEY_NOT_ON_CURVE,
       "The public key is no point of its curve's group."},
      {v1::FINDING_REASON_KEY_AT_INFINITY,
       "The public key is the point at infinity."},
      {v1::FINDING_REASON_KEY_LENGTH,
       "The public key does not have the length of its parameter set."},
      {v1::FINDING_REASON_PARAMETER_SET_UNKNOWN,
       "The curve or parameter set of the public key is not known."},
      {v1::FINDING_REASON_KEY_DIGEST_CONFLICT,
       "The digest algorithm in the public key's parameters belongs to another "
       "kind of key."},
      {v1::FINDING_REASON_SIGNATURE_NUMBER_ZERO,
       "A number of the signature value is zero, which no signature has."},
      {v1::FINDING_REASON_SIGNATURE_NUMBER_TOO_LARGE,
       "A number of the signature value is too large for the signer's key."},
      {v1::FINDING_REASON_SIGNATURE_LENGTH,
       "The signature value does not have the length that the signer's key "
       "demands."},
      {v1::FINDING_REASON_SIGNATURE_ENCODING,
       "The signature value is not written as two numbers."},
  };
  return kRows;
}

}  // namespace kepil
