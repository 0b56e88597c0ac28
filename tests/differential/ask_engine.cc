#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/pki/certificate.h"
#include "engine/pki/crl.h"
#include "engine/pki/path_builder.h"
#include "engine/pki/path_validator.h"
#include "tests/conformance/given_revocation.h"
#include "tests/differential/path_question.h"

namespace kepil {
namespace {

absl::string_view NameOf(PathProblem problem) {
  switch (problem) {
    case PathProblem::kSignatureInvalid:
      return "signature-invalid";
    case PathProblem::kSignatureUnsupported:
      return "signature-unsupported";
    case PathProblem::kOutsideValidity:
      return "outside-validity";
    case PathProblem::kNameChaining:
      return "name-chaining";
    case PathProblem::kNotPermittedName:
      return "not-permitted-name";
    case PathProblem::kExcludedName:
      return "excluded-name";
    case PathProblem::kNameConstraintLimit:
      return "name-constraint-limit";
    case PathProblem::kExplicitPolicyMissing:
      return "explicit-policy-missing";
    case PathProblem::kAnyPolicyMapped:
      return "any-policy-mapped";
    case PathProblem::kNotVersion3:
      return "not-version-3";
    case PathProblem::kNotCa:
      return "not-ca";
    case PathProblem::kPathLengthExceeded:
      return "path-length-exceeded";
    case PathProblem::kNoCertSign:
      return "no-cert-sign";
    case PathProblem::kUnknownCriticalExtension:
      return "unknown-critical-extension";
    case PathProblem::kMalformedExtension:
      return "malformed-extension";
    case PathProblem::kAlgorithmMismatch:
      return "algorithm-mismatch";
    case PathProblem::kProfileDeviation:
      return "profile-deviation";
  }
  return "?";
}

// Which extensions of the certificate concerned cannot be read.
std::string MalformedIn(const CertificatePath& path,
                        const PathFinding& finding) {
  const Certificate& certificate = finding.index < 0
                                       ? *path.anchor.certificate
                                       : *path.certificates[finding.index];
  std::string which;
  for (const auto& extension : certificate.extensions().all) {
    if (extension.malformed) {
      absl::StrAppend(&which, ":", OidToText(extension.oid));
    }
  }
  return which;
}

PathAnswer Refusal(absl::string_view reason) {
  return {PathAnswer::Verdict::kRefused,
          absl::StrReplaceAll(reason, {{" ", "-"}})};
}

PathAnswer JudgePath(const PathQuestion& question,
                     const RevocationMaterial& material,
                     const CertificatePath& path) {
  PathInputs inputs;
  inputs.policies = question.policies;
  std::vector<PathFinding> findings = ValidatePath(path, inputs).findings;
  for (const PathFinding& finding :
       CheckValidityPeriods(path, inputs, question.time)) {
    findings.push_back(finding);
  }
  for (const PathFinding& finding : findings) {
    if (finding.problem == PathProblem::kSignatureUnsupported) {
      return {PathAnswer::Verdict::kNotAsked, "signature-unsupported"};
    }
  }
  if (!findings.empty()) {
    const std::string detail =
        findings[0].problem == PathProblem::kMalformedExtension
            ? MalformedIn(path, findings[0])
            : "";
    return Refusal(absl::StrCat(NameOf(findings[0].problem), detail));
  }
  if (question.with_crls) {
    const std::vector<std::string> problems =
        JudgeRevocation(material, path, question.time);
    if (!problems.empty()) {
      return Refusal(problems[0].substr(0, problems[0].find(" [")));
    }
  }
  return {PathAnswer::Verdict::kAccepted, ""};
}

// Why nothing leads to an anchor: something that cannot be read, or else.
PathAnswer NoPath(const PathQuestion& question) {
  for (const auto& ders : {question.intermediates, question.anchors}) {
    for (const std::string& der : ders) {
      if (const auto read = Certificate::FromDer(der); !read.ok()) {
        return Refusal(absl::StrCat("unreadable:", read.status().message()));
      }
    }
  }
  return Refusal("no-path");
}

RevocationMaterial MaterialOf(const PathQuestion& question) {
  RevocationMaterial material;
  for (const std::string& der : question.intermediates) {
    if (auto certificate = Certificate::FromDer(der); certificate.ok()) {
      material.pool.Add(*std::move(certificate));
    }
  }
  for (const std::string& der : question.crls) {
    if (auto crl = Crl::FromDer(der); crl.ok()) {
      material.Add(*std::move(crl));
    }
  }
  return material;
}

}  // namespace

PathAnswer AskEngine(const PathQuestion& question) {
  const auto target = Certificate::FromDer(question.target);
  if (!target.ok()) {
    return Refusal(absl::StrCat("unreadable:", target.status().message()));
  }
  std::vector<TrustAnchor> anchors;
  for (const std::string& der : question.anchors) {
    if (auto anchor = Certificate::FromDer(der); anchor.ok()) {
      anchors.push_back({*std::move(anchor), "anchor"});
    }
  }
  const RevocationMaterial material = MaterialOf(question);
  const PathBuilder::Result built = PathBuilder::Build(
      *target, material.pool, AnchorList(std::move(anchors)), {});
  std::optional<PathAnswer> first;
  bool unknown = false;
  for (const CertificatePath& path : built.paths) {
    PathAnswer answer = JudgePath(question, material, path);
    if (answer.verdict == PathAnswer::Verdict::kAccepted) {
      return answer;
    }
    unknown |= answer.verdict == PathAnswer::Verdict::kNotAsked;
    if (!first.has_value()) {
      first = std::move(answer);
    }
  }
  PathAnswer answer = std::move(first).value_or(
      built.limit_reached ? Refusal("limit-of-path-building")
                          : NoPath(question));
  if (unknown) {
    answer.verdict = PathAnswer::Verdict::kNotAsked;
  }
  return answer;
}

}  // namespace kepil
