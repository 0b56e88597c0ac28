#include "services/evidence/revocation_archive.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

absl::Time Hour(int hour) { return absl::FromUnixSeconds(3600 * hour); }

std::vector<int64_t> HoursOf(const RevocationPick& pick) {
  std::vector<int64_t> hours;
  for (const ArchivedRevocation& answer : pick.Take()) {
    hours.push_back(absl::ToUnixSeconds(answer.obtained_at) / 3600);
  }
  return hours;
}

TEST(RevocationPickTest, TakesTheNeighboursOfEachTimeAndTheNewest) {
  RevocationPick pick({Hour(10), Hour(30)});
  for (const int hour : {50, 8, 9, 31, 40, 12, 11, 1}) {
    pick.Add("url", {Sha256(std::to_string(hour)), Hour(hour)});
  }
  EXPECT_THAT(HoursOf(pick), ElementsAre(9, 11, 12, 31, 50));
}

TEST(RevocationPickTest, AnAnswerOfThatVeryTimeIsBeforeIt) {
  RevocationPick pick({Hour(10)});
  pick.Add("url", {Sha256("a"), Hour(10)});
  EXPECT_THAT(HoursOf(pick), ElementsAre(10));
  EXPECT_THAT(HoursOf(RevocationPick({Hour(10)})), IsEmpty());
}

TEST(RevocationPickTest, TellsAddressesApartAndIsBounded) {
  RevocationPick pick({});
  for (int i = 0; i < 2 * RevocationArchive::kMaxAddresses; ++i) {
    pick.Add(std::to_string(i), {Sha256(std::to_string(i)), Hour(1)});
  }
  EXPECT_EQ(pick.Take().size(),
            static_cast<size_t>(RevocationArchive::kMaxAddresses));
}

}  // namespace
}  // namespace kepil
