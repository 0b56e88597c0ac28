#ifndef KEPIL_TESTS_CONTRACT_RECEIPT_STORE_SUITE_H_
#define KEPIL_TESTS_CONTRACT_RECEIPT_STORE_SUITE_H_

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/receipt_store.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"
#include "translog/log_storage.h"

namespace kepil {

// What every ReceiptStore must do. `Backend` has `ReceiptStore& receipts()`,
// `const LogStorage& log()`, which sees the leaves, and `void Reopen()`.
template <typename Backend>
class ReceiptStoreSuite : public testing::Test {
 protected:
  static ReceiptRecord RecordAt(int64_t index) {
    return MakeTestReceiptRecord(index,
                                 TestReceiptTime() + absl::Seconds(index));
  }
  static ReceiptRecord WithRow(ReceiptRecord record, char key) {
    record.idempotency = IdempotencyRow{
        std::string(32, 'p'), std::string(32, key), Sha256("request")};
    return record;
  }
  ReceiptStore& store() { return backend_.receipts(); }
  // Nothing but the first `count` records.
  void ExpectHolds(int64_t count) {
    const auto head = store().ReadHead();
    ASSERT_THAT(head, IsOk());
    EXPECT_EQ(head->next_index, count);
    EXPECT_THAT(store().GetByIndex(count),
                HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
    EXPECT_THAT(backend_.log().ReadPending(0, 100),
                IsOkAndHolds(testing::SizeIs(count)));
  }

  Backend backend_;
};

TYPED_TEST_SUITE_P(ReceiptStoreSuite);

TYPED_TEST_P(ReceiptStoreSuite, NewStoreIsEmpty) {
  const auto head = this->store().ReadHead();
  ASSERT_THAT(head, IsOk());
  EXPECT_EQ(head->next_index, 0);
  EXPECT_EQ(head->last_issued_at, absl::InfinitePast());
  EXPECT_THAT(this->store().Get(std::string(16, 'i')),
              StatusIs(absl::StatusCode::kNotFound));
}

TYPED_TEST_P(ReceiptStoreSuite, HandsBackWhatWasCommitted) {
  const std::vector<ReceiptRecord> batch = {this->RecordAt(0),
                                            this->RecordAt(1)};
  ASSERT_THAT(this->store().Commit(batch), IsOk());
  this->backend_.Reopen();
  const auto head = this->store().ReadHead();
  ASSERT_THAT(head, IsOk());
  EXPECT_EQ(head->next_index, 2);
  EXPECT_EQ(head->last_issued_at, TestReceiptTime() + absl::Seconds(1));
  const auto by_index = this->store().GetByIndex(1);
  const auto by_id = this->store().Get(batch[1].id);
  for (const auto& record : {by_index, by_id}) {
    ASSERT_THAT(record, IsOk());
    EXPECT_EQ(record->id, batch[1].id);
    EXPECT_EQ(record->position.index, 1);
    EXPECT_EQ(record->position.issued_at, batch[1].position.issued_at);
    EXPECT_EQ(record->body, batch[1].body);
    EXPECT_EQ(record->leaf, batch[1].leaf);
    EXPECT_EQ(record->manifest, batch[1].manifest);
    EXPECT_FALSE(record->idempotency.has_value());
  }
}

TYPED_TEST_P(ReceiptStoreSuite, LeavesWaitForTheLogInOrder) {
  ASSERT_THAT(this->store().Commit({this->RecordAt(0), this->RecordAt(1)}),
              IsOk());
  ASSERT_THAT(this->store().Commit({this->RecordAt(2)}), IsOk());
  EXPECT_THAT(this->backend_.log().ReadPending(0, 100),
              IsOkAndHolds(testing::ElementsAre(this->RecordAt(0).leaf,
                                                this->RecordAt(1).leaf,
                                                this->RecordAt(2).leaf)));
}

TYPED_TEST_P(ReceiptStoreSuite, RefusesGapsAndRepetitionsAsAWhole) {
  ASSERT_THAT(this->store().Commit({this->RecordAt(0)}), IsOk());
  for (const std::vector<ReceiptRecord>& batch :
       {std::vector<ReceiptRecord>{this->RecordAt(0)},
        std::vector<ReceiptRecord>{this->RecordAt(2)},
        std::vector<ReceiptRecord>{this->RecordAt(1), this->RecordAt(3)},
        std::vector<ReceiptRecord>{this->RecordAt(1), this->RecordAt(1)}}) {
    EXPECT_THAT(this->store().Commit(batch),
                StatusIs(absl::StatusCode::kAborted));
    this->ExpectHolds(1);
  }
}

TYPED_TEST_P(ReceiptStoreSuite, RefusesTimesThatRunAgainstIndexes) {
  const absl::Time now = TestReceiptTime();
  ASSERT_THAT(this->store().Commit({MakeTestReceiptRecord(0, now)}), IsOk());
  EXPECT_THAT(
      this->store().Commit({MakeTestReceiptRecord(1, now - absl::Seconds(1))}),
      StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(
      this->store().Commit({MakeTestReceiptRecord(1, now + absl::Seconds(5)),
                            MakeTestReceiptRecord(2, now)}),
      StatusIs(absl::StatusCode::kAborted));
  this->ExpectHolds(1);
  EXPECT_THAT(this->store().Commit({MakeTestReceiptRecord(1, now)}), IsOk());
}

TYPED_TEST_P(ReceiptStoreSuite, FindsIdempotencyRows) {
  ASSERT_THAT(this->store().Commit(
                  {this->RecordAt(0), this->WithRow(this->RecordAt(1), 'k')}),
              IsOk());
  this->backend_.Reopen();
  const auto hit = this->store().FindByIdempotencyKey(std::string(32, 'p'),
                                                      std::string(32, 'k'));
  ASSERT_THAT(hit, IsOk());
  ASSERT_TRUE(hit->has_value());
  EXPECT_EQ((*hit)->index, 1);
  EXPECT_EQ((*hit)->request, Sha256("request"));
  EXPECT_THAT(this->store().FindByIdempotencyKey(std::string(32, 'p'),
                                                 std::string(32, 'l')),
              IsOkAndHolds(testing::Eq(std::nullopt)));
  EXPECT_THAT(this->store().FindByIdempotencyKey(std::string(32, 'q'),
                                                 std::string(32, 'k')),
              IsOkAndHolds(testing::Eq(std::nullopt)));
}

TYPED_TEST_P(ReceiptStoreSuite, KeepsDvcsBesideTheirRecords) {
  ASSERT_THAT(this->store().Commit({this->RecordAt(0), this->RecordAt(1)}),
              IsOk());
  EXPECT_THAT(this->store().GetDvc(0),
              HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
  const std::string dvc(10000, 'd');
  ASSERT_THAT(this->store().PutDvc(0, dvc), IsOk());
  this->backend_.Reopen();
  EXPECT_THAT(this->store().GetDvc(0), IsOkAndHolds(dvc));
  EXPECT_THAT(this->store().GetDvc(1),
              HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
  EXPECT_EQ(this->store().GetByIndex(0)->body, this->RecordAt(0).body);
}

TYPED_TEST_P(ReceiptStoreSuite, KeepsTheDvcOfAGroupForEachMember) {
  ASSERT_THAT(this->store().Commit(
                  {this->RecordAt(0), this->RecordAt(1), this->RecordAt(2)}),
              IsOk());
  v1::GroupPath first, second;
  first.set_size(2);
  second.set_size(2);
  second.set_index(1);
  second.add_hashes(std::string(32, 'h'));
  ASSERT_THAT(this->store().PutGroupDvc("group", {{0, first}, {2, second}}),
              IsOk());
  this->backend_.Reopen();
  for (const int64_t index : {0, 2}) {
    const auto found = this->store().GetGroupDvc(index);
    ASSERT_THAT(found, IsOk());
    EXPECT_EQ(found->dvc, "group");
    EXPECT_EQ(found->path->SerializeAsString(),
              (index == 0 ? first : second).SerializeAsString());
    EXPECT_THAT(this->store().GetDvc(index),
                HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
    EXPECT_EQ(this->store().GetByIndex(index)->body,
              this->RecordAt(index).body);
  }
  EXPECT_THAT(this->store().GetGroupDvc(1),
              HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
}

TYPED_TEST_P(ReceiptStoreSuite, UnknownReceiptsAreNotFound) {
  ASSERT_THAT(this->store().Commit({this->RecordAt(0)}), IsOk());
  for (const std::string& id :
       {std::string(), std::string(16, 'z'), std::string(17, 'i')}) {
    EXPECT_THAT(this->store().Get(id),
                HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
  }
  EXPECT_THAT(this->store().GetByIndex(-1),
              HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
  EXPECT_THAT(this->store().GetByIndex(1),
              HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
}

REGISTER_TYPED_TEST_SUITE_P(ReceiptStoreSuite, NewStoreIsEmpty,
                            HandsBackWhatWasCommitted,
                            LeavesWaitForTheLogInOrder,
                            RefusesGapsAndRepetitionsAsAWhole,
                            RefusesTimesThatRunAgainstIndexes,
                            FindsIdempotencyRows, KeepsDvcsBesideTheirRecords,
                            KeepsTheDvcOfAGroupForEachMember,
                            UnknownReceiptsAreNotFound);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONTRACT_RECEIPT_STORE_SUITE_H_
