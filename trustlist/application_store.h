#ifndef KEPIL_TRUSTLIST_APPLICATION_STORE_H_
#define KEPIL_TRUSTLIST_APPLICATION_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/digest.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/application.pb.h"

namespace kepil {

// One step of an application, written at once.
struct ApplicationWrite {
  v1::Application application;          // As it stands after the step.
  std::optional<std::string> document;  // Octets of one that the step adds.
  storage::v1::AuditEvent audit;  // Sequence and chain are set by the store.
};

// ApplicationStore persists applications and their documents. Writes are
// compare-and-swap on the revision. Every write is synced before it returns.
class ApplicationStore {
 public:
  virtual ~ApplicationStore() = default;
  // `application_id` is hex. NOT_FOUND/APPLICATION_UNKNOWN.
  virtual absl::StatusOr<v1::Application> Read(
      absl::string_view application_id) const = 0;
  // Newest first, at most `limit`.
  virtual absl::StatusOr<std::vector<v1::Application>> List(
      int limit) const = 0;
  // ABORTED/APPLICATION_MOVED unless the stored revision (0: none) is one below
  // that of `write`.
  virtual absl::Status Put(const ApplicationWrite& write) = 0;
  // NOT_FOUND/EVIDENCE_UNKNOWN; DATA_LOSS/STORE_CORRUPT if the octets do not
  // have that digest any more.
  virtual absl::StatusOr<std::string> ReadDocument(
      const Digest& digest) const = 0;
};

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_APPLICATION_STORE_H_
