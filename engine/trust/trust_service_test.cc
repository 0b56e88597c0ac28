#include "engine/trust/trust_service.h"

#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

const absl::Time kDay0 = absl::FromUnixSeconds(1'800'000'000);

absl::Time Day(int n) { return kDay0 + absl::Hours(24) * n; }

TestIdentity MakeCa(const std::string& subject) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = Day(-100);
  spec.not_after = Day(1000);
  spec.extensions = TestCaExtensions();
  return SelfSignTestCertificate(spec);
}

const TestIdentity& Ca() {
  static const TestIdentity& ca =
      *new TestIdentity(MakeCa("C=XA,CN=Xalandia CA"));
  return ca;
}

void AddEntry(v1::TrustService& service, v1::ServiceStatus status, int from,
              std::optional<int> until = std::nullopt) {
  v1::StatusEntry& entry = *service.add_history();
  entry.set_status(status);
  entry.mutable_legal_from()->set_seconds(absl::ToUnixSeconds(Day(from)));
  if (until.has_value()) {
    entry.mutable_until()->set_seconds(absl::ToUnixSeconds(Day(*until)));
  }
}

v1::TrustService MakeService() {
  v1::TrustService service;
  service.set_id("xa-ca");
  service.set_type(v1::SERVICE_TYPE_CA);
  service.add_anchors(Ca().certificate);
  AddEntry(service, v1::SERVICE_STATUS_ACTIVE, 0);
  return service;
}

v1::Authority MakeAuthority() {
  v1::Authority authority;
  authority.set_id("xa");
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  authority.set_legal_name("Xalandia Trust");
  authority.set_country("XA");
  return authority;
}

absl::StatusOr<TrustService> Decode(const v1::TrustService& service,
                                    const v1::Authority& authority) {
  PlainCertificateReader reader;
  return DecodeTrustService(authority, service, reader);
}

TrustService WithHistory(std::vector<StatusHistoryEntry> history) {
  TrustService service;
  service.history = std::move(history);
  return service;
}

TEST(StatusAtTest, IsUnlistedBeforeTheFirstEntry) {
  const TrustService service =
      WithHistory({{ServiceStatus::kActive, Day(0), std::nullopt}});
  EXPECT_EQ(StatusAt(service, Day(0) - absl::Seconds(1)),
            ServiceStatus::kUnlisted);
  EXPECT_EQ(StatusAt(service, Day(0)), ServiceStatus::kActive);
  EXPECT_EQ(StatusAt(TrustService(), Day(0)), ServiceStatus::kUnlisted);
}

TEST(StatusAtTest, SuspensionLapsesToTheStatusBeforeIt) {
  const TrustService service =
      WithHistory({{ServiceStatus::kActive, Day(0), std::nullopt},
                   {ServiceStatus::kTerminationNotified, Day(5), std::nullopt},
                   {ServiceStatus::kSuspended, Day(10), Day(20)}});
  EXPECT_EQ(StatusAt(service, Day(9)), ServiceStatus::kTerminationNotified);
  EXPECT_EQ(StatusAt(service, Day(10)), ServiceStatus::kSuspended);
  EXPECT_EQ(StatusAt(service, Day(20) - absl::Seconds(1)),
            ServiceStatus::kSuspended);
  EXPECT_EQ(StatusAt(service, Day(20)), ServiceStatus::kTerminationNotified);
}

TEST(StatusAtTest, ShorterSuspensionLapsesToTheLongerOne) {
  const TrustService service =
      WithHistory({{ServiceStatus::kActive, Day(0), std::nullopt},
                   {ServiceStatus::kSuspended, Day(10), Day(40)},
                   {ServiceStatus::kSuspended, Day(15), Day(20)}});
  EXPECT_EQ(StatusAt(service, Day(30)), ServiceStatus::kSuspended);
  EXPECT_EQ(StatusAt(service, Day(40)), ServiceStatus::kActive);
}

