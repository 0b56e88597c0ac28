#include "tests/demo_pki/demo_responder.h"

#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/support/pki_builder.h"
#include "tests/support/revocation_builder.h"

namespace kepil {
namespace {

constexpr int kMalformedRequest = 1;
constexpr int kUnauthorized = 6;

std::optional<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return std::nullopt;
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// DER of the first certificate in a PEM file.
std::string CertificateFromPem(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> x509(
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free);
  unsigned char* out = nullptr;
  const int length = x509 == nullptr ? 0 : i2d_X509(x509.get(), &out);
  std::string der(reinterpret_cast<char*>(out), length > 0 ? length : 0);
  OPENSSL_free(out);
  return der;
}

// Octets of the subjectPublicKey in a certificate.
std::string KeyOctets(const std::string& certificate) {
  const auto* data = reinterpret_cast<const unsigned char*>(certificate.data());
  const std::unique_ptr<X509, decltype(&X509_free)> x509(
      d2i_X509(nullptr, &data, static_cast<long>(certificate.size())),
      X509_free);
  const ASN1_BIT_STRING* key = X509_get0_pubkey_bitstr(x509.get());
  return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(key)),
                     ASN1_STRING_length(key));
}

std::string Octets(const ASN1_STRING* value) {
  return std::string(
      reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
      ASN1_STRING_length(value));
}

struct Request {
  std::string hash, name_hash, key_hash, serial_hex;
  std::optional<std::string> nonce;
};

std::optional<Request> ParseRequest(absl::string_view der) {
  const auto* data = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<OCSP_REQUEST, decltype(&OCSP_REQUEST_free)> parsed(
      d2i_OCSP_REQUEST(nullptr, &data, static_cast<long>(der.size())),
      OCSP_REQUEST_free);
  if (parsed == nullptr || OCSP_request_onereq_count(parsed.get()) != 1) {
    return std::nullopt;
  }
  ASN1_OCTET_STRING *name_hash = nullptr, *key_hash = nullptr;
  ASN1_OBJECT* hash = nullptr;
  ASN1_INTEGER* serial = nullptr;
  OCSP_id_get0_info(
      &name_hash, &hash, &key_hash, &serial,
      OCSP_onereq_get0_id(OCSP_request_onereq_get0(parsed.get(), 0)));
  const EVP_MD* md = EVP_get_digestbyobj(hash);
  unsigned char* integer = nullptr;
  const int length = i2d_ASN1_INTEGER(serial, &integer);
  if (md == nullptr || length < 3 || length > 64) {
    OPENSSL_free(integer);
    return std::nullopt;
  }
  Request request;
  request.hash = OBJ_nid2ln(EVP_MD_get_type(md));
  request.name_hash = Octets(name_hash);
  request.key_hash = Octets(key_hash);
  request.serial_hex = absl::BytesToHexString(
      absl::string_view(reinterpret_cast<char*>(integer) + 2, length - 2));
  OPENSSL_free(integer);
  const int at =
      OCSP_REQUEST_get_ext_by_NID(parsed.get(), NID_id_pkix_OCSP_Nonce, -1);
  if (at >= 0) {
    const std::string value =
        Octets(X509_EXTENSION_get_data(OCSP_REQUEST_get_ext(parsed.get(), at)));
    // OCTET STRING in OCTET STRING, shorter than 128 octets (RFC 9654).
    request.nonce = value.size() < 2 ? value : value.substr(2);
  }
  return request;
}

// Fills status fields of `answer` from index.tsv: serial, id, "good" or time of
// revocation (RFC 3339), reason code.
void LookUp(const std::string& index, TestOcspAnswer& answer) {
  answer.status = TestOcspStatus::kUnknown;
  for (absl::string_view line :
       absl::StrSplit(index, '\n', absl::SkipEmpty())) {
    const std::vector<absl::string_view> fields = absl::StrSplit(line, '\t');
    if (fields.size() < 4 || fields[0] != answer.serial_hex) {
      continue;
    }
    answer.status = TestOcspStatus::kGood;
    if (fields[2] != "good") {
      answer.status = TestOcspStatus::kRevoked;
      int reason = 0;
      std::string error;
      if (!absl::ParseTime(absl::RFC3339_full, fields[2], &answer.revoked_at,
                           &error) ||
          !absl::SimpleAtoi(fields[3], &reason)) {
        answer.status = TestOcspStatus::kUnknown;
      }
      answer.reason = reason;
    }
  }
}

bool IsPlainName(absl::string_view name) {
  return !name.empty() &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
             name.npos;
}

DemoHttpAnswer OcspBody(std::string body) {
  return {200, "application/ocsp-response", std::move(body)};
}

}  // namespace

DemoHttpAnswer DemoResponder::Handle(absl::string_view method,
                                     absl::string_view path,
                                     absl::string_view body,
                                     absl::Time now) const {
  absl::string_view name = path;
  if (method == "GET" && absl::ConsumePrefix(&name, "/crl/") &&
      absl::ConsumeSuffix(&name, ".crl") && IsPlainName(name)) {
    std::optional<std::string> crl =
        ReadFile(absl::StrCat(directory_, "/crl/", name, ".crl"));
    if (crl.has_value()) {
      return {200, "application/pkix-crl", *std::move(crl)};
    }
  }
  name = path;
  if (method == "POST" && absl::ConsumePrefix(&name, "/ocsp/") &&
      IsPlainName(name)) {
    return Ocsp(std::string(name), body, now);
  }
  return {404, "text/plain", "not here\n"};
}

DemoHttpAnswer DemoResponder::Ocsp(const std::string& ca,
                                   absl::string_view request,
                                   absl::Time now) const {
  const std::string base = absl::StrCat(directory_, "/ocsp/", ca, "/");
  const auto ca_pem = ReadFile(base + "ca.pem");
  const auto pem = ReadFile(base + "responder.pem");
  const auto key = ReadFile(base + "responder.key");
  const auto index = ReadFile(base + "index.tsv");
  if (!ca_pem.has_value() || !pem.has_value() || !key.has_value() ||
      !index.has_value()) {
    return {404, "text/plain", "no such CA\n"};
  }
  const std::optional<Request> asked = ParseRequest(request);
  if (!asked.has_value()) {
    return OcspBody(MakeTestOcspError(kMalformedRequest));
  }
  TestIdentity authority, responder;
  authority.certificate = CertificateFromPem(*ca_pem);
  responder.certificate = CertificateFromPem(*pem);
  responder.key = TestKey::FromPem(*key);
  TestOcspAnswer answer;
  answer.issuer_name = authority.SubjectName();
  answer.issuer_key = KeyOctets(authority.certificate);
  answer.hash = asked->hash;
  if (TestHash(answer.hash, answer.issuer_name) != asked->name_hash ||
      TestHash(answer.hash, answer.issuer_key) != asked->key_hash) {
    return OcspBody(MakeTestOcspError(kUnauthorized));
  }
  answer.serial_hex = asked->serial_hex;
  answer.this_update = now;
  answer.next_update = now + absl::Hours(1);
  LookUp(*index, answer);
  TestOcspSpec spec;
  spec.produced_at = now;
  spec.answers = {answer};
  spec.nonce = asked->nonce;
  spec.certificates = {responder.certificate};
  return OcspBody(MakeTestOcspResponse(spec, responder));
}

}  // namespace kepil
