#ifndef KEPIL_TESTS_INTEGRATION_SCENARIOS_H_
#define KEPIL_TESTS_INTEGRATION_SCENARIOS_H_

#include <functional>
#include <string>

#include "kepil/v1/receipt.pb.h"
#include "kepil/v1/registrar.pb.h"
#include "kepil/v1/trust.pb.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/meddler.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/test_ttp.h"

namespace kepil {

// A receipt authority that is valid now.
TestReceiptAuthority MakeAuthorityOfNow();

// The proposal that registers `ttp` for XB, asked at `url`.
v1::ChangeDraft TtpOfXbDraft(const TestTtp& ttp, const std::string& url);

// "valid, NO_CERTIFICATE_CHAIN_FOUND, peer TOTAL_PASSED": the outcome, our own
// sub-indication, what the foreign TTP said, and why that does not count.
std::string OutcomeText(const v1::ReceiptBody& body);

// A gateway that asks and whom it asks, with a Meddler between them.
struct Pair {
  std::string name;
  DemoHouse& house;  // Runs; its relying party is registered, XB's TTP is not.
  Meddler& meddler;
  std::string url;  // Of the Meddler's front.
  v1::ForeignTtpProtocol protocol = v1::FOREIGN_TTP_PROTOCOL_DVCS_RFC3029;
  TestReceiptAuthority authority = {};  // By whose key the TTP signs.
  // Sets the clock of the TTP back by so much. Is called before all else, since
  // times of receipts do not go back, and then with zero. May be empty.
  std::function<void(absl::Duration by)> set_back = nullptr;
  // What comes of its answer then.
  std::string when_slow = "INDETERMINATE REVOCATION_STALE";
  std::function<void()> kill = nullptr;  // The TTP is gone for good.
};

// Drives every scenario of flow 4.3 through `pair`, prints and expects the
// outcome of each. The peer that is silent stays longer than `timeout` of the
// house's peers.
void RunScenarios(Pair& pair);

}  // namespace kepil

#endif  // KEPIL_TESTS_INTEGRATION_SCENARIOS_H_
