#ifndef KEPIL_SERVICES_RPC_CALL_FIXTURE_H_
#define KEPIL_SERVICES_RPC_CALL_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "services/rpc/unary.h"
#include "tests/support/fake_clock.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// Keeps lines in memory. Thread-safe.
class MemoryLogSink : public LogSink {
 public:
  void Write(absl::string_view line) override {
    MutexLock lock(mutex_);
    lines_.emplace_back(line);
  }
  std::vector<std::string> lines() const {
    MutexLock lock(mutex_);
    return lines_;
  }

 private:
  mutable Mutex mutex_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);
};

// A self-signed certificate for TLS, which goes by the time of the day.
inline TestIdentity MakeTlsIdentity(std::vector<TestExtension> extensions) {
  TestCertificateSpec spec;
  spec.subject = "CN=localhost";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = absl::FromUnixSeconds(1577836800);  // 2020
  spec.not_after = absl::FromUnixSeconds(2840140800);   // 2060
  spec.extensions = std::move(extensions);
  return SelfSignTestCertificate(spec);
}

// CallFixture serves a face on loopback. One thread, one place in the queue.
struct CallFixture {
  static constexpr int64_t kBudget = 1 << 20;
  static constexpr int64_t kAnonymousBytes = 4096;
  static constexpr int kPerMinute = 5;        // Of an address.
  static constexpr int kCallerPerMinute = 8;  // Of a registered caller.

  FakeClock clock;
  MemoryLogSink sink;
  const Logger log{clock, sink, LogLevel::kInfo};
  MetricsRegistry metrics;
  storage::v1::RegistryImage known;  // Set before the first call.
  const Authenticator authenticator{
      [this] { return std::make_shared<const PrincipalDirectory>(known); }};
  InflightBudget inflight{kBudget};
  RateLimiter rate{clock, {kPerMinute, 10}};
  CallerQuota quota{clock, {kCallerPerMinute, 2}};
  FairExecutor flow{clock, {"flow", 1, 1}};
  CallRunner runner{
      {clock, flow, authenticator, inflight, rate, quota, log, metrics},
      {int64_t{8} << 20, kAnonymousBytes, absl::Seconds(30)}};
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<grpc::Server> server;  // Goes before what it calls.

  // Starts without TLS: every caller is anonymous. `face` outlives the
  // fixture's server.
  void Serve(grpc::Service& face) {
    Start(face, grpc::InsecureServerCredentials(),
          grpc::InsecureChannelCredentials());
  }
  // Starts with mutual TLS; the channel is that of a registered principal.
  void ServeTo(v1::PrincipalRole role, grpc::Service& face) {
    const TestIdentity host = MakeTlsIdentity(TestTlsServerExtensions());
    const TestIdentity client = MakeTlsIdentity(TestTlsClientExtensions());
    v1::PrincipalRecord& record = *known.add_principals();
    record.set_id("somebody");
    record.set_tls_sha256(std::string(Sha256(client.certificate).bytes()));
    record.add_roles(role);
    grpc::SslServerCredentialsOptions served(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_BUT_DONT_VERIFY);
    served.pem_key_cert_pairs.push_back(
        {host.key.Pem(), host.CertificatePem()});
    grpc::SslCredentialsOptions own;
    own.pem_root_certs = host.CertificatePem();
    own.pem_private_key = client.key.Pem();
    own.pem_cert_chain = client.CertificatePem();
    Start(face, grpc::SslServerCredentials(served), grpc::SslCredentials(own));
  }

 private:
  void Start(grpc::Service& face,
             std::shared_ptr<grpc::ServerCredentials> served,
             std::shared_ptr<grpc::ChannelCredentials> own) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", std::move(served), &port);
    builder.RegisterService(&face);
    server = builder.BuildAndStart();
    KEPIL_CHECK(server != nullptr && port != 0);
    channel =
        grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), std::move(own));
  }
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_CALL_FIXTURE_H_
