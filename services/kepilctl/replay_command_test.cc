#include "services/kepilctl/replay_command.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/fake_server.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TEST(ReplayCommandTest, PutsTheBundleTogetherAndKeepsIt) {
  v1::EvidenceBundle bundle;
  bundle.add_objects("an object");
  const std::string octets = bundle.SerializeAsString();
  FakeServer server;
  server.validation.bundle_pieces = {octets.substr(0, 3), octets.substr(3)};
  const std::string path = testing::TempDir() + "/saved.bundle";
  // Nothing to judge in it: no answer, but it is kept as it came.
  EXPECT_EQ(server.Run({ReplayCommand()}, {"replay", "0a", "--save", path}),
            ExitCode::kNoAnswer);
  EXPECT_THAT(ReadFileOctets(path), IsOkAndHolds(octets));
}

TEST(ReplayCommandTest, WhatIsNoBundleIsNoAnswer) {
  const std::string path = testing::TempDir() + "/not.bundle";
  ASSERT_THAT(WriteFileOctets(path, "\xff\xff"), IsOk());
  FakeServer server;
  EXPECT_EQ(server.Run({ReplayCommand()}, {"replay", "--bundle", path}),
            ExitCode::kNoAnswer);
  EXPECT_THAT(server.err, testing::HasSubstr("FORMAT_UNKNOWN"));
  EXPECT_EQ(server.Run({ReplayCommand()}, {"replay"}), ExitCode::kNoAnswer);
  EXPECT_EQ(server.Run({ReplayCommand()}, {"replay", "0a", "--bundle", path}),
            ExitCode::kNoAnswer);
}

}  // namespace
}  // namespace kepil
