#include "tests/conformance/national_case.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/certificate_reader.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "engine/pki/timestamp_info.h"
#include "engine/signature/signature_document.h"
#include "engine/signature/timestamp_token.h"
#include "tests/conformance/field_comparison.h"
#include "tests/conformance/offer.h"
#include "tests/conformance/signature_facts.h"

// A case names one file, often the certificate of who signed it, and says
// whether the mathematics holds. The rest of its fields describe the file.
namespace kepil {
namespace {

// nullopt: no answer, for an algorithm that the product does not offer.
using Intact = std::optional<bool>;

// As cases.json writes UTCTime.
std::string ShortTimeOf(absl::Time time) {
  return absl::FormatTime("%y%m%d%H%M%SZ", time, absl::UTCTimeZone());
}

std::string KeyAlgorithmOf(const Certificate& certificate) {
  DerReader outer(certificate.spki());
  auto key = outer.ReadSequence();
  auto algorithm = key.ok() ? key->ReadSequence() : key;
  const auto oid = algorithm.ok() ? algorithm->ReadOid()
                                  : absl::StatusOr<absl::string_view>("");
  return oid.ok() ? OidToText(*oid) : "unreadable";
}

// What certificates, CRLs and OCSP responses have in common.
template <typename Object>
Intact VerifyBy(const Certificate& signer, const Object& object) {
  const auto& key = signer.public_key();
  if (!IsKeyOffered(key)) {
    return std::nullopt;
  }
  if (!key.ok() ||
      !IsAlgorithmOffered(
          ResolveSignatureAlgorithm((*key)->family(),
                                    object.signature_algorithm(), std::nullopt),
          (*key)->family())) {
    return key.ok() ? Intact() : Intact(false);
  }
  const absl::StatusOr<bool> verified = VerifySignedObject(
      **key, object.signature_algorithm(), object.tbs(), object.signature());
  return verified.ok() && *verified;
}

void CompareIntact(const TestCase& test_case, Intact intact,
                   CaseResult& result) {
  const TestCase expect = test_case.Member("expect");
  if (!expect.Has("signature_intact")) {
    result = NotJudgedResult(!intact.has_value() ? "algorithm not offered"
                             : *intact           ? "intact"
                                                 : "not intact");
  } else if (intact.has_value()) {
    CompareFlag(expect, "signature_intact", *intact, result);
  } else if (result.outcome == CaseOutcome::kPassed) {
    result = UnsupportedResult("algorithm of a signature or key");
  }
}

absl::StatusOr<CertificateRef> ReadIssuer(const Suite& suite,
                                          const TestCase& test_case) {
  return suite.ReadCertificate(test_case.Text("issuer_file"));
}

CaseResult RunCertificate(const Suite& suite, const TestCase& test_case) {
  const auto certificate = suite.ReadCertificate(test_case.Text("file"));
  if (!certificate.ok()) {
    return FailedResult(certificate.status().ToString());
  }
  CaseResult result;
  CompareText(test_case, "serial", (*certificate)->SerialHex(), result);
  CompareText(test_case, "sig_alg",
              OidToText((*certificate)->signature_algorithm().oid), result);
  CompareText(test_case, "key_alg", KeyAlgorithmOf(**certificate), result);
  CompareText(test_case, "not_before",
              ShortTimeOf((*certificate)->not_before()), result);
  CompareText(test_case, "not_after", ShortTimeOf((*certificate)->not_after()),
              result);
  Intact intact = false;
  if (test_case.Has("issuer_file")) {
    const auto issuer = ReadIssuer(suite, test_case);
    if (!issuer.ok()) {
      return FailedResult(issuer.status().ToString());
    }
    intact = VerifyBy(**issuer, **certificate);
    if ((*issuer)->subject() != (*certificate)->issuer()) {
      AddDifference(result, "issuer", (*certificate)->issuer().ToText(),
                    (*issuer)->subject().ToText());
    }
  }
  CompareIntact(test_case, intact, result);
  return result;
}

CaseResult RunCrl(const Suite& suite, const TestCase& test_case) {
  const auto issuer = ReadIssuer(suite, test_case);
  absl::StatusOr<std::string> der = suite.ReadDer(test_case.Text("file"));
  if (!issuer.ok() || !der.ok()) {
    return FailedResult(
        (issuer.ok() ? der.status() : issuer.status()).ToString());
  }
  const absl::StatusOr<CrlRef> crl = Crl::FromDer(*std::move(der));
  if (!crl.ok()) {
    return FailedResult(crl.status().ToString());
  }
  CaseResult result;
  CompareIntact(test_case, VerifyBy(**issuer, **crl), result);
  return result;
}

// By the certificate in the response that it names as its responder.
CaseResult RunOcspResponse(const Suite& suite, const TestCase& test_case) {
  absl::StatusOr<std::string> der = suite.ReadDer(test_case.Text("file"));
  if (!der.ok()) {
    return FailedResult(der.status().ToString());
  }
  PlainCertificateReader reader;
  const absl::StatusOr<OcspResponseRef> response =
      OcspResponse::FromDer(*std::move(der), reader);
  if (!response.ok()) {
    return FailedResult(response.status().ToString());
  }
  CaseResult result;
  CompareText(test_case, "sig_alg",
              OidToText((*response)->signature_algorithm().oid), result);
  Intact intact = false;
  for (const CertificateRef& certificate : (*response)->certificates()) {
    if ((*response)->NamesResponder(*certificate)) {
      intact = VerifyBy(*certificate, **response);
      break;
    }
  }
  CompareIntact(test_case, intact, result);
  return result;
}

// Token or response.
absl::StatusOr<TimestampTokenRef> ReadToken(absl::string_view der) {
  PlainCertificateReader reader;
  const absl::StatusOr<TimestampResponse> response =
      ParseTimestampResponse(der);
  return TimestampToken::FromDer(
      response.ok() && !response->token.empty() ? response->token : der, reader,
      ParseLimits());
}

CaseResult RunTimestamp(const Suite& suite, const TestCase& test_case) {
  const absl::StatusOr<std::string> der =
      suite.ReadFile(test_case.Text("file"));
  const absl::StatusOr<TimestampTokenRef> token =
      der.ok() ? ReadToken(*der)
               : absl::StatusOr<TimestampTokenRef>(der.status());
  if (!token.ok()) {
    return FailedResult(token.status().ToString());
  }
  CaseResult result;
  CompareIntact(
      test_case,
      ExamineSignature((*token)->signature(), SignatureRole::kSignature)
          .is_valid,
      result);
  return result;
}

// What the case says of a time-stamp over the signature.
void CompareTimestamp(const TestCase& signer, const ParsedSignature& signature,
                      CaseResult& result) {
  const TestCase expect = signer.Member("tstinfo");
  const auto& timestamps = signature.attributes().signature_timestamps;
  if (expect.Keys().empty() || timestamps.empty()) {
    return;
  }
  const absl::StatusOr<TimestampTokenRef> token = ReadToken(timestamps[0]);
  if (!token.ok()) {
    AddDifference(result, "tst", "readable", token.status().ToString());
    return;
  }
  const TimestampInfo& info = (*token)->info();
  CompareText(expect, "policy", OidToText(info.policy), result);
  CompareText(expect, "hash", OidToText(info.hash_oid), result);
  CompareText(expect, "imprint", absl::BytesToHexString(info.imprint), result);
  CompareText(expect, "serial", HexOf(info.serial), result);
  const Intact intact =
      ExamineSignature((*token)->signature(), SignatureRole::kSignature)
          .is_valid;
  if (!signer.Members("tst").empty() && intact == false) {
    AddDifference(result, "tst", "intact", "not intact");
  }
}

void CompareSigner(const TestCase& signer, const ParsedSignature& signature,
                   CaseResult& result) {
  const SignatureAttributes& attributes = signature.attributes();
  if (signer.Has("digestAlg") &&
      HashFromOid(OidFromText(signer.Text("digestAlg"))) !=
          signature.digest_algorithm()) {
    AddDifference(result, "digestAlg", signer.Text("digestAlg"),
                  std::string(HashName(signature.digest_algorithm())));
  }
  CompareText(signer, "sigAlg", OidToText(signature.signature_algorithm().oid),
              result);
  CompareText(signer, "ect", OidToText(signature.encapsulated_content_type()),
              result);
  CompareText(signer, "signingTime",
              attributes.signing_time.has_value()
                  ? ShortTimeOf(*attributes.signing_time)
                  : "none",
              result);
  CompareTimestamp(signer, signature, result);
}

// Intact if every signature is: its value and its content.
CaseResult RunDocument(const Suite& suite, const TestCase& test_case) {
  const absl::StatusOr<std::string> octets =
      suite.ReadFile(test_case.Text("file"));
  if (!octets.ok()) {
    return FailedResult(octets.status().ToString());
  }
  const absl::string_view format =
      absl::StartsWith(*octets, "<") ? "xml" : "cms";
  if (!IsFormatOffered(format)) {
    return UnsupportedResult(absl::StrCat("format ", format));
  }
  PlainCertificateReader reader;
  const absl::StatusOr<SignatureDocument> document = ParseSignatureDocument(
      {*octets, std::nullopt, {}}, reader, ParseLimits());
  if (!document.ok()) {
    return FailedResult(document.status().ToString());
  }
  CaseResult result;
  const std::vector<TestCase> signers = test_case.Members("signers");
  if (!signers.empty() && signers.size() != document->signatures.size()) {
    AddDifference(result, "signers", absl::StrCat(signers.size()),
                  absl::StrCat(document->signatures.size()));
  }
  Intact intact = true;
  for (size_t i = 0; i < document->signatures.size(); ++i) {
    const ParsedSignature& signature = *document->signatures[i];
    if (i < signers.size()) {
      CompareSigner(signers[i], signature, result);
    }
    const Intact one =
        ExamineSignature(signature, SignatureRole::kSignature).is_valid;
    intact = one == false || intact == false ? Intact(false)
             : one.has_value()               ? intact
                                             : one;
  }
  CompareIntact(test_case, intact, result);
  return result;
}

}  // namespace

CaseResult RunNationalCase(const Suite& suite, const TestCase& test_case) {
  const std::string kind = suite.KindOf(test_case);
  if (kind == "crl") {
    return RunCrl(suite, test_case);
  }
  if (kind == "ocsp-response") {
    return RunOcspResponse(suite, test_case);
  }
  if (kind == "timestamp") {
    return RunTimestamp(suite, test_case);
  }
  // What is negative is a certificate if the case names its issuer.
  if (kind == "certificate" ||
      (kind == "negative" && test_case.Has("issuer_file"))) {
    return RunCertificate(suite, test_case);
  }
  if (kind == "cms" || kind == "xmldsig" || kind == "negative") {
    return RunDocument(suite, test_case);
  }
  return UnsupportedResult(absl::StrCat("kind ", kind));
}

}  // namespace kepil
