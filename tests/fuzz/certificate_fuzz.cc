// Certificates: what parses is kept octet by octet and says what OpenSSL says;
// nothing verifies under our root but what our root signed.

#include <openssl/asn1.h>
#include <openssl/asn1err.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <memory>
#include <set>
#include <string>

#include "engine/pki/certificate.h"
#include "tests/fuzz/fuzz_pki.h"
#include "tests/fuzz/fuzz_target.h"

namespace kepil {
namespace {

struct X509Deleter {
  void operator()(X509* x509) const { X509_free(x509); }
};
using X509Ref = std::unique_ptr<X509, X509Deleter>;

X509Ref ReadWithOpenssl(absl::string_view der) {
  ERR_clear_error();
  const auto* octets = reinterpret_cast<const uint8_t*>(der.data());
  const uint8_t* const end = octets + der.size();
  X509Ref x509(d2i_X509(nullptr, &octets, static_cast<long>(der.size())));
  return octets == end ? std::move(x509) : nullptr;
}

std::string NameOf(const X509_NAME* name) {
  const uint8_t* octets = nullptr;
  size_t size = 0;
  KEPIL_FUZZ_CHECK(X509_NAME_get0_der(name, &octets, &size) == 1);
  return std::string(reinterpret_cast<const char*>(octets), size);
}

int64_t SecondsOf(const ASN1_TIME* time) {
  std::tm parts = {};
  KEPIL_FUZZ_CHECK(ASN1_TIME_to_tm(time, &parts) == 1);
  return absl::ToUnixSeconds(absl::FromTM(parts, absl::UTCTimeZone()));
}

std::string SerialOf(const X509* x509) {
  std::unique_ptr<uint8_t, void (*)(uint8_t*)> octets(
      nullptr, [](uint8_t* p) { OPENSSL_free(p); });
  uint8_t* der = nullptr;
  const int size = i2d_ASN1_INTEGER(X509_get0_serialNumber(x509), &der);
  octets.reset(der);
  KEPIL_FUZZ_CHECK(size > 2);
  const std::string full(reinterpret_cast<const char*>(der),
                         static_cast<size_t>(size));
  return full.substr(2);  // Ours are below 128 octets: a short length.
}

// What OpenSSL refuses and we read. It decodes at once what is opaque to us
// until it is used: a key (ours is an error then, the certificate is readable),
// parameters of algorithms (which then resolve to nothing), the values of a
// name's attributes (which we compare by octets if they are no string) and the
// last octet of the signature (which never verifies). The structure of the
// certificate must be beyond dispute.
bool IsExplained(const Certificate& ours) {
  const int reason = ERR_GET_REASON(ERR_get_error());
  ERR_clear_error();
  const bool is_structural =
      reason == ASN1_R_WRONG_TAG || reason == ASN1_R_FIELD_MISSING ||
      reason == ASN1_R_SEQUENCE_LENGTH_MISMATCH || reason == ASN1_R_TOO_LONG ||
      reason == ASN1_R_HEADER_TOO_LONG ||
      reason == ASN1_R_SEQUENCE_NOT_CONSTRUCTED ||
      reason == ASN1_R_EXPLICIT_LENGTH_MISMATCH ||
      reason == ASN1_R_MISSING_EOC || reason == ASN1_R_BAD_OBJECT_HEADER;
  return (reason != 0 && !is_structural) || !ours.public_key().ok();
}

void CompareWithOpenssl(const Certificate& ours) {
  const X509Ref theirs = ReadWithOpenssl(ours.der());
  if (theirs == nullptr) {
    KEPIL_FUZZ_CHECK(IsExplained(ours));
    return;
  }
  KEPIL_FUZZ_CHECK(ours.version() == X509_get_version(theirs.get()) + 1);
  KEPIL_FUZZ_CHECK(ours.serial() == SerialOf(theirs.get()));
  KEPIL_FUZZ_CHECK(ours.issuer().der() ==
                   NameOf(X509_get_issuer_name(theirs.get())));
  KEPIL_FUZZ_CHECK(ours.subject().der() ==
                   NameOf(X509_get_subject_name(theirs.get())));
  KEPIL_FUZZ_CHECK(absl::ToUnixSeconds(ours.not_before()) ==
                   SecondsOf(X509_get0_notBefore(theirs.get())));
  KEPIL_FUZZ_CHECK(absl::ToUnixSeconds(ours.not_after()) ==
                   SecondsOf(X509_get0_notAfter(theirs.get())));
}

const std::set<std::string>& SignedByRoot() {
  static const auto& signed_octets = *new std::set<std::string>([] {
    std::set<std::string> all;
    const FuzzPki& pki = GetFuzzPki();
    for (const TestIdentity* identity :
         {&pki.root, &pki.signer, &pki.rsa, &pki.responder, &pki.tsa}) {
      all.emplace(ReadFuzzCertificate(*identity)->tbs());
    }
    return all;
  }());
  return signed_octets;
}

bool IsSignedByRoot(const Certificate& certificate) {
  static const auto& root =
      *new CertificateRef(ReadFuzzCertificate(GetFuzzPki().root));
  const auto verified = VerifySignedObject(
      **root->public_key(), certificate.signature_algorithm(),
      certificate.tbs(), certificate.signature());
  return verified.ok() && *verified;
}

bool Run(absl::string_view input) {
  const auto certificate = Certificate::FromDer(input);
  const auto again = Certificate::FromDer(input);
  KEPIL_FUZZ_CHECK(certificate.ok() == again.ok());
  if (!certificate.ok()) {
    return false;
  }
  KEPIL_FUZZ_CHECK((*certificate)->der() == input);
  KEPIL_FUZZ_CHECK((*certificate)->fingerprint() == (*again)->fingerprint());
  KEPIL_FUZZ_CHECK((*certificate)->subject() == (*again)->subject());
  KEPIL_FUZZ_CHECK((*certificate)->public_key().ok() ==
                   (*again)->public_key().ok());
  KEPIL_FUZZ_CHECK((*certificate)->subject().ToText().size() <=
                   Name::kMaxTextOctets + 3);
  CompareWithOpenssl(**certificate);
  KEPIL_FUZZ_CHECK(!IsSignedByRoot(**certificate) ||
                   SignedByRoot().count(std::string((*certificate)->tbs())));
  return true;
}

std::vector<FuzzSeed> Seeds() {
  const FuzzPki& pki = GetFuzzPki();
  TestCertificateSpec rich;
  rich.subject = "C=XA,O=Xalandia Trust,CN=Rich";
  rich.key = FuzzKey('q');
  rich.not_before = FuzzNow();
  rich.not_after = FuzzNow() + absl::Hours(24 * 365 * 40);
  rich.serial_hex = "00a1b2c3d4";
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{
           {"basicConstraints", "critical,CA:TRUE,pathlen:3"},
           {"nameConstraints",
            "critical,permitted;DNS:example.com,permitted;email:example.org,"
            "excluded;IP:10.0.0.0/255.0.0.0,excluded;URI:.example.net"},
           {"certificatePolicies", "DER:300f300506032a030430060604551d2000"},
           {"policyConstraints", "requireExplicitPolicy:1"},
           {"policyMappings", "1.2.3.4:1.2.3.5"},
           {"inhibitAnyPolicy", "2"},
           {"subjectAltName",
            "DNS:a.example.com,email:a@example.com,URI:http://example.com/,"
            "IP:10.1.2.3,RID:1.2.3"},
           {"crlDistributionPoints", "URI:http://example.com/a.crl"},
           {"authorityInfoAccess", "OCSP;URI:http://example.com/ocsp"},
           {"extendedKeyUsage", "serverAuth,1.2.3.4.5"}}) {
    rich.extensions.push_back(MakeTestExtension(name, value));
  }
  return {{pki.root.certificate, true},
          {pki.signer.certificate, true},
          {pki.rsa.certificate, true},
          {SelfSignTestCertificate(rich).certificate, true}};
}

}  // namespace

const FuzzTarget& ThisFuzzTarget() {
  static const auto& target = *new FuzzTarget{"certificate",
                                              FuzzGrammar::kDer,
                                              Seeds,
                                              Run,
                                              {{"pkits/files", {".crt"}},
                                               {"limbo/files", {".pem"}},
                                               {"kz/files", {".cer"}}}};
  return target;
}

}  // namespace kepil
