#include "services/receipt/dvc_signature.h"

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/dvc_fixture.h"
#include "tests/support/cms_builder.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

DvcSignature Read(const TestReceiptAuthority& authority, absl::string_view dvc,
                  DvcKeyUsageRule rule = DvcKeyUsageRule::kCritical) {
  const auto read = ReadDvcSignature(dvc, {authority.anchor}, rule);
  EXPECT_THAT(read, IsOk());
  return read.value_or(DvcSignature());
}

TEST(DvcSignatureTest, ReadsAGenuineOne) {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  const DvcSignature dvc = Read(authority, SignTestResponse(authority, "0\0"));
  EXPECT_THAT(dvc.problems, IsEmpty());
  EXPECT_EQ(dvc.response, "0");
  EXPECT_EQ(dvc.signer->fingerprint(),
            authority.identity.certificate->fingerprint());
  EXPECT_THAT(dvc.paths, SizeIs(1));
  EXPECT_TRUE(dvc.IsWithinValidity(TestReceiptTime()));
  EXPECT_FALSE(dvc.IsWithinValidity(TestReceiptTime() + absl::Hours(24 * 366)));
}

TEST(DvcSignatureTest, TheSignerMayBeTheAnchor) {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  const auto read = ReadDvcSignature(SignTestResponse(authority, "x"),
                                     {authority.identity.certificate},
                                     DvcKeyUsageRule::kCritical);
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->problems, IsEmpty());
}

TEST(DvcSignatureTest, KnowsNoSignerOfOtherAnchors) {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  const TestReceiptAuthority other = MakeTestReceiptAuthority();
  EXPECT_THAT(Read(other, SignTestResponse(authority, "x")).problems,
              ElementsAre(DvcSignatureProblem::kSignerUnknown));
}

TEST(DvcSignatureTest, NoChangedOctetVerifies) {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  const std::string good = SignTestResponse(authority, "response");
  // The value itself: the last octets of the SignerInfo.
  std::string changed = good;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  EXPECT_THAT(Read(authority, changed).problems,
              ElementsAre(DvcSignatureProblem::kSignatureInvalid));
  // The content.
  changed = good;
  changed[changed.find("response")] = 'R';
  EXPECT_THAT(Read(authority, changed).problems,
              ElementsAre(DvcSignatureProblem::kSignatureInvalid));
}

TEST(DvcSignatureTest, AsksForTheUsageThatTheRuleNames) {
  TestReceiptCertificateSpec spec;
  spec.extended_key_usage = "1.3.6.1.5.5.7.3.10";
  const TestReceiptAuthority authority = MakeTestReceiptAuthority(spec);
  const std::string dvc = SignTestResponse(authority, "x");
  EXPECT_THAT(Read(authority, dvc).problems,
              ElementsAre(DvcSignatureProblem::kSignerNotEntitled));
  EXPECT_THAT(Read(authority, dvc, DvcKeyUsageRule::kPresent).problems,
              IsEmpty());
}

TEST(DvcSignatureTest, RefusesAnotherUsageUnderEitherRule) {
  TestReceiptCertificateSpec spec;
  spec.extended_key_usage = "critical,timeStamping";
  const TestReceiptAuthority stamping = MakeTestReceiptAuthority(spec);
  spec = TestReceiptCertificateSpec();
  spec.key_usage = "critical,keyEncipherment";
  const TestReceiptAuthority encrypting = MakeTestReceiptAuthority(spec);
  for (const auto* authority : {&stamping, &encrypting}) {
    for (const DvcKeyUsageRule rule :
         {DvcKeyUsageRule::kCritical, DvcKeyUsageRule::kPresent}) {
      EXPECT_THAT(
          Read(*authority, SignTestResponse(*authority, "x"), rule).problems,
          ElementsAre(DvcSignatureProblem::kSignerNotEntitled));
    }
  }
}

TEST(DvcSignatureTest, AsksForAReferenceToTheSigner) {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  TestCmsSpec spec;
  spec.content = "x";
  spec.detached = false;
  spec.content_type = kDvcsResponseContentType;
  TestCmsSigner signer;
  signer.identity = authority.signer;
  signer.ess = TestEss::kNone;
  spec.signers = {signer};
  spec.certificates = {authority.signer.certificate, authority.ca.certificate};
  EXPECT_THAT(Read(authority, MakeTestCms(spec)).problems,
              ElementsAre(DvcSignatureProblem::kSigningCertificateMismatch));
  // Version 1 (SHA-1) is what RFC 3029 itself speaks of.
  spec.signers[0].ess = TestEss::kV1;
  EXPECT_THAT(Read(authority, MakeTestCms(spec)).problems, IsEmpty());
}

TEST(DvcSignatureTest, IsAnErrorForOtherContentAndOtherFormats) {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  for (const std::string& dvc :
       {SignTestResponse(authority, "x", "1.2.840.113549.1.7.1"), std::string(),
        std::string("0\x80\0\0", 4)}) {
    EXPECT_FALSE(
        ReadDvcSignature(dvc, {authority.anchor}, DvcKeyUsageRule::kCritical)
            .ok());
  }
}

}  // namespace
}  // namespace kepil
