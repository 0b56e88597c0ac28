#include "tests/integration/demo_officers.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "kepil/v1/registrar.grpc.pb.h"
#include "services/rpc/status_mapping.h"
#include "tests/integration/demo_calls.h"
#include "tests/support/cms_builder.h"

namespace kepil {
namespace {

v1::PrincipalRecord& PrincipalOf(const DemoHouse& house, absl::string_view id,
                                 v1::ChangeDraft& draft) {
  draft.set_act(v1::ACT_APPROVE);
  v1::PrincipalRecord& record = *draft.mutable_principal();
  record.set_id(std::string(id));
  record.set_tls_sha256(TestHash(
      "sha256", house.pki().Get(absl::StrCat("tls-", id)).certificate));
  return record;
}

void AddSources(const DemoHouse& house, absl::string_view ca,
                v1::TrustService& service) {
  v1::IssuerRevocationSources& sources = *service.add_revocation();
  sources.set_issuer_sha256(
      TestHash("sha256", house.pki().Get(ca).certificate));
  v1::RevocationSource& source = *sources.add_sources();
  source.set_crl_url(absl::StrCat(house.responder_url(), "/crl/", ca, ".crl"));
  source.set_ocsp_url(absl::StrCat(house.responder_url(), "/ocsp/", ca));
}

}  // namespace

v1::ChangeDraft RelyingPartyDraft(const DemoHouse& house) {
  v1::ChangeDraft draft;
  v1::PrincipalRecord& record = PrincipalOf(house, "relying-party", draft);
  record.add_roles(v1::PRINCIPAL_ROLE_RELYING_PARTY);
  record.set_country("KZ");
  record.set_lawful_basis("Contract of the demo");
  return draft;
}

v1::ChangeDraft AuditorDraft(const DemoHouse& house) {
  v1::ChangeDraft draft;
  PrincipalOf(house, "auditor", draft).add_roles(v1::PRINCIPAL_ROLE_AUDITOR);
  return draft;
}

v1::ChangeDraft OfficerCDraft(const DemoHouse& house) {
  v1::ChangeDraft draft;
  v1::PrincipalRecord& record = PrincipalOf(house, "officer-c", draft);
  record.add_roles(v1::PRINCIPAL_ROLE_REGISTRAR);
  record.add_roles(v1::PRINCIPAL_ROLE_APPROVER);
  record.set_unit("west");
  record.set_signing_certificate(house.pki().Get("officer-c").certificate);
  return draft;
}

v1::ChangeDraft AuthorityDraft(const DemoHouse& house,
                               absl::string_view state) {
  const bool xa = state == "xa";
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  v1::Authority& authority = *draft.mutable_authority();
  authority.set_id(std::string(state));
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  authority.set_legal_name(xa ? "Xalandia Trust" : "Xorland Signatures");
  authority.set_country(xa ? "XA" : "XC");
  authority.set_endpoint_country(authority.country());
  authority.set_decision("Decision 1 of the demo");
  v1::TrustService& service = *authority.add_services();
  service.set_id(absl::StrCat(state, "-signatures"));
  service.set_type(v1::SERVICE_TYPE_CA);
  const std::string anchor = xa ? "xa-root" : "xc-ca";
  service.add_anchors(house.pki().Get(anchor).certificate);
  AddSources(house, anchor, service);
  if (xa) {
    service.add_intermediates(house.pki().Get("xa-issuing-1").certificate);
    AddSources(house, "xa-issuing-1", service);
  }
  return draft;
}

v1::ChangeDraft SuspensionDraft(absl::string_view state) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_SUSPEND);
  v1::StatusChange& status = *draft.mutable_status();
  status.set_authority_id(std::string(state));
  status.set_ground("Order 7 of the demo");
  status.mutable_until()->set_seconds(
      absl::ToUnixSeconds(absl::Now() + absl::Hours(1)));
  return draft;
}

absl::StatusOr<v1::ProposeChangeResponse> ProposeAs(
    const DemoHouse& house, absl::string_view officer,
    const v1::ChangeDraft& draft) {
  const auto stub = v1::RegistrarService::NewStub(house.ChannelAs(officer));
  v1::ProposeChangeRequest request;
  *request.mutable_draft() = draft;
  v1::ProposeChangeResponse response;
  CallDeadline call;
  KEPIL_RETURN_IF_ERROR(
      FromGrpc(stub->ProposeChange(call.context(), request, &response)));
  return response;
}

std::string SignAct(const DemoHouse& house, absl::string_view officer,
                    absl::string_view statement) {
  return MakeDetachedTestCms(
      house.pki().Get(officer), statement,
      absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now())));
}

absl::StatusOr<int64_t> ApproveAs(const DemoHouse& house,
                                  absl::string_view officer,
                                  const std::string& change_id,
                                  const std::string& signature) {
  const auto stub = v1::RegistrarService::NewStub(house.ChannelAs(officer));
  v1::ApproveChangeRequest request;
  request.set_change_id(change_id);
  request.set_signature(signature);
  v1::ApproveChangeResponse response;
  CallDeadline call;
  KEPIL_RETURN_IF_ERROR(
      FromGrpc(stub->ApproveChange(call.context(), request, &response)));
  return response.version();
}

absl::StatusOr<int64_t> SuspendAs(const DemoHouse& house,
                                  absl::string_view officer,
                                  const std::string& change_id,
                                  const std::string& signature) {
  const auto stub = v1::RegistrarService::NewStub(house.ChannelAs(officer));
  v1::SuspendServiceRequest request;
  request.set_change_id(change_id);
  request.set_signature(signature);
  v1::SuspendServiceResponse response;
  CallDeadline call;
  KEPIL_RETURN_IF_ERROR(
      FromGrpc(stub->SuspendService(call.context(), request, &response)));
  return response.version();
}

absl::StatusOr<int64_t> Admit(const DemoHouse& house,
                              const v1::ChangeDraft& draft) {
  KEPIL_ASSIGN_OR_RETURN(const v1::ProposeChangeResponse proposed,
                         ProposeAs(house, "officer-a", draft));
  return ApproveAs(house, "officer-b", proposed.change_id(),
                   SignAct(house, "officer-b", proposed.statement()));
}

absl::Status AdmitUsual(const DemoHouse& house) {
  KEPIL_RETURN_IF_ERROR(Admit(house, RelyingPartyDraft(house)).status());
  return Admit(house, AuthorityDraft(house, "xa")).status();
}

}  // namespace kepil
