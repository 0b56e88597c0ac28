#include "tests/support/log_fixture.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "engine/crypto/evp_signer.h"
#include "translog/sequencer.h"

namespace kepil {

LogSigner MakeTestLogKey(char seed) {
  // PrivateKeyInfo of RFC 8410, section 7, up to the key's 32 octets.
  const std::string der =
      absl::StrCat(absl::HexStringToBytes("302e020100300506032b657004220420"),
                   std::string(32, seed));
  auto signer = CreateEvpSigner(absl::StrCat("-----BEGIN PRIVATE KEY-----\n",
                                             absl::Base64Escape(der),
                                             "\n-----END PRIVATE KEY-----\n"));
  KEPIL_CHECK(signer.ok());
  LogSigner key;
  key.signer = *std::move(signer);
  return key;
}

NoteSigner MakeTestNoteSigner(absl::string_view name, char seed) {
  auto signer = NoteSigner::Create(name, MakeTestLogKey(seed));
  KEPIL_CHECK(signer.ok());
  return *std::move(signer);
}

void PublishLeaves(MemoryLogStorage& storage, MemoryLogAnchor& anchor,
                   const NoteSigner& signer,
                   const std::vector<std::string>& leaves) {
  IntegrateLeaves(storage, leaves);
  Sequencer sequencer(storage, anchor, signer, Sequencer::Options());
  KEPIL_CHECK(sequencer.PublishCheckpoint().ok());
}

}  // namespace kepil
