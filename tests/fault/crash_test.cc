// Kills a loaded kepild at seeded random moments and asks afterwards for
// everything that it had acknowledged.
//   --rounds=N (50)  --seed=N (1)  --clients=N (8)

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/registrar.grpc.pb.h"
#include "services/kepild/storage_keys.h"
#include "services/receipt/receipt_body.h"
#include "services/rpc/status_mapping.h"
#include "services/store/log_id.h"
#include "services/store/rocks_db.h"
#include "services/store/rocks_log_storage.h"
#include "services/store/rocks_receipt_store.h"
#include "services/store/rocks_registry_store.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"
#include "translog/fsck.h"

ABSL_FLAG(int, rounds, 50, "How often kepild is killed.");
ABSL_FLAG(int, clients, 8, "Clients that validate at once.");
ABSL_FLAG(uint32_t, seed, 1, "Of the moments at which it is killed.");

namespace kepil {
namespace {

// A change of the registry that was acknowledged.
struct AcknowledgedChange {
  std::string change_id;
  std::string principal;
  int64_t version = 0;
};

// What clients were told, and therefore must find again.
class Promises {
 public:
  void Add(v1::IssuedReceipt receipt) {
    MutexLock lock(mutex_);
    receipts_.push_back(std::move(receipt));
  }
  void Add(AcknowledgedChange change) {
    MutexLock lock(mutex_);
    changes_.push_back(std::move(change));
  }
  std::vector<v1::IssuedReceipt> receipts() const {
    MutexLock lock(mutex_);
    return receipts_;
  }
  std::vector<AcknowledgedChange> changes() const {
    MutexLock lock(mutex_);
    return changes_;
  }

 private:
  mutable Mutex mutex_;
  std::vector<v1::IssuedReceipt> receipts_ ABSL_GUARDED_BY(mutex_);
  std::vector<AcknowledgedChange> changes_ ABSL_GUARDED_BY(mutex_);
};

class CrashTest : public testing::Test {
 protected:
  // Validates until the server is gone. Every other request has a key.
  void LoadAsClient(int round, int client) {
    const ChannelRef party = house_.ChannelAs("relying-party");
    const std::string document =
        client % 2 == 0 ? "valid-p256.txt" : "valid-rsa.txt";
    v1::ValidateRequest request = DemoRequest(house_, document);
    for (int i = 0;; ++i) {
      request.set_idempotency_key(
          i % 2 == 0 ? "" : absl::StrCat(round, "/", client, "/", i));
      auto receipt = Validate(party, request);
      if (!receipt.ok()) {
        return;
      }
      promises_.Add(*std::move(receipt));
    }
  }

  // Two officers admit callers until the server is gone.
  void LoadAsOfficers(int round) {
    for (int i = 0;; ++i) {
      AcknowledgedChange change;
      change.principal = absl::StrCat("caller-", round, "-", i);
      v1::ChangeDraft draft = RelyingPartyDraft(house_);
      draft.mutable_principal()->set_id(change.principal);
      draft.mutable_principal()->set_tls_sha256(
          TestHash("sha256", change.principal));
      const auto proposed = ProposeAs(house_, "officer-a", draft);
      if (!proposed.ok()) {
        return;
      }
      const auto version =
          ApproveAs(house_, "officer-b", proposed->change_id(),
                    SignAct(house_, "officer-b", proposed->statement()));
      if (!version.ok()) {
        return;
      }
      change.change_id = proposed->change_id();
      change.version = *version;
      promises_.Add(std::move(change));
    }
  }

  // Loads the server and kills it `alive` after the load began.
  void RunRound(int round, absl::Duration alive) {
    std::vector<std::thread> threads;
    for (int i = 0; i < absl::GetFlag(FLAGS_clients); ++i) {
      threads.emplace_back([this, round, i] { LoadAsClient(round, i); });
    }
    if (round % 5 == 0) {
      threads.emplace_back([this, round] { LoadAsOfficers(round); });
    }
    absl::SleepFor(alive);  // The load itself goes on meanwhile.
    house_.Kill();
    for (std::thread& thread : threads) {
      thread.join();
    }
  }

  void ExpectReceiptsServed() {
    const auto info = GetServiceInfo(house_.OpenChannel());
    ASSERT_THAT(info, IsOk());
    const ReceiptTrust trust = TrustIn(house_, *info);
    const ChannelRef party = house_.ChannelAs("relying-party");
    for (const v1::IssuedReceipt& receipt : promises_.receipts()) {
      const auto kept = GetReceipt(party, receipt.id());
      ASSERT_THAT(kept, IsOk()) << "serial " << receipt.serial();
      ASSERT_EQ(kept->serial(), receipt.serial());
      ASSERT_EQ(kept->body(), receipt.body());
      for (v1::IssuedReceipt each : {*kept, receipt}) {
        each.set_tlog_proof(kept->tlog_proof());
        grouped_ += each.has_group() ? 1 : 0;
        const ReceiptVerification offline = VerifyOffline(each, trust);
        ASSERT_THAT(offline.problems, testing::IsEmpty())
            << "serial " << receipt.serial();
        ASSERT_TRUE(offline.proof_checked) << "serial " << receipt.serial();
        ASSERT_EQ(OutcomeOf(*offline.body), Outcome::kValid);
      }
    }
  }

