#include "services/receipt/dvc_shelf.h"

#include <chrono>
#include <utility>

namespace kepil {

DvcShelf::DvcShelf(ReceiptStore& store, const Options& options)
    : store_(store), options_(options), writer_([this] { Write(); }) {}

DvcShelf::~DvcShelf() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  writer_.join();
}

void DvcShelf::Put(int64_t index, std::string dvc) {
  MutexLock lock(mutex_);
  while (held_.size() >= 2 * options_.max_held) {
    has_room_.Wait(mutex_);
  }
  held_[index] = std::move(dvc);
  // The first ends the writer's sleep, the last of many its lingering.
  if (held_.size() == 1 || held_.size() == options_.max_held) {
    changed_.NotifyAll();
  }
}

std::optional<std::string> DvcShelf::Find(int64_t index) const {
  const MutexLock lock(mutex_);
  for (const Dvcs* dvcs : {&held_, &writing_}) {
    const auto found = dvcs->find(index);
    if (found != dvcs->end()) {
      return found->second;
    }
  }
  return std::nullopt;
}

DvcShelf::Dvcs DvcShelf::TakeDue() {
  MutexLock lock(mutex_);
  while (held_.empty() && !stopping_) {
    changed_.Wait(mutex_);
  }
  const auto due = std::chrono::steady_clock::now() +
                   absl::ToChronoNanoseconds(options_.linger);
  while (held_.size() < options_.max_held && !stopping_) {
    const auto left = due - std::chrono::steady_clock::now();
    if (left <= std::chrono::nanoseconds::zero()) {
      break;
    }
    changed_.WaitFor(mutex_, left);
  }
  writing_.swap(held_);
  has_room_.NotifyAll();
  return writing_;
}

void DvcShelf::Write() {
  for (;;) {
    const Dvcs dvcs = TakeDue();
    if (dvcs.empty()) {
      return;
    }
    // One that is not kept is made again when it is asked for.
    store_.PutDvcs(dvcs).IgnoreError();
    const MutexLock lock(mutex_);
    writing_.clear();
  }
}

}  // namespace kepil
