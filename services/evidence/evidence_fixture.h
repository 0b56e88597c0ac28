#ifndef KEPIL_SERVICES_EVIDENCE_EVIDENCE_FIXTURE_H_
#define KEPIL_SERVICES_EVIDENCE_EVIDENCE_FIXTURE_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/pki/certificate_reader.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/validation_policy.h"
#include "services/evidence/revocation_source.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_fetcher.h"
#include "tests/support/memory_evidence_store.h"
#include "tests/support/pki_builder.h"
#include "tests/support/revocation_builder.h"

namespace kepil {

// A registered CA, a signer and an OCSP responder below it, and the evidence
// room around them. The signer's certificate names addresses of its own, which
// nobody may ask.
class EvidenceFixture {
 public:
  static constexpr char kCrlUrl[] = "http://crl.registered.test/ca.crl";
  static constexpr char kOcspUrl[] = "http://ocsp.registered.test/";
  static constexpr char kSignerSerial[] = "0abc";

  EvidenceFixture();

  // CRL number `number` of the CA, from `age` ago, for a day.
  std::string Crl(int number, absl::Duration age,
                  const std::vector<TestRevoked>& revoked = {}) const;
  TestRevoked RevokedSigner() const;
  // Answers at kOcspUrl about the signer, signed by `responder`, for a day;
  // the nonce of each request is given back.
  void AnswerOcsp(TestOcspStatus status, const TestIdentity& responder);
  std::string OcspResponse(TestOcspStatus status, const TestIdentity& responder,
                           std::optional<std::string> nonce) const;

  // Empties what is in memory, as a restart does; the store remains.
  void Restart(RevocationSource::Options options = {},
               FetchGate::Options gate_options = {},
               RevocationCache::Options cache_options = {});

  // About the signer, over the registered addresses.
  StatusQuestion Question(v1::RevocationMode mode) const;
  StatusAnswer Ask(
      v1::RevocationMode mode = v1::REVOCATION_MODE_CRL_OR_OCSP) const;
  // The CA as an active service with `sources`.
  TrustSnapshotRef Snapshot() const;

  static CertificateRef Read(const TestIdentity& identity);
  TestCertificateSpec Spec(const std::string& subject,
                           std::vector<TestExtension> extensions) const;
  static ValidationPolicyRef Policy(
      std::optional<absl::Duration> freshness = std::nullopt);

  FakeClock clock;
  FakeFetcher fetcher;
  MemoryEvidenceStore store;
  PlainCertificateReader reader;
  TestIdentity ca, signer, responder;
  RevocationSources sources;
  ValidationPolicyRef policy = Policy();
  std::unique_ptr<FetchGate> gate;
  std::unique_ptr<RevocationCache> cache;
  std::unique_ptr<RevocationSource> source;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_EVIDENCE_FIXTURE_H_
