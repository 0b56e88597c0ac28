#include "tests/support/judgement_fixture.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/status_macros.h"
#include "engine/pki/crl.h"
#include "google/protobuf/text_format.h"
#include "kepil/v1/policy.pb.h"
#include "tests/support/cms_builder.h"
#include "tests/support/registry_fixture.h"
#include "tests/support/timestamp_builder.h"

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

// An active service of one anchor.
void AddService(const std::string& id, v1::ServiceType type,
                const TestIdentity& anchor, v1::SnapshotSource& source) {
  v1::Authority& authority = *source.add_authorities();
  authority = MakeTestAuthority(id, anchor);
  authority.mutable_services(0)->set_type(type);
  v1::StatusEntry& entry = *authority.mutable_services(0)->add_history();
  entry.set_status(v1::SERVICE_STATUS_ACTIVE);
  entry.mutable_legal_from()->set_seconds(0);
}

TrustSnapshotRef TrustIn(const TestIdentity& root,
                         const TestIdentity& tsa_root) {
  v1::SnapshotSource source;
  source.set_version(7);
  source.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(TestCase::Now()));
  AddService("xa-ca", v1::SERVICE_TYPE_CA, root, source);
  AddService("xa-tsa", v1::SERVICE_TYPE_TSA, tsa_root, source);
  PlainCertificateReader reader;
  auto trust = TrustSnapshot::FromSource(source.SerializeAsString(), reader);
  KEPIL_CHECK(trust.ok());
  return *std::move(trust);
}

TestIdentity Issue(const std::string& subject, const std::string& serial_hex,
                   std::vector<TestExtension> extensions,
                   const TestIdentity& issuer) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = TestCase::Now() - absl::Hours(24 * 30);
  spec.not_after = TestCase::Now() + absl::Hours(24 * 30);
  spec.serial_hex = serial_hex;
  spec.extensions = std::move(extensions);
  return IssueTestCertificate(spec, issuer);
}

std::vector<TestExtension> SignerExtensions(const TestCase::Options& options) {
  return options.extensions.empty() ? TestSignerExtensions()
                                    : options.extensions;
}

}  // namespace

absl::Time TestCase::Now() { return absl::FromUnixSeconds(1767225600); }

TestCase::TestCase(const Options& options)
    : root_(MakeTestRoot("Root")),
      tsa_root_(MakeTestRoot("TSA Root")),
      signer_(Issue("C=XA,CN=Signer", "05", SignerExtensions(options), root_)),
      trust_(TrustIn(root_, tsa_root_)),
      policy_(ReadPolicy()) {
  TestCmsSigner signer;
  signer.identity = signer_;
  signer.signing_time = Now() - absl::Hours(2);
  if (options.stamped_at.has_value()) {
    TestTimestampSpec stamp;
    stamp.gen_time = *options.stamped_at;
    AddSignatureTimestamp(
        stamp, Issue("C=XA,CN=TSA", "06", TestTsaExtensions(), tsa_root_),
        signer);
    AddCrl(tsa_root_, {});
  }
  TestCmsSpec cms;
  cms.content = std::string(kContent);
  cms.signers.assign(static_cast<size_t>(options.signers), signer);
  cms.certificates = {signer_.certificate};
  cms_ = MakeTestCms(cms);

  std::vector<TestRevoked> revoked;
  if (options.revoked_at.has_value()) {
    revoked.push_back({"05", *options.revoked_at, 1, {}});
  }
  AddCrl(root_, std::move(revoked));
  PlainCertificateReader reader;
  for (const std::string& der : {signer_.certificate, root_.certificate}) {
    auto certificate = reader.Read(der);
    KEPIL_CHECK(certificate.ok());
    evidence_.certificates.push_back(*std::move(certificate));
  }
  SignatureInput input;
  input.signature = cms_;
  input.content = kContent;
  ParseLimits limits;
  limits.max_signatures = std::max(limits.max_signatures, options.signers);
  auto document = ParseSignatureDocument(input, reader, limits);
  KEPIL_CHECK(document.ok());
  document_ = *std::move(document);
}

void TestCase::AddCrl(const TestIdentity& issuer,
                      std::vector<TestRevoked> revoked) {
  TestCrlSpec spec;
  spec.this_update = Now() - absl::Minutes(10);
  spec.next_update = Now() + absl::Hours(24);
  spec.revoked = std::move(revoked);
  auto crl = Crl::FromDer(MakeTestCrl(spec, issuer));
  KEPIL_CHECK(crl.ok());
  evidence_.revocation.push_back(
      {*std::move(crl), EvidenceOrigin::kQuery, Now() - absl::Nanoseconds(5)});
}

}  // namespace kepil
