#include "services/receipt/group_signer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "services/receipt/dvcs_receipt.h"
#include "services/receipt/group_dvc.h"

namespace kepil {

GroupSigner::GroupSigner(Rooms rooms, int max_size)
    : rooms_(std::move(rooms)), max_size_(static_cast<size_t>(max_size)) {
  KEPIL_CHECK(max_size >= 1 && max_size <= kMaxGroupSize);
}

absl::StatusOr<ReceiptStore::GroupDvc> GroupSigner::Sign(const Item& item) {
  KEPIL_ASSIGN_OR_RETURN(ReceiptIdentity identity,
                         rooms_.identity(item.record.position.issued_at));
  Entry entry = {item, std::move(identity), absl::UnknownError(""), false, {}};
  std::vector<Entry*> group;
  {
    MutexLock lock(mutex_);
    queue_.push_back(&entry);
    while (!entry.done && (is_signing_ || queue_.front() != &entry)) {
      entry.woken.Wait(mutex_);
    }
    if (entry.done) {
      return std::move(entry.result);
    }
    is_signing_ = true;
    group = TakeGroup();
  }
  SignGroup(group);
  MutexLock lock(mutex_);
  is_signing_ = false;
  for (Entry* member : group) {
    if (member != &entry) {
      member->done = true;
      member->woken.NotifyOne();  // Under the lock: then the entry is gone.
    }
  }
  if (!queue_.empty()) {
    queue_.front()->woken.NotifyOne();
  }
  return std::move(entry.result);
}

std::vector<GroupSigner::Entry*> GroupSigner::TakeGroup() {
  const Entry& first = *queue_.front();
  std::vector<Entry*> group;
  std::deque<Entry*> rest;
  for (Entry* entry : queue_) {
    const bool fits =
        group.size() < max_size_ &&
        entry->item.policy_oid == first.item.policy_oid &&
        entry->identity.certificate == first.identity.certificate &&
        entry->identity.key.signer == first.identity.key.signer;
    if (fits) {
      group.push_back(entry);
    } else {
      rest.push_back(entry);
    }
  }
  queue_ = std::move(rest);
  return group;
}

void GroupSigner::SignGroup(std::vector<Entry*> group) {
  if (group.size() > 1) {
    const absl::Status status = SignTogether(group);
    for (Entry* entry : group) {
      if (!status.ok()) {
        entry->result = status;
      }
    }
    return;
  }
  Entry& only = *group.front();
  absl::StatusOr<std::string> dvc =
      SignDvc(only.item.record.body, only.identity);
  if (!dvc.ok()) {
    only.result = dvc.status();
    return;
  }
  // The record is what must not be lost; this is made from it.
  rooms_.store.PutDvc(only.item.record.position.index, *dvc).IgnoreError();
  only.result = ReceiptStore::GroupDvc{*std::move(dvc), std::nullopt};
}

absl::Status GroupSigner::SignTogether(const std::vector<Entry*>& members) {
  std::vector<Entry*> group = members;
  std::sort(group.begin(), group.end(), [](const Entry* a, const Entry* b) {
    return a->item.record.position.index < b->item.record.position.index;
  });
  std::vector<absl::string_view> bodies;
  GroupFacts facts;
  facts.issued_at = group.front()->item.record.position.issued_at;
  for (const Entry* entry : group) {
    bodies.push_back(entry->item.record.body);
    facts.issued_at =
        std::max(facts.issued_at, entry->item.record.position.issued_at);
  }
  const GroupTree tree(bodies);
  facts.root = tree.root();
  facts.size = tree.size();
  facts.first_serial = group.front()->item.record.position.serial();
  facts.policy_oid = group.front()->item.policy_oid;
  KEPIL_ASSIGN_OR_RETURN(const std::string dvc,
                         SignGroupDvc(facts, group.front()->identity));
  std::vector<ReceiptStore::GroupPlace> places;
  for (size_t i = 0; i < group.size(); ++i) {
    places.push_back({group[i]->item.record.position.index,
                      tree.PathOf(static_cast<int64_t>(i))});
  }
  KEPIL_RETURN_IF_ERROR(rooms_.store.PutGroupDvc(dvc, places));
  for (size_t i = 0; i < group.size(); ++i) {
    group[i]->result = ReceiptStore::GroupDvc{dvc, std::move(places[i].path)};
  }
  return absl::OkStatus();
}

int GroupSigner::waiting() const {
  MutexLock lock(mutex_);
  return static_cast<int>(queue_.size());
}

}  // namespace kepil
