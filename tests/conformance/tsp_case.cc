#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/certificate_reader.h"
#include "engine/pki/timestamp_info.h"
#include "engine/signature/timestamp_token.h"
#include "tests/conformance/case_adapter.h"
#include "tests/conformance/field_comparison.h"
#include "tests/conformance/signature_facts.h"

// Cases about one time-stamp token and the octets that it stamps.
namespace kepil {
namespace {

absl::StatusOr<std::string> ReadToken(const Suite& suite,
                                      const TestCase& test_case) {
  if (test_case.Has("token")) {
    return suite.ReadFile(test_case.Text("token"));
  }
  KEPIL_ASSIGN_OR_RETURN(const std::string der,
                         suite.ReadFile(test_case.Text("response")));
  KEPIL_ASSIGN_OR_RETURN(const TimestampResponse response,
                         ParseTimestampResponse(der));
  if (response.token.empty()) {
    return absl::InvalidArgumentError("a response without a token");
  }
  return std::string(response.token);
}

// "the common name" of the certificate, or what stands in the TSTInfo.
std::vector<std::string> NamesOf(const TimestampToken& token,
                                 const SignatureFacts& facts) {
  std::vector<std::string> names;
  if (facts.certificate != nullptr) {
    names = {facts.certificate->subject().CommonName(),
             facts.certificate->subject().ToText()};
  }
  if (token.info().tsa.has_value()) {
    names.push_back(token.info().tsa->directory.CommonName());
  }
  return names;
}

CaseResult CompareToken(const TestCase& expect, const TimestampToken& token,
                        const std::string& data) {
  const SignatureFacts facts =
      ExamineSignature(token.signature(), SignatureRole::kSignature);
  const absl::StatusOr<bool> matches = token.MatchesImprint(data);
  const TimestampInfo& info = token.info();
  CaseResult result;
  CompareText(expect, "gen_time", TextOf(info.gen_time), result);
  CompareText(expect, "policy", OidToText(info.policy), result);
  CompareText(expect, "serial", HexOf(info.serial), result);
  CompareText(expect, "hash_algorithm", std::string(HashName(info.hash)),
              result);
  CompareText(expect, "nonce",
              info.nonce.has_value() ? DecimalOf(*info.nonce) : "none", result);
  CompareContained(expect, "tsa_subject_contains", NamesOf(token, facts),
                   result);
  if (!facts.is_valid.has_value() || absl::IsUnimplemented(matches.status())) {
    return result.outcome == CaseOutcome::kPassed
               ? UnsupportedResult("algorithm of a signature, key or imprint")
               : result;
  }
  const bool imprint_matches = matches.ok() && *matches;
  CompareFlag(expect, "signature_intact", *facts.is_valid, result);
  CompareFlag(expect, "imprint_matches", imprint_matches, result);
  CompareFlag(expect, "valid", *facts.is_valid && imprint_matches, result);
  NoteNotJudged(
      expect,
      {"gen_time", "policy", "serial", "hash_algorithm", "nonce",
       "tsa_subject_contains", "signature_intact", "imprint_matches", "valid"},
      result);
  return result;
}

}  // namespace

CaseResult RunTspCase(const Suite& suite, const TestCase& test_case) {
  const TestCase expect = test_case.Member("expect");
  const absl::StatusOr<std::string> data =
      suite.ReadFile(test_case.Text("data"));
  const absl::StatusOr<std::string> der = ReadToken(suite, test_case);
  if (!data.ok() || absl::IsNotFound(der.status())) {
    return FailedResult(
        std::string((data.ok() ? der : data).status().message()));
  }
  PlainCertificateReader reader;
  const auto token =
      der.ok()
          ? TimestampToken::FromDer(*der, reader, ParseLimits())
          : absl::StatusOr<std::shared_ptr<const TimestampToken>>(der.status());
  if (token.ok()) {
    return CompareToken(expect, **token, *data);
  }
  // Malformed: right only where nothing is expected to hold.
  CaseResult result;
  result.findings = {std::string(token.status().message())};
  CompareFlag(expect, "valid", false, result);
  CompareFlag(expect, "signature_intact", false, result);
  NoteNotJudged(expect, {"valid", "signature_intact"}, result);
  return result;
}

}  // namespace kepil
