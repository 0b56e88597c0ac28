#ifndef KEPIL_TESTS_SUPPORT_MEMORY_APPLICATION_STORE_H_
#define KEPIL_TESTS_SUPPORT_MEMORY_APPLICATION_STORE_H_

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/mutex.h"
#include "trustlist/application_store.h"

namespace kepil {

// MemoryApplicationStore keeps applications in memory. Thread-safe.
class MemoryApplicationStore : public ApplicationStore {
 public:
  absl::StatusOr<v1::Application> Read(
      absl::string_view application_id) const override {
    MutexLock lock(mutex_);
    for (const v1::Application& application : applications_) {
      if (application.application_id() == application_id) {
        return application;
      }
    }
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_APPLICATION_UNKNOWN, "no application");
  }
  absl::StatusOr<std::vector<v1::Application>> List(int limit) const override {
    MutexLock lock(mutex_);
    std::vector<v1::Application> newest(applications_.rbegin(),
                                        applications_.rend());
    newest.resize(std::min(newest.size(), static_cast<size_t>(limit)));
    return newest;
  }
  absl::Status Put(const ApplicationWrite& write) override {
    MutexLock lock(mutex_);
    const v1::Application& after = write.application;
    v1::Application* known = nullptr;
    for (v1::Application& application : applications_) {
      if (application.application_id() == after.application_id()) {
        known = &application;
      }
    }
    if (after.revision() != (known == nullptr ? 0 : known->revision()) + 1) {
      return MakeError(absl::StatusCode::kAborted,
                       v1::ERROR_REASON_APPLICATION_MOVED, "a stale writer");
    }
    if (known == nullptr) {
      applications_.push_back(after);
    } else {
      *known = after;
    }
    if (write.document.has_value()) {
      documents_[Sha256(*write.document).hex()] = *write.document;
    }
    audit_.push_back(write.audit);
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> ReadDocument(
      const Digest& digest) const override {
    MutexLock lock(mutex_);
    const auto found = documents_.find(digest.hex());
    if (found == documents_.end()) {
      return MakeError(absl::StatusCode::kNotFound,
                       v1::ERROR_REASON_EVIDENCE_UNKNOWN, "no document");
    }
    return found->second;
  }
  std::vector<storage::v1::AuditEvent> audit() const {
    MutexLock lock(mutex_);
    return audit_;
  }

 private:
  mutable Mutex mutex_;
  std::vector<v1::Application> applications_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string> documents_ ABSL_GUARDED_BY(mutex_);
  std::vector<storage::v1::AuditEvent> audit_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_MEMORY_APPLICATION_STORE_H_
