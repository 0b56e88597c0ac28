#ifndef KEPIL_TESTS_CONTRACT_REGISTRY_STORE_SUITE_H_
#define KEPIL_TESTS_CONTRACT_REGISTRY_STORE_SUITE_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "trustlist/registry_store.h"

namespace kepil {

// What every RegistryStore must do. `Backend` has `RegistryStore& registry()`,
// `int64_t audit_count()` and `void Reopen()`.
template <typename Backend>
class RegistryStoreSuite : public testing::Test {
 protected:
  using StoredChange = storage::v1::StoredChange;

  static storage::v1::AuditEvent Event() {
    storage::v1::AuditEvent event;
    event.set_kind(storage::v1::AUDIT_KIND_APPROVED);
    event.mutable_at()->set_seconds(1767225600);
    return event;
  }
  static StoredChange Change(const std::string& statement,
                             StoredChange::State state) {
    StoredChange change;
    change.set_statement(statement);
    change.set_state(state);
    return change;
  }
  // A step that registers an authority named after its version.
  static RegistryCommit Step(int64_t version) {
    RegistryCommit commit;
    commit.version = version;
    commit.snapshot_source = absl::StrCat("snapshot ", version);
    v1::Authority& authority = commit.authorities.emplace_back();
    authority.set_id(absl::StrCat("authority-", version));
    commit.audit = Event();
    return commit;
  }
  RegistryStore& store() { return backend_.registry(); }
  int64_t version() { return store().Load()->version(); }

  Backend backend_;
};

TYPED_TEST_SUITE_P(RegistryStoreSuite);

TYPED_TEST_P(RegistryStoreSuite, NewStoreHasVersionZeroAndNothingElse) {
  const auto image = this->store().Load();
  ASSERT_THAT(image, IsOk());
  EXPECT_EQ(image->SerializeAsString(), "");
  EXPECT_THAT(this->store().ReadSnapshot(1),
              HasReason(v1::ERROR_REASON_EVIDENCE_UNKNOWN));
  EXPECT_THAT(this->store().ReadChange("c"),
              HasReason(v1::ERROR_REASON_CHANGE_UNKNOWN));
}

// Law: LOG-02.
TYPED_TEST_P(RegistryStoreSuite, CommitIsLoadedAgainInOrder) {
  RegistryCommit first = this->Step(1);
  first.authorities.emplace_back().set_id("a-first");
  v1::PrincipalRecord& officer = first.principals.emplace_back();
  officer.set_id("officer");
  officer.set_tls_sha256(std::string(32, 't'));
  v1::RuleFile& rule = first.rules.emplace_back();
  rule.set_id("urn:policy");
  rule.set_content("policy");
  ASSERT_THAT(this->store().Commit(first, 0), IsOk());
  ASSERT_THAT(this->store().Commit(this->Step(2), 1), IsOk());
  this->backend_.Reopen();
  const auto image = this->store().Load();
  ASSERT_THAT(image, IsOk());
  EXPECT_EQ(image->version(), 2);
  ASSERT_EQ(image->authorities_size(), 3);
  EXPECT_EQ(image->authorities(0).id(), "a-first");
  EXPECT_EQ(image->authorities(1).id(), "authority-1");
  EXPECT_EQ(image->authorities(2).id(), "authority-2");
  ASSERT_EQ(image->principals_size(), 1);
  EXPECT_EQ(image->principals(0).id(), "officer");
  ASSERT_EQ(image->rules_size(), 1);
  EXPECT_EQ(image->rules(0).content(), "policy");
  EXPECT_EQ(this->backend_.audit_count(), 2);
}

TYPED_TEST_P(RegistryStoreSuite, LaterRecordReplacesAnEarlierOne) {
  ASSERT_THAT(this->store().Commit(this->Step(1), 0), IsOk());
  RegistryCommit second = this->Step(2);
  second.authorities[0].set_id("authority-1");
  second.authorities[0].set_country("XA");
  ASSERT_THAT(this->store().Commit(second, 1), IsOk());
  const auto image = this->store().Load();
  ASSERT_THAT(image, IsOk());
  ASSERT_EQ(image->authorities_size(), 1);
  EXPECT_EQ(image->authorities(0).country(), "XA");
}

TYPED_TEST_P(RegistryStoreSuite, SnapshotsOfAllVersionsStay) {
  ASSERT_THAT(this->store().Commit(this->Step(1), 0), IsOk());
  ASSERT_THAT(this->store().Commit(this->Step(2), 1), IsOk());
  this->backend_.Reopen();
  EXPECT_THAT(this->store().ReadSnapshot(1),
              IsOkAndHolds(std::string("snapshot 1")));
  EXPECT_THAT(this->store().ReadSnapshot(2),
              IsOkAndHolds(std::string("snapshot 2")));
  EXPECT_THAT(this->store().ReadSnapshot(3),
              HasReason(v1::ERROR_REASON_EVIDENCE_UNKNOWN));
}

TYPED_TEST_P(RegistryStoreSuite, StaleWriterIsRefusedAndChangesNothing) {
  ASSERT_THAT(this->store().Commit(this->Step(1), 0), IsOk());
  const std::string before = this->store().Load()->SerializeAsString();
  const struct {
    int64_t version, expected;
  } kStale[] = {{1, 0}, {2, 0}, {3, 2}};
  for (const auto& stale : kStale) {
    const absl::Status status =
        this->store().Commit(this->Step(stale.version), stale.expected);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted));
    EXPECT_THAT(status, HasReason(v1::ERROR_REASON_REGISTRY_MOVED));
  }
  EXPECT_EQ(this->store().Load()->SerializeAsString(), before);
  EXPECT_EQ(this->backend_.audit_count(), 1);
}

