#include "services/store/rocks_evidence_standings.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/storage/v1/application.pb.h"
#include "kepil/v1/receipt.pb.h"
#include "services/store/rocks_evidence_store.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// Receipts by hand: what the sweep reads of them.
class RocksEvidenceStandingsTest : public testing::Test {
 protected:
  void Put(Family family, absl::string_view key, absl::string_view value) {
    RocksDb::Batch batch(folder_.db());
    batch.Put(family, key, value);
    ASSERT_THAT(folder_.db().Write(batch, Durability::kSynced), IsOk());
  }
  // The receipt of index `index`, resting on `objects`.
  std::string Issue(int64_t index, const std::vector<std::string>& objects) {
    v1::EvidenceManifest manifest;
    for (const std::string& object : objects) {
      manifest.add_items()->set_sha256(std::string(Sha256(object).bytes()));
      EXPECT_THAT(evidence_.Archive(Sha256(object), object), IsOk());
    }
    const std::string octets = manifest.SerializeAsString();
    v1::ReceiptBody body;
    body.set_id(std::string(16, static_cast<char>('a' + index)));
    body.set_evidence_sha256(std::string(Sha256(octets).bytes()));
    body.set_signature_sha256(std::string(32, 's'));
    Put(Family::kEvidenceSets, body.evidence_sha256(), octets);
    Put(Family::kReceipts, NumberKey(index), body.SerializeAsString());
    Put(Family::kReceipts, NumberKey(index) + "d", "a signed receipt");
    return body.id();
  }
  void Purge(const std::string& id) {
    storage::v1::EvidenceStanding standing;
    standing.mutable_purged_at()->set_seconds(1);
    ASSERT_THAT(standings_.PutStanding(id, standing, {}), IsOk());
  }
  absl::Status StateOf(const std::string& object) {
    return evidence_.Read(Sha256(object)).status();
  }

  RocksFolder folder_{MakeTestSealer("k")};
  RocksRegistryStore registry_{folder_.db()};
  RocksEvidenceStore evidence_{folder_.db()};
  RocksEvidenceStandings standings_{folder_.db(), registry_};
};

TEST_F(RocksEvidenceStandingsTest, KeepsWhatWasDoneWithItsAct) {
  const std::string id(16, 'r');
  EXPECT_EQ(standings_.ReadStanding(id)->SerializeAsString(), "");
  storage::v1::EvidenceStanding standing;
  standing.set_restricted(true);
  storage::v1::AuditEvent event;
  event.set_kind(storage::v1::AUDIT_KIND_RESTRICTED);
  ASSERT_THAT(standings_.PutStanding(id, standing, event), IsOk());
  EXPECT_TRUE(standings_.ReadStanding(id)->restricted());
  EXPECT_THAT(registry_.CheckAudit(), IsOkAndHolds(1));
}

// Law: CRT-10.
TEST_F(RocksEvidenceStandingsTest, SweepsWhatNothingElseNeeds) {
  const std::string old = Issue(0, {"old signer", "shared CA", "reported"});
  Issue(1, {"new signer", "shared CA"});
  storage::v1::StoredApplication application;
  application.mutable_application()->mutable_report()->add_evidence(
      std::string(Sha256("reported").bytes()));
  Put(Family::kApplications, "a/1", application.SerializeAsString());
  EXPECT_THAT(SweepPurgedEvidence(folder_.db()), IsOkAndHolds(0));
  Purge(old);
  EXPECT_THAT(StateOf("old signer"), IsOk());
  EXPECT_THAT(SweepPurgedEvidence(folder_.db()), IsOkAndHolds(1));
  EXPECT_THAT(StateOf("old signer"),
              HasReason(v1::ERROR_REASON_EVIDENCE_EXPIRED));
  EXPECT_THAT(StateOf("shared CA"), IsOk());
  EXPECT_THAT(StateOf("new signer"), IsOk());
  EXPECT_THAT(StateOf("reported"), IsOk());
  EXPECT_THAT(StateOf("never seen"),
              HasReason(v1::ERROR_REASON_EVIDENCE_UNKNOWN));
  EXPECT_TRUE(standings_.ReadStanding(old)->swept());
  EXPECT_THAT(SweepPurgedEvidence(folder_.db()), IsOkAndHolds(0));
}

// The last receipt that needed it takes it along.
TEST_F(RocksEvidenceStandingsTest, WhatWasSharedGoesWithItsLastReceipt) {
  const std::string first = Issue(0, {"shared CA"});
  const std::string second = Issue(1, {"shared CA"});
  Purge(first);
  EXPECT_THAT(SweepPurgedEvidence(folder_.db()), IsOkAndHolds(0));
  Purge(second);
  EXPECT_THAT(SweepPurgedEvidence(folder_.db()), IsOkAndHolds(1));
  EXPECT_THAT(StateOf("shared CA"),
              HasReason(v1::ERROR_REASON_EVIDENCE_EXPIRED));
  // A later receipt that rests on it brings it back.
  Issue(2, {"shared CA"});
  EXPECT_THAT(StateOf("shared CA"), IsOk());
}

TEST_F(RocksEvidenceStandingsTest, NothingGoesWhileAReceiptCannotBeRead) {
  Purge(Issue(0, {"old signer"}));
  Put(Family::kReceipts, NumberKey(1), "\xff\xff");
  EXPECT_THAT(SweepPurgedEvidence(folder_.db()),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  EXPECT_THAT(StateOf("old signer"), IsOk());
}

}  // namespace
}  // namespace kepil
