#include "services/rpc/transparency_service.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/rpc/call_fixture.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_checkpoint_timestamps.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/receipt_log_fixture.h"
#include "tests/support/status_matchers.h"
#include "translog/checkpoint.h"
#include "translog/merkle_hash.h"
#include "translog/proof.h"

namespace kepil {
namespace {

// A served log with `count` receipts, published at that size.
struct House {
  explicit House(int count) {
    for (int i = 0; i < count; ++i) {
      Issue();
    }
    if (count > 0) {
      log.Publish();
    }
    fixture.Serve(face);
    stub = v1::TransparencyService::NewStub(fixture.channel);
  }
  ~House() { fixture.server->Shutdown(); }

  void Issue() {
    ReceiptIssuer::Draft draft;
    draft.body = MakeTestReceiptDraft();
    KEPIL_CHECK(log.issuer->Issue(std::move(draft)).ok());
  }
  absl::StatusOr<v1::GetInclusionProofResponse> Inclusion(int64_t index,
                                                          int64_t size) {
    grpc::ClientContext context;
    v1::GetInclusionProofRequest request;
    request.set_index(index);
    request.set_tree_size(size);
    v1::GetInclusionProofResponse response;
    const grpc::Status status =
        stub->GetInclusionProof(&context, request, &response);
    return status.ok() ? absl::StatusOr<v1::GetInclusionProofResponse>(response)
                       : FromGrpc(status);
  }
  absl::StatusOr<v1::GetConsistencyProofResponse> Consistency(
      int64_t old_size, int64_t new_size) {
    grpc::ClientContext context;
    v1::GetConsistencyProofRequest request;
    request.set_old_size(old_size);
    request.set_new_size(new_size);
    v1::GetConsistencyProofResponse response;
    const grpc::Status status =
        stub->GetConsistencyProof(&context, request, &response);
    return status.ok()
               ? absl::StatusOr<v1::GetConsistencyProofResponse>(response)
               : FromGrpc(status);
  }
  absl::StatusOr<std::string> Tile(const std::string& path) {
    grpc::ClientContext context;
    v1::GetTileRequest request;
    request.set_path(path);
    v1::GetTileResponse response;
    const grpc::Status status = stub->GetTile(&context, request, &response);
    return status.ok() ? absl::StatusOr<std::string>(response.data())
                       : FromGrpc(status);
  }
  absl::StatusOr<std::string> Checkpoint(
      v1::LogName name = v1::LOG_NAME_UNSPECIFIED) {
    grpc::ClientContext context;
    v1::GetCheckpointRequest request;
    request.set_log(name);
    v1::GetCheckpointResponse response;
    const grpc::Status status =
        stub->GetCheckpoint(&context, request, &response);
    return status.ok() ? absl::StatusOr<std::string>(response.checkpoint())
                       : FromGrpc(status);
  }
  Digest RootAt(int64_t size) const { return *MakeRoot(size, log.tiles); }

