#include "services/kepilctl/certificate_command.h"

#include <string>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/fake_server.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;

struct Bench {
  Bench() {
    server.validation.on_GetCertificateStatus =
        [this](const v1::GetCertificateStatusRequest& request) {
          seen = request;
          return answer;
        };
  }
  ExitCode Run(std::vector<std::string> words) {
    words.insert(words.begin(), {"cert", "status"});
    return server.Run({CertificateStatusCommand()}, std::move(words));
  }
  FakeServer server;
  v1::GetCertificateStatusRequest seen;
  v1::GetCertificateStatusResponse answer;
};

TEST(CertificateCommandTest, TellsStatusTimeAndEvidence) {
  Bench bench;
  bench.answer.set_status(v1::ARCHIVED_STATUS_REVOKED);
  bench.answer.set_reason(v1::FINDING_REASON_CERTIFICATE_REVOKED);
  bench.answer.mutable_revoked_at()->set_seconds(1767225600);
  bench.answer.set_evidence_sha256("\x0a");
  const std::string digest(64, 'a');
  EXPECT_EQ(bench.Run({digest, "--at", "2026-03-01T00:00:00Z", "--json"}),
            ExitCode::kNo);
  EXPECT_EQ(bench.seen.sha256(), std::string(32, '\xaa'));
  EXPECT_EQ(bench.seen.at().seconds(), 1772323200);
  EXPECT_THAT(bench.server.out, HasSubstr("\"status\":\"REVOKED\""));
  EXPECT_THAT(bench.server.out,
              HasSubstr("\"revoked_at\":\"2026-01-01T00:00:00Z\""));
  EXPECT_THAT(bench.server.out, HasSubstr("\"evidence_sha256\":\"0a\""));
}

TEST(CertificateCommandTest, ExitCodeIsTheStatus) {
  Bench bench;
  const std::vector<std::string> words = {std::string(64, 'a'), "--at",
                                          "2026-03-01T00:00:00Z"};
  bench.answer.set_status(v1::ARCHIVED_STATUS_GOOD);
  EXPECT_EQ(bench.Run(words), ExitCode::kYes);
  bench.answer.set_status(v1::ARCHIVED_STATUS_UNKNOWN);
  EXPECT_EQ(bench.Run(words), ExitCode::kNoAnswer);
}

TEST(CertificateCommandTest, NeedsOneCertificateAndATime) {
  Bench bench;
  EXPECT_EQ(bench.Run({}), ExitCode::kNoAnswer);
  EXPECT_EQ(bench.Run({std::string(64, 'a')}), ExitCode::kNoAnswer);
  EXPECT_EQ(bench.Run({"no-such-file", "--at", "2026-03-01T00:00:00Z"}),
            ExitCode::kNoAnswer);
}

}  // namespace
}  // namespace kepil
