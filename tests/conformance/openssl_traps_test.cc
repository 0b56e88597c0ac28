// What OpenSSL 3.0 accepts, or cannot do, where a signature must be refused, or
// judged: one test a trap. Every refusal stands beside the same signature
// without the fault, which is accepted.

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/status_macros.h"
#include "engine/validation/test_pki.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/conformance/conformance_policy.h"
#include "tests/conformance/negative_house.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;

using ::testing::Contains;

std::string Identifier(const std::string& oid) {
  return der::Sequence({der::Oid(oid)});
}
std::string IdentifierWithNull(const std::string& oid) {
  return der::Sequence({der::Oid(oid), der::Null()});
}

NegativeHouse RsaHouse() {
  return MakeNegativeHouse(TestKey::Generate(TestKeyKind::kRsa2048));
}

std::string PemOf(EVP_PKEY* key) {
  BIO* const bio = BIO_new(BIO_s_mem());
  KEPIL_CHECK(PEM_write_bio_PKCS8PrivateKey(bio, key, nullptr, nullptr, 0,
                                            nullptr, nullptr) == 1);
  char* data = nullptr;
  const auto length = BIO_get_mem_data(bio, &data);
  const std::string pem(data, static_cast<size_t>(length));
  BIO_free_all(bio);
  EVP_PKEY_free(key);
  return pem;
}

TestKey EcKeyOn(const char* curve) {
  return TestKey::FromPem(PemOf(EVP_EC_gen(curve)));
}

// A P-256 key that spells its curve out.
TestKey ExplicitEcKey() {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  KEPIL_CHECK(EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING,
                                             "explicit") == 1);
  TestKey made = TestKey::FromPem(PemOf(key));
  KEPIL_CHECK(EVP_PKEY_set_utf8_string_param(
                  made.get(), OSSL_PKEY_PARAM_EC_ENCODING, "explicit") == 1);
  return made;
}

// A key of type id-RSASSA-PSS, without restrictions.
TestKey RsaPssKey() {
  EVP_PKEY_CTX* const context =
      EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr);
  EVP_PKEY* key = nullptr;
  KEPIL_CHECK(EVP_PKEY_keygen_init(context) == 1 &&
              EVP_PKEY_generate(context, &key) == 1);
  EVP_PKEY_CTX_free(context);
  return TestKey::FromPem(PemOf(key));
}

// What `signer` of `house` comes to under the default policy.
Conclusion Judge(const NegativeHouse& house, const TestCmsSigner& signer) {
  return JudgeInHouse(house, SignInHouse(signer));
}

TEST(OpensslTrapsTest, GoodSignaturesPass) {
  for (const TestKeyKind kind :
       {TestKeyKind::kRsa2048, TestKeyKind::kP256, TestKeyKind::kP384,
        TestKeyKind::kP521, TestKeyKind::kBrainpoolP256, TestKeyKind::kEd25519,
        TestKeyKind::kEd448}) {
    const NegativeHouse house = MakeNegativeHouse(TestKey::Generate(kind));
    const Conclusion conclusion = Judge(house, SignerOf(house));
    EXPECT_EQ(conclusion.indication, v1::INDICATION_TOTAL_PASSED)
        << static_cast<int>(kind) << " "
        << SubIndicationName(conclusion.sub_indication);
  }
}

TEST(OpensslTrapsTest, Sha512OidOverSha256SignatureIsRefused) {
  const NegativeHouse house = RsaHouse();
  TestCmsSigner signer = SignerOf(house);
  signer.signature_algorithm =
      IdentifierWithNull("1.2.840.113549.1.1.13");  // sha512WithRSAEncryption
  const Conclusion conclusion = Judge(house, signer);
  EXPECT_EQ(conclusion.indication, v1::INDICATION_TOTAL_FAILED);
  EXPECT_EQ(conclusion.sub_indication, v1::SUB_INDICATION_SIG_CRYPTO_FAILURE);
  EXPECT_THAT(conclusion.Reasons(),
              Contains(v1::FINDING_REASON_ALGORITHM_IDENTIFIERS_CONFLICT));
}

TEST(OpensslTrapsTest, Md2OidOverSha256SignatureIsRefused) {
  const NegativeHouse house = RsaHouse();
  TestCmsSigner signer = SignerOf(house);
  signer.signature_algorithm =
      IdentifierWithNull("1.2.840.113549.1.1.2");  // md2WithRSAEncryption
  const Conclusion conclusion = Judge(house, signer);
  EXPECT_NE(conclusion.indication, v1::INDICATION_TOTAL_PASSED);
  EXPECT_THAT(conclusion.Reasons(),
              Contains(v1::FINDING_REASON_ALGORITHM_UNSUPPORTED));
}

TEST(OpensslTrapsTest, EcdsaOidOfAnotherHashIsRefused) {
  const NegativeHouse house =
      MakeNegativeHouse(TestKey::Generate(TestKeyKind::kP256));
  TestCmsSigner signer = SignerOf(house);
  signer.signature_algorithm =
      Identifier("1.2.840.10045.4.3.4");  // ecdsa-with-SHA512
  EXPECT_EQ(Judge(house, signer).indication, v1::INDICATION_TOTAL_FAILED);
}

