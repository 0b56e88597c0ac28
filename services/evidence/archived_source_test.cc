#include "services/evidence/archived_source.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/evidence/evidence_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

class ArchivedSourceTest : public testing::Test {
 protected:
  // What an own query at `url` got `age` ago; kept as if a receipt rested on
  // it.
  void Keep(const std::string& crl, absl::Duration age,
            const std::string& url = "a") {
    const CertificateRef ca = EvidenceFixture::Read(fixture_.ca);
    EXPECT_THAT(fixture_.store.PutRevocation(
                    {RevocationKind::kCrl, ca->spki_digest(), Sha256(url)}, crl,
                    fixture_.clock.Now() - age),
                IsOk());
    EXPECT_THAT(fixture_.store.Archive(Sha256(crl), crl), IsOk());
  }
  StatusAnswer At(absl::Duration age) {
    ArchivedSource source({fixture_.store, fixture_.store, fixture_.reader},
                          fixture_.clock.Now() - age);
    return source.Ask(fixture_.Question(v1::REVOCATION_MODE_CRL_OR_OCSP));
  }

  EvidenceFixture fixture_;
};

// Law: CRT-10.
TEST_F(ArchivedSourceTest, GivesWhatWasObtainedAroundThatTimeAndTheNewest) {
  const std::string first = fixture_.Crl(1, absl::Hours(100));
  const std::string before = fixture_.Crl(2, absl::Hours(60));
  const std::string after = fixture_.Crl(3, absl::Hours(40));
  const std::string between = fixture_.Crl(4, absl::Hours(20));
  const std::string newest = fixture_.Crl(5, absl::Hours(2));
  Keep(first, absl::Hours(100));
  Keep(before, absl::Hours(60));
  Keep(after, absl::Hours(40));
  Keep(between, absl::Hours(20));
  Keep(newest, absl::Hours(2));
  const StatusAnswer answer = At(absl::Hours(50));
  ASSERT_THAT(answer.evidence, SizeIs(3));
  EXPECT_EQ(answer.evidence[0].data->der(), before);
  EXPECT_EQ(answer.evidence[1].data->der(), after);
  EXPECT_EQ(answer.evidence[2].data->der(), newest);
  EXPECT_EQ(answer.evidence[0].origin, EvidenceOrigin::kArchive);
  EXPECT_EQ(answer.evidence[0].obtained_at,
            fixture_.clock.Now() - absl::Hours(60));
  EXPECT_THAT(answer.failures, IsEmpty());
  EXPECT_EQ(fixture_.fetcher.calls(), 0);
}

TEST_F(ArchivedSourceTest, NothingFoundIsAFailure) {
  EXPECT_THAT(At(absl::Hours(50)).failures,
              ElementsAre(Field(&Finding::reason,
                                v1::FINDING_REASON_NO_REVOCATION_ANSWER)));
  EXPECT_EQ(fixture_.fetcher.calls(), 0);
}

TEST_F(ArchivedSourceTest, LeavesOutWhatTheIssuerDidNotSign) {
  TestCrlSpec spec;
  spec.this_update = fixture_.clock.Now() - absl::Hours(60);
  spec.next_update = fixture_.clock.Now();
  Keep(MakeTestCrl(spec, fixture_.responder), absl::Hours(60));
  EXPECT_THAT(At(absl::Hours(50)).evidence, IsEmpty());
}

TEST_F(ArchivedSourceTest, AnAnswerWithoutOctetsIsNoAnswer) {
  const std::string crl = fixture_.Crl(1, absl::Hours(60));
  const CertificateRef ca = EvidenceFixture::Read(fixture_.ca);
  EXPECT_THAT(fixture_.store.PutRevocation(
                  {RevocationKind::kCrl, ca->spki_digest(), Sha256("a")}, crl,
                  fixture_.clock.Now() - absl::Hours(60)),
              IsOk());
  EXPECT_THAT(At(absl::Hours(50)).evidence, IsEmpty());
}

TEST_F(ArchivedSourceTest, AStoreInTroubleGivesNothing) {
  Keep(fixture_.Crl(1, absl::Hours(60)), absl::Hours(60));
  fixture_.store.FailWith(absl::UnavailableError("down"));
  const StatusAnswer answer = At(absl::Hours(50));
  EXPECT_THAT(answer.evidence, IsEmpty());
  EXPECT_THAT(answer.failures, SizeIs(1));
}

TEST_F(ArchivedSourceTest, WhereThePolicyAsksForNoneNoneIsGiven) {
  Keep(fixture_.Crl(1, absl::Hours(60)), absl::Hours(60));
  ArchivedSource source({fixture_.store, fixture_.store, fixture_.reader},
                        fixture_.clock.Now());
  const StatusAnswer answer =
      source.Ask(fixture_.Question(v1::REVOCATION_MODE_NONE));
  EXPECT_THAT(answer.evidence, IsEmpty());
  EXPECT_THAT(answer.failures, IsEmpty());
}

}  // namespace
}  // namespace kepil
