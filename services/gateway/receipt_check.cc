#include "services/gateway/receipt_check.h"

#include <string>

#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {

absl::StatusOr<v1::VerifyReceiptResponse> ReceiptCheck::Run(
    const v1::VerifyReceiptRequest& request) const {
  if (request.dvc().empty()) {
    return MalformedError("dvc: missing");
  }
  v1::GroupMember member;
  ReceiptVerifyInput input = {request.dvc(), request.tlog_proof(), std::nullopt,
                              std::nullopt, rooms_.clock.Now()};
  if (request.has_group()) {
    member.set_body(request.body());
    *member.mutable_path() = request.group();
    input.member = &member;
  }
  const ReceiptVerification verification = VerifyReceipt(input, rooms_.trust());
  v1::VerifyReceiptResponse response;
  response.set_valid(verification.problems.empty());
  for (const ReceiptProblem problem : verification.problems) {
    response.add_problems(std::string(ReceiptProblemName(problem)));
  }
  if (!verification.body.has_value()) {
    return response;
  }
  response.set_serial(verification.body->serial());
  if (response.serial() < 1) {  // Anybody can write a body.
    return response;
  }
  const absl::StatusOr<ReceiptRecord> stored =
      rooms_.receipts.GetByIndex(response.serial() - 1);
  if (stored.ok()) {
    v1::ReceiptBody body;
    response.set_in_log(
        stored->id == verification.body->id() &&
        body.ParseFromString(stored->body) &&
        ReceiptLeaf(body, stored->body) ==
            ReceiptLeaf(*verification.body, verification.body_bytes));
  } else if (ReasonOf(stored.status()) != v1::ERROR_REASON_RECEIPT_UNKNOWN) {
    return stored.status();
  }
  return response;
}

}  // namespace kepil
