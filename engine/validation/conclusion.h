#ifndef KEPIL_ENGINE_VALIDATION_CONCLUSION_H_
#define KEPIL_ENGINE_VALIDATION_CONCLUSION_H_

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/digest.h"
#include "engine/pki/certificate_path.h"
#include "kepil/v1/conclusion.pb.h"

namespace kepil {

// The model of ETSI EN 319 102-1, clause 5.1. The enumerations are those of
// the API (one truth): v1::Indication, v1::SubIndication, v1::BuildingBlock,
// v1::Constraint, v1::Level, v1::CheckOutcome, v1::FindingReason.

enum class BlockStatus { kPassed, kFailed, kIndeterminate };

// Finding is one outcome of one check; the machine-readable half of a report.
struct Finding {
  v1::BuildingBlock block = v1::BUILDING_BLOCK_UNSPECIFIED;
  v1::Constraint constraint = v1::CONSTRAINT_UNSPECIFIED;
  v1::Level level = v1::LEVEL_FAIL;
  v1::CheckOutcome outcome = v1::CHECK_OUTCOME_PASSED;
  Digest subject;  // Of the object examined; zero if none.
  v1::FindingReason reason = v1::FINDING_REASON_UNSPECIFIED;
  std::optional<absl::Time> time;
  // What the verdict is if this is the check that decides; of failures only.
  // For the process, in no report.
  v1::SubIndication if_failed = v1::SUB_INDICATION_NONE;
};

struct BlockResult {
  BlockStatus status = BlockStatus::kPassed;
  v1::SubIndication sub_indication = v1::SUB_INDICATION_NONE;
  std::vector<Finding> findings;
};

// The verdict on one time-stamp token (EN 319 102-1, 5.4).
struct TimestampConclusion {
  v1::TimestampKind kind = v1::TIMESTAMP_KIND_UNSPECIFIED;
  Digest token;                        // SHA-256 of the token as it stands.
  std::optional<absl::Time> gen_time;  // nullopt if it cannot be read.
  v1::Indication indication = v1::INDICATION_INDETERMINATE;
  v1::SubIndication sub_indication = v1::SUB_INDICATION_NONE;
  std::optional<CertificatePath> path;
  CertificateRef signing_certificate;  // Of the TSA; nullptr if none was found.
  std::vector<Finding> findings;

  // Whether it proves that what it stamps existed at gen_time.
  bool IsValid() const { return indication == v1::INDICATION_TOTAL_PASSED; }
};

struct Conclusion {
  v1::Indication indication = v1::INDICATION_INDETERMINATE;
  v1::SubIndication sub_indication = v1::SUB_INDICATION_NONE;
  absl::Time control_time, best_signature_time;
  v1::TimeProof best_time_proof = v1::TIME_PROOF_CONTROL_TIME;
  std::optional<CertificatePath> path;
  CertificateRef signing_certificate;  // nullptr if none was found.
  std::vector<Finding> findings;       // In the order the standard's steps ran.
  // As ParsedSignature::timestamps().
  std::vector<TimestampConclusion> timestamps;

  // Reasons of failed findings at level FAIL, in order, each once.
  std::vector<v1::FindingReason> Reasons() const;
};

// The one place where a conclusion becomes a word for people and for RFC 3029:
// kNoVerdict only for TRY_LATER, SIGNED_DATA_NOT_FOUND,
// SIGNATURE_POLICY_NOT_AVAILABLE and the reasons ALGORITHM_UNSUPPORTED and
// PARAMETER_SET_UNKNOWN.
enum class Outcome { kValid, kNotValid, kNoVerdict };
Outcome OutcomeOf(const Conclusion& conclusion);
// The same from what a receipt says.
Outcome OutcomeOf(const v1::Conclusion& conclusion);

// Names without their prefixes: "TOTAL_PASSED", "REVOKED_NO_POE", "" for NONE.
absl::string_view IndicationName(v1::Indication indication);
absl::string_view SubIndicationName(v1::SubIndication sub_indication);
absl::string_view FindingReasonName(v1::FindingReason reason);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_CONCLUSION_H_
