#include "services/kepild/peer_house.h"

#include <sys/stat.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepild/test_files.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_evidence_store.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

struct Rooms {
  FakeClock clock;
  MemoryEvidenceStore evidence;
  TempFolder folder;
  RocksFolder db;
  StderrLogSink sink;
  Logger log{clock, sink, LogLevel::kError};
  Config config;

  absl::StatusOr<std::unique_ptr<PeerHouse>> Open() {
    return PeerHouse::Open({config, clock, log, evidence, db.db()});
  }
};

TEST(PeerHouseTest, WithoutPeersNobodyIsAsked) {
  Rooms rooms;
  const auto house = rooms.Open();
  ASSERT_THAT(house, IsOk());
  EXPECT_EQ(ForwardingOf(house->get()), nullptr);
}

TEST(PeerHouseTest, OpensWithAndWithoutACertificateOfItsOwn) {
  Rooms rooms;
  rooms.config.mutable_peers()->mutable_timeout()->set_seconds(1);
  auto house = rooms.Open();
  ASSERT_THAT(house, IsOk());
  EXPECT_NE(ForwardingOf(house->get()), nullptr);
  const TestIdentity identity = MakeTestIdentity("CN=kz");
  const std::string cert = rooms.folder.path() + "/tls.pem";
  const std::string key = rooms.folder.path() + "/tls.key";
  WriteTestFile(cert, identity.CertificatePem());
  WriteTestFile(key, identity.key.Pem());
  rooms.config.mutable_peers()->mutable_tls()->set_cert_file(cert);
  rooms.config.mutable_peers()->mutable_tls()->set_key_file(key);
  EXPECT_THAT(rooms.Open(), IsOk());
}

TEST(PeerHouseTest, SignsWhatItAsksButNotUnderAReceiptCertificate) {
  Rooms rooms;
  rooms.config.mutable_peers()->mutable_timeout()->set_seconds(1);
  const std::string cert = rooms.folder.path() + "/requests.pem";
  const std::string key = rooms.folder.path() + "/requests.key";
  auto& signing = *rooms.config.mutable_peers()->mutable_request_signing();
  signing.set_cert_file(cert);
  signing.set_key_file(key);
  EXPECT_FALSE(rooms.Open().ok());  // There are no such files.
  const TestIdentity identity = MakeTestIdentity("CN=kz requests");
  WriteTestFile(cert, identity.CertificatePem());
  WriteTestFile(key, identity.key.Pem());
  ASSERT_EQ(::chmod(key.c_str(), 0600), 0);
  EXPECT_THAT(rooms.Open(), IsOk());
  const TestReceiptAuthority receipts = MakeTestReceiptAuthority();
  WriteTestFile(cert, receipts.signer.CertificatePem());
  WriteTestFile(key, receipts.signer.key.Pem());
  EXPECT_THAT(rooms.Open(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

TEST(PeerHouseTest, FilesThatAreNotThereKeepItFromStarting) {
  Rooms rooms;
  rooms.config.mutable_peers()->mutable_tls()->set_cert_file("/no/such.pem");
  rooms.config.mutable_peers()->mutable_tls()->set_key_file("/no/such.key");
  EXPECT_FALSE(rooms.Open().ok());
}

TEST(PeerHouseTest, ARangeThatIsNoneIsRefused) {
  Rooms rooms;
  rooms.config.mutable_peers()->mutable_timeout()->set_seconds(1);
  rooms.config.mutable_fetch()->add_allow_cidr("everything");
  EXPECT_THAT(rooms.Open(), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

}  // namespace
}  // namespace kepil
