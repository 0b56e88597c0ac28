// Questions of RFC 3029 about a time that is past: answered as of then, by what
// our own archive holds.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/evidence/registered_collector.h"
#include "services/gateway/dvcs_fixture.h"
#include "services/gateway/dvcs_flow.h"
#include "services/receipt/dvc_verifier.h"
#include "services/receipt/replay.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

// The present gives nothing: who asks it is counted.
class NoSource : public StatusSource {
 public:
  StatusAnswer Ask(const StatusQuestion&) override {
    ++asked;
    return {};
  }
  int asked = 0;
};

// Twenty days ago the foreign CA's list was asked for; the days are counted
// from thirty days ago, when its certificates began.
struct PastFlowTest : testing::Test {
  DvcsFixture house;
  const absl::Time start = house.clock.Now() - absl::Hours(24 * 30);
  NoSource source;
  RegisteredEvidenceCollector collector{
      {house.certificates, source, house.evidence, &house.evidence},
      RegisteredEvidenceCollector::Options()};
  ValidationFlow validation{
      {house.clock, house.publisher, [this] { return house.rules; },
       house.certificates, collector, house.evidence, *house.log.issuer,
       house.log.store},
      ValidationFlow::Options{kCrossBorderPolicy, ParseLimits()}};
  DvcsFlow flow{{house.clock, validation,
                 [this](absl::Time) -> absl::StatusOr<ReceiptIdentity> {
                   return house.log.authority.identity;
                 },
                 [this] { return house.principals; }, house.certificates},
                DvcsFlow::Options()};

  absl::Time Day(int day) const { return start + absl::Hours(24 * day); }

  // What an own query got on `day`, an hour after it was made; for one day.
  void Keep(int day, const std::vector<TestRevoked>& revoked = {}) {
    TestCrlSpec spec;
    spec.this_update = Day(day);
    spec.next_update = Day(day + 1);
    spec.revoked = revoked;
    const std::string crl = MakeTestCrl(spec, house.foreign_ca);
    const auto ca = Certificate::FromDer(house.foreign_ca.certificate);
    ASSERT_THAT(house.evidence.PutRevocation(
                    {RevocationKind::kCrl, (*ca)->spki_digest(), Sha256("url")},
                    crl, Day(day) + absl::Hours(1)),
                IsOk());
    ASSERT_THAT(house.evidence.Archive(Sha256(crl), crl), IsOk());
  }
  // Of the foreign signer.
  TestRevoked RevokedOn(int day) const {
    TestRevoked revoked;
    revoked.serial_hex = house.foreign_signer.SerialHex();
    revoked.revoked_at = Day(day);
    return revoked;
  }

  DvcsRequest Cpkc(absl::Time at) const {
    DvcsRequest request = house.CertificateRequest({house.foreign_signer});
    request.information.request_time = DvcsTime{at, "", ""};
    return request;
  }
  // A DVC that a client accepts for `request`; the last receipt's body is in
  // `body`.
  DvcVerification Ask(const DvcsRequest& request) {
    DvcsCall call;
    call.caller = house.caller.principal;
    const auto reply = flow.Run(DvcsFixture::Der(request), call);
    EXPECT_THAT(reply, IsOk());
    DvcVerifyInput input;
    input.dvc = reply->der;
    input.anchors = {house.log.authority.anchor};
    input.request = &request;
    input.earliest = input.latest = house.clock.Now();
    DvcVerification verified = VerifyDvc(input);
    EXPECT_THAT(verified.problems, IsEmpty());
    record = *house.log.store.GetByIndex(house.receipt_count() - 1);
    EXPECT_TRUE(body.ParseFromString(record.body));
    return verified;
  }
  std::vector<std::string> Words(const DvcVerification& answer) const {
    return answer.info->status.has_value() ? answer.info->status->text
                                           : std::vector<std::string>();
  }

  ReceiptRecord record;
  v1::ReceiptBody body;
};

// Law: CRT-10.
TEST_F(PastFlowTest, AnswersAsOfThenAndSaysSo) {
  Keep(10);
  const DvcVerification answer = Ask(Cpkc(Day(10) + absl::Hours(2)));
  EXPECT_EQ(answer.word, DvcWord::kGranted);
  EXPECT_EQ(answer.info->information.request_time->time,
            Day(10) + absl::Hours(2));
  EXPECT_EQ(answer.info->response_time.time, house.clock.Now());
  EXPECT_EQ(body.asked_time().seconds(),
            absl::ToUnixSeconds(Day(10) + absl::Hours(2)));
  EXPECT_THAT(body.limitations(), Contains(v1::LIMITATION_AS_OF_ASKED_TIME));
  EXPECT_EQ(source.asked, 0);
}

