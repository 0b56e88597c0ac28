#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/cms_signature.h"
#include "engine/signature/signature_document.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/signature_validation.h"
#include "engine/validation/signing_certificate.h"
#include "kepil/v1/trust.pb.h"
#include "tests/conformance/case_adapter.h"
#include "tests/conformance/conformance_policy.h"
#include "tests/conformance/field_comparison.h"

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

// What is found of one signature. nullopt: no answer, for an algorithm that is
// not offered or content that is not at hand.
struct SignatureFacts {
  CertificateRef certificate;  // nullptr if none is named.
  std::string reference;       // As `signing_certificate_reference`.
  std::optional<bool> is_intact, is_content_intact, is_valid;
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
      out.digests.push_back(
          {HashFromName(name),
           absl::HexStringToBytes(digests.Text(name.c_str()))});
    }
  }
  return out;
}

std::string ReferenceOf(const ParsedSignature& signature,
                        const SigningCertificateResult& signer) {
  const SignatureAttributes& attributes = signature.attributes();
  if (attributes.signing_certificate_v1.size() > 1 ||
      attributes.signing_certificate_v2.size() > 1) {
    return "not-unique";
  }
  for (const Finding& finding : signer.block.findings) {
    if (finding.constraint == v1::CONSTRAINT_SIGNING_CERTIFICATE_REFERENCE &&
        finding.outcome != v1::CHECK_OUTCOME_NOT_RUN) {
      return finding.outcome == v1::CHECK_OUTCOME_PASSED ? "match" : "mismatch";
    }
  }
  return "absent";
}

std::optional<bool> IsIntact(const ParsedSignature& signature,
                             const CertificateRef& certificate) {
  if (certificate == nullptr) {
    return false;
  }
  const auto& key = certificate->public_key();
  const absl::StatusOr<bool> verified =
      key.ok() ? signature.VerifyValue(**key)
               : absl::StatusOr<bool>(key.status());
  if (absl::IsUnimplemented(verified.status()) ||
      absl::IsFailedPrecondition(verified.status())) {
    return std::nullopt;
  }
  return verified.ok() && *verified;
}

std::optional<bool> IsContentIntact(const ParsedSignature& signature) {
  bool has_answer = !signature.signed_data().empty();
  bool intact = has_answer;
  for (const SignedDataObject& object : signature.signed_data()) {
    has_answer &=
        object.outcome != SignedDataObject::Outcome::kAlgorithmUnknown;
    intact &= object.outcome == SignedDataObject::Outcome::kMatched;
  }
  return has_answer ? std::make_optional(intact) : std::nullopt;
}

SignatureFacts ExamineSignature(const ParsedSignature& signature) {
  const SigningCertificateResult signer =
      RunSigningCertificate({signature, {}, ConformancePolicy()});
  SignatureFacts facts;
  facts.certificate = signer.certificate;
  facts.reference = ReferenceOf(signature, signer);
  facts.is_intact = IsIntact(signature, signer.certificate);
  facts.is_content_intact = IsContentIntact(signature);
  const auto deviations = signature.deviations();
  const SignatureAttributes& attributes = signature.attributes();
  if (facts.is_intact == false || facts.is_content_intact == false ||
      std::any_of(deviations.begin(), deviations.end(), IsFatal) ||
      (attributes.has_signed_attributes &&
       attributes.content_type != signature.encapsulated_content_type())) {
    facts.is_valid = false;
  } else if (facts.is_intact.has_value() &&
             facts.is_content_intact.has_value()) {
    facts.is_valid = true;
  }
  return facts;
}

// What both a signature and a counter-signature say of themselves, and their
// mathematics.
void CompareFacts(const TestCase& expect, const ParsedSignature& signature,
                  const SignatureFacts& facts, CaseResult& result) {
  const SignatureAttributes& attributes = signature.attributes();
  const std::string subject = facts.certificate == nullptr
                                  ? "no certificate"
                                  : facts.certificate->subject().CommonName();
  if (!absl::StrContains(subject, expect.Text("signer_subject_contains"))) {
    AddDifference(result, "signer_subject_contains",
                  expect.Text("signer_subject_contains"), subject);
  }
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
  if (expect.Has("level")) {
    result.findings.push_back(
        absl::StrCat("level ", expect.Text("level"), ": not judged"));
  }
  if (facts.is_intact.has_value()) {
    CompareFlag(expect, "cryptographically_intact", *facts.is_intact, result);
  }
  if (facts.is_content_intact.has_value()) {
    CompareFlag(expect, "content_intact", *facts.is_content_intact, result);
  }
}

