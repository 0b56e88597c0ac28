#include "services/rpc/grpc_peer_client.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "gmock/gmock.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "kepil/v1/peer.grpc.pb.h"
#include "services/rpc/call_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// A peer that demands a certificate of who asks.
class Peer : public v1::PeerService::Service {
 public:
  Peer() {
    grpc::SslServerCredentialsOptions options(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = client.CertificatePem();
    options.pem_key_cert_pairs.push_back(
        {server.key.Pem(), server.CertificatePem()});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(options),
                             &port);
    builder.RegisterService(this);
    running = builder.BuildAndStart();
  }
  grpc::Status ExchangeDvcs(grpc::ServerContext*,
                            const v1::ExchangeDvcsRequest* request,
                            v1::ExchangeDvcsResponse* response) override {
    asked = request->request();
    if (!refusal.ok()) {
      return refusal;
    }
    response->set_answer(answer);
    return grpc::Status::OK;
  }
  GrpcPeerClient::Resolve Resolver() const {
    return [this](const std::string& url,
                  absl::Duration) -> absl::StatusOr<GrpcPeerClient::Target> {
      if (url != "https://localhost/") {
        return MakeError(absl::StatusCode::kFailedPrecondition,
                         v1::ERROR_REASON_ADDRESS_FORBIDDEN, "not allowed");
      }
      return GrpcPeerClient::Target{absl::StrCat("ipv4:127.0.0.1:", port),
                                    host};
    };
  }
  GrpcPeerClient::Tls TlsOf(const TestIdentity& who) const {
    return {server.CertificatePem(), who.CertificatePem(), who.key.Pem()};
  }

  TestIdentity server = MakeTlsIdentity(TestTlsServerExtensions());
  TestIdentity client = MakeTlsIdentity(TestTlsClientExtensions());
  int port = 0;
  std::string host = "localhost";
  std::string asked, answer = "the answer";
  grpc::Status refusal;
  std::unique_ptr<grpc::Server> running;
};

PeerQuestion Question(const std::string& url = "https://localhost/") {
  return {url, "the request", absl::Seconds(20), 64};
}

TEST(GrpcPeerClientTest, CarriesTheOctetsBothWays) {
  Peer peer;
  GrpcPeerClient client(peer.TlsOf(peer.client), peer.Resolver(), 1024);
  for (int times = 0; times < 2; ++times) {
    const auto answer = client.Exchange(Question());
    ASSERT_THAT(answer, IsOk());
    EXPECT_EQ(*answer, "the answer");
    EXPECT_EQ(peer.asked, "the request");
  }
}

TEST(GrpcPeerClientTest, GoesWhereTheAddressLeadsOrNowhere) {
  Peer peer;
  GrpcPeerClient client(peer.TlsOf(peer.client), peer.Resolver(), 1024);
  EXPECT_THAT(client.Exchange(Question("https://other/")),
              HasReason(v1::ERROR_REASON_ADDRESS_FORBIDDEN));
  EXPECT_EQ(peer.asked, "");
}

TEST(GrpcPeerClientTest, TheServersCertificateMustBeOfTheName) {
  Peer peer;
  peer.host = "other.example";
  GrpcPeerClient client(peer.TlsOf(peer.client), peer.Resolver(), 1024);
  PeerQuestion question = Question();
  question.timeout = absl::Seconds(5);
  EXPECT_THAT(client.Exchange(question),
              HasReason(v1::ERROR_REASON_FETCH_FAILED));
  EXPECT_EQ(peer.asked, "");
}

TEST(GrpcPeerClientTest, RefusalsAndTooMuchAreNoAnswers) {
  Peer peer;
  GrpcPeerClient client(peer.TlsOf(peer.client), peer.Resolver(), 1024);
  peer.answer = std::string(65, 'x');
  EXPECT_THAT(client.Exchange(Question()),
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
  peer.answer = std::string(8192, 'x');  // Not even read.
  EXPECT_THAT(client.Exchange(Question()),
              HasReason(v1::ERROR_REASON_FETCH_FAILED));
  peer.refusal = grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "no");
  EXPECT_THAT(client.Exchange(Question()),
              HasReason(v1::ERROR_REASON_FETCH_FAILED));
  peer.running->Shutdown();
  PeerQuestion question = Question();
  question.timeout = absl::Seconds(5);
  EXPECT_FALSE(client.Exchange(question).ok());
}

}  // namespace
}  // namespace kepil
