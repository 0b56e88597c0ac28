#ifndef KEPIL_ENGINE_VALIDATION_TEST_PKI_H_
#define KEPIL_ENGINE_VALIDATION_TEST_PKI_H_

#include <string>
#include <vector>

#include "engine/pki/certificate_reader.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/evidence_set.h"
#include "tests/support/pki_builder.h"
#include "tests/support/revocation_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {

inline const absl::Time kTestNow = absl::FromUnixSeconds(1'800'000'000);

inline CertificateRef ReadTestCertificate(const TestIdentity& identity) {
  auto certificate = Certificate::FromDer(identity.certificate);
  EXPECT_THAT(certificate, IsOk());
  return *certificate;
}

// A certificate for a new P-256 key, valid for 100 days either way.
inline TestCertificateSpec TestSpec(const std::string& subject,
                                    std::vector<TestExtension> extensions) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kTestNow - absl::Hours(2400);
  spec.not_after = kTestNow + absl::Hours(2400);
  spec.extensions = std::move(extensions);
  return spec;
}
inline TestIdentity MakeTestRoot(const std::string& subject) {
  return SelfSignTestCertificate(TestSpec(subject, TestCaExtensions()));
}
inline TestIdentity MakeTestCa(const std::string& subject,
                               const TestIdentity& issuer,
                               const std::string& serial_hex = "21") {
  TestCertificateSpec spec = TestSpec(subject, TestCaExtensions());
  spec.serial_hex = serial_hex;
  return IssueTestCertificate(spec, issuer);
}
inline TestIdentity MakeTestSigner(const TestIdentity& issuer,
                                   const std::string& serial_hex = "31") {
  TestCertificateSpec spec =
      TestSpec("C=XA,CN=Signer " + serial_hex, TestSignerExtensions());
  spec.serial_hex = serial_hex;
  return IssueTestCertificate(spec, issuer);
}

// A CRL of an hour ago, valid for a day; `revoked` may be empty.
inline TestCrlSpec TestCrlNow(std::vector<TestRevoked> revoked = {}) {
  TestCrlSpec spec;
  spec.this_update = kTestNow - absl::Hours(1);
  spec.next_update = kTestNow + absl::Hours(23);
  spec.revoked = std::move(revoked);
  return spec;
}
inline TestRevoked TestRevocation(const TestIdentity& identity,
                                  std::optional<int> reason = std::nullopt) {
  TestRevoked revoked;
  revoked.serial_hex = identity.SerialHex();
  revoked.revoked_at = kTestNow - absl::Hours(48);
  revoked.reason = reason;
  return revoked;
}
inline RevocationEvidence CrlEvidence(
    const TestCrlSpec& spec, const TestIdentity& issuer,
    EvidenceOrigin origin = EvidenceOrigin::kQuery) {
  auto crl = Crl::FromDer(MakeTestCrl(spec, issuer));
  EXPECT_THAT(crl, IsOk());
  return {*crl, origin, kTestNow};
}

// An OCSP response of a minute ago about `subject`, from `responder`.
inline TestOcspSpec TestOcspNow(const TestIdentity& issuer,
                                const TestIdentity& subject,
                                TestOcspStatus status) {
  TestOcspSpec spec;
  spec.produced_at = kTestNow - absl::Minutes(1);
  spec.answers = {MakeTestOcspAnswer(issuer, subject.SerialHex(), status,
                                     spec.produced_at)};
  spec.answers[0].next_update = kTestNow + absl::Hours(1);
  spec.answers[0].revoked_at = kTestNow - absl::Hours(48);
  return spec;
}
inline RevocationEvidence OcspEvidence(
    const TestOcspSpec& spec, const TestIdentity& responder,
    EvidenceOrigin origin = EvidenceOrigin::kQuery) {
  PlainCertificateReader reader;
  auto response =
      OcspResponse::FromDer(MakeTestOcspResponse(spec, responder), reader);
  EXPECT_THAT(response, IsOk());
  return {*response, origin, kTestNow};
}

struct TestService {
  std::string id;
  TestIdentity anchor;
  v1::ServiceStatus status = v1::SERVICE_STATUS_ACTIVE;
  std::vector<TestIdentity> intermediates = {};
  absl::Time from = kTestNow - absl::Hours(2400);
  v1::ServiceType type = v1::SERVICE_TYPE_CA;
};
inline TrustSnapshotRef MakeTestTrust(
    const std::vector<TestService>& services) {
  v1::SnapshotSource source;
  source.set_version(1);
  source.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(kTestNow));
  for (const TestService& service : services) {
    v1::Authority& authority = *source.add_authorities();
    authority.set_id(service.id);
    authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
    authority.set_country("XA");
    v1::TrustService& record = *authority.add_services();
    record.set_id(service.id);
    record.set_type(service.type);
    record.add_anchors(service.anchor.certificate);
    for (const TestIdentity& intermediate : service.intermediates) {
      record.add_intermediates(intermediate.certificate);
    }
    v1::StatusEntry& entry = *record.add_history();
    entry.set_status(service.status);
    entry.mutable_legal_from()->set_seconds(absl::ToUnixSeconds(service.from));
    if (service.status == v1::SERVICE_STATUS_SUSPENDED) {
      entry.mutable_until()->set_seconds(
          absl::ToUnixSeconds(kTestNow + absl::Hours(24)));
    }
  }
  PlainCertificateReader reader;
  auto snapshot = TrustSnapshot::FromSource(source.SerializeAsString(), reader);
  EXPECT_THAT(snapshot, IsOk());
  return *snapshot;
}

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_TEST_PKI_H_
