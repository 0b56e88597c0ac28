#include "services/net/name_resolver.h"

#include <atomic>
#include <future>
#include <string>
#include <thread>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::SizeIs;

const IpAddress kAddress = *IpAddress::Parse("8.8.8.8");

TEST(NameResolverTest, ReturnsWhatTheLookupFinds) {
  FakeClock clock;
  NameResolver resolver(
      clock,
      [](const std::string& name) -> absl::StatusOr<std::vector<IpAddress>> {
        if (name != "a.kz") {
          return MakeError(absl::StatusCode::kUnavailable,
                           v1::ERROR_REASON_FETCH_FAILED, "unknown");
        }
        return std::vector<IpAddress>{kAddress};
      },
      {});
  EXPECT_THAT(resolver.Resolve("a.kz", absl::Minutes(1)),
              IsOkAndHolds(ElementsAre(kAddress)));
  EXPECT_THAT(resolver.Resolve("b.kz", absl::Minutes(1)),
              HasReason(v1::ERROR_REASON_FETCH_FAILED));
}

TEST(NameResolverTest, LeavesALookupThatHangs) {
  FakeClock clock;
  std::promise<void> open;
  const std::shared_future<void> opened = open.get_future().share();
  NameResolver resolver(clock,
                        [opened](const std::string&) {
                          opened.wait();
                          return std::vector<IpAddress>{kAddress};
                        },
                        {});
  const auto result = resolver.Resolve("a.kz", absl::Milliseconds(20));
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(result, HasReason(v1::ERROR_REASON_DEADLINE));
  open.set_value();
}

TEST(NameResolverTest, BoundsLookupsThatHangAndSkipsThoseNobodyWaitsFor) {
  FakeClock clock;
  std::promise<void> open;
  std::promise<void> entered;
  const std::shared_future<void> opened = open.get_future().share();
  std::atomic<int> lookups = 0;
  {
    NameResolver::Options options;
    options.threads = 1;
    options.max_queued = 1;
    NameResolver resolver(
        clock,
        [&, opened](const std::string&) {
          if (++lookups == 1) {
            entered.set_value();
          }
          opened.wait();
          return std::vector<IpAddress>{kAddress};
        },
        options);
    std::thread first([&] {
      EXPECT_THAT(resolver.Resolve("a.kz", absl::Minutes(1)), IsOk());
    });
    entered.get_future().wait();
    EXPECT_THAT(resolver.Resolve("b.kz", absl::Milliseconds(20)),
                HasReason(v1::ERROR_REASON_DEADLINE));
    EXPECT_THAT(resolver.Resolve("c.kz", absl::Minutes(1)),
                HasReason(v1::ERROR_REASON_FETCH_FAILED));
    open.set_value();
    first.join();
  }
  EXPECT_EQ(lookups, 1);
}

TEST(LookUpInSystemTest, FindsLocalhostOnLoopback) {
  const auto addresses = LookUpInSystem("localhost");
  ASSERT_THAT(addresses, IsOkAndHolds(Not(SizeIs(0))));
  for (const IpAddress& address : *addresses) {
    EXPECT_FALSE(IsPublic(address)) << address.ToString();
  }
}

TEST(LookUpInSystemTest, FailsOnANameThatCannotExist) {
  // RFC 6761, 6.4
  EXPECT_THAT(LookUpInSystem("nobody.invalid"),
              HasReason(v1::ERROR_REASON_FETCH_FAILED));
}

}  // namespace
}  // namespace kepil
