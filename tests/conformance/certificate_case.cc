#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/certificate.h"
#include "engine/pki/extension_oid.h"
#include "tests/conformance/case_adapter.h"
#include "tests/conformance/field_comparison.h"

// Cases about what stands in one certificate.
namespace kepil {
namespace {

constexpr char kSerialNumber[] = "2.5.4.5";
constexpr char kOrganizationalUnit[] = "2.5.4.11";
constexpr char kOcsp[] = "1.3.6.1.5.5.7.48.1";  // id-ad-ocsp
constexpr DerTag kUri = DerContext(6);

// Octets of every value of the attribute `oid`, in order.
std::vector<std::string> ValuesOf(const Name& name, absl::string_view oid) {
  std::vector<std::string> values;
  DerReader outer(name.der());
  auto rdns = outer.ReadSequence();
  while (rdns.ok() && !rdns->empty()) {
    auto rdn = rdns->ReadConstructed(kDerSet);
    if (!rdn.ok()) {
      break;
    }
    while (!rdn->empty()) {
      auto attribute = rdn->ReadSequence();
      if (!attribute.ok()) {
        break;
      }
      const auto type = attribute->ReadOid();
      const auto value = attribute->ReadAny();
      if (type.ok() && value.ok() && OidToText(*type) == oid) {
        values.emplace_back(value->content);
      }
    }
  }
  return values;
}

// Kazakh certificates write IIN, a person's number, into serialNumber and BIN,
// an organisation's, into organizationalUnitName.
std::string NumberIn(const Name& name, absl::string_view oid,
                     absl::string_view prefix) {
  for (const std::string& value : ValuesOf(name, oid)) {
    if (absl::StartsWith(value, prefix)) {
      return value.substr(prefix.size());
    }
  }
  return "none";
}

std::vector<std::string> KeyUsagesOf(const Certificate& certificate) {
  constexpr const char* kNames[] = {
      "digital_signature", "non_repudiation", "key_encipherment",
      "data_encipherment", "key_agreement",   "key_cert_sign",
      "crl_sign",          "encipher_only",   "decipher_only"};
  std::vector<std::string> names;
  const auto& usage = certificate.extensions().key_usage;
  for (int bit = 0; usage.has_value() && bit < 9; ++bit) {
    if (usage->Has(static_cast<KeyUsageBit>(bit))) {
      names.push_back(kNames[bit]);
    }
  }
  return names;
}

std::vector<std::string> DottedOf(
    const std::optional<std::vector<std::string>>& oids) {
  std::vector<std::string> dotted;
  for (const std::string& oid :
       oids.has_value() ? *oids : std::vector<std::string>()) {
    dotted.push_back(OidToText(oid));
  }
  return dotted;
}

std::vector<std::string> CrlUrlsOf(const Certificate& certificate) {
  std::vector<std::string> urls;
  const auto& points = certificate.extensions().crl_distribution_points;
  for (const DistributionPoint& point :
       points.has_value() ? *points : std::vector<DistributionPoint>()) {
    for (const GeneralName& name : point.full_name) {
      if (name.type == GeneralName::Type::kUri) {
        urls.push_back(name.value);
      }
    }
  }
  return urls;
}

// authorityInfoAccess (RFC 5280, 4.2.2.1). The product uses no address in a
// certificate, so its parser keeps none.
std::vector<std::string> OcspUrlsOf(const Certificate& certificate) {
  std::vector<std::string> urls;
  const auto* access =
      certificate.extensions().Find(extension_oid::kAuthorityInfoAccess);
  DerReader outer(access == nullptr ? absl::string_view()
                                    : absl::string_view(access->value));
  auto descriptions = outer.ReadSequence();
  while (descriptions.ok() && !descriptions->empty()) {
    auto description = descriptions->ReadSequence();
    if (!description.ok()) {
      break;
    }
    const auto method = description->ReadOid();
    const auto location = description->ReadAny();
    if (method.ok() && location.ok() && OidToText(*method) == kOcsp &&
        location->tag == kUri) {
      urls.emplace_back(location->content);
    }
  }
  return urls;
}

std::string KeyAlgorithmOf(const Certificate& certificate) {
  DerReader outer(certificate.spki());
  auto key = outer.ReadSequence();
  auto algorithm = key.ok() ? key->ReadSequence() : key;
  const auto oid = algorithm.ok() ? algorithm->ReadOid()
                                  : absl::StatusOr<absl::string_view>("");
  return oid.ok() ? OidToText(*oid) : "unreadable";
}

}  // namespace

CaseResult RunCertificateCase(const Suite& suite, const TestCase& test_case) {
  const auto read = suite.ReadCertificate(test_case.Text("certificate"));
  if (!read.ok()) {
    return FailedResult(std::string(read.status().message()));
  }
  const Certificate& certificate = **read;
  const CertificateExtensions& extensions = certificate.extensions();
  const TestCase expect = test_case.Member("expect");
  CaseResult result;
  CompareContained(
      expect, "subject_contains",
      {certificate.subject().CommonName(), certificate.subject().ToText()},
      result);
  CompareContained(
      expect, "issuer_contains",
      {certificate.issuer().CommonName(), certificate.issuer().ToText()},
      result);
  CompareText(expect, "serial", certificate.SerialHex(), result);
  CompareText(expect, "not_before", TextOf(certificate.not_before()), result);
  CompareText(expect, "not_after", TextOf(certificate.not_after()), result);
  CompareText(expect, "public_key_algorithm", KeyAlgorithmOf(certificate),
              result);
  CompareText(expect, "signature_algorithm",
              OidToText(certificate.signature_algorithm().oid), result);
  CompareText(expect, "iin",
              NumberIn(certificate.subject(), kSerialNumber, "IIN"), result);
  CompareText(expect, "bin",
              NumberIn(certificate.subject(), kOrganizationalUnit, "BIN"),
              result);
  CompareList(expect, "key_usage", KeyUsagesOf(certificate), result);
  CompareList(expect, "extended_key_usage",
              DottedOf(extensions.extended_key_usage), result);
  CompareList(expect, "certificate_policies", DottedOf(extensions.policies),
              result);
  CompareList(expect, "crl_urls", CrlUrlsOf(certificate), result);
  CompareList(expect, "ocsp_urls", OcspUrlsOf(certificate), result);
  CompareFlag(expect, "ca",
              extensions.basic_constraints.has_value() &&
                  extensions.basic_constraints->ca,
              result);
  result.false_acceptance = false;  // Nothing is accepted here.
  NoteNotJudged(expect,
                {"subject_contains", "issuer_contains", "serial", "not_before",
                 "not_after", "public_key_algorithm", "signature_algorithm",
                 "iin", "bin", "key_usage", "extended_key_usage",
                 "certificate_policies", "crl_urls", "ocsp_urls", "ca"},
                result);
  return result;
}

}  // namespace kepil
