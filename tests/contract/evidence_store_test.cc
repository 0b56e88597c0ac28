#include "tests/contract/evidence_store_suite.h"

#include "tests/support/memory_evidence_store.h"

namespace kepil {
namespace {

class MemoryBackend {
 public:
  EvidenceStore& evidence() { return evidence_; }
  void Reopen() {}

 private:
  MemoryEvidenceStore evidence_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, EvidenceStoreSuite, MemoryBackend);

}  // namespace
}  // namespace kepil
