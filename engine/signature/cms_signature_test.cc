#include "engine/signature/cms_signature.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "engine/crypto/der_writer.h"
#include "engine/pki/certificate.h"
#include "engine/signature/signature_document.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/cms_builder.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::Contains;
using testing::Not;
using Outcome = SignedDataObject::Outcome;

const absl::Time kNow = absl::FromUnixSeconds(1750000000);
constexpr char kSigningTime[] = "1.2.840.113549.1.9.5";

TestIdentity MakeSigner(TestKeyKind kind) {
  TestCertificateSpec spec;
  spec.subject = "C=XA,CN=Signer";
  spec.key = TestKey::Generate(kind);
  spec.not_before = kNow - absl::Hours(24);
  spec.not_after = kNow + absl::Hours(24);
  spec.extensions = TestSignerExtensions();
  return SelfSignTestCertificate(spec);
}

TestCmsSpec Spec(const TestIdentity& identity) {
  TestCmsSpec spec;
  spec.content = "hello";
  spec.signers.resize(1);
  spec.signers[0].identity = identity;
  return spec;
}

// A document with its octets, and the one signature in it.
class Parsed {
 public:
  Parsed(const TestIdentity& identity, std::string cms,
         std::optional<absl::string_view> content)
      : cms_(std::move(cms)) {
    SignatureInput input;
    input.signature = cms_;
    if (content.has_value()) {
      input.content = *content;
    }
    Parse(identity, input);
  }
  Parsed(const TestIdentity& identity, std::string cms, ContentDigest digest)
      : cms_(std::move(cms)) {
    SignatureInput input;
    input.signature = cms_;
    input.digests = {std::move(digest)};
    Parse(identity, input);
  }

  const ParsedSignature& operator*() const { return *document_.signatures[0]; }
  const ParsedSignature* operator->() const { return &**this; }
  absl::StatusOr<bool> Verify() const {
    return (*this)->VerifyValue(**certificate_->public_key());
  }
  Outcome outcome() const { return (*this)->signed_data()[0].outcome; }

 private:
  void Parse(const TestIdentity& identity, const SignatureInput& input) {
    PlainCertificateReader reader;
    auto document = ParseSignatureDocument(input, reader, ParseLimits());
    auto certificate = reader.Read(identity.certificate);
    ASSERT_THAT(document, IsOk());
    ASSERT_THAT(certificate, IsOk());
    document_ = *std::move(document);
    certificate_ = *certificate;
  }

  const std::string cms_;
  SignatureDocument document_;
  CertificateRef certificate_;
};

TEST(CmsSignatureTest, VerifiesEveryKindOfKeyOverAttributesAndOverContent) {
  for (const TestKeyKind kind :
       {TestKeyKind::kRsa2048, TestKeyKind::kP256, TestKeyKind::kP384,
        TestKeyKind::kP521, TestKeyKind::kBrainpoolP256, TestKeyKind::kEd25519,
        TestKeyKind::kEd448}) {
    SCOPED_TRACE(static_cast<int>(kind));
    const TestIdentity identity = MakeSigner(kind);
    TestCmsSpec spec = Spec(identity);
    const Parsed good(identity, MakeTestCms(spec), "hello");
    EXPECT_THAT(good.Verify(), IsOkAndHolds(true));
    EXPECT_EQ(good.outcome(), Outcome::kMatched);
    // Over the attributes, the content does not matter to the value.
    const Parsed other(identity, MakeTestCms(spec), "other");
    EXPECT_THAT(other.Verify(), IsOkAndHolds(true));
    EXPECT_EQ(other.outcome(), Outcome::kMismatched);

    spec.signers[0].signed_attributes = false;
    const Parsed direct(identity, MakeTestCms(spec), "hello");
    EXPECT_THAT(direct.Verify(), IsOkAndHolds(true));
    const Parsed direct_other(identity, MakeTestCms(spec), "other");
    EXPECT_THAT(direct_other.Verify(), IsOkAndHolds(false));
  }
}

TEST(CmsSignatureTest, VerifiesRsaPss) {
  const TestIdentity identity = MakeSigner(TestKeyKind::kRsa2048);
  TestCmsSpec spec = Spec(identity);
  spec.signers[0].signing.pss = true;
  const Parsed signature(identity, MakeTestCms(spec), "hello");
  EXPECT_THAT(signature.Verify(), IsOkAndHolds(true));
  const PublicKeyRef key =
      *(*Certificate::FromDer(identity.certificate))->public_key();
  const auto resolved = signature->ResolveAlgorithm(*key);
  ASSERT_THAT(resolved, IsOk());
  EXPECT_EQ(resolved->algorithm.scheme, SignatureScheme::kRsaPss);
}

TEST(CmsSignatureTest, AnotherKeyDoesNotVerify) {
  const TestIdentity identity = MakeSigner(TestKeyKind::kP256);
  const Parsed signature(MakeSigner(TestKeyKind::kP256),
                         MakeTestCms(Spec(identity)), "hello");
  EXPECT_THAT(signature.Verify(), IsOkAndHolds(false));
}

