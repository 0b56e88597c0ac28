#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/certificate_extensions.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "tests/conformance/case_adapter.h"
#include "tests/conformance/field_comparison.h"
#include "tests/conformance/offer.h"

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

// Whether the signature of a CRL or OCSP response verifies; nullopt if its
// algorithm or the key's is not offered.
template <typename Object>
std::optional<bool> VerifySignature(
    const Object& object, const Certificate& signer,
    absl::StatusOr<bool> (*verify)(const Object&, const PublicKey&)) {
  const auto& key = signer.public_key();
  if (!IsKeyOffered(key) ||
      (key.ok() &&
       !IsAlgorithmOffered(
           ResolveSignatureAlgorithm(
               (*key)->family(), object.signature_algorithm(), std::nullopt),
           (*key)->family()))) {
    return std::nullopt;
  }
  if (!key.ok()) {
    return false;
  }
  const absl::StatusOr<bool> verified = verify(object, **key);
  return verified.ok() && *verified;
}

void CompareSignature(const TestCase& expect, const char* field,
                      std::optional<bool> actual, CaseResult& result) {
  if (actual.has_value()) {
    CompareFlag(expect, field, *actual, result);
  } else if (expect.Has(field) && result.outcome == CaseOutcome::kPassed) {
    result = UnsupportedResult("algorithm of a signature or key");
  }
}

void CompareStatus(const TestCase& expect, const RevocationStatus& status,
                   CaseResult& result) {
  CompareText(expect, "status", std::string(NameOf(status.state)), result);
  result.false_acceptance |= expect.Text("status") == "revoked" &&
                             status.state == RevocationStatus::State::kGood;
  const bool is_revoked = status.state == RevocationStatus::State::kRevoked;
  CompareText(expect, "revocation_time",
              is_revoked ? TextOf(status.revoked_at) : "none", result);
  CompareText(expect, "reason",
              is_revoked ? std::string(NameOf(status.reason)) : "none", result);
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

// OIDs of the critical extensions of the list, not of its entries. The parser
// tells only whether it knows them all.
std::vector<std::string> CriticalExtensionsOf(const Crl& crl) {
  std::vector<std::string> oids;
  DerReader outer(crl.tbs());
  auto fields = outer.ReadSequence();
  while (fields.ok() && !fields->empty()) {
    const auto field = fields->ReadAny();
    if (!field.ok()) {
      break;
    }
    if (field->tag != DerContextConstructed(0)) {
      continue;
    }
    DerReader wrapper(field->content);
    const auto list = wrapper.ReadSequence();
    const auto extensions =
        list.ok() ? ParseCertificateExtensions(list->rest(), 100)
                  : absl::StatusOr<CertificateExtensions>(list.status());
    for (const auto& extension :
         extensions.ok() ? extensions->all
                         : std::vector<CertificateExtensions::Present>()) {
      if (extension.critical) {
        oids.push_back(OidToText(extension.oid));
      }
    }
  }
  return oids;
}

void CompareCrl(const TestCase& expect, const Crl& crl, CaseResult& result) {
  CompareContained(expect, "issuer_contains",
                   {crl.issuer().CommonName(), crl.issuer().ToText()}, result);
  CompareText(expect, "this_update", TextOf(crl.this_update()), result);
  CompareText(
      expect, "next_update",
      crl.next_update().has_value() ? TextOf(*crl.next_update()) : "none",
      result);
  CompareNumber(expect, "revoked_count", crl.index().size(), result);
  CompareNumber(expect, "crl_number", NumberOf(crl.crl_number()), result);
  CompareList(expect, "critical_extensions", CriticalExtensionsOf(crl), result);
  for (const TestCase& sample : expect.Members("revoked_sample")) {
    const auto entry = crl.index().Find(IntegerFromHex(sample.Text("serial")));
    CompareText(sample, "time",
                entry.has_value() ? TextOf(entry->revoked_at) : "not listed",
                result);
  }
  NoteNotJudged(expect,
                {"issuer_contains", "this_update", "next_update",
                 "revoked_count", "crl_number", "critical_extensions",
                 "revoked_sample", "signature_valid"},
                result);
}

// Octets of a nonce in hex; leading zeros do not count on either side.
void CompareNonce(const TestCase& expect, const OcspResponse& response,
                  CaseResult& result) {
  const std::string expected = HexOf(absl::HexStringToBytes(
      expect.Text("nonce").size() % 2 == 1 ? "0" + expect.Text("nonce")
                                           : expect.Text("nonce")));
  const std::string actual =
      response.nonce().has_value() ? HexOf(*response.nonce()) : "none";
  if (expect.Has("nonce") && expected != actual) {
    AddDifference(result, "nonce", expect.Shown("nonce"), actual);
  }
}

// The response's own certificates first, then the issuer.
std::optional<bool> VerifyResponse(const OcspResponse& response,
                                   const CertificateRef& issuer) {
  std::vector<CertificateRef> responders = response.certificates();
  responders.push_back(issuer);
  for (const CertificateRef& responder : responders) {
    if (response.NamesResponder(*responder)) {
      return VerifySignature(response, *responder, &VerifyOcspSignature);
    }
  }
  return false;
}

// OCSPResponseStatus (RFC 6960, 4.2.1) of a response without a body.
std::string ResponseStatusOf(absl::string_view der) {
  DerReader outer(der);
  auto fields = outer.ReadSequence();
  const auto status = fields.ok() ? fields->ReadInt64(kDerEnumerated)
                                  : absl::StatusOr<int64_t>(-1);
  constexpr const char* kNames[] = {
      "successful", "malformed_request", "internal_error", "try_later",
      "unused",     "sig_required",      "unauthorized"};
  return status.ok() && *status >= 0 && *status <= 6 ? kNames[*status]
                                                     : "unreadable";
}

CaseResult CompareOcspError(const TestCase& expect, absl::string_view der,
                            const absl::Status& error) {
  if (!absl::IsUnavailable(error)) {
    return FailedResult(std::string(error.message()));
  }
  CaseResult result;
  CompareText(expect, "response_status", ResponseStatusOf(der), result);
  CompareText(expect, "status", "none", result);
  CompareFlag(expect, "signature_intact", false, result);
  NoteNotJudged(expect, {"response_status", "status", "signature_intact"},
                result);
  return result;
}

}  // namespace

