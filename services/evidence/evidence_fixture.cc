#include "services/evidence/evidence_fixture.h"

#include <utility>

#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr char kRandomOctet = 'n';

std::vector<TestExtension> SignerExtensions() {
  std::vector<TestExtension> extensions = TestSignerExtensions();
  extensions.push_back(MakeTestExtension(
      "crlDistributionPoints", "URI:http://crl.certificate.test/other.crl"));
  extensions.push_back(
      MakeTestExtension("authorityInfoAccess",
                        "OCSP;URI:http://ocsp.certificate.test/,"
                        "caIssuers;URI:http://aia.certificate.test/ca.cer"));
  return extensions;
}

// The nonce inside a request: its last octets.
std::string NonceOf(const FetchRequest& request) {
  return request.body.substr(request.body.size() -
                             RevocationSource::kNonceOctets);
}

}  // namespace

EvidenceFixture::EvidenceFixture() {
  ca = SelfSignTestCertificate(Spec("C=XA,CN=Xalandia CA", TestCaExtensions()));
  TestCertificateSpec spec = Spec("C=XA,CN=Signer", SignerExtensions());
  spec.serial_hex = kSignerSerial;
  signer = IssueTestCertificate(spec, ca);
  responder = IssueTestCertificate(
      Spec("C=XA,CN=Responder", TestOcspResponderExtensions()), ca);
  sources = {Read(ca)->fingerprint(), {kCrlUrl}, {kOcspUrl}};
  Restart();
}

TestCertificateSpec EvidenceFixture::Spec(
    const std::string& subject, std::vector<TestExtension> extensions) const {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = clock.Now() - absl::Hours(24 * 30);
  spec.not_after = clock.Now() + absl::Hours(24 * 300);
  spec.extensions = std::move(extensions);
  return spec;
}

CertificateRef EvidenceFixture::Read(const TestIdentity& identity) {
  absl::StatusOr<CertificateRef> certificate =
      Certificate::FromDer(identity.certificate);
  KEPIL_CHECK(certificate.ok());
  return *certificate;
}

ValidationPolicyRef EvidenceFixture::Policy(
    std::optional<absl::Duration> freshness) {
  v1::ValidationPolicy message;
  message.set_urn("urn:kepil:policy:test:1");
  message.set_oid("1.2.3");
  if (freshness.has_value()) {
    message.mutable_revocation_freshness()->set_seconds(
        absl::ToInt64Seconds(*freshness));
  }
  absl::StatusOr<ValidationPolicyRef> policy =
      ValidationPolicy::Compile(message.SerializeAsString());
  KEPIL_CHECK(policy.ok());
  return *policy;
}

std::string EvidenceFixture::Crl(
    int number, absl::Duration age,
    const std::vector<TestRevoked>& revoked) const {
  TestCrlSpec spec;
  spec.number = number;
  spec.this_update = clock.Now() - age;
  spec.next_update = spec.this_update + absl::Hours(24);
  spec.revoked = revoked;
  return MakeTestCrl(spec, ca);
}

TestRevoked EvidenceFixture::RevokedSigner() const {
  TestRevoked revoked;
  revoked.serial_hex = kSignerSerial;
  revoked.revoked_at = clock.Now() - absl::Hours(2);
  return revoked;
}

std::string EvidenceFixture::OcspResponse(
    TestOcspStatus status, const TestIdentity& responder,
    std::optional<std::string> nonce) const {
  TestOcspSpec spec;
  spec.produced_at = clock.Now();
  TestOcspAnswer answer =
      MakeTestOcspAnswer(ca, kSignerSerial, status, clock.Now());
  answer.next_update = clock.Now() + absl::Hours(24);
  answer.revoked_at = clock.Now() - absl::Hours(2);
  spec.answers = {answer};
  spec.nonce = std::move(nonce);
  spec.certificates = {responder.certificate};
  return MakeTestOcspResponse(spec, responder);
}

void EvidenceFixture::AnswerOcsp(TestOcspStatus status,
                                 const TestIdentity& responder) {
  fetcher.SetAnswer(
      kOcspUrl, [this, status, responder](const FetchRequest& request) {
        FetchResponse response;
        response.status = 200;
        response.body = OcspResponse(status, responder, NonceOf(request));
        return absl::StatusOr<FetchResponse>(response);
      });
}

void EvidenceFixture::Restart(RevocationSource::Options options,
                              FetchGate::Options gate_options,
                              RevocationCache::Options cache_options) {
  source = nullptr;
  cache = nullptr;
  gate = std::make_unique<FetchGate>(gate_options);
  cache = std::make_unique<RevocationCache>(clock, store, *gate, cache_options);
  source = std::make_unique<RevocationSource>(
      RevocationSource::Rooms{
          clock, fetcher, *gate, *cache, reader,
          [](size_t octets) { return std::string(octets, kRandomOctet); }},
      options);
}

StatusQuestion EvidenceFixture::Question(v1::RevocationMode mode) const {
  return {Read(signer), Read(ca),
          &sources,     *policy,
          mode,         clock.Now() + absl::Seconds(30),
          nullptr,      {{Read(ca), "xalandia-ca"}}};
}

StatusAnswer EvidenceFixture::Ask(v1::RevocationMode mode) const {
  return source->Ask(Question(mode));
}

TrustSnapshotRef EvidenceFixture::Snapshot() const {
  v1::SnapshotSource message;
  message.set_version(1);
  message.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(clock.Now()));
  v1::Authority& authority = *message.add_authorities();
  authority.set_id("xalandia");
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  authority.set_country("XA");
  v1::TrustService& service = *authority.add_services();
  service.set_id("xalandia-ca");
  service.set_type(v1::SERVICE_TYPE_CA);
  service.add_anchors(ca.certificate);
  v1::IssuerRevocationSources& registered = *service.add_revocation();
  registered.set_issuer_sha256(std::string(sources.issuer.bytes()));
  for (const std::string& url : sources.ocsp_urls) {
    registered.add_sources()->set_ocsp_url(url);
  }
  for (const std::string& url : sources.crl_urls) {
    registered.add_sources()->set_crl_url(url);
  }
  v1::StatusEntry& entry = *service.add_history();
  entry.set_status(v1::SERVICE_STATUS_ACTIVE);
  entry.mutable_legal_from()->set_seconds(
      absl::ToUnixSeconds(clock.Now() - absl::Hours(1)));
  PlainCertificateReader certificates;
  absl::StatusOr<TrustSnapshotRef> snapshot =
      TrustSnapshot::FromSource(message.SerializeAsString(), certificates);
  KEPIL_CHECK(snapshot.ok());
  return *snapshot;
}

}  // namespace kepil
