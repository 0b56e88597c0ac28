#include "services/kepild/application_rooms.h"

#include "services/kepild/bootstrap_files.h"
#include "services/kepild/keys.h"

namespace kepil {
namespace {

constexpr absl::Duration kMaxReportAge = absl::Hours(24);

AdmissionGatherer::Options GatherOptions(const Config& config) {
  AdmissionGatherer::Options options;
  options.timeout = DurationOf(config.fetch().timeout());
  options.max_crl_bytes = config.limits().max_crl_bytes();
  options.max_answer_bytes = config.limits().max_ocsp_bytes();
  return options;
}

}  // namespace

RegistrationFlow::Admission AdmissionOf(const Config& config) {
  return config.registration().without_application()
             ? RegistrationFlow::Admission::kWithoutApplication
             : RegistrationFlow::Admission::kByApplication;
}

ApplicationRooms::ApplicationRooms(const Inputs& inputs)
    : store_(inputs.db, inputs.registry_store),
      gatherer_({inputs.clock, inputs.fetcher, inputs.gate, inputs.certificates,
                 RandomOctets},
                GatherOptions(inputs.config)),
      flow_({inputs.clock, inputs.registry, inputs.trust, store_,
             inputs.evidence, gatherer_, inputs.certificates, inputs.rules,
             inputs.legal_rules, RandomOctets},
            {inputs.config.rules().officer_policy(),
             inputs.config.rules().default_policy(), kMaxReportAge,
             RegistryOptionsOf(inputs.config).list_reference}),
      face_(inputs.runner, flow_) {}

}  // namespace kepil
