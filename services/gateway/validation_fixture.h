#ifndef KEPIL_SERVICES_GATEWAY_VALIDATION_FIXTURE_H_
#define KEPIL_SERVICES_GATEWAY_VALIDATION_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "engine/pki/crl.h"
#include "services/gateway/test_policies.h"
#include "services/gateway/validation_flow.h"
#include "tests/support/cms_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_evidence_store.h"
#include "tests/support/pki_builder.h"
#include "tests/support/receipt_log_fixture.h"
#include "tests/support/revocation_builder.h"

namespace kepil {

// FakeCollector gives what stands in the document and the CRLs it was given, as
// if it had asked for them, and archives all of it.
class FakeCollector : public EvidenceCollector {
 public:
  explicit FakeCollector(EvidenceStore& store) : store_(store) {}

  absl::StatusOr<EvidenceSet> Collect(const CollectInput& input) override {
    ++calls;
    deadline = input.deadline;
    KEPIL_RETURN_IF_ERROR(failure);
    EvidenceSet evidence;
    for (const auto& signature : input.document.signatures) {
      for (const CertificateRef& one : signature->embedded_certificates()) {
        KEPIL_RETURN_IF_ERROR(store_.Archive(one->fingerprint(), one->der()));
        evidence.certificates.push_back(one);
      }
    }
    for (const std::string& der : crls) {
      KEPIL_ASSIGN_OR_RETURN(const CrlRef crl, Crl::FromDer(der));
      KEPIL_RETURN_IF_ERROR(store_.Archive(crl->digest(), crl->der()));
      evidence.revocation.push_back(
          {crl, EvidenceOrigin::kQuery, input.control_time});
    }
    evidence.acquisition_failures = failures;
    return evidence;
  }

  std::vector<std::string> crls;  // DER.
  std::vector<Finding> failures;
  absl::Status failure;
  int calls = 0;
  absl::Time deadline;

 private:
  EvidenceStore& store_;
};

// ValidationFixture is a validation flow over memory: one foreign CA (XA), one
// domestic (KZ), a signer of each, and a relying party of KZ.
struct ValidationFixture {
  static constexpr char kContent[] = "the contract";

  FakeClock clock;
  PlainCertificateReader certificates;
  MemoryEvidenceStore evidence;
  FakeCollector collector{evidence};
  ReceiptLogFixture log{clock};
  TestIdentity foreign_ca = MakeCa("C=XA,CN=Xalandia CA");
  TestIdentity domestic_ca = MakeCa("C=KZ,CN=Domestic CA");
  TestIdentity unknown_ca = MakeCa("C=XB,CN=Unknown CA");
  TestIdentity foreign_signer = MakeSigner("C=XA,CN=Signer", foreign_ca);
  TestIdentity domestic_signer = MakeSigner("C=KZ,CN=Signer", domestic_ca);
  TestIdentity unknown_signer = MakeSigner("C=XB,CN=Signer", unknown_ca);
  SnapshotPublisher publisher;
  std::shared_ptr<const RuleLibrary> rules = MakeTestRules();
  Caller caller;
  std::vector<v1::Authority> more_authorities;  // Besides the two CAs.
  std::string foreign_country = "XA";  // Of the foreign CA's registration.
  std::string snapshot;                // Source bytes of the version published.
  std::unique_ptr<ValidationFlow> flow;

  LegalRulesRef legal_rules;  // None, until UseLegalRules.
  ValidationFlow::Options options{kCrossBorderPolicy, ParseLimits(), {}};
  bool is_test_key = false;

  ValidationFixture() {
    UseLegalRules(nullptr);
    log.store.ArchiveTo(evidence);
    collector.crls = {CrlOf(foreign_ca), CrlOf(domestic_ca)};
    caller.principal.set_id("kz-bank");
    caller.principal.add_roles(v1::PRINCIPAL_ROLE_RELYING_PARTY);
    caller.principal.set_tls_sha256(std::string(32, 't'));
    caller.principal.set_country("KZ");
    caller.principal.set_lawful_basis("treaty 5");
  }

  void UseLegalRules(LegalRulesRef law) {
    legal_rules = std::move(law);
    rules = MakeTestRules(legal_rules.get());
    flow = std::make_unique<ValidationFlow>(
        ValidationFlow::Rooms{clock, publisher, [this] { return rules; },
                              certificates, collector, evidence, *log.issuer,
                              log.store, nullptr, nullptr,
                              [this] { return is_test_key; }},
        options);
  }

