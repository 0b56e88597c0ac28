#include "services/gateway/national_nexus.h"

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/envelope_fixture.h"
#include "services/gateway/validation_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

struct NationalNexusTest : testing::Test, ValidationFixture {
  TestTtp ttp{clock.Now()};

  TrustSnapshotRef Trust() {
    if (publisher.Current() == nullptr) {
      more_authorities = {ttp.authority};
      PublishTrust();
    }
    return publisher.Current();
  }
  // A verdict without a path about a certificate of `signer`.
  Conclusion WithoutPath(const TestIdentity& signer) {
    Conclusion conclusion;
    conclusion.signing_certificate = *certificates.Read(signer.certificate);
    return conclusion;
  }
  absl::Status Check(std::vector<Conclusion> conclusions) {
    JudgedDocument judged;
    judged.conclusions = std::move(conclusions);
    return CheckNationalSigner(ttp.principal, judged, *Trust());
  }
};

TEST_F(NationalNexusTest, OneNationalSignatureIsEnough) {
  EXPECT_THAT(Check({}), IsOk());
  EXPECT_THAT(Check({WithoutPath(domestic_signer)}), IsOk());
  EXPECT_THAT(
      Check({WithoutPath(foreign_signer), WithoutPath(domestic_signer)}),
      IsOk());
}

TEST_F(NationalNexusTest, ForeignSignaturesAreSomebodyElses) {
  for (const TestIdentity& signer : {foreign_signer, unknown_signer}) {
    EXPECT_THAT(Check({WithoutPath(signer)}),
                testing::AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                               HasReason(v1::ERROR_REASON_NO_KZ_NEXUS)));
  }
  EXPECT_THAT(Check({Conclusion()}), HasReason(v1::ERROR_REASON_NO_KZ_NEXUS));
}

// An issuer of this state that nobody registered: there is an answer to that.
TEST_F(NationalNexusTest, AnUnknownIssuerOfThisStateIsNational) {
  TestCertificateSpec spec;
  spec.subject = "C=KZ,CN=Unregistered";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = clock.Now();
  spec.not_after = clock.Now() + absl::Hours(1);
  EXPECT_THAT(Check({WithoutPath(SelfSignTestCertificate(spec))}), IsOk());
}

TEST_F(NationalNexusTest, OthersMayAskAboutAnything) {
  JudgedDocument judged;
  judged.conclusions = {WithoutPath(foreign_signer)};
  EXPECT_THAT(CheckNationalSigner(caller.principal, judged, *Trust()), IsOk());
  EXPECT_THAT(CheckForeignCaller(caller.principal, *Trust(), clock.Now()),
              IsOk());
}

TEST_F(NationalNexusTest, ATtpThatIsNotInForceIsNotAnswered) {
  EXPECT_THAT(CheckForeignCaller(ttp.principal, *Trust(), clock.Now()), IsOk());
  v1::PrincipalRecord other = ttp.principal;
  other.set_authority_id("xa-ca");  // No foreign TTP.
  EXPECT_THAT(CheckForeignCaller(other, *publisher.Current(), clock.Now()),
              HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
}

TEST_F(NationalNexusTest, ASuspendedTtpIsNotAnswered) {
  ttp.Suspend(clock.Now());
  const TrustSnapshotRef trust = Trust();
  EXPECT_THAT(CheckForeignCaller(ttp.principal, *trust, clock.Now()),
              testing::AllOf(StatusIs(absl::StatusCode::kPermissionDenied),
                             HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN)));
  EXPECT_THAT(
      CheckForeignCaller(ttp.principal, *trust, clock.Now() + absl::Hours(1)),
      IsOk());
}

}  // namespace
}  // namespace kepil
