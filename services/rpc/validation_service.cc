#include "services/rpc/validation_service.h"

#include <utility>

#include "base/status_macros.h"
#include "services/rpc/chunk_writer.h"

namespace kepil {

ValidationServiceFace::ValidationServiceFace(Rooms rooms)
    : rooms_(std::move(rooms)) {
  MakeMethods();
}

void ValidationServiceFace::MakeMethods() {
  validate_ = [this](const CallContext& call,
                     const v1::ValidateRequest& request)
      -> absl::StatusOr<v1::ValidateResponse> {
    v1::ValidateResponse response;
    KEPIL_ASSIGN_OR_RETURN(
        *response.mutable_receipt(),
        rooms_.flow.Run(request, {*call.caller, call.ingress, call.deadline}));
    if (request.return_content()) {
      KEPIL_ASSIGN_OR_RETURN(*response.mutable_content(),
                             rooms_.flow.ContentOf(request));
    }
    response.set_later_receipt_id(
        rooms_.flow.LaterReceiptOf(response.receipt().id()));
    return response;
  };
  get_certificate_status_ =
      [this](const CallContext&,
             const v1::GetCertificateStatusRequest& request) {
        return rooms_.certificate_status.Get(request);
      };
  get_receipt_ = [this](const CallContext& call,
                        const v1::GetReceiptRequest& request)
      -> absl::StatusOr<v1::GetReceiptResponse> {
    v1::GetReceiptResponse response;
    KEPIL_ASSIGN_OR_RETURN(
        *response.mutable_receipt(),
        rooms_.receipts.Get(request.receipt_id(), *call.caller));
    return response;
  };
  list_policies_ = [this](const CallContext&, const v1::ListPoliciesRequest&)
      -> absl::StatusOr<v1::ListPoliciesResponse> {
    v1::ListPoliciesResponse response;
    for (const ValidationPolicyRef& policy : rooms_.rules()->All()) {
      v1::PolicyInfo& info = *response.add_policies();
      info.set_urn(policy->urn());
      info.set_oid(policy->oid());
      info.set_title(policy->message().title());
      info.set_sha256(std::string(policy->digest().bytes()));
    }
    return response;
  };
  get_policy_ = [this](const CallContext&, const v1::GetPolicyRequest& request)
      -> absl::StatusOr<v1::GetPolicyResponse> {
    KEPIL_ASSIGN_OR_RETURN(const ValidationPolicyRef policy,
                           rooms_.rules()->Find(request.policy_id()));
    v1::GetPolicyResponse response;
    response.set_source(policy->source());
    return response;
  };
  get_service_info_ = [this](const CallContext&,
                             const v1::GetServiceInfoRequest&)
      -> absl::StatusOr<v1::GetServiceInfoResponse> { return rooms_.info(); };
}

grpc::ServerUnaryReactor* ValidationServiceFace::Validate(
    grpc::CallbackServerContext* context, const v1::ValidateRequest* request,
    v1::ValidateResponse* response) {
  return rooms_.runner.Run(context, Method::kValidate, request, response,
                           validate_);
}

grpc::ServerBidiReactor<v1::ValidateStreamRequest, v1::ValidateStreamResponse>*
ValidationServiceFace::ValidateStream(grpc::CallbackServerContext* context) {
  return new kepil::ValidateStream(
      {rooms_.runner, rooms_.flow_executor, rooms_.inflight,
       rooms_.certificates, validate_},
      rooms_.stream,
      rooms_.runner.AdmitStream(*context, Method::kValidateStream));
}

grpc::ServerUnaryReactor* ValidationServiceFace::GetCertificateStatus(
    grpc::CallbackServerContext* context,
    const v1::GetCertificateStatusRequest* request,
    v1::GetCertificateStatusResponse* response) {
  return rooms_.runner.Run(context, Method::kGetCertificateStatus, request,
                           response, get_certificate_status_);
}

grpc::ServerUnaryReactor* ValidationServiceFace::GetReceipt(
    grpc::CallbackServerContext* context, const v1::GetReceiptRequest* request,
    v1::GetReceiptResponse* response) {
  return rooms_.runner.Run(context, Method::kGetReceipt, request, response,
                           get_receipt_);
}

grpc::ServerWriteReactor<v1::ExportEvidenceResponse>*
ValidationServiceFace::ExportEvidence(
    grpc::CallbackServerContext* context,
    const v1::ExportEvidenceRequest* request) {
  const absl::StatusOr<CallContext> call =
      rooms_.runner.AdmitStream(*context, Method::kExportEvidence);
  auto* writer = new ChunkWriter();
  if (!call.ok()) {
    writer->Fail(call.status());
    return writer;
  }
  const absl::Status scheduled = rooms_.flow_executor.Schedule(
      call->owner, call->deadline,
      [this, writer, id = request->receipt_id(),
       call = *call](absl::Status start) {
        const absl::StatusOr<v1::EvidenceBundle> bundle =
            start.ok() ? rooms_.receipts.Export(id, *call.caller)
                       : absl::StatusOr<v1::EvidenceBundle>(start);
        rooms_.runner.CloseStream(Method::kExportEvidence, call,
                                  bundle.status());
        if (!bundle.ok()) {
          writer->Fail(bundle.status());
          return;
        }
        writer->Send(bundle->SerializeAsString());
      });
  if (!scheduled.ok()) {
    rooms_.runner.CloseStream(Method::kExportEvidence, *call, scheduled);
    writer->Fail(scheduled);
  }
  return writer;
}

grpc::ServerUnaryReactor* ValidationServiceFace::ListPolicies(
    grpc::CallbackServerContext* context,
    const v1::ListPoliciesRequest* request,
    v1::ListPoliciesResponse* response) {
  return rooms_.runner.Run(context, Method::kListPolicies, request, response,
                           list_policies_);
}

grpc::ServerUnaryReactor* ValidationServiceFace::GetPolicy(
    grpc::CallbackServerContext* context, const v1::GetPolicyRequest* request,
    v1::GetPolicyResponse* response) {
  return rooms_.runner.Run(context, Method::kGetPolicy, request, response,
                           get_policy_);
}

grpc::ServerUnaryReactor* ValidationServiceFace::GetServiceInfo(
    grpc::CallbackServerContext* context,
    const v1::GetServiceInfoRequest* request,
    v1::GetServiceInfoResponse* response) {
  return rooms_.runner.Run(context, Method::kGetServiceInfo, request, response,
                           get_service_info_);
}

}  // namespace kepil
