#ifndef KEPIL_SERVICES_STORE_ACTS_LOG_H_
#define KEPIL_SERVICES_STORE_ACTS_LOG_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/store/rocks_db.h"
#include "translog/log_storage.h"

namespace kepil {

// The acts log is the second log of a node: leaf n commits to the audit event
// of sequence n + 1 by its digest, so that the chain can neither be altered nor
// cut short without the log's checkpoints telling. No names stand in it.

// Serialized ActLeaf of the event stored as `event`.
std::string MakeActLeaf(int64_t sequence, absl::string_view event);

// Puts the leaf of `event` among those that a sequencer takes into the tree,
// in the batch that writes the event.
void AddPendingAct(int64_t sequence, absl::string_view event,
                   RocksDb::Batch& writes);

// Whether audit and acts log say the same: DATA_LOSS/STORE_CORRUPT, naming the
// sequence, if the audit has fewer events than the log has leaves (it was cut
// short) or an event is not the one that its leaf commits to. Events that were
// recorded before there was an acts log get their leaves. To be called before a
// sequencer runs.
absl::Status ReconcileActsLog(RocksDb& db, const LogStorage& acts);

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ACTS_LOG_H_
