#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/signature_document.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/signature_validation.h"
#include "kepil/v1/trust.pb.h"
#include "tests/conformance/case_adapter.h"
#include "tests/conformance/conformance_policy.h"
#include "tests/conformance/field_comparison.h"
#include "tests/conformance/offer.h"
#include "tests/conformance/signature_facts.h"

// Cases about one signature file: what stands in it, whether each signature is
// mathematically and structurally right, and that the judge says no better.
namespace kepil {
namespace {

// Cases give no time and no anchors: nothing that they expect rests on these.
const absl::Time kControlTime = absl::FromUnixSeconds(1'767'225'600);

struct SignatureCase {
  std::string signature;
  std::optional<std::string> content;
  std::vector<ContentDigest> digests;
};

absl::StatusOr<SignatureCase> ReadSignatureCase(const Suite& suite,
                                                const TestCase& test_case) {
  SignatureCase out;
  KEPIL_ASSIGN_OR_RETURN(out.signature,
                         suite.ReadFile(test_case.Text("signature")));
  for (const TestCase& detached : test_case.Members("detached")) {
    if (out.content.has_value() || !out.digests.empty()) {
      return absl::InvalidArgumentError("more than one content");
    }
    if (detached.Has("file")) {
      KEPIL_ASSIGN_OR_RETURN(out.content,
                             suite.ReadFile(detached.Text("file")));
    }
    const TestCase digests = detached.Member("digest");
    for (const std::string& name : digests.Keys()) {
      const HashAlgorithm hash = HashFromName(name);
      if (hash != HashAlgorithm::kUnknown) {
        out.digests.push_back(
            {hash, absl::HexStringToBytes(digests.Text(name.c_str()))});
      }
    }
  }
  return out;
}

// What both a signature and a counter-signature say of themselves, and their
// mathematics.
void CompareFacts(const TestCase& expect, const ParsedSignature& signature,
                  const SignatureFacts& facts, CaseResult& result) {
  const SignatureAttributes& attributes = signature.attributes();
  CompareContained(
      expect, "signer_subject_contains",
      facts.certificate == nullptr
          ? std::vector<std::string>{"no certificate"}
          : std::vector<std::string>{facts.certificate->subject().CommonName(),
                                     facts.certificate->subject().ToText()},
      result);
  CompareText(expect, "signer_serial",
              HexOf(facts.certificate == nullptr ? signature.signer().serial
                                                 : facts.certificate->serial()),
              result);
  CompareText(expect, "signing_time",
              attributes.signing_time.has_value()
                  ? TextOf(*attributes.signing_time)
                  : "none",
              result);
  CompareText(expect, "signature_algorithm",
              OidToText(signature.signature_algorithm().oid), result);
  CompareNumber(expect, "signature_timestamps",
                attributes.signature_timestamps.size(), result);
  CompareNumber(expect, "archive_timestamps", attributes.archive_timestamps,
                result);
  if (facts.is_intact.has_value()) {
    CompareFlag(expect, "cryptographically_intact", *facts.is_intact, result);
  }
  if (facts.is_content_intact.has_value()) {
    CompareFlag(expect, "content_intact", *facts.is_content_intact, result);
  }
}

void CompareCounterSignatures(const TestCase& expect,
                              const ParsedSignature& signature,
                              CaseResult& result) {
  const std::vector<TestCase> expected = expect.Members("counter_signatures");
  if (!expect.Has("counter_signatures")) {
    return;
  }
  std::vector<const ParsedSignature*> found;
  for (const auto& counter : signature.counter_signatures()) {
    found.push_back(counter.get());
  }
  if (expected.size() != found.size()) {
    AddDifference(result, "counter_signatures", absl::StrCat(expected.size()),
                  absl::StrCat(found.size()));
    return;
  }
  const std::vector<int> match = MatchSignatures(expected, found);
  for (size_t i = 0; i < expected.size(); ++i) {
    const ParsedSignature& counter = *found[match[i]];
    const SignatureFacts facts =
        ExamineSignature(counter, SignatureRole::kCounterSignature);
    CompareFacts(expected[i], counter, facts, result);
    if (facts.is_valid.has_value()) {
      CompareFlag(expected[i], "valid", *facts.is_valid, result);
    } else {
      result.unsupported = "algorithm of a counter-signature or its key";
    }
  }
}

TrustSnapshotRef EmptySnapshot() {
  v1::SnapshotSource source;
  source.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(kControlTime));
  PlainCertificateReader reader;
  return TrustSnapshot::FromSource(source.SerializeAsString(), reader)
      .value_or(nullptr);
}

Conclusion Conclude(const ParsedSignature& signature) {
  static const TrustSnapshotRef* const trust =
      new TrustSnapshotRef(EmptySnapshot());
  return ValidateSignature(
      {signature, EvidenceSet(), **trust, ConformancePolicy(), kControlTime});
}

// Whether a building block looks at the signature itself, whoever made it and
// whenever that was.
bool IsOfSignature(v1::BuildingBlock block) {
  return block == v1::BUILDING_BLOCK_FORMAT_CHECKING ||
         block == v1::BUILDING_BLOCK_SIGNING_CERTIFICATE ||
         block == v1::BUILDING_BLOCK_VALIDATION_CONTEXT ||
         block == v1::BUILDING_BLOCK_CRYPTOGRAPHIC_VERIFICATION ||
         block == v1::BUILDING_BLOCK_SIGNATURE_ACCEPTANCE;
}

// What the judge has against the signature itself.
std::vector<std::string> ObjectionsOf(const Conclusion& conclusion) {
  std::vector<std::string> objections;
  for (const Finding& finding : conclusion.findings) {
    if (IsOfSignature(finding.block) && finding.level == v1::LEVEL_FAIL &&
        finding.outcome == v1::CHECK_OUTCOME_FAILED) {
      objections.push_back(v1::Constraint_Name(finding.constraint));
    }
  }
  return objections;
}

int RankOf(absl::string_view indication) {
  return indication == "TOTAL_PASSED"   ? 2
         : indication == "TOTAL_FAILED" ? 0
                                        : 1;
}

// The overall answer must not be better than expected.
void CompareConclusion(const TestCase& expect, const Conclusion& conclusion,
                       CaseResult& result) {
  const std::string expected =
      absl::StrReplaceAll(expect.Text("indication"), {{"-", "_"}});
  const std::string actual(IndicationName(conclusion.indication));
  if (expect.Has("indication") && RankOf(actual) > RankOf(expected)) {
    AddDifference(result, "indication", expected, actual);
    result.false_acceptance = true;
  }
  if (!expect.Has("indication") || actual == expected) {
    CompareText(expect, "sub_indication",
                std::string(SubIndicationName(conclusion.sub_indication)),
                result);
  }
}

// Judges `signature` by the rule for `valid`, and holds the judge against that:
// what is not valid must meet an objection, what is valid none.
void CompareValidity(const TestCase& expect, const SignatureFacts& facts,
                     const Conclusion& conclusion, CaseResult& result) {
  const std::vector<std::string> objections = ObjectionsOf(conclusion);
  result.findings.push_back(
      absl::StrCat(IndicationName(conclusion.indication), " ",
                   SubIndicationName(conclusion.sub_indication),
                   objections.empty() ? "" : ", against it: ",
                   absl::StrJoin(objections, " ")));
  if (!facts.is_valid.has_value()) {
    result.unsupported = "algorithm of a signature or key";
    return;
  }
  CompareFlag(expect, "valid", *facts.is_valid, result);
  if (expect.Has("valid") && expect.Flag("valid") != objections.empty()) {
    AddDifference(result, "objections of the judge",
                  expect.Flag("valid") ? "none" : "some",
                  objections.empty() ? "none" : absl::StrJoin(objections, " "));
    result.false_acceptance |= objections.empty();
  }
}

// The answer to compare: that of the first signature that is not valid, or
// else of the first.
struct Judged {
  std::optional<Conclusion> conclusion;
  bool is_failing = false;