CaseResult RunCrlCase(const Suite& suite, const TestCase& test_case) {
  const absl::StatusOr<CrlRef> crl = ReadCrl(suite, test_case);
  if (!crl.ok()) {
    return FailedResult(std::string(crl.status().message()));
  }
  const TestCase expect = test_case.Member("expect");
  CaseResult result;
  CompareCrl(expect, **crl, result);
  if (expect.Has("signature_valid")) {
    const auto issuer = suite.ReadCertificate(test_case.Text("issuer"));
    if (!issuer.ok()) {
      return FailedResult(std::string(issuer.status().message()));
    }
    CompareSignature(expect, "signature_valid",
                     VerifySignature(**crl, **issuer, &VerifyCrl), result);
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
  const TestCase expect = test_case.Member("expect");
  CaseResult result;
  CompareStatus(expect, (*crl)->StatusOf({**certificate, **issuer}), result);
  CompareSignature(expect, "signature_intact",
                   VerifySignature(**crl, **issuer, &VerifyCrl), result);
  NoteNotJudged(expect,
                {"status", "revocation_time", "reason", "signature_intact"},
                result);
  return result;
}

CaseResult RunOcspStatusCase(const Suite& suite, const TestCase& test_case) {
  const auto certificate = suite.ReadCertificate(test_case.Text("certificate"));
  const auto issuer = suite.ReadCertificate(test_case.Text("issuer"));
  const auto der = suite.ReadDer(test_case.Text("response"));
  if (!certificate.ok() || !issuer.ok() || !der.ok()) {
    return FailedResult("the certificates or the response cannot be read");
  }
  const TestCase expect = test_case.Member("expect");
  PlainCertificateReader reader;
  const auto read = OcspResponse::FromDer(*der, reader);
  if (!read.ok()) {
    return CompareOcspError(expect, *der, read.status());
  }
  const OcspResponse& response = **read;
  CaseResult result;
  CompareText(expect, "response_status", "successful", result);
  CompareStatus(expect, response.StatusOf({**certificate, **issuer}), result);
  CompareText(expect, "produced_at", TextOf(response.produced_at()), result);
  CompareText(expect, "this_update", TextOf(response.this_update()), result);
  CompareText(expect, "next_update",
              response.next_update().has_value()
                  ? TextOf(*response.next_update())
                  : "none",
              result);
  CompareNonce(expect, response, result);
  CompareSignature(expect, "signature_intact",
                   VerifyResponse(response, *issuer), result);
  NoteNotJudged(
      expect,
      {"response_status", "status", "revocation_time", "reason", "produced_at",
       "this_update", "next_update", "nonce", "signature_intact"},
      result);
  return result;
}

}  // namespace kepil
