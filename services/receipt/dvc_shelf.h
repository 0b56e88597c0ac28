#ifndef KEPIL_SERVICES_RECEIPT_DVC_SHELF_H_
#define KEPIL_SERVICES_RECEIPT_DVC_SHELF_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "services/receipt/receipt_store.h"

namespace kepil {

// DvcShelf takes DVCs that were just made and writes them to the store many at
// a time, a moment later: an answer waits neither for that write nor for a
// synced one before it. What is here is found here. What a crash takes from it
// is made again from the body (ReceiptStore::PutDvcs). Thread-safe.
class DvcShelf {
 public:
  struct Options {
    absl::Duration linger = absl::Milliseconds(20);  // Until they are written.
    size_t max_held = 256;  // More are written as soon as the thread can.
  };
  // `store` outlives the shelf.
  DvcShelf(ReceiptStore& store, const Options& options);
  // Writes what is left.
  ~DvcShelf();
  DvcShelf(const DvcShelf&) = delete;
  DvcShelf& operator=(const DvcShelf&) = delete;

  // Waits for room while twice `max_held` are here.
  void Put(int64_t index, std::string dvc);
  // nullopt: it is in the store, or nowhere.
  std::optional<std::string> Find(int64_t index) const;

 private:
  using Dvcs = std::map<int64_t, std::string>;
  void Write();
  // Waits until something is due; empty when there will be nothing more.
  Dvcs TakeDue();

  ReceiptStore& store_;
  const Options options_;
  mutable Mutex mutex_;
  CondVar changed_;
  CondVar has_room_;
  Dvcs held_ ABSL_GUARDED_BY(mutex_);
  Dvcs writing_ ABSL_GUARDED_BY(mutex_);  // Found here until it is done.
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread writer_;  // Last: it uses all the others.
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_DVC_SHELF_H_
