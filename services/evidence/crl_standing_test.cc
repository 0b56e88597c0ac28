#include "services/evidence/crl_standing.h"

#include <string>
#include <utility>
#include <vector>

#include "services/evidence/evidence_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

class CrlStandingTest : public testing::Test {
 protected:
  SignedCrl Make(int number, std::vector<TestExtension> extensions,
                 std::vector<TestRevoked> revoked = {}) {
    TestCrlSpec spec;
    spec.number = number;
    spec.this_update = fixture_.clock.Now() - absl::Hours(1);
    spec.next_update = fixture_.clock.Now() + absl::Hours(23);
    spec.extensions = std::move(extensions);
    spec.revoked = std::move(revoked);
    const auto crl = Crl::FromDer(MakeTestCrl(spec, fixture_.ca));
    EXPECT_THAT(crl, IsOk());
    return {*crl, EvidenceFixture::Read(fixture_.ca)};
  }
  CrlStanding Of(const std::vector<SignedCrl>& crls) {
    const CertificateRef signer = EvidenceFixture::Read(fixture_.signer);
    return StandingOf({crls, *signer, *fixture_.policy, fixture_.clock.Now()});
  }
  static TestExtension Delta(char base) {
    return {"2.5.29.27", true, std::string("\x02\x01") + base};
  }
  static TestExtension Freshest() {
    return MakeTestExtension("freshestCRL", "URI:http://test/delta.crl");
  }
  // onlySomeReasons: bits 1 to 4, and 5 to 8.
  static TestExtension FirstReasons() {
    return {"2.5.29.28", true, "\x30\x04\x83\x02\x03\x78"};
  }
  static TestExtension OtherReasons() {
    return {"2.5.29.28", true, "\x30\x05\x83\x03\x07\x07\x80"};
  }

  EvidenceFixture fixture_;
};

TEST_F(CrlStandingTest, NothingDecidesNothing) {
  EXPECT_FALSE(Of({}).is_decided);
}

TEST_F(CrlStandingTest, ACompleteCrlDecidesWhileItIsFresh) {
  const SignedCrl crl = Make(1, {});
  EXPECT_TRUE(Of({crl}).is_decided);
  EXPECT_FALSE(Of({crl}).lacks_delta);
  fixture_.clock.Advance(absl::Hours(23));
  EXPECT_FALSE(Of({crl}).is_decided);
}

TEST_F(CrlStandingTest, CrlsOfSomeReasonsDecideTogether) {
  const SignedCrl first = Make(1, {FirstReasons()});
  const SignedCrl other = Make(1, {OtherReasons()});
  EXPECT_FALSE(Of({first}).is_decided);
  EXPECT_FALSE(Of({other}).is_decided);
  EXPECT_TRUE(Of({first, other}).is_decided);
  EXPECT_TRUE(
      Of({Make(1, {FirstReasons()}, {fixture_.RevokedSigner()})}).is_decided);
}

TEST_F(CrlStandingTest, AnAnnouncedDeltaIsLackingUntilItIsThere) {
  const SignedCrl base = Make(1, {Freshest()});
  EXPECT_TRUE(Of({base}).is_decided);
  EXPECT_TRUE(Of({base}).lacks_delta);
  EXPECT_FALSE(Of({base, Make(2, {Delta(1)})}).lacks_delta);
}

TEST_F(CrlStandingTest, ADeltaAloneDecidesOnlyARevocation) {
  EXPECT_FALSE(Of({Make(2, {Delta(1)})}).is_decided);
  EXPECT_TRUE(Of({Make(2, {Delta(1)}, {fixture_.RevokedSigner()})}).is_decided);
}

TEST_F(CrlStandingTest, ADeltaOfANewerCompleteCrlOvertakes) {
  const SignedCrl base = Make(1, {});
  const SignedCrl delta = Make(6, {Delta(5)});
  EXPECT_TRUE(Of({base, delta}).is_overtaken);
  EXPECT_FALSE(Of({base, delta}).is_decided);
  EXPECT_FALSE(Of({base, Make(5, {}), delta}).is_overtaken);
  EXPECT_TRUE(Of({base, Make(5, {}), delta}).is_decided);
}

}  // namespace
}  // namespace kepil
