#include "engine/signature/signature_document.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/cms_builder.h"
#include "tests/support/pki_builder.h"
#include "tests/support/revocation_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;
using Outcome = SignedDataObject::Outcome;

const absl::Time kNow = absl::FromUnixSeconds(1750000000);

TestIdentity MakeSigner(const std::string& serial_hex = "4d") {
  TestCertificateSpec spec;
  spec.subject = "C=XA,CN=Signer " + serial_hex;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kNow - absl::Hours(24);
  spec.not_after = kNow + absl::Hours(24);
  spec.serial_hex = serial_hex;
  spec.extensions = TestSignerExtensions();
  return SelfSignTestCertificate(spec);
}

TestCmsSpec Spec(const std::vector<TestIdentity>& identities) {
  TestCmsSpec spec;
  spec.content = "hello";
  for (const TestIdentity& identity : identities) {
    TestCmsSigner signer;
    signer.identity = identity;
    signer.signing_time = kNow;
    spec.signers.push_back(signer);
  }
  return spec;
}

class SignatureDocumentTest : public testing::Test {
 protected:
  absl::StatusOr<SignatureDocument> Parse(const SignatureInput& input) {
    return ParseSignatureDocument(input, reader_, limits_);
  }
  absl::StatusOr<SignatureDocument> ParseDetached(const std::string& cms,
                                                  absl::string_view content) {
    SignatureInput input;
    input.signature = cms;
    input.content = content;
    return Parse(input);
  }
  absl::StatusOr<SignatureDocument> ParseAlone(const std::string& cms) {
    SignatureInput input;
    input.signature = cms;
    return Parse(input);
  }
  Outcome OutcomeOf(const absl::StatusOr<SignatureDocument>& document) {
    EXPECT_THAT(document, IsOk());
    return document.ok() ? document->signatures.at(0)->signed_data()[0].outcome
                         : Outcome::kAlgorithmUnknown;
  }
  // Verifies under the embedded certificate.
  bool Verifies(const ParsedSignature& signature) {
    for (const CertificateRef& certificate :
         signature.embedded_certificates()) {
      if (certificate->issuer() == signature.signer().issuer &&
          certificate->serial() == signature.signer().serial) {
        const auto result = signature.VerifyValue(**certificate->public_key());
        EXPECT_THAT(result, IsOk());
        return result.ok() && *result;
      }
    }
    return false;
  }

  PlainCertificateReader reader_;
  ParseLimits limits_;
};

TEST_F(SignatureDocumentTest, DetachedContentIsCompared) {
  const std::string cms = MakeTestCms(Spec({MakeSigner()}));
  const auto document = ParseDetached(cms, "hello");
  ASSERT_THAT(document, IsOk());
  EXPECT_FALSE(document->ber);
  EXPECT_FALSE(document->attached_content.has_value());
  ASSERT_EQ(document->signatures.size(), 1u);
  const ParsedSignature& signature = *document->signatures[0];
  EXPECT_EQ(OutcomeOf(document), Outcome::kMatched);
  EXPECT_TRUE(Verifies(signature));
  EXPECT_EQ(signature.attributes().signing_time, kNow);
  EXPECT_EQ(signature.attributes().content_type,
            signature.encapsulated_content_type());
  EXPECT_TRUE(signature.deviations().empty());
  EXPECT_EQ(OutcomeOf(ParseDetached(cms, "hellp")), Outcome::kMismatched);
  EXPECT_EQ(OutcomeOf(ParseDetached(cms, "")), Outcome::kMismatched);
  EXPECT_EQ(OutcomeOf(ParseAlone(cms)), Outcome::kNotPresent);
}

TEST_F(SignatureDocumentTest, AttachedContentIsCompared) {
  TestCmsSpec spec = Spec({MakeSigner()});
  spec.detached = false;
  const std::string cms = MakeTestCms(spec);
  const auto document = ParseAlone(cms);
  EXPECT_EQ(OutcomeOf(document), Outcome::kMatched);
  EXPECT_EQ(document->attached_content, "hello");
  EXPECT_TRUE(Verifies(*document->signatures[0]));
  spec.signers[0].message_digest = TestHash("sha256", "other");
  EXPECT_EQ(OutcomeOf(ParseAlone(MakeTestCms(spec))), Outcome::kMismatched);
}