  // Publishes version 1 of the trust snapshot.
  void PublishTrust() {
    v1::SnapshotSource source;
    source.set_version(1);
    source.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(clock.Now()));
    AddAuthority("xa-ca", v1::AUTHORITY_KIND_FOREIGN_CA, foreign_country,
                 foreign_ca, source);
    AddAuthority("kz-ca", v1::AUTHORITY_KIND_DOMESTIC_CA, "KZ", domestic_ca,
                 source);
    for (const v1::Authority& authority : more_authorities) {
      *source.add_authorities() = authority;
    }
    snapshot = source.SerializeAsString();
    auto trust = TrustSnapshot::FromSource(snapshot, certificates);
    KEPIL_CHECK(trust.ok());
    KEPIL_CHECK(publisher.Publish(*std::move(trust)).ok());
  }

  std::string Sign(const TestIdentity& signer,
                   absl::string_view content = kContent) const {
    return MakeDetachedTestCms(signer, content, clock.Now());
  }
  // A request about kContent, detached, signed by `signer`.
  v1::ValidateRequest RequestFor(const TestIdentity& signer) const {
    v1::ValidateRequest request;
    request.set_signature(Sign(signer));
    request.set_content(kContent);
    return request;
  }
  // The same with a digest of the content instead.
  v1::ValidateRequest DigestRequestFor(const TestIdentity& signer) const {
    v1::ValidateRequest request;
    request.set_signature(Sign(signer));
    v1::ContentDigest& digest = *request.mutable_digests()->add_digests();
    digest.set_hash("sha256");
    digest.set_value(std::string(Sha256(kContent).bytes()));
    return request;
  }
  // The same with the content inside the signature.
  v1::ValidateRequest AttachedRequestFor(const TestIdentity& signer) const {
    TestCmsSpec spec;
    spec.content = kContent;
    spec.detached = false;
    TestCmsSigner one;
    one.identity = signer;
    one.signing_time = clock.Now();
    spec.signers = {one};
    v1::ValidateRequest request;
    request.set_signature(MakeTestCms(spec));
    return request;
  }
  absl::StatusOr<v1::IssuedReceipt> Run(const v1::ValidateRequest& request) {
    return flow->Run(request, caller);
  }
  int64_t receipt_count() const { return log.store.ReadHead()->next_index; }

  TestIdentity MakeCa(const std::string& subject) const {
    return SelfSignTestCertificate(Spec(subject, TestCaExtensions()));
  }
  TestIdentity MakeSigner(const std::string& subject,
                          const TestIdentity& issuer) const {
    return IssueTestCertificate(Spec(subject, TestSignerExtensions()), issuer);
  }
  std::string CrlOf(const TestIdentity& ca) const {
    TestCrlSpec spec;
    spec.this_update = clock.Now() - absl::Hours(1);
    spec.next_update = clock.Now() + absl::Hours(23);
    return MakeTestCrl(spec, ca);
  }

 private:
  TestCertificateSpec Spec(const std::string& subject,
                           std::vector<TestExtension> extensions) const {
    TestCertificateSpec spec;
    spec.subject = subject;
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    spec.not_before = clock.Now() - absl::Hours(24 * 30);
    spec.not_after = clock.Now() + absl::Hours(24 * 300);
    spec.extensions = std::move(extensions);
    return spec;
  }
  static void AddAuthority(const std::string& id, v1::AuthorityKind kind,
                           const std::string& country, const TestIdentity& ca,
                           v1::SnapshotSource& source) {
    v1::Authority& authority = *source.add_authorities();
    authority.set_id(id);
    authority.set_kind(kind);
    authority.set_country(country);
    if (kind == v1::AUTHORITY_KIND_DOMESTIC_CA) {  // Needs no accreditation.
      authority.set_domestic_kind(v1::DOMESTIC_CA_KIND_ROOT);
    }
    v1::TrustService& service = *authority.add_services();
    service.set_id(id);
    service.set_type(v1::SERVICE_TYPE_CA);
    service.add_anchors(ca.certificate);
    v1::StatusEntry& active = *service.add_history();
    active.set_status(v1::SERVICE_STATUS_ACTIVE);
    active.mutable_legal_from()->set_seconds(0);
  }
};

// What stands in a receipt. Misuse ends the process.
inline v1::ReceiptBody BodyOf(const v1::IssuedReceipt& receipt) {
  v1::ReceiptBody body;
  KEPIL_CHECK(body.ParseFromString(receipt.body()));
  return body;
}

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_VALIDATION_FIXTURE_H_
