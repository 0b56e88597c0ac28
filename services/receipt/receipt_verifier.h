#ifndef KEPIL_SERVICES_RECEIPT_RECEIPT_VERIFIER_H_
#define KEPIL_SERVICES_RECEIPT_RECEIPT_VERIFIER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/certificate.h"
#include "kepil/v1/receipt.pb.h"

namespace kepil {

enum class ReceiptProblem {
  kUnreadable,             // No CMS, DVCSResponse or ReceiptBody.
  kSignerUnknown,          // No path to the given anchors.
  kSignerNotEntitled,      // Not the critical id-kp-dvcs, or no signing usage.
  kSignerOutsideValidity,  // At issued_at.
  // No longer valid now, and no checkpoint that was time-stamped while it was
  // leads to the receipt.
  kSignerExpired,
  // The key is compromised, and no checkpoint that was time-stamped before
  // leads to the receipt.
  kSignerCompromised,
  kLogKeyCompromised,  // Likewise of the checkpoint's key.
  kSignatureInvalid,
  kSigningCertificateMismatch,  // ESSCertIDv2.
  kBodyMismatch,           // Serial, time, imprint or policy differ from body.
  kGroupMemberMissing,     // The DVC is a group's, and no member was given.
  kGroupPathInvalid,       // A path of no group, or not from body to imprint.
  kProofInvalid,           // Wrong leaf, index, hashes or checkpoint.
  kLogUnknown,             // The checkpoint is of another log.
  kContentMismatch,        // Content given does not have the digest named.
  kSignatureFileMismatch,  // Signature file given is another one.
};
absl::string_view ReceiptProblemName(ReceiptProblem problem);

// A key that somebody else may have signed with since `from`.
struct CompromisedKey {
  std::string key;  // SHA-256 of a receipt key's SPKI in hex, or a log's vkey.
  absl::Time from;
};

// What a holder of a receipt must already have: published certificates and the
// log's verifier key (`kepilctl status --keys`).
struct ReceiptTrust {
  std::vector<CertificateRef> anchors;
  std::vector<std::string> log_vkeys;  // C2SP; empty: proofs are not checked.
  // Of the TSA that dates checkpoints; empty: nothing is dated.
  std::vector<CertificateRef> tsa_anchors = {};
  std::vector<CompromisedKey> compromised = {};
};

struct ReceiptVerification {
  std::vector<ReceiptProblem> problems;  // Empty: genuine.
  std::optional<v1::ReceiptBody> body;   // If readable; its octets:
  std::string body_bytes;
  bool proof_checked = false;
  // By then the receipt existed: time of a verified time-stamp over a
  // checkpoint that its proof leads to.
  std::optional<absl::Time> dated_at = std::nullopt;
};

struct ReceiptVerifyInput {
  absl::string_view dvc;
  absl::string_view tlog_proof;                     // "": none.
  std::optional<absl::string_view> content;         // To compare, if given.
  std::optional<absl::string_view> signature_file;  // To compare, if given.
  // When it is verified; absent: as of its own time.
  std::optional<absl::Time> now = std::nullopt;
  // Body and path, if the DVC is a group's; else nullptr.
  const v1::GroupMember* member = nullptr;
};

// Verifies a receipt offline, all checks to the end. Never an error: what
// cannot be read is a problem. Of a group's DVC the member is verified: the
// body leads to what the DVC signs, at the place that its path and serial say.
ReceiptVerification VerifyReceipt(const ReceiptVerifyInput& input,
                                  const ReceiptTrust& trust);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_RECEIPT_VERIFIER_H_
