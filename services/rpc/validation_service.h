#ifndef KEPIL_SERVICES_RPC_VALIDATION_SERVICE_H_
#define KEPIL_SERVICES_RPC_VALIDATION_SERVICE_H_

#include <functional>
#include <memory>

#include "kepil/v1/validation.grpc.pb.h"
#include "services/gateway/certificate_status.h"
#include "services/gateway/receipt_access.h"
#include "services/gateway/rule_library.h"
#include "services/gateway/validation_flow.h"
#include "services/rpc/unary.h"
#include "services/rpc/validate_stream.h"

namespace kepil {

// The gRPC face of validation.proto: one line per method over the gateway.
class ValidationServiceFace : public v1::ValidationService::CallbackService {
 public:
  struct Rooms {  // Borrowed; outlive the face.
    CallRunner& runner;
    FairExecutor& flow_executor;
    ValidationFlow& flow;
    ReceiptAccess& receipts;
    const CertificateStatus& certificate_status;
    std::function<std::shared_ptr<const RuleLibrary>()> rules;
    std::function<v1::GetServiceInfoResponse()> info;
    // Of streams.
    InflightBudget& inflight;
    CertificateReader& certificates;
    StreamLimits stream;
  };
  explicit ValidationServiceFace(Rooms rooms);

  grpc::ServerUnaryReactor* Validate(grpc::CallbackServerContext* context,
                                     const v1::ValidateRequest* request,
                                     v1::ValidateResponse* response) override;
  grpc::ServerBidiReactor<v1::ValidateStreamRequest,
                          v1::ValidateStreamResponse>*
  ValidateStream(grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* GetCertificateStatus(
      grpc::CallbackServerContext* context,
      const v1::GetCertificateStatusRequest* request,
      v1::GetCertificateStatusResponse* response) override;
  grpc::ServerUnaryReactor* GetReceipt(
      grpc::CallbackServerContext* context,
      const v1::GetReceiptRequest* request,
      v1::GetReceiptResponse* response) override;
  grpc::ServerWriteReactor<v1::ExportEvidenceResponse>* ExportEvidence(
      grpc::CallbackServerContext* context,
      const v1::ExportEvidenceRequest* request) override;
  grpc::ServerUnaryReactor* ListPolicies(
      grpc::CallbackServerContext* context,
      const v1::ListPoliciesRequest* request,
      v1::ListPoliciesResponse* response) override;
  grpc::ServerUnaryReactor* GetPolicy(grpc::CallbackServerContext* context,
                                      const v1::GetPolicyRequest* request,
                                      v1::GetPolicyResponse* response) override;
  grpc::ServerUnaryReactor* GetServiceInfo(
      grpc::CallbackServerContext* context,
      const v1::GetServiceInfoRequest* request,
      v1::GetServiceInfoResponse* response) override;

 private:
  void MakeMethods();

  const Rooms rooms_;
  UnaryMethod<v1::ValidateRequest, v1::ValidateResponse> validate_;
  UnaryMethod<v1::GetCertificateStatusRequest, v1::GetCertificateStatusResponse>
      get_certificate_status_;
  UnaryMethod<v1::GetReceiptRequest, v1::GetReceiptResponse> get_receipt_;
  UnaryMethod<v1::ListPoliciesRequest, v1::ListPoliciesResponse> list_policies_;
  UnaryMethod<v1::GetPolicyRequest, v1::GetPolicyResponse> get_policy_;
  UnaryMethod<v1::GetServiceInfoRequest, v1::GetServiceInfoResponse>
      get_service_info_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_VALIDATION_SERVICE_H_
