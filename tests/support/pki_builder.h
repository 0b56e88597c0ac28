#ifndef KEPIL_TESTS_SUPPORT_PKI_BUILDER_H_
#define KEPIL_TESTS_SUPPORT_PKI_BUILDER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/signer.h"

// From <openssl/types.h>, so that users need not see it.
typedef struct evp_pkey_st EVP_PKEY;

namespace kepil {

// Keys and certificates for tests, made with libcrypto and at times that the
// caller gives. CRLs and OCSP responses: revocation_builder.h; signatures:
// cms_builder.h. Misuse ends the process.

enum class TestKeyKind {
  kRsa2048,
  kP256,
  kP384,
  kP521,
  kBrainpoolP256,
  kEd25519,
  kEd448,
};

// TestKey is a private key. Value type; copies share the key.
class TestKey {
 public:
  TestKey() = default;
  static TestKey Generate(TestKeyKind kind);
  static TestKey FromPem(absl::string_view pem);  // Unencrypted.
  // A key of an algorithm that OpenSSL does not know, and the dotted OID of the
  // digest that goes with it in CMS. It signs in its own way: TestSigning does
  // not count. Neither Pem() nor get().
  static TestKey FromSigner(std::shared_ptr<const Signer> signer,
                            std::string digest_oid);

  const Signer* signer() const { return signer_.get(); }  // nullptr if none.
  const std::string& digest_oid() const { return digest_oid_; }
  std::string Pem() const;        // PKCS#8.
  std::string Spki() const;       // DER.
  std::string KeyOctets() const;  // Of the BIT STRING subjectPublicKey.
  std::string KeyId() const;      // SHA-1 of KeyOctets().
  EVP_PKEY* get() const { return key_.get(); }

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<const Signer> signer_;
  std::string digest_oid_;
};

// How a key signs. EdDSA takes no hash here.
struct TestSigning {
  std::string hash = "sha256";  // OpenSSL's name.
  bool pss = false;  // RSASSA-PSS: MGF1 with the same hash, salt of its length.
};
std::string TestSign(const TestKey& key, const TestSigning& signing,
                     absl::string_view message);
// DER of the AlgorithmIdentifier that goes with it.
std::string TestSignatureAlgorithm(const TestKey& key,
                                   const TestSigning& signing);
// SEQUENCE {tbs, algorithm, BIT STRING signature}: certificate, CRL.
std::string TestSignedObject(absl::string_view tbs, const TestKey& key,
                             const TestSigning& signing);
// Hash value by OpenSSL's name or, of a function that it does not know, by
// dotted OID; "shake256" gives 64 octets.
std::string TestHash(absl::string_view hash, absl::string_view octets);

struct TestExtension {
  std::string oid;  // Dotted.
  bool critical = false;
  std::string value;  // Contents of extnValue.
};
// In the words of OpenSSL's x509v3_config: ("keyUsage",
// "critical,digitalSignature"), ("1.2.3", "DER:0500").
TestExtension MakeTestExtension(const std::string& name,
                                const std::string& value);
// DER of Extensions (the SEQUENCE).
std::string TestExtensions(const std::vector<TestExtension>& extensions);

// DER of a name written "C=XA,O=Xalandia Trust,CN=Root"; one attribute an RDN.
std::string TestName(absl::string_view text);

// A certificate and its key.
struct TestIdentity {
  TestKey key;
  std::string certificate;  // DER.

  std::string CertificatePem() const;
  std::string SubjectName() const;  // DER.
  std::string IssuerName() const;   // DER.
  std::string SerialHex() const;    // Content octets of the INTEGER.
};

struct TestCertificateSpec {
  std::string subject;  // As for TestName.
  TestKey key;          // Certified key.
  absl::Time not_before, not_after;
  std::string serial_hex = "01";  // Content octets of the INTEGER.
  std::vector<TestExtension> extensions;
  // Whether subjectKeyIdentifier and authorityKeyIdentifier are added.
  bool key_identifiers = true;
  TestSigning signing;  // By the issuer.
};
TestIdentity IssueTestCertificate(const TestCertificateSpec& spec,
                                  const TestIdentity& issuer);
TestIdentity SelfSignTestCertificate(const TestCertificateSpec& spec);

// Usual extensions, without key identifiers.
std::vector<TestExtension> TestCaExtensions();      // CA, keyCertSign, cRLSign.
std::vector<TestExtension> TestSignerExtensions();  // KU digitalSignature and
                                                    // nonRepudiation.
std::vector<TestExtension> TestOcspResponderExtensions();  // And ocsp-nocheck.
std::vector<TestExtension> TestTlsServerExtensions();  // localhost, 127.0.0.1.
std::vector<TestExtension> TestTlsClientExtensions();

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_PKI_BUILDER_H_
