#include "tests/contract/receipt_store_suite.h"

#include "tests/support/memory_log_storage.h"
#include "tests/support/memory_receipt_store.h"

namespace kepil {
namespace {

class MemoryBackend {
 public:
  ReceiptStore& receipts() { return receipts_; }
  const LogStorage& log() { return log_; }
  void Reopen() {}

 private:
  MemoryLogStorage log_;
  MemoryReceiptStore receipts_{&log_};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, ReceiptStoreSuite, MemoryBackend);

}  // namespace
}  // namespace kepil
