#include "services/gateway/checkpoint_timestamper.h"

#include <map>

#include "absl/strings/escaping.h"
#include "engine/crypto/der_writer.h"
#include "gtest/gtest.h"
#include "kepil/v1/trust.pb.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_fetcher.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"
#include "tests/support/timestamp_builder.h"

namespace kepil {
namespace {

constexpr char kUrl[] = "http://tsa.example/";

class MemoryTimestamps : public CheckpointTimestamps {
 public:
  absl::Status Put(const v1::CheckpointTimestamp& timestamp) override {
    kept.emplace(timestamp.tree_size(), timestamp);
    return absl::OkStatus();
  }
  absl::StatusOr<std::optional<v1::CheckpointTimestamp>> FindCovering(
      int64_t index) const override {
    const auto found = kept.upper_bound(index);
    return found == kept.end()
               ? std::nullopt
               : std::optional<v1::CheckpointTimestamp>(found->second);
  }
  absl::StatusOr<std::optional<v1::CheckpointTimestamp>> Newest()
      const override {
    return kept.empty()
               ? std::nullopt
               : std::optional<v1::CheckpointTimestamp>(kept.rbegin()->second);
  }
  std::map<int64_t, v1::CheckpointTimestamp> kept;
};

class CheckpointTimestamperTest : public testing::Test {
 protected:
  CheckpointTimestamperTest() {
    options_.tsa_service = "xa-tsa";
    Register(true);
    // Answers as a TSA does: what was sent, at the time it is.
    fetcher_.SetAnswer(kUrl, [this](const FetchRequest&) {
      TestTimestampSpec spec;
      spec.stamped = checkpoint_.note;
      spec.gen_time = clock_.Now();
      spec.nonce_hex = absl::BytesToHexString(std::string(16, 'n'));
      FetchResponse response;
      response.status = 200;
      response.body = DerSequence(
          {DerSequence({DerInt64(0)}), MakeTestTimestamp(spec, tsa_)});
      return response;
    });
  }
  static TestIdentity Make(const std::string& subject,
                           std::vector<TestExtension> extensions,
                           const TestIdentity* issuer) {
    TestCertificateSpec spec;
    spec.subject = subject;
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    spec.not_before = TestReceiptTime() - absl::Hours(24);
    spec.not_after = TestReceiptTime() + absl::Hours(24);
    spec.extensions = std::move(extensions);
    return issuer == nullptr ? SelfSignTestCertificate(spec)
                             : IssueTestCertificate(spec, *issuer);
  }
  void Register(bool with_tsa) {
    v1::SnapshotSource source;
    source.set_version(++version_);
    source.mutable_issued_at()->set_seconds(1);
    if (with_tsa) {
      v1::Authority& authority = *source.add_authorities();
      authority.set_id("xa");
      authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
      authority.set_legal_name("XA");
      authority.set_country("XA");
      v1::TrustService& service = *authority.add_services();
      service.set_id("xa-tsa");
      service.set_type(v1::SERVICE_TYPE_TSA);
      service.set_tsa_url(kUrl);
      service.add_anchors(root_.certificate);
      v1::StatusEntry& entry = *service.add_history();
      entry.set_status(v1::SERVICE_STATUS_ACTIVE);
      entry.mutable_legal_from()->set_seconds(1);
    }
    auto snapshot =
        TrustSnapshot::FromSource(source.SerializeAsString(), reader_);
    ASSERT_THAT(snapshot, IsOk());
    ASSERT_THAT(publisher_.Publish(*snapshot), IsOk());
  }
  CheckpointTimestamper New() {
    return CheckpointTimestamper(
        {clock_, publisher_, source_, timestamps_,
         [this]() -> absl::StatusOr<PublishedCheckpoint> {
           if (checkpoint_.note.empty()) {
             return MakeError(absl::StatusCode::kUnavailable,
                              v1::ERROR_REASON_NOT_READY, "none yet");
           }
           return checkpoint_;
         }},
        options_);
  }

