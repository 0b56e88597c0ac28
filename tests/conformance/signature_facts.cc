#include "tests/conformance/signature_facts.h"

#include <algorithm>

#include "engine/validation/signing_certificate.h"
#include "tests/conformance/conformance_policy.h"
#include "tests/conformance/field_comparison.h"
#include "tests/conformance/offer.h"

namespace kepil {
namespace {

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
  if (!IsKeyOffered(key) ||
      (key.ok() && !IsAlgorithmOffered(signature.ResolveAlgorithm(**key),
                                       (*key)->family()))) {
    return std::nullopt;
  }
  if (!key.ok()) {
    return false;
  }
  const absl::StatusOr<bool> verified = signature.VerifyValue(**key);
  if (absl::IsFailedPrecondition(verified.status())) {
    return std::nullopt;  // It covers content that is not at hand.
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

bool HasForbiddenPart(const ParsedSignature& signature, SignatureRole role) {
  const SignatureAttributes& attributes = signature.attributes();
  bool forbidden = false;
  for (const FormatDeviation deviation : signature.deviations()) {
    const bool is_rule_of_content =
        role == SignatureRole::kCounterSignature &&
        deviation == FormatDeviation::kMissingMandatoryAttribute &&
        attributes.message_digest.has_value();
    forbidden |= IsFatal(deviation) && !is_rule_of_content;
  }
  return forbidden ||
         (role == SignatureRole::kSignature &&
          attributes.has_signed_attributes &&
          attributes.content_type != signature.encapsulated_content_type());
}

bool Agrees(const TestCase& expect, const ParsedSignature& signature) {
  const auto& time = signature.attributes().signing_time;
  return (!expect.Has("signer_serial") ||
          expect.Text("signer_serial") == HexOf(signature.signer().serial)) &&
         (!expect.Has("signing_time") ||
          (time.has_value() && expect.Text("signing_time") == TextOf(*time)));
}

}  // namespace

SignatureFacts ExamineSignature(const ParsedSignature& signature,
                                SignatureRole role) {
  const SigningCertificateResult signer =
      RunSigningCertificate({signature, {}, ConformancePolicy()});
  SignatureFacts facts;
  facts.certificate = signer.certificate;
  facts.reference = ReferenceOf(signature, signer);
  facts.is_intact = IsIntact(signature, signer.certificate);
  facts.is_content_intact = IsContentIntact(signature);
  if (facts.is_intact == false || facts.is_content_intact == false ||
      HasForbiddenPart(signature, role)) {
    facts.is_valid = false;
  } else if (facts.is_intact.has_value() &&
             facts.is_content_intact.has_value()) {
    facts.is_valid = true;
  }
  return facts;
}

std::vector<int> MatchSignatures(
    const std::vector<TestCase>& expected,
    const std::vector<const ParsedSignature*>& found) {
  std::vector<int> match(expected.size(), -1);
  std::vector<bool> taken(found.size(), false);
  const auto take = [&](size_t i, size_t j) {
    match[i] = static_cast<int>(j);
    taken[j] = true;
  };
  for (size_t i = 0; i < expected.size() && i < found.size(); ++i) {
    if (Agrees(expected[i], *found[i])) {
      take(i, i);
    }
  }
  for (const bool must_agree : {true, false}) {
    for (size_t i = 0; i < expected.size(); ++i) {
      for (size_t j = 0; j < found.size() && match[i] < 0; ++j) {
        if (!taken[j] && (!must_agree || Agrees(expected[i], *found[j]))) {
          take(i, j);
        }
      }
    }
  }
  return match;
}

}  // namespace kepil
