#include "engine/validation/x509_validation.h"

#include <initializer_list>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/pki/certificate_pool.h"
#include "engine/validation/block_run.h"
#include "engine/validation/path_judgement.h"
#include "engine/validation/prospective_paths.h"
#include "engine/validation/revocation_acceptance.h"

namespace kepil {
namespace {

// Checks of one path.
constexpr v1::Constraint kPathChecks[] = {
    v1::CONSTRAINT_PATH_SIGNATURES,    v1::CONSTRAINT_PATH_VALIDITY,
    v1::CONSTRAINT_PATH_NAMES,         v1::CONSTRAINT_PATH_POLICIES,
    v1::CONSTRAINT_PATH_EXTENSIONS,    v1::CONSTRAINT_REVOCATION_AVAILABLE,
    v1::CONSTRAINT_REVOCATION_FRESH,   v1::CONSTRAINT_REVOCATION_OWN_ANSWER,
    v1::CONSTRAINT_NOT_REVOKED,        v1::CONSTRAINT_KEY_USAGE,
    v1::CONSTRAINT_EXTENDED_KEY_USAGE, v1::CONSTRAINT_PATH_ALGORITHMS,
    v1::CONSTRAINT_SIGNER_VALIDITY,
};

BlockRun NewRun(const X509ValidationInput& input) {
  return BlockRun(input.policy, input.context,
                  v1::BUILDING_BLOCK_X509_VALIDATION);
}

void NoPathChecks(BlockRun& run, const CheckDetail& detail) {
  for (const v1::Constraint constraint : kPathChecks) {
    run.NotRun(constraint, detail);
  }
}

// There is no path to an anchor in force that is worth judging.
BlockResult NoPath(const X509ValidationInput& input,
                   const ProspectivePaths& found) {
  BlockRun run = NewRun(input);
  CheckDetail signer;
  signer.subject = input.signer->fingerprint();
  CheckDetail detail = signer;
  if (found.not_in_force.has_value()) {
    run.Apply(v1::CONSTRAINT_PROSPECTIVE_PATH,
              {v1::CHECK_OUTCOME_PASSED, {}, signer});
    detail.subject = found.not_in_force->anchor;
    detail.reason = found.not_in_force->reason;
    run.Apply(v1::CONSTRAINT_TRUST_SERVICE_STATUS,
              {v1::CHECK_OUTCOME_FAILED,
               v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND_NO_POE, detail});
  } else {
    detail.reason = input.signer->IsSelfIssued()
                        ? v1::FINDING_REASON_SELF_SIGNED_NOT_REGISTERED
                        : v1::FINDING_REASON_TRUST_SERVICE_UNKNOWN;
    run.Apply(v1::CONSTRAINT_PROSPECTIVE_PATH,
              {v1::CHECK_OUTCOME_FAILED,
               v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND, detail});
    run.NotRun(v1::CONSTRAINT_TRUST_SERVICE_STATUS, signer);
  }
  detail = signer;
  detail.reason = found.limit_reached ? v1::FINDING_REASON_LIMIT_REACHED
                                      : v1::FINDING_REASON_UNSPECIFIED;
  run.Apply(v1::CONSTRAINT_PATH_LIMITS,
            {PassedIf(!found.limit_reached),
             v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND, detail});
  NoPathChecks(run, signer);
  return run.result();
}

// What makes one judgement better than another.
std::tuple<bool, bool, int> RankOf(const PathJudgement& judgement) {
  return {judgement.is_signer_revoked,
          judgement.block.status == BlockStatus::kPassed,
          judgement.stages_passed};
}

bool AnySigned(const std::vector<ProspectivePath>& paths) {
  for (const ProspectivePath& path : paths) {
    if (path.is_signed) {
      return true;
    }
  }
  return false;
}

}  // namespace

CertificatePool PoolOf(const X509ValidationInput& input) {
  CertificatePool pool(&input.trust.intermediates());
  for (const CertificateRef& certificate : input.embedded) {
    pool.Add(certificate);
  }
  for (const CertificateRef& certificate : input.evidence.certificates) {
    pool.Add(certificate);
  }
  return pool;
}

X509ValidationResult RunX509Validation(const X509ValidationInput& input) {
  X509ValidationResult result;
  if (input.signer == nullptr) {
    BlockRun run = NewRun(input);
    run.NotRun(v1::CONSTRAINT_PROSPECTIVE_PATH, {});
    run.NotRun(v1::CONSTRAINT_TRUST_SERVICE_STATUS, {});
    NoPathChecks(run, {});
    result.block = run.result();
    result.block.status = BlockStatus::kIndeterminate;
    return result;
  }
  const CertificatePool pool = PoolOf(input);
  const ProspectivePaths found = FindProspectivePaths(
      {input.signer, pool, input.trust, input.policy.path_limits(), input.time,
       ServiceFor(input.context), input.memo});
  if (found.paths.empty() ||
      (found.not_in_force.has_value() && !AnySigned(found.paths))) {
    result.block = NoPath(input, found);
    return result;
  }
  RevocationAcceptance acceptance(
      {input.evidence, pool, input.policy, input.time, input.memo});
  std::optional<PathJudgement> best;
  for (const ProspectivePath& prospective : found.paths) {
    PathJudgement judgement =
        JudgePath({prospective, input.signer, input.trust, input.policy,
                   input.context, input.time},
                  acceptance);
    if (!best.has_value() || RankOf(*best) < RankOf(judgement)) {
      best = std::move(judgement);
      result.path = prospective.path;
    }
  }
  BlockRun run = NewRun(input);
  CheckDetail detail;
  detail.subject = input.signer->fingerprint();
  run.Apply(v1::CONSTRAINT_PROSPECTIVE_PATH,
            {v1::CHECK_OUTCOME_PASSED, {}, detail});
  if (found.limit_reached) {
    detail.reason = v1::FINDING_REASON_LIMIT_REACHED;
    run.Report(v1::CONSTRAINT_PATH_LIMITS, detail);
  } else {
    run.Apply(v1::CONSTRAINT_PATH_LIMITS,
              {v1::CHECK_OUTCOME_PASSED, {}, detail});
  }
  run.Append(best->block);
  result.block = {best->block.status, best->block.sub_indication,
                  run.result().findings};
  return result;
}

}  // namespace kepil
