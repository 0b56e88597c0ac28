#include "services/evidence/own_query.h"

#include <string>
#include <utility>
#include <vector>

#include "services/evidence/evidence_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr auto& kCrlUrl = EvidenceFixture::kCrlUrl;

// What one address gives; the rest is tested with revocation_source.h.
class OwnQueryTest : public testing::Test {
 protected:
  OwnQuery::CrlResult Ask(
      OwnQuery::Renewal renewal = OwnQuery::Renewal::kIfNotCurrent) {
    const OwnQuery::Rooms rooms = {fixture_.clock,  fixture_.fetcher,
                                   *fixture_.gate,  *fixture_.cache,
                                   fixture_.reader, nullptr};
    StatusQuestion question = fixture_.Question(v1::REVOCATION_MODE_CRL);
    question.crl_issuers = &registered_;
    OwnQuery query(rooms, options_, question);
    return query.AskCrl(kCrlUrl, renewal);
  }
  std::string Crl(int number, const TestIdentity& issuer,
                  std::vector<TestExtension> extensions = {}) {
    TestCrlSpec spec;
    spec.number = number;
    spec.this_update = fixture_.clock.Now() - absl::Minutes(1);
    spec.next_update = fixture_.clock.Now() + absl::Hours(24);
    spec.extensions = std::move(extensions);
    return MakeTestCrl(spec, issuer);
  }
  // Another key of the CA, certified by the first.
  TestIdentity NextKey() {
    return IssueTestCertificate(
        fixture_.Spec("C=XA,CN=Xalandia CA", TestCaExtensions()), fixture_.ca);
  }
  static TestExtension Delta() {
    return {"2.5.29.27", true, std::string("\x02\x01\x01")};
  }

  EvidenceFixture fixture_;
  OwnQuery::Options options_;
  CertificatePool registered_;
};

TEST_F(OwnQueryTest, ADeltaStandsBesideTheCompleteCrl) {
  fixture_.fetcher.SetBody(kCrlUrl, Crl(1, fixture_.ca));
  Ask();
  fixture_.clock.Advance(absl::Hours(25));
  fixture_.fetcher.SetBody(kCrlUrl, Crl(2, fixture_.ca, {Delta()}));
  const OwnQuery::CrlResult result = Ask();
  EXPECT_THAT(result.status, IsOk());
  ASSERT_TRUE(result.complete.has_value());
  EXPECT_FALSE(result.complete->is_given);
  ASSERT_TRUE(result.beside.has_value());
  EXPECT_TRUE(result.beside->is_given);
}

TEST_F(OwnQueryTest, TakesACrlOfAnotherRegisteredKeyOnly) {
  const TestIdentity next = NextKey();
  fixture_.fetcher.SetBody(kCrlUrl, Crl(1, next));
  EXPECT_THAT(Ask().status, HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  registered_.Add(EvidenceFixture::Read(next));
  const OwnQuery::CrlResult result = Ask();
  EXPECT_THAT(result.status, IsOk());
  EXPECT_FALSE(result.complete.has_value());
  ASSERT_TRUE(result.beside.has_value());
  EXPECT_EQ(result.beside->held.signer->der(), next.certificate);
}

TEST_F(OwnQueryTest, WhatStandsBesideIsNotReplacedByAnotherKindBeforeItsEnd) {
  const TestIdentity next = NextKey();
  registered_.Add(EvidenceFixture::Read(next));
  options_.renew_after = absl::ZeroDuration();
  fixture_.policy = EvidenceFixture::Policy(absl::Hours(1));
  const std::string first = Crl(2, fixture_.ca, {Delta()});
  fixture_.fetcher.SetBody(kCrlUrl, first);
  Ask();
  fixture_.clock.Advance(absl::Hours(2));
  fixture_.fetcher.SetBody(kCrlUrl, Crl(3, next));
  OwnQuery::CrlResult result = Ask();
  EXPECT_THAT(result.status, HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  ASSERT_TRUE(result.beside.has_value());
  EXPECT_EQ(result.beside->held.data->der(), first);
  fixture_.clock.Advance(absl::Hours(23));
  const std::string second = Crl(4, next);
  fixture_.fetcher.SetBody(kCrlUrl, second);
  result = Ask();
  EXPECT_THAT(result.status, IsOk());
  EXPECT_EQ(result.beside->held.data->der(), second);
}

TEST_F(OwnQueryTest, AnAddressThatGaveTwoKindsIsAskedForBothButNotAtOnce) {
  fixture_.fetcher.SetBody(kCrlUrl, Crl(1, fixture_.ca));
  Ask();
  fixture_.clock.Advance(absl::Hours(24));
  fixture_.fetcher.SetBody(kCrlUrl, Crl(2, fixture_.ca, {Delta()}));
  Ask();
  Ask();
  EXPECT_EQ(fixture_.fetcher.calls(), 2);
  // The delta is current for a day and does not keep the list from coming.
  fixture_.clock.Advance(absl::Minutes(1));
  fixture_.fetcher.SetBody(kCrlUrl, Crl(3, fixture_.ca));
  const OwnQuery::CrlResult result = Ask();
  EXPECT_EQ(fixture_.fetcher.calls(), 3);
  EXPECT_THAT(result.status, IsOk());
  ASSERT_TRUE(result.complete.has_value());
  EXPECT_TRUE(result.complete->is_given);
  ASSERT_TRUE(result.beside.has_value());
  EXPECT_TRUE(result.beside->is_given);
}

TEST_F(OwnQueryTest, ABaseIsInForceUntilItsNextUpdateIfItAnnouncesDeltas) {
  const auto is_in_force = [this] {
    const StatusQuestion question = fixture_.Question(v1::REVOCATION_MODE_CRL);
    const OwnQuery::Rooms rooms = {fixture_.clock,  fixture_.fetcher,
                                   *fixture_.gate,  *fixture_.cache,
                                   fixture_.reader, nullptr};
    const OwnQuery query(rooms, options_, question);
    const auto complete = query.HeldCrls(kCrlUrl).complete;
    return complete.has_value() && query.IsBaseInForce(*complete);
  };
  fixture_.fetcher.SetBody(kCrlUrl, Crl(1, fixture_.ca));
  Ask();
  EXPECT_FALSE(is_in_force());
  fixture_.clock.Advance(absl::Hours(24));
  fixture_.fetcher.SetBody(
      kCrlUrl, Crl(2, fixture_.ca,
                   {MakeTestExtension("freshestCRL", "URI:http://test/d")}));
  Ask();
  EXPECT_TRUE(is_in_force());
  fixture_.clock.Advance(absl::Hours(24));
  EXPECT_FALSE(is_in_force());
}

TEST_F(OwnQueryTest, AsksOnceMoreUnlessJustObtained) {
  fixture_.fetcher.SetBody(kCrlUrl, Crl(1, fixture_.ca));
  Ask();
  Ask(OwnQuery::Renewal::kIfNotJustObtained);
  EXPECT_EQ(fixture_.fetcher.calls(), 1);
  fixture_.clock.Advance(absl::Minutes(1));
  Ask();
  EXPECT_EQ(fixture_.fetcher.calls(), 1);
  Ask(OwnQuery::Renewal::kIfNotJustObtained);
  EXPECT_EQ(fixture_.fetcher.calls(), 2);
}

}  // namespace
}  // namespace kepil