TEST(StatusAtTest, ResumptionEndsASuspensionEarly) {
  const TrustService service =
      WithHistory({{ServiceStatus::kActive, Day(0), std::nullopt},
                   {ServiceStatus::kSuspended, Day(10), Day(40)},
                   {ServiceStatus::kActive, Day(15), std::nullopt}});
  EXPECT_EQ(StatusAt(service, Day(16)), ServiceStatus::kActive);
}

TEST(StatusAtTest, TerminationIsFinal) {
  const TrustService service =
      WithHistory({{ServiceStatus::kActive, Day(0), std::nullopt},
                   {ServiceStatus::kTerminated, Day(10), std::nullopt},
                   {ServiceStatus::kActive, Day(20), std::nullopt}});
  EXPECT_EQ(StatusAt(service, Day(9)), ServiceStatus::kActive);
  EXPECT_EQ(StatusAt(service, Day(30)), ServiceStatus::kTerminated);
}

TEST(StatusAtTest, OnlyActiveAndNotifiedServicesAreInForce) {
  EXPECT_TRUE(IsInForce(ServiceStatus::kActive));
  EXPECT_TRUE(IsInForce(ServiceStatus::kTerminationNotified));
  EXPECT_FALSE(IsInForce(ServiceStatus::kUnlisted));
  EXPECT_FALSE(IsInForce(ServiceStatus::kSuspended));
  EXPECT_FALSE(IsInForce(ServiceStatus::kTerminated));
}

TEST(DecodeTrustServiceTest, ReadsEveryField) {
  v1::TrustService service = MakeService();
  AddEntry(service, v1::SERVICE_STATUS_SUSPENDED, 10, 20);
  const TestIdentity lower = MakeCa("C=XA,CN=Lower");
  service.add_intermediates(lower.certificate);
  v1::IssuerRevocationSources& sources = *service.add_revocation();
  sources.set_issuer_sha256(std::string(Sha256(Ca().certificate).bytes()));
  sources.add_sources()->set_crl_url("http://crl.test/a");
  sources.add_sources()->set_ocsp_url("http://ocsp.test/");

  const auto decoded = Decode(service, MakeAuthority());
  ASSERT_THAT(decoded, IsOk());
  EXPECT_EQ(decoded->id, "xa-ca");
  EXPECT_EQ(decoded->authority_id, "xa");
  EXPECT_EQ(decoded->authority_name, "Xalandia Trust");
  EXPECT_EQ(decoded->country, "XA");
  EXPECT_EQ(decoded->kind, AuthorityKind::kForeignCa);
  EXPECT_EQ(decoded->type, ServiceType::kCa);
  ASSERT_EQ(decoded->anchors.size(), 1u);
  EXPECT_EQ(decoded->anchors[0]->der(), Ca().certificate);
  ASSERT_EQ(decoded->intermediates.size(), 1u);
  ASSERT_EQ(decoded->revocation.size(), 1u);
  EXPECT_THAT(decoded->revocation[0].crl_urls,
              testing::ElementsAre("http://crl.test/a"));
  EXPECT_THAT(decoded->revocation[0].ocsp_urls,
              testing::ElementsAre("http://ocsp.test/"));
  ASSERT_EQ(decoded->history.size(), 2u);
  EXPECT_EQ(decoded->history[1].until, Day(20));
}

