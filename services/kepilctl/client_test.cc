#include "services/kepilctl/client.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TEST(IsLoopbackServerTest, KnowsThisMachine) {
  for (const char* server :
       {"localhost:1", "127.0.0.1:65535", "127.9.8.7:80", "[::1]:443"}) {
    EXPECT_THAT(IsLoopbackServer(server), IsOkAndHolds(true)) << server;
  }
  for (const char* server :
       {"localhost.example:1", "128.0.0.1:1", "[::2]:1", "kepil.example:443"}) {
    EXPECT_THAT(IsLoopbackServer(server), IsOkAndHolds(false)) << server;
  }
}

TEST(IsLoopbackServerTest, RefusesWhatIsNoHostAndPort) {
  for (const char* server :
       {"", "localhost", ":1", "a:0", "a:65536", "a:x", "::1:443", "[::1:443",
        "unix:/run/x:1", "dns://a/b:1", "a b:1"}) {
    EXPECT_THAT(IsLoopbackServer(server),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << server;
  }
}

TEST(ClientTest, PlaintextStaysOnThisMachine) {
  Settings settings;
  settings.transport = Transport::kPlaintext;
  settings.server = "kepil.example:443";
  EXPECT_THAT(Client::Create(settings),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  settings.server = "127.0.0.1:1";
  EXPECT_THAT(Client::Create(settings), IsOk());
}

TEST(ClientTest, TlsNeedsAnAnchor) {
  Settings settings;
  settings.server = "127.0.0.1:1";
  EXPECT_THAT(Client::Create(settings),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  settings.ca_file = testing::TempDir() + "/no-such-file";
  EXPECT_THAT(Client::Create(settings),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(ClientTest, NobodyThereIsUnavailable) {
  Settings settings;
  settings.transport = Transport::kPlaintext;
  settings.server = "127.0.0.1:1";
  const auto client = Client::Create(settings);
  ASSERT_THAT(client, IsOk());
  EXPECT_THAT((*client)->Call(&v1::ValidationService::Stub::GetServiceInfo,
                              v1::GetServiceInfoRequest()),
              StatusIs(absl::StatusCode::kUnavailable));
}

struct InfoService : v1::ValidationService::Service {
  grpc::Status GetServiceInfo(grpc::ServerContext*,
                              const v1::GetServiceInfoRequest*,
                              v1::GetServiceInfoResponse* response) override {
    response->set_node_id("node-1");
    return grpc::Status::OK;
  }
};

// A server that wants client certificates of its CA. Channels look at the
// machine's time, so certificates are made around it.
class MutualTlsTest : public testing::Test {
 protected:
  MutualTlsTest()
      : ca_(SelfSignTestCertificate(Spec("CN=CA", TestCaExtensions()))) {
    const TestIdentity server =
        IssueTestCertificate(Spec("CN=Server", TestTlsServerExtensions()), ca_);
    grpc::SslServerCredentialsOptions options(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = ca_.CertificatePem();
    options.pem_key_cert_pairs.push_back(
        {server.key.Pem(), server.CertificatePem()});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(options),
                             &port_);
    builder.AddListeningPort("127.0.0.2:0", grpc::SslServerCredentials(options),
                             &unnamed_port_);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
  }

  static TestCertificateSpec Spec(const std::string& subject,
                                  std::vector<TestExtension> extensions) {
    return {subject,
            TestKey::Generate(TestKeyKind::kP256),
            absl::Now() - absl::Hours(1),
            absl::Now() + absl::Hours(1),
            "01",
            std::move(extensions),
            true,
            {}};
  }
  static std::string Write(const std::string& name, const std::string& text) {
    const std::string path = testing::TempDir() + "/client_" + name;
    EXPECT_THAT(WriteFileOctets(path, text), IsOk());
    return path;
  }
  Settings SettingsWith(const TestIdentity& anchor) const {
    const TestIdentity client =
        IssueTestCertificate(Spec("CN=Client", TestTlsClientExtensions()), ca_);
    Settings settings;
    settings.server = absl::StrCat("127.0.0.1:", port_);
    settings.ca_file = Write("ca.pem", anchor.CertificatePem());
    settings.cert_file = Write("cert.pem", client.CertificatePem());
    settings.key_file = Write("key.pem", client.key.Pem());
    settings.timeout = absl::Seconds(10);
    return settings;
  }
  static absl::StatusOr<v1::GetServiceInfoResponse> Ask(
      const Settings& settings) {
    const auto client = Client::Create(settings);
    EXPECT_THAT(client, IsOk());
    return (*client)->Call(&v1::ValidationService::Stub::GetServiceInfo,
                           v1::GetServiceInfoRequest());
  }

  const TestIdentity ca_;
  InfoService service_;
  int port_ = 0;
  int unnamed_port_ = 0;  // The certificate does not have this address.
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(MutualTlsTest, BothSidesShowTheirCertificates) {
  const auto info = Ask(SettingsWith(ca_));
  ASSERT_THAT(info, IsOk());
  EXPECT_EQ(info->node_id(), "node-1");
}

TEST_F(MutualTlsTest, AServerOfAnotherCaIsNotAsked) {
  const TestIdentity other =
      SelfSignTestCertificate(Spec("CN=CA", TestCaExtensions()));
  EXPECT_THAT(Ask(SettingsWith(other)),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(MutualTlsTest, AServerUnderAnotherNameIsNotAsked) {
  ASSERT_NE(unnamed_port_, 0);
  Settings settings = SettingsWith(ca_);
  settings.server = absl::StrCat("127.0.0.2:", unnamed_port_);
  EXPECT_THAT(Ask(settings), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace kepil
