#include "services/kepild/service_config.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kWhole[] = R"(
profile: PRODUCTION
owner { name: "State company" bin: "123456789012" }
module {
  name: "OpenSSL" version: "3.0" conformity_certificate: "KZ.1"
  conformity_until: "2027-03-31T19:00:00Z" when_expired: REFUSE
}
terms {
  version: "2" contact: "help@kepil.example.kz" retention_years: 5
  text_kk: "kk" text_ru: "ru" text_en: "en"
}
)";

config::v1::Service Parse(const std::string& text) {
  config::v1::Service service;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &service))
      << text;
  return service;
}

TEST(ServiceConfigTest, NothingOfItIsRequired) {
  EXPECT_THAT(ServiceProblems(config::v1::Service()), IsEmpty());
  EXPECT_THAT(ServiceProblems(Parse(kWhole)), IsEmpty());
}

TEST(ServiceConfigTest, EveryProblemIsListed) {
  EXPECT_THAT(ServiceProblems(Parse("profile: PRODUCTION")),
              ElementsAre("service.owner: required in production"));
  EXPECT_THAT(ServiceProblems(Parse("owner { bin: '12345678901x' }")),
              ElementsAre("service.owner.name: required",
                          "service.owner.bin: not 12 digits"));
  EXPECT_THAT(
      ServiceProblems(Parse("module { conformity_until: '31.03.2027' }")),
      ElementsAre(
          "service.module.name: required", "service.module.version: required",
          "service.module.conformity_certificate: required, it has an end",
          "service.module.conformity_until: not RFC 3339"));
  EXPECT_THAT(
      ServiceProblems(Parse("terms { retention_years: 4 }")),
      ElementsAre(
          "service.terms.version: required", "service.terms.contact: required",
          "service.terms.text_kk: required", "service.terms.text_ru: required",
          "service.terms.text_en: required",
          "service.terms.retention_years: not between 5 and 100"));
  config::v1::Service service = Parse(kWhole);
  service.mutable_terms()->set_version(std::string(65, 'v'));
  EXPECT_THAT(ServiceProblems(service),
              ElementsAre("service.terms.version: over 64 octets"));
}

// Law: RCP-01, VER-08.
TEST(ServiceConfigTest, ReceiptsSayWhatTheConfigurationSays) {
  const NodeStatement statement = NodeStatementOf(Parse(kWhole));
  EXPECT_EQ(statement.owner->name(), "State company");
  EXPECT_EQ(statement.owner->bin(), "123456789012");
  EXPECT_EQ(statement.module->name(), "OpenSSL");
  EXPECT_EQ(statement.module->version(), "3.0");
  EXPECT_EQ(statement.module->conformity_certificate(), "KZ.1");
  EXPECT_EQ(statement.module->conformity_until().seconds(), 1806519600);
  EXPECT_EQ(statement.when_expired, ExpiredModule::kRefuse);
  EXPECT_EQ(statement.terms_version, "2");
  const NodeStatement nothing = NodeStatementOf(config::v1::Service());
  EXPECT_FALSE(nothing.owner.has_value());
  EXPECT_FALSE(nothing.module.has_value());
  EXPECT_EQ(nothing.when_expired, ExpiredModule::kWarn);
  EXPECT_EQ(nothing.terms_version, "");
}

// Law: REG-22, RCP-01, VER-08.
TEST(ServiceConfigTest, AnybodyMayReadTheTermsInThreeLanguages) {
  v1::GetServiceInfoResponse info;
  AddService(config::v1::Service(), info);
  EXPECT_EQ(info.ByteSizeLong(), 0);
  AddService(Parse(kWhole), info);
  EXPECT_EQ(info.owner().name(), "State company");
  EXPECT_EQ(info.module().conformity_certificate(), "KZ.1");
  EXPECT_EQ(info.terms().version(), "2");
  EXPECT_EQ(info.terms().contact(), "help@kepil.example.kz");
  EXPECT_EQ(info.terms().retention_years(), 5);
  EXPECT_EQ(info.terms().text_size(), 3);
  for (const char* language : {"kk", "ru", "en"}) {
    EXPECT_EQ(info.terms().text().at(language), language);
  }
}

}  // namespace
}  // namespace kepil
