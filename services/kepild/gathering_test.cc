#include "services/kepild/gathering.h"

#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_evidence_store.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TEST(GatheringTest, OpensWithTheRangesOfTheConfigurationAndNoOthers) {
  FakeClock clock;
  MemoryEvidenceStore evidence;
  PlainCertificateReader certificates;
  RocksFolder db;
  StderrLogSink sink;
  const Logger log(clock, sink, LogLevel::kError);
  Config config;
  config.mutable_fetch()->set_max_concurrent(4);
  config.mutable_fetch()->set_max_concurrent_per_host(2);
  config.mutable_fetch()->mutable_timeout()->set_seconds(1);
  config.mutable_fetch()->add_allow_cidr("10.0.0.0/8");
  MetricsRegistry metrics;
  FetchRequest forbidden;
  forbidden.url = "http://127.0.0.1:9/crl";
  const auto gathering = Gathering::Open(
      {config, clock, evidence, evidence, certificates, log, metrics, db.db()});
  ASSERT_THAT(gathering, IsOk());
  EXPECT_THAT((*gathering)->fetcher.Fetch(forbidden).status(),
              HasReason(v1::ERROR_REASON_ADDRESS_FORBIDDEN));
  config.mutable_fetch()->add_allow_cidr("not a range");
  EXPECT_FALSE(Gathering::Open({config, clock, evidence, evidence, certificates,
                                log, metrics, db.db()})
                   .status()
                   .ok());
}

}  // namespace
}  // namespace kepil