TEST(DecodeTrustServiceTest, RefusesWhatIsOutOfRange) {
  const auto expect_refused = [](auto spoil) {
    v1::Authority authority = MakeAuthority();
    v1::TrustService service = MakeService();
    spoil(authority, service);
    EXPECT_THAT(Decode(service, authority),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  };
  expect_refused([](auto&, auto& s) { s.set_id("XA"); });
  expect_refused([](auto&, auto& s) { s.set_id(std::string(65, 'a')); });
  expect_refused([](auto& a, auto&) { a.set_id(""); });
  expect_refused([](auto& a, auto&) { a.set_country("Xa"); });
  expect_refused(
      [](auto& a, auto&) { a.set_legal_name(std::string(257, 'a')); });
  expect_refused(
      [](auto& a, auto&) { a.set_kind(static_cast<v1::AuthorityKind>(99)); });
  expect_refused(
      [](auto&, auto& s) { s.set_type(v1::SERVICE_TYPE_UNSPECIFIED); });
  expect_refused([](auto&, auto& s) { s.clear_anchors(); });
  expect_refused([](auto&, auto& s) { s.add_anchors("not a certificate"); });
  expect_refused([](auto&, auto& s) { s.add_anchors(Ca().certificate); });
  expect_refused([](auto&, auto& s) {
    for (int i = 0; i < 65; ++i) {
      s.add_intermediates(Ca().certificate);
    }
  });
}

TEST(DecodeTrustServiceTest, RefusesRevocationSourcesOfStrangers) {
  v1::TrustService service = MakeService();
  service.add_revocation()->set_issuer_sha256(std::string(32, 'x'));
  EXPECT_THAT(Decode(service, MakeAuthority()),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  service.clear_revocation();
  for (int i = 0; i < 2; ++i) {
    service.add_revocation()->set_issuer_sha256(
        std::string(Sha256(Ca().certificate).bytes()));
  }
  EXPECT_THAT(Decode(service, MakeAuthority()),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  service.mutable_revocation()->RemoveLast();
  EXPECT_THAT(Decode(service, MakeAuthority()), IsOk());
  service.mutable_revocation(0)->add_sources()->set_crl_url(
      std::string(2049, 'u'));
  EXPECT_THAT(Decode(service, MakeAuthority()),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(DecodeTrustServiceTest, RefusesImpossibleHistories) {
  const auto expect_refused = [](auto add) {
    v1::TrustService service = MakeService();
    add(service);
    EXPECT_THAT(Decode(service, MakeAuthority()),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  };
  expect_refused(
      [](auto& s) { AddEntry(s, v1::SERVICE_STATUS_TERMINATED, -1); });
  expect_refused([](auto& s) { AddEntry(s, v1::SERVICE_STATUS_SUSPENDED, 1); });
  expect_refused([](auto& s) { AddEntry(s, v1::SERVICE_STATUS_ACTIVE, 1, 2); });
  expect_refused(
      [](auto& s) { AddEntry(s, v1::SERVICE_STATUS_SUSPENDED, 2, 1); });
  expect_refused(
      [](auto& s) { AddEntry(s, v1::SERVICE_STATUS_UNSPECIFIED, 1); });
  expect_refused([](auto& s) {
    AddEntry(s, v1::SERVICE_STATUS_TERMINATED, 1);
    AddEntry(s, v1::SERVICE_STATUS_ACTIVE, 2);
  });
  expect_refused([](auto& s) { s.mutable_history(0)->clear_legal_from(); });
}

// Law: REG-20.
TEST(DecodeTrustServiceTest, BackdatedEndStandsBeforeWhatWasRecordedEarlier) {
  v1::TrustService service = MakeService();
  AddEntry(service, v1::SERVICE_STATUS_TERMINATED, 1);
  AddEntry(service, v1::SERVICE_STATUS_SUSPENDED, 2, 3);
  const int last = service.history_size() - 1;
  service.mutable_history(last - 1)->mutable_recorded_at()->set_seconds(20);
  service.mutable_history(last)->mutable_recorded_at()->set_seconds(20);
  EXPECT_THAT(Decode(service, MakeAuthority()),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  service.mutable_history(last)->mutable_recorded_at()->set_seconds(19);
  const auto decoded = Decode(service, MakeAuthority());
  ASSERT_THAT(decoded, IsOk());
  EXPECT_EQ(StatusAt(*decoded, Day(2)), ServiceStatus::kTerminated);
}

}  // namespace
}  // namespace kepil
