#include "trustlist/peer_principal.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

storage::v1::RegistryImage Image() {
  storage::v1::RegistryImage image;
  v1::Authority& ttp = *image.add_authorities();
  ttp.set_id("xa-ttp");
  ttp.set_kind(v1::AUTHORITY_KIND_FOREIGN_TTP);
  ttp.set_country("XA");
  v1::Authority& ca = *image.add_authorities();
  ca.set_id("xa-ca");
  ca.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  ca.set_country("XA");
  return image;
}

v1::PrincipalRecord Ttp() {
  v1::PrincipalRecord record;
  record.add_roles(v1::PRINCIPAL_ROLE_FOREIGN_TTP);
  record.set_authority_id("xa-ttp");
  record.set_country("XA");
  return record;
}

void ExpectRefused(const v1::PrincipalRecord& record) {
  EXPECT_THAT(CheckPeerPrincipal(record, Image()),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
      << record.ShortDebugString();
}

TEST(PeerPrincipalTest, AForeignTtpNamesItsAuthority) {
  EXPECT_THAT(CheckPeerPrincipal(Ttp(), Image()), IsOk());
  v1::PrincipalRecord record = Ttp();
  for (const char* id : {"", "nobody", "xa-ca"}) {
    record.set_authority_id(id);
    ExpectRefused(record);
  }
  record = Ttp();
  for (const char* country : {"", "KZ", "XB"}) {
    record.set_country(country);
    ExpectRefused(record);
  }
}

// Law: GWY-04.
TEST(PeerPrincipalTest, WhoForwardsOrAsksForAStateIsNothingElse) {
  v1::PrincipalRecord gateway;
  gateway.add_roles(v1::PRINCIPAL_ROLE_NATIONAL_GATEWAY);
  EXPECT_THAT(CheckPeerPrincipal(gateway, Image()), IsOk());
  for (const v1::PrincipalRole role :
       {v1::PRINCIPAL_ROLE_RELYING_PARTY, v1::PRINCIPAL_ROLE_AUDITOR,
        v1::PRINCIPAL_ROLE_REGISTRAR, v1::PRINCIPAL_ROLE_FOREIGN_TTP}) {
    v1::PrincipalRecord both = gateway;
    both.add_roles(role);
    ExpectRefused(both);
  }
  v1::PrincipalRecord both = Ttp();
  both.add_roles(v1::PRINCIPAL_ROLE_RELYING_PARTY);
  ExpectRefused(both);
}

TEST(PeerPrincipalTest, OthersHaveNoAuthorityAndNoNegativeShare) {
  v1::PrincipalRecord party;
  party.add_roles(v1::PRINCIPAL_ROLE_RELYING_PARTY);
  party.set_requests_per_minute(10);
  EXPECT_THAT(CheckPeerPrincipal(party, Image()), IsOk());
  party.set_authority_id("xa-ttp");
  ExpectRefused(party);
  party.clear_authority_id();
  party.set_requests_per_minute(-1);
  ExpectRefused(party);
  party.set_requests_per_minute(0);
  party.set_requests_in_flight(-1);
  ExpectRefused(party);
}

}  // namespace
}  // namespace kepil