  CallFixture fixture;
  ReceiptLogFixture log{fixture.clock};
  ReceiptCheck check{
      {fixture.clock, log.store, [this] { return log.trust(); }}};
  MemoryCheckpointTimestamps timestamps;
  MemoryLogStorage acts;
  LogReader acts_reader{acts};
  TransparencyServiceFace face{{fixture.runner,
                                {log.tiles, log.reader},
                                {acts, acts_reader},
                                check,
                                timestamps}};
  std::unique_ptr<v1::TransparencyService::Stub> stub;
};

template <typename Hashes>
std::vector<Digest> DigestsOf(const Hashes& hashes) {
  std::vector<Digest> digests;
  for (const std::string& hash : hashes) {
    digests.push_back(*Digest::FromBytes(hash));
  }
  return digests;
}

TEST(TransparencyServiceTest, ServesTheCheckpointAsWritten) {
  House house(3);
  EXPECT_THAT(house.Checkpoint(),
              IsOkAndHolds(*house.log.tiles.ReadCheckpoint()));
}

// Law: LOG-01.
TEST(TransparencyServiceTest, ServesTheActsLogByItsName) {
  House house(3);
  MemoryLogAnchor anchor;
  PublishLeaves(house.acts, anchor, MakeTestNoteSigner("node/acts"),
                {"one", "two"});
  const std::string acts = *house.acts.ReadCheckpoint();
  EXPECT_THAT(house.Checkpoint(v1::LOG_NAME_ACTS), IsOkAndHolds(acts));
  EXPECT_THAT(house.Checkpoint(v1::LOG_NAME_RECEIPTS),
              IsOkAndHolds(*house.log.tiles.ReadCheckpoint()));
  EXPECT_THAT(house.Checkpoint(static_cast<v1::LogName>(9)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  grpc::ClientContext context;
  v1::GetInclusionProofRequest request;
  request.set_index(1);
  request.set_log(v1::LOG_NAME_ACTS);
  v1::GetInclusionProofResponse answer;
  ASSERT_TRUE(house.stub->GetInclusionProof(&context, request, &answer).ok());
  EXPECT_TRUE(VerifyInclusion({1, 2, DigestsOf(answer.hashes())},
                              LeafHash("two"), *MakeRoot(2, house.acts)));
}

TEST(TransparencyServiceTest, NotReadyBeforeTheFirstCheckpoint) {
  House house(0);
  EXPECT_THAT(house.Checkpoint(), HasReason(v1::ERROR_REASON_NOT_READY));
  EXPECT_THAT(house.Inclusion(0, 0), HasReason(v1::ERROR_REASON_NOT_READY));
  EXPECT_THAT(house.Consistency(0, 0), HasReason(v1::ERROR_REASON_NOT_READY));
}

TEST(TransparencyServiceTest, InclusionProofVerifiesForEachReceipt) {
  House house(3);
  for (int64_t index = 0; index < 3; ++index) {
    const auto answer = house.Inclusion(index, 0);
    ASSERT_THAT(answer, IsOk());
    EXPECT_EQ(answer->tree_size(), 3);
    EXPECT_EQ(answer->checkpoint(), *house.log.tiles.ReadCheckpoint());
    EXPECT_TRUE(VerifyInclusion(
        {index, 3, DigestsOf(answer->hashes())},
        LeafHash(house.log.store.GetByIndex(index)->leaf), house.RootAt(3)));
  }
}

TEST(TransparencyServiceTest, ProofOfAnEarlierSizeHasNoCheckpoint) {
  House house(3);
  const auto answer = house.Inclusion(1, 2);
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->tree_size(), 2);
  EXPECT_EQ(answer->checkpoint(), "");
}

TEST(TransparencyServiceTest, RefusesIndexesThatAreNotThere) {
  House house(3);
  EXPECT_THAT(house.Inclusion(3, 0), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(house.Inclusion(3, 0),
              HasReason(v1::ERROR_REASON_TREE_TOO_SMALL));
  EXPECT_THAT(house.Inclusion(-1, 0),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(house.Inclusion(0, 4),
              HasReason(v1::ERROR_REASON_TREE_TOO_SMALL));
}

TEST(TransparencyServiceTest, ConsistencyProofVerifies) {
  House house(3);
  const auto answer = house.Consistency(2, 0);
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->new_size(), 3);
  EXPECT_TRUE(VerifyConsistency({2, 3, DigestsOf(answer->hashes())},
                                house.RootAt(2), house.RootAt(3)));
  EXPECT_THAT(house.Consistency(3, 2),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(house.Consistency(1, 9),
              HasReason(v1::ERROR_REASON_TREE_TOO_SMALL));
}

TEST(TransparencyServiceTest, ServesTilesAndBundlesByPath) {
  House house(3);
  EXPECT_THAT(house.Tile("tile/0/000.p/3"),
              IsOkAndHolds(*house.log.tiles.ReadTile({0, 0, 3})));
  EXPECT_THAT(house.Tile("tile/entries/000.p/3"),
              IsOkAndHolds(*house.log.tiles.ReadEntryBundle({0, 0, 3})));
  EXPECT_THAT(house.Tile("tile/0/000"),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
  EXPECT_THAT(house.Tile("../etc/passwd"),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

// Law: RCP-05.
TEST(TransparencyServiceTest, AnybodyMayHaveAReceiptChecked) {
  House house(1);
  grpc::ClientContext context;
  v1::VerifyReceiptRequest request;
  request.set_dvc(house.log.issuer->GetByIndex(0)->dvc());
  v1::VerifyReceiptResponse response;
  ASSERT_THAT(FromGrpc(house.stub->VerifyReceipt(&context, request, &response)),
              IsOk());
  EXPECT_TRUE(response.valid());
  EXPECT_TRUE(response.in_log());
}

TEST(TransparencyServiceTest, NoLogIsAnsweredWithAnother) {
  House house(3);
  EXPECT_THAT(house.Checkpoint(v1::LOG_NAME_ACTS),
              HasReason(v1::ERROR_REASON_NOT_READY));
  grpc::ClientContext context;
  v1::GetTileRequest tile;
  tile.set_path("tile/0/000.p/3");
  tile.set_log(v1::LOG_NAME_ACTS);
  v1::GetTileResponse octets;
  EXPECT_THAT(FromGrpc(house.stub->GetTile(&context, tile, &octets)),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
}

}  // namespace
}  // namespace kepil
