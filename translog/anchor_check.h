#ifndef KEPIL_TRANSLOG_ANCHOR_CHECK_H_
#define KEPIL_TRANSLOG_ANCHOR_CHECK_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "translog/checkpoint.h"
#include "translog/log_storage.h"

namespace kepil {

// A log must never sign a checkpoint that contradicts one it signed before
// (c2sp.org/tlog-checkpoint), whatever a restored backup says.

// Whether `tree` continues `signed_before`: not smaller, and consistent with it
// by a proof made from `tiles`. FAILED_PRECONDITION/LOG_INCONSISTENT if not;
// errors of `tiles` as they are.
absl::Status CheckAgainstAnchor(const TreeState& tree,
                                const Checkpoint& signed_before,
                                const LogSource& tiles);

// The same for everything that `storage` and `anchor` remember to have been
// signed for the log `origin`; what to do before a log is opened, and before
// each signature. Also LOG_INCONSISTENT: another origin, or a published
// checkpoint without an anchor (a lost or unmounted anchor file).
// DATA_LOSS/STORE_CORRUPT where what is remembered is not a checkpoint.
absl::Status CheckAgainstAnchor(const TreeState& tree,
                                const LogStorage& storage,
                                const LogAnchor& anchor,
                                absl::string_view origin);

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_ANCHOR_CHECK_H_