  void ExpectChangesEffective() {
    const auto stub =
        v1::RegistrarService::NewStub(house_.ChannelAs("officer-a"));
    for (const AcknowledgedChange& change : promises_.changes()) {
      v1::GetChangeRequest request;
      request.set_change_id(change.change_id);
      v1::GetChangeResponse response;
      CallDeadline call;
      ASSERT_THAT(FromGrpc(stub->GetChange(call.context(), request, &response)),
                  IsOk());
      EXPECT_EQ(response.change().state(), v1::CHANGE_STATE_EFFECTIVE);
      EXPECT_EQ(response.change().effective_version(), change.version);
    }
  }

  // The stopped server's database: serials without a gap, the log whole, every
  // admitted caller in the registry.
  void ExpectStoresWhole(const std::string& log_vkey) {
    Config config;
    config.mutable_storage()->set_rocksdb_path(house_.PathOf("db"));
    config.mutable_keys()->mutable_storage()->set_key_file(
        house_.PathOf("kepild/storage.key"));
    auto db = OpenDatabase(config);
    ASSERT_THAT(db, IsOk());
    const RocksReceiptStore receipts(**db);
    const auto head = receipts.ReadHead();
    ASSERT_THAT(head, IsOk());
    absl::Time previous = absl::InfinitePast();
    for (int64_t index = 0; index < head->next_index; ++index) {
      const auto record = receipts.GetByIndex(index);
      ASSERT_THAT(record, IsOk()) << "index " << index;
      v1::ReceiptBody body;
      ASSERT_TRUE(body.ParseFromString(record->body));
      ASSERT_EQ(body.serial(), index + 1);
      ASSERT_GE(record->position.issued_at, previous);
      previous = record->position.issued_at;
    }
    const RocksLogStorage log(**db, LogId::kReceipts);
    const auto verifier = NoteVerifier::FromVkey(log_vkey);
    ASSERT_THAT(verifier, IsOk());
    FsckInput input = {log, *verifier, std::nullopt,
                       house_.Read("anchor/checkpoints")};
    const auto state = log.ReadTreeState();
    ASSERT_THAT(state, IsOk());
    input.state = *state;
    const auto report = CheckLog(input);
    ASSERT_THAT(report, IsOk());
    EXPECT_TRUE(report->clean()) << testing::PrintToString(report->differences);
    EXPECT_EQ(report->tree_size, head->next_index);

    const RocksRegistryStore registry(**db);
    EXPECT_THAT(registry.CheckAudit(), IsOk());
    const auto image = registry.Load();
    ASSERT_THAT(image, IsOk());
    std::map<std::string, int> known;
    for (const v1::PrincipalRecord& principal : image->principals()) {
      ++known[principal.id()];
    }
    for (const AcknowledgedChange& change : promises_.changes()) {
      EXPECT_EQ(known[change.principal], 1) << change.principal;
      EXPECT_LE(change.version, image->version());
    }
    std::printf(
        "%d receipts acknowledged, %d in the log; %d changes, "
        "registry version %d\n",
        static_cast<int>(promises_.receipts().size()),
        static_cast<int>(head->next_index),
        static_cast<int>(promises_.changes().size()),
        static_cast<int>(image->version()));
  }

  void RunRounds(int rounds);

  DemoHouse house_;
  Promises promises_;
  int grouped_ = 0;  // Of what was served: members of groups.
};

void CrashTest::RunRounds(int rounds) {
  ASSERT_THAT(house_.Start(), IsOk());
  ASSERT_THAT(AdmitUsual(house_), IsOk());
  const auto info = GetServiceInfo(house_.OpenChannel());
  ASSERT_THAT(info, IsOk());
  std::mt19937 random(absl::GetFlag(FLAGS_seed));
  absl::Duration slowest;
  for (int round = 0; round < rounds; ++round) {
    SCOPED_TRACE(absl::StrCat("round ", round));
    RunRound(round, absl::Milliseconds(20 + random() % 700));
    const absl::Time began = absl::Now();
    ASSERT_THAT(house_.Start(), IsOk());
    slowest = std::max(slowest, absl::Now() - began);
  }
  std::printf("slowest restart %s\n", absl::FormatDuration(slowest).c_str());
  EXPECT_GT(promises_.receipts().size(), 0u);
  EXPECT_GT(promises_.changes().size(), 0u);

  // A last checkpoint covers everything once the server has stopped.
  ASSERT_EQ(house_.Stop(), 0);
  ASSERT_NO_FATAL_FAILURE(ExpectStoresWhole(info->receipts_log_vkey()));
  ASSERT_THAT(house_.Start(), IsOk());
  ASSERT_NO_FATAL_FAILURE(ExpectReceiptsServed());
  ASSERT_NO_FATAL_FAILURE(ExpectChangesEffective());
}

// Law: RCP-07.
TEST_F(CrashTest, KeepsEveryPromiseOverKills) {
  RunRounds(absl::GetFlag(FLAGS_rounds));
  EXPECT_EQ(grouped_, 0);
}

// A group's DVC is on disk before any member has it: what a client holds and
// what the node serves afterwards are both genuine.
// Law: RCP-07.
TEST_F(CrashTest, KeepsGroupedReceiptsOverKills) {
  house_.GroupReceipts();
  RunRounds(absl::GetFlag(FLAGS_rounds) / 5 + 1);
  std::printf("%d of them in groups\n", grouped_);
  EXPECT_GT(grouped_, 0);
}

}  // namespace
}  // namespace kepil

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  absl::ParseCommandLine(argc, argv);
  return RUN_ALL_TESTS();
}