TEST_F(SignatureDocumentTest, ContentGivenTwiceMustBeTheSame) {
  TestCmsSpec spec = Spec({MakeSigner()});
  spec.detached = false;
  const std::string cms = MakeTestCms(spec);
  EXPECT_EQ(OutcomeOf(ParseDetached(cms, "hello")), Outcome::kMatched);
  EXPECT_THAT(ParseDetached(cms, "other"),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  SignatureInput input;
  input.signature = cms;
  input.digests = {{HashAlgorithm::kSha512, TestHash("sha512", "hello")}};
  EXPECT_EQ(OutcomeOf(Parse(input)), Outcome::kMatched);
  input.digests[0].value = TestHash("sha512", "other");
  EXPECT_THAT(Parse(input), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST_F(SignatureDocumentTest, DigestOnlyInput) {
  const std::string cms = MakeTestCms(Spec({MakeSigner()}));
  SignatureInput input;
  input.signature = cms;
  input.digests = {{HashAlgorithm::kSha512, TestHash("sha512", "hello")},
                   {HashAlgorithm::kSha256, TestHash("sha256", "hello")}};
  EXPECT_EQ(OutcomeOf(Parse(input)), Outcome::kMatched);
  input.digests[1].value = TestHash("sha256", "other");
  EXPECT_EQ(OutcomeOf(Parse(input)), Outcome::kMismatched);
  input.digests.pop_back();
  EXPECT_EQ(OutcomeOf(Parse(input)), Outcome::kDigestNotGiven);
}

TEST_F(SignatureDocumentTest, RefusesContradictoryInput) {
  const std::string cms = MakeTestCms(Spec({MakeSigner()}));
  SignatureInput input;
  input.signature = cms;
  input.digests = {{HashAlgorithm::kSha256, "short"}};
  EXPECT_THAT(Parse(input), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  input.digests = {{HashAlgorithm::kUnknown, ""}};
  EXPECT_THAT(Parse(input), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  const ContentDigest digest = {HashAlgorithm::kSha256,
                                TestHash("sha256", "hello")};
  input.digests = {digest, digest};
  EXPECT_THAT(Parse(input), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  input.digests = {digest};
  input.content = "hello";
  EXPECT_THAT(Parse(input), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST_F(SignatureDocumentTest, SeveralSignersShareCertificates) {
  const std::string cms =
      MakeTestCms(Spec({MakeSigner("4d"), MakeSigner("4e"), MakeSigner("4f")}));
  const auto document = ParseDetached(cms, "hello");
  ASSERT_THAT(document, IsOk());
  ASSERT_EQ(document->signatures.size(), 3u);
  for (const auto& signature : document->signatures) {
    EXPECT_EQ(signature->embedded_certificates().size(), 3u);
    EXPECT_TRUE(Verifies(*signature));
  }
}

TEST_F(SignatureDocumentTest, BerEnvelopeIsAccepted) {
  TestCmsSpec spec = Spec({MakeSigner()});
  spec.detached = false;
  const std::string der = MakeTestCms(spec);
  DerReader outer(der);
  const std::string ber =
      absl::StrCat("\x30\x80", outer.ReadAny()->content, std::string(2, '\0'));
  const auto document = ParseAlone(ber);
  EXPECT_EQ(OutcomeOf(document), Outcome::kMatched);
  EXPECT_TRUE(document->ber);
  EXPECT_TRUE(Verifies(*document->signatures[0]));
  EXPECT_THAT(document->signatures[0]->deviations(),
              ElementsAre(FormatDeviation::kBerEncoding));
}

TEST_F(SignatureDocumentTest, UnreadableCertificateIsADeviation) {
  TestCmsSpec spec = Spec({MakeSigner()});
  spec.certificates = {DerSequence({DerInt64(1)}),
                       spec.signers[0].identity.certificate,
                       spec.signers[0].identity.certificate};
  const auto document = ParseDetached(MakeTestCms(spec), "hello");
  ASSERT_THAT(document, IsOk());
  EXPECT_EQ(document->signatures[0]->embedded_certificates().size(), 1u);
  EXPECT_THAT(document->signatures[0]->deviations(),
              ElementsAre(FormatDeviation::kEmbeddedObjectUnreadable));
}

TEST_F(SignatureDocumentTest, ExposesEmbeddedRevocation) {
  const TestIdentity signer = MakeSigner();
  TestCrlSpec crl_spec;
  crl_spec.this_update = kNow;
  TestCmsSpec spec = Spec({signer});
  spec.crls = {MakeTestCrl(crl_spec, signer)};
  const auto document = ParseDetached(MakeTestCms(spec), "hello");
  ASSERT_THAT(document, IsOk());
  EXPECT_EQ(document->crls, spec.crls);
  EXPECT_TRUE(document->ocsp_responses.empty());
  limits_.max_revocation = 0;
  EXPECT_THAT(ParseDetached(MakeTestCms(spec), "hello"),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST_F(SignatureDocumentTest, SignerThatCannotBeReadIsAFatalDeviation) {
  const std::string broken = DerSequence({DerInt64(1)});
  const std::string cms =
      DerSequence({DerOidFromText("1.2.840.113549.1.7.2"),
                   DerExplicit(0, DerSequence({DerInt64(1), DerSetOf({}),
                                               DerSequence({DerOidFromText(
                                                   "1.2.840.113549.1.7.1")}),
                                               DerSetOf({broken})}))});
  const auto document = ParseDetached(cms, "hello");
  ASSERT_THAT(document, IsOk());
  ASSERT_EQ(document->signatures.size(), 1u);
  const ParsedSignature& signature = *document->signatures[0];
  EXPECT_THAT(signature.deviations(),
              Contains(FormatDeviation::kMalformedSigner));
  EXPECT_NE(signature.signed_data()[0].outcome, Outcome::kMatched);
  const auto certificate = reader_.Read(MakeSigner().certificate);
  ASSERT_THAT(certificate, IsOk());
  EXPECT_THAT(signature.VerifyValue(**(*certificate)->public_key()),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST_F(SignatureDocumentTest, TooManySignersHitTheLimit) {
  const std::string signer = DerSequence({DerInt64(1)});
  std::string signers;
  for (int i = 0; i < 10000; ++i) {
    signers += signer;
  }
  const std::string cms =
      DerSequence({DerOidFromText("1.2.840.113549.1.7.2"),
                   DerExplicit(0, DerSequence({DerInt64(1), DerSetOf({}),
                                               DerSequence({DerOidFromText(
                                                   "1.2.840.113549.1.7.1")}),
                                               DerWrap(kDerSet, signers)}))});
  EXPECT_THAT(ParseAlone(cms), HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST_F(SignatureDocumentTest, CertificateLimitCountsCertificateValuesToo) {
  const TestIdentity other = MakeSigner("51");
  TestCmsSpec spec = Spec({MakeSigner()});
  spec.signers[0].more_unsigned = {
      {"1.2.840.113549.1.9.16.2.23", {DerSequence({other.certificate})}}};
  const std::string cms = MakeTestCms(spec);
  const auto document = ParseDetached(cms, "hello");
  ASSERT_THAT(document, IsOk());
  EXPECT_EQ(document->signatures[0]->embedded_certificates().size(), 2u);
  limits_.max_certificates = 1;
  EXPECT_THAT(ParseDetached(cms, "hello"),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST_F(SignatureDocumentTest, RefusesOtherFormats) {
  for (const std::string& file :
       {std::string(), std::string("garbage"),
        std::string("-----BEGIN CMS-----\nMIIB\n-----END CMS-----\n"),
        std::string(1000, '\0'), std::string("<xml/>"),
        MakeSigner().certificate}) {
    EXPECT_THAT(ParseAlone(file), HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

TEST_F(SignatureDocumentTest, NoAlteredOctetStaysUnnoticed) {
  TestCmsSpec spec = Spec({MakeSigner()});
  spec.detached = false;
  const std::string cms = MakeTestCms(spec);
  // What the signature protects: everything from the content on in the
  // SignerInfo's attributes and value; here every octet is tried, and one that
  // matters may not come out as an intact signature with other content.
  for (size_t i = 0; i < cms.size(); ++i) {
    std::string altered = cms;
    altered[i] = static_cast<char>(altered[i] ^ 0x01);
    const auto document = ParseAlone(altered);
    if (!document.ok()) {
      EXPECT_THAT(document.status(),
                  Not(StatusIs(absl::StatusCode::kInternal)));
      continue;
    }
    if (document->attached_content != "hello") {
      EXPECT_NE(document->signatures[0]->signed_data()[0].outcome,
                Outcome::kMatched)
          << "octet " << i;
    }
  }
}

}  // namespace
}  // namespace kepil
