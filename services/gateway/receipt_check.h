#ifndef KEPIL_SERVICES_GATEWAY_RECEIPT_CHECK_H_
#define KEPIL_SERVICES_GATEWAY_RECEIPT_CHECK_H_

#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "kepil/v1/transparency.pb.h"
#include "services/receipt/receipt_store.h"
#include "services/receipt/receipt_verifier.h"

namespace kepil {

// ReceiptCheck answers anyone who holds a receipt: what an offline verifier
// would say, and whether this node's log holds exactly that receipt. It tells
// nothing about persons (PDP-10). Thread-safe.
class ReceiptCheck {
 public:
  struct Rooms {  // Borrowed; outlive this.
    const Clock& clock;
    const ReceiptStore& receipts;
    std::function<ReceiptTrust()> trust;  // In published keys, as of now.
  };
  explicit ReceiptCheck(Rooms rooms) : rooms_(std::move(rooms)) {}
  // A wrong receipt is an answer. INVALID_ARGUMENT/REQUEST_MALFORMED without a
  // DVC; errors of the store as they are.
  absl::StatusOr<v1::VerifyReceiptResponse> Run(
      const v1::VerifyReceiptRequest& request) const;

 private:
  const Rooms rooms_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_RECEIPT_CHECK_H_