TEST(OpensslTrapsTest, PssDefaultParametersAreRefusedByPolicy) {
  const NegativeHouse house = RsaHouse();
  TestCmsSigner signer = SignerOf(house);
  signer.signing = {"sha1", true};
  for (const std::string& parameters :
       {der::Sequence({der::Oid("rsassaPss"), der::Sequence({})}),
        Identifier("1.2.840.113549.1.1.10")}) {
    signer.signature_algorithm = parameters;
    const std::string cms = SignInHouse(signer);
    // The mathematics hold: only the policy keeps it out.
    EXPECT_EQ(JudgeInHouse(house, cms, ConformancePolicy()).indication,
              v1::INDICATION_TOTAL_PASSED);
    const Conclusion conclusion = JudgeInHouse(house, cms);
    EXPECT_EQ(conclusion.indication, v1::INDICATION_INDETERMINATE);
    EXPECT_EQ(conclusion.sub_indication,
              v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE_NO_POE);
    EXPECT_THAT(conclusion.Reasons(),
                Contains(v1::FINDING_REASON_ALGORITHM_EXPIRED));
  }
}

TEST(OpensslTrapsTest, PssHashOtherThanDigestAlgorithmIsRefused) {
  const NegativeHouse house = RsaHouse();
  TestCmsSigner signer = SignerOf(house);
  signer.signing = {"sha256", true};
  EXPECT_EQ(Judge(house, signer).indication, v1::INDICATION_TOTAL_PASSED);
  signer.digest = "sha512";
  const Conclusion conclusion = Judge(house, signer);
  EXPECT_EQ(conclusion.indication, v1::INDICATION_TOTAL_FAILED);
  EXPECT_EQ(conclusion.sub_indication, v1::SUB_INDICATION_SIG_CRYPTO_FAILURE);
}

TEST(OpensslTrapsTest, PssKeySignsWithNothingButPss) {
  const NegativeHouse house = MakeNegativeHouse(RsaPssKey());
  TestCmsSigner signer = SignerOf(house);
  signer.signing = {"sha256", true};
  EXPECT_EQ(Judge(house, signer).indication, v1::INDICATION_TOTAL_PASSED);
  // What CMS_sign writes for such a key.
  signer.signature_algorithm = IdentifierWithNull("1.2.840.113549.1.1.1");
  EXPECT_NE(Judge(house, signer).indication, v1::INDICATION_TOTAL_PASSED);
}

TEST(OpensslTrapsTest, EdwardsSignatureOverAnotherDigestIsRefused) {
  for (const TestKeyKind kind : {TestKeyKind::kEd25519, TestKeyKind::kEd448}) {
    const NegativeHouse house = MakeNegativeHouse(TestKey::Generate(kind));
    TestCmsSigner signer = SignerOf(house);
    signer.message_digest = TestHash("sha512", "another document");
    const Conclusion conclusion = Judge(house, signer);
    EXPECT_EQ(conclusion.indication, v1::INDICATION_TOTAL_FAILED);
    EXPECT_EQ(conclusion.sub_indication, v1::SUB_INDICATION_HASH_FAILURE);
  }
}

// RFC 8419, 3.1: the digest of Ed448 is SHAKE256 with 512 bits, by an
// identifier that says so.
TEST(OpensslTrapsTest, Ed448DigestIsNotOtherOctets) {
  const NegativeHouse house =
      MakeNegativeHouse(TestKey::Generate(TestKeyKind::kEd448));
  TestCmsSigner signer = SignerOf(house);
  signer.message_digest = TestHash("shake256", kNegativeContent).substr(0, 32);
  EXPECT_EQ(Judge(house, signer).indication, v1::INDICATION_TOTAL_FAILED);
}

TEST(OpensslTrapsTest, EdwardsIdentifierMustBeThatOfTheKey) {
  const NegativeHouse house =
      MakeNegativeHouse(TestKey::Generate(TestKeyKind::kEd25519));
  TestCmsSigner signer = SignerOf(house);
  for (const std::string& identifier :
       {Identifier("1.3.101.113"), IdentifierWithNull("1.3.101.112"),
        IdentifierWithNull("1.2.840.113549.1.1.11")}) {
    signer.signature_algorithm = identifier;
    EXPECT_EQ(Judge(house, signer).indication, v1::INDICATION_TOTAL_FAILED);
  }
}

TEST(OpensslTrapsTest, ExplicitEcParametersAreRefused) {
  const NegativeHouse house = MakeNegativeHouse(ExplicitEcKey());
  const CertificateRef certificate = ReadTestCertificate(house.signer);
  ASSERT_FALSE(certificate->public_key().ok());
  const Conclusion conclusion = Judge(house, SignerOf(house));
  EXPECT_NE(conclusion.indication, v1::INDICATION_TOTAL_PASSED);
  EXPECT_THAT(conclusion.Reasons(), Contains(v1::FINDING_REASON_KEY_UNUSABLE));
}

