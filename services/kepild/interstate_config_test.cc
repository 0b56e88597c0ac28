#include "services/kepild/interstate_config.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

config::v1::Config Good() {
  config::v1::Config config;
  auto& relay = *config.add_listeners();
  relay.set_kind(config::v1::Listener::RELAY);
  relay.mutable_tls()->set_cert_file("cert");
  relay.set_forwarder("nat-gw");
  config.mutable_interstate()->set_direct_citation("Treaty 5");
  SetInterstateDefaults(config);
  return config;
}

std::vector<std::string> ProblemsAfter(
    const std::function<void(config::v1::Config&)>& change) {
  config::v1::Config config = Good();
  change(config);
  std::vector<std::string> problems;
  CheckInterstate(config, problems);
  return problems;
}

TEST(InterstateConfigTest, DefaultsAreTheDocumentedOnes) {
  const config::v1::Config config = Good();
  EXPECT_EQ(config.quotas().requests_per_minute(), 600000);
  EXPECT_EQ(config.quotas().requests_in_flight(), 512);
  EXPECT_EQ(config.limits().stream_in_flight(), 16);
  EXPECT_EQ(config.limits().max_stream_content_bytes(), 68719476736);
  EXPECT_EQ(config.limits().max_stream_document_bytes(), 67108864);
  EXPECT_THAT(ProblemsAfter([](config::v1::Config&) {}), IsEmpty());
}

TEST(InterstateConfigTest, ARelayHasTlsAndAForwarder) {
  EXPECT_THAT(ProblemsAfter([](config::v1::Config& config) {
                config.mutable_listeners(0)->clear_tls();
                config.mutable_listeners(0)->clear_forwarder();
              }),
              ElementsAre("listeners[0].tls: required for RELAY",
                          "listeners[0].forwarder: not 1 to 64 octets "
                          "(RELAY)"));
  EXPECT_THAT(
      ProblemsAfter([](config::v1::Config& config) {
        config.mutable_listeners(0)->set_kind(config::v1::Listener::OPEN);
      }),
      ElementsAre("listeners[0].forwarder: of relays only"));
  EXPECT_THAT(ProblemsAfter([](config::v1::Config& config) {
                *config.add_listeners() = config.listeners(0);
              }),
              ElementsAre("listeners: more than one RELAY"));
}

TEST(InterstateConfigTest, ARelayOfRfc3029StandsBesideTheOther) {
  const auto beside = [](config::v1::Config& config) {
    *config.add_listeners() = config.listeners(0);
    config.mutable_listeners(1)->set_kind(config::v1::Listener::RELAY_DVCS);
  };
  EXPECT_THAT(ProblemsAfter(beside), IsEmpty());
  EXPECT_THAT(ProblemsAfter([&](config::v1::Config& config) {
                beside(config);
                config.mutable_listeners(1)->clear_tls();
                config.mutable_listeners(1)->clear_forwarder();
              }),
              ElementsAre("listeners[1].tls: required for RELAY_DVCS",
                          "listeners[1].forwarder: not 1 to 64 octets "
                          "(RELAY_DVCS)"));
}

TEST(InterstateConfigTest, BoundsAreKept) {
  EXPECT_THAT(
      ProblemsAfter([](config::v1::Config& config) {
        config.mutable_interstate()->set_direct_citation(std::string(257, 'x'));
        config.mutable_quotas()->set_requests_per_minute(-1);
        config.mutable_quotas()->set_requests_in_flight(65537);
        config.mutable_limits()->set_stream_in_flight(1025);
        config.mutable_limits()->set_max_stream_content_bytes(-1);
        config.mutable_limits()->set_max_stream_document_bytes(268435457);
      }),
      ElementsAre("interstate.direct_citation: over 256 octets",
                  "quotas.requests_per_minute: not between 1 and 100000000",
                  "quotas.requests_in_flight: not between 1 and 65536",
                  "limits.stream_in_flight: not between 1 and 1024",
                  "limits.max_stream_content_bytes: not between 1 and "
                  "17592186044416",
                  "limits.max_stream_document_bytes: not between 1 and "
                  "268435456"));
}

TEST(InterstateConfigTest, DvcsNamesAreUris) {
  EXPECT_THAT(ProblemsAfter([](config::v1::Config& config) {
                config.mutable_node()->add_dvcs_names("no uri");
                config.mutable_node()->add_dvcs_names("https://ok.example/");
              }),
              ElementsAre("node.dvcs_names: not a URI"));
}

}  // namespace
}  // namespace kepil
