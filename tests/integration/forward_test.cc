// Forwarding to foreign trusted third parties: a real kepild asks a DVCS of the
// test that can do wrong. See two_states_test for real ones.

#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/mutex.h"
#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/validation.grpc.pb.h"
#include "services/gateway/forwarding_flow.h"
#include "services/net/curl_fetcher.h"
#include "services/receipt/dvc_verifier.h"
#include "services/receipt/receipt_body.h"
#include "services/rpc/post_server.h"
#include "services/rpc/status_mapping.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/integration/scenarios.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ttp.h"

namespace kepil {
namespace {

using testing::Contains;
using testing::ElementsAre;

constexpr char kDocument[] = "ca-not-registered.txt";  // By a signer of XB.

// The DVCS of XB, over HTTP. Thread-safe.
class Responder {
 public:
  enum class Mode { kAnswer, kTamper, kReplay, kSilent };

  Responder() {
    ttp.authority = MakeAuthorityOfNow();
    auto started = PostServer::Start(
        {}, {}, budget_,
        [this](PostRequest request, PostServer::Responder respond) {
          Answer(request, std::move(respond));
        });
    KEPIL_CHECK(started.ok());
    server_ = *std::move(started);
  }
  // Answers what was kept waiting: the server ends when all is answered.
  ~Responder() {
    MutexLock lock(mutex_);
    for (PostServer::Responder& respond : held_) {
      HttpResponse response;
      response.status = 503;
      respond(std::move(response));
    }
    held_.clear();
  }
  std::string url() const {
    return absl::StrCat("http://127.0.0.1:", server_->port(), "/dvcs");
  }
  void Set(Mode mode, std::function<void(DvcsCertificateInfo&)> fault = {},
           absl::Duration skew = absl::ZeroDuration()) {
    MutexLock lock(mutex_);
    mode_ = mode;
    ttp.fault = std::move(fault);
    ttp.skew = skew;
  }
  void Use(TestReceiptAuthority authority) {
    MutexLock lock(mutex_);
    ttp.authority = std::move(authority);
  }
  int asked() {
    MutexLock lock(mutex_);
    return asked_;
  }

  TestTtp ttp;

 private:
  void Answer(const PostRequest& request, PostServer::Responder respond) {
    MutexLock lock(mutex_);
    ++asked_;
    if (mode_ == Mode::kSilent) {
      held_.push_back(std::move(respond));
      return;
    }
    HttpResponse response;
    response.status = 200;
    response.content_type = "application/dvcs";
    response.body =
        mode_ == Mode::kReplay ? last_ : ttp.Answer(request.body, absl::Now());
    if (mode_ == Mode::kTamper) {
      response.body[120] ^= 1;
    }
    last_ = response.body;
    respond(std::move(response));
  }

  Mutex mutex_;
  Mode mode_ = Mode::kAnswer;
  int asked_ = 0;
  std::string last_;
  std::vector<PostServer::Responder> held_;
  InflightBudget budget_{1 << 20};
  std::unique_ptr<PostServer> server_;
};

v1::ReceiptBody BodyOf(const v1::IssuedReceipt& receipt) {
  v1::ReceiptBody body;
  EXPECT_TRUE(body.ParseFromString(receipt.body()));
  return body;
}

class ForwardTest : public testing::Test {
 protected:
  void Start(const std::string& peers) {
    house_.Reconfigure("fetch {",
                       absl::StrCat("peers { ", peers, " }\nfetch {"));
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(Admit(house_, RelyingPartyDraft(house_)), IsOk());
  }
  v1::ReceiptBody Ask() {
    const auto receipt = Validate(house_.ChannelAs("relying-party"),
                                  DemoRequest(house_, kDocument));
    EXPECT_THAT(receipt, IsOk());
    return BodyOf(*receipt);
  }
  void Expect(absl::string_view scenario, absl::string_view outcome) {
    const std::string text = OutcomeText(Ask());
    std::cout << "scenario | " << scenario << " | " << text << "\n";
    EXPECT_EQ(text, outcome) << scenario;
  }

