#include "tests/support/judgement_fixture.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "base/status_macros.h"
#include "engine/pki/crl.h"
#include "google/protobuf/text_format.h"
#include "kepil/v1/policy.pb.h"
#include "tests/support/cms_builder.h"
#include "tests/support/registry_fixture.h"
#include "tests/support/revocation_builder.h"

namespace kepil {
namespace {

ValidationPolicyRef ReadPolicy() {
  std::ifstream file("deploy/policy/cross-border.textproto");
  const std::string text = {std::istreambuf_iterator<char>(file),
                            std::istreambuf_iterator<char>()};
  v1::ValidationPolicy message;
  KEPIL_CHECK(google::protobuf::TextFormat::ParseFromString(text, &message));
  auto policy = ValidationPolicy::Compile(message.SerializeAsString());
  KEPIL_CHECK(policy.ok());
  return *std::move(policy);
}

TrustSnapshotRef TrustIn(const TestIdentity& root) {
  v1::SnapshotSource source;
  source.set_version(7);
  source.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(TestCase::Now()));
  v1::Authority& authority = *source.add_authorities();
  authority = MakeTestAuthority("xa-ca", root);
  v1::StatusEntry& entry = *authority.mutable_services(0)->add_history();
  entry.set_status(v1::SERVICE_STATUS_ACTIVE);
  entry.mutable_legal_from()->set_seconds(0);
  PlainCertificateReader reader;
  auto trust = TrustSnapshot::FromSource(source.SerializeAsString(), reader);
  KEPIL_CHECK(trust.ok());
  return *std::move(trust);
}

TestIdentity IssueSigner(const TestIdentity& root,
                         const std::vector<TestExtension>& extensions) {
  TestCertificateSpec spec;
  spec.subject = "C=XA,CN=Signer";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = TestCase::Now() - absl::Hours(24 * 30);
  spec.not_after = TestCase::Now() + absl::Hours(24 * 30);
  spec.serial_hex = "05";
  spec.extensions = TestSignerExtensions();
  spec.extensions.insert(spec.extensions.end(), extensions.begin(),
                         extensions.end());
  return IssueTestCertificate(spec, root);
}

}  // namespace

absl::Time TestCase::Now() { return absl::FromUnixSeconds(1767225600); }

TestCase::TestCase(const Options& options)
    : root_(MakeTestRoot("Root")),
      signer_(IssueSigner(root_, options.extensions)),
      trust_(TrustIn(root_)),
      policy_(ReadPolicy()) {
  TestCmsSigner signer;
  signer.identity = signer_;
  signer.signing_time = Now() - absl::Hours(2);
  TestCmsSpec cms;
  cms.content = std::string(kContent);
  cms.signers.assign(static_cast<size_t>(options.signers), signer);
  cms.certificates = {signer_.certificate};
  cms_ = MakeTestCms(cms);

  TestCrlSpec spec;
  spec.this_update = Now() - absl::Minutes(10);
  spec.next_update = Now() + absl::Hours(24);
  if (options.revoked_at.has_value()) {
    spec.revoked.push_back({"05", *options.revoked_at, 1, {}});
  }
  auto crl = Crl::FromDer(MakeTestCrl(spec, root_));
  KEPIL_CHECK(crl.ok());
  evidence_.revocation.push_back(
      {*std::move(crl), EvidenceOrigin::kQuery, Now() - absl::Nanoseconds(5)});
  PlainCertificateReader reader;
  for (const std::string& der : {signer_.certificate, root_.certificate}) {
    auto certificate = reader.Read(der);
    KEPIL_CHECK(certificate.ok());
    evidence_.certificates.push_back(*std::move(certificate));
  }
  SignatureInput input;
  input.signature = cms_;
  input.content = kContent;
  auto document = ParseSignatureDocument(input, reader, ParseLimits());
  KEPIL_CHECK(document.ok());
  document_ = *std::move(document);
}

}  // namespace kepil
