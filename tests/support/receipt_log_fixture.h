#ifndef KEPIL_TESTS_SUPPORT_RECEIPT_LOG_FIXTURE_H_
#define KEPIL_TESTS_SUPPORT_RECEIPT_LOG_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/status_macros.h"
#include "services/receipt/receipt_issuer.h"
#include "services/receipt/receipt_verifier.h"
#include "services/receipt/tiled_receipt_log.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/memory_receipt_store.h"
#include "tests/support/receipt_fixture.h"
#include "translog/log_reader.h"
#include "translog/sequencer.h"

namespace kepil {

// ReceiptLogFixture issues receipts into a log in memory, with new keys.
struct ReceiptLogFixture {
  static constexpr char kOrigin[] = "example.com/receipts";

  // `clock` outlives the fixture.
  explicit ReceiptLogFixture(const Clock& clock) {
    auto opened = TiledReceiptLog::Open({clock, store, reader,
                                         [this](absl::Time now) {
                                           return CheckReceiptIdentity(
                                               authority.identity, now);
                                         }},
                                        TiledReceiptLog::Options());
    KEPIL_CHECK(opened.ok());
    log = *std::move(opened);
    issuer = std::make_unique<ReceiptIssuer>(ReceiptIssuer::Rooms{
        *log, store,
        [this](absl::Time time) -> absl::StatusOr<ReceiptIdentity> {
          KEPIL_RETURN_IF_ERROR(CheckReceiptIdentity(authority.identity, time));
          return authority.identity;
        },
        [this](int size) {
          return std::string(static_cast<size_t>(size), next_random++);
        },
        kOrigin});
  }

  // Integrates what was issued and publishes a checkpoint.
  void Publish() {
    MemoryLogAnchor anchor;
    Sequencer sequencer(tiles, anchor, MakeTestNoteSigner(kOrigin),
                        Sequencer::Options());
    KEPIL_CHECK(sequencer.IntegrateOnce().ok());
    KEPIL_CHECK(sequencer.PublishCheckpoint().ok());
  }
  // What a holder of its receipts has.
  ReceiptTrust trust() const {
    return {{authority.anchor},
            {MakeTestNoteSigner(kOrigin).verifier().vkey()}};
  }

  TestReceiptAuthority authority = MakeTestReceiptAuthority();
  MemoryLogStorage tiles;
  MemoryReceiptStore store{&tiles};
  LogReader reader{tiles};
  char next_random = 'a';
  std::unique_ptr<TiledReceiptLog> log;
  std::unique_ptr<ReceiptIssuer> issuer;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_RECEIPT_LOG_FIXTURE_H_
