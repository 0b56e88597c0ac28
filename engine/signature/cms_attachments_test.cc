#include "engine/signature/cms_attachments.h"

#include <string>
#include <vector>

#include "engine/signature/signature_document.h"
#include "engine/signature/timestamp_token.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/timestamp_builder.h"

namespace kepil {
namespace {

constexpr absl::Time kTime = absl::FromUnixSeconds(1767225600);
constexpr char kContent[] = "the signed document";
constexpr char kCounterSignature[] = "1.2.840.113549.1.9.6";

TestIdentity MakeIdentity(const std::string& subject) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kTime - absl::Hours(24);
  spec.not_after = kTime + absl::Hours(24);
  spec.extensions = TestTsaExtensions();
  return SelfSignTestCertificate(spec);
}

class CmsAttachmentsTest : public testing::Test {
 protected:
  CmsAttachmentsTest() {
    cms_.content = kContent;
    cms_.signers.resize(1);
    cms_.signers[0].identity = signer_;
    cms_.certificates = {signer_.certificate, counter_.certificate};
    stamp_.gen_time = kTime;
  }
  SignatureDocument Parse(const ParseLimits& limits = {}) {
    octets_ = MakeTestCms(cms_);
    SignatureInput input;
    input.signature = octets_;
    input.content = kContent;
    PlainCertificateReader reader;
    auto document = ParseSignatureDocument(input, reader, limits);
    EXPECT_THAT(document, IsOk());
    return *std::move(document);
  }
  void AddCounterSignature(bool over_other_value = false) {
    cms_.signers[0].over_value = [this,
                                  over_other_value](const std::string& value) {
      TestCmsSigner counter;
      counter.identity = counter_;
      return std::vector<TestAttribute>{
          {kCounterSignature,
           {MakeTestCounterSignature(
               counter, over_other_value ? "another value" : value)}}};
    };
  }

  const TestIdentity signer_ = MakeIdentity("C=XA,CN=Signer");
  const TestIdentity counter_ = MakeIdentity("C=XA,CN=Counter");
  const TestIdentity tsa_ = MakeIdentity("C=XA,CN=TSA");
  TestCmsSpec cms_;
  TestTimestampSpec stamp_;
  std::string octets_;
};

TEST_F(CmsAttachmentsTest, ReadsTimestampsOverContentAndValue) {
  stamp_.stamped = kContent;
  cms_.signers[0].more_signed = {
      ContentTimestampAttribute({MakeTestTimestamp(stamp_, tsa_)})};
  AddSignatureTimestamp(stamp_, tsa_, cms_.signers[0]);
  const SignatureDocument document = Parse();
  const ParsedSignature& signature = *document.signatures[0];
  const auto timestamps = signature.timestamps();
  ASSERT_EQ(timestamps.size(), 2u);
  EXPECT_EQ(timestamps[0].kind, TimestampKind::kContent);
  ASSERT_NE(timestamps[0].token, nullptr);
  EXPECT_THAT(signature.HashContent(HashAlgorithm::kSha256),
              IsOkAndHolds(timestamps[0].token->info().imprint));
  EXPECT_EQ(timestamps[1].kind, TimestampKind::kSignature);
  ASSERT_NE(timestamps[1].token, nullptr);
  EXPECT_EQ(timestamps[1].digest, timestamps[1].token->digest());
  EXPECT_THAT(timestamps[1].token->MatchesImprint(signature.value()),
              IsOkAndHolds(true));
  EXPECT_EQ(Sha256(signature.value()), signature.value_digest());
}

TEST_F(CmsAttachmentsTest, ATokenThatCannotBeReadIsReported) {
  cms_.signers[0].more_unsigned = {
      SignatureTimestampAttribute({std::string("\x30\x00", 2)})};
  const SignatureDocument document = Parse();
  const auto timestamps = document.signatures[0]->timestamps();
  ASSERT_EQ(timestamps.size(), 1u);
  EXPECT_EQ(timestamps[0].token, nullptr);
  EXPECT_FALSE(timestamps[0].is_over_limit);
  EXPECT_EQ(timestamps[0].digest, Sha256(absl::string_view("\x30\x00", 2)));
}

TEST_F(CmsAttachmentsTest, TokensOverTheLimitAreNotDecoded) {
  const std::string token = MakeTestTimestamp(stamp_, tsa_);
  cms_.signers[0].more_unsigned = {SignatureTimestampAttribute({token, token})};
  ParseLimits limits;
  limits.max_timestamps = 1;
  const SignatureDocument document = Parse(limits);
  const auto timestamps = document.signatures[0]->timestamps();
  ASSERT_EQ(timestamps.size(), 2u);
  EXPECT_NE(timestamps[0].token, nullptr);
  EXPECT_EQ(timestamps[1].token, nullptr);
  EXPECT_TRUE(timestamps[1].is_over_limit);
}

TEST_F(CmsAttachmentsTest, ACounterSignatureIsOverTheValue) {
  AddCounterSignature();
  const SignatureDocument document = Parse();
  const auto counters = document.signatures[0]->counter_signatures();
  ASSERT_EQ(counters.size(), 1u);
  EXPECT_EQ(counters[0]->signed_data()[0].outcome,
            SignedDataObject::Outcome::kMatched);
  const auto certificate = Certificate::FromDer(counter_.certificate);
  EXPECT_THAT(counters[0]->VerifyValue(**(*certificate)->public_key()),
              IsOkAndHolds(true));
  EXPECT_EQ(counters[0]->embedded_certificates().size(), 2u);
}

TEST_F(CmsAttachmentsTest, ACounterSignatureOverAnotherValueDoesNotMatch) {
  AddCounterSignature(/*over_other_value=*/true);
  const SignatureDocument document = Parse();
  EXPECT_EQ(
      document.signatures[0]->counter_signatures()[0]->signed_data()[0].outcome,
      SignedDataObject::Outcome::kMismatched);
}

TEST_F(CmsAttachmentsTest, CounterSignaturesOverTheLimitAreNotDecoded) {
  AddCounterSignature();
  ParseLimits limits;
  limits.max_counter_signatures = 0;
  const SignatureDocument document = Parse(limits);
  EXPECT_EQ(document.signatures[0]->attributes().counter_signatures.size(), 1u);
  EXPECT_TRUE(document.signatures[0]->counter_signatures().empty());
}

TEST_F(CmsAttachmentsTest, DigestOnlyInputGivesThatDigestOnly) {
  octets_ = MakeTestCms(cms_);
  SignatureInput input;
  input.signature = octets_;
  input.digests = {
      {HashAlgorithm::kSha256, std::string(Sha256(kContent).bytes())}};
  PlainCertificateReader reader;
  const auto document = ParseSignatureDocument(input, reader, ParseLimits());
  ASSERT_THAT(document, IsOk());
  const ParsedSignature& signature = *document->signatures[0];
  EXPECT_THAT(signature.HashContent(HashAlgorithm::kSha256), IsOk());
  EXPECT_THAT(signature.HashContent(HashAlgorithm::kSha512),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace kepil
