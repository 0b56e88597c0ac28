#ifndef KEPIL_TESTS_FUZZ_FUZZ_PKI_H_
#define KEPIL_TESTS_FUZZ_FUZZ_PKI_H_

#include "absl/time/time.h"
#include "engine/pki/certificate.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// The little PKI that seeds are signed with. Keys never change and signatures
// are deterministic (Ed25519, RSA PKCS#1), so that an input which broke a
// property breaks it again in another process.
struct FuzzPki {
  TestIdentity root;       // C=XA,CN=Root; Ed25519.
  TestIdentity signer;     // C=XA,CN=Signer, serial 05; Ed25519.
  TestIdentity rsa;        // C=XA,CN=RSA, serial 06; RSA 2048.
  TestIdentity responder;  // C=XA,CN=OCSP, serial 07; Ed25519.
  TestIdentity tsa;        // C=XA,CN=TSA, serial 08; Ed25519.
};
const FuzzPki& GetFuzzPki();
absl::Time FuzzNow();  // 2026-01-01T00:00:00Z.

// An Ed25519 key made from one octet.
TestKey FuzzKey(char seed);
CertificateRef ReadFuzzCertificate(const TestIdentity& identity);

}  // namespace kepil

#endif  // KEPIL_TESTS_FUZZ_FUZZ_PKI_H_
