#ifndef KEPIL_TESTS_BENCH_STOPPED_NODE_H_
#define KEPIL_TESTS_BENCH_STOPPED_NODE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kepil/v1/receipt.pb.h"
#include "kepil/v1/registrar.pb.h"
#include "services/kepild/config.h"
#include "services/store/rocks_db.h"
#include "tests/integration/demo_house.h"

namespace kepil {

// What a StoppedNode puts into a store for each receipt.
struct FilledReceipts {
  v1::ReceiptBody shape;  // All but what makes each one another.
  size_t dvc_octets = 0;  // Random ones in the DVC's place.
};

// StoppedNode is the database of a kepild that does not run, opened as kepild
// opens it, storage keys and all, to be filled through the same stores.
// Misuse ends the process.
class StoppedNode {
 public:
  explicit StoppedNode(const DemoHouse& house);
  ~StoppedNode();

  // Appends receipts until there are `size`, takes their leaves into the tree
  // and publishes a checkpoint over it. Each has a body, a DVC, index rows and
  // an idempotency row of its own; a manifest is shared by those of one write.
  // The index of the first one appended.
  int64_t FillReceipts(int64_t size, const FilledReceipts& receipts);
  // Admits the authorities of `drafts` in one version of the registry.
  void AdmitAll(const std::vector<v1::ChangeDraft>& drafts);

 private:
  void AppendReceipts(int64_t count, const FilledReceipts& receipts);

  const Config config_;
  std::unique_ptr<RocksDb> db_;
};

// The id of the filled receipt of that index, 16 octets.
std::string FilledReceiptId(int64_t index);

}  // namespace kepil

#endif  // KEPIL_TESTS_BENCH_STOPPED_NODE_H_
