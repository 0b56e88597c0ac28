#ifndef KEPIL_TESTS_SUPPORT_MEMORY_EVIDENCE_STORE_H_
#define KEPIL_TESTS_SUPPORT_MEMORY_EVIDENCE_STORE_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/mutex.h"
#include "services/evidence/evidence_store.h"
#include "services/evidence/revocation_archive.h"

namespace kepil {

// MemoryEvidenceStore keeps evidence in memory. Thread-safe.
class MemoryEvidenceStore : public EvidenceStore, public RevocationArchive {
 public:
  absl::StatusOr<std::optional<StoredRevocation>> FindRevocation(
      const RevocationScope& scope) const override {
    MutexLock lock(mutex_);
    if (!failure_.ok()) {
      return failure_;
    }
    const auto found = revocation_.find(KeyOf(scope));
    return found == revocation_.end()
               ? std::nullopt
               : std::optional<StoredRevocation>(found->second);
  }
  absl::Status PutRevocation(const RevocationScope& scope,
                             absl::string_view der,
                             absl::Time obtained_at) override {
    MutexLock lock(mutex_);
    if (failure_.ok()) {
      revocation_[KeyOf(scope)] = {std::string(der), obtained_at};
      answers_.push_back({scope, {Sha256(der), obtained_at}});
    }
    return failure_;
  }
  absl::Status Archive(const Digest& digest,
                       absl::string_view octets) override {
    MutexLock lock(mutex_);
    if (failure_.ok()) {
      ++archive_calls_;
      archive_.emplace(digest, octets);
    }
    return failure_;
  }
  absl::StatusOr<std::string> Read(const Digest& digest) const override {
    MutexLock lock(mutex_);
    if (!failure_.ok()) {
      return failure_;
    }
    const auto found = archive_.find(digest);
    if (found == archive_.end()) {
      return MakeError(absl::StatusCode::kNotFound,
                       v1::ERROR_REASON_EVIDENCE_UNKNOWN, "no such object");
    }
    return found->second;
  }

  absl::StatusOr<std::vector<ArchivedRevocation>> FindRevocations(
      const RevocationSearch& search) const override {
    MutexLock lock(mutex_);
    RevocationPick pick(search.around);
    for (const auto& [scope, answer] : answers_) {
      if (scope.kind == search.kind && scope.issuer_key == search.issuer_key &&
          (scope.kind == RevocationKind::kCrl ||
           scope.detail == search.serial)) {
        pick.Add(KeyOf(scope), answer);
      }
    }
    return pick.Take();
  }

  int archive_calls() const {
    MutexLock lock(mutex_);
    return archive_calls_;
  }
  int revocation_count() const {
    MutexLock lock(mutex_);
    return static_cast<int>(revocation_.size());
  }
  // From now on every call fails with `status`; OK ends it.
  void FailWith(absl::Status status) {
    MutexLock lock(mutex_);
    failure_ = std::move(status);
  }

 private:
  static std::string KeyOf(const RevocationScope& scope) {
    return absl::StrCat(scope.kind == RevocationKind::kCrl ? "c" : "o",
                        scope.issuer_key.bytes(), scope.detail.bytes());
  }

  mutable Mutex mutex_;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, StoredRevocation> revocation_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::pair<RevocationScope, ArchivedRevocation>> answers_
      ABSL_GUARDED_BY(mutex_);
  std::map<Digest, std::string> archive_ ABSL_GUARDED_BY(mutex_);
  int archive_calls_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_MEMORY_EVIDENCE_STORE_H_
