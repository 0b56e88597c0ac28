#include "services/kepilctl/server_log_source.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/fake_server.h"
#include "tests/support/log_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TEST(ServerLogSourceTest, ReadsWhatTheServerHas) {
  MemoryLogStorage storage;
  MemoryLogAnchor anchor;
  PublishLeaves(storage, anchor, MakeTestNoteSigner("log.example/s"),
                {"a", "b", "c"});
  FakeServer server;
  server.transparency.Serve(storage);
  Settings settings;
  settings.server = server.address();
  settings.transport = Transport::kPlaintext;
  const auto client = Client::Create(settings);
  ASSERT_THAT(client, IsOk());
  const ServerLogSource source(**client);
  EXPECT_EQ(*source.ReadCheckpoint(), *storage.ReadCheckpoint());
  EXPECT_EQ(*source.ReadTile({0, 0, 3}), *storage.ReadTile({0, 0, 3}));
  EXPECT_EQ(*source.ReadEntryBundle({0, 0, 3}),
            *storage.ReadEntryBundle({0, 0, 3}));
  EXPECT_THAT(source.ReadTile({0, 1, 1}),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
}

}  // namespace
}  // namespace kepil
