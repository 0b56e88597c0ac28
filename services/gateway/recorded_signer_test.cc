#include "services/gateway/recorded_signer.h"

#include <string>

#include "engine/signature/signature_document.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/test_officers.h"
#include "services/gateway/test_policies.h"
#include "tests/support/cms_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr char kContent[] = "what was signed";

// What comes of a signature by `signer`, the certificate of `recorded` being
// the one on record.
absl::StatusOr<Conclusion> Judge(const TestOfficer& signer,
                                 absl::string_view recorded,
                                 absl::Time now = kTestActTime) {
  PlainCertificateReader certificates;
  const std::string signature = signer.Sign(kContent);
  SignatureInput input;
  input.signature = signature;
  input.content = kContent;
  const auto document =
      ParseSignatureDocument(input, certificates, ParseLimits());
  EXPECT_THAT(document, IsOk());
  const auto policy = MakeTestRules()->Find(kOfficerPolicy);
  return JudgeRecordedSigner(
      {*document->signatures[0], recorded, **policy, now}, certificates);
}

TestOfficer Signer(const std::string& id) {
  return MakeTestOfficer(id, "unit", v1::PRINCIPAL_ROLE_APPROVER);
}

TEST(RecordedSignerTest, TheRecordedCertificateIsTheOnlyAnchor) {
  const TestOfficer one = Signer("one"), other = Signer("other");
  const auto good = Judge(one, one.signing.certificate);
  ASSERT_THAT(good, IsOk());
  EXPECT_TRUE(IsByRecorded(*good, one.signing.certificate));
  EXPECT_FALSE(IsByRecorded(*good, other.signing.certificate));
  const auto bad = Judge(one, other.signing.certificate);
  ASSERT_THAT(bad, IsOk());
  EXPECT_FALSE(IsByRecorded(*bad, other.signing.certificate));
  EXPECT_FALSE(IsByRecorded(*bad, one.signing.certificate));
}

TEST(RecordedSignerTest, AnExpiredCertificateDoesNotCount) {
  const TestOfficer one = Signer("one");
  const auto late =
      Judge(one, one.signing.certificate, kTestActTime + absl::Hours(24 * 301));
  ASSERT_THAT(late, IsOk());
  EXPECT_FALSE(IsByRecorded(*late, one.signing.certificate));
}

TEST(RecordedSignerTest, WhatIsNoCertificateIsAnError) {
  EXPECT_FALSE(Judge(Signer("one"), "no certificate").ok());
}

}  // namespace
}  // namespace kepil
