#include "services/gateway/ingress_mode.h"

#include <string>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::AllOf;

v1::PrincipalRecord Principal(v1::PrincipalRole role,
                              const std::string& country) {
  v1::PrincipalRecord record;
  record.set_id("somebody");
  record.set_tls_sha256(std::string(32, 't'));
  record.set_country(country);
  record.add_roles(role);
  return record;
}

const v1::PrincipalRecord& Ttp() {
  static const auto* const ttp =
      new v1::PrincipalRecord(Principal(v1::PRINCIPAL_ROLE_FOREIGN_TTP, "XA"));
  return *ttp;
}

IngressRules Relay() {
  IngressRules rules;
  rules.listener = IngressListener::kRelay;
  rules.relay_forwarder = "nat-gw";
  return rules;
}

// Law: GWY-03.
TEST(IngressModeTest, AForeignTtpMustComeThroughTheNationalGateway) {
  for (const Method method :
       {Method::kPeerValidate, Method::kGetReceipt, Method::kExportEvidence,
        Method::kValidate, Method::kValidateStream}) {
    EXPECT_THAT(IngressOf(IngressRules(), method, &Ttp()),
                AllOf(StatusIs(absl::StatusCode::kPermissionDenied),
                      HasReason(v1::ERROR_REASON_USE_NATIONAL_GATEWAY)));
  }
  // How it may ask it can learn.
  EXPECT_THAT(IngressOf(IngressRules(), Method::kGetCapabilities, &Ttp()),
              IsOk());
}

// Law: GWY-03.
TEST(IngressModeTest, ACitedExceptionLetsAForeignTtpCallDirectly) {
  IngressRules rules;
  rules.direct_citation = "Treaty 5, article 2";
  const auto ingress = IngressOf(rules, Method::kPeerValidate, &Ttp());
  ASSERT_THAT(ingress, IsOk());
  EXPECT_EQ(ingress->mode, v1::INGRESS_MODE_DIRECT);
  EXPECT_EQ(ingress->direct_citation, "Treaty 5, article 2");
  EXPECT_EQ(ingress->forwarder, "");
}

// Law: GWY-03, GWY-04.
TEST(IngressModeTest, TheRelayIsNamedBesideTheForeignTtp) {
  IngressRules rules = Relay();
  rules.direct_citation = "Treaty 5, article 2";  // Of no matter here.
  const auto ingress = IngressOf(rules, Method::kPeerValidate, &Ttp());
  ASSERT_THAT(ingress, IsOk());
  EXPECT_EQ(ingress->mode, v1::INGRESS_MODE_RELAYED);
  EXPECT_EQ(ingress->forwarder, "nat-gw");
  EXPECT_EQ(ingress->direct_citation, "");
}

TEST(IngressModeTest, TheRelayIsForForeignTtpsOnly) {
  const v1::PrincipalRecord bank =
      Principal(v1::PRINCIPAL_ROLE_RELYING_PARTY, "KZ");
  EXPECT_THAT(IngressOf(Relay(), Method::kValidate, &bank),
              AllOf(StatusIs(absl::StatusCode::kPermissionDenied),
                    HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN)));
  const v1::PrincipalRecord gateway =
      Principal(v1::PRINCIPAL_ROLE_NATIONAL_GATEWAY, "KZ");
  EXPECT_THAT(IngressOf(Relay(), Method::kForward, &gateway),
              HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
  EXPECT_THAT(IngressOf(Relay(), Method::kGetServiceInfo, &bank), IsOk());
}

// Law: GWY-04.
TEST(IngressModeTest, TheNationalGatewayForwards) {
  const v1::PrincipalRecord gateway =
      Principal(v1::PRINCIPAL_ROLE_NATIONAL_GATEWAY, "KZ");
  const auto ingress = IngressOf(IngressRules(), Method::kForward, &gateway);
  ASSERT_THAT(ingress, IsOk());
  EXPECT_EQ(ingress->mode, v1::INGRESS_MODE_FORWARDED);
  EXPECT_EQ(ingress->forwarder, "somebody");
  EXPECT_EQ(ingress->forwarder_sha256, std::string(32, 't'));
}

TEST(IngressModeTest, ARelyingPartyOfThisStateIsDomestic) {
  const v1::PrincipalRecord home =
      Principal(v1::PRINCIPAL_ROLE_RELYING_PARTY, "KZ");
  EXPECT_EQ(IngressOf(IngressRules(), Method::kValidate, &home)->mode,
            v1::INGRESS_MODE_DOMESTIC);
  const v1::PrincipalRecord abroad =
      Principal(v1::PRINCIPAL_ROLE_RELYING_PARTY, "XA");
  EXPECT_EQ(IngressOf(IngressRules(), Method::kValidate, &abroad)->mode,
            v1::INGRESS_MODE_DIRECT);
}

// Another role does not open the door.
TEST(IngressModeTest, AForeignTtpStaysOneWhateverElseItIs) {
  v1::PrincipalRecord both = Principal(v1::PRINCIPAL_ROLE_RELYING_PARTY, "KZ");
  both.add_roles(v1::PRINCIPAL_ROLE_FOREIGN_TTP);
  EXPECT_TRUE(IsForeignTtp(both));
  EXPECT_THAT(IngressOf(IngressRules(), Method::kValidate, &both),
              HasReason(v1::ERROR_REASON_USE_NATIONAL_GATEWAY));
}

TEST(IngressModeTest, OpenMethodsAndStrangersAreDirect) {
  EXPECT_EQ(IngressOf(IngressRules(), Method::kValidate, nullptr)->mode,
            v1::INGRESS_MODE_DIRECT);
  EXPECT_EQ(IngressOf(IngressRules(), Method::kVerifyReceipt, &Ttp())->mode,
            v1::INGRESS_MODE_DIRECT);
}

}  // namespace
}  // namespace kepil
