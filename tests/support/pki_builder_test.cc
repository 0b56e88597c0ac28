#include "tests/support/pki_builder.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

constexpr absl::Time kStart = absl::FromUnixSeconds(1767225600);

using X509Ptr = std::unique_ptr<X509, decltype(&X509_free)>;

X509Ptr Read(const std::string& der) {
  const auto* data = reinterpret_cast<const unsigned char*>(der.data());
  return X509Ptr(d2i_X509(nullptr, &data, static_cast<long>(der.size())),
                 X509_free);
}

TestCertificateSpec Spec(const std::string& subject, TestKeyKind kind) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(kind);
  spec.not_before = kStart;
  spec.not_after = kStart + absl::Hours(24);
  return spec;
}

class PkiBuilderTest : public testing::TestWithParam<TestKeyKind> {};

TEST_P(PkiBuilderTest, CertificateVerifiesUnderItsIssuer) {
  TestCertificateSpec ca_spec = Spec("C=XA,CN=Root", GetParam());
  ca_spec.extensions = TestCaExtensions();
  const TestIdentity ca = SelfSignTestCertificate(ca_spec);
  TestCertificateSpec spec = Spec("C=XA,CN=Signer", TestKeyKind::kP256);
  spec.extensions = TestSignerExtensions();
  spec.serial_hex = "00ff";
  const TestIdentity leaf = IssueTestCertificate(spec, ca);

  const X509Ptr issuer = Read(ca.certificate);
  const X509Ptr subject = Read(leaf.certificate);
  ASSERT_NE(issuer, nullptr);
  ASSERT_NE(subject, nullptr);
  EXPECT_EQ(X509_verify(subject.get(), X509_get0_pubkey(issuer.get())), 1);
  EXPECT_EQ(X509_check_issued(issuer.get(), subject.get()), X509_V_OK);
  EXPECT_EQ(X509_check_ca(issuer.get()), 1);
  EXPECT_EQ(X509_get_key_usage(subject.get()),
            uint32_t{KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION});
  EXPECT_EQ(leaf.SerialHex(), "00ff");
  EXPECT_EQ(leaf.IssuerName(), ca.SubjectName());
}

INSTANTIATE_TEST_SUITE_P(Keys, PkiBuilderTest,
                         testing::Values(TestKeyKind::kRsa2048,
                                         TestKeyKind::kP256, TestKeyKind::kP384,
                                         TestKeyKind::kP521,
                                         TestKeyKind::kBrainpoolP256,
                                         TestKeyKind::kEd25519,
                                         TestKeyKind::kEd448));

TEST(PkiBuilderTest, PssSignatureVerifies) {
  TestCertificateSpec spec = Spec("CN=Root", TestKeyKind::kRsa2048);
  spec.signing.pss = true;
  spec.signing.hash = "sha384";
  const X509Ptr root = Read(SelfSignTestCertificate(spec).certificate);
  ASSERT_NE(root, nullptr);
  EXPECT_EQ(X509_get_signature_nid(root.get()), NID_rsassaPss);
  EXPECT_EQ(X509_verify(root.get(), X509_get0_pubkey(root.get())), 1);
}

TEST(PkiBuilderTest, KeySurvivesPem) {
  const TestKey key = TestKey::Generate(TestKeyKind::kEd25519);
  EXPECT_EQ(TestKey::FromPem(key.Pem()).Spki(), key.Spki());
  EXPECT_EQ(key.KeyOctets().size(), 32u);
}

}  // namespace
}  // namespace kepil
