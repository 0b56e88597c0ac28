#include "services/kepild/digital_space_house.h"

#include <memory>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepild/test_files.h"
#include "tests/support/fake_clock.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

struct DigitalSpaceHouseTest : testing::Test {
  absl::StatusOr<std::unique_ptr<DigitalSpaceHouse>> Open() {
    metrics = std::make_unique<MetricsRegistry>();
    return DigitalSpaceHouse::Open({config, clock, log, *metrics, db.db()});
  }
  std::string SubjectKeyFile(const std::string& octets, mode_t mode) {
    const std::string path = folder.path() + "/subject.key";
    WriteTestFile(path, octets, mode);
    return path;
  }

  FakeClock clock;
  TempFolder folder;
  RocksFolder db;
  StderrLogSink sink;
  Logger log{clock, sink, LogLevel::kError};
  std::unique_ptr<MetricsRegistry> metrics;
  Config config;
};

TEST_F(DigitalSpaceHouseTest, HashesUnderAKeyOfItsOwnThatStays) {
  std::string hash;
  {
    const auto house = Open();
    ASSERT_THAT(house, IsOk());
    hash = (*house)->uses().SubjectHash("880726300029");
  }
  db.Reopen();
  const auto house = Open();
  ASSERT_THAT(house, IsOk());
  EXPECT_EQ((*house)->uses().SubjectHash("880726300029"), hash);
}

TEST_F(DigitalSpaceHouseTest, HashesUnderTheKeyOfTheConfiguration) {
  const auto own = Open();
  ASSERT_THAT(own, IsOk());
  config.mutable_digital_space()->set_subject_key_file(
      SubjectKeyFile(std::string(32, 's'), 0400));
  const auto house = Open();
  ASSERT_THAT(house, IsOk());
  EXPECT_NE((*house)->uses().subject_key_id(), (*own)->uses().subject_key_id());
  FakeClock other_clock;
  RocksFolder other_db;
  MetricsRegistry other_metrics;
  const auto other = DigitalSpaceHouse::Open(
      {config, other_clock, log, other_metrics, other_db.db()});
  ASSERT_THAT(other, IsOk());
  EXPECT_EQ((*house)->uses().SubjectHash("880726300029"),
            (*other)->uses().SubjectHash("880726300029"));
}

TEST_F(DigitalSpaceHouseTest, RefusesAKeyThatOthersReadOrOfAnotherSize) {
  config.mutable_digital_space()->set_subject_key_file(
      SubjectKeyFile(std::string(32, 's'), 0644));
  EXPECT_THAT(Open().status(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  config.mutable_digital_space()->set_subject_key_file(
      SubjectKeyFile(std::string(31, 's'), 0600));
  EXPECT_THAT(Open().status(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

// Law: PDP-14.
TEST_F(DigitalSpaceHouseTest, MetricsShowHowMuchWaitsAndForHowLong) {
  v1::DigitalUseEvent event;
  event.set_id(std::string(16, 'i'));
  event.mutable_time()->set_seconds(absl::ToUnixSeconds(clock.Now()));
  {
    auto outbox = RocksDigitalUseOutbox::Open({clock, db.db()}, 10);
    ASSERT_THAT(outbox, IsOk());
    ASSERT_THAT((*outbox)->Add(event), IsOk());
  }
  clock.Advance(absl::Seconds(7));
  const auto house = Open();
  ASSERT_THAT(house, IsOk());
  while (!absl::StrContains(metrics->Text(), "kepil_digital_use_waiting 1\n") ||
         !absl::StrContains(metrics->Text(),
                            "kepil_digital_use_oldest_age_seconds 7\n")) {
    std::this_thread::yield();
  }
}

}  // namespace
}  // namespace kepil
