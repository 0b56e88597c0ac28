#include "engine/validation/signature_validation.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/validation/basic_validation.h"
#include "engine/validation/block_run.h"
#include "engine/validation/counter_signature_validation.h"
#include "engine/validation/long_term_validation.h"
#include "engine/validation/signing_certificate.h"
#include "engine/validation/timestamp_validation.h"
#include "engine/validation/x509_validation.h"

namespace kepil {
namespace {

void Append(const BlockResult& block, Conclusion& conclusion) {
  conclusion.findings.insert(conclusion.findings.end(), block.findings.begin(),
                             block.findings.end());
}

std::vector<TimestampConclusion> JudgeTimestamps(const ValidationInput& input) {
  std::vector<TimestampConclusion> conclusions;
  for (const EmbeddedTimestamp& timestamp : input.signature.timestamps()) {
    conclusions.push_back(RunTimestampValidation({timestamp, input}));
  }
  return conclusions;
}

std::optional<ContentProof> LatestContentProof(
    const std::vector<TimestampConclusion>& timestamps) {
  std::optional<ContentProof> latest;
  for (const TimestampConclusion& timestamp : timestamps) {
    if (timestamp.kind == v1::TIMESTAMP_KIND_CONTENT && timestamp.IsValid() &&
        (!latest.has_value() || *timestamp.gen_time > latest->time)) {
      latest = ContentProof{*timestamp.gen_time, timestamp.token};
    }
  }
  return latest;
}

// One line for each time-stamp. That one is not valid changes no verdict; why
// stands in its own conclusion. Archive time-stamps are reported, not judged.
void AddTimestamps(const ValidationInput& input, Conclusion& conclusion) {
  BlockRun run(input.policy, input.context,
               v1::BUILDING_BLOCK_TIMESTAMP_VALIDATION);
  for (const TimestampConclusion& timestamp : conclusion.timestamps) {
    CheckDetail detail;
    detail.subject = timestamp.token;
    detail.time = timestamp.gen_time;
    if (timestamp.IsValid()) {
      run.Apply(v1::CONSTRAINT_TIMESTAMP_TRUSTED,
                {v1::CHECK_OUTCOME_PASSED, v1::SUB_INDICATION_NONE, detail});
    } else {
      detail.reason = v1::FINDING_REASON_TIMESTAMP_NOT_TRUSTED;
      run.Report(v1::CONSTRAINT_TIMESTAMP_TRUSTED, detail);
    }
  }
  if (input.signature.attributes().archive_timestamps > 0) {
    run.NotRun(v1::CONSTRAINT_TIMESTAMP_TRUSTED,
               {input.signature.value_digest(),
                v1::FINDING_REASON_TIMESTAMP_NOT_VALIDATED,
                {}});
  }
  Append(run.result(), conclusion);
}

// What could not be gathered, in one order. It explains a TRY_LATER and decides
// nothing: level WARN at most.
void AddAcquisitionFailures(const ValidationInput& input,
                            Conclusion& conclusion) {
  std::vector<Finding> failures = input.evidence.acquisition_failures;
  const v1::Level level =
      input.policy.LevelOf(v1::CONSTRAINT_EVIDENCE_ACQUIRED, input.context);
  for (Finding& failure : failures) {
    failure.block = v1::BUILDING_BLOCK_EVIDENCE_ACQUISITION;
    failure.constraint = v1::CONSTRAINT_EVIDENCE_ACQUIRED;
    failure.level = level == v1::LEVEL_FAIL ? v1::LEVEL_WARN : level;
  }
  std::sort(failures.begin(), failures.end(),
            [](const Finding& a, const Finding& b) {
              return std::tie(a.subject, a.reason, a.outcome, a.time) <
                     std::tie(b.subject, b.reason, b.outcome, b.time);
            });
  conclusion.findings.insert(conclusion.findings.end(), failures.begin(),
                             failures.end());
}

// X.509 validation of the certificate that stands for itself.
Conclusion ValidateCertificate(const ValidationInput& input) {
  const std::vector<CertificateRef> named =
      SigningCertificateCandidates(input.signature, {});
  Conclusion conclusion;
  conclusion.control_time = input.control_time;
  conclusion.best_signature_time = input.control_time;
  const auto itself = std::find_if(
      named.begin(), named.end(), [&input](const CertificateRef& one) {
        return one->fingerprint() == input.signature.value_digest();
      });
  if (itself != named.end()) {
    conclusion.signing_certificate = *itself;
  }
  X509ValidationResult x509 = RunX509Validation(
      {conclusion.signing_certificate, input.signature.embedded_certificates(),
       input.evidence, input.trust, input.policy, input.context,
       input.control_time});
  conclusion.indication = IndicationOf(x509.block.status);
  conclusion.sub_indication = x509.block.sub_indication;
  conclusion.path = std::move(x509.path);
  Append(x509.block, conclusion);
  AddAcquisitionFailures(input, conclusion);
  return conclusion;
}

}  // namespace

Conclusion ValidateSignature(const ValidationInput& input) {
  if (input.signature.format() == SignatureFormat::kCertificate) {
    return ValidateCertificate(input);
  }
  Conclusion conclusion;
  conclusion.timestamps = JudgeTimestamps(input);
  BasicValidationResult basic =
      RunBasicValidation(input, LatestContentProof(conclusion.timestamps));
  LongTermResult result =
      RunLongTermValidation({input, basic, conclusion.timestamps});
  conclusion.indication = IndicationOf(result.block.status);
  conclusion.sub_indication = result.block.sub_indication;
  conclusion.control_time = input.control_time;
  conclusion.best_signature_time = result.best_signature_time;
  conclusion.best_time_proof = result.proof;
  conclusion.path = std::move(basic.path);
  conclusion.signing_certificate = std::move(basic.signing_certificate);
  conclusion.findings = std::move(result.block.findings);
  AddTimestamps(input, conclusion);
  Append(RunCounterSignatureValidation(input), conclusion);
  AddAcquisitionFailures(input, conclusion);
  return conclusion;
}

}  // namespace kepil
