#include "services/kepilctl/watch_command.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/fake_server.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;

TEST(WatchCommandTest, ShowsEachListAndWhatToDoAboutOverdueOnes) {
  FakeServer server;
  v1::ListCrlWatchResponse list;
  v1::CrlWatchEntry& entry = *list.add_entries();
  entry.set_state(v1::CRL_WATCH_STATE_CURRENT);
  entry.set_authority_id("xa");
  entry.set_url("http://xa.example/crl");
  entry.set_crl_number("05");
  entry.mutable_latency()->set_nanos(20000000);
  server.operations.on_ListCrlWatch = [&](const v1::ListCrlWatchRequest&) {
    return list;
  };
  EXPECT_EQ(server.Run({WatchCommand()}, {"ca", "watch", "--json"}),
            ExitCode::kYes);
  EXPECT_THAT(server.out, HasSubstr("\"state\":\"CURRENT\""));
  EXPECT_THAT(server.out, HasSubstr("\"latency_ms\":20"));
  EXPECT_THAT(server.out, HasSubstr("\"suggestion\":\"\""));

  entry.set_state(v1::CRL_WATCH_STATE_OVERDUE);
  entry.set_failure("ERROR_REASON_FETCH_FAILED");
  v1::StatusChange& status = *entry.mutable_draft()->mutable_status();
  status.set_authority_id("xa");
  status.set_ground("no list");
  EXPECT_EQ(server.Run({WatchCommand()}, {"ca", "watch", "--json"}),
            ExitCode::kNo);
  EXPECT_THAT(server.out, HasSubstr("kepilctl ca suspend xa --ground"));
  EXPECT_THAT(server.out, HasSubstr("\"failure\":\"FETCH_FAILED\""));
}

}  // namespace
}  // namespace kepil
