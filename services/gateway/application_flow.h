#ifndef KEPIL_SERVICES_GATEWAY_APPLICATION_FLOW_H_
#define KEPIL_SERVICES_GATEWAY_APPLICATION_FLOW_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "engine/legal/legal_rules.h"
#include "engine/pki/certificate_reader.h"
#include "kepil/v1/application.pb.h"
#include "services/evidence/evidence_store.h"
#include "services/gateway/admission_gatherer.h"
#include "services/gateway/rule_library.h"
#include "trustlist/application.h"
#include "trustlist/application_store.h"
#include "trustlist/registry.h"
#include "trustlist/snapshot_publisher.h"

namespace kepil {

// ApplicationFlow is how officers take applications from their arrival to a
// refusal or to a proposed change of the registry. It never admits: that is
// RegistrationFlow::Approve, by another officer. Thread-safe.
class ApplicationFlow {
 public:
  struct Rooms {  // Borrowed; outlive the flow.
    const Clock& clock;
    Registry& registry;
    const TrustSnapshotSource& trust;
    ApplicationStore& applications;
    EvidenceStore& evidence;  // What was fetched for a report is kept there.
    AdmissionGatherer& gatherer;
    CertificateReader& certificates;
    std::function<std::shared_ptr<const RuleLibrary>()> rules;
    std::function<LegalRulesRef()> legal_rules;  // nullptr: none.
    std::function<std::string(int size)> random;
  };
  struct Options {
    std::string officer_policy;    // URN: for officers' signatures.
    std::string admission_policy;  // URN: algorithm windows, clock skew.
    // A report that is older admits nobody.
    absl::Duration max_report_age = absl::Hours(24);
    ListReference list_reference = ListReference::kOptional;
  };
  ApplicationFlow(Rooms rooms, Options options)
      : rooms_(std::move(rooms)), options_(std::move(options)) {}

  // Errors: as ApplicationService says, method by method.
  absl::StatusOr<v1::EnterApplicationResponse> Enter(
      const v1::EnterApplicationRequest& request,
      const v1::PrincipalRecord& officer);
  absl::StatusOr<v1::AddDocumentResponse> Add(
      const v1::AddDocumentRequest& request,
      const v1::PrincipalRecord& officer);
  absl::StatusOr<v1::GetApplicationResponse> Get(
      const v1::GetApplicationRequest& request);
  absl::StatusOr<v1::ListApplicationsResponse> List(
      const v1::ListApplicationsRequest& request);
  absl::StatusOr<v1::GetDocumentResponse> GetDocument(
      const v1::GetDocumentRequest& request);
  // Exchanges end before `deadline`.
  absl::StatusOr<v1::CheckApplicationResponse> Check(
      const v1::CheckApplicationRequest& request,
      const v1::PrincipalRecord& officer, absl::Time deadline);
  absl::StatusOr<v1::ApproveApplicationResponse> Approve(
      const v1::ApproveApplicationRequest& request,
      const v1::PrincipalRecord& officer);
  absl::StatusOr<v1::RefuseApplicationResponse> Refuse(
      const v1::RefuseApplicationRequest& request,
      const v1::PrincipalRecord& officer);

 private:
  // As stored, with the state that its change gives it.
  absl::StatusOr<v1::Application> Read(absl::string_view application_id) const;
  absl::Status SettleState(v1::Application& application) const;
  // Writes a step with its audit event.
  absl::Status Put(v1::Application application, storage::v1::AuditKind kind,
                   const v1::PrincipalRecord& officer,
                   std::optional<std::string> document = std::nullopt);
  // The rule pack in force on the day of `now`; nullptr if there is none.
  LegalRulesRef RulesInForce(absl::Time now) const;
  absl::StatusOr<v1::AdmissionReport> Judge(const v1::Application& application,
                                            const AdmissionEvidence& evidence,
                                            const std::string& officer);
  absl::Status CheckRefusalSignature(const v1::Application& application,
                                     absl::string_view signature,
                                     const v1::PrincipalRecord& officer);

  const Rooms rooms_;
  const Options options_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_APPLICATION_FLOW_H_
