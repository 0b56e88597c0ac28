#include "services/kepilctl/client.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TEST(IsLoopbackServerTest, KnowsThisMachine) {
  for (const char* server :
       {"localhost:1", "127.0.0.1:65535", "127.9.8.7:80", "[::1]:443"}) {
    EXPECT_THAT(IsLoopbackServer(server), IsOkAndHolds(true)) << server;
  }
  for (const char* server :
       {"localhost.example:1", "128.0.0.1:1", "[::2]:1", "kepil.example:443"}) {
    EXPECT_THAT(IsLoopbackServer(server), IsOkAndHolds(false)) << server;
  }
}

TEST(IsLoopbackServerTest, RefusesWhatIsNoHostAndPort) {
  for (const char* server :
       {"", "localhost", ":1", "a:0", "a:65536", "a:x", "::1:443", "[::1:443",
        "unix:/run/x:1", "dns://a/b:1", "a b:1"}) {
    EXPECT_THAT(IsLoopbackServer(server),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << server;
  }
}

TEST(ClientTest, PlaintextStaysOnThisMachine) {
  Settings settings;
  settings.transport = Transport::kPlaintext;
  settings.server = "kepil.example:443";
  EXPECT_THAT(Client::Create(settings),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  settings.server = "127.0.0.1:1";
  EXPECT_THAT(Client::Create(settings), IsOk());
}

TEST(ClientTest, TlsNeedsAnAnchor) {
  Settings settings;
  settings.server = "127.0.0.1:1";
  EXPECT_THAT(Client::Create(settings),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  settings.ca_file = testing::TempDir() + "/no-such-file";
  EXPECT_THAT(Client::Create(settings),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(ClientTest, NobodyThereIsUnavailable) {
  Settings settings;
  settings.transport = Transport::kPlaintext;
  settings.server = "127.0.0.1:1";
  const auto client = Client::Create(settings);
  ASSERT_THAT(client, IsOk());
  EXPECT_THAT((*client)->Call(&v1::ValidationService::Stub::GetServiceInfo,
                              v1::GetServiceInfoRequest()),
              StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace kepil
