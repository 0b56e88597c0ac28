// Receipts: without a problem are only those that say what we signed. What may
// differ in one that is accepted lies outside of the signed attributes and of
// the content they hash: versions, the list of digest algorithms, further
// certificates and CRLs, unsigned attributes, BER framing; in a proof file the
// `extra` line and signatures by others. An input that starts as a proof file
// is taken with the genuine receipt, any other with the genuine proof.

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "base/status_macros.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/signature_document.h"
#include "services/receipt/dvcs_receipt.h"
#include "services/receipt/receipt_record.h"
#include "services/receipt/receipt_verifier.h"
#include "tests/fuzz/fuzz_pki.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/receipt_fixture.h"
#include "translog/log_reader.h"

namespace kepil {
namespace {

constexpr char kOrigin[] = "example.com/receipts";
constexpr int64_t kIndex = 2;

TestCertificateSpec SpecOf(const std::string& subject, char seed,
                           std::vector<TestExtension> extensions) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = FuzzKey(seed);
  spec.not_before = TestReceiptTime() - absl::Hours(24);
  spec.not_after = TestReceiptTime() + absl::Hours(24);
  spec.extensions = std::move(extensions);
  return spec;
}

// A receipt at index 2 of a log of four, with keys that never change.
struct Genuine {
  std::string body, dvc, proof;
  ReceiptTrust trust;

  Genuine() {
    const TestIdentity root = SelfSignTestCertificate(
        SpecOf("C=XK,CN=Receipts Root", '1', TestCaExtensions()));
    const TestIdentity ca = IssueTestCertificate(
        SpecOf("C=XK,CN=Receipts CA", '2', TestCaExtensions()), root);
    const TestIdentity signer = IssueTestCertificate(
        SpecOf("C=XK,CN=Receipts", '3',
               {MakeTestExtension("keyUsage", "critical,digitalSignature"),
                MakeTestExtension("extendedKeyUsage",
                                  "critical,1.3.6.1.5.5.7.3.10")}),
        ca);
    ReceiptIdentity identity;
    identity.key = MakeTestReceiptSigner(signer.key);
    identity.certificate = ReadFuzzCertificate(signer);
    identity.issuers = {ReadFuzzCertificate(ca), ReadFuzzCertificate(root)};

    v1::ReceiptBody draft = MakeTestReceiptDraft();
    draft.set_id(std::string(16, 'i'));
    draft.set_salt(std::string(32, 's'));
    draft.set_serial(kIndex + 1);
    draft.mutable_issued_at()->set_seconds(
        absl::ToUnixSeconds(TestReceiptTime()));
    draft.set_log_origin(kOrigin);
    body = draft.SerializeAsString();
    const auto made = SignDvc(body, identity);
    KEPIL_CHECK(made.ok());
    dvc = *made;

    MemoryLogStorage storage;
    MemoryLogAnchor anchor;
    PublishLeaves(storage, anchor, MakeTestNoteSigner(kOrigin),
                  {"a", "b", ReceiptLeaf(draft, body), "d"});
    const auto proved = LogReader(storage).MakeTlogProof(kIndex, std::nullopt);
    KEPIL_CHECK(proved.ok());
    proof = FormatTlogProof(*proved);
    trust = {{ReadFuzzCertificate(root)},
             {MakeTestNoteSigner(kOrigin).verifier().vkey()}};
  }
};

const Genuine& GetGenuine() {
  static const auto& genuine = *new Genuine();
  return genuine;
}

std::vector<FuzzSeed> Seeds() {
  return {{GetGenuine().dvc, true}, {GetGenuine().proof, true}};
}

std::string ContentOf(absl::string_view dvc) {
  PlainCertificateReader reader;
  const auto document =
      ParseSignatureDocument({dvc, std::nullopt, {}}, reader, ParseLimits());
  KEPIL_FUZZ_CHECK(document.ok() && document->attached_content.has_value());
  return std::string(*document->attached_content);
}

bool Run(absl::string_view input) {
  const Genuine& genuine = GetGenuine();
  const bool is_proof = absl::StartsWith(input, "c2sp.org/tlog-proof");
  const absl::string_view dvc = is_proof ? genuine.dvc : input;
  const absl::string_view proof = is_proof ? input : genuine.proof;
  const ReceiptVerification verification =
      VerifyReceipt({dvc, proof, "content", "signature file"}, genuine.trust);
  for (const ReceiptProblem problem : verification.problems) {
    KEPIL_FUZZ_CHECK(!ReceiptProblemName(problem).empty());
  }
  if (!verification.problems.empty()) {
    return false;
  }
  KEPIL_FUZZ_CHECK(verification.proof_checked);
  KEPIL_FUZZ_CHECK(verification.body_bytes == genuine.body);
  KEPIL_FUZZ_CHECK(verification.body->SerializeAsString() == genuine.body);
  KEPIL_FUZZ_CHECK(ContentOf(dvc) == *DvcsResponseOf(genuine.body));
  return true;
}

}  // namespace

const FuzzTarget& ThisFuzzTarget() {
  static const auto& target = *new FuzzTarget{
      "receipt_verification", FuzzGrammar::kDer, Seeds, Run, {}};
  return target;
}

}  // namespace kepil
