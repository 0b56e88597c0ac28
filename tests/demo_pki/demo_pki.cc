#include "tests/demo_pki/demo_pki.h"

#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "tests/demo_pki/demo_keys.h"
#include "tests/support/national_signer.h"

namespace kepil {
namespace {

constexpr int kKeyCompromise = 1;

enum class Profile {
  kCa,
  kOcsp,
  kSigner,
  kKazakhSigner,
  kNoSigningUsage,
  kReceipt,
  kTlsServer,
  kTlsClient,
};

struct Spec {
  const char* id;  // Also of the key.
  const char* subject;
  const char* issuer;  // Stands above; "" is self-signed.
  Profile profile;
  // Of a national algorithm: the key follows from the id, no file holds it.
  std::optional<NationalKeyKind> national = std::nullopt;
};

// The whole PKI; issuers first.
constexpr Spec kSpecs[] = {
    {"xa-root", "C=XA,O=Xalandia Trust,CN=Xalandia Trust Root", "",
     Profile::kCa},
    {"xa-issuing-1", "C=XA,O=Xalandia Trust,CN=Xalandia Issuing CA 1",
     "xa-root", Profile::kCa},
    {"xb-ca", "C=XB,O=Xebria Certificates,CN=Xebria Certificates CA", "",
     Profile::kCa},
    {"xc-ca", "C=XC,O=Xorland Signatures,CN=Xorland Signatures CA", "",
     Profile::kCa},
    {"xa-root-ocsp", "C=XA,O=Xalandia Trust,CN=Xalandia Root OCSP", "xa-root",
     Profile::kOcsp},
    {"xa-issuing-1-ocsp", "C=XA,O=Xalandia Trust,CN=Xalandia Issuing 1 OCSP",
     "xa-issuing-1", Profile::kOcsp},
    {"xb-ca-ocsp", "C=XB,O=Xebria Certificates,CN=Xebria OCSP", "xb-ca",
     Profile::kOcsp},
    {"xc-ca-ocsp", "C=XC,O=Xorland Signatures,CN=Xorland OCSP", "xc-ca",
     Profile::kOcsp},
    {"xa-signer-rsa", "C=XA,O=Xala Trading,CN=Aron Xaver", "xa-issuing-1",
     Profile::kSigner},
    {"xa-signer-p256", "C=XA,O=Xala Trading,CN=Berta Xenon", "xa-issuing-1",
     Profile::kSigner},
    {"xa-signer-ed25519", "C=XA,O=Xala Trading,CN=Cyril Xylo", "xa-issuing-1",
     Profile::kSigner},
    {"xa-signer-pss", "C=XA,O=Xala Trading,CN=Dora Xander", "xa-issuing-1",
     Profile::kSigner},
    {"xa-signer-revoked", "C=XA,O=Xala Trading,CN=Egon Xerxes", "xa-issuing-1",
     Profile::kSigner},
    {"xa-signer-no-usage", "C=XA,O=Xala Trading,CN=mail.xala.example",
     "xa-issuing-1", Profile::kNoSigningUsage},
    {"xb-signer", "C=XB,O=Xebria Mining,CN=Frida Xebec", "xb-ca",
     Profile::kSigner},
    {"xc-signer", "C=XC,O=Xorland Foods,CN=Gustav Xoran", "xc-ca",
     Profile::kSigner},
    // Not the CAs of these countries, nor anything of theirs: only their
    // algorithms. OpenSSL knows none of them, so OCSP is answered by P-256.
    {"kz-ca", "C=KZ,O=Kepil demo,CN=Kepil demo Kazakh CA", "", Profile::kCa,
     NationalKeyKind::kKzGost2015_512},
    {"ru-ca", "C=RU,O=Kepil demo,CN=Kepil demo Russian CA", "", Profile::kCa,
     NationalKeyKind::kRuGost2012_512},
    {"by-ca", "C=BY,O=Kepil demo,CN=Kepil demo Belarusian CA", "", Profile::kCa,
     NationalKeyKind::kByBign256},
    {"kz-ca-ocsp", "C=KZ,O=Kepil demo,CN=Kepil demo Kazakh OCSP", "kz-ca",
     Profile::kOcsp},
    {"ru-ca-ocsp", "C=RU,O=Kepil demo,CN=Kepil demo Russian OCSP", "ru-ca",
     Profile::kOcsp},
    {"by-ca-ocsp", "C=BY,O=Kepil demo,CN=Kepil demo Belarusian OCSP", "by-ca",
     Profile::kOcsp},
    {"kz-signer",
     "C=KZ,serialNumber=IIN880726300029,SN=Demo,GN=Demovich,CN=Demo Aidar",
     "kz-ca", Profile::kKazakhSigner, NationalKeyKind::kKzGost2015_512},
    {"ru-signer", "C=RU,O=Demo Trading,CN=Demo Boris", "ru-ca",
     Profile::kSigner, NationalKeyKind::kRuGost2012_256},
    {"by-signer", "C=BY,O=Demo Trading,CN=Demo Vera", "by-ca", Profile::kSigner,
     NationalKeyKind::kByBign256},
    {"receipt-ca", "C=KZ,O=Kepil demo,CN=Kepil demo receipt CA", "",
     Profile::kCa},
    {"receipt", "C=KZ,O=Kepil demo,CN=Kepil demo receipts", "receipt-ca",
     Profile::kReceipt},
    {"officers-ca", "C=KZ,O=Kepil demo,CN=Kepil demo officers CA", "",
     Profile::kCa},
    {"officer-a", "C=KZ,O=Kepil demo,CN=Officer A", "officers-ca",
     Profile::kSigner},
    {"officer-b", "C=KZ,O=Kepil demo,CN=Officer B", "officers-ca",
     Profile::kSigner},
    {"officer-c", "C=KZ,O=Kepil demo,CN=Officer C", "officers-ca",
     Profile::kSigner},
    {"tls-ca", "C=KZ,O=Kepil demo,CN=Kepil demo TLS CA", "", Profile::kCa},
    {"tls-server", "C=KZ,O=Kepil demo,CN=localhost", "tls-ca",
     Profile::kTlsServer},
    {"tls-officer-a", "C=KZ,O=Kepil demo,CN=Officer A", "tls-ca",
     Profile::kTlsClient},
    {"tls-officer-b", "C=KZ,O=Kepil demo,CN=Officer B", "tls-ca",
     Profile::kTlsClient},
    {"tls-officer-c", "C=KZ,O=Kepil demo,CN=Officer C", "tls-ca",
     Profile::kTlsClient},
    {"tls-relying-party", "C=KZ,O=Kepil demo,CN=Relying party", "tls-ca",
     Profile::kTlsClient},
    {"tls-auditor", "C=KZ,O=Kepil demo,CN=Auditor", "tls-ca",
     Profile::kTlsClient},
    {"tls-operator", "C=KZ,O=Kepil demo,CN=Operator", "tls-ca",
     Profile::kTlsClient},
    {"tls-stranger", "C=KZ,O=Kepil demo,CN=Nobody we know", "tls-ca",
     Profile::kTlsClient},
};

std::vector<TestExtension> ExtensionsOf(Profile profile) {
  switch (profile) {
    case Profile::kCa:
      return TestCaExtensions();
    case Profile::kOcsp:
      return TestOcspResponderExtensions();
    case Profile::kSigner:
      return TestSignerExtensions();
    case Profile::kKazakhSigner:
      return {MakeTestExtension("keyUsage",
                                "critical,digitalSignature,nonRepudiation"),
              // An individual's, by the OIDs of the Kazakh national CA.
              MakeTestExtension("extendedKeyUsage",
                                "emailProtection,1.2.398.3.3.4.1.1")};
    case Profile::kNoSigningUsage:
      return {MakeTestExtension("keyUsage", "critical,keyEncipherment"),
              MakeTestExtension("extendedKeyUsage", "serverAuth")};
    case Profile::kReceipt:
      return {
          MakeTestExtension("keyUsage",
                            "critical,digitalSignature,nonRepudiation"),
          // id-kp-dvcs alone and critical (RFC 3029, 9).
          MakeTestExtension("extendedKeyUsage", "critical,1.3.6.1.5.5.7.3.10")};
    case Profile::kTlsServer:
      return TestTlsServerExtensions();
    case Profile::kTlsClient:
      return TestTlsClientExtensions();
  }
  return {};
}

// Positive, minimal and another one whenever the certificate is another one.
std::string SerialHex(const Spec& spec, absl::Time time) {
  std::string serial =
      TestHash("sha256", absl::StrCat(spec.id, " ", absl::ToUnixSeconds(time)))
          .substr(0, 12);
  serial[0] = static_cast<char>((serial[0] & 0x3f) | 0x40);
  return absl::BytesToHexString(serial);
}

bool Revokes(absl::string_view ca) {
  for (const std::string& id : DemoPki::RevokingCas()) {
    if (id == ca) {
      return true;
    }
  }
  return false;
}

TestCertificateSpec CertificateSpec(const Spec& spec,
                                    const DemoPkiOptions& options) {
  TestCertificateSpec result;
  result.subject = spec.subject;
  result.key = spec.national.has_value()
                   ? MakeNationalKey(*spec.national, spec.id)
                   : TestKey::FromPem(DemoKeyPem(spec.id));
  result.not_before =
      options.time -
      absl::Hours(24 * (spec.profile == Profile::kCa ? 365 : 30));
  result.not_after = options.time + absl::Hours(24 * 365);
  result.serial_hex = SerialHex(spec, options.time);
  result.extensions = ExtensionsOf(spec.profile);
  if (!options.base_url.empty() && Revokes(spec.issuer)) {
    result.extensions.push_back(MakeTestExtension(
        "crlDistributionPoints",
        absl::StrCat("URI:", options.base_url, "/crl/", spec.issuer, ".crl")));
    result.extensions.push_back(MakeTestExtension(
        "authorityInfoAccess",
        absl::StrCat("OCSP;URI:", options.base_url, "/ocsp/", spec.issuer)));
  }
  return result;
}

}  // namespace

DemoPki DemoPki::Build(const DemoPkiOptions& options) {
  DemoPki pki;
  pki.options_ = options;
  for (const Spec& spec : kSpecs) {
    const TestCertificateSpec certificate = CertificateSpec(spec, options);
    Entry entry;
    entry.issuer = spec.issuer;
    entry.identity =
        entry.issuer.empty()
            ? SelfSignTestCertificate(certificate)
            : IssueTestCertificate(certificate, pki.Get(entry.issuer));
    entry.issued.id = spec.id;
    entry.issued.serial_hex = certificate.serial_hex;
    if (entry.issued.id == "xa-signer-revoked") {
      entry.issued.revoked_at = options.time - absl::Minutes(10);
      entry.issued.reason = kKeyCompromise;
    }
    pki.entries_.emplace(spec.id, std::move(entry));
  }
  return pki;
}

const DemoPki::Entry& DemoPki::Find(absl::string_view id) const {
  const auto it = entries_.find(id);
  KEPIL_CHECK(it != entries_.end());
  return it->second;
}

const TestIdentity& DemoPki::Get(absl::string_view id) const {
  return Find(id).identity;
}

const std::string& DemoPki::IssuerOf(absl::string_view id) const {
  return Find(id).issuer;
}

std::vector<std::string> DemoPki::Ids() const {
  std::vector<std::string> ids;
  for (const auto& [id, entry] : entries_) {
    ids.push_back(id);
  }
  return ids;
}

const std::vector<std::string>& DemoPki::RevokingCas() {
  static const auto* const cas = new std::vector<std::string>(
      {"xa-root", "xa-issuing-1", "xb-ca", "xc-ca", "kz-ca", "ru-ca", "by-ca"});
  return *cas;
}

std::vector<DemoIssued> DemoPki::IssuedBy(absl::string_view ca) const {
  std::vector<DemoIssued> issued;
  for (const auto& [id, entry] : entries_) {
    if (entry.issuer == ca) {
      issued.push_back(entry.issued);
    }
  }
  return issued;
}

std::string DemoPki::Crl(absl::string_view ca) const {
  TestCrlSpec spec;
  spec.this_update = options_.time;
  spec.next_update = options_.time + absl::Hours(25);
  for (const DemoIssued& issued : IssuedBy(ca)) {
    if (issued.revoked_at.has_value()) {
      spec.revoked.push_back(
          {issued.serial_hex, *issued.revoked_at, issued.reason, {}});
    }
  }
  return MakeTestCrl(spec, Get(ca));
}

TestKey DemoLogKey() { return TestKey::FromPem(DemoKeyPem("log")); }

}  // namespace kepil