TYPED_TEST_P(RegistryStoreSuite, ConsumedChangeIsNeverUsedAgain) {
  using StoredChange = storage::v1::StoredChange;
  const StoredChange proposed =
      this->Change("statement", StoredChange::STATE_PROPOSED);
  ASSERT_THAT(this->store().PutChange("c", proposed, this->Event()), IsOk());
  RegistryCommit first = this->Step(1);
  first.change_id = "c";
  first.change = this->Change("statement", StoredChange::STATE_EFFECTIVE);
  ASSERT_THAT(this->store().Commit(first, 0), IsOk());
  this->backend_.Reopen();
  RegistryCommit again = this->Step(2);
  again.change_id = "c";
  again.change = first.change;
  EXPECT_THAT(this->store().Commit(again, 1),
              HasReason(v1::ERROR_REASON_CHANGE_DECIDED));
  EXPECT_THAT(this->store().PutChange("c", proposed, this->Event()),
              HasReason(v1::ERROR_REASON_CHANGE_DECIDED));
  EXPECT_EQ(this->version(), 1);
  EXPECT_EQ(this->store().ReadChange("c")->state(),
            StoredChange::STATE_EFFECTIVE);
  EXPECT_EQ(this->backend_.audit_count(), 2);
}

TYPED_TEST_P(RegistryStoreSuite, RefusedChangeIsNeverUsedAgain) {
  using StoredChange = storage::v1::StoredChange;
  ASSERT_THAT(
      this->store().PutChange(
          "c", this->Change("s", StoredChange::STATE_PROPOSED), this->Event()),
      IsOk());
  ASSERT_THAT(
      this->store().PutChange(
          "c", this->Change("s", StoredChange::STATE_REFUSED), this->Event()),
      IsOk());
  RegistryCommit commit = this->Step(1);
  commit.change_id = "c";
  commit.change = this->Change("s", StoredChange::STATE_EFFECTIVE);
  EXPECT_THAT(this->store().Commit(commit, 0),
              HasReason(v1::ERROR_REASON_CHANGE_DECIDED));
  EXPECT_EQ(this->version(), 0);
}

TYPED_TEST_P(RegistryStoreSuite, ListsChangesNewestFirst) {
  using StoredChange = storage::v1::StoredChange;
  // Ids in another order than that of the proposals.
  for (const char* id : {"b", "c", "a"}) {
    ASSERT_THAT(
        this->store().PutChange(
            id, this->Change(id, StoredChange::STATE_PROPOSED), this->Event()),
        IsOk());
  }
  // A second write of one keeps its place.
  ASSERT_THAT(
      this->store().PutChange(
          "b", this->Change("b", StoredChange::STATE_REFUSED), this->Event()),
      IsOk());
  this->backend_.Reopen();
  const auto all = this->store().ListChanges(10);
  ASSERT_THAT(all, IsOk());
  ASSERT_EQ(all->size(), 3u);
  EXPECT_EQ((*all)[0].statement(), "a");
  EXPECT_EQ((*all)[1].statement(), "c");
  EXPECT_EQ((*all)[2].statement(), "b");
  EXPECT_EQ((*all)[2].state(), StoredChange::STATE_REFUSED);
  EXPECT_THAT(this->store().ListChanges(2), IsOkAndHolds(testing::SizeIs(2)));
}

TYPED_TEST_P(RegistryStoreSuite, RecordedActAddsAnAuditEventAlone) {
  ASSERT_THAT(this->store().Record(this->Event()), IsOk());
  ASSERT_THAT(this->store().Record(this->Event()), IsOk());
  this->backend_.Reopen();
  EXPECT_EQ(this->version(), 0);
  EXPECT_EQ(this->backend_.audit_count(), 2);
}

REGISTER_TYPED_TEST_SUITE_P(
    RegistryStoreSuite, NewStoreHasVersionZeroAndNothingElse,
    CommitIsLoadedAgainInOrder, LaterRecordReplacesAnEarlierOne,
    SnapshotsOfAllVersionsStay, StaleWriterIsRefusedAndChangesNothing,
    ConsumedChangeIsNeverUsedAgain, RefusedChangeIsNeverUsedAgain,
    ListsChangesNewestFirst, RecordedActAddsAnAuditEventAlone);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONTRACT_REGISTRY_STORE_SUITE_H_
