#include "services/store/value_sealer.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr ValueSealer::Place kPlace = {"registry", "a/xa"};

TEST(ValueSealerTest, OpensWhatItSealedInItsPlaceOnly) {
  const auto sealer = MakeTestSealer("k");
  const std::string sealed = sealer->Seal(kPlace, "serialNumber=870412350714");
  EXPECT_THAT(sealed, Not(HasSubstr("870412")));
  EXPECT_THAT(sealer->OpenSealed(kPlace, sealed),
              IsOkAndHolds(std::string("serialNumber=870412350714")));
  for (const ValueSealer::Place& place :
       {ValueSealer::Place{"registry", "a/xb"},
        ValueSealer::Place{"changes", "a/xa"},
        ValueSealer::Place{"registry", ""}}) {
    EXPECT_THAT(sealer->OpenSealed(place, sealed),
                HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  }
}

TEST(ValueSealerTest, OneValueIsNeverSealedAlike) {
  const auto sealer = MakeTestSealer("k");
  EXPECT_NE(sealer->Seal(kPlace, "value"), sealer->Seal(kPlace, "value"));
}

TEST(ValueSealerTest, NoticesEveryChangedOctet) {
  const auto sealer = MakeTestSealer("k");
  const std::string sealed = sealer->Seal(kPlace, "value");
  const std::string marked = sealer->Mark(kPlace, "value");
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_THAT(sealer->OpenSealed(kPlace, changed),
                StatusIs(absl::StatusCode::kDataLoss));
    EXPECT_THAT(sealer->OpenSealed(kPlace, sealed.substr(0, i)),
                HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  }
  for (size_t i = 0; i < marked.size(); ++i) {
    std::string changed = marked;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_THAT(sealer->OpenMarked(kPlace, changed),
                StatusIs(absl::StatusCode::kDataLoss));
    EXPECT_THAT(sealer->OpenMarked(kPlace, marked.substr(0, i)),
                HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  }
}

TEST(ValueSealerTest, AMarkedValueIsReadableAndBoundToItsPlace) {
  const auto sealer = MakeTestSealer("k");
  const std::string marked = sealer->Mark({"f", "ab"}, "cd");
  EXPECT_EQ(marked.substr(0, 2), "cd");
  EXPECT_THAT(sealer->OpenMarked({"f", "ab"}, marked),
              IsOkAndHolds(std::string("cd")));
  // The end of the key does not pass for the beginning of the value.
  EXPECT_THAT(sealer->OpenMarked({"f", "abc"}, marked.substr(1)),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  EXPECT_THAT(sealer->OpenMarked({"f", "a"}, "b" + marked),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST(ValueSealerTest, OldKeysOpenAndTheFirstSeals) {
  const std::string old = MakeTestSealer("o")->Seal(kPlace, "value");
  const auto both = MakeTestSealer("no");
  EXPECT_THAT(both->OpenSealed(kPlace, old),
              IsOkAndHolds(std::string("value")));
  const std::string sealed = both->Seal(kPlace, "value");
  EXPECT_THAT(MakeTestSealer("n")->OpenSealed(kPlace, sealed), IsOk());
  EXPECT_THAT(MakeTestSealer("n")->OpenSealed(kPlace, old),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  EXPECT_EQ(both->current_id(), MakeTestSealer("n")->current_id());
  EXPECT_TRUE(both->Has(MakeTestSealer("o")->current_id()));
  EXPECT_FALSE(both->Has(MakeTestSealer("x")->current_id()));
}

TEST(ValueSealerTest, KeysHaveTheirSize) {
  const auto random = [](size_t size) { return std::string(size, 'r'); };
  EXPECT_THAT(ValueSealer::Create({}, random),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  EXPECT_THAT(ValueSealer::Create({std::string(31, 'k')}, random),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  EXPECT_THAT(ValueSealer::Create({std::string(33, 'k')}, random),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

}  // namespace
}  // namespace kepil
