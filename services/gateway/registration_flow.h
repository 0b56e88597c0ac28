#ifndef KEPIL_SERVICES_GATEWAY_REGISTRATION_FLOW_H_
#define KEPIL_SERVICES_GATEWAY_REGISTRATION_FLOW_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "engine/pki/certificate_reader.h"
#include "kepil/v1/registrar.pb.h"
#include "services/gateway/rule_library.h"
#include "trustlist/registry.h"

namespace kepil {

// RegistrationFlow is how officers change the registry: it validates their
// signatures with our own engine before the registry is asked (REG-14).
class RegistrationFlow {
 public:
  // How foreign CAs and foreign TTPs come into the registry: kByApplication is
  // ApplicationFlow alone; kWithoutApplication is for demonstrations.
  enum class Admission { kByApplication, kWithoutApplication };

  struct Rooms {  // Borrowed; outlive the flow.
    const Clock& clock;
    Registry& registry;
    CertificateReader& certificates;
    std::function<std::shared_ptr<const RuleLibrary>()> rules;
    std::string officer_policy;  // URN.
    // Called after every commit, before the answer: recompiles the rules.
    std::function<absl::Status()> on_commit;
    Admission admission = Admission::kByApplication;
  };
  explicit RegistrationFlow(Rooms rooms) : rooms_(std::move(rooms)) {}

  // Errors: as RegistrarService says, method by method. What an officer tried
  // and was refused is on record. A new foreign CA or TTP that no treaty
  // recognises by itself comes by an application: else
  // FAILED_PRECONDITION/APPLICATION_REQUIRED.
  absl::StatusOr<v1::ProposeChangeResponse> Propose(
      const v1::ProposeChangeRequest& request,
      const v1::PrincipalRecord& officer);
  absl::StatusOr<v1::ApproveChangeResponse> Approve(
      const v1::ApproveChangeRequest& request,
      const v1::PrincipalRecord& officer);
  absl::StatusOr<v1::SuspendServiceResponse> Suspend(
      const v1::SuspendServiceRequest& request,
      const v1::PrincipalRecord& officer);
  absl::StatusOr<v1::RefuseChangeResponse> Refuse(
      const v1::RefuseChangeRequest& request,
      const v1::PrincipalRecord& officer);
  absl::StatusOr<v1::ChangeInfo> GetChange(absl::string_view change_id_hex);
  absl::StatusOr<v1::ListChangesResponse> ListChanges(
      const v1::ListChangesRequest& request);

 private:
  enum class Acting { kAsApprover, kAlone };

  absl::StatusOr<CheckedAct> CheckAct(absl::string_view statement,
                                      absl::string_view signature,
                                      const v1::PrincipalRecord& officer);
  // Applies a proposed change once its signature has passed the engine.
  absl::StatusOr<int64_t> Apply(absl::string_view change_id_hex,
                                absl::string_view signature, Acting acting,
                                const v1::PrincipalRecord& officer);
  // Puts a refused attempt on record and returns the refusal.
  absl::Status OnRecord(absl::string_view change_id,
                        const v1::PrincipalRecord& officer,
                        absl::Status refusal);

  const Rooms rooms_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_REGISTRATION_FLOW_H_