// Law: CRT-10, CRT-20.
TEST_F(PastFlowTest, WhatWasRevokedLaterWasGoodBefore) {
  Keep(10);
  Keep(20, {RevokedOn(15)});
  EXPECT_EQ(Ask(Cpkc(Day(10) + absl::Hours(2))).word, DvcWord::kGranted);
  EXPECT_EQ(Ask(Cpkc(Day(15) - absl::Seconds(1))).word, DvcWord::kGranted);
  const DvcVerification revoked = Ask(Cpkc(Day(15)));
  EXPECT_EQ(revoked.word, DvcWord::kRejected);
  EXPECT_THAT(Words(revoked),
              ElementsAre("urn:etsi:019102:subindication:REVOKED_NO_POE"));
}

// A list of then said good; one of later tells that it had been revoked.
TEST_F(PastFlowTest, WhatIsKnownNowCountsForThen) {
  Keep(10);
  const DvcsRequest request = Cpkc(Day(10) + absl::Hours(2));
  EXPECT_EQ(Ask(request).word, DvcWord::kGranted);
  Keep(20, {RevokedOn(10)});
  EXPECT_EQ(Ask(request).word, DvcWord::kRejected);
}

TEST_F(PastFlowTest, WhereTheArchiveHoldsNothingThereIsNoVerdict) {
  const DvcVerification nothing = Ask(Cpkc(Day(10)));
  EXPECT_EQ(nothing.word, DvcWord::kRejected);
  EXPECT_THAT(
      Words(nothing),
      ElementsAre("indeterminate:urn:etsi:019102:subindication:TRY_LATER"));
  EXPECT_THAT(body.limitations(), Contains(v1::LIMITATION_AS_OF_ASKED_TIME));
  EXPECT_EQ(body.signatures(0).conclusion().indication(),
            v1::INDICATION_INDETERMINATE);
  // A list that was too old by then tells nothing either.
  Keep(5);
  EXPECT_EQ(Ask(Cpkc(Day(10))).word, DvcWord::kRejected);
  EXPECT_EQ(source.asked, 0);
}

TEST_F(PastFlowTest, OfTimesBeforeTheCertificateItSaysThat) {
  Keep(0);
  const DvcVerification early = Ask(Cpkc(start - absl::Hours(1)));
  EXPECT_EQ(early.word, DvcWord::kRejected);
  EXPECT_EQ(body.signatures(0).conclusion().indication(),
            v1::INDICATION_INDETERMINATE);
}

TEST_F(PastFlowTest, ASignedDocumentIsJudgedAsOfThen) {
  Keep(10);
  Keep(20, {RevokedOn(15)});
  TestCmsSpec spec;
  spec.content = "the contract";
  spec.detached = false;
  TestCmsSigner one;
  one.identity = house.foreign_signer;
  spec.signers = {one};
  DvcsRequest request = house.Request(DvcsService::kVsd, MakeTestCms(spec));
  request.information.request_time = DvcsTime{Day(10) + absl::Hours(2), "", ""};
  EXPECT_EQ(Ask(request).word, DvcWord::kGranted);
  request.information.request_time->time = Day(16);
  EXPECT_EQ(Ask(request).word, DvcWord::kRejected);
}

TEST_F(PastFlowTest, WithinTheToleranceItIsAboutNow) {
  Keep(10);
  Ask(Cpkc(house.clock.Now() - absl::Minutes(5)));
  EXPECT_FALSE(body.has_asked_time());
  EXPECT_THAT(body.limitations(),
              Not(Contains(v1::LIMITATION_AS_OF_ASKED_TIME)));
  EXPECT_GT(source.asked, 0);
}

TEST_F(PastFlowTest, AnAnswerAboutThePastCanBeReplayed) {
  Keep(10);
  Keep(20, {RevokedOn(10)});
  Ask(Cpkc(Day(10) + absl::Hours(2)));
  v1::EvidenceBundle bundle;
  bundle.set_receipt_body(record.body);
  bundle.set_manifest(record.manifest);
  bundle.set_trust_snapshot(house.snapshot);
  bundle.set_policy(
      *house.evidence.Read(*Digest::FromBytes(body.policy().sha256())));
  bundle.set_signature(
      *house.evidence.Read(*Digest::FromBytes(body.signature_sha256())));
  v1::EvidenceManifest manifest;
  ASSERT_TRUE(manifest.ParseFromString(record.manifest));
  EXPECT_EQ(manifest.control_time().seconds(), body.asked_time().seconds());
  int archived = 0;
  for (const v1::EvidenceItem& item : manifest.items()) {
    archived += item.source() == v1::EVIDENCE_SOURCE_ARCHIVE;
    bundle.add_objects(*house.evidence.Read(*Digest::FromBytes(item.sha256())));
  }
  EXPECT_EQ(archived, 2);
  const auto replay = ReplayBundle({bundle, std::nullopt, std::nullopt});
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(replay->first_difference, "");
  EXPECT_EQ(replay->verdict.signatures(0).conclusion().sub_indication(),
            v1::SUB_INDICATION_REVOKED_NO_POE);
}

}  // namespace
}  // namespace kepil
