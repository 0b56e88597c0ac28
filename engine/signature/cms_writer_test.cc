#include "engine/signature/cms_writer.h"

#include <openssl/cms.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "engine/crypto/openssl_ptr.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/signature_document.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1750000000);
constexpr char kDvcsResponse[] = "1.2.840.113549.1.9.16.1.8";

// A Signer over a test key, hash SHA-256.
class TestSigner : public Signer {
 public:
  explicit TestSigner(TestKey key)
      : key_(std::move(key)),
        spki_(key_.Spki()),
        identifier_(TestSignatureAlgorithm(key_, TestSigning())) {
    if (EVP_PKEY_is_a(key_.get(), "ED25519") == 1 ||
        EVP_PKEY_is_a(key_.get(), "ED448") == 1) {
      algorithm_.scheme = SignatureScheme::kEddsa;
    } else {
      algorithm_.scheme = EVP_PKEY_is_a(key_.get(), "EC") == 1
                              ? SignatureScheme::kEcdsa
                              : SignatureScheme::kRsaPkcs1;
      algorithm_.hash = HashAlgorithm::kSha256;
    }
  }
  const std::string& spki() const override { return spki_; }
  const SignatureAlgorithm& algorithm() const override { return algorithm_; }
  const std::string& algorithm_identifier() const override {
    return identifier_;
  }
  absl::StatusOr<std::string> Sign(absl::string_view message) const override {
    return TestSign(key_, TestSigning(), message);
  }

 private:
  const TestKey key_;
  const std::string spki_, identifier_;
  SignatureAlgorithm algorithm_;
};

struct Fixture {
  TestIdentity ca, identity;
  SignedDataDraft draft;
};

Fixture MakeFixture(TestKeyKind kind) {
  Fixture fixture;
  TestCertificateSpec spec;
  spec.subject = "C=XA,CN=CA";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kNow - absl::Hours(24);
  spec.not_after = kNow + absl::Hours(24);
  spec.extensions = TestCaExtensions();
  fixture.ca = SelfSignTestCertificate(spec);
  spec.subject = "C=XA,CN=Receipts";
  spec.key = TestKey::Generate(kind);
  spec.serial_hex = "00ff07";
  spec.extensions = TestSignerExtensions();
  fixture.identity = IssueTestCertificate(spec, fixture.ca);
  fixture.draft.content_type = kDvcsResponse;
  fixture.draft.content = "response";
  fixture.draft.signing_time = kNow;
  fixture.draft.signer_certificate =
      *Certificate::FromDer(fixture.identity.certificate);
  fixture.draft.more_certificates = {
      *Certificate::FromDer(fixture.ca.certificate)};
  return fixture;
}

template <typename T>
T* Decode(const std::string& der,
          T* (*decode)(T**, const unsigned char**, long)) {  // NOLINT
  const unsigned char* at = reinterpret_cast<const unsigned char*>(der.data());
  return decode(nullptr, &at, static_cast<long>(der.size()));  // NOLINT
}

// What OpenSSL's own CMS finds, path to the CA included.
bool OpensslVerifies(const std::string& cms, const TestIdentity& ca) {
  const OpensslErrorGuard guard;
  OpensslPtr<CMS_ContentInfo, &CMS_ContentInfo_free> info(
      Decode(cms, &d2i_CMS_ContentInfo));
  OpensslPtr<X509, &X509_free> anchor(Decode(ca.certificate, &d2i_X509));
  OpensslPtr<X509_STORE, &X509_STORE_free> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), anchor.get());
  X509_VERIFY_PARAM* const parameters = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_time(parameters, absl::ToTimeT(kNow));
  X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_ANY);
  const BioPtr out(BIO_new(BIO_s_mem()));
  return info != nullptr &&
         CMS_verify(info.get(), nullptr, store.get(), nullptr, out.get(),
                    CMS_BINARY | CMS_CADES) == 1;
}

