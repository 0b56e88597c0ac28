#include "services/gateway/crl_watch.h"

#include "gtest/gtest.h"
#include "kepil/v1/trust.pb.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_fetcher.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/revocation_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr char kUrl[] = "http://xa.example/crl";

class CrlWatchTest : public testing::Test {
 protected:
  CrlWatchTest() {
    v1::StatusEntry active;
    active.set_status(v1::SERVICE_STATUS_ACTIVE);
    active.mutable_legal_from()->set_seconds(1);
    Register({active});
  }
  static TestIdentity MakeRoot() {
    TestCertificateSpec spec;
    spec.subject = "C=XA,CN=Root";
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    spec.not_before = TestReceiptTime() - absl::Hours(24);
    spec.not_after = TestReceiptTime() + absl::Hours(24 * 365);
    spec.extensions = TestCaExtensions();
    return SelfSignTestCertificate(spec);
  }
  void Register(const std::vector<v1::StatusEntry>& history) {
    v1::SnapshotSource source;
    source.set_version(++version_);
    source.mutable_issued_at()->set_seconds(1);
    v1::Authority& authority = *source.add_authorities();
    authority.set_id("xa");
    authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
    authority.set_legal_name("XA");
    authority.set_country("XA");
    v1::TrustService& service = *authority.add_services();
    service.set_id("xa-ca");
    service.set_type(v1::SERVICE_TYPE_CA);
    service.add_anchors(root_.certificate);
    v1::IssuerRevocationSources& sources = *service.add_revocation();
    sources.set_issuer_sha256(std::string(Sha256(root_.certificate).bytes()));
    sources.add_sources()->set_crl_url(kUrl);
    for (const v1::StatusEntry& entry : history) {
      *service.add_history() = entry;
    }
    auto snapshot =
        TrustSnapshot::FromSource(source.SerializeAsString(), reader_);
    ASSERT_THAT(snapshot, IsOk());
    ASSERT_THAT(publisher_.Publish(*snapshot), IsOk());
  }
  void Serve(absl::Time this_update, int number,
             const TestIdentity* signer = nullptr) {
    TestCrlSpec spec;
    spec.this_update = this_update;
    spec.next_update = this_update + absl::Hours(26);
    spec.number = number;
    crl_ = MakeTestCrl(spec, signer == nullptr ? root_ : *signer);
    fetcher_.SetBody(kUrl, crl_);
  }
  v1::CrlWatchEntry Entry() {
    const v1::ListCrlWatchResponse list = watch_.List();
    EXPECT_EQ(list.entries_size(), 1);
    return list.entries_size() == 1 ? list.entries(0) : v1::CrlWatchEntry();
  }
  v1::CrlWatchEntry Step() {
    watch_.Step();
    return Entry();
  }

  const TestIdentity root_ = MakeRoot();
  FakeClock clock_;
  FakeFetcher fetcher_;
  PlainCertificateReader reader_;
  int64_t version_ = 0;
  std::string crl_;
  SnapshotPublisher publisher_;
  CrlWatch watch_{{clock_, publisher_, fetcher_}, CrlWatch::Options()};
};

TEST_F(CrlWatchTest, RecordsWhatEachAddressGives) {
  EXPECT_EQ(Entry().state(), v1::CRL_WATCH_STATE_PENDING);
  Serve(clock_.Now() - absl::Hours(1), 5);
  fetcher_.SetAnswer(kUrl, [this](const FetchRequest&) {
    clock_.Advance(absl::Milliseconds(1500));
    FetchResponse response;
    response.status = 200;
    response.body = crl_;
    return response;
  });
  const v1::CrlWatchEntry entry = Step();
  EXPECT_EQ(entry.state(), v1::CRL_WATCH_STATE_CURRENT);
  EXPECT_EQ(entry.authority_id(), "xa");
  EXPECT_EQ(entry.service_id(), "xa-ca");
  EXPECT_EQ(entry.url(), kUrl);
  EXPECT_EQ(entry.size(), static_cast<int64_t>(crl_.size()));
  EXPECT_EQ(entry.crl_number(), "05");
  EXPECT_EQ(entry.this_update().seconds(),
            absl::ToUnixSeconds(TestReceiptTime()) - 3600);
  EXPECT_EQ(entry.next_update().seconds() - entry.this_update().seconds(),
            26 * 3600);
  EXPECT_EQ(entry.latency().seconds(), 1);
  EXPECT_EQ(entry.latency().nanos(), 500000000);
  EXPECT_EQ(entry.failure(), "");
  EXPECT_FALSE(entry.has_draft());
}

