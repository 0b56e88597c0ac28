#include "tests/contract/log_storage_suite.h"

#include "tests/support/memory_log_storage.h"

namespace kepil {
namespace {

class MemoryBackend {
 public:
  LogStorage& log() { return log_; }
  void AddPending(absl::string_view leaf) { log_.AddPending(leaf); }
  void Reopen() {}

 private:
  MemoryLogStorage log_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, LogStorageSuite, MemoryBackend);

}  // namespace
}  // namespace kepil
