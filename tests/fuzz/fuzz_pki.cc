#include "tests/fuzz/fuzz_pki.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "tests/demo_pki/demo_keys.h"

namespace kepil {
namespace {

TestCertificateSpec SpecOf(const std::string& name, const TestKey& key,
                           const std::string& serial_hex,
                           std::vector<TestExtension> extensions) {
  TestCertificateSpec spec;
  spec.subject = absl::StrCat("C=XA,CN=", name);
  spec.key = key;
  spec.serial_hex = serial_hex;
  spec.not_before = FuzzNow() - absl::Hours(24 * 30);
  spec.not_after = FuzzNow() + absl::Hours(24 * 30);
  spec.extensions = std::move(extensions);
  return spec;
}

FuzzPki MakeFuzzPki() {
  FuzzPki pki;
  pki.root = SelfSignTestCertificate(
      SpecOf("Root", FuzzKey('r'), "01", TestCaExtensions()));
  pki.signer = IssueTestCertificate(
      SpecOf("Signer", FuzzKey('s'), "05", TestSignerExtensions()), pki.root);
  pki.rsa = IssueTestCertificate(
      SpecOf("RSA", TestKey::FromPem(DemoKeyPem("xa-signer-rsa")), "06",
             TestSignerExtensions()),
      pki.root);
  pki.responder = IssueTestCertificate(
      SpecOf("OCSP", FuzzKey('o'), "07", TestOcspResponderExtensions()),
      pki.root);
  pki.tsa = IssueTestCertificate(
      SpecOf("TSA", FuzzKey('t'), "08",
             {MakeTestExtension("keyUsage", "critical,digitalSignature"),
              MakeTestExtension("extendedKeyUsage", "critical,timeStamping")}),
      pki.root);
  return pki;
}

}  // namespace

absl::Time FuzzNow() { return absl::FromUnixSeconds(1767225600); }

TestKey FuzzKey(char seed) {
  // PrivateKeyInfo of RFC 8410, section 7, up to the key's 32 octets.
  const std::string der =
      absl::StrCat(absl::HexStringToBytes("302e020100300506032b657004220420"),
                   std::string(32, seed));
  return TestKey::FromPem(absl::StrCat("-----BEGIN PRIVATE KEY-----\n",
                                       absl::Base64Escape(der),
                                       "\n-----END PRIVATE KEY-----\n"));
}

const FuzzPki& GetFuzzPki() {
  static const auto& pki = *new FuzzPki(MakeFuzzPki());
  return pki;
}

CertificateRef ReadFuzzCertificate(const TestIdentity& identity) {
  auto certificate = Certificate::FromDer(identity.certificate);
  KEPIL_CHECK(certificate.ok());
  return *std::move(certificate);
}

}  // namespace kepil
