#include "services/kepild/acts_house.h"

#include <utility>

#include "base/status_macros.h"
#include "services/store/acts_log.h"
#include "translog/anchor_check.h"

namespace kepil {

std::string ActsOriginOf(const Config& config) {
  return config.node().origin() + "/acts";
}

std::string ActsAnchorOf(const Config& config) {
  return config.log().anchor_file() + ".acts";
}

absl::Status RecordOperatorAct(RocksRegistryStore& registry, absl::Time now,
                               const std::string& note) {
  storage::v1::AuditEvent event;
  event.set_kind(storage::v1::AUDIT_KIND_OPERATOR);
  event.mutable_at()->set_seconds(absl::ToUnixSeconds(now));
  event.set_principal("operator");
  event.set_note(note);
  return registry.Record(event);
}

LogRunner::Options RunnerOptionsOf(const Config& config, const Logger& log) {
  LogRunner::Options options;
  options.integrate_interval = DurationOf(config.log().integrate_interval());
  options.checkpoint_interval = DurationOf(config.log().checkpoint_interval());
  options.on_error = [&log](const absl::Status& status) {
    log.Error("log_step_failed", {{"status", status}});
  };
  return options;
}

ActsHouse::ActsHouse(const Rooms& rooms, NoteSigner signer)
    : storage_(rooms.db, LogId::kActs),
      anchor_(ActsAnchorOf(rooms.config)),
      reader_(storage_),
      sequencer_(storage_, anchor_, std::move(signer), Sequencer::Options()),
      runner_(sequencer_, RunnerOptionsOf(rooms.config, rooms.log)) {}

absl::StatusOr<std::unique_ptr<ActsHouse>> ActsHouse::Open(
    const Rooms& rooms, const NoteSigner& receipts_log) {
  const std::string origin = ActsOriginOf(rooms.config);
  const RocksLogStorage storage(rooms.db, LogId::kActs);
  KEPIL_RETURN_IF_ERROR(ReconcileActsLog(rooms.db, storage));
  KEPIL_ASSIGN_OR_RETURN(const TreeState tree, storage.ReadTreeState());
  KEPIL_RETURN_IF_ERROR(CheckAgainstAnchor(
      tree, storage, LogAnchorFile(ActsAnchorOf(rooms.config)), origin));
  KEPIL_ASSIGN_OR_RETURN(NoteSigner signer, receipts_log.Under(origin));
  return std::unique_ptr<ActsHouse>(new ActsHouse(rooms, std::move(signer)));
}

}  // namespace kepil