TEST(CmsWriterTest, OpensslVerifiesWhatIsWritten) {
  for (const TestKeyKind kind : {TestKeyKind::kRsa2048, TestKeyKind::kP256}) {
    const Fixture fixture = MakeFixture(kind);
    const auto cms =
        WriteSignedData(fixture.draft, TestSigner(fixture.identity.key));
    ASSERT_THAT(cms, IsOk());
    EXPECT_TRUE(OpensslVerifies(*cms, fixture.ca));
    std::string altered = *cms;
    altered[altered.find("response")] = 'R';
    EXPECT_FALSE(OpensslVerifies(altered, fixture.ca));
  }
}

TEST(CmsWriterTest, OwnParserReadsAndVerifiesWhatIsWritten) {
  for (const TestKeyKind kind : {TestKeyKind::kRsa2048, TestKeyKind::kP256,
                                 TestKeyKind::kEd25519, TestKeyKind::kEd448}) {
    SCOPED_TRACE(static_cast<int>(kind));
    const Fixture fixture = MakeFixture(kind);
    const auto cms =
        WriteSignedData(fixture.draft, TestSigner(fixture.identity.key));
    ASSERT_THAT(cms, IsOk());
    SignatureInput input;
    input.signature = *cms;
    PlainCertificateReader reader;
    const auto document = ParseSignatureDocument(input, reader, ParseLimits());
    ASSERT_THAT(document, IsOk());
    EXPECT_EQ(document->attached_content, "response");
    EXPECT_FALSE(document->ber);
    ASSERT_EQ(document->signatures.size(), 1u);
    const ParsedSignature& signature = *document->signatures[0];
    EXPECT_TRUE(signature.deviations().empty());
    EXPECT_EQ(signature.attributes().signing_time, kNow);
    EXPECT_EQ(OidToText(signature.encapsulated_content_type()), kDvcsResponse);
    EXPECT_EQ(signature.attributes().content_type,
              signature.encapsulated_content_type());
    EXPECT_EQ(signature.signed_data()[0].outcome,
              SignedDataObject::Outcome::kMatched);
    EXPECT_EQ(signature.signer().serial,
              fixture.draft.signer_certificate->serial());
    const auto& references = signature.attributes().signing_certificate_v2;
    ASSERT_EQ(references.size(), 1u);
    EXPECT_EQ(references[0].certificate_hash,
              fixture.draft.signer_certificate->fingerprint().bytes());
    EXPECT_EQ(references[0].serial,
              std::string(fixture.draft.signer_certificate->serial()));
    ASSERT_EQ(signature.embedded_certificates().size(), 2u);
    EXPECT_EQ(signature.embedded_certificates()[0]->der(),
              fixture.identity.certificate);
    EXPECT_EQ(signature.embedded_certificates()[1]->der(),
              fixture.ca.certificate);
    EXPECT_THAT(
        signature.VerifyValue(**fixture.draft.signer_certificate->public_key()),
        IsOkAndHolds(true));
  }
}

TEST(CmsWriterTest, DigestAlgorithmFollowsTheKey) {
  const auto digest_of = [](TestKeyKind kind) {
    const Fixture fixture = MakeFixture(kind);
    const auto cms =
        WriteSignedData(fixture.draft, TestSigner(fixture.identity.key));
    SignatureInput input;
    input.signature = *cms;
    PlainCertificateReader reader;
    return ParseSignatureDocument(input, reader, ParseLimits())
        ->signatures[0]
        ->digest_algorithm();
  };
  EXPECT_EQ(digest_of(TestKeyKind::kP256), HashAlgorithm::kSha256);
  EXPECT_EQ(digest_of(TestKeyKind::kEd25519), HashAlgorithm::kSha512);
  EXPECT_EQ(digest_of(TestKeyKind::kEd448), HashAlgorithm::kShake256_512);
}

TEST(CmsWriterTest, RefusesAKeyThatIsNotTheCertificates) {
  const Fixture fixture = MakeFixture(TestKeyKind::kP256);
  const auto cms = WriteSignedData(
      fixture.draft, TestSigner(TestKey::Generate(TestKeyKind::kP256)));
  EXPECT_THAT(cms, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(cms, HasReason(v1::ERROR_REASON_SIGNER_DOWN));
}

}  // namespace
}  // namespace kepil
