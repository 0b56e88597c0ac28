#include "services/gateway/digital_space.h"

#include <map>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_fetcher.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr char kUrl[] = "https://space.example/events";
constexpr char kJson[] =
    R"({"id":"aWlpaWlpaWlpaWlpaWlpaQ==","subject_hash":"aGg=",)"
    R"("requester":"kz-bank","purpose":"treaty 5",)"
    R"("time":"2026-01-01T00:00:00Z","source":"kz-national"})";

v1::DigitalUseEvent Event() {
  v1::DigitalUseEvent event;
  event.set_id(std::string(16, 'i'));
  event.set_subject_hash("hh");
  event.set_requester("kz-bank");
  event.set_purpose("treaty 5");
  event.mutable_time()->set_seconds(1767225600);
  event.set_source("kz-national");
  return event;
}

// Law: PDP-14.
TEST(PostedDigitalSpaceTest, PostsTheEventAndWantsAnAnswerOfSuccess) {
  FakeFetcher fetcher;
  PostedDigitalSpace space(fetcher, {kUrl, absl::Seconds(7)});
  EXPECT_THAT(space.Deliver(Event()), HasReason(v1::ERROR_REASON_FETCH_FAILED));
  fetcher.SetBody(kUrl, "");
  EXPECT_THAT(space.Deliver(Event()), IsOk());
  const FetchRequest request = fetcher.requests().back();
  EXPECT_EQ(request.method, FetchMethod::kPost);
  EXPECT_EQ(request.content_type, "application/json");
  EXPECT_EQ(request.timeout, absl::Seconds(7));
  EXPECT_EQ(request.body, kJson);
}

TEST(SpooledDigitalSpaceTest, ARepeatIsTheSameFile) {
  std::map<std::string, std::string> files;
  absl::Status failure;
  SpooledDigitalSpace space(
      [&](const std::string& name, absl::string_view octets) {
        files[name] = std::string(octets);
        return failure;
      });
  EXPECT_THAT(space.Deliver(Event()), IsOk());
  EXPECT_THAT(space.Deliver(Event()), IsOk());
  EXPECT_THAT(files, testing::ElementsAre(testing::Pair(
                         "69696969696969696969696969696969.json", kJson)));
  failure = absl::UnavailableError("full");
  EXPECT_THAT(space.Deliver(Event()), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace kepil