  void Take(Conclusion other, const SignatureFacts& facts) {
    if (!conclusion.has_value() || (!is_failing && facts.is_valid == false)) {
      conclusion = std::move(other);
      is_failing = facts.is_valid == false;
    }
  }
};

void CompareOne(const TestCase& expect, const ParsedSignature& signature,
                CaseResult& result) {
  const SignatureFacts facts =
      ExamineSignature(signature, SignatureRole::kSignature);
  CompareFacts(expect, signature, facts, result);
  CompareCounterSignatures(expect, signature, result);
  CompareValidity(expect, facts, Conclude(signature), result);
  NoteNotJudged(expect,
                {"valid", "cryptographically_intact", "content_intact",
                 "signer_subject_contains", "signer_serial", "signing_time",
                 "signature_algorithm", "signature_timestamps",
                 "archive_timestamps", "counter_signatures"},
                result);
}

CaseResult CompareDocument(const TestCase& expect,
                           const SignatureDocument& document) {
  CaseResult result;
  CompareNumber(expect, "signatures", document.signatures.size(), result);
  std::vector<const ParsedSignature*> found;
  for (const auto& signature : document.signatures) {
    found.push_back(signature.get());
  }
  const std::vector<TestCase> each = expect.Members("each");
  const std::vector<int> match = MatchSignatures(each, found);
  for (size_t i = 0; i < each.size(); ++i) {
    if (match[i] < 0) {
      AddDifference(result, absl::StrCat("each[", i, "]"), "a signature",
                    "none");
    } else {
      CompareOne(each[i], *found[match[i]], result);
    }
  }
  const size_t first = match.empty() || match[0] < 0 ? 0 : match[0];
  Judged judged;
  for (size_t i = 0; i < found.size(); ++i) {
    const SignatureFacts facts =
        ExamineSignature(*found[i], SignatureRole::kSignature);
    if (i == first || expect.Text("signing_certificate_reference") == "match") {
      CompareText(expect, "signing_certificate_reference", facts.reference,
                  result);
    }
    result.false_acceptance |= expect.Flag("reject") && facts.is_valid == true;
    judged.Take(Conclude(*found[i]), facts);
  }
  if (judged.conclusion.has_value()) {
    CompareConclusion(expect, *judged.conclusion, result);
  }
  if (expect.Flag("reject") && result.false_acceptance) {
    AddDifference(result, "reject", "true", "a valid signature");
  }
  return result;
}

}  // namespace

CaseResult RunSignatureCase(const Suite& suite, const TestCase& test_case) {
  const std::string format = test_case.Text("format");
  const TestCase expect = test_case.Member("expect");
  if (format.empty() || !expect.IsObject()) {
    return FailedResult("the case has no format or no expectation");
  }
  if (!IsFormatOffered(format)) {
    return UnsupportedResult(absl::StrCat("format ", format));
  }
  const absl::StatusOr<SignatureCase> input =
      ReadSignatureCase(suite, test_case);
  if (!input.ok()) {
    return FailedResult(std::string(input.status().message()));
  }
  PlainCertificateReader reader;
  const absl::StatusOr<SignatureDocument> document =
      ParseSignatureDocument({input->signature, input->content, input->digests},
                             reader, ParseLimits());
  CaseResult result;
  if (document.ok()) {
    result = CompareDocument(expect, *document);
  } else if (!expect.Flag("reject")) {
    return FailedResult(std::string(document.status().message()));
  } else {
    result.findings = {std::string(document.status().message())};
  }
  NoteNotJudged(expect,
                {"signatures", "each", "signing_certificate_reference",
                 "indication", "sub_indication", "reject"},
                result);
  if (!result.unsupported.empty() && result.outcome == CaseOutcome::kPassed) {
    result.outcome = CaseOutcome::kUnsupported;
  }
  return result;
}

}  // namespace kepil
