// A real kepild asks a second implementation of RFC 3029 (Bouncy Castle).

#include <sys/stat.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/receipt_body.h"
#include "tests/integration/child_process.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/integration/meddler.h"
#include "tests/integration/scenarios.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

class DvcsForwardTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteWholeFile(house_.PathOf("dvcs.key"), authority_.signer.key.Pem());
    WriteWholeFile(house_.PathOf("dvcs.pem"),
                   authority_.signer.CertificatePem());
    const std::string jars =
        absl::StrCat(ProgramPath("tests/interop/bouncy_castle_peer.jar"),
                     ":/usr/share/java/bcpkix.jar:/usr/share/java/bcprov.jar:"
                     "/usr/share/java/bcutil.jar");
    server_ = ChildProcess::Start(
        {"/usr/bin/java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp",
         jars, "BouncyCastlePeer", "serve", house_.PathOf("dvcs.key"),
         house_.PathOf("dvcs.pem")},
        house_.PathOf("dvcs.log"));
    const std::optional<std::string> port = server_->ReadLine(absl::Minutes(1));
    ASSERT_TRUE(port.has_value()) << house_.Read("dvcs.log");
    url_ = absl::StrCat("http://127.0.0.1:", *port, "/");
  }
  void StartHouse(const std::string& peers) {
    house_.Reconfigure("fetch {",
                       absl::StrCat("peers { ", peers, " }\nfetch {"));
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(Admit(house_, RelyingPartyDraft(house_)), IsOk());
  }

  const TestReceiptAuthority authority_ = MakeAuthorityOfNow();
  DemoHouse house_;
  std::unique_ptr<ChildProcess> server_;
  std::string url_;
};

// Law: REG-03.
TEST_F(DvcsForwardTest, ABouncyCastleServerVouches) {
  // It is asked by signed requests, and verifies them.
  ASSERT_EQ(::chmod(house_.PathOf("tls/auditor.key").c_str(), 0600), 0);
  StartHouse(R"(
    timeout { seconds: 30 }
    request_signing {
      cert_file: "tls/auditor.pem" key_file: "tls/auditor.key"
    })");
  TestTtp ttp("xb-ttp");  // Only its registration is used.
  ttp.authority = authority_;
  v1::ChangeDraft draft = TtpOfXbDraft(ttp, url_);
  draft.mutable_authority()
      ->mutable_foreign_ttp()
      ->mutable_endpoints(0)
      ->set_protocol(v1::FOREIGN_TTP_PROTOCOL_DVCS_BOUNCY_CASTLE);
  ASSERT_THAT(Admit(house_, draft), IsOk());
  const auto receipt = Validate(house_.ChannelAs("relying-party"),
                                DemoRequest(house_, "ca-not-registered.txt"));
  ASSERT_THAT(receipt, IsOk());
  v1::ReceiptBody body;
  ASSERT_TRUE(body.ParseFromString(receipt->body()));
  EXPECT_TRUE(IsVouchedFor(body.signatures(0)))
      << body.signatures(0).peer().ShortDebugString()
      << house_.Read("dvcs.log");
  EXPECT_EQ(body.signatures(0).peer().policy_oid(), "1.2.398.7.8");
  EXPECT_EQ(body.signatures(0).peer().serial(), "01");
  EXPECT_THAT(house_.Read("dvcs.log"), testing::HasSubstr("signed by "));
}

// Law: REG-03.
TEST_F(DvcsForwardTest, EachScenarioHasItsOutcome) {
  StartHouse("timeout { seconds: 6 }");
  std::string path;
  Meddler meddler(
      [&](const std::string& octets) {
        return AskByHttps(house_, "auditor", url_ + path)(octets);
      },
      AskByHttps(house_, "relying-party",
                 absl::StrCat("https://", house_.AddressOf("DVCS"), "/")),
      DvcsEncoding::kBouncyCastle);
  Pair pair{"Bouncy Castle by DVCS", house_, meddler, meddler.ServeHttp()};
  pair.protocol = v1::FOREIGN_TTP_PROTOCOL_DVCS_BOUNCY_CASTLE;
  pair.authority = authority_;
  pair.set_back = [&](absl::Duration by) {
    path = by == absl::ZeroDuration() ? "" : "stale";
  };
  pair.kill = [this] { server_.reset(); };
  RunScenarios(pair);
}

}  // namespace
}  // namespace kepil
