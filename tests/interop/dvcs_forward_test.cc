// A real kepild asks a second implementation of RFC 3029 (Bouncy Castle).

#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/receipt_body.h"
#include "tests/integration/child_process.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ttp.h"

namespace kepil {
namespace {

// Law: REG-03.
TEST(DvcsForwardTest, ABouncyCastleServerVouches) {
  DemoHouse house;
  TestReceiptCertificateSpec spec;
  spec.not_before = absl::Now() - absl::Hours(24);
  spec.not_after = absl::Now() + absl::Hours(24);
  TestTtp ttp("xb-ttp");  // Only its registration is used.
  ttp.authority = MakeTestReceiptAuthority(spec);
  WriteWholeFile(house.PathOf("dvcs.key"), ttp.authority.signer.key.Pem());
  WriteWholeFile(house.PathOf("dvcs.pem"),
                 ttp.authority.signer.CertificatePem());
  const std::string jars =
      absl::StrCat(ProgramPath("tests/interop/bouncy_castle_peer.jar"),
                   ":/usr/share/java/bcpkix.jar:/usr/share/java/bcprov.jar:"
                   "/usr/share/java/bcutil.jar");
  const std::unique_ptr<ChildProcess> server = ChildProcess::Start(
      {"/usr/bin/java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", jars,
       "BouncyCastlePeer", "serve", house.PathOf("dvcs.key"),
       house.PathOf("dvcs.pem")},
      house.PathOf("dvcs.log"));
  const std::optional<std::string> port = server->ReadLine(absl::Minutes(1));
  ASSERT_TRUE(port.has_value()) << house.Read("dvcs.log");

  house.Reconfigure("fetch {", "peers { timeout { seconds: 30 } }\nfetch {");
  ASSERT_THAT(house.Start(), IsOk());
  ASSERT_THAT(Admit(house, RelyingPartyDraft(house)), IsOk());
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  v1::Authority& authority = *draft.mutable_authority();
  authority = ttp.Record("XB", absl::StrCat("http://127.0.0.1:", *port, "/"));
  authority.mutable_services(0)->clear_history();
  authority.set_legal_name("Xebria Gateway");
  authority.set_endpoint_country("XB");
  authority.set_decision("Decision 2 of the demo");
  authority.mutable_foreign_ttp()->mutable_endpoints(0)->set_protocol(
      v1::FOREIGN_TTP_PROTOCOL_DVCS_BOUNCY_CASTLE);
  ASSERT_THAT(Admit(house, draft), IsOk());
  const auto receipt = Validate(house.ChannelAs("relying-party"),
                                DemoRequest(house, "ca-not-registered.txt"));
  ASSERT_THAT(receipt, IsOk());
  v1::ReceiptBody body;
  ASSERT_TRUE(body.ParseFromString(receipt->body()));
  EXPECT_TRUE(IsVouchedFor(body.signatures(0)))
      << body.signatures(0).peer().ShortDebugString() << house.Read("dvcs.log");
  EXPECT_EQ(body.signatures(0).peer().policy_oid(), "1.2.398.7.8");
  EXPECT_EQ(body.signatures(0).peer().serial(), "01");
}

}  // namespace
}  // namespace kepil
