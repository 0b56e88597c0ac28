#ifndef KEPIL_TESTS_SUPPORT_LOG_FIXTURE_H_
#define KEPIL_TESTS_SUPPORT_LOG_FIXTURE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/crypto/signer.h"
#include "tests/support/memory_log_storage.h"
#include "translog/signed_note.h"

namespace kepil {

// An Ed25519 key made from one octet, the same on every run.
LogSigner MakeTestLogKey(char seed);
// A note signer under that key.
NoteSigner MakeTestNoteSigner(absl::string_view name, char seed = 'k');

// IntegrateLeaves, then a checkpoint signed by `signer` and kept by `anchor`.
void PublishLeaves(MemoryLogStorage& storage, MemoryLogAnchor& anchor,
                   const NoteSigner& signer,
                   const std::vector<std::string>& leaves);

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_LOG_FIXTURE_H_
