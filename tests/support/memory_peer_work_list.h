#ifndef KEPIL_TESTS_SUPPORT_MEMORY_PEER_WORK_LIST_H_
#define KEPIL_TESTS_SUPPORT_MEMORY_PEER_WORK_LIST_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "services/receipt/peer_work_list.h"

namespace kepil {

// A PeerWorkList in memory, for one thread.
class MemoryPeerWorkList : public PeerWorkList {
 public:
  explicit MemoryPeerWorkList(size_t max_entries = 1000)
      : max_entries_(max_entries) {}

  absl::Status Put(const storage::v1::PeerWork& work) override {
    if (works.count(work.receipt_id()) == 0 && works.size() >= max_entries_) {
      return MakeError(absl::StatusCode::kResourceExhausted,
                       v1::ERROR_REASON_OVERLOADED, "full");
    }
    works[work.receipt_id()] = work;
    return absl::OkStatus();
  }
  absl::Status Remove(absl::string_view receipt_id) override {
    works.erase(std::string(receipt_id));
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<storage::v1::PeerWork>> Due(
      absl::Time now, int max) const override {
    std::multimap<int64_t, storage::v1::PeerWork> due;
    for (const auto& [id, work] : works) {
      if (absl::FromUnixSeconds(work.next_at().seconds()) <= now) {
        due.emplace(work.next_at().seconds(), work);
      }
    }
    std::vector<storage::v1::PeerWork> first;
    for (const auto& [at, work] : due) {
      if (static_cast<int>(first.size()) < max) {
        first.push_back(work);
      }
    }
    return first;
  }
  std::optional<std::string> LaterOf(
      absl::string_view first_receipt_id) const override {
    for (const auto& [id, work] : works) {
      if (work.first_receipt_id() == first_receipt_id) {
        return id;
      }
    }
    return std::nullopt;
  }
  std::optional<std::string> FirstOf(
      absl::string_view caller_sha256,
      absl::string_view request_key) const override {
    for (const auto& [id, work] : works) {
      if (work.caller().tls_sha256() == caller_sha256 && !request_key.empty() &&
          work.request_key() == request_key) {
        return work.first_receipt_id();
      }
    }
    return std::nullopt;
  }
  int64_t size() const override { return static_cast<int64_t>(works.size()); }

  std::map<std::string, storage::v1::PeerWork> works;

 private:
  const size_t max_entries_;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_MEMORY_PEER_WORK_LIST_H_
