#include "services/kepilctl/status_command.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/fake_server.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/published_keys.h"
#include "tests/support/log_fixture.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TestCertificateSpec Spec(const std::string& subject) {
  return {subject,
          TestKey::Generate(TestKeyKind::kP256),
          absl::FromUnixSeconds(0),
          absl::FromUnixSeconds(1'900'000'000),
          "01",
          TestCaExtensions(),
          true,
          {}};
}

TEST(StatusCommandTest, SavesTheKeysThatVerifiersPin) {
  const TestIdentity root = SelfSignTestCertificate(Spec("CN=Root"));
  const TestIdentity leaf = IssueTestCertificate(Spec("CN=Receipts"), root);
  const std::string vkey =
      MakeTestNoteSigner("log.example/s").verifier().vkey();
  FakeServer server;
  server.validation.on_GetServiceInfo = [&](const v1::GetServiceInfoRequest&) {
    v1::GetServiceInfoResponse response;
    response.set_node_id("node-1");
    response.add_receipt_certificates(leaf.certificate);
    response.add_receipt_certificates(root.certificate);
    response.set_receipts_log_vkey(vkey);
    response.add_limitations(v1::LIMITATION_NO_TRUSTED_TIME);
    response.mutable_rule_pack()->set_id("urn:rules");
    response.mutable_owner()->set_name("State company");
    response.mutable_module()->set_name("OpenSSL");
    response.mutable_module()->set_version("3.0");
    response.mutable_terms()->set_version("2");
    response.mutable_storage()->set_sealed(true);
    response.mutable_storage()->add_key_ids("0102030405060708");
    response.mutable_code_in_force()->set_year(2026);
    response.mutable_code_in_force()->set_month(7);
    response.mutable_code_in_force()->set_day(10);
    return response;
  };
  const std::string directory = testing::TempDir() + "/status_keys";
  EXPECT_EQ(
      server.Run({StatusCommand()}, {"status", "--keys", directory, "--json"}),
      ExitCode::kYes);
  EXPECT_THAT(server.out, testing::HasSubstr("\"node_id\":\"node-1\""));
  EXPECT_THAT(server.out,
              testing::HasSubstr("\"limitations\":[\"NO_TRUSTED_TIME\"]"));
  EXPECT_THAT(server.out, testing::HasSubstr("\"rule_pack\":\"urn:rules\""));
  EXPECT_THAT(server.out,
              testing::HasSubstr("\"owner\":\"State company\",\"module\":"
                                 "\"OpenSSL 3.0\",\"terms_version\":\"2\""));
  EXPECT_THAT(server.out,
              testing::HasSubstr("\"storage\":\"SEALED\",\"storage_keys\":"
                                 "[\"0102030405060708\"]"));
  EXPECT_THAT(server.out,
              testing::HasSubstr("\"code_published\":\"\",\"code_in_force\":"
                                 "\"2026-07-10\""));
  EXPECT_THAT(ReadFileOctets(directory + "/anchors.pem"),
              IsOkAndHolds(root.CertificatePem()));
  EXPECT_THAT(ReadFileOctets(directory + "/log.vkey"),
              IsOkAndHolds(vkey + "\n"));
  const auto trust =
      ParsePublishedKeys(*ReadFileOctets(directory + "/keys.txt"));
  ASSERT_THAT(trust, IsOk());
  EXPECT_EQ(trust->log_vkeys, std::vector<std::string>{vkey});
}

TEST(StatusCommandTest, SavesNothingOfAServerWithoutKeys) {
  FakeServer server;
  server.validation.on_GetServiceInfo = [](const v1::GetServiceInfoRequest&) {
    return v1::GetServiceInfoResponse();
  };
  EXPECT_EQ(server.Run({StatusCommand()},
                       {"status", "--keys", testing::TempDir() + "/no_keys"}),
            ExitCode::kNoAnswer);
  EXPECT_FALSE(ReadFileOctets(testing::TempDir() + "/no_keys/keys.txt").ok());
}

}  // namespace
}  // namespace kepil
