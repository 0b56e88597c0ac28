#include "services/gateway/officer_act.h"

#include <string>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/test_officers.h"
#include "services/gateway/test_policies.h"
#include "tests/support/cms_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;

constexpr char kStatement[] = "the stored bytes of a statement";

TestOfficer MakeApprover() {
  return MakeTestOfficer("aigerim", "supervision", v1::PRINCIPAL_ROLE_APPROVER);
}

absl::StatusOr<CheckedAct> Check(const TestOfficer& officer,
                                 const std::string& signature,
                                 absl::Time now = kTestActTime) {
  PlainCertificateReader certificates;
  const auto policy = MakeTestRules()->Find(kOfficerPolicy);
  return CheckOfficerAct({kStatement, signature, officer.record, **policy, now},
                         certificates);
}

TestCmsSpec SpecOf(const std::vector<TestIdentity>& signers) {
  TestCmsSpec spec;
  spec.content = kStatement;
  for (const TestIdentity& identity : signers) {
    TestCmsSigner signer;
    signer.identity = identity;
    signer.signing_time = kTestActTime;
    spec.signers.push_back(signer);
  }
  return spec;
}

TEST(OfficerActTest, AcceptsTheRecordedCertificateOverTheStoredBytes) {
  const TestOfficer officer = MakeApprover();
  const std::string signature = officer.Sign(kStatement);
  const auto act = Check(officer, signature);
  ASSERT_THAT(act, IsOk());
  EXPECT_EQ(act->statement, kStatement);
  EXPECT_EQ(act->signature, signature);
}

TEST(OfficerActTest, AcceptsASignatureWithoutTheCertificateInside) {
  const TestOfficer officer = MakeApprover();
  TestCmsSpec spec = SpecOf({officer.signing});
  spec.embed_signers = false;
  EXPECT_THAT(Check(officer, MakeTestCms(spec)), IsOk());
}

TEST(OfficerActTest, RefusesOtherBytes) {
  const TestOfficer officer = MakeApprover();
  const auto act = Check(officer, officer.Sign("other bytes"));
  EXPECT_THAT(act, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(act, HasReason(v1::ERROR_REASON_CHANGE_DIGEST_MISMATCH));
}

TEST(OfficerActTest, RefusesOtherContentThatIsAttached) {
  const TestOfficer officer = MakeApprover();
  TestCmsSpec spec = SpecOf({officer.signing});
  spec.detached = false;
  EXPECT_THAT(Check(officer, MakeTestCms(spec)), IsOk());
  spec.content = "other bytes";
  EXPECT_THAT(Check(officer, MakeTestCms(spec)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(OfficerActTest, RefusesAnotherCertificate) {
  const TestOfficer officer = MakeApprover();
  // Same names all the way, another key.
  const TestOfficer other = MakeApprover();
  TestCmsSpec bare = SpecOf({other.signing});
  bare.embed_signers = false;
  for (const std::string& signature :
       {other.Sign(kStatement), MakeTestCms(bare)}) {
    EXPECT_THAT(Check(officer, signature),
                StatusIs(absl::StatusCode::kPermissionDenied));
  }
  EXPECT_THAT(Check(officer, other.Sign(kStatement)),
              HasReason(v1::ERROR_REASON_SIGNER_MISMATCH));
}

TEST(OfficerActTest, RefusesAnotherCertificateOfTheSameKey) {
  TestOfficer officer = MakeApprover();
  TestCertificateSpec spec =
      TestActSpec("C=XK,CN=aigerim", TestSignerExtensions());
  spec.key = officer.signing.key;
  spec.serial_hex = "02";
  TestOfficer renewed = officer;
  renewed.signing = SelfSignTestCertificate(spec);
  EXPECT_THAT(Check(officer, renewed.Sign(kStatement)),
              HasReason(v1::ERROR_REASON_SIGNER_MISMATCH));
}

// Law: REG-21.
TEST(OfficerActTest, RefusesAnOfficerWithoutARecordedCertificate) {
  TestOfficer officer = MakeApprover();
  officer.record.clear_signing_certificate();
  EXPECT_THAT(Check(officer, officer.Sign(kStatement)),
              HasReason(v1::ERROR_REASON_SIGNER_MISMATCH));
}

// Law: REG-14.
TEST(OfficerActTest, RefusesABrokenValueAndSaysWhy) {
  const TestOfficer officer = MakeApprover();
  std::string signature = officer.Sign(kStatement);
  signature.back() ^= 1;  // The value stands last.
  const auto act = Check(officer, signature);
  EXPECT_THAT(act, StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(act, HasReason(v1::ERROR_REASON_ACT_SIGNATURE_INVALID));
  const std::string info = ErrorInfoOf(act.status()).value_or("");
  EXPECT_THAT(info, HasSubstr("TOTAL_FAILED"));
  EXPECT_THAT(info, HasSubstr("SIG_CRYPTO_FAILURE"));
}

TEST(OfficerActTest, RefusesACertificateOutsideItsValidity) {
  const TestOfficer officer = MakeApprover();
  const std::string signature = officer.Sign(kStatement);
  const absl::Time end = kTestActTime + absl::Hours(24 * 300);
  EXPECT_THAT(Check(officer, signature, end), IsOk());
  const auto late = Check(officer, signature, end + absl::Seconds(1));
  EXPECT_THAT(late, StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(late, HasReason(v1::ERROR_REASON_ACT_SIGNATURE_INVALID));
  const absl::Time before = kTestActTime - absl::Hours(24 * 31);
  EXPECT_THAT(Check(officer, officer.Sign(kStatement, before), before),
              HasReason(v1::ERROR_REASON_ACT_SIGNATURE_INVALID));
}

TEST(OfficerActTest, RefusesACertificateThatIsNotForSigning) {
  const TestOfficer officer =
      MakeTestOfficer("aigerim", "supervision", v1::PRINCIPAL_ROLE_APPROVER,
                      {MakeTestExtension("keyUsage", "critical,keyAgreement")});
  EXPECT_THAT(Check(officer, officer.Sign(kStatement)),
              HasReason(v1::ERROR_REASON_ACT_SIGNATURE_INVALID));
}

TEST(OfficerActTest, RefusesTwoSigners) {
  const TestOfficer officer = MakeApprover();
  for (const TestIdentity& second : {MakeApprover().signing, officer.signing}) {
    const auto act =
        Check(officer, MakeTestCms(SpecOf({officer.signing, second})));
    EXPECT_THAT(act, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(act, HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
}

TEST(OfficerActTest, RefusesWhatIsNoSignature) {
  const TestOfficer officer = MakeApprover();
  EXPECT_THAT(Check(officer, "yes, I agree"),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(Check(officer, MakeTestCms(SpecOf({}))),
              HasReason(v1::ERROR_REASON_NO_SIGNATURE));
}

}  // namespace
}  // namespace kepil