  FakeClock clock_;
  FakeFetcher fetcher_;
  PlainCertificateReader reader_;
  int64_t version_ = 0;
  const TestIdentity root_ =
      Make("C=XA,CN=TSA Root", TestCaExtensions(), nullptr);
  const TestIdentity tsa_ = Make("C=XA,CN=TSA", TestTsaExtensions(), &root_);
  SnapshotPublisher publisher_;
  TimestampSource source_{
      {clock_, fetcher_, [](size_t size) { return std::string(size, 'n'); }},
      TimestampSource::Options()};
  MemoryTimestamps timestamps_;
  CheckpointTimestamper::Options options_;
  PublishedCheckpoint checkpoint_ = {"origin\n4\nroot\n", 4};
};

// Law: VER-05.
TEST_F(CheckpointTimestamperTest, StampsTheNewestCheckpointEveryInterval) {
  CheckpointTimestamper timestamper = New();
  EXPECT_FALSE(timestamper.HasTrustedTime());
  ASSERT_THAT(timestamper.Step(), IsOk());
  EXPECT_TRUE(timestamper.HasTrustedTime());
  EXPECT_EQ(timestamper.last_time(), TestReceiptTime());
  ASSERT_EQ(timestamps_.kept.count(4), 1u);
  EXPECT_EQ(timestamps_.kept[4].checkpoint(), checkpoint_.note);
  EXPECT_EQ(timestamps_.kept[4].tsa_service(), "xa-tsa");
  checkpoint_ = {"origin\n9\nroot\n", 9};
  clock_.Advance(absl::Minutes(59));
  ASSERT_THAT(timestamper.Step(), IsOk());
  EXPECT_EQ(fetcher_.calls(), 1);
  clock_.Advance(absl::Minutes(1));
  ASSERT_THAT(timestamper.Step(), IsOk());
  EXPECT_EQ(fetcher_.calls(), 2);
  EXPECT_EQ(timestamps_.kept.count(9), 1u);
}

TEST_F(CheckpointTimestamperTest, TrustedTimeLapsesAfterTwoIntervals) {
  CheckpointTimestamper timestamper = New();
  ASSERT_THAT(timestamper.Step(), IsOk());
  fetcher_.SetError(kUrl, MakeError(absl::StatusCode::kUnavailable,
                                    v1::ERROR_REASON_FETCH_FAILED, "down"));
  clock_.Advance(absl::Hours(2) - absl::Seconds(1));
  EXPECT_TRUE(timestamper.HasTrustedTime());
  EXPECT_THAT(timestamper.Step(), HasReason(v1::ERROR_REASON_FETCH_FAILED));
  clock_.Advance(absl::Seconds(1));
  EXPECT_FALSE(timestamper.HasTrustedTime());
  ASSERT_THAT(timestamper.Step(), IsOk());  // Not before `retry` is over.
  EXPECT_EQ(fetcher_.calls(), 2);
  clock_.Advance(absl::Minutes(1));
  EXPECT_FALSE(timestamper.Step().ok());
  EXPECT_EQ(fetcher_.calls(), 3);
}

TEST_F(CheckpointTimestamperTest, WithoutTsaThereIsNoTrustedTime) {
  options_.tsa_service = "";
  CheckpointTimestamper none = New();
  ASSERT_THAT(none.Step(), IsOk());
  EXPECT_FALSE(none.HasTrustedTime());
  options_.tsa_service = "xa-other";
  CheckpointTimestamper unregistered = New();
  EXPECT_THAT(unregistered.Step(),
              HasReason(v1::ERROR_REASON_ADDRESS_FORBIDDEN));
  EXPECT_FALSE(unregistered.HasTrustedTime());
  EXPECT_EQ(fetcher_.calls(), 0);
}

TEST_F(CheckpointTimestamperTest, WaitsForTheFirstCheckpointAndRemembers) {
  const PublishedCheckpoint first = checkpoint_;
  checkpoint_ = {};
  CheckpointTimestamper timestamper = New();
  ASSERT_THAT(timestamper.Step(), IsOk());
  EXPECT_EQ(fetcher_.calls(), 0);
  checkpoint_ = first;
  clock_.Advance(absl::Minutes(1));
  ASSERT_THAT(timestamper.Step(), IsOk());
  EXPECT_EQ(fetcher_.calls(), 1);
  clock_.Advance(absl::Minutes(30));
  CheckpointTimestamper restarted = New();
  EXPECT_TRUE(restarted.HasTrustedTime());
  ASSERT_THAT(restarted.Step(), IsOk());
  EXPECT_EQ(fetcher_.calls(), 1);
}

}  // namespace
}  // namespace kepil
