#ifndef KEPIL_TESTS_SUPPORT_MEMORY_REGISTRY_STORE_H_
#define KEPIL_TESTS_SUPPORT_MEMORY_REGISTRY_STORE_H_

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/mutex.h"
#include "trustlist/registry_store.h"

namespace kepil {

// MemoryRegistryStore keeps a registry in memory. Thread-safe.
class MemoryRegistryStore : public RegistryStore {
 public:
  absl::StatusOr<storage::v1::RegistryImage> Load() const override {
    MutexLock lock(mutex_);
    return failure_.ok() ? absl::StatusOr<storage::v1::RegistryImage>(image_)
                         : failure_;
  }
  absl::Status Commit(const RegistryCommit& commit,
                      int64_t expected_version) override {
    MutexLock lock(mutex_);
    if (!failure_.ok()) {
      return failure_;
    }
    if (image_.version() != expected_version) {
      return MakeError(absl::StatusCode::kAborted,
                       v1::ERROR_REASON_REGISTRY_MOVED, "a stale writer");
    }
    if (commit.change.has_value()) {
      if (IsDecided(commit.change_id)) {
        return DecidedError();
      }
      Keep(commit.change_id, *commit.change);
    }
    image_.set_version(commit.version);
    for (const v1::Authority& record : commit.authorities) {
      Put(record, &v1::Authority::id, *image_.mutable_authorities());
    }
    for (const v1::PrincipalRecord& record : commit.principals) {
      Put(record, &v1::PrincipalRecord::tls_sha256,
          *image_.mutable_principals());
    }
    for (const v1::RuleFile& record : commit.rules) {
      Put(record, &v1::RuleFile::id, *image_.mutable_rules());
    }
    for (const v1::PublishedKey& record : commit.keys) {
      Put(record, &v1::PublishedKey::id, *image_.mutable_keys());
    }
    for (const v1::Treaty& record : commit.treaties) {
      Put(record, &v1::Treaty::id, *image_.mutable_treaties());
    }
    for (const v1::KeyMisuseReport& record : commit.key_misuse) {
      Put(record, &v1::KeyMisuseReport::spki_sha256,
          *image_.mutable_key_misuse());
    }
    for (const v1::SpecialCa& record : commit.special_cas) {
      Put(record, &v1::SpecialCa::id, *image_.mutable_special_cas());
    }
    recorded_at_[commit.version] =
        absl::FromUnixSeconds(commit.audit.at().seconds());
    snapshots_[commit.version] = commit.snapshot_source;
    audit_.push_back(commit.audit);
    return absl::OkStatus();
  }
  absl::Status PutChange(absl::string_view change_id,
                         const storage::v1::StoredChange& change,
                         const storage::v1::AuditEvent& audit) override {
    MutexLock lock(mutex_);
    if (!failure_.ok()) {
      return failure_;
    }
    if (IsDecided(std::string(change_id))) {
      return DecidedError();
    }
    Keep(std::string(change_id), change);
    audit_.push_back(audit);
    return absl::OkStatus();
  }
  absl::StatusOr<storage::v1::StoredChange> ReadChange(
      absl::string_view change_id) const override {
    MutexLock lock(mutex_);
    const auto found = changes_.find(std::string(change_id));
    if (found == changes_.end()) {
      return MakeError(absl::StatusCode::kNotFound,
                       v1::ERROR_REASON_CHANGE_UNKNOWN, "no such change");
    }
    return found->second;
  }
  absl::StatusOr<std::vector<storage::v1::StoredChange>> ListChanges(
      int limit) const override {
    MutexLock lock(mutex_);
    std::vector<storage::v1::StoredChange> newest_first;
    for (auto id = order_.rbegin();
         id != order_.rend() && static_cast<int>(newest_first.size()) < limit;
         ++id) {
      newest_first.push_back(changes_.at(*id));
    }
    return newest_first;
  }
  absl::StatusOr<int64_t> VersionAt(absl::Time record_time) const override {
    MutexLock lock(mutex_);
    for (auto step = recorded_at_.rbegin(); step != recorded_at_.rend();
         ++step) {
      if (step->second <= record_time) {
        return step->first;
      }
    }
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_EVIDENCE_UNKNOWN, "before the first");
  }
  absl::StatusOr<std::string> ReadSnapshot(int64_t version) const override {
    MutexLock lock(mutex_);
    const auto found = snapshots_.find(version);
    if (found == snapshots_.end()) {
      return MakeError(absl::StatusCode::kNotFound,
                       v1::ERROR_REASON_EVIDENCE_UNKNOWN, "no such version");
    }
    return found->second;
  }
  absl::Status Record(const storage::v1::AuditEvent& audit) override {
    MutexLock lock(mutex_);
    if (failure_.ok()) {
      audit_.push_back(audit);
    }
    return failure_;
  }

  // What was recorded, oldest first, without sequence and chain.
  std::vector<storage::v1::AuditEvent> audit() const {
    MutexLock lock(mutex_);
    return audit_;
  }
  // From now on Load and every write fail with `status`; OK ends it.
  void FailWith(absl::Status status) {
    MutexLock lock(mutex_);
    failure_ = std::move(status);
  }

 private:
  static absl::Status DecidedError() {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_CHANGE_DECIDED, "decided already");
  }
  // Adds or replaces by `key`, in its order.
  template <typename Record, typename Key, typename Records>
  static void Put(const Record& record, Key key, Records& records) {
    for (Record& present : records) {
      if ((present.*key)() == (record.*key)()) {
        present = record;
        return;
      }
    }
    *records.Add() = record;
    std::sort(records.begin(), records.end(),
              [key](const Record& a, const Record& b) {
                return (a.*key)() < (b.*key)();
              });
  }
  bool IsDecided(const std::string& change_id) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto found = changes_.find(change_id);
    return found != changes_.end() &&
           found->second.state() != storage::v1::StoredChange::STATE_PROPOSED;
  }
  void Keep(const std::string& change_id,
            const storage::v1::StoredChange& change)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (changes_.count(change_id) == 0) {
      order_.push_back(change_id);
    }
    changes_[change_id] = change;
  }

  mutable Mutex mutex_;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  storage::v1::RegistryImage image_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, storage::v1::StoredChange> changes_
      ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> order_ ABSL_GUARDED_BY(mutex_);  // Of proposal.
  std::map<int64_t, std::string> snapshots_ ABSL_GUARDED_BY(mutex_);
  std::map<int64_t, absl::Time> recorded_at_ ABSL_GUARDED_BY(mutex_);
  std::vector<storage::v1::AuditEvent> audit_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_MEMORY_REGISTRY_STORE_H_
