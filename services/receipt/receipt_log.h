#ifndef KEPIL_SERVICES_RECEIPT_RECEIPT_LOG_H_
#define KEPIL_SERVICES_RECEIPT_RECEIPT_LOG_H_

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/receipt/receipt_record.h"
#include "translog/proof.h"

namespace kepil {

// ReceiptLog is append-only; one writer thread owns it and commits in groups.
// Thread-safe; Append blocks until the record is durable.
class ReceiptLog {
 public:
  struct Appended {
    ReceiptRecord record;
    bool existed = false;  // By its idempotency key: `record` is the old one.
  };
  virtual ~ReceiptLog() = default;
  // On the writer thread: returns the stored record if `row` is known with the
  // same request (ALREADY_EXISTS/IDEMPOTENCY_CONFLICT with another); checks
  // that receipt key and certificate are usable now, else appends nothing
  // (UNAVAILABLE/SIGNER_DOWN); sets index and issued_at = max(previous, clock)
  // in whole UTC seconds; calls `build` once, which only adds them to prepared
  // bytes; stores the record in one durable write before returning
  // (UNAVAILABLE/STORE_DOWN if that fails: then nothing was appended). A
  // position is never lost or reused.
  virtual absl::StatusOr<Appended> Append(
      const std::optional<IdempotencyRow>& row,
      absl::FunctionRef<ReceiptRecord(const LogPosition&)> build) = 0;
  // How a receipt stands in the log now.
  struct Standing {
    std::string checkpoint;  // The newest published note; "" before the first.
    std::optional<std::string> proof;  // Offline proof file, once covered.
  };
  virtual absl::StatusOr<Standing> StandingOf(int64_t index) const = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_RECEIPT_LOG_H_