TEST(OpensslTrapsTest, ExplicitEcParametersAreRefusedEvenInALoneAnchor) {
  NegativeHouse house = MakeNegativeHouse(ExplicitEcKey());
  TestCertificateSpec spec = TestSpec("C=XA,CN=Lone", TestSignerExtensions());
  spec.key = house.signer.key;
  house.signer = SelfSignTestCertificate(spec);
  v1::SnapshotSource source;
  source.set_version(1);
  source.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(kTestNow));
  v1::Authority& authority = *source.add_authorities();
  authority.set_id("lone");
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  authority.set_country("XA");
  v1::TrustService& service = *authority.add_services();
  service.set_id("lone");
  service.set_type(v1::SERVICE_TYPE_CA);
  service.add_anchors(house.signer.certificate);
  v1::StatusEntry& entry = *service.add_history();
  entry.set_status(v1::SERVICE_STATUS_ACTIVE);
  entry.mutable_legal_from()->set_seconds(0);
  PlainCertificateReader reader;
  const auto trust =
      TrustSnapshot::FromSource(source.SerializeAsString(), reader);
  if (!trust.ok()) {
    return;  // Not even registered.
  }
  house.trust = *trust;
  EXPECT_NE(Judge(house, SignerOf(house)).indication,
            v1::INDICATION_TOTAL_PASSED);
}

TEST(OpensslTrapsTest, CurvesThatNoPolicyListsAreRefused) {
  for (const char* curve : {"secp256k1", "brainpoolP256t1", "prime239v1"}) {
    const NegativeHouse house = MakeNegativeHouse(EcKeyOn(curve));
    const Conclusion conclusion = Judge(house, SignerOf(house));
    EXPECT_EQ(conclusion.indication, v1::INDICATION_INDETERMINATE) << curve;
    EXPECT_EQ(conclusion.sub_indication,
              v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE)
        << curve;
    EXPECT_THAT(conclusion.Reasons(),
                Contains(v1::FINDING_REASON_PARAMETER_SET_UNKNOWN));
  }
}

TEST(OpensslTrapsTest, EcdsaUnderTheKeysOidIsReportedAsQuirk) {
  const NegativeHouse house =
      MakeNegativeHouse(TestKey::Generate(TestKeyKind::kP256));
  TestCmsSigner signer = SignerOf(house);
  signer.signature_algorithm = Identifier("1.2.840.10045.2.1");
  const Conclusion conclusion = Judge(house, signer);
  EXPECT_EQ(conclusion.indication, v1::INDICATION_TOTAL_PASSED);
  bool is_reported = false;
  for (const Finding& finding : conclusion.findings) {
    is_reported |= finding.reason == v1::FINDING_REASON_ALGORITHM_QUIRK &&
                   finding.level == v1::LEVEL_WARN;
  }
  EXPECT_TRUE(is_reported);
  // The hash comes from digestAlgorithm: another one does not verify.
  signer.digest = "sha512";
  EXPECT_EQ(Judge(house, signer).indication, v1::INDICATION_TOTAL_FAILED);
}

TEST(OpensslTrapsTest, EcdsaWithSha3IsVerified) {
  const NegativeHouse house =
      MakeNegativeHouse(TestKey::Generate(TestKeyKind::kP256));
  TestCmsSigner signer = SignerOf(house);
  signer.signing.hash = "sha3-256";
  signer.signature_algorithm = Identifier("2.16.840.1.101.3.4.3.10");
  EXPECT_EQ(Judge(house, signer).indication, v1::INDICATION_TOTAL_PASSED);
}

// Without auth_level OpenSSL takes a path that SHA-1 holds together.
TEST(OpensslTrapsTest, Sha1OnThePathIsRefusedByPolicy) {
  NegativeHouse house =
      MakeNegativeHouse(TestKey::Generate(TestKeyKind::kP256));
  TestCertificateSpec spec = TestSpec("C=XA,CN=Signer", TestSignerExtensions());
  spec.signing.hash = "sha1";
  spec.serial_hex = "32";
  house.signer = IssueTestCertificate(spec, house.root);
  const Conclusion conclusion = Judge(house, SignerOf(house));
  EXPECT_EQ(conclusion.indication, v1::INDICATION_INDETERMINATE);
  EXPECT_EQ(conclusion.sub_indication,
            v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE_NO_POE);
}

// With purpose "any" OpenSSL checks no usage at all.
TEST(OpensslTrapsTest, AuthenticationCertificateSignsNoDocument) {
  NegativeHouse house =
      MakeNegativeHouse(TestKey::Generate(TestKeyKind::kP256));
  TestCertificateSpec spec =
      TestSpec("C=XA,CN=Signer", TestTlsClientExtensions());
  spec.serial_hex = "33";
  house.signer = IssueTestCertificate(spec, house.root);
  const Conclusion conclusion = Judge(house, SignerOf(house));
  EXPECT_NE(conclusion.indication, v1::INDICATION_TOTAL_PASSED);
  EXPECT_THAT(conclusion.Reasons(),
              Contains(v1::FINDING_REASON_NO_SIGNING_USAGE));
}

}  // namespace
}  // namespace kepil
