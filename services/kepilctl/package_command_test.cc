#include "services/kepilctl/package_command.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/authority_package.pb.h"
#include "services/kepilctl/fake_server.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/log_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;

class PackageCommandTest : public testing::Test {
 protected:
  static std::string Path(const std::string& name) {
    return absl::StrCat(testing::TempDir(), "/package_command/", name);
  }
  static void Write(const std::string& name, const std::string& octets) {
    ASSERT_THAT(WriteFileOctets(Path(name), octets), IsOk());
  }
  ExitCode Run(std::vector<std::string> words) {
    words.insert(words.begin(), {"ca", "examine"});
    return server_.Run({PackageCommand()}, words);
  }

  FakeServer server_;
};

// Law: CRT-11.
TEST_F(PackageCommandTest, SaysWhatIsWrongWithAPackage) {
  v1::AuthorityPackage package;
  package.mutable_authority()->set_id("xa");
  package.mutable_authority()->mutable_archived_at()->set_seconds(0);
  package.add_acts()->set_event("no event");
  Write("xa.authority", package.SerializeAsString());
  Write("log.vkey", MakeTestNoteSigner("node/receipts").verifier().vkey());
  EXPECT_EQ(Run({Path("xa.authority"), "--log-key", Path("log.vkey")}),
            ExitCode::kNo);
  EXPECT_THAT(server_.out, HasSubstr("UNREADABLE"));
  EXPECT_THAT(server_.out, HasSubstr("NOT_ARCHIVED"));
  EXPECT_THAT(server_.out, HasSubstr("1970-01-01"));
}

TEST_F(PackageCommandTest, WithoutAFileOrAKeyThereIsNoAnswer) {
  Write("xa.authority", "");
  Write("log.vkey", "no key");
  EXPECT_EQ(Run({Path("xa.authority")}), ExitCode::kNoAnswer);
  EXPECT_EQ(Run({Path("xa.authority"), "--log-key", Path("log.vkey")}),
            ExitCode::kNoAnswer);
  EXPECT_EQ(Run({"--log-key", Path("log.vkey")}), ExitCode::kNoAnswer);
}

}  // namespace
}  // namespace kepil
