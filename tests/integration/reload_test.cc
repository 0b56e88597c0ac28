#include <csignal>
#include <string>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "grpcpp/security/auth_context.h"
#include "gtest/gtest.h"
#include "kepil/v1/validation.grpc.pb.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);

// The server's certificate, PEM, as a new connection sees it.
std::string ServedCertificate(const DemoHouse& house) {
  const auto stub = v1::ValidationService::NewStub(house.OpenChannel());
  v1::GetServiceInfoResponse response;
  CallDeadline call;
  if (!stub->GetServiceInfo(call.context(), {}, &response).ok()) {
    return "no connection";
  }
  const auto found =
      call.context()->auth_context()->FindPropertyValues("x509_pem_cert");
  return found.empty() ? "none" : std::string(found[0].data(), found[0].size());
}

TestIdentity NewServerCertificate(const DemoPki& pki, const TestKey& key) {
  TestCertificateSpec spec;
  spec.subject = "C=KZ,O=Kepil demo,CN=localhost";
  spec.key = key;
  spec.serial_hex = "0777";
  spec.not_before =
      absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now())) - absl::Hours(1);
  spec.not_after = spec.not_before + absl::Hours(48);
  spec.extensions = TestTlsServerExtensions();
  return IssueTestCertificate(spec, pki.Get("tls-ca"));
}

TEST(ReloadTest, ServesTheNewCertificateAndKeepsConnections) {
  DemoHouse house;
  ASSERT_THAT(house.Start(), IsOk());
  const ChannelRef early = house.OpenChannel();
  ASSERT_THAT(GetServiceInfo(early), IsOk());
  const TestIdentity& old = house.pki().Get("tls-server");
  ASSERT_EQ(ServedCertificate(house), old.CertificatePem());

  const TestIdentity fresh =
      NewServerCertificate(house.pki(), TestKey::Generate(TestKeyKind::kP256));
  WriteWholeFile(house.PathOf("tls/server.pem"), fresh.CertificatePem());
  WriteWholeFile(house.PathOf("tls/server.key"), fresh.key.Pem());
  EXPECT_EQ(ServedCertificate(house), old.CertificatePem());
  house.kepild().Signal(SIGHUP);
  const absl::Time deadline = absl::Now() + kPatience;
  std::string served;
  do {
    served = ServedCertificate(house);
  } while (served == old.CertificatePem() && absl::Now() < deadline);
  EXPECT_EQ(served, fresh.CertificatePem());
  EXPECT_THAT(GetServiceInfo(early), IsOk());
  EXPECT_EQ(house.Stop(), 0);
}

TEST(ReloadTest, ABrokenPairLeavesTheOldOneInUse) {
  DemoHouse house;
  ASSERT_THAT(house.Start(), IsOk());
  const TestIdentity fresh =
      NewServerCertificate(house.pki(), TestKey::Generate(TestKeyKind::kP256));
  WriteWholeFile(house.PathOf("tls/server.pem"), fresh.CertificatePem());
  house.kepild().Signal(SIGHUP);
  const absl::Time deadline = absl::Now() + kPatience;
  while (!absl::StrContains(house.Read("kepild.log"), "no pair") &&
         absl::Now() < deadline) {
    ASSERT_EQ(ServedCertificate(house),
              house.pki().Get("tls-server").CertificatePem());
  }
  EXPECT_THAT(house.Read("kepild.log"), testing::HasSubstr("no pair"));
  EXPECT_EQ(ServedCertificate(house),
            house.pki().Get("tls-server").CertificatePem());
}

}  // namespace
}  // namespace kepil
