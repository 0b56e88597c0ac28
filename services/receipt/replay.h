#ifndef KEPIL_SERVICES_RECEIPT_REPLAY_H_
#define KEPIL_SERVICES_RECEIPT_REPLAY_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kepil/v1/receipt.pb.h"

namespace kepil {

struct ReplayInput {
  const v1::EvidenceBundle& bundle;
  // The signature file, where the bundle could not keep it.
  std::optional<absl::string_view> signature;
  // Detached content, instead of the bundle's digests.
  std::optional<absl::string_view> content;
};

struct Replay {
  v1::ReceiptBody verdict;  // What was judged now (VerdictOf).
  bool compared = false;    // The bundle holds a receipt's body.
  // First field that differs from the receipt, as a path ("signatures[0]...");
  // "" if none does.
  std::string first_difference;
};

// Judges again from an evidence bundle alone: same document, evidence,
// snapshot, policy and time. INVALID_ARGUMENT/REQUEST_MALFORMED if the bundle
// cannot be read, or lacks (or has changed) an object that its manifest names;
// DATA_LOSS/STORE_CORRUPT if snapshot, policy, manifest or signature file do
// not have the digests that the receipt names;
// FAILED_PRECONDITION/EVIDENCE_EXPIRED if evidence was removed after its
// retention. Legal rules are applied if the
// bundle holds them, and must be there if the receipt names them.
absl::StatusOr<Replay> ReplayBundle(const ReplayInput& input);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_REPLAY_H_
