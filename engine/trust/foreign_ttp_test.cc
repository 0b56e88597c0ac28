#include "engine/trust/foreign_ttp.h"

#include <functional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;

v1::Authority Ttp() {
  v1::Authority authority;
  authority.set_id("xt");
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_TTP);
  authority.set_legal_name("Xalandia Gateway");
  authority.set_country("XA");
  v1::TrustService& service = *authority.add_services();
  service.set_id("xt-receipts");
  service.set_type(v1::SERVICE_TYPE_RECEIPT);
  v1::ForeignTtp& terms = *authority.mutable_foreign_ttp();
  v1::ForeignTtpEndpoint& endpoint = *terms.add_endpoints();
  endpoint.set_url("https://ttp.example/dvcs");
  endpoint.set_protocol(v1::FOREIGN_TTP_PROTOCOL_DVCS_STB);
  terms.mutable_max_receipt_age()->set_seconds(3600);
  terms.add_countries("XA");
  terms.add_countries("XB");
  terms.add_policies("1.2.3");
  terms.set_send_documents(true);
  return authority;
}

TEST(ForeignTtpTest, ReadsItsTerms) {
  const auto decoded = DecodeForeignTtp(Ttp());
  ASSERT_THAT(decoded, IsOk());
  ASSERT_TRUE(decoded->has_value());
  const ForeignTtp& ttp = **decoded;
  EXPECT_EQ(ttp.authority_id, "xt");
  EXPECT_EQ(ttp.country, "XA");
  ASSERT_EQ(ttp.endpoints.size(), 1u);
  EXPECT_EQ(ttp.endpoints[0].url, "https://ttp.example/dvcs");
  EXPECT_EQ(ttp.endpoints[0].protocol, ForeignTtpProtocol::kDvcsStb);
  EXPECT_EQ(ttp.max_receipt_age, absl::Hours(1));
  EXPECT_THAT(ttp.service_ids, ElementsAre("xt-receipts"));
  EXPECT_TRUE(ttp.AnswersFor("XB"));
  EXPECT_FALSE(ttp.AnswersFor("XC"));
  EXPECT_THAT(ttp.policies, ElementsAre("1.2.3"));
  EXPECT_TRUE(ttp.may_see_documents);
}

TEST(ForeignTtpTest, OthersHaveNone) {
  v1::Authority authority = Ttp();
  authority.clear_foreign_ttp();
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  const auto decoded = DecodeForeignTtp(authority);
  ASSERT_THAT(decoded, IsOk());
  EXPECT_FALSE(decoded->has_value());
}

TEST(ForeignTtpTest, RefusesWhatTheTermsDoNotAllow) {
  const std::function<void(v1::Authority&)> faults[] = {
      [](v1::Authority& a) { a.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA); },
      [](v1::Authority& a) { a.mutable_foreign_ttp()->clear_endpoints(); },
      [](v1::Authority& a) {
        a.mutable_foreign_ttp()->mutable_endpoints(0)->set_url("ftp://x");
      },
      [](v1::Authority& a) {
        a.mutable_foreign_ttp()->mutable_endpoints(0)->clear_protocol();
      },
      [](v1::Authority& a) { a.mutable_foreign_ttp()->clear_countries(); },
      [](v1::Authority& a) { a.mutable_foreign_ttp()->add_countries("KZ"); },
      [](v1::Authority& a) { a.mutable_foreign_ttp()->add_countries("XA"); },
      [](v1::Authority& a) { a.mutable_foreign_ttp()->add_countries("xa"); },
      [](v1::Authority& a) {
        a.mutable_foreign_ttp()->clear_max_receipt_age();
      },
      [](v1::Authority& a) {
        a.mutable_foreign_ttp()->mutable_max_receipt_age()->set_nanos(1);
      },
      [](v1::Authority& a) { a.mutable_foreign_ttp()->add_policies("policy"); },
      [](v1::Authority& a) {
        for (int i = 0; i < 17; ++i) {
          a.mutable_foreign_ttp()->add_policies("1.2.3");
        }
      },
      [](v1::Authority& a) {
        a.mutable_services(0)->set_type(v1::SERVICE_TYPE_CA);
      },
  };
  for (size_t i = 0; i < std::size(faults); ++i) {
    v1::Authority authority = Ttp();
    faults[i](authority);
    EXPECT_THAT(DecodeForeignTtp(authority),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << i;
  }
}

}  // namespace
}  // namespace kepil
