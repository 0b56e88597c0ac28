#include "services/kepild/node_standing.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/legal_fixture.h"
#include "tests/support/receipt_fixture.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class LineSink : public LogSink {
 public:
  void Write(absl::string_view line) override { lines.emplace_back(line); }
  std::vector<std::string> lines;
};

// A registry with the CA of the receipt certificate, and a node under it.
struct Bench {
  FakeClock clock;
  LineSink sink;
  Logger log{clock, sink, LogLevel::kInfo};
  TestReceiptAuthority authority = MakeTestReceiptAuthority();
  v1::SnapshotSource registry;
  SnapshotPublisher publisher;
  LegalRulesRef rules =
      *LegalRules::Compile(TestRulesMessage().SerializeAsString(),
                           TestCalendarMessage().SerializeAsString());

  Bench() {
    v1::Authority& ca = *registry.add_authorities();
    ca.set_id("kz-ca");
    ca.set_kind(v1::AUTHORITY_KIND_DOMESTIC_CA);
    ca.set_domestic_kind(v1::DOMESTIC_CA_KIND_ACCREDITED);
    ca.set_country("KZ");
    v1::Accreditation& accreditation = *ca.add_accreditations();
    *accreditation.mutable_from() = TestDate(2024, 3, 1);
    *accreditation.mutable_until() = TestDate(2027, 2, 28);
    accreditation.set_body(v1::ACCREDITING_BODY_INFORMATISATION);
    v1::TrustService& service = *ca.add_services();
    service.set_id("kz-ca");
    service.set_type(v1::SERVICE_TYPE_CA);
    service.add_anchors(authority.ca.certificate);
    v1::StatusEntry& active = *service.add_history();
    active.set_status(v1::SERVICE_STATUS_ACTIVE);
    active.mutable_legal_from()->set_seconds(0);
  }
  v1::Authority& ca() { return *registry.mutable_authorities(0); }

  TrustSnapshotRef Compile() {
    PlainCertificateReader reader;
    registry.set_version(registry.version() + 1);
    registry.mutable_issued_at()->set_seconds(1);
    auto trust =
        TrustSnapshot::FromSource(registry.SerializeAsString(), reader);
    EXPECT_THAT(trust, IsOk());
    return *trust;
  }
  absl::Status Check() {
    const TrustSnapshotRef trust = Compile();
    return CheckReceiptIssuer(
        {authority.identity, *trust, rules.get(), clock.Now()});
  }
  std::unique_ptr<NodeStanding> Standing(
      const config::v1::Service& service = {}) {
    EXPECT_THAT(publisher.Publish(Compile()), IsOk());
    return std::make_unique<NodeStanding>(
        NodeStanding::Rooms{
            clock, log, publisher, [this](absl::Time) { return rules; },
            [this](absl::Time) {
              return absl::StatusOr<ReceiptIdentity>(authority.identity);
            }},
        service);
  }
};

// Law: RCP-03.
TEST(CheckReceiptIssuerTest, AnAccreditedCaOfTheRegistryMayIssueIt) {
  EXPECT_THAT(Bench().Check(), IsOk());
}

// Law: RCP-03.
TEST(CheckReceiptIssuerTest, NobodyElseMay) {
  Bench foreign;
  foreign.ca().set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  foreign.ca().clear_domestic_kind();
  foreign.ca().clear_accreditations();
  foreign.ca().set_country("XK");
  EXPECT_THAT(foreign.Check(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));

  Bench without_accreditation;
  without_accreditation.ca().clear_accreditations();
  EXPECT_THAT(without_accreditation.Check(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));

  Bench withdrawn;
  *withdrawn.ca().mutable_accreditations(0)->mutable_withdrawn_on() =
      TestDate(2025, 6, 1);
  EXPECT_THAT(withdrawn.Check(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));

  Bench suspended;
  v1::StatusEntry& entry = *suspended.ca().mutable_services(0)->add_history();
  entry.set_status(v1::SERVICE_STATUS_SUSPENDED);
  entry.mutable_legal_from()->set_seconds(1'700'000'000);
  entry.mutable_until()->set_seconds(1'800'000'000);
  EXPECT_THAT(suspended.Check(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));

  Bench unregistered;
  unregistered.registry.clear_authorities();
  EXPECT_THAT(unregistered.Check(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));

  Bench lawless;
  lawless.rules = nullptr;
  EXPECT_THAT(lawless.Check(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));

  Bench expired;
  expired.clock.Set(expired.authority.identity.certificate->not_after() +
                    absl::Seconds(1));
  EXPECT_THAT(expired.Check(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

// One that merely bears the name of a registered CA is not issued by it.
// Law: RCP-03.
TEST(CheckReceiptIssuerTest, TheNameOfACaIsNotItsSignature) {
  Bench bench;
  const TestReceiptAuthority other = MakeTestReceiptAuthority();
  bench.authority.identity = other.identity;
  EXPECT_THAT(bench.Check(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

// Law: RCP-03.
TEST(NodeStandingTest, LooksAgainWhenADayRegistryOrKeyIsNew) {
  Bench bench;
  const auto standing = bench.Standing();
  EXPECT_FALSE(standing->HasTestKey());
  EXPECT_THAT(bench.sink.lines, SizeIs(0));

  bench.ca().clear_accreditations();
  EXPECT_THAT(bench.publisher.Publish(bench.Compile()), IsOk());
  EXPECT_TRUE(standing->HasTestKey());
  EXPECT_TRUE(standing->HasTestKey());
  ASSERT_THAT(bench.sink.lines, SizeIs(1));
  EXPECT_THAT(bench.sink.lines[0],
              HasSubstr("receipt_key_of_no_accredited_ca"));
  bench.clock.Advance(absl::Hours(24));
  EXPECT_TRUE(standing->HasTestKey());
  EXPECT_THAT(bench.sink.lines, SizeIs(2));

  bench.authority.identity = MakeTestReceiptAuthority().identity;
  EXPECT_TRUE(standing->HasTestKey());
  EXPECT_THAT(bench.sink.lines, SizeIs(3));
}

// Law: RCP-03.
TEST(NodeStandingTest, ProductionDoesNotStartWithATestKey) {
  config::v1::Service production;
  production.set_profile(config::v1::Service::PRODUCTION);
  config::v1::Service test;
  test.set_profile(config::v1::Service::TEST);
  Bench accredited;
  EXPECT_THAT(accredited.Standing(production)->CheckAtStart(), IsOk());
  Bench bench;
  bench.ca().clear_accreditations();
  EXPECT_THAT(bench.Standing(production)->CheckAtStart(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  EXPECT_THAT(bench.Standing(test)->CheckAtStart(), IsOk());
  EXPECT_THAT(bench.Standing()->CheckAtStart(), IsOk());
  EXPECT_TRUE(bench.Standing(test)->HasTestKey());
}

// Law: VER-08.
TEST(NodeStandingTest, WarnsEachDayOfAnExpiredConformity) {
  Bench bench;
  config::v1::Service service;
  service.mutable_module()->set_conformity_until("2026-01-01T00:01:00Z");
  const auto standing = bench.Standing(service);
  EXPECT_FALSE(standing->HasTestKey());
  EXPECT_THAT(bench.sink.lines, SizeIs(0));
  for (const size_t lines : {1, 2}) {
    bench.clock.Advance(absl::Hours(24));
    standing->HasTestKey();
    standing->HasTestKey();
    ASSERT_THAT(bench.sink.lines, SizeIs(lines));
    EXPECT_THAT(bench.sink.lines.back(),
                HasSubstr("conformity_of_the_module_expired"));
  }
}

}  // namespace
}  // namespace kepil
