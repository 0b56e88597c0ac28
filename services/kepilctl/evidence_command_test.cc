#include "services/kepilctl/evidence_command.h"

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/fake_server.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;

const char kId[] = "000102030405060708090a0b0c0d0e0f";

TEST(EvidenceCommandTest, RestrictsWithItsGround) {
  FakeServer server;
  v1::RestrictEvidenceRequest seen;
  server.operations.on_RestrictEvidence =
      [&](const v1::RestrictEvidenceRequest& request) {
        seen = request;
        return v1::RestrictEvidenceResponse();
      };
  EXPECT_EQ(server.Run(EvidenceCommands(), {"evidence", "restrict", kId,
                                            "--ground", "K41(3), act 7"}),
            ExitCode::kYes);
  EXPECT_EQ(seen.receipt_id(), kId);
  EXPECT_EQ(seen.ground(), "K41(3), act 7");
  EXPECT_THAT(server.out, HasSubstr("RESTRICTED"));
  EXPECT_EQ(server.Run(EvidenceCommands(), {"evidence", "restrict"}),
            ExitCode::kNoAnswer);
}

TEST(EvidenceCommandTest, PurgesAndSaysWhereItWent) {
  FakeServer server;
  server.operations.on_PurgeEvidence =
      [&](const v1::PurgeEvidenceRequest& request) {
        EXPECT_EQ(request.act(), "act 9");
        v1::PurgeEvidenceResponse response;
        response.mutable_retained_until()->set_year(2031);
        response.mutable_retained_until()->set_month(3);
        response.mutable_retained_until()->set_day(1);
        response.set_package("x.evidence");
        response.set_package_sha256("\x0a\x0b");
        return response;
      };
  EXPECT_EQ(server.Run(EvidenceCommands(),
                       {"evidence", "purge", kId, "--act", "act 9", "--json"}),
            ExitCode::kYes);
  EXPECT_THAT(server.out, HasSubstr("\"retained_until\":\"2031-03-01\""));
  EXPECT_THAT(server.out, HasSubstr("\"package\":\"x.evidence\""));
  EXPECT_THAT(server.out, HasSubstr("\"package_sha256\":\"0a0b\""));
}

TEST(EvidenceCommandTest, SaysWhyItWasRefused) {
  FakeServer server;
  server.operations.on_PurgeEvidence = [](const v1::PurgeEvidenceRequest&)
      -> absl::StatusOr<v1::PurgeEvidenceResponse> {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_RETENTION_RUNS, "kept until 2031-03-01");
  };
  EXPECT_EQ(server.Run(EvidenceCommands(),
                       {"evidence", "purge", kId, "--act", "act 9"}),
            ExitCode::kNoAnswer);
  EXPECT_THAT(server.err, HasSubstr("RETENTION_RUNS"));
}

}  // namespace
}  // namespace kepil
