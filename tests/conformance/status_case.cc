#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "base/status_macros.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "tests/conformance/case_adapter.h"
#include "tests/conformance/field_comparison.h"

// Cases about one CRL or OCSP response by itself: what stands in it, and
// whether it verifies.
namespace kepil {
namespace {

absl::string_view NameOf(RevocationReason reason) {
  switch (reason) {
    case RevocationReason::kUnspecified:
      return "unspecified";
    case RevocationReason::kKeyCompromise:
      return "key_compromise";
    case RevocationReason::kCaCompromise:
      return "ca_compromise";
    case RevocationReason::kAffiliationChanged:
      return "affiliation_changed";
    case RevocationReason::kSuperseded:
      return "superseded";
    case RevocationReason::kCessationOfOperation:
      return "cessation_of_operation";
    case RevocationReason::kCertificateHold:
      return "certificate_hold";
    case RevocationReason::kRemoveFromCrl:
      return "remove_from_crl";
    case RevocationReason::kPrivilegeWithdrawn:
      return "privilege_withdrawn";
    case RevocationReason::kAaCompromise:
      return "aa_compromise";
  }
  return "?";
}

absl::string_view NameOf(RevocationStatus::State state) {
  switch (state) {
    case RevocationStatus::State::kGood:
      return "good";
    case RevocationStatus::State::kRevoked:
      return "revoked";
    case RevocationStatus::State::kUnknown:
      return "unknown";
    case RevocationStatus::State::kOutOfScope:
      return "out of scope";
  }
  return "?";
}

// A signature of an algorithm that is not offered has no answer to compare.
void CompareSignature(const TestCase& expect, const char* field,
                      const absl::StatusOr<bool>& actual, CaseResult& result) {
  if (!expect.Has(field)) {
    return;
  }
  if (!actual.ok() && absl::IsUnimplemented(actual.status())) {
    if (result.outcome == CaseOutcome::kPassed) {
      result = UnsupportedResult("algorithm of a signature or key");
    }
    return;
  }
  CompareFlag(expect, field, actual.ok() && *actual, result);
}

void CompareStatus(const TestCase& expect, const RevocationStatus& status,
                   CaseResult& result) {
  CompareText(expect, "status", std::string(NameOf(status.state)), result);
  result.false_acceptance |= expect.Text("status") == "revoked" &&
                             status.state == RevocationStatus::State::kGood;
  if (status.state == RevocationStatus::State::kRevoked) {
    CompareText(expect, "revocation_time", TextOf(status.revoked_at), result);
    CompareText(expect, "reason", std::string(NameOf(status.reason)), result);
  }
}

// Content octets of a non-negative INTEGER from hex.
std::string IntegerFromHex(std::string hex) {
  if (hex.size() % 2 == 1) {
    hex.insert(0, "0");
  }
  std::string octets = absl::HexStringToBytes(hex);
  if (octets.empty() || (octets[0] & '\x80') != 0) {
    octets.insert(0, 1, '\0');
  }
  return octets;
}

std::optional<int64_t> NumberOf(const std::optional<std::string>& integer) {
  if (!integer.has_value() || integer->size() > 7) {
    return std::nullopt;
  }
  int64_t number = 0;
  for (const char c : *integer) {
    number = number << 8 | static_cast<unsigned char>(c);
  }
  return number;
}

absl::StatusOr<CrlRef> ReadCrl(const Suite& suite, const TestCase& test_case) {
  KEPIL_ASSIGN_OR_RETURN(std::string der, suite.ReadDer(test_case.Text("crl")));
  return Crl::FromDer(std::move(der));
}

void CompareCrl(const TestCase& expect, const Crl& crl, CaseResult& result) {
  const std::string issuer = crl.issuer().ToText();
  if (!absl::StrContains(issuer, expect.Text("issuer_contains"))) {
    AddDifference(result, "issuer_contains", expect.Text("issuer_contains"),
                  issuer);
  }
  CompareText(expect, "this_update", TextOf(crl.this_update()), result);
  CompareText(
      expect, "next_update",
      crl.next_update().has_value() ? TextOf(*crl.next_update()) : "none",
      result);
  CompareNumber(expect, "revoked_count", crl.index().size(), result);
  CompareNumber(expect, "crl_number", NumberOf(crl.crl_number()), result);
  for (const TestCase& sample : expect.Members("revoked_sample")) {
    const auto entry = crl.index().Find(IntegerFromHex(sample.Text("serial")));
    CompareText(sample, "time",
                entry.has_value() ? TextOf(entry->revoked_at) : "not listed",
                result);
  }
}

}  // namespace

CaseResult RunCrlCase(const Suite& suite, const TestCase& test_case) {
  const absl::StatusOr<CrlRef> crl = ReadCrl(suite, test_case);
  if (!crl.ok()) {
    return FailedResult(crl.status().ToString());
  }
  const TestCase expect = test_case.Member("expect");
  CaseResult result;
  CompareCrl(expect, **crl, result);
  if (test_case.Has("issuer")) {
    const auto issuer = suite.ReadCertificate(test_case.Text("issuer"));
    if (!issuer.ok()) {
      return FailedResult(issuer.status().ToString());
    }
    const auto& key = (*issuer)->public_key();
    CompareSignature(
        expect, "signature_valid",
        key.ok() ? VerifyCrl(**crl, **key) : absl::StatusOr<bool>(key.status()),
        result);
  }
  return result;
}

CaseResult RunCrlStatusCase(const Suite& suite, const TestCase& test_case) {
  const auto certificate = suite.ReadCertificate(test_case.Text("certificate"));
  const auto issuer = suite.ReadCertificate(test_case.Text("issuer"));
  const absl::StatusOr<CrlRef> crl = ReadCrl(suite, test_case);
  if (!certificate.ok() || !issuer.ok() || !crl.ok()) {
    return FailedResult("the certificates or the CRL cannot be read");
  }
  CaseResult result;
  CompareStatus(test_case.Member("expect"),
                (*crl)->StatusOf({**certificate, **issuer}), result);
  return result;
}

CaseResult RunOcspStatusCase(const Suite& suite, const TestCase& test_case) {
  const auto certificate = suite.ReadCertificate(test_case.Text("certificate"));
  const auto issuer = suite.ReadCertificate(test_case.Text("issuer"));
  auto der = suite.ReadDer(test_case.Text("response"));
  if (!certificate.ok() || !issuer.ok() || !der.ok()) {
    return FailedResult("the certificates or the response cannot be read");
  }
  PlainCertificateReader reader;
  const auto response = OcspResponse::FromDer(*std::move(der), reader);
  if (!response.ok()) {
    return FailedResult(response.status().ToString());
  }
  const TestCase expect = test_case.Member("expect");
  CaseResult result;
  CompareStatus(expect, (*response)->StatusOf({**certificate, **issuer}),
                result);
  CompareText(expect, "produced_at", TextOf((*response)->produced_at()),
              result);
  CompareText(expect, "this_update", TextOf((*response)->this_update()),
              result);
  CompareText(expect, "nonce", HexOf((*response)->nonce().value_or("")),
              result);
  std::vector<CertificateRef> responders = (*response)->certificates();
  responders.push_back(*issuer);
  absl::StatusOr<bool> intact = false;
  for (const CertificateRef& responder : responders) {
    if ((*response)->NamesResponder(*responder)) {
      const auto& key = responder->public_key();
      intact = key.ok() ? VerifyOcspSignature(**response, **key)
                        : absl::StatusOr<bool>(key.status());
      break;
    }
  }
  CompareSignature(expect, "signature_intact", intact, result);
  return result;
}

}  // namespace kepil