TEST(CmsSignatureTest, AlteredAttributeDoesNotVerify) {
  const TestIdentity identity = MakeSigner(TestKeyKind::kP256);
  TestCmsSpec spec = Spec(identity);
  spec.signers[0].more_signed = {{"1.2.3.4", {DerUtf8String("marker")}}};
  std::string cms = MakeTestCms(spec);
  const size_t at = cms.find("marker");
  ASSERT_NE(at, std::string::npos);
  cms[at] = 'M';
  EXPECT_THAT(Parsed(identity, cms, "hello").Verify(), IsOkAndHolds(false));
}

TEST(CmsSignatureTest, ClaimedAlgorithmMustAgreeWithDigest) {
  const TestIdentity identity = MakeSigner(TestKeyKind::kRsa2048);
  TestCmsSpec spec = Spec(identity);
  // sha512WithRSAEncryption over a SHA-256 signature.
  spec.signers[0].signature_algorithm =
      DerSequence({DerOidFromText("1.2.840.113549.1.1.13"), DerNull()});
  EXPECT_THAT(Parsed(identity, MakeTestCms(spec), "hello").Verify(),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  // rsaEncryption: the hash comes from digestAlgorithm.
  spec.signers[0].signature_algorithm =
      DerSequence({DerOidFromText("1.2.840.113549.1.1.1"), DerNull()});
  EXPECT_THAT(Parsed(identity, MakeTestCms(spec), "hello").Verify(),
              IsOkAndHolds(true));
  spec.signers[0].signature_algorithm =
      DerSequence({DerOidFromText("1.2.3.4"), DerNull()});
  EXPECT_THAT(Parsed(identity, MakeTestCms(spec), "hello").Verify(),
              HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN));
}

