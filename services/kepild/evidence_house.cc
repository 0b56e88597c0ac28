#include "services/kepild/evidence_house.h"

#include <string>

#include "base/status_macros.h"
#include "services/kepild/acts_house.h"
#include "services/store/log_id.h"
#include "services/store/package_folder.h"
#include "translog/signed_note.h"
#include "translog/tlog_proof.h"

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
    : log_(inputs.log),
      standings_(inputs.db, inputs.registry_store),
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
                     inputs.config.rules().default_policy()}),
      acts_(inputs.db, LogId::kActs),
      acts_log_(acts_) {}

absl::Status EvidenceHouse::OpenPacking(const Inputs& inputs) {
  if (!inputs.config.has_archive()) {
    return absl::OkStatus();
  }
  KEPIL_ASSIGN_OR_RETURN(const NoteVerifier receipts,
                         NoteVerifier::FromVkey(inputs.log_vkey));
  KEPIL_ASSIGN_OR_RETURN(
      const NoteVerifier acts,
      NoteVerifier::Create(ActsOriginOf(inputs.config), receipts.key()));
  const PackageFolder folder(inputs.config.archive().folder());
  packing_ = std::make_unique<AuthorityPacking>(
      AuthorityPacking::Rooms{
          [&registry = inputs.registry] { return registry.image(); },
          inputs.certificates,
          [&store = inputs.registry_store](absl::string_view id) {
            return store.ActsAbout(id);
          },
          [this](int64_t sequence) -> absl::StatusOr<std::string> {
            KEPIL_ASSIGN_OR_RETURN(
                const TlogProof proof,
                acts_log_.MakeTlogProof(sequence - 1, std::nullopt));
            return FormatTlogProof(proof);
          },
          [&evidence = inputs.evidence](const Digest& key) {
            return evidence.CrlsOf(key);
          },
          [&evidence = inputs.evidence](const Digest& digest) {
            return evidence.Read(digest);
          },
          acts.vkey(), ArchiveOf(inputs.config),
          [folder](const std::string& name) { return folder.Has(name); }},
      AuthorityPacking::Options());
  runner_ = std::make_unique<PeriodicRunner>(absl::Seconds(1),
                                             [this] { PackAuthorities(); });
  return absl::OkStatus();
}

void EvidenceHouse::PackAuthorities() {
  const absl::StatusOr<int> packed = packing_->Step();
  if (!packed.ok()) {
    log_.Error("authority_package_failed", {{"status", packed.status()}});
  } else if (*packed > 0) {
    log_.Info("authorities_packed", {{"packages", *packed}});
  }
}

absl::StatusOr<std::unique_ptr<EvidenceHouse>> EvidenceHouse::Open(
    const Inputs& inputs) {
  KEPIL_ASSIGN_OR_RETURN(const int64_t removed, SweepPurgedEvidence(inputs.db));
  if (removed > 0) {
    inputs.log.Info("evidence_removed", {{"objects", removed}});
  }
  std::unique_ptr<EvidenceHouse> house(new EvidenceHouse(inputs));
  KEPIL_RETURN_IF_ERROR(house->OpenPacking(inputs));
  return house;
}

}  // namespace kepil
