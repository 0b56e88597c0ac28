#include "services/gateway/peer_capabilities.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using testing::ElementsAre;

v1::GetServiceInfoResponse Info() {
  v1::GetServiceInfoResponse info;
  info.add_formats("CMS");
  info.add_suites("rsa-pkcs1-sha256");
  info.add_policies("urn:p");
  info.set_max_message_bytes(7);
  return info;
}

v1::PrincipalRecord Caller(v1::PrincipalRole role) {
  v1::PrincipalRecord record;
  record.add_roles(role);
  return record;
}

TEST(PeerCapabilitiesTest, SaysWhatTheNodeOffers) {
  const v1::GetCapabilitiesResponse answer =
      CapabilitiesOf(Info(), {"example.com/here", "", false},
                     Caller(v1::PRINCIPAL_ROLE_NATIONAL_GATEWAY));
  EXPECT_EQ(answer.origin(), "example.com/here");
  EXPECT_THAT(answer.countries(), ElementsAre("KZ"));
  EXPECT_THAT(answer.formats(), ElementsAre("CMS"));
  EXPECT_THAT(answer.suites(), ElementsAre("rsa-pkcs1-sha256"));
  EXPECT_THAT(answer.policies(), ElementsAre("urn:p"));
  EXPECT_EQ(answer.max_message_bytes(), 7);
  EXPECT_THAT(answer.modes(), ElementsAre(v1::INGRESS_MODE_FORWARDED));
}

// Law: GWY-03.
TEST(PeerCapabilitiesTest, AForeignTtpLearnsItsWays) {
  v1::PrincipalRecord ttp = Caller(v1::PRINCIPAL_ROLE_FOREIGN_TTP);
  EXPECT_THAT(CapabilitiesOf(Info(), {"o", "", false}, ttp).modes(),
              ElementsAre());
  EXPECT_THAT(CapabilitiesOf(Info(), {"o", "", true}, ttp).modes(),
              ElementsAre(v1::INGRESS_MODE_RELAYED));
  ttp.set_signing_certificate("certificate");
  EXPECT_THAT(CapabilitiesOf(Info(), {"o", "Treaty 5", true}, ttp).modes(),
              ElementsAre(v1::INGRESS_MODE_FORWARDED, v1::INGRESS_MODE_RELAYED,
                          v1::INGRESS_MODE_DIRECT));
}

}  // namespace
}  // namespace kepil
