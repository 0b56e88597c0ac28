#ifndef KEPIL_BASE_RCU_CELL_H_
#define KEPIL_BASE_RCU_CELL_H_

#include <memory>
#include <utility>

#include "base/mutex.h"

namespace kepil {

// RcuCell holds the newest of a sequence of immutable values. A reader keeps
// the value it loaded alive; a store never waits for readers to finish with
// theirs. Thread-safe; the lock guards one pointer copy.
template <typename T>
class RcuCell {
 public:
  std::shared_ptr<const T> Load() const {
    MutexLock lock(mutex_);
    return value_;
  }
  void Store(std::shared_ptr<const T> value) {
    MutexLock lock(mutex_);
    value_.swap(value);  // The old value dies outside the lock's scope, below.
  }

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const T> value_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_BASE_RCU_CELL_H_
