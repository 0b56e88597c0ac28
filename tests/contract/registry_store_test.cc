#include "tests/contract/registry_store_suite.h"

#include "tests/support/memory_registry_store.h"

namespace kepil {
namespace {

class MemoryBackend {
 public:
  RegistryStore& registry() { return registry_; }
  int64_t audit_count() const {
    return static_cast<int64_t>(registry_.audit().size());
  }
  void Reopen() {}

 private:
  MemoryRegistryStore registry_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, RegistryStoreSuite, MemoryBackend);

}  // namespace
}  // namespace kepil