// A counter-signature signs the signature value and has no content-type (RFC
// 5652, 11.4). Whether it is valid as a whole is not judged.
void CompareCounterSignatures(const TestCase& expect,
                              const ParsedSignature& signature,
                              CaseResult& result) {
  const std::vector<TestCase> expected = expect.Members("counter_signatures");
  const auto& found = signature.attributes().counter_signatures;
  if (!expect.Has("counter_signatures")) {
    return;
  }
  if (expected.size() != found.size()) {
    AddDifference(result, "counter_signatures", absl::StrCat(expected.size()),
                  absl::StrCat(found.size()));
    return;
  }
  const auto embedded = signature.embedded_certificates();
  auto parts = std::make_shared<CmsDocumentParts>();
  parts->certificates.assign(embedded.begin(), embedded.end());
  parts->content =
      SignedContent({{HashAlgorithm::kSha256,
                      std::string(signature.value_digest().bytes())}});
  for (size_t i = 0; i < expected.size(); ++i) {
    absl::StatusOr<CmsSigner> signer = ReadCmsSigner(found[i], ParseLimits());
    if (!signer.ok()) {
      AddDifference(result, "counter_signatures", "readable",
                    signer.status().ToString());
      continue;
    }
    const CmsSignature counter(*std::move(signer), parts);
    SignatureFacts facts = ExamineSignature(counter);
    if (counter.digest_algorithm() != HashAlgorithm::kSha256) {
      facts.is_content_intact = std::nullopt;
    }
    CompareFacts(expected[i], counter, facts, result);
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

// What the judge has against the signature itself, whoever made it.
std::vector<std::string> ObjectionsOf(const Conclusion& conclusion) {
  std::vector<std::string> objections;
  for (const Finding& finding : conclusion.findings) {
    if (finding.block != v1::BUILDING_BLOCK_X509_VALIDATION &&
        finding.block != v1::BUILDING_BLOCK_REVOCATION_FRESHNESS &&
        finding.level == v1::LEVEL_FAIL &&
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

CaseResult CompareDocument(const TestCase& expect,
                           const SignatureDocument& document) {
  CaseResult result;
  CompareNumber(expect, "signatures", document.signatures.size(), result);
  const std::vector<TestCase> each = expect.Members("each");
  std::optional<Conclusion> judged;  // Of the first that is not valid, or the
  bool is_failing = false;           // first.
  const std::string reference = expect.Text("signing_certificate_reference");
  for (size_t i = 0; i < document.signatures.size(); ++i) {
    const ParsedSignature& signature = *document.signatures[i];
    const SignatureFacts facts = ExamineSignature(signature);
    Conclusion conclusion = Conclude(signature);
    if (i == 0 || reference == "match") {
      CompareText(expect, "signing_certificate_reference", facts.reference,
                  result);
    }
    if (expect.Flag("reject")) {
      result.false_acceptance |= facts.is_valid == true;
    }
    if (i < each.size()) {
      CompareFacts(each[i], signature, facts, result);
      CompareCounterSignatures(each[i], signature, result);
      CompareValidity(each[i], facts, conclusion, result);
    }
    if (!judged.has_value() || (!is_failing && facts.is_valid == false)) {
      judged = std::move(conclusion);
      is_failing = facts.is_valid == false;
    }
  }
  if (judged.has_value()) {
    CompareConclusion(expect, *judged, result);
  }
  if (expect.Flag("reject") && result.false_acceptance) {
    AddDifference(result, "reject", "true", "a valid signature");
  }
  return result;
}

}  // namespace

CaseResult RunSignatureCase(const Suite& suite, const TestCase& test_case) {
  if (test_case.Text("format") != "cms") {
    return UnsupportedResult(absl::StrCat("format ", test_case.Text("format")));
  }
  const absl::StatusOr<SignatureCase> input =
      ReadSignatureCase(suite, test_case);
  if (!input.ok()) {
    return FailedResult(input.status().ToString());
  }
  const TestCase expect = test_case.Member("expect");
  PlainCertificateReader reader;
  const absl::StatusOr<SignatureDocument> document =
      ParseSignatureDocument({input->signature, input->content, input->digests},
                             reader, ParseLimits());
  if (!document.ok()) {
    return expect.Flag("reject") ? CaseResult()
                                 : FailedResult(document.status().ToString());
  }
  CaseResult result = CompareDocument(expect, *document);
  if (!result.unsupported.empty() && result.outcome == CaseOutcome::kPassed) {
    result.outcome = CaseOutcome::kUnsupported;
  }
  return result;
}

}  // namespace kepil