TEST_F(CrlWatchTest, AsksOnSchedule) {
  Serve(clock_.Now(), 1);
  Step();
  clock_.Advance(absl::Minutes(59));
  Step();
  EXPECT_EQ(fetcher_.calls(kUrl), 1);
  clock_.Advance(absl::Minutes(1));
  Step();
  EXPECT_EQ(fetcher_.calls(kUrl), 2);
}

// Law: REG-11, CRT-18.
TEST_F(CrlWatchTest, WarnsBeforeAListIsOverdueAndThenDraftsASuspension) {
  Serve(clock_.Now(), 1);
  EXPECT_EQ(Step().state(), v1::CRL_WATCH_STATE_CURRENT);
  // Due with nextUpdate, 26 hours on; the warning comes three hours earlier.
  clock_.Advance(absl::Hours(23) - absl::Seconds(1));
  EXPECT_EQ(Step().state(), v1::CRL_WATCH_STATE_CURRENT);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Step().state(), v1::CRL_WATCH_STATE_WARNING);
  EXPECT_FALSE(Entry().has_draft());
  clock_.Advance(absl::Hours(3));
  const v1::CrlWatchEntry overdue = Step();
  EXPECT_EQ(overdue.state(), v1::CRL_WATCH_STATE_OVERDUE);
  EXPECT_EQ(overdue.draft().act(), v1::ACT_SUSPEND);
  EXPECT_EQ(overdue.draft().status().authority_id(), "xa");
  EXPECT_EQ(overdue.draft().status().service_id(), "xa-ca");
  EXPECT_NE(overdue.draft().status().ground(), "");
  EXPECT_EQ(overdue.draft().status().until().seconds(),
            absl::ToUnixSeconds(clock_.Now() + absl::Hours(24 * 7)));
  // Nothing was performed: the service is in force as before.
  EXPECT_EQ(publisher_.Current()->version(), 1);
  clock_.Advance(absl::Hours(1));
  Serve(clock_.Now(), 2);
  EXPECT_EQ(Step().state(), v1::CRL_WATCH_STATE_CURRENT);
}

TEST_F(CrlWatchTest, AFailureOrAForeignListIsNoProgress) {
  Serve(clock_.Now(), 1);
  Step();
  fetcher_.SetError(kUrl, MakeError(absl::StatusCode::kUnavailable,
                                    v1::ERROR_REASON_FETCH_FAILED, "down"));
  clock_.Advance(absl::Hours(1));
  v1::CrlWatchEntry entry = Step();
  EXPECT_EQ(entry.failure(), "ERROR_REASON_FETCH_FAILED");
  EXPECT_EQ(entry.failures(), 1);
  EXPECT_EQ(entry.state(), v1::CRL_WATCH_STATE_CURRENT);
  const TestIdentity impostor = MakeRoot();
  clock_.Advance(absl::Hours(1));
  Serve(clock_.Now(), 9, &impostor);
  entry = Step();
  EXPECT_EQ(entry.failures(), 2);
  EXPECT_EQ(entry.crl_number(), "01");
  clock_.Advance(absl::Hours(25));
  EXPECT_EQ(Step().state(), v1::CRL_WATCH_STATE_OVERDUE);
}

TEST_F(CrlWatchTest, AnAddressThatNeverGaveAListBecomesOverdueToo) {
  EXPECT_EQ(Step().state(), v1::CRL_WATCH_STATE_WARNING);
  clock_.Advance(absl::Hours(27));
  EXPECT_EQ(Step().state(), v1::CRL_WATCH_STATE_OVERDUE);
}

TEST_F(CrlWatchTest, DraftsNothingForTheSuspendedAndForgetsTheTerminated) {
  Step();
  clock_.Advance(absl::Hours(28));
  v1::StatusEntry active;
  active.set_status(v1::SERVICE_STATUS_ACTIVE);
  active.mutable_legal_from()->set_seconds(1);
  v1::StatusEntry suspended;
  suspended.set_status(v1::SERVICE_STATUS_SUSPENDED);
  suspended.mutable_legal_from()->set_seconds(2);
  suspended.mutable_until()->set_seconds(
      absl::ToUnixSeconds(clock_.Now() + absl::Hours(1)));
  Register({active, suspended});
  EXPECT_EQ(Step().state(), v1::CRL_WATCH_STATE_OVERDUE);
  EXPECT_FALSE(Entry().has_draft());
  v1::StatusEntry terminated;
  terminated.set_status(v1::SERVICE_STATUS_TERMINATED);
  terminated.mutable_legal_from()->set_seconds(3);
  Register({active, terminated});
  watch_.Step();
  EXPECT_EQ(watch_.List().entries_size(), 0);
}

}  // namespace
}  // namespace kepil
