#include "engine/legal/finding_meaning.h"

namespace kepil {
namespace {

FindingMeaning NotMet(int condition, v1::LegalReason reason) {
  return {condition, v1::CONDITION_STATE_NOT_MET, reason};
}

FindingMeaning Open(int condition, v1::LegalReason reason) {
  return {condition, v1::CONDITION_STATE_UNDETERMINED, reason};
}

FindingMeaning AuthenticityOpen() {
  return Open(1, v1::LEGAL_REASON_AUTHENTICITY_UNDETERMINED);
}

// Of a path: what breaks it, and what only cannot be told.
FindingMeaning PathMeaning(v1::FindingReason reason) {
  if (reason == v1::FINDING_REASON_ALGORITHM_UNSUPPORTED ||
      reason == v1::FINDING_REASON_PARAMETER_SET_UNKNOWN ||
      reason == v1::FINDING_REASON_KEY_UNUSABLE ||
      reason == v1::FINDING_REASON_LIMIT_REACHED) {
    return AuthenticityOpen();
  }
  if (reason == v1::FINDING_REASON_NOT_PERMITTED_NAME ||
      reason == v1::FINDING_REASON_EXCLUDED_NAME ||
      reason == v1::FINDING_REASON_UNKNOWN_CRITICAL_EXTENSION ||
      reason == v1::FINDING_REASON_NO_EXPLICIT_POLICY) {
    return NotMet(3, v1::LEGAL_REASON_CERTIFICATE_CONSTRAINTS);  // EQV-03
  }
  return NotMet(1, v1::LEGAL_REASON_NO_RECOGNISED_PATH);
}

// Of a digest or a signature value.
FindingMeaning IntegrityMeaning(v1::FindingReason reason) {
  const bool refuted =
      reason == v1::FINDING_REASON_DIGEST_MISMATCH ||
      reason == v1::FINDING_REASON_VALUE_MISMATCH ||
      reason == v1::FINDING_REASON_SIGNATURE_NUMBER_ZERO ||
      reason == v1::FINDING_REASON_SIGNATURE_NUMBER_TOO_LARGE ||
      reason == v1::FINDING_REASON_SIGNATURE_LENGTH ||
      reason == v1::FINDING_REASON_SIGNATURE_ENCODING ||
      reason == v1::FINDING_REASON_ALGORITHM_IDENTIFIERS_CONFLICT;
  return refuted ? NotMet(1, v1::LEGAL_REASON_SIGNATURE_REFUTED)
                 : AuthenticityOpen();
}

FindingMeaning AvailabilityMeaning(v1::FindingReason reason) {
  return reason == v1::FINDING_REASON_REVOCATION_STATUS_UNKNOWN
             ? NotMet(1, v1::LEGAL_REASON_CERTIFICATE_NOT_KNOWN_TO_CA)
             : Open(2, v1::LEGAL_REASON_NO_STATUS_DATA);
}

std::optional<FindingMeaning> MeaningOf(v1::Constraint constraint,
                                        v1::FindingReason reason) {
  switch (constraint) {
    case v1::CONSTRAINT_STRUCTURE:
    case v1::CONSTRAINT_ENCODING:
    case v1::CONSTRAINT_ATTRIBUTES_UNIQUE:
      return NotMet(1, v1::LEGAL_REASON_SIGNATURE_REFUTED);
    case v1::CONSTRAINT_SIGNING_CERTIFICATE_PRESENT:
      return NotMet(1, v1::LEGAL_REASON_NO_CERTIFICATE);
    case v1::CONSTRAINT_PROSPECTIVE_PATH:
      return NotMet(1, v1::LEGAL_REASON_NO_RECOGNISED_PATH);
    case v1::CONSTRAINT_PATH_SIGNATURES:
    case v1::CONSTRAINT_PATH_NAMES:
    case v1::CONSTRAINT_PATH_POLICIES:
    case v1::CONSTRAINT_PATH_EXTENSIONS:
      return PathMeaning(reason);
    case v1::CONSTRAINT_CERTIFICATE_PROFILE:
      return Open(3, v1::LEGAL_REASON_CERTIFICATE_CONSTRAINTS);
    case v1::CONSTRAINT_REVOCATION_AVAILABLE:
      return AvailabilityMeaning(reason);
    case v1::CONSTRAINT_REVOCATION_OWN_ANSWER:
    case v1::CONSTRAINT_REVOCATION_FRESH:
    case v1::CONSTRAINT_REVOCATION_ISSUER_VALIDITY:
    case v1::CONSTRAINT_STATUS_AT_BEST_TIME:
      return Open(2, v1::LEGAL_REASON_NO_STATUS_DATA);
    case v1::CONSTRAINT_NOT_REVOKED:
    case v1::CONSTRAINT_REVOKED_AFTER_BEST_TIME:
      return reason == v1::FINDING_REASON_CERTIFICATE_ON_HOLD
                 ? Open(2, v1::LEGAL_REASON_ON_HOLD)
                 : NotMet(2, v1::LEGAL_REASON_REVOKED);
    case v1::CONSTRAINT_CA_NOT_REVOKED:
    case v1::CONSTRAINT_CA_REVOKED_AFTER_BEST_TIME:  // DOM-16
      return reason == v1::FINDING_REASON_CERTIFICATE_ON_HOLD
                 ? AuthenticityOpen()
                 : NotMet(1, v1::LEGAL_REASON_REVOKED);
    case v1::CONSTRAINT_KEY_USAGE:
      return NotMet(3, v1::LEGAL_REASON_KEY_USAGE);
    case v1::CONSTRAINT_EXTENDED_KEY_USAGE:
      return NotMet(3, v1::LEGAL_REASON_EXTENDED_KEY_USAGE);
    case v1::CONSTRAINT_SIGNER_VALIDITY:
    case v1::CONSTRAINT_VALID_AT_BEST_TIME:
      return NotMet(3, v1::LEGAL_REASON_OUTSIDE_VALIDITY);
    case v1::CONSTRAINT_SIGNED_DATA_INTACT:
    case v1::CONSTRAINT_SIGNATURE_INTACT:
      return IntegrityMeaning(reason);
    case v1::CONSTRAINT_SIGNING_CERTIFICATE_REFERENCE:
    case v1::CONSTRAINT_ISSUER_SERIAL:
    case v1::CONSTRAINT_SIGNATURE_POLICY:
    case v1::CONSTRAINT_PATH_LIMITS:
    case v1::CONSTRAINT_TRUST_SERVICE_STATUS:
    case v1::CONSTRAINT_PATH_VALIDITY:
    case v1::CONSTRAINT_PATH_ALGORITHMS:
    case v1::CONSTRAINT_SIGNED_DATA_PRESENT:
    case v1::CONSTRAINT_SIGNATURE_ALGORITHM:
    case v1::CONSTRAINT_SIGNED_ATTRIBUTES_PRESENT:
    case v1::CONSTRAINT_CONTENT_TYPE:
    case v1::CONSTRAINT_CLAIMED_TIME:
    case v1::CONSTRAINT_ALGORITHM_IDENTIFIERS:
    case v1::CONSTRAINT_TIMESTAMP_INTACT:
    case v1::CONSTRAINT_TIMESTAMP_TRUSTED:
    case v1::CONSTRAINT_TIMESTAMP_ORDER:
    case v1::CONSTRAINT_TIMESTAMP_IMPRINT:
    case v1::CONSTRAINT_CONTENT_TIMESTAMP_PROOF:
    case v1::CONSTRAINT_RELIABLE_AT_BEST_TIME:
    case v1::CONSTRAINT_SIGNING_TIME_DELAY:
      return AuthenticityOpen();
    case v1::CONSTRAINT_EVIDENCE_ACQUIRED:
    case v1::CONSTRAINT_COUNTER_SIGNATURE_INTACT:
    case v1::CONSTRAINT_UNSPECIFIED:
    case v1::Constraint_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Constraint_INT_MAX_SENTINEL_DO_NOT_USE_:
      return std::nullopt;
  }
  return AuthenticityOpen();
}

}  // namespace

std::optional<FindingMeaning> MeaningInLaw(const Finding& finding) {
  if (finding.level != v1::LEVEL_FAIL ||
      finding.outcome != v1::CHECK_OUTCOME_FAILED) {
    return std::nullopt;
  }
  return MeaningOf(finding.constraint, finding.reason);
}

}  // namespace kepil
