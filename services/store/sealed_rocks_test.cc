// A database under storage keys, as its files show it.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/raw_rocks.h"
#include "services/store/rocks_backup.h"
#include "services/store/rocks_db.h"
#include "services/store/rocks_registry_store.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

void Put(RocksDb& db, Family family, absl::string_view key,
         absl::string_view value) {
  RocksDb::Batch batch(db);
  batch.Put(family, key, value);
  ASSERT_THAT(db.Write(batch, Durability::kSynced), IsOk());
}

absl::StatusOr<std::string> Get(const RocksDb& db, Family family,
                                absl::string_view key) {
  KEPIL_ASSIGN_OR_RETURN(const auto value, db.Get(family, key));
  return value.value_or("nothing");
}

// Law: PDP-07.
TEST(SealedRocksTest, HidesWhatItHolds) {
  RocksFolder folder(MakeTestSealer("k"));
  Put(folder.db(), Family::kEvidence, "digest", "IIN870412350714");
  Put(folder.db(), Family::kReceiptIndex, "i/id", "IIN870412350714");
  folder.Close();
  {
    const RawRocks raw(folder.path());
    EXPECT_THAT(raw.Get("evidence", "digest"), Not(HasSubstr("IIN")));
    EXPECT_THAT(raw.Get("receipt_index", "i/id"), HasSubstr("IIN"));
  }
  folder.Reopen();
  EXPECT_THAT(Get(folder.db(), Family::kEvidence, "digest"),
              IsOkAndHolds(std::string("IIN870412350714")));
  EXPECT_THAT(Get(folder.db(), Family::kReceiptIndex, "i/id"),
              IsOkAndHolds(std::string("IIN870412350714")));
}

// Law: REG-19.
TEST(SealedRocksTest, NoticesRecordsThatWereForgedExchangedOrBrought) {
  RegistryCommit commit;
  commit.version = 1;
  commit.authorities.resize(2);
  commit.authorities[0].set_id("xa");
  commit.authorities[1].set_id("xb");
  RocksFolder folder(MakeTestSealer("k")), other(MakeTestSealer("o"));
  ASSERT_THAT(RocksRegistryStore(folder.db()).Commit(commit, 0), IsOk());
  ASSERT_THAT(RocksRegistryStore(other.db()).Commit(commit, 0), IsOk());
  folder.Close();
  other.Close();
  const std::string genuine = RawRocks(folder.path()).Get("registry", "a/xa");
  std::string altered = genuine;
  altered.back() = static_cast<char>(altered.back() ^ 1);
  for (const std::string& forged :
       {altered, RawRocks(folder.path()).Get("registry", "a/xb"),
        RawRocks(other.path()).Get("registry", "a/xa"), std::string(),
        commit.authorities[0].SerializeAsString()}) {
    folder.Close();
    RawRocks(folder.path()).Put("registry", "a/xa", forged);
    folder.Reopen();
    EXPECT_THAT(RocksRegistryStore(folder.db()).Load(),
                AllOf(StatusIs(absl::StatusCode::kDataLoss),
                      HasReason(v1::ERROR_REASON_STORE_CORRUPT)));
  }
  folder.Close();
  RawRocks(folder.path()).Put("registry", "a/xa", genuine);
  folder.Reopen();
  EXPECT_THAT(RocksRegistryStore(folder.db()).Load(), IsOk());
}

// Law: REG-19.
TEST(SealedRocksTest, NoticesWhenAReadableValueWasAltered) {
  RocksFolder folder(MakeTestSealer("k"));
  Put(folder.db(), Family::kRegistryHistory, NumberKey(1), "history");
  folder.Close();
  {
    RawRocks raw(folder.path());
    std::string value = raw.Get("registry_history", NumberKey(1));
    value[0] = 'H';
    raw.Put("registry_history", NumberKey(1), value);
  }
  folder.Reopen();
  EXPECT_THAT(Get(folder.db(), Family::kRegistryHistory, NumberKey(1)),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST(SealedRocksTest, ANodeWithoutTheKeyDoesNotOpenIt) {
  RocksFolder sealed(MakeTestSealer("k")), plain;
  sealed.Close();
  plain.Close();
  EXPECT_THAT(RocksDb::Open(sealed.path()).status(),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                    HasReason(v1::ERROR_REASON_CONFIG_INVALID)));
  EXPECT_THAT(RocksDb::Open(sealed.path(), MakeTestSealer("o")).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  EXPECT_THAT(RocksDb::Open(plain.path(), MakeTestSealer("k")).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  EXPECT_THAT(RocksDb::Open(plain.path()), IsOk());
}

TEST(SealedRocksTest, KeysAreReplaced) {
  RocksFolder folder(MakeTestSealer("o"));
  Put(folder.db(), Family::kEvidence, "old", "old value");
  folder.Close();
  {
    auto both = RocksDb::Open(folder.path(), MakeTestSealer("no"));
    ASSERT_THAT(both, IsOk());
    Put(**both, Family::kEvidence, "new", "new value");
    EXPECT_THAT(Get(**both, Family::kEvidence, "old"),
                IsOkAndHolds(std::string("old value")));
  }
  // Some values still need the old key.
  EXPECT_THAT(RocksDb::Open(folder.path(), MakeTestSealer("n")).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  {
    auto both = RocksDb::Open(folder.path(), MakeTestSealer("no"));
    ASSERT_THAT(both, IsOk());
    EXPECT_THAT((*both)->Reseal(), IsOkAndHolds(2));
  }
  auto renewed = RocksDb::Open(folder.path(), MakeTestSealer("n"));
  ASSERT_THAT(renewed, IsOk());
  EXPECT_THAT(Get(**renewed, Family::kEvidence, "old"),
              IsOkAndHolds(std::string("old value")));
  EXPECT_THAT(Get(**renewed, Family::kEvidence, "new"),
              IsOkAndHolds(std::string("new value")));
}

TEST(SealedRocksTest, APlainDatabaseHasNothingToReseal) {
  RocksFolder folder;
  EXPECT_THAT(folder.db().Reseal(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

// Law: SEC-06.
TEST(SealedRocksTest, ABackupIsSealedAsWell) {
  RocksFolder folder(MakeTestSealer("k"));
  Put(folder.db(), Family::kEvidence, "digest", "IIN870412350714");
  const TempFolder place;
  const RocksBackup backup(place.path() + "/backup");
  ASSERT_THAT(RocksBackup(place.path() + "/backup").Make(folder.db(), "", 2),
              IsOk());
  ASSERT_THAT(backup.Restore(place.path() + "/db"), IsOk());
  EXPECT_THAT(RocksDb::Open(place.path() + "/db").status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  const auto restored =
      RocksDb::Open(place.path() + "/db", MakeTestSealer("k"));
  ASSERT_THAT(restored, IsOk());
  EXPECT_THAT(Get(**restored, Family::kEvidence, "digest"),
              IsOkAndHolds(std::string("IIN870412350714")));
}

}  // namespace
}  // namespace kepil
