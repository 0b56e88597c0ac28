#ifndef KEPIL_SERVICES_KEPILD_APPLICATION_ROOMS_H_
#define KEPIL_SERVICES_KEPILD_APPLICATION_ROOMS_H_

#include <functional>
#include <memory>

#include "services/gateway/admission_gatherer.h"
#include "services/gateway/application_flow.h"
#include "services/gateway/registration_flow.h"
#include "services/kepild/config.h"
#include "services/rpc/application_service.h"
#include "services/store/rocks_application_store.h"

namespace kepil {

// Whether the configuration wants an application of each foreign CA and TTP.
RegistrationFlow::Admission AdmissionOf(const Config& config);

// ApplicationRooms is what a kepild needs for applications, made and wired.
class ApplicationRooms {
 public:
  struct Inputs {  // Borrowed; outlive the rooms.
    const Config& config;
    const Clock& clock;
    RocksDb& db;
    RocksRegistryStore& registry_store;
    Registry& registry;
    const TrustSnapshotSource& trust;
    EvidenceStore& evidence;
    Fetcher& fetcher;
    FetchGate& gate;
    CertificateReader& certificates;
    CallRunner& runner;
    std::function<std::shared_ptr<const RuleLibrary>()> rules;
    std::function<LegalRulesRef()> legal_rules;
  };
  explicit ApplicationRooms(const Inputs& inputs);

  grpc::Service* face() { return &face_; }

 private:
  RocksApplicationStore store_;
  AdmissionGatherer gatherer_;
  ApplicationFlow flow_;
  ApplicationServiceFace face_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_APPLICATION_ROOMS_H_
