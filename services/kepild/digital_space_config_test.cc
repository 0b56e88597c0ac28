#include "services/kepild/digital_space_config.h"

#include <functional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(DigitalSpaceConfigTest, WithoutOneEventsAreRecordedAllTheSame) {
  const config::v1::Config config = WithDigitalSpaceDefaults({}, "/etc");
  EXPECT_EQ(config.digital_space().max_events(), 1'000'000);
  EXPECT_EQ(config.digital_space().timeout().seconds(), 10);
  EXPECT_EQ(config.digital_space().url(), "");
  EXPECT_EQ(config.digital_space().folder(), "");
  EXPECT_THAT(DigitalSpaceProblemsOf(config), IsEmpty());
}

TEST(DigitalSpaceConfigTest, PathsAreOfTheFilesFolder) {
  config::v1::Config config;
  config::v1::DigitalSpace& space = *config.mutable_digital_space();
  space.set_subject_key_file("subject.key");
  space.set_folder("spool");
  space.set_ca_file("/ca.pem");
  space.mutable_tls()->set_cert_file("tls.pem");
  space.mutable_tls()->set_key_file("tls.key");
  config = WithDigitalSpaceDefaults(config, "/etc");
  EXPECT_EQ(config.digital_space().subject_key_file(), "/etc/subject.key");
  EXPECT_EQ(config.digital_space().folder(), "/etc/spool");
  EXPECT_EQ(config.digital_space().ca_file(), "/ca.pem");
  EXPECT_EQ(config.digital_space().tls().cert_file(), "/etc/tls.pem");
  EXPECT_EQ(config.digital_space().tls().key_file(), "/etc/tls.key");
  EXPECT_THAT(DigitalSpaceProblemsOf(config), IsEmpty());
}

TEST(DigitalSpaceConfigTest, SaysWhatIsWrong) {
  using Space = config::v1::DigitalSpace;
  struct Case {
    std::function<void(Space&)> fault;
    const char* problem;
  };
  const Case cases[] = {
      {[](Space& s) { s.set_folder("spool"); }, "url and folder"},
      {[](Space& s) { s.set_url("http://space.example/"); }, "not https"},
      {[](Space& s) { s.set_url("https://" + std::string(2048, 'x')); },
       "not https"},
      {[](Space& s) { s.clear_subject_key_file(); }, "subject_key_file"},
      {[](Space& s) { s.mutable_tls()->set_cert_file("x"); }, "tls"},
      {[](Space& s) { s.mutable_timeout()->set_seconds(61); }, "timeout"},
      {[](Space& s) { s.mutable_timeout()->set_seconds(0); }, "timeout"},
      {[](Space& s) { s.set_max_events(-1); }, "max_events"},
      {[](Space& s) { s.set_max_events(100'000'001); }, "max_events"},
  };
  for (const Case& one : cases) {
    config::v1::Config config;
    Space& space = *config.mutable_digital_space();
    space.set_url("https://space.example/");
    space.set_subject_key_file("/subject.key");
    config = WithDigitalSpaceDefaults(config, "/etc");
    ASSERT_THAT(DigitalSpaceProblemsOf(config), IsEmpty());
    one.fault(*config.mutable_digital_space());
    EXPECT_THAT(DigitalSpaceProblemsOf(config),
                ElementsAre(HasSubstr(one.problem)));
  }
}

}  // namespace
}  // namespace kepil
