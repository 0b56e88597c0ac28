#include "services/gateway/receipt_check.h"

#include <limits>
#include <string>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/validation_fixture.h"
#include "services/receipt/dvcs_receipt.h"
#include "services/receipt/group_dvc.h"
#include "services/receipt/group_tree.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

struct House : ValidationFixture {
  House() { PublishTrust(); }

  v1::VerifyReceiptRequest Issue() {
    const auto receipt = Run(RequestFor(foreign_signer));
    EXPECT_THAT(receipt, IsOk());
    log.Publish();
    v1::VerifyReceiptRequest request;
    request.set_dvc(receipt->dvc());
    request.set_tlog_proof(
        log.issuer->GetByIndex(receipt->serial() - 1)->tlog_proof());
    return request;
  }
  absl::StatusOr<v1::VerifyReceiptResponse> Check(
      const v1::VerifyReceiptRequest& request) const {
    return ReceiptCheck({clock, log.store, [this] { return log.trust(); }})
        .Run(request);
  }
};

TEST(ReceiptCheckTest, GenuineReceiptIsValidAndInTheLog) {
  House house;
  v1::VerifyReceiptRequest request = house.Issue();
  EXPECT_NE(request.tlog_proof(), "");
  const auto with_proof = house.Check(request);
  request.clear_tlog_proof();
  const auto without = house.Check(request);
  for (const auto& answer : {with_proof, without}) {
    ASSERT_THAT(answer, IsOk());
    EXPECT_TRUE(answer->valid());
    EXPECT_THAT(answer->problems(), IsEmpty());
    EXPECT_EQ(answer->serial(), 1);
    EXPECT_TRUE(answer->in_log());
  }
}

// Law: RCP-05.
TEST(ReceiptCheckTest, ChangedReceiptIsAnAnswerNotAnError) {
  House house;
  v1::VerifyReceiptRequest request = house.Issue();
  request.mutable_dvc()->back() ^= 1;
  const auto answer = house.Check(request);
  ASSERT_THAT(answer, IsOk());
  EXPECT_FALSE(answer->valid());
  EXPECT_THAT(answer->problems(), Not(IsEmpty()));
  request.set_dvc("no receipt");
  const auto unreadable = house.Check(request);
  ASSERT_THAT(unreadable, IsOk());
  EXPECT_FALSE(unreadable->valid());
  EXPECT_FALSE(unreadable->in_log());
  EXPECT_EQ(unreadable->serial(), 0);
}

TEST(ReceiptCheckTest, ReceiptOfAnotherHouseIsNotInThisLog) {
  House house;
  House other;
  house.Issue();
  const auto answer = house.Check(other.Issue());
  ASSERT_THAT(answer, IsOk());
  EXPECT_FALSE(answer->valid());
  EXPECT_FALSE(answer->in_log());
}

TEST(ReceiptCheckTest, GenuineReceiptThatTheLogLacksIsTold) {
  House house;
  v1::VerifyReceiptRequest request = house.Issue();
  request.clear_tlog_proof();
  const MemoryReceiptStore empty;
  const auto answer =
      ReceiptCheck({house.clock, empty, [&] { return house.log.trust(); }})
          .Run(request);
  ASSERT_THAT(answer, IsOk());
  EXPECT_TRUE(answer->valid());
  EXPECT_FALSE(answer->in_log());
}

TEST(ReceiptCheckTest, ForgedSerialFindsNothing) {
  House house;
  const v1::VerifyReceiptRequest genuine = house.Issue();
  for (const int64_t serial :
       {std::numeric_limits<int64_t>::min(), int64_t{-1}, int64_t{0},
        std::numeric_limits<int64_t>::max()}) {
    v1::ReceiptBody body = MakeTestReceiptDraft();
    body.set_id(std::string(16, 'i'));
    body.set_salt(std::string(32, 's'));
    body.set_serial(serial);
    body.mutable_issued_at()->set_seconds(
        absl::ToUnixSeconds(house.clock.Now()));
    const auto dvc =
        SignDvc(body.SerializeAsString(), house.log.authority.identity);
    if (!dvc.ok()) {
      continue;  // No such serial can be written at all.
    }
    v1::VerifyReceiptRequest request;
    request.set_dvc(*dvc);
    const auto answer = house.Check(request);
    ASSERT_THAT(answer, IsOk());
    EXPECT_FALSE(answer->in_log()) << serial;
  }
}

TEST(ReceiptCheckTest, AGroupsMemberIsFoundByItsBody) {
  House house;
  ASSERT_THAT(house.Run(house.RequestFor(house.foreign_signer)), IsOk());
  house.Issue();
  std::vector<std::string> bodies;
  for (const int64_t index : {0, 1}) {
    bodies.push_back(house.log.store.GetByIndex(index)->body);
  }
  v1::ReceiptBody first;
  ASSERT_TRUE(first.ParseFromString(bodies[0]));
  const GroupTree tree({bodies[0], bodies[1]});
  const auto dvc =
      SignGroupDvc({tree.root(), 2, 1, first.policy().oid(), house.clock.Now()},
                   house.log.authority.identity);
  ASSERT_THAT(dvc, IsOk());
  v1::VerifyReceiptRequest request;
  request.set_dvc(*dvc);
  request.set_body(bodies[1]);
  *request.mutable_group() = tree.PathOf(1);
  const auto genuine = house.Check(request);
  ASSERT_THAT(genuine, IsOk());
  EXPECT_TRUE(genuine->valid());
  EXPECT_TRUE(genuine->in_log());
  EXPECT_EQ(genuine->serial(), 2);
  request.set_body(bodies[0]);
  const auto swapped = house.Check(request);
  ASSERT_THAT(swapped, IsOk());
  EXPECT_FALSE(swapped->valid());
  request.clear_group();
  EXPECT_FALSE(house.Check(request)->valid());
}

TEST(ReceiptCheckTest, RequestWithoutAReceiptIsMalformed) {
  House house;
  EXPECT_THAT(house.Check(v1::VerifyReceiptRequest()),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

}  // namespace
}  // namespace kepil
