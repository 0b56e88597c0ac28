#include "tests/support/receipt_fixture.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "engine/crypto/evp_signer.h"

namespace kepil {
namespace {

TestCertificateSpec SpecOf(const std::string& subject,
                           std::vector<TestExtension> extensions,
                           const TestReceiptCertificateSpec& spec) {
  TestCertificateSpec certificate;
  certificate.subject = subject;
  certificate.key = TestKey::Generate(TestKeyKind::kP256);
  certificate.not_before = spec.not_before;
  certificate.not_after = spec.not_after;
  certificate.extensions = std::move(extensions);
  return certificate;
}

}  // namespace

absl::Time TestReceiptTime() { return absl::FromUnixSeconds(1767225600); }

ReceiptSigner MakeTestReceiptSigner(const TestKey& key) {
  auto signer = CreateEvpSigner(key.Pem());
  KEPIL_CHECK(signer.ok());
  return {*std::move(signer)};
}

CertificateRef ReadTestCertificate(absl::string_view der) {
  auto certificate = Certificate::FromDer(der);
  KEPIL_CHECK(certificate.ok());
  return *std::move(certificate);
}

TestReceiptAuthority MakeTestReceiptAuthority(
    const TestReceiptCertificateSpec& spec) {
  TestReceiptCertificateSpec ca_spec;
  ca_spec.not_before = TestReceiptTime() - absl::Hours(24 * 365 * 10);
  ca_spec.not_after = TestReceiptTime() + absl::Hours(24 * 365 * 10);
  TestReceiptAuthority authority;
  authority.root = SelfSignTestCertificate(
      SpecOf("C=XK,CN=Receipts Root", TestCaExtensions(), ca_spec));
  authority.ca = IssueTestCertificate(
      SpecOf("C=XK,CN=Receipts CA", TestCaExtensions(), ca_spec),
      authority.root);
  authority.signer = IssueTestCertificate(
      SpecOf("C=XK,CN=Receipts",
             {MakeTestExtension("keyUsage", spec.key_usage),
              MakeTestExtension("extendedKeyUsage", spec.extended_key_usage)},
             spec),
      authority.ca);
  authority.anchor = ReadTestCertificate(authority.root.certificate);
  authority.identity.key = MakeTestReceiptSigner(authority.signer.key);
  authority.identity.certificate =
      ReadTestCertificate(authority.signer.certificate);
  authority.identity.issuers = {ReadTestCertificate(authority.ca.certificate),
                                authority.anchor};
  return authority;
}

v1::ReceiptBody MakeTestReceiptDraft(v1::Indication indication,
                                     v1::SubIndication sub_indication) {
  v1::ReceiptBody body;
  body.set_caller("xa-bank");
  body.set_signature_sha256(std::string(Sha256("signature file").bytes()));
  v1::ContentDigest& digest = *body.add_content_digests();
  digest.set_hash("sha256");
  digest.set_value(std::string(Sha256("content").bytes()));
  v1::SignatureReport& report = *body.add_signatures();
  report.set_format("CMS");
  report.mutable_conclusion()->set_indication(indication);
  report.mutable_conclusion()->set_sub_indication(sub_indication);
  body.mutable_trust_snapshot()->set_version(7);
  body.mutable_policy()->set_id("urn:kepil:policy:cross-border:1");
  body.mutable_policy()->set_oid(
      "2.25.140473748375849794583919697175305664098.3.1");
  body.set_automated(true);
  return body;
}

ReceiptRecord MakeTestReceiptRecord(int64_t index, absl::Time issued_at) {
  v1::ReceiptBody body = MakeTestReceiptDraft();
  body.set_id(
      std::string(Sha256(absl::StrCat("id ", index)).bytes().substr(0, 16)));
  body.set_salt(std::string(Sha256(absl::StrCat("salt ", index)).bytes()));
  body.set_serial(index + 1);
  body.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(issued_at));
  ReceiptRecord record;
  record.manifest = v1::EvidenceManifest().SerializeAsString();
  body.set_evidence_sha256(std::string(Sha256(record.manifest).bytes()));
  record.id = body.id();
  record.position = {index, issued_at};
  record.body = body.SerializeAsString();
  record.leaf = ReceiptLeaf(body, record.body);
  return record;
}

}  // namespace kepil
