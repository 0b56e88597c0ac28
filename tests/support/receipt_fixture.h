#ifndef KEPIL_TESTS_SUPPORT_RECEIPT_FIXTURE_H_
#define KEPIL_TESTS_SUPPORT_RECEIPT_FIXTURE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/certificate.h"
#include "kepil/v1/receipt.pb.h"
#include "services/receipt/receipt_identity.h"
#include "services/receipt/receipt_record.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// 2026-01-01T00:00:00Z, where FakeClock starts.
absl::Time TestReceiptTime();

// A certificate that signs receipts: keyUsage digitalSignature, critical
// id-kp-dvcs; departures from it by the fields.
struct TestReceiptCertificateSpec {
  std::string extended_key_usage = "critical,1.3.6.1.5.5.7.3.10";
  std::string key_usage = "critical,digitalSignature";
  absl::Time not_before = TestReceiptTime() - absl::Hours(24);
  absl::Time not_after = TestReceiptTime() + absl::Hours(24 * 365);
};

// A receipts authority in small: root, issuing CA, receipt certificate; P-256.
struct TestReceiptAuthority {
  TestIdentity root, ca, signer;
  CertificateRef anchor;
  ReceiptIdentity identity;
};
TestReceiptAuthority MakeTestReceiptAuthority(
    const TestReceiptCertificateSpec& spec = {});

// An EvpSigner over a test key.
ReceiptSigner MakeTestReceiptSigner(const TestKey& key);
// Certificate::FromDer of what must be one.
CertificateRef ReadTestCertificate(absl::string_view der);

// A body with one signature of that indication, complete but for id, salt,
// serial, issued_at, log_origin.
v1::ReceiptBody MakeTestReceiptDraft(
    v1::Indication indication = v1::INDICATION_TOTAL_PASSED,
    v1::SubIndication sub_indication = v1::SUB_INDICATION_NONE);
// A complete record at `index`: id and salt made of it, the signature of
// MakeTestReceiptDraft, an empty manifest.
ReceiptRecord MakeTestReceiptRecord(int64_t index, absl::Time issued_at);

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_RECEIPT_FIXTURE_H_
