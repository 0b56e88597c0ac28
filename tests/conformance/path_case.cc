#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/certificate_profile.h"
#include "engine/pki/certificate_reader.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "engine/pki/path_builder.h"
#include "engine/pki/path_validator.h"
#include "tests/conformance/case_adapter.h"
#include "tests/conformance/conformance_policy.h"
#include "tests/conformance/field_comparison.h"
#include "tests/conformance/given_revocation.h"
#include "tests/conformance/offer.h"

namespace kepil {
namespace {

// Everything that a path case gives, read.
struct PathCase {
  CertificateRef target;
  absl::Time time;
  bool with_revocation = false;
  std::optional<int64_t> max_intermediates;  // Those not self-issued.
  std::vector<TrustAnchor> anchors;
  PathInputs inputs;
  RevocationMaterial material;
};

// What one path, or none, amounts to.
struct PathVerdict {
  bool valid = false;
  bool is_offered = true;  // Every algorithm on every path tried.
  std::vector<std::string> findings;
  std::vector<std::string> policies;  // Dotted.
};

absl::string_view NameOf(PathProblem problem) {
  switch (problem) {
    case PathProblem::kSignatureInvalid:
      return "signature_invalid";
    case PathProblem::kSignatureUnsupported:
      return "signature_unsupported";
    case PathProblem::kOutsideValidity:
      return "outside_validity";
    case PathProblem::kNameChaining:
      return "name_chaining";
    case PathProblem::kNotPermittedName:
      return "not_permitted_name";
    case PathProblem::kExcludedName:
      return "excluded_name";
    case PathProblem::kNameConstraintLimit:
      return "name_constraint_limit";
    case PathProblem::kExplicitPolicyMissing:
      return "explicit_policy_missing";
    case PathProblem::kAnyPolicyMapped:
      return "any_policy_mapped";
    case PathProblem::kNotVersion3:
      return "not_version_3";
    case PathProblem::kNotCa:
      return "not_ca";
    case PathProblem::kPathLengthExceeded:
      return "path_length_exceeded";
    case PathProblem::kNoCertSign:
      return "no_cert_sign";
    case PathProblem::kUnknownCriticalExtension:
      return "unknown_critical_extension";
    case PathProblem::kMalformedExtension:
      return "malformed_extension";
    case PathProblem::kAlgorithmMismatch:
      return "algorithm_mismatch";
    case PathProblem::kProfileDeviation:
      return "profile_deviation";
  }
  return "?";
}

InitialPolicies ReadPolicies(const TestCase& policies) {
  InitialPolicies initial;
  for (const std::string& oid : policies.List("initial_policy_set")) {
    initial.user_initial_policy_set.push_back(OidFromText(oid));
  }
  initial.require_explicit_policy = policies.Flag("require_explicit_policy");
  initial.inhibit_policy_mapping = policies.Flag("inhibit_policy_mapping");
  initial.inhibit_any_policy = policies.Flag("inhibit_any_policy");
  return initial;
}

// A file that is missing is the folder's mistake. Octets that are no
// certificate are not: such a file does not take part, as in the service.
absl::Status ReadCertificates(const Suite& suite, const TestCase& test_case,
                              PathCase& out) {
  for (const std::string& file : test_case.List("intermediates")) {
    auto certificate = suite.ReadCertificate(file);
    if (certificate.ok()) {
      out.material.pool.Add(*std::move(certificate));
    } else if (!absl::IsInvalidArgument(certificate.status())) {
      return certificate.status();
    }
  }
  for (const std::string& file : test_case.List("anchors")) {
    auto certificate = suite.ReadCertificate(file);
    if (certificate.ok()) {
      out.anchors.push_back({*std::move(certificate), file});
    } else if (!absl::IsInvalidArgument(certificate.status())) {
      return certificate.status();
    }
  }
  return absl::OkStatus();
}

absl::Status ReadRevocation(const Suite& suite, const TestCase& test_case,
                            PathCase& out) {
  for (const std::string& file : test_case.List("crls")) {
    KEPIL_ASSIGN_OR_RETURN(std::string der, suite.ReadDer(file));
    if (auto crl = Crl::FromDer(std::move(der)); crl.ok()) {
      out.material.Add(*std::move(crl));
    }
  }
  PlainCertificateReader reader;
  for (const std::string& file : test_case.List("ocsps")) {
    KEPIL_ASSIGN_OR_RETURN(std::string der, suite.ReadDer(file));
    auto ocsp = OcspResponse::FromDer(std::move(der), reader);
    if (ocsp.ok()) {
      out.material.Add(*std::move(ocsp));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<PathCase> ReadPathCase(const Suite& suite,
                                      const TestCase& test_case) {
  PathCase out;
  const std::optional<absl::Time> time = test_case.Time("time");
  if (!time.has_value()) {
    return absl::NotFoundError("the case has no time");
  }
  out.time = *time;
  out.max_intermediates = test_case.Number("max_chain_depth");
  const std::string revocation = test_case.Text("revocation");
  out.with_revocation = revocation == "crl" || revocation == "ocsp";
  if (!out.with_revocation && revocation != "none" &&
      test_case.Has("revocation")) {
    return absl::NotFoundError("revocation is neither none, crl nor ocsp");
  }
  out.inputs.profile =
      suite.name() == "limbo" ? PathProfile::kStrict : PathProfile::kPath;
  KEPIL_RETURN_IF_ERROR(ReadCertificates(suite, test_case, out));
  KEPIL_RETURN_IF_ERROR(ReadRevocation(suite, test_case, out));
  KEPIL_ASSIGN_OR_RETURN(out.target,
                         suite.ReadCertificate(test_case.Text("target")));
  return out;
}

void Describe(const CertificatePath& path, const PathFinding& finding,
              PathVerdict& verdict) {
  std::string text =
      absl::StrCat(NameOf(finding.problem), " [", finding.index, "]");
  if (finding.problem == PathProblem::kProfileDeviation) {
    const Certificate& certificate = finding.index < 0
                                         ? *path.anchor.certificate
                                         : *path.certificates[finding.index];
    for (const ProfileDeviation deviation :
         FindProfileDeviations(certificate)) {
      absl::StrAppend(&text, " ", ProfileDeviationName(deviation));
    }
  }
  verdict.findings.push_back(std::move(text));
}

int64_t CountIntermediates(const CertificatePath& path) {
  int64_t count = 0;
  for (size_t i = 1; i < path.certificates.size(); ++i) {
    count += path.certificates[i]->IsSelfIssued() ? 0 : 1;
  }
  return count;
}

PathVerdict JudgePath(const PathCase& input, const PathInputs& inputs,
                      const CertificatePath& path) {
  PathVerdict verdict;
  PathOutcome outcome = ValidatePath(path, inputs);
  for (const PathFinding& finding : outcome.findings) {
    Describe(path, finding, verdict);
  }
  for (const PathFinding& finding :
       CheckValidityPeriods(path, inputs, input.time)) {
    Describe(path, finding, verdict);
  }
  if (input.max_intermediates.has_value() &&
      CountIntermediates(path) > *input.max_intermediates) {
    verdict.findings.push_back("more intermediates than the case allows");
  }
  if (input.with_revocation) {
    for (std::string& problem :
         JudgeRevocation(input.material, path, input.time)) {
      verdict.findings.push_back(std::move(problem));
    }
  }
  verdict.valid = verdict.findings.empty();
  verdict.is_offered = ArePathAlgorithmsOffered(path);
  for (const std::string& policy : outcome.policies) {
    verdict.policies.push_back(OidToText(policy));
  }
  std::sort(verdict.policies.begin(), verdict.policies.end());
  return verdict;
}

// The first valid path's verdict, else the first path's.
PathVerdict JudgeCase(const PathCase& input, const InitialPolicies& policies) {
  PathInputs inputs = input.inputs;
  inputs.policies = policies;
  const AnchorList anchors(input.anchors);
  const PathBuilder::Result built =
      PathBuilder::Build(input.target, input.material.pool, anchors,
                         ConformancePolicy().path_limits());
  std::optional<PathVerdict> first;
  bool is_offered = true;
  for (const CertificatePath& path : built.paths) {
    PathVerdict verdict = JudgePath(input, inputs, path);
    if (verdict.valid) {
      return verdict;
    }
    is_offered &= verdict.is_offered;
    if (!first.has_value()) {
      first = std::move(verdict);
    }
  }
  PathVerdict verdict = std::move(first).value_or(PathVerdict());
  verdict.is_offered = is_offered;
  if (built.paths.empty()) {
    verdict.findings.push_back("no path to an anchor");
  }
  if (built.limit_reached) {
    verdict.findings.push_back("a limit of path building was reached");
  }
  return verdict;
}

}  // namespace

CaseResult RunPathCase(const Suite& suite, const TestCase& test_case) {
  const std::string expected = test_case.Text("expect");
  if (expected != "valid" && expected != "invalid" && test_case.Has("expect")) {
    return FailedResult("expect is neither valid nor invalid");
  }
  PathVerdict verdict;
  const absl::StatusOr<PathCase> input = ReadPathCase(suite, test_case);
  if (input.ok()) {
    verdict = JudgeCase(*input, ReadPolicies(test_case.Member("policies")));
  } else if (absl::IsInvalidArgument(input.status())) {
    verdict.findings.push_back(
        absl::StrCat("the target cannot be read: ", input.status().message()));
  } else {
    return FailedResult(std::string(input.status().message()));
  }
  if (!verdict.valid && !verdict.is_offered) {
    return UnsupportedResult("algorithm of a signature or key");
  }
  const std::string actual = verdict.valid ? "valid" : "invalid";
  if (!test_case.Has("expect")) {
    return NotJudgedResult(actual);
  }
  CaseResult result;
  result.findings = std::move(verdict.findings);
  if (expected != actual) {
    AddDifference(result, "expect", expected, actual);
    result.false_acceptance = verdict.valid;
  }
  if (verdict.valid && expected == "valid") {
    CompareList(test_case, "expect_policies", verdict.policies, result);
  }
  return result;
}

}  // namespace kepil
