#include "base/logging.h"

#include <limits>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;

template <typename Value>
constexpr bool kLoggable = std::is_constructible_v<LogField, LogText, Value>;

// The type is the guard: this is what keeps personal data out.
static_assert(!kLoggable<std::string>);
static_assert(!kLoggable<const std::string&>);
static_assert(!kLoggable<absl::string_view>);
static_assert(!kLoggable<const char*>);
static_assert(!kLoggable<char (&)[8]>);
static_assert(!kLoggable<double>);
static_assert(!std::is_constructible_v<LogText, std::string>);
static_assert(!std::is_constructible_v<LogText, const char*>);
static_assert(kLoggable<const char (&)[8]>);
static_assert(kLoggable<int>);
static_assert(kLoggable<LogToken>);

class VectorSink : public LogSink {
 public:
  void Write(absl::string_view line) override {
    MutexLock lock(mutex_);
    lines_.emplace_back(line);
  }
  std::vector<std::string> lines() {
    MutexLock lock(mutex_);
    return lines_;
  }

 private:
  Mutex mutex_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);
};

TEST(LoggingTest, WritesOneJsonObjectPerCallWithTheClocksTime) {
  FakeClock clock;
  VectorSink sink;
  const Logger logger(clock, sink, LogLevel::kDebug);
  logger.Info("started", {{"port", 8443}, {"store", "open"}});
  clock.Advance(absl::Milliseconds(1500));
  logger.Error("stopped");
  EXPECT_THAT(
      sink.lines(),
      ElementsAre(R"({"time":"2026-01-01T00:00:00.000000Z","level":"INFO",)"
                  R"("event":"started","port":8443,"store":"open"})",
                  R"({"time":"2026-01-01T00:00:01.500000Z","level":"ERROR",)"
                  R"("event":"stopped"})"));
}

std::string JsonOf(const LogField& field) { return field.json(); }

TEST(LoggingTest, WritesEachKindOfValue) {
  EXPECT_EQ(JsonOf({"k", -7}), "-7");
  EXPECT_EQ(JsonOf({"k", std::numeric_limits<uint64_t>::max()}),
            "18446744073709551615");
  EXPECT_EQ(JsonOf({"k", std::numeric_limits<int64_t>::min()}),
            "-9223372036854775808");
  EXPECT_EQ(JsonOf({"k", uint8_t{65}}), "65");
  EXPECT_EQ(JsonOf({"k", true}), "true");
  EXPECT_EQ(JsonOf({"k", absl::Milliseconds(-1500)}), "-1.500000");
  EXPECT_EQ(JsonOf({"k", absl::InfiniteDuration()}), "\"inf\"");
  EXPECT_EQ(JsonOf({"k", absl::FromUnixMicros(1)}),
            "\"1970-01-01T00:00:00.000001Z\"");
  EXPECT_EQ(JsonOf({"k", LogToken::Hex("\x01\xfe")}), "\"01fe\"");
  EXPECT_EQ(JsonOf({"k", v1::ERROR_REASON_POLICY_UNKNOWN}),
            "\"POLICY_UNKNOWN\"");
}

TEST(LoggingTest, WritesCodeAndReasonOfAStatusButNotItsMessage) {
  EXPECT_EQ(JsonOf({"k", MakeError(absl::StatusCode::kUnavailable,
                                   v1::ERROR_REASON_FETCH_FAILED, "Ivan Ivanov",
                                   {{"iin", "800101"}})}),
            "\"UNAVAILABLE/FETCH_FAILED\"");
  EXPECT_EQ(JsonOf({"k", absl::InternalError("x")}), "\"INTERNAL\"");
  EXPECT_EQ(JsonOf({"k", absl::OkStatus()}), "\"OK\"");
}

TEST(LoggingTest, EscapesSoThatAJsonReaderSeesTheSameText) {
  FakeClock clock;
  VectorSink sink;
  const Logger logger(clock, sink, LogLevel::kDebug);
  logger.Warning("a\"b\\c\n\t\x01қ", {{"k\"", "v\r\n"}});
  ASSERT_EQ(sink.lines().size(), 1u);
  EXPECT_EQ(sink.lines()[0].find('\n'), std::string::npos);
  google::protobuf::Struct object;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(sink.lines()[0], &object)
          .ok());
  EXPECT_EQ(object.fields().at("event").string_value(), "a\"b\\c\n\t\x01қ");
  EXPECT_EQ(object.fields().at("k\"").string_value(), "v\r\n");
}

TEST(LoggingTest, DropsLinesBelowItsLevel) {
  FakeClock clock;
  VectorSink sink;
  const Logger logger(clock, sink, LogLevel::kWarning);
  logger.Debug("d");
  logger.Info("i");
  EXPECT_TRUE(sink.lines().empty());
  logger.Warning("w");
  logger.Error("e");
  EXPECT_EQ(sink.lines().size(), 2u);
}

TEST(LoggingTest, KeepsLinesOfManyThreadsApart) {
  FakeClock clock;
  StderrLogSink sink;
  const Logger logger(clock, sink, LogLevel::kDebug);
  testing::internal::CaptureStderr();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&logger] {
      for (int j = 0; j < 200; ++j) {
        logger.Info("turn", {{"j", 1000 + j}});
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  const std::string text = testing::internal::GetCapturedStderr();
  const size_t length =
      std::string(R"({"time":"2026-01-01T00:00:00.000000Z","level":"INFO",)"
                  R"("event":"turn","j":1000})"
                  "\n")
          .size();
  ASSERT_EQ(text.size(), 800 * length);
  for (size_t at = 0; at < text.size(); at += length) {
    EXPECT_EQ(text[at], '{');
    EXPECT_EQ(text.substr(at + length - 2, 2), "}\n");
  }
}

}  // namespace
}  // namespace kepil
