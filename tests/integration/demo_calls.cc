#include "tests/integration/demo_calls.h"

#include <chrono>
#include <filesystem>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "engine/pki/certificate.h"
#include "engine/validation/conclusion.h"
#include "kepil/v1/transparency.grpc.pb.h"
#include "kepil/v1/validation.grpc.pb.h"
#include "services/rpc/status_mapping.h"

namespace kepil {

CallDeadline::CallDeadline() {
  context_.set_deadline(std::chrono::system_clock::now() +
                        std::chrono::minutes(1));
}

v1::ValidateRequest DemoRequest(const DemoHouse& house,
                                absl::string_view name) {
  const std::string path = absl::StrCat("documents/", name);
  v1::ValidateRequest request;
  request.set_signature(house.Read(path + ".p7s"));
  if (std::filesystem::exists(house.PathOf(path))) {
    request.set_content(house.Read(path));
  }
  return request;
}

absl::StatusOr<v1::IssuedReceipt> Validate(const ChannelRef& channel,
                                           const v1::ValidateRequest& request) {
  v1::ValidateResponse response;
  CallDeadline call;
  KEPIL_RETURN_IF_ERROR(
      FromGrpc(v1::ValidationService::NewStub(channel)->Validate(
          call.context(), request, &response)));
  return response.receipt();
}

absl::StatusOr<v1::IssuedReceipt> GetReceipt(const ChannelRef& channel,
                                             const std::string& receipt_id) {
  v1::GetReceiptRequest request;
  request.set_receipt_id(receipt_id);
  v1::GetReceiptResponse response;
  CallDeadline call;
  KEPIL_RETURN_IF_ERROR(
      FromGrpc(v1::ValidationService::NewStub(channel)->GetReceipt(
          call.context(), request, &response)));
  return response.receipt();
}

absl::StatusOr<v1::GetServiceInfoResponse> GetServiceInfo(
    const ChannelRef& channel) {
  v1::GetServiceInfoResponse response;
  CallDeadline call;
  KEPIL_RETURN_IF_ERROR(
      FromGrpc(v1::ValidationService::NewStub(channel)->GetServiceInfo(
          call.context(), v1::GetServiceInfoRequest(), &response)));
  return response;
}

absl::StatusOr<v1::VerifyReceiptResponse> VerifyByServer(
    const ChannelRef& channel, const v1::IssuedReceipt& receipt) {
  v1::VerifyReceiptRequest request;
  request.set_dvc(receipt.dvc());
  request.set_tlog_proof(receipt.tlog_proof());
  if (receipt.has_group()) {
    request.set_body(receipt.body());
    *request.mutable_group() = receipt.group();
  }
  v1::VerifyReceiptResponse response;
  CallDeadline call;
  KEPIL_RETURN_IF_ERROR(
      FromGrpc(v1::TransparencyService::NewStub(channel)->VerifyReceipt(
          call.context(), request, &response)));
  return response;
}

ReceiptVerification VerifyOffline(const v1::IssuedReceipt& receipt,
                                  const ReceiptTrust& trust) {
  v1::GroupMember member;
  member.set_body(receipt.body());
  *member.mutable_path() = receipt.group();
  ReceiptVerifyInput input = {receipt.dvc(), receipt.tlog_proof(), std::nullopt,
                              std::nullopt};
  input.member = receipt.has_group() ? &member : nullptr;
  return VerifyReceipt(input, trust);
}

absl::StatusOr<int64_t> LogSize(const ChannelRef& channel) {
  v1::GetCheckpointResponse response;
  CallDeadline call;
  KEPIL_RETURN_IF_ERROR(
      FromGrpc(v1::TransparencyService::NewStub(channel)->GetCheckpoint(
          call.context(), v1::GetCheckpointRequest(), &response)));
  // c2sp.org/tlog-checkpoint: origin, size, root.
  const std::vector<std::string> lines =
      absl::StrSplit(response.checkpoint(), '\n');
  int64_t size = -1;
  KEPIL_CHECK(lines.size() > 2 && absl::SimpleAtoi(lines[1], &size));
  return size;
}

ReceiptTrust TrustIn(const DemoHouse& house,
                     const v1::GetServiceInfoResponse& info) {
  ReceiptTrust trust;
  absl::StatusOr<CertificateRef> anchor =
      Certificate::FromDer(house.pki().Get("receipt-ca").certificate);
  KEPIL_CHECK(anchor.ok());
  trust.anchors.push_back(*std::move(anchor));
  trust.log_vkeys.push_back(info.receipts_log_vkey());
  return trust;
}

std::string VerdictText(const v1::IssuedReceipt& receipt) {
  v1::ReceiptBody body;
  if (!body.ParseFromString(receipt.body()) || body.signatures_size() != 1) {
    return "not one signature";
  }
  const v1::Conclusion& conclusion = body.signatures(0).conclusion();
  const std::string indication(IndicationName(conclusion.indication()));
  if (conclusion.sub_indication() == v1::SUB_INDICATION_NONE) {
    return indication;
  }
  return absl::StrCat(indication, "/",
                      SubIndicationName(conclusion.sub_indication()));
}

}  // namespace kepil