  DemoHouse house_;
};

// Law: REG-03.
TEST_F(ForwardTest, EachScenarioHasItsOutcome) {
  Responder responder;
  Start("timeout { seconds: 1 }");
  Expect("no TTP registered", "not valid, NO_CERTIFICATE_CHAIN_FOUND");
  ASSERT_THAT(Admit(house_, TtpOfXbDraft(responder.ttp, responder.url())),
              IsOk());
  const std::string kNone = "not valid, NO_CERTIFICATE_CHAIN_FOUND, ";
  Expect("good", "valid, NO_CERTIFICATE_CHAIN_FOUND, peer TOTAL_PASSED");
  responder.Set(Responder::Mode::kReplay);
  Expect("replay of an earlier answer",
         kNone + "peer INDETERMINATE RESPONSE_UNUSABLE");
  responder.Set(Responder::Mode::kTamper);
  const v1::ReceiptBody tampered = Ask();
  EXPECT_EQ(OutcomeOf(tampered), Outcome::kNotValid);
  EXPECT_NE(tampered.signatures(0).peer().reason(),
            v1::FINDING_REASON_UNSPECIFIED);
  std::cout << "scenario | tampered | " << OutcomeText(tampered) << "\n";
  responder.Set(Responder::Mode::kAnswer, [](DvcsCertificateInfo& info) {
    info.information.der.clear();
    info.information.nonce = std::string(16, 'A');
  });
  Expect("wrong nonce", kNone + "peer INDETERMINATE RESPONSE_UNUSABLE");
  responder.Set(Responder::Mode::kAnswer, [](DvcsCertificateInfo& info) {
    info.imprint.der.clear();
    info.imprint.value[0] ^= 1;
  });
  Expect("wrong digest", kNone + "peer INDETERMINATE DIGEST_MISMATCH");
  responder.Set(Responder::Mode::kAnswer, {}, -absl::Hours(1));
  Expect("stale", kNone + "peer INDETERMINATE REVOCATION_STALE");
  responder.Set(Responder::Mode::kAnswer, [](DvcsCertificateInfo& info) {
    info.status = DvcStatusInfo{DvcStatus::kRejection, {"revoked"}, {7}};
    info.targets.clear();
  });
  Expect("the peer says no", kNone + "peer TOTAL_FAILED");

  // The peer's key is rolled over: unknown until it is registered.
  TestTtp next = responder.ttp;
  next.authority = MakeAuthorityOfNow();
  responder.Use(next.authority);
  responder.Set(Responder::Mode::kAnswer);
  Expect("key rolled over, not yet registered",
         kNone + "peer INDETERMINATE TRUST_SERVICE_UNKNOWN");
  v1::ChangeDraft amended = TtpOfXbDraft(next, responder.url());
  ASSERT_THAT(Admit(house_, amended), IsOk());
  Expect("key rolled over, registered",
         "valid, NO_CERTIFICATE_CHAIN_FOUND, peer TOTAL_PASSED");

  responder.Set(Responder::Mode::kSilent);
  Expect("peer slow", "no verdict, TRY_LATER");
  responder.Set(Responder::Mode::kAnswer);

  // A request that has been here before is refused; one through another
  // gateway is answered and asks nobody.
  const int before = responder.asked();
  FakeClock clock;
  CurlFetcher::Options options;
  options.allowed = {*IpRange::Parse("127.0.0.1/32")};
  options.ca_file = house_.PathOf("tls/ca.pem");
  options.cert_file = house_.PathOf("tls/relying-party.pem");
  options.key_file = house_.PathOf("tls/relying-party.key");
  CurlFetcher fetcher(clock, std::move(options));
  for (const std::string origin : {"kepil.example/demo-1", "other.example"}) {
    DvcsRequest request;
    request.information.service = DvcsService::kCpkc;
    request.information.nonce = "\x05";
    request.information.dvcs =
        DerWrap(DerContext(6), "https://dvcs.kz.example/") + HopName(origin);
    request.data.kind = DvcsData::Kind::kCertificates;
    request.data.certificates = {{{DvcsToken::Kind::kCertificate,
                                   house_.pki().Get("xb-signer").certificate},
                                  {},
                                  ""}};
    FetchRequest fetch;
    fetch.url = absl::StrCat("https://", house_.AddressOf("DVCS"), "/");
    fetch.method = FetchMethod::kPost;
    fetch.body = WriteDvcsRequest(request, DvcsEncoding::kRfc3029);
    fetch.content_type = "application/dvcs";
    fetch.timeout = absl::Seconds(30);
    const auto answer = fetcher.Fetch(fetch);
    ASSERT_THAT(answer, IsOk());
    DvcVerifyInput input;
    input.dvc = answer->body;
    const DvcVerification dvc = VerifyDvc(input);
    const bool refused = dvc.error.has_value();
    EXPECT_EQ(refused, origin == "kepil.example/demo-1");
    std::cout << "scenario | loop: hop " << origin << " | "
              << (refused ? dvc.error->status.text.front() : "answered")
              << "\n";
  }
  EXPECT_EQ(responder.asked(), before);

  const auto proposed =
      ProposeAs(house_, "officer-a", SuspensionDraft("xb-ttp"));
  ASSERT_THAT(proposed, IsOk());
  ASSERT_THAT(SuspendAs(house_, "officer-a", proposed->change_id(),
                        SignAct(house_, "officer-a", proposed->statement())),
              IsOk());
  Expect("suspended peer", "not valid, NO_CERTIFICATE_CHAIN_FOUND");
  EXPECT_EQ(responder.asked(), before);
}

// What was promised survives kill -9.
// Law: REG-03.
TEST_F(ForwardTest, APromisedReceiptComesAfterACrash) {
  auto responder = std::make_unique<Responder>();
  responder->Set(Responder::Mode::kSilent);
  Start("timeout { seconds: 1 } retry_for { seconds: 600 }");
  ASSERT_THAT(Admit(house_, TtpOfXbDraft(responder->ttp, responder->url())),
              IsOk());
  const ChannelRef party = house_.ChannelAs("relying-party");
  v1::ValidateResponse response;
  CallDeadline call;
  ASSERT_THAT(FromGrpc(v1::ValidationService::NewStub(party)->Validate(
                  call.context(), DemoRequest(house_, kDocument), &response)),
              IsOk());
  EXPECT_THAT(BodyOf(response.receipt()).limitations(),
              Contains(v1::LIMITATION_PEER_SILENT));
  const std::string later = response.later_receipt_id();
  ASSERT_EQ(later.size(), 32u);
  house_.Kill();
  responder->Set(Responder::Mode::kAnswer);
  ASSERT_THAT(house_.Start(), IsOk());
  const ChannelRef again = house_.ChannelAs("relying-party");
  const absl::Time end = absl::Now() + absl::Minutes(2);
  absl::StatusOr<v1::IssuedReceipt> receipt = GetReceipt(again, later);
  while (!receipt.ok() && absl::Now() < end) {
    absl::SleepFor(absl::Milliseconds(200));
    receipt = GetReceipt(again, later);
  }
  ASSERT_THAT(receipt, IsOk());
  std::cout << "scenario | peer down, kill -9, peer back | "
            << OutcomeText(BodyOf(*receipt)) << "\n";
  EXPECT_TRUE(IsVouchedFor(BodyOf(*receipt).signatures(0)));
}

}  // namespace
}  // namespace kepil
