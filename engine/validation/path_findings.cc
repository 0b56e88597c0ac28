#include "engine/validation/path_findings.h"

#include "engine/validation/algorithm_constraints.h"

namespace kepil {
namespace {

PathProblemMeaning GeneralFailure(v1::Constraint constraint,
                                  v1::FindingReason reason) {
  return {constraint, v1::SUB_INDICATION_CERTIFICATE_CHAIN_GENERAL_FAILURE,
          reason};
}

}  // namespace

PathProblemMeaning MeaningOf(PathProblem problem) {
  switch (problem) {
    case PathProblem::kSignatureInvalid:
      return GeneralFailure(v1::CONSTRAINT_PATH_SIGNATURES,
                            v1::FINDING_REASON_VALUE_MISMATCH);
    case PathProblem::kSignatureUnsupported:
      return {v1::CONSTRAINT_PATH_SIGNATURES,
              v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE,
              v1::FINDING_REASON_ALGORITHM_UNSUPPORTED};
    case PathProblem::kAlgorithmMismatch:
      return GeneralFailure(v1::CONSTRAINT_PATH_SIGNATURES,
                            v1::FINDING_REASON_ALGORITHM_IDENTIFIERS_CONFLICT);
    case PathProblem::kOutsideValidity:
      return GeneralFailure(v1::CONSTRAINT_PATH_VALIDITY,
                            v1::FINDING_REASON_UNSPECIFIED);
    case PathProblem::kNameChaining:
      return GeneralFailure(v1::CONSTRAINT_PATH_NAMES,
                            v1::FINDING_REASON_NAME_CHAINING);
    case PathProblem::kNotPermittedName:
      return GeneralFailure(v1::CONSTRAINT_PATH_NAMES,
                            v1::FINDING_REASON_NOT_PERMITTED_NAME);
    case PathProblem::kExcludedName:
      return GeneralFailure(v1::CONSTRAINT_PATH_NAMES,
                            v1::FINDING_REASON_EXCLUDED_NAME);
    case PathProblem::kNameConstraintLimit:
      return GeneralFailure(v1::CONSTRAINT_PATH_NAMES,
                            v1::FINDING_REASON_LIMIT_REACHED);
    case PathProblem::kExplicitPolicyMissing:
    case PathProblem::kAnyPolicyMapped:
      return GeneralFailure(v1::CONSTRAINT_PATH_POLICIES,
                            v1::FINDING_REASON_NO_EXPLICIT_POLICY);
    case PathProblem::kNotVersion3:
      return GeneralFailure(v1::CONSTRAINT_PATH_EXTENSIONS,
                            v1::FINDING_REASON_NOT_VERSION_3);
    case PathProblem::kNotCa:
      return GeneralFailure(v1::CONSTRAINT_PATH_EXTENSIONS,
                            v1::FINDING_REASON_NOT_CA);
    case PathProblem::kPathLengthExceeded:
      return GeneralFailure(v1::CONSTRAINT_PATH_EXTENSIONS,
                            v1::FINDING_REASON_PATH_LENGTH);
    case PathProblem::kNoCertSign:
      return GeneralFailure(v1::CONSTRAINT_PATH_EXTENSIONS,
                            v1::FINDING_REASON_NO_CERT_SIGN);
    case PathProblem::kUnknownCriticalExtension:
      return GeneralFailure(v1::CONSTRAINT_PATH_EXTENSIONS,
                            v1::FINDING_REASON_UNKNOWN_CRITICAL_EXTENSION);
    case PathProblem::kMalformedExtension:
      return GeneralFailure(v1::CONSTRAINT_PATH_EXTENSIONS,
                            v1::FINDING_REASON_MALFORMED_EXTENSION);
    case PathProblem::kProfileDeviation:
      return GeneralFailure(v1::CONSTRAINT_CERTIFICATE_PROFILE,
                            v1::FINDING_REASON_PROFILE_DEVIATION);
  }
  return GeneralFailure(v1::CONSTRAINT_PATH_SIGNATURES,
                        v1::FINDING_REASON_UNSPECIFIED);
}

PathProblemMeaning MeaningOf(const PathFinding& finding) {
  PathProblemMeaning meaning = MeaningOf(finding.problem);
  meaning.reason = ReasonOfDefect(finding.defect, meaning.reason);
  return meaning;
}

}  // namespace kepil
