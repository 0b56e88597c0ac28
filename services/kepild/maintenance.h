#ifndef KEPIL_SERVICES_KEPILD_MAINTENANCE_H_
#define KEPIL_SERVICES_KEPILD_MAINTENANCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/kepild/config.h"

namespace kepil {

// What is done to the database of a node that does not run. Each gives one line
// for the operator. Errors: UNAVAILABLE/STORE_DOWN (a running node holds the
// database, or I/O), DATA_LOSS/STORE_CORRUPT, and those named.

// Makes a verified backup in `folder`; older ones stay as the configuration
// says.
absl::StatusOr<std::string> BackUpDatabase(const Config& config,
                                           const std::string& folder);

// Puts the newest backup of `folder` where the configuration wants the
// database, recomputes the logs (fsck) and the audit chain, and compares with
// their anchor files. FAILED_PRECONDITION/CONFIG_INVALID where a database is
// already; FAILED_PRECONDITION/LOG_INCONSISTENT if what is restored is behind
// the anchor, or the anchor file is gone: the database is there then, and no
// node starts with it (see OpenNewOrigin).
absl::StatusOr<std::string> RestoreDatabase(const Config& config,
                                            const std::string& folder);

// Accepts that receipts of the old log are lost: closes it and lets the tree as
// it is go on under the origin of the configuration, which must be another one;
// the log of acts likewise. The anchor files are set aside under names of their
// own, and the act is on record. FAILED_PRECONDITION/LOG_INCONSISTENT if the
// log has that origin already.
absl::StatusOr<std::string> OpenNewOrigin(const Config& config, absl::Time now);

// Seals everything under the storage key in use, so that former ones can go.
// FAILED_PRECONDITION/CONFIG_INVALID without keys.storage.
absl::StatusOr<std::string> ResealDatabase(const Config& config);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_MAINTENANCE_H_
