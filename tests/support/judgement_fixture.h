#ifndef KEPIL_TESTS_SUPPORT_JUDGEMENT_FIXTURE_H_
#define KEPIL_TESTS_SUPPORT_JUDGEMENT_FIXTURE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/signature/signature_document.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/evidence_set.h"
#include "engine/validation/validation_policy.h"
#include "services/receipt/signature_reports.h"
#include "tests/support/pki_builder.h"
#include "tests/support/revocation_builder.h"

namespace kepil {

// Everything of one judgement: a detached signature by a client of a registered
// foreign CA, a CRL that the gateway fetched itself, the default policy. The
// test that uses it needs the file deploy/policy/cross-border.textproto.
class TestCase {
 public:
  struct Options {
    int signers = 1;
    // The first signer is on the CRL, revoked an hour before.
    std::optional<absl::Time> revoked_at;
    // Of the signer's certificate; empty: the usual ones.
    std::vector<TestExtension> extensions;
    // Every signature has a time-stamp by the TSA of a registered TSA service.
    std::optional<absl::Time> stamped_at;
  };
  TestCase() : TestCase(Options()) {}
  explicit TestCase(const Options& options);
  TestCase(const TestCase&) = delete;
  TestCase& operator=(const TestCase&) = delete;

  static absl::Time Now();  // 2026-01-01T00:00:00Z.
  static constexpr absl::string_view kContent = "the signed document";

  const std::string& cms() const { return cms_; }
  const TestIdentity& signer() const { return signer_; }
  const EvidenceSet& evidence() const { return evidence_; }
  const TrustSnapshot& trust() const { return *trust_; }
  const ValidationPolicy& policy() const { return *policy_; }
  DocumentJudgement Judgement() const {
    return {document_, evidence_, *trust_, *policy_, Now()};
  }

 private:
  // Adds what the gateway fetched from `issuer`.
  void AddCrl(const TestIdentity& issuer, std::vector<TestRevoked> revoked);

  TestIdentity root_, tsa_root_, signer_;
  std::string cms_;
  SignatureDocument document_;
  EvidenceSet evidence_;
  TrustSnapshotRef trust_;
  ValidationPolicyRef policy_;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_JUDGEMENT_FIXTURE_H_
