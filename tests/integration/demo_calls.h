#ifndef KEPIL_TESTS_INTEGRATION_DEMO_CALLS_H_
#define KEPIL_TESTS_INTEGRATION_DEMO_CALLS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "kepil/v1/transparency.pb.h"
#include "kepil/v1/validation.pb.h"
#include "services/receipt/receipt_verifier.h"
#include "tests/integration/demo_house.h"

namespace kepil {

// A client context that gives up after a minute.
class CallDeadline {
 public:
  CallDeadline();
  grpc::ClientContext* context() { return &context_; }

 private:
  grpc::ClientContext context_;
};

// A document of the demo by name: its signature and, where it has one, content.
v1::ValidateRequest DemoRequest(const DemoHouse& house, absl::string_view name);

// Errors as kepild's, with reason.
using ChannelRef = std::shared_ptr<grpc::Channel>;
absl::StatusOr<v1::IssuedReceipt> Validate(const ChannelRef& channel,
                                           const v1::ValidateRequest& request);
absl::StatusOr<v1::IssuedReceipt> GetReceipt(const ChannelRef& channel,
                                             const std::string& receipt_id);
absl::StatusOr<v1::GetServiceInfoResponse> GetServiceInfo(
    const ChannelRef& channel);
absl::StatusOr<v1::VerifyReceiptResponse> VerifyByServer(
    const ChannelRef& channel, const v1::IssuedReceipt& receipt);

// What an offline verifier says of it, of a group's member too.
ReceiptVerification VerifyOffline(const v1::IssuedReceipt& receipt,
                                  const ReceiptTrust& trust);

// Leaves in the log's newest checkpoint.
absl::StatusOr<int64_t> LogSize(const ChannelRef& channel);

// What a verifier pins: the receipt CA and the log's key.
ReceiptTrust TrustIn(const DemoHouse& house,
                     const v1::GetServiceInfoResponse& info);

// Of a body's only signature: "TOTAL_PASSED", "INDETERMINATE/TRY_LATER".
std::string VerdictText(const v1::IssuedReceipt& receipt);

}  // namespace kepil

#endif  // KEPIL_TESTS_INTEGRATION_DEMO_CALLS_H_
