// Forwarding to foreign trusted third parties: a real kepild asks a DVCS of the
// test that can do wrong, and another kepild.

#include <sys/stat.h>

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
#include "engine/validation/conclusion.h"
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
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ttp.h"

namespace kepil {
namespace {

using testing::Contains;
using testing::ElementsAre;

constexpr char kDocument[] = "ca-not-registered.txt";  // By a signer of XB.

TestReceiptAuthority MakeAuthority() {
  TestReceiptCertificateSpec spec;
  spec.not_before = absl::Now() - absl::Hours(24);
  spec.not_after = absl::Now() + absl::Hours(24);
  return MakeTestReceiptAuthority(spec);
}

// The DVCS of XB, over HTTP. Thread-safe.
class Responder {
 public:
  enum class Mode { kAnswer, kTamper, kReplay, kSilent };

  Responder() {
    ttp.authority = MakeAuthority();
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

v1::ChangeDraft TtpDraft(const TestTtp& ttp, const std::string& url) {
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

v1::ReceiptBody BodyOf(const v1::IssuedReceipt& receipt) {
  v1::ReceiptBody body;
  EXPECT_TRUE(body.ParseFromString(receipt.body()));
  return body;
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
  ASSERT_THAT(Admit(house_, TtpDraft(responder.ttp, responder.url())), IsOk());
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
  next.authority = MakeAuthority();
  responder.Use(next.authority);
  responder.Set(Responder::Mode::kAnswer);
  Expect("key rolled over, not yet registered",
         kNone + "peer INDETERMINATE TRUST_SERVICE_UNKNOWN");
  v1::ChangeDraft amended = TtpDraft(next, responder.url());
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
  ASSERT_THAT(Admit(house_, TtpDraft(responder->ttp, responder->url())),
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

// Law: REG-03.
TEST_F(ForwardTest, TwoNodesAskEachOtherByHttpAndGrpc) {
  DemoHouse xb;  // The gateway of XB, which knows its own CA.
  const TestReceiptAuthority authority = MakeAuthority();
  const std::string key = xb.PathOf("kepild/receipt.key");
  WriteWholeFile(key, authority.signer.key.Pem());
  ASSERT_EQ(::chmod(key.c_str(), 0600), 0);
  WriteWholeFile(
      xb.PathOf("kepild/receipt.pem"),
      authority.signer.CertificatePem() + authority.ca.CertificatePem());
  xb.Reconfigure("kepil.example/demo-1", "kepil.example/xb");
  ASSERT_THAT(xb.Start(), IsOk());
  v1::ChangeDraft us = RelyingPartyDraft(xb);
  us.mutable_principal()->set_id("kz-gateway");
  us.mutable_principal()->set_tls_sha256(
      TestHash("sha256", house_.pki().Get("tls-auditor").certificate));
  ASSERT_THAT(Admit(xb, us), IsOk());
  v1::ChangeDraft ca = AuthorityDraft(xb, "xc");
  v1::Authority& record = *ca.mutable_authority();
  record.set_id("xb");
  record.set_country("XB");
  record.set_endpoint_country("XB");
  record.mutable_services(0)->set_id("xb-signatures");
  record.mutable_services(0)->set_anchors(0, xb.pki().Get("xb-ca").certificate);
  auto& sources = *record.mutable_services(0)->mutable_revocation(0);
  sources.set_issuer_sha256(
      TestHash("sha256", xb.pki().Get("xb-ca").certificate));
  sources.mutable_sources(0)->set_crl_url(
      absl::StrCat(xb.responder_url(), "/crl/xb-ca.crl"));
  sources.mutable_sources(0)->set_ocsp_url(
      absl::StrCat(xb.responder_url(), "/ocsp/xb-ca"));
  ASSERT_THAT(Admit(xb, ca), IsOk());

  Start(R"(
    tls { cert_file: "tls/auditor.pem" key_file: "tls/auditor.key" }
    ca_file: "tls/ca.pem" timeout { seconds: 10 })");
  TestTtp ttp("xb-ttp");
  ttp.authority = authority;
  v1::ChangeDraft draft =
      TtpDraft(ttp, absl::StrCat("https://", xb.AddressOf("DVCS"), "/"));
  ASSERT_THAT(Admit(house_, draft), IsOk());
  const std::string good =
      "valid, NO_CERTIFICATE_CHAIN_FOUND, peer TOTAL_PASSED";
  Expect("another kepild by DVCS over HTTPS", good);
  v1::ForeignTtpEndpoint& endpoint =
      *draft.mutable_authority()->mutable_foreign_ttp()->mutable_endpoints(0);
  endpoint.set_url(absl::StrCat("https://", xb.AddressOf("PARTNER"), "/"));
  endpoint.set_protocol(v1::FOREIGN_TTP_PROTOCOL_KEPIL_PEER);
  ASSERT_THAT(Admit(house_, draft), IsOk());
  Expect("another kepild by PeerService", good);
  xb.Kill();
  Expect("peer down", "no verdict, TRY_LATER");
}

}  // namespace
}  // namespace kepil
