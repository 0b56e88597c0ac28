#include "services/evidence/evidence_fixture.h"

#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TEST(EvidenceFixtureTest, TheSignerIsTheCasAndNamesOtherAddresses) {
  const EvidenceFixture fixture;
  const CertificateRef signer = EvidenceFixture::Read(fixture.signer);
  const CertificateRef ca = EvidenceFixture::Read(fixture.ca);
  EXPECT_THAT(
      VerifySignedObject(**ca->public_key(), signer->signature_algorithm(),
                         signer->tbs(), signer->signature()),
      IsOkAndHolds(true));
  const auto& points = signer->extensions().crl_distribution_points;
  ASSERT_TRUE(points.has_value());
  EXPECT_NE(points->front().full_name.front().value, EvidenceFixture::kCrlUrl);
}

TEST(EvidenceFixtureTest, TheSnapshotHasTheRegisteredAddresses) {
  const EvidenceFixture fixture;
  const TrustSnapshotRef snapshot = fixture.Snapshot();
  const RevocationSources* sources =
      snapshot->SourcesFor(*EvidenceFixture::Read(fixture.ca));
  ASSERT_NE(sources, nullptr);
  EXPECT_EQ(sources->crl_urls, fixture.sources.crl_urls);
  EXPECT_EQ(sources->ocsp_urls, fixture.sources.ocsp_urls);
}

}  // namespace
}  // namespace kepil
