#include "services/kepild/peer_config.h"

#include <functional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(PeerConfigTest, CompletesWhatIsThere) {
  config::v1::Config config;
  EXPECT_FALSE(WithPeerDefaults(config, "/etc").has_peers());
  EXPECT_THAT(PeerProblemsOf(config), IsEmpty());
  config.mutable_peers()->set_ca_file("ca.pem");
  config.mutable_peers()->mutable_tls()->set_cert_file("tls.pem");
  config.mutable_peers()->mutable_tls()->set_key_file("/keys/tls.key");
  config = WithPeerDefaults(config, "/etc");
  EXPECT_EQ(config.peers().ca_file(), "/etc/ca.pem");
  EXPECT_EQ(config.peers().tls().cert_file(), "/etc/tls.pem");
  EXPECT_EQ(config.peers().tls().key_file(), "/keys/tls.key");
  EXPECT_EQ(config.peers().timeout().seconds(), 10);
  EXPECT_EQ(config.peers().retry_for().seconds(), 86400);
  EXPECT_EQ(config.peers().max_concurrent(), 8);
  EXPECT_EQ(config.peers().max_waiting(), 1000);
  EXPECT_THAT(PeerProblemsOf(config), IsEmpty());
}

TEST(PeerConfigTest, RequestsAreNotSignedByTheReceiptKey) {
  config::v1::Config config;
  auto& signing = *config.mutable_peers()->mutable_request_signing();
  signing.set_cert_file("requests.pem");
  signing.set_key_file("requests.key");
  config.mutable_keys()->set_receipt_key_file("/etc/receipt.key");
  const config::v1::Config good = WithPeerDefaults(config, "/etc");
  EXPECT_EQ(good.peers().request_signing().cert_file(), "/etc/requests.pem");
  EXPECT_THAT(PeerProblemsOf(good), IsEmpty());
  signing.set_key_file("receipt.key");
  EXPECT_THAT(PeerProblemsOf(WithPeerDefaults(config, "/etc")),
              ElementsAre(HasSubstr("a receipt key")));
}

TEST(PeerConfigTest, SaysWhatIsWrong) {
  struct Case {
    std::function<void(config::v1::Peers&)> fault;
    const char* field;
  };
  const Case cases[] = {
      {[](config::v1::Peers& p) { p.mutable_tls()->set_cert_file("x"); },
       "peers.tls"},
      {[](config::v1::Peers& p) {
         p.mutable_request_signing()->set_key_file("x");
       },
       "peers.request_signing: cert_file"},
      {[](config::v1::Peers& p) { p.mutable_timeout()->set_seconds(61); },
       "peers.timeout"},
      {[](config::v1::Peers& p) { p.mutable_timeout()->set_seconds(0); },
       "peers.timeout"},
      {[](config::v1::Peers& p) { p.mutable_retry_for()->set_seconds(604801); },
       "peers.retry_for"},
      {[](config::v1::Peers& p) { p.set_max_concurrent(-1); },
       "peers.max_concurrent"},
      {[](config::v1::Peers& p) { p.set_max_waiting(100001); },
       "peers.max_waiting"},
  };
  for (const Case& one : cases) {
    config::v1::Config config;
    one.fault(*config.mutable_peers());
    EXPECT_THAT(PeerProblemsOf(WithPeerDefaults(config, ".")),
                ElementsAre(HasSubstr(one.field)));
  }
}

}  // namespace
}  // namespace kepil
