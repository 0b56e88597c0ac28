#include "services/kepilctl/settings.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

absl::StatusOr<Settings> Read(std::vector<std::string> words,
                              std::map<std::string, std::string> environment) {
  const auto arguments = Arguments::Parse(words, CommonOptions());
  if (!arguments.ok()) {
    return arguments.status();
  }
  return SettingsFrom(*arguments, environment);
}

TEST(SettingsTest, EnvironmentStandsForAbsentOptions) {
  const std::map<std::string, std::string> environment = {
      {"KEPIL_SERVER", "a:1"},
      {"KEPIL_CERT", "c"},
      {"KEPIL_KEY", "k"},
      {"KEPIL_CA", "r"}};
  const auto settings = Read({"--server", "b:2"}, environment);
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings->server, "b:2");
  EXPECT_EQ(settings->cert_file, "c");
  EXPECT_EQ(settings->key_file, "k");
  EXPECT_EQ(settings->ca_file, "r");
  EXPECT_EQ(settings->transport, Transport::kTls);
  EXPECT_EQ(settings->timeout, absl::Seconds(30));
}

TEST(SettingsTest, PlaintextUsesNoCertificatesOfTheEnvironment) {
  const auto settings = Read({"--plaintext"}, {{"KEPIL_CA", "r"}});
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings->transport, Transport::kPlaintext);
  EXPECT_EQ(settings->ca_file, "");
  EXPECT_THAT(Read({"--plaintext", "--ca", "r"}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(SettingsTest, ReadsTimeoutInBounds) {
  EXPECT_EQ(Read({"--timeout", "2m"}, {})->timeout, absl::Minutes(2));
  EXPECT_EQ(Read({"--timeout", "7"}, {})->timeout, absl::Seconds(7));
  for (const char* bad : {"0", "soon", "2h", "nan", "=-1s"}) {
    EXPECT_THAT(Read({absl::StrCat("--timeout=", bad)}, {}),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << bad;
  }
}

TEST(SettingsTest, RefusesContradictions) {
  EXPECT_THAT(Read({"--cert", "c"}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Read({"--output", "xml"}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Read({"--json", "--output=text"}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(Read({"--json"}, {})->format, OutputFormat::kJson);
}

}  // namespace
}  // namespace kepil
