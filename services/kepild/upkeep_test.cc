#include "services/kepild/upkeep.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/rocks_checkpoint_timestamps.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_fetcher.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/pki_builder.h"
#include "tests/support/rocks_folder.h"

namespace kepil {
namespace {

class UpkeepTest : public testing::Test {
 protected:
  UpkeepTest() {
    config_.mutable_fetch()->mutable_timeout()->set_seconds(1);
    config_.mutable_watch()->mutable_interval()->set_seconds(3600);
    config_.mutable_limits()->set_max_crl_bytes(4096);
    config_.mutable_log()->mutable_checkpoint_timestamp_interval()->set_seconds(
        60);
  }
  Upkeep::Rooms Rooms() {
    return {config_,      clock_,   log_,        metrics_,
            publisher_,   fetcher_, log_reader_, timestamps_,
            folder_.db(), anchor_,  nullptr};
  }

  Config config_;
  FakeClock clock_;
  StderrLogSink sink_;
  const Logger log_{clock_, sink_, LogLevel::kError};
  MetricsRegistry metrics_;
  SnapshotPublisher publisher_;
  FakeFetcher fetcher_;
  MemoryLogStorage storage_;
  MemoryLogAnchor anchor_;
  const LogReader log_reader_{storage_};
  RocksFolder folder_;
  TempFolder backups_;
  RocksCheckpointTimestamps timestamps_{folder_.db()};
};

TEST_F(UpkeepTest, WithoutTsaTheLogIsNotDatedAndMetricsSaySo) {
  {
    Upkeep upkeep(Rooms());
    EXPECT_TRUE(upkeep.TsaAnchors().empty());
    EXPECT_FALSE(upkeep.timestamper().HasTrustedTime());
    upkeep.Start();
  }  // The step under way ends.
  EXPECT_THAT(metrics_.Text(), testing::HasSubstr("kepil_trusted_time 0"));
  EXPECT_EQ(fetcher_.calls(), 0);
}

TEST_F(UpkeepTest, WatchesRegisteredListsAndExportsWhatItSees) {
  TestCertificateSpec spec;
  spec.subject = "C=XA,CN=Root";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = clock_.Now();
  spec.not_after = clock_.Now() + absl::Hours(1);
  spec.extensions = TestCaExtensions();
  const std::string root = SelfSignTestCertificate(spec).certificate;
  v1::SnapshotSource source;
  source.set_version(1);
  source.mutable_issued_at()->set_seconds(1);
  v1::Authority& authority = *source.add_authorities();
  authority.set_id("xa");
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  authority.set_country("XA");
  v1::TrustService& service = *authority.add_services();
  service.set_id("xa-ca");
  service.set_type(v1::SERVICE_TYPE_CA);
  service.add_anchors(root);
  v1::IssuerRevocationSources& sources = *service.add_revocation();
  sources.set_issuer_sha256(std::string(Sha256(root).bytes()));
  sources.add_sources()->set_crl_url("http://xa.example/crl");
  v1::StatusEntry& active = *service.add_history();
  active.set_status(v1::SERVICE_STATUS_ACTIVE);
  active.mutable_legal_from()->set_seconds(1);
  PlainCertificateReader reader;
  auto snapshot = TrustSnapshot::FromSource(source.SerializeAsString(), reader);
  ASSERT_TRUE(snapshot.ok()) << snapshot.status();
  ASSERT_TRUE(publisher_.Publish(*snapshot).ok());
  {
    Upkeep upkeep(Rooms());
    upkeep.Start();
  }
  EXPECT_EQ(fetcher_.calls("http://xa.example/crl"), 1);
  EXPECT_THAT(metrics_.Text(), testing::HasSubstr("kepil_crl_watch_state{"));
}

// Law: BKP-01.
TEST_F(UpkeepTest, MakesABackupAndTellsItsAge) {
  ASSERT_TRUE(anchor_.Write("anchored").ok());
  config_.mutable_backup()->set_folder(backups_.path() + "/b");
  config_.mutable_backup()->mutable_interval()->set_seconds(3600);
  config_.mutable_backup()->set_keep(1);
  {
    Upkeep upkeep(Rooms());
    upkeep.Start();
  }
  EXPECT_THAT(metrics_.Text(),
              testing::HasSubstr("kepil_last_backup_age_seconds 0"));
  const auto newest = RocksBackup(backups_.path() + "/b").Newest();
  ASSERT_TRUE(newest.ok() && newest->has_value());
  EXPECT_EQ((*newest)->anchor, "anchored");
}

}  // namespace
}  // namespace kepil
