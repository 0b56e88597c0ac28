#include "engine/legal/finding_meaning.h"

#include <vector>

#include "gtest/gtest.h"

namespace kepil {
namespace {

Finding Failed(v1::Constraint constraint, v1::FindingReason reason) {
  Finding finding;
  finding.constraint = constraint;
  finding.outcome = v1::CHECK_OUTCOME_FAILED;
  finding.reason = reason;
  return finding;
}

// Law: DEF-03, DEF-15, EQV-01, EQV-02, EQV-03, CRT-06, CRT-21, DOM-16.
TEST(FindingMeaningTest, SaysWhatAFailureDoesToWhichCondition) {
  constexpr v1::ConditionState kNotMet = v1::CONDITION_STATE_NOT_MET;
  constexpr v1::ConditionState kOpen = v1::CONDITION_STATE_UNDETERMINED;
  struct Row {
    v1::Constraint constraint;
    v1::FindingReason reason;
    int condition;
    v1::ConditionState state;
    v1::LegalReason law;
  };
  const Row rows[] = {
      // DEF-03, EQV-01.
      {v1::CONSTRAINT_SIGNED_DATA_INTACT, v1::FINDING_REASON_DIGEST_MISMATCH, 1,
       kNotMet, v1::LEGAL_REASON_SIGNATURE_REFUTED},
      {v1::CONSTRAINT_SIGNATURE_INTACT, v1::FINDING_REASON_VALUE_MISMATCH, 1,
       kNotMet, v1::LEGAL_REASON_SIGNATURE_REFUTED},
      // DEF-15: what is not supported is not refuted.
      {v1::CONSTRAINT_SIGNATURE_INTACT,
       v1::FINDING_REASON_ALGORITHM_UNSUPPORTED, 1, kOpen,
       v1::LEGAL_REASON_AUTHENTICITY_UNDETERMINED},
      {v1::CONSTRAINT_SIGNATURE_INTACT, v1::FINDING_REASON_KEY_UNUSABLE, 1,
       kOpen, v1::LEGAL_REASON_AUTHENTICITY_UNDETERMINED},
      {v1::CONSTRAINT_PATH_SIGNATURES, v1::FINDING_REASON_ALGORITHM_UNSUPPORTED,
       1, kOpen, v1::LEGAL_REASON_AUTHENTICITY_UNDETERMINED},
      {v1::CONSTRAINT_PATH_SIGNATURES, v1::FINDING_REASON_VALUE_MISMATCH, 1,
       kNotMet, v1::LEGAL_REASON_NO_RECOGNISED_PATH},
      // A value that is none is refuted, a key that is none is not.
      {v1::CONSTRAINT_SIGNATURE_INTACT,
       v1::FINDING_REASON_SIGNATURE_NUMBER_ZERO, 1, kNotMet,
       v1::LEGAL_REASON_SIGNATURE_REFUTED},
      {v1::CONSTRAINT_SIGNATURE_INTACT,
       v1::FINDING_REASON_SIGNATURE_NUMBER_TOO_LARGE, 1, kNotMet,
       v1::LEGAL_REASON_SIGNATURE_REFUTED},
      {v1::CONSTRAINT_SIGNATURE_INTACT, v1::FINDING_REASON_SIGNATURE_LENGTH, 1,
       kNotMet, v1::LEGAL_REASON_SIGNATURE_REFUTED},
      {v1::CONSTRAINT_SIGNATURE_INTACT, v1::FINDING_REASON_SIGNATURE_ENCODING,
       1, kNotMet, v1::LEGAL_REASON_SIGNATURE_REFUTED},
      {v1::CONSTRAINT_SIGNATURE_INTACT, v1::FINDING_REASON_KEY_NOT_ON_CURVE, 1,
       kOpen, v1::LEGAL_REASON_AUTHENTICITY_UNDETERMINED},
      {v1::CONSTRAINT_PATH_SIGNATURES, v1::FINDING_REASON_PARAMETER_SET_UNKNOWN,
       1, kOpen, v1::LEGAL_REASON_AUTHENTICITY_UNDETERMINED},
      {v1::CONSTRAINT_PATH_SIGNATURES, v1::FINDING_REASON_KEY_AT_INFINITY, 1,
       kNotMet, v1::LEGAL_REASON_NO_RECOGNISED_PATH},
      {v1::CONSTRAINT_PROSPECTIVE_PATH,
       v1::FINDING_REASON_TRUST_SERVICE_UNKNOWN, 1, kNotMet,
       v1::LEGAL_REASON_NO_RECOGNISED_PATH},
      {v1::CONSTRAINT_TRUST_SERVICE_STATUS,
       v1::FINDING_REASON_TRUST_SERVICE_SUSPENDED, 1, kOpen,
       v1::LEGAL_REASON_AUTHENTICITY_UNDETERMINED},
      {v1::CONSTRAINT_PATH_EXTENSIONS, v1::FINDING_REASON_NOT_CA, 1, kNotMet,
       v1::LEGAL_REASON_NO_RECOGNISED_PATH},
      // CRT-06, EQV-03.
      {v1::CONSTRAINT_PATH_EXTENSIONS,
       v1::FINDING_REASON_UNKNOWN_CRITICAL_EXTENSION, 3, kNotMet,
       v1::LEGAL_REASON_CERTIFICATE_CONSTRAINTS},
      {v1::CONSTRAINT_PATH_NAMES, v1::FINDING_REASON_NOT_PERMITTED_NAME, 3,
       kNotMet, v1::LEGAL_REASON_CERTIFICATE_CONSTRAINTS},
      {v1::CONSTRAINT_KEY_USAGE, v1::FINDING_REASON_NO_SIGNING_USAGE, 3,
       kNotMet, v1::LEGAL_REASON_KEY_USAGE},
      {v1::CONSTRAINT_EXTENDED_KEY_USAGE, v1::FINDING_REASON_NO_SIGNING_USAGE,
       3, kNotMet, v1::LEGAL_REASON_EXTENDED_KEY_USAGE},
      {v1::CONSTRAINT_SIGNER_VALIDITY, v1::FINDING_REASON_EXPIRED, 3, kNotMet,
       v1::LEGAL_REASON_OUTSIDE_VALIDITY},
      // EQV-02.
      {v1::CONSTRAINT_NOT_REVOKED, v1::FINDING_REASON_CERTIFICATE_REVOKED, 2,
       kNotMet, v1::LEGAL_REASON_REVOKED},
      {v1::CONSTRAINT_NOT_REVOKED, v1::FINDING_REASON_CERTIFICATE_ON_HOLD, 2,
       kOpen, v1::LEGAL_REASON_ON_HOLD},
      {v1::CONSTRAINT_REVOCATION_AVAILABLE,
       v1::FINDING_REASON_NO_REVOCATION_ANSWER, 2, kOpen,
       v1::LEGAL_REASON_NO_STATUS_DATA},
      {v1::CONSTRAINT_REVOCATION_FRESH, v1::FINDING_REASON_REVOCATION_STALE, 2,
       kOpen, v1::LEGAL_REASON_NO_STATUS_DATA},
      // CRT-21, DOM-16.
      {v1::CONSTRAINT_REVOCATION_AVAILABLE,
       v1::FINDING_REASON_REVOCATION_STATUS_UNKNOWN, 1, kNotMet,
       v1::LEGAL_REASON_CERTIFICATE_NOT_KNOWN_TO_CA},
      {v1::CONSTRAINT_CA_NOT_REVOKED, v1::FINDING_REASON_CERTIFICATE_REVOKED, 1,
       kNotMet, v1::LEGAL_REASON_REVOKED},
  };
  for (const Row& row : rows) {
    const auto meaning = MeaningInLaw(Failed(row.constraint, row.reason));
    ASSERT_TRUE(meaning.has_value()) << v1::Constraint_Name(row.constraint);
    EXPECT_EQ(meaning->condition, row.condition)
        << v1::Constraint_Name(row.constraint);
    EXPECT_EQ(meaning->state, row.state) << v1::Constraint_Name(row.constraint);
    EXPECT_EQ(meaning->reason, row.law) << v1::Constraint_Name(row.constraint);
  }
}

TEST(FindingMeaningTest, OnlyWhatFailsTheVerdictCounts) {
  Finding finding =
      Failed(v1::CONSTRAINT_KEY_USAGE, v1::FINDING_REASON_NO_SIGNING_USAGE);
  for (const v1::CheckOutcome outcome :
       {v1::CHECK_OUTCOME_PASSED, v1::CHECK_OUTCOME_NOT_RUN,
        v1::CHECK_OUTCOME_LIFTED}) {
    finding.outcome = outcome;
    EXPECT_FALSE(MeaningInLaw(finding).has_value());
  }
  finding.outcome = v1::CHECK_OUTCOME_FAILED;
  finding.level = v1::LEVEL_WARN;
  EXPECT_FALSE(MeaningInLaw(finding).has_value());
}

// What has one meaning whatever the reason.
TEST(FindingMeaningTest, SaysWhichConditionEachConstraintTouches) {
  struct Row {
    v1::LegalReason law;
    int condition;
    v1::ConditionState state;
    std::vector<v1::Constraint> constraints;
  };
  const Row rows[] = {
      {v1::LEGAL_REASON_SIGNATURE_REFUTED,
       1,
       v1::CONDITION_STATE_NOT_MET,
       {v1::CONSTRAINT_STRUCTURE, v1::CONSTRAINT_ENCODING,
        v1::CONSTRAINT_ATTRIBUTES_UNIQUE}},
      {v1::LEGAL_REASON_NO_CERTIFICATE,
       1,
       v1::CONDITION_STATE_NOT_MET,
       {v1::CONSTRAINT_SIGNING_CERTIFICATE_PRESENT}},
      {v1::LEGAL_REASON_CERTIFICATE_CONSTRAINTS,
       3,
       v1::CONDITION_STATE_UNDETERMINED,
       {v1::CONSTRAINT_CERTIFICATE_PROFILE}},
      {v1::LEGAL_REASON_NO_STATUS_DATA,
       2,
       v1::CONDITION_STATE_UNDETERMINED,
       {v1::CONSTRAINT_REVOCATION_OWN_ANSWER, v1::CONSTRAINT_REVOCATION_FRESH,
        v1::CONSTRAINT_REVOCATION_ISSUER_VALIDITY,
        v1::CONSTRAINT_STATUS_AT_BEST_TIME}},
      {v1::LEGAL_REASON_REVOKED,
       2,
       v1::CONDITION_STATE_NOT_MET,
       {v1::CONSTRAINT_NOT_REVOKED, v1::CONSTRAINT_REVOKED_AFTER_BEST_TIME}},
      {v1::LEGAL_REASON_REVOKED,
       1,
       v1::CONDITION_STATE_NOT_MET,
       {v1::CONSTRAINT_CA_NOT_REVOKED,
        v1::CONSTRAINT_CA_REVOKED_AFTER_BEST_TIME}},
      {v1::LEGAL_REASON_OUTSIDE_VALIDITY,
       3,
       v1::CONDITION_STATE_NOT_MET,
       {v1::CONSTRAINT_SIGNER_VALIDITY, v1::CONSTRAINT_VALID_AT_BEST_TIME}},
  };
  for (const Row& row : rows) {
    for (const v1::Constraint constraint : row.constraints) {
      const auto meaning =
          MeaningInLaw(Failed(constraint, v1::FINDING_REASON_UNSPECIFIED));
      ASSERT_TRUE(meaning.has_value()) << v1::Constraint_Name(constraint);
      EXPECT_EQ(meaning->condition, row.condition)
          << v1::Constraint_Name(constraint);
      EXPECT_EQ(meaning->state, row.state) << v1::Constraint_Name(constraint);
      EXPECT_EQ(meaning->reason, row.law) << v1::Constraint_Name(constraint);
    }
  }
}

// No failure of the verdict is without a meaning, but two that decide nothing.
TEST(FindingMeaningTest, EveryConstraintMeansSomething) {
  for (int i = 1; i < v1::Constraint_ARRAYSIZE; ++i) {
    if (!v1::Constraint_IsValid(i)) {
      continue;
    }
    const auto constraint = static_cast<v1::Constraint>(i);
    const bool decides_nothing =
        constraint == v1::CONSTRAINT_EVIDENCE_ACQUIRED ||
        constraint == v1::CONSTRAINT_COUNTER_SIGNATURE_INTACT;
    EXPECT_EQ(MeaningInLaw(Failed(constraint, v1::FINDING_REASON_UNSPECIFIED))
                  .has_value(),
              !decides_nothing)
        << v1::Constraint_Name(constraint);
  }
}

}  // namespace
}  // namespace kepil
