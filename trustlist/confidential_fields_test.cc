#include "trustlist/confidential_fields.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace kepil {
namespace {

v1::Authority Whole() {
  v1::Authority authority;
  authority.set_id("xa-ttp");
  authority.set_country("XA");
  authority.set_legal_name("Xalandia Trust");
  authority.set_decision("order 5");
  authority.set_endpoint_country("XB");
  authority.mutable_foreign_ttp()->add_countries("XA");
  authority.mutable_foreign_ttp()->add_endpoints()->set_url("https://a.xa/");
  authority.add_services()->set_id("xa-ttp-receipts");
  return authority;
}

// Law: CRT-25.
TEST(ConfidentialFieldsTest, EachFieldIsKeptBackAloneAndNothingElse) {
  EXPECT_EQ(WithoutConfidential(Whole()).SerializeAsString(),
            Whole().SerializeAsString());
  const std::vector<std::pair<std::string, void (*)(v1::Authority&)>> fields = {
      {"legal_name", [](v1::Authority& a) { a.clear_legal_name(); }},
      {"decision", [](v1::Authority& a) { a.clear_decision(); }},
      {"endpoint_country",
       [](v1::Authority& a) { a.clear_endpoint_country(); }},
      {"foreign_ttp.endpoints",
       [](v1::Authority& a) { a.mutable_foreign_ttp()->clear_endpoints(); }},
  };
  for (const auto& [name, clear] : fields) {
    EXPECT_TRUE(IsConfidentialField(name));
    v1::Authority authority = Whole();
    authority.add_confidential_fields(name);
    v1::Authority expected = authority;
    clear(expected);
    EXPECT_NE(expected.SerializeAsString(), authority.SerializeAsString());
    EXPECT_EQ(WithoutConfidential(authority).SerializeAsString(),
              expected.SerializeAsString())
        << name;
  }
}

TEST(ConfidentialFieldsTest, WhatTrustRestsOnIsPublic) {
  for (const char* name :
       {"id", "country", "kind", "services", "foreign_ttp", "treaty_id",
        "accreditations", "confidential_fields", ""}) {
    EXPECT_FALSE(IsConfidentialField(name)) << name;
  }
}

TEST(ConfidentialFieldsTest, AnAuthorityWithoutTermsHasNoneToKeepBack) {
  v1::Authority authority;
  authority.add_confidential_fields("foreign_ttp.endpoints");
  EXPECT_FALSE(WithoutConfidential(authority).has_foreign_ttp());
}

}  // namespace
}  // namespace kepil
