#include "tests/integration/scenarios.h"

#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "engine/validation/conclusion.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/dvc_verifier.h"
#include "services/receipt/receipt_body.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using Fault = Meddler::Fault;
using testing::HasSubstr;

constexpr char kDocument[] = "ca-not-registered.txt";  // By a signer of XB.
constexpr char kGood[] = "valid, NO_CERTIFICATE_CHAIN_FOUND, peer TOTAL_PASSED";
constexpr char kNot[] = "not valid, NO_CERTIFICATE_CHAIN_FOUND";

class Bench {
 public:
  explicit Bench(Pair& pair) : pair_(pair) {}

  void Run() {
    TestTtp ttp("xb-ttp");
    ttp.authority = pair_.authority;
    Register(ttp);
    if (pair_.set_back != nullptr) {
      pair_.set_back(absl::Hours(1));
      Expect("stale", NoPeer(pair_.when_slow));
      pair_.set_back(absl::ZeroDuration());
    }
    // Another key is registered than the one that it signs with.
    TestTtp before("xb-ttp");
    before.authority = MakeAuthorityOfNow();
    Register(before);
    Expect("key rolled over, not yet registered",
           NoPeer("INDETERMINATE TRUST_SERVICE_UNKNOWN"));
    Register(ttp);
    Expect("key rolled over, registered", kGood);
    Expect("good", kGood);
    pair_.meddler.Set(Fault::kReplay);
    Expect("replay", NoPeer("INDETERMINATE RESPONSE_UNUSABLE"));
    pair_.meddler.Set(Fault::kTamper);
    ExpectBadPeer("tampered answer");
    pair_.meddler.Set(Fault::kWrongNonce);
    Expect("wrong nonce", NoPeer("INDETERMINATE RESPONSE_UNUSABLE"));
    pair_.meddler.Set(Fault::kWrongDigest);
    Expect("wrong digest", NoPeer("INDETERMINATE DIGEST_MISMATCH"));
    ExpectLoop();
    pair_.meddler.Set(Fault::kNone);
    pair_.meddler.Set(Fault::kSlow);
    Expect("peer slow", "no verdict, TRY_LATER");
    pair_.meddler.Set(Fault::kNone);
    Expect("good again", kGood);
    pair_.kill();
    Expect("peer down", "no verdict, TRY_LATER");
    Suspend();
    const int asked = pair_.meddler.asked();
    Expect("suspended peer", kNot);
    EXPECT_EQ(pair_.meddler.asked(), asked) << pair_.name;
  }

 private:
  static std::string NoPeer(absl::string_view said) {
    return absl::StrCat(kNot, ", peer ", said);
  }
  void Register(const TestTtp& ttp) {
    v1::ChangeDraft draft = TtpOfXbDraft(ttp, pair_.url);
    draft.mutable_authority()
        ->mutable_foreign_ttp()
        ->mutable_endpoints(0)
        ->set_protocol(pair_.protocol);
    ASSERT_THAT(Admit(pair_.house, draft), IsOk());
  }
  void Suspend() {
    const auto proposed =
        ProposeAs(pair_.house, "officer-a", SuspensionDraft("xb-ttp"));
    ASSERT_THAT(proposed, IsOk());
    ASSERT_THAT(
        SuspendAs(pair_.house, "officer-a", proposed->change_id(),
                  SignAct(pair_.house, "officer-a", proposed->statement())),
        IsOk());
  }
  v1::ReceiptBody Ask() {
    const auto receipt = Validate(pair_.house.ChannelAs("relying-party"),
                                  DemoRequest(pair_.house, kDocument));
    EXPECT_THAT(receipt, IsOk()) << pair_.name;
    v1::ReceiptBody body;
    EXPECT_TRUE(receipt.ok() && body.ParseFromString(receipt->body()));
    return body;
  }
  void Print(absl::string_view scenario, absl::string_view outcome) const {
    std::cout << "scenario | " << pair_.name << " | " << scenario << " | "
              << outcome << "\n";
  }
  void Expect(absl::string_view scenario, absl::string_view outcome) {
    const std::string text = OutcomeText(Ask());
    Print(scenario, text);
    EXPECT_EQ(text, outcome) << pair_.name << ": " << scenario << SaidLast();
  }
  // The words of the last answer.
  std::string SaidLast() const {
    const std::string answer = pair_.meddler.last_answer();
    DvcVerifyInput input;
    input.dvc = answer;
    const DvcVerification dvc = VerifyDvc(input);
    const auto& status = dvc.error.has_value() ? dvc.error->status
                         : dvc.info.has_value()
                             ? dvc.info->status.value_or(DvcStatusInfo())
                             : DvcStatusInfo();
    return absl::StrCat("; the TTP: ", absl::StrJoin(status.text, ", "));
  }
  // Why it does not count depends on the octet.
  void ExpectBadPeer(absl::string_view scenario) {
    const v1::ReceiptBody body = Ask();
    Print(scenario, OutcomeText(body));
    EXPECT_EQ(OutcomeOf(body), Outcome::kNotValid) << pair_.name;
    EXPECT_NE(body.signatures(0).peer().reason(),
              v1::FINDING_REASON_UNSPECIFIED)
        << pair_.name;
  }
  // Whom we ask asks us: we refuse, and that is no answer.
  void ExpectLoop() {
    pair_.meddler.Set(Fault::kLoop);
    ExpectBadPeer("loop");
    const std::string answer = pair_.meddler.last_answer();
    DvcVerifyInput input;
    input.dvc = answer;
    const DvcVerification dvc = VerifyDvc(input);
    ASSERT_TRUE(dvc.error.has_value()) << pair_.name;
    EXPECT_THAT(dvc.error->status.text.front(), HasSubstr("FORWARD_LOOP"));
  }

  Pair& pair_;
};

}  // namespace

TestReceiptAuthority MakeAuthorityOfNow() {
  TestReceiptCertificateSpec spec;
  spec.not_before = absl::Now() - absl::Hours(24);
  spec.not_after = absl::Now() + absl::Hours(24);
  return MakeTestReceiptAuthority(spec);
}

v1::ChangeDraft TtpOfXbDraft(const TestTtp& ttp, const std::string& url) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  v1::Authority& authority = *draft.mutable_authority();
  authority = ttp.Record("XB", url);
  authority.mutable_services(0)->clear_history();
  authority.set_legal_name("Xebria Gateway");
  authority.set_endpoint_country("XB");
  authority.set_decision("Decision 2 of the demo");
  return draft;
}

std::string OutcomeText(const v1::ReceiptBody& body) {
  const v1::SignatureReport& report = body.signatures(0);
  const Outcome outcome = OutcomeOf(body);
  std::string text = outcome == Outcome::kValid      ? "valid"
                     : outcome == Outcome::kNotValid ? "not valid"
                                                     : "no verdict";
  absl::StrAppend(&text, ", ",
                  SubIndicationName(report.conclusion().sub_indication()));
  if (report.has_peer()) {
    absl::StrAppend(&text, ", peer ",
                    IndicationName(report.peer().indication()));
    if (report.peer().reason() != v1::FINDING_REASON_UNSPECIFIED) {
      absl::StrAppend(&text, " ", FindingReasonName(report.peer().reason()));
    }
  }
  return text;
}

void RunScenarios(Pair& pair) { Bench(pair).Run(); }

}  // namespace kepil
