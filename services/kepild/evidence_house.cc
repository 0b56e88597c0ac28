#include "services/kepild/evidence_house.h"

#include <string>

#include "base/status_macros.h"
#include "services/store/package_folder.h"

namespace kepil {
namespace {

std::function<absl::Status(const std::string&, absl::string_view)> ArchiveOf(
    const Config& config) {
  if (!config.has_archive()) {
    return nullptr;
  }
  return [folder = PackageFolder(config.archive().folder())](
             const std::string& name, absl::string_view octets) {
    return folder.Put(name, octets);
  };
}

}  // namespace

EvidenceHouse::EvidenceHouse(const Inputs& inputs)
    : standings_(inputs.db, inputs.registry_store),
      access_({inputs.issuer, inputs.receipts, inputs.evidence,
               [&registry = inputs.registry](int64_t version) {
                 return registry.ReadSnapshot(version);
               },
               &standings_}),
      keeping_({inputs.clock, access_, standings_, inputs.trust,
                [&registry = inputs.registry] { return registry.image(); },
                inputs.law, ArchiveOf(inputs.config)}),
      certificates_({inputs.clock, inputs.evidence, inputs.evidence,
                     inputs.trust, inputs.certificates, inputs.rules,
                     inputs.config.rules().default_policy()}) {}

absl::StatusOr<std::unique_ptr<EvidenceHouse>> EvidenceHouse::Open(
    const Inputs& inputs) {
  KEPIL_ASSIGN_OR_RETURN(const int64_t removed, SweepPurgedEvidence(inputs.db));
  if (removed > 0) {
    inputs.log.Info("evidence_removed", {{"objects", removed}});
  }
  return std::unique_ptr<EvidenceHouse>(new EvidenceHouse(inputs));
}

}  // namespace kepil