TEST(CmsSignatureTest, DigestOnlyWithoutSignedAttributes) {
  const TestIdentity identity = MakeSigner(TestKeyKind::kRsa2048);
  TestCmsSpec spec = Spec(identity);
  spec.signers[0].signed_attributes = false;
  const std::string cms = MakeTestCms(spec);
  const Parsed good(identity, cms,
                    {HashAlgorithm::kSha256, TestHash("sha256", "hello")});
  EXPECT_THAT(good.Verify(), IsOkAndHolds(true));
  EXPECT_EQ(good.outcome(), Outcome::kMatched);
  const Parsed other(identity, cms,
                     {HashAlgorithm::kSha256, TestHash("sha256", "other")});
  EXPECT_THAT(other.Verify(), IsOkAndHolds(false));
  const Parsed wrong_hash(
      identity, cms, {HashAlgorithm::kSha512, TestHash("sha512", "hello")});
  EXPECT_EQ(wrong_hash.outcome(), Outcome::kDigestNotGiven);
  EXPECT_THAT(wrong_hash.Verify(),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(CmsSignatureTest, ContentNotAtHandIsAnErrorOnlyWithoutAttributes) {
  const TestIdentity identity = MakeSigner(TestKeyKind::kEd25519);
  TestCmsSpec spec = Spec(identity);
  const Parsed with(identity, MakeTestCms(spec), std::nullopt);
  EXPECT_THAT(with.Verify(), IsOkAndHolds(true));
  EXPECT_EQ(with.outcome(), Outcome::kNotPresent);
  spec.signers[0].signed_attributes = false;
  const Parsed without(identity, MakeTestCms(spec), std::nullopt);
  EXPECT_THAT(without.Verify(),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(without.outcome(), Outcome::kNotPresent);
}

TEST(CmsSignatureTest, AbsentAttributesAreReportedAndOnlyForData) {
  const TestIdentity identity = MakeSigner(TestKeyKind::kP256);
  TestCmsSpec spec = Spec(identity);
  spec.signers[0].signed_attributes = false;
  const Parsed data(identity, MakeTestCms(spec), "hello");
  EXPECT_THAT(data->deviations(),
              Contains(FormatDeviation::kSignedAttributesAbsent));
  EXPECT_THAT(data->deviations(),
              Not(Contains(FormatDeviation::kMissingMandatoryAttribute)));
  spec.content_type = "1.2.3.4";
  const Parsed other(identity, MakeTestCms(spec), "hello");
  EXPECT_THAT(other->deviations(),
              Contains(FormatDeviation::kMissingMandatoryAttribute));
}

TEST(CmsSignatureTest, SignedAttributesPassedOffAsContentAreFatal) {
  const TestIdentity identity = MakeSigner(TestKeyKind::kP256);
  TestCmsSpec spec = Spec(identity);
  // The octets that the value covers, as content without attributes.
  std::string attributes;
  {
    const std::string cms = MakeTestCms(spec);
    const auto data = ReadCmsSignedData(cms, ParseLimits());
    ASSERT_THAT(data, IsOk());
    const auto info = ReadCmsSignerInfo(data->signer_infos[0]);
    ASSERT_THAT(info, IsOk());
    attributes = DerWrap(kDerSet, *info->signed_attributes);
  }
  spec.signers[0].signed_attributes = false;
  spec.content = attributes;
  const Parsed forged(identity, MakeTestCms(spec), spec.content);
  EXPECT_THAT(forged.Verify(), IsOkAndHolds(true));
  EXPECT_THAT(forged->deviations(),
              Contains(FormatDeviation::kMissingMandatoryAttribute));
}

TEST(CmsSignatureTest, UnknownDigestAlgorithmIsNotAMismatch) {
  const TestIdentity identity = MakeSigner(TestKeyKind::kP256);
  std::string cms = MakeTestCms(Spec(identity));
  // SHA-256 becomes an OID that stands in no table, everywhere.
  const std::string sha256 = OidFromText("2.16.840.1.101.3.4.2.1");
  const std::string unknown = OidFromText("2.16.840.1.101.3.4.2.99");
  for (size_t at = cms.find(sha256); at != std::string::npos;
       at = cms.find(sha256)) {
    cms.replace(at, sha256.size(), unknown);
  }
  const Parsed signature(identity, cms, "hello");
  EXPECT_EQ(signature.outcome(), Outcome::kAlgorithmUnknown);
  EXPECT_EQ(signature->digest_algorithm(), HashAlgorithm::kUnknown);
  EXPECT_THAT(signature.Verify(),
              HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN));
}

TEST(CmsSignatureTest, DuplicateSignedAttributeIsFatal) {
  const TestIdentity identity = MakeSigner(TestKeyKind::kP256);
  TestCmsSpec spec = Spec(identity);
  spec.signers[0].signing_time = kNow;
  spec.signers[0].more_signed = {
      {kSigningTime, {DerX509Time(kNow - absl::Hours(1))}}};
  const Parsed signature(identity, MakeTestCms(spec), "hello");
  EXPECT_THAT(signature.Verify(), IsOkAndHolds(true));
  EXPECT_THAT(signature->deviations(),
              Contains(FormatDeviation::kDuplicateAttribute));
}

TEST(CmsSignatureTest, ReportsClaims) {
  const TestIdentity identity = MakeSigner(TestKeyKind::kP256);
  TestCmsSpec spec = Spec(identity);
  spec.signers[0].by_key_id = true;
  const Parsed signature(identity, MakeTestCms(spec), "hello");
  EXPECT_EQ(signature->format(), SignatureFormat::kCms);
  EXPECT_FALSE(signature->signer().issuer.has_value());
  EXPECT_EQ(signature->signer().subject_key_id, identity.key.KeyId());
  EXPECT_EQ(OidToText(signature->signature_algorithm().oid),
            "1.2.840.10045.4.3.2");
  EXPECT_EQ(signature->digest_algorithm(), HashAlgorithm::kSha256);
  EXPECT_FALSE(signature->value_digest().is_zero());
  EXPECT_TRUE(signature->deviations().empty());
  EXPECT_EQ(signature->signed_data()[0].digest, TestHash("sha256", "hello"));
  ASSERT_EQ(signature->attributes().signing_certificate_v2.size(), 1u);
  EXPECT_EQ(signature->attributes().signing_certificate_v2[0].certificate_hash,
            TestHash("sha256", identity.certificate));
}

TEST(CmsSignatureTest, OddVersionAndUnlistedDigestAreReported) {
  const TestIdentity identity = MakeSigner(TestKeyKind::kP256);
  const std::string cms = MakeTestCms(Spec(identity));
  const auto data = ReadCmsSignedData(cms, ParseLimits());
  ASSERT_THAT(data, IsOk());
  auto signer = ReadCmsSigner(data->signer_infos[0], ParseLimits());
  ASSERT_THAT(signer, IsOk());
  signer->info.version = 3;
  auto parts = std::make_shared<CmsDocumentParts>();
  parts->content_type = std::string(data->content_type);
  const CmsSignature signature(*std::move(signer), std::move(parts));
  EXPECT_THAT(signature.deviations(),
              Contains(FormatDeviation::kVersionMismatch));
  EXPECT_THAT(signature.deviations(),
              Contains(FormatDeviation::kDigestAlgorithmNotListed));
}

TEST(CmsSignatureTest, TooManyAttributesAreAnError) {
  const TestIdentity identity = MakeSigner(TestKeyKind::kP256);
  const std::string cms = MakeTestCms(Spec(identity));
  const auto data = ReadCmsSignedData(cms, ParseLimits());
  ASSERT_THAT(data, IsOk());
  ParseLimits limits;
  limits.max_attributes = 1;
  EXPECT_THAT(ReadCmsSigner(data->signer_infos[0], limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

}  // namespace
}  // namespace kepil
