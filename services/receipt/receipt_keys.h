#ifndef KEPIL_SERVICES_RECEIPT_RECEIPT_KEYS_H_
#define KEPIL_SERVICES_RECEIPT_RECEIPT_KEYS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/rcu_cell.h"
#include "kepil/v1/trust.pb.h"
#include "services/receipt/receipt_identity.h"
#include "services/receipt/receipt_verifier.h"

namespace kepil {

// ReceiptKeys are the receipt keys that a node holds, and which of them is in
// use: what the registry publishes decides (two officers). Thread-safe.
class ReceiptKeys {
 public:
  // `held`: from the configuration, the first one first.
  explicit ReceiptKeys(std::vector<ReceiptIdentity> held)
      : held_(std::move(held)) {}

  // Takes what the registry publishes now; other keys than those of receipts
  // are passed over.
  void Publish(absl::Span<const v1::PublishedKey* const> keys);

  // What signs a receipt issued at `time`: of the published keys held, usable
  // then and not compromised then, the one whose use began last, under the
  // certificate held: a renewed one over the same key needs no new record.
  // While the registry publishes no receipt key, the first one held.
  // UNAVAILABLE/SIGNER_DOWN if there is none.
  absl::StatusOr<ReceiptIdentity> At(absl::Time time) const;

 private:
  struct Publication {
    v1::PublishedKey record;
    std::string spki;  // Of its certificate.
  };
  using Published = std::vector<Publication>;  // Last begun first.

  const std::vector<ReceiptIdentity> held_;
  RcuCell<Published> published_;
};

// INVALID_ARGUMENT/REQUEST_MALFORMED unless `key` can do what it is published
// for: a certificate that may sign receipts, or a verifier key of a log.
absl::Status CheckPublishable(const v1::PublishedKey& key);

// What a verifier needs to know of published keys and of the anchors of the
// TSA (DER). INVALID_ARGUMENT/FORMAT_UNKNOWN if one cannot be read.
absl::StatusOr<ReceiptTrust> TrustInKeys(
    absl::Span<const v1::PublishedKey* const> keys,
    absl::Span<const std::string* const> tsa_certificates);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_RECEIPT_KEYS_H_
