#include "services/kepild/ingress_house.h"

#include "gtest/gtest.h"

namespace kepil {
namespace {

// What the rooms do is tests/integration's; here is what configuration means.

Config WithRelay() {
  Config config;
  config.mutable_interstate()->set_direct_citation("Treaty 5");
  auto& relay = *config.add_listeners();
  relay.set_kind(config::v1::Listener::RELAY);
  relay.set_forwarder("nat-gw");
  return config;
}

TEST(IngressHouseTest, TheRelayHasAForwarderAndPartnersACitation) {
  const IngressRules relay =
      IngressRulesOf(WithRelay(), config::v1::Listener::RELAY);
  EXPECT_EQ(relay.listener, IngressListener::kRelay);
  EXPECT_EQ(relay.relay_forwarder, "nat-gw");
  const IngressRules partner =
      IngressRulesOf(WithRelay(), config::v1::Listener::PARTNER);
  EXPECT_EQ(partner.listener, IngressListener::kPartner);
  EXPECT_EQ(partner.relay_forwarder, "");
  EXPECT_EQ(partner.direct_citation, "Treaty 5");
}

TEST(IngressHouseTest, TheRelayOfRfc3029HasItsOwnForwarder) {
  Config config = WithRelay();
  auto& relay = *config.add_listeners();
  relay.set_kind(config::v1::Listener::RELAY_DVCS);
  relay.set_forwarder("other-gw");
  const IngressRules rules =
      IngressRulesOf(config, config::v1::Listener::RELAY_DVCS);
  EXPECT_EQ(rules.listener, IngressListener::kRelay);
  EXPECT_EQ(rules.relay_forwarder, "other-gw");
  EXPECT_EQ(IngressRulesOf(config, config::v1::Listener::DVCS).listener,
            IngressListener::kPartner);
}

TEST(IngressHouseTest, QuotasComeFromTheConfiguration) {
  Config config;
  config.mutable_quotas()->set_requests_per_minute(7);
  config.mutable_quotas()->set_requests_in_flight(3);
  EXPECT_EQ(QuotaOf(config).requests_per_minute, 7);
  EXPECT_EQ(QuotaOf(config).requests_in_flight, 3);
}

TEST(IngressHouseTest, StrangersHaveTheLimitsOfTheOpenListener) {
  Config config = WithRelay();
  config.mutable_limits()->set_max_message_bytes(8000);
  config.mutable_limits()->mutable_request_timeout()->set_seconds(30);
  auto& open = *config.add_listeners();
  open.set_kind(config::v1::Listener::OPEN);
  open.set_max_message_bytes(1000);
  open.set_requests_per_minute(60);
  const CallLimits limits = CallLimitsOf(config);
  EXPECT_EQ(limits.max_message_bytes, 8000);
  EXPECT_EQ(limits.max_anonymous_bytes, 1000);
  EXPECT_EQ(limits.request_timeout, absl::Seconds(30));
  EXPECT_EQ(RateOf(config).per_minute, 60);
}

}  // namespace
}  // namespace kepil
