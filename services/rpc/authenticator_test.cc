#include "services/rpc/authenticator.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"

namespace kepil {
namespace {

// Iterates over nothing.
class NoProperties : public grpc::AuthPropertyIterator {};

// The connection of a client that showed `pems`.
class FakeAuthContext : public grpc::AuthContext {
 public:
  explicit FakeAuthContext(std::vector<std::string> pems)
      : pems_(std::move(pems)) {}

  bool IsPeerAuthenticated() const override { return !pems_.empty(); }
  std::vector<grpc::string_ref> GetPeerIdentity() const override { return {}; }
  std::string GetPeerIdentityPropertyName() const override { return ""; }
  std::vector<grpc::string_ref> FindPropertyValues(
      const std::string& name) const override {
    std::vector<grpc::string_ref> values;
    if (name == "x509_pem_cert") {
      values.assign(pems_.begin(), pems_.end());
    }
    return values;
  }
  grpc::AuthPropertyIterator begin() const override { return NoProperties(); }
  grpc::AuthPropertyIterator end() const override { return NoProperties(); }
  void AddProperty(const std::string&, const grpc::string_ref&) override {}
  bool SetPeerIdentityPropertyName(const std::string&) override {
    return false;
  }

 private:
  const std::vector<std::string> pems_;
};

TestIdentity MakeClient(const std::string& subject) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = absl::FromUnixSeconds(1767225600);
  spec.not_after = spec.not_before + absl::Hours(24);
  spec.extensions = TestTlsClientExtensions();
  return SelfSignTestCertificate(spec);
}

std::string Sha256Of(const TestIdentity& identity) {
  return std::string(Sha256(identity.certificate).bytes());
}

// Knows `client` as "kz-bank".
Authenticator Knowing(const TestIdentity& client) {
  storage::v1::RegistryImage image;
  image.set_version(1);
  v1::PrincipalRecord& record = *image.add_principals();
  record.set_id("kz-bank");
  record.set_tls_sha256(Sha256Of(client));
  record.add_roles(v1::PRINCIPAL_ROLE_RELYING_PARTY);
  const auto directory = std::make_shared<const PrincipalDirectory>(image);
  return Authenticator([directory] { return directory; });
}

TEST(AuthenticatorTest, HashesTheDerInsideThePem) {
  const TestIdentity client = MakeClient("CN=Client");
  const std::string pem = client.CertificatePem();
  EXPECT_EQ(PemCertificateSha256(pem), Sha256Of(client));
  EXPECT_EQ(PemCertificateSha256("before\n" + pem + "behind\n"),
            Sha256Of(client));
  std::string windows;
  for (const char c : pem) {
    windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  }
  EXPECT_EQ(PemCertificateSha256(windows), Sha256Of(client));
}

TEST(AuthenticatorTest, WhatIsNoPemCertificateHasNoDigest) {
  const std::string pem = MakeClient("CN=Client").CertificatePem();
  for (const std::string& text :
       {std::string(), std::string("text"), pem.substr(0, pem.size() / 2),
        pem.substr(20),
        std::string("-----BEGIN CERTIFICATE----------END CERTIFICATE-----"),
        std::string("-----BEGIN CERTIFICATE-----\n!!!!\n"
                    "-----END CERTIFICATE-----\n"),
        std::string("-----END CERTIFICATE-----\n"
                    "-----BEGIN CERTIFICATE-----\n")}) {
    EXPECT_EQ(PemCertificateSha256(text), "") << text;
  }
}

TEST(AuthenticatorTest, CallerIsFoundByTheLeafAlone) {
  const TestIdentity client = MakeClient("CN=Client");
  const FakeAuthContext known({client.CertificatePem()});
  const auto principal = Knowing(client).Identify(&known);
  ASSERT_NE(principal, nullptr);
  EXPECT_EQ(principal->id(), "kz-bank");
  // The same name in another certificate.
  const FakeAuthContext other({MakeClient("CN=Client").CertificatePem()});
  EXPECT_EQ(Knowing(client).Identify(&other), nullptr);
}

TEST(AuthenticatorTest, MoreClientsThanDigestsAreKept) {
  const TestIdentity client = MakeClient("CN=Client");
  const FakeAuthContext known({client.CertificatePem()});
  const Authenticator authenticator = Knowing(client);
  for (size_t i = 0; i <= Authenticator::kMostLeaves; ++i) {
    // Each a text of its own, and the same certificate.
    const FakeAuthContext again(
        {std::string(i, '\n') + client.CertificatePem()});
    ASSERT_NE(authenticator.Identify(&again), nullptr) << i;
  }
  EXPECT_NE(authenticator.Identify(&known), nullptr);
  const FakeAuthContext other({MakeClient("CN=Client").CertificatePem()});
  EXPECT_EQ(authenticator.Identify(&other), nullptr);
}

TEST(AuthenticatorTest, NobodyWithoutExactlyOneCertificate) {
  const TestIdentity client = MakeClient("CN=Client");
  const std::string pem = client.CertificatePem();
  const Authenticator authenticator = Knowing(client);
  const FakeAuthContext none({});
  const FakeAuthContext two({pem, pem});
  EXPECT_EQ(authenticator.Identify(nullptr), nullptr);
  EXPECT_EQ(authenticator.Identify(&none), nullptr);
  EXPECT_EQ(authenticator.Identify(&two), nullptr);
}

TEST(AuthenticatorTest, NobodyBeforeThereIsARegistry) {
  const TestIdentity client = MakeClient("CN=Client");
  const FakeAuthContext context({client.CertificatePem()});
  const Authenticator authenticator(
      [] { return std::shared_ptr<const PrincipalDirectory>(); });
  EXPECT_EQ(authenticator.Identify(&context), nullptr);
}

}  // namespace
}  // namespace kepil
