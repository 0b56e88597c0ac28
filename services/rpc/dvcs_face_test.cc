#include "services/rpc/dvcs_face.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/dvcs_fixture.h"
#include "services/gateway/envelope_fixture.h"
#include "services/receipt/dvc_verifier.h"
#include "services/rpc/call_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr char kName[] = "https://dvcs.kz.example/";
constexpr char kLeaf[] = "tttttttttttttttttttttttttttttttt";

// A whole DVCS: its caller has the TLS certificate kLeaf.
struct DvcsFaceTest : testing::Test {
  DvcsFixture house;
  CallFixture calls;
  std::unique_ptr<DvcsFlow> flow;
  std::unique_ptr<DvcsFace> face;

  DvcsFaceTest() { Open({}); }
  void Open(IngressRules ingress) {
    *calls.known.add_principals() = house.caller.principal;
    DvcsFlow::Options options;
    options.names = DvcsNamesOf({house.log.authority.identity}, {kName});
    flow = std::make_unique<DvcsFlow>(
        DvcsFlow::Rooms{house.clock, *house.flow,
                        [this](absl::Time) -> absl::StatusOr<ReceiptIdentity> {
                          return house.log.authority.identity;
                        },
                        [this] { return house.principals; },
                        house.certificates},
        std::move(options));
    metrics = std::make_unique<MetricsRegistry>();
    face = std::make_unique<DvcsFace>(
        DvcsFace::Rooms{calls.clock, calls.flow, calls.authenticator,
                        calls.rate, *flow, calls.quota, calls.log, *metrics},
        absl::Seconds(30), std::move(ingress));
  }
  static PostRequest Post(absl::string_view octets) {
    PostRequest request;
    request.content_type = kDvcsMediaType;
    request.body = std::string(octets);
    request.address = "192.0.2.1";
    request.tls_leaf_sha256 = kLeaf;
    return request;
  }
  HttpResponse Answer(PostRequest request) const {
    HttpResponse answer;
    absl::Notification answered;
    face->Answer(std::move(request), [&](HttpResponse response) {
      answer = std::move(response);
      answered.Notify();
    });
    answered.WaitForNotification();
    return answer;
  }
  HttpResponse AnswerBehind(const IngressRules& rules,
                            PostRequest request) const {
    HttpResponse answer;
    absl::Notification answered;
    face->AnswerBehind(rules, std::move(request), [&](HttpResponse response) {
      answer = std::move(response);
      answered.Notify();
    });
    answered.WaitForNotification();
    return answer;
  }
  DvcVerification Verify(const HttpResponse& answer) const {
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content_type, kDvcsMediaType);
    DvcVerifyInput input;
    input.dvc = answer.body;
    input.anchors = {house.log.authority.anchor};
    return VerifyDvc(input);
  }

  std::unique_ptr<MetricsRegistry> metrics;
};

// What RFC 3029 prescribes for bad input: an error notice that verifies, with
// the right failInfo; it stands in the log, and nothing grows by it.
TEST_F(DvcsFaceTest, BadInputGetsASignedNotice) {
  struct Row {
    std::string name;
    PostRequest post;
    int fail_info;
    std::string logged;
  };
  const auto der = [](const DvcsRequest& request) {
    return Post(DvcsFixture::Der(request));
  };
  std::vector<Row> rows = {
      {"nothing", Post(""), 5, "badDataFormat"},
      {"malformed DER", Post("\x30\x82\x7f"), 5, "badDataFormat"},
      {"a vsd that is no signed document",
       der(house.Request(DvcsService::kVsd, "plain text")), 5,
       "badDataFormat"}};
  DvcsRequest request = house.ImprintRequest(HashAlgorithm::kSha256);
  request.information.service = DvcsService::kCpkc;
  rows.push_back(
      {"the wrong service for the data", der(request), 5, "badDataFormat"});
  PostRequest large = Post("");
  large.is_over_limit = true;
  rows.push_back({"a message over the limit", large, 2, "badRequest"});
  request = house.Request(DvcsService::kCpd, "data");
  request.information.dvcs = DerWrap(DerContext(6), "https://other.example/");
  rows.push_back({"another server's", der(request), 6, "wrongAuthority"});
  request = house.Request(DvcsService::kCpd, "data");
  PostRequest signed_badly = Post(DvcsFixture::SignRequest(
      DvcsFixture::Der(request), {house.request_signer}));
  signed_badly.body.back() ^= 1;
  rows.push_back({"a bad signature", signed_badly, 7, "incorrectData"});
  request.information.policy_oid = "1.2.3.4";
  rows.push_back({"an unknown policy", der(request), 2, "badRequest"});
  request = house.CertificateRequest({house.foreign_signer});
  request.data.certificates[0].chain.assign(
      10'000, {DvcsToken::Kind::kCertificate, house.foreign_ca.certificate});
  rows.push_back({"a chain of 10,000", der(request), 2, "badRequest"});
  PostRequest stranger = der(house.Request(DvcsService::kCpd, "data"));
  stranger.tls_leaf_sha256 = std::string(32, 'x');
  rows.push_back({"a stranger", stranger, 6, "wrongAuthority"});

  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    calls.clock.Advance(absl::Minutes(1));  // Of a new share.
    const size_t lines = calls.sink.lines().size();
    const HttpResponse answer = Answer(row.post);
    const DvcVerification verified = Verify(answer);
    // Its only problem is that it is no DVC: the signature holds.
    EXPECT_THAT(verified.problems, ElementsAre(DvcProblem::kErrorNotice));
    ASSERT_TRUE(verified.error.has_value());
    EXPECT_EQ(verified.error->status.status, DvcStatus::kRejection);
    EXPECT_THAT(verified.error->status.fail_info, ElementsAre(row.fail_info));
    ASSERT_THAT(calls.sink.lines(), SizeIs(lines + 1));
    EXPECT_THAT(calls.sink.lines().back(),
                HasSubstr(absl::StrCat("\"outcome\":\"", row.logged, "\"")));
    EXPECT_LT(answer.body.size(), 8192u);
    EXPECT_EQ(house.receipt_count(), 0);
    EXPECT_EQ(house.collector.calls, 0);
    EXPECT_EQ(calls.quota.in_flight("kz-bank"), 0);
  }
}

TEST_F(DvcsFaceTest, GoodInputGetsADvc) {
  const DvcVerification verified =
      Verify(Answer(Post(DvcsFixture::Der(house.Request(
          DvcsService::kVsd, house.Attached(house.foreign_signer))))));
  EXPECT_THAT(verified.problems, testing::IsEmpty());
  EXPECT_EQ(verified.word, DvcWord::kGranted);
  EXPECT_EQ(house.receipt_count(), 1);
}

TEST_F(DvcsFaceTest, WhatIsNotDvcsIsToldInPlainText) {
  PostRequest post = Post("x");
  post.content_type = "text/plain";
  EXPECT_EQ(Answer(post).status, 415);
}

TEST_F(DvcsFaceTest, CallersHaveAShareAndStrangersARate) {
  const PostRequest good =
      Post(DvcsFixture::Der(house.Request(DvcsService::kCpd, "data")));
  for (int i = 0; i < CallFixture::kCallerPerMinute; ++i) {
    EXPECT_EQ(Answer(good).status, 200);
  }
  EXPECT_EQ(Answer(good).status, 429);
  PostRequest stranger = good;
  stranger.tls_leaf_sha256 = "";
  for (int i = 0; i < CallFixture::kPerMinute; ++i) {
    EXPECT_EQ(Answer(stranger).status, 200);
  }
  EXPECT_EQ(Answer(stranger).status, 429);
  calls.clock.Advance(absl::Minutes(1));
  EXPECT_EQ(Answer(good).status, 200);
}

// Law: GWY-03.
TEST_F(DvcsFaceTest, AForeignTtpMustComeThroughTheNationalGateway) {
  TestTtp ttp(house.clock.Now());
  ttp.principal.set_tls_sha256(kLeaf);
  house.caller.principal = ttp.principal;
  house.Register(ttp.principal);
  house.more_authorities = {ttp.authority};
  v1::SnapshotSource source;
  ASSERT_TRUE(source.ParseFromString(house.snapshot));
  source.set_version(2);
  *source.add_authorities() = ttp.authority;
  auto trust =
      TrustSnapshot::FromSource(source.SerializeAsString(), house.certificates);
  ASSERT_THAT(trust, IsOk());
  ASSERT_THAT(house.publisher.Publish(*std::move(trust)), IsOk());
  calls.known.clear_principals();
  Open({});
  const PostRequest post = Post(DvcsFixture::Der(
      house.Request(DvcsService::kVsd, house.Attached(house.domestic_signer))));
  const DvcVerification refused = Verify(Answer(post));
  ASSERT_TRUE(refused.error.has_value());
  EXPECT_THAT(refused.error->status.fail_info, ElementsAre(6));
  // Unless an exception is cited; and then about national signatures only.
  IngressRules rules;
  rules.direct_citation = "Treaty 5";
  Open(rules);
  EXPECT_EQ(Verify(Answer(post)).word, DvcWord::kGranted);
  const DvcVerification foreign =
      Verify(Answer(Post(DvcsFixture::Der(house.Request(
          DvcsService::kVsd, house.Attached(house.foreign_signer))))));
  ASSERT_TRUE(foreign.error.has_value());
  EXPECT_THAT(foreign.error->status.fail_info, ElementsAre(2));
  // Or it comes through the relay, where nobody else may.
  Open({});
  rules = IngressRules();
  rules.listener = IngressListener::kRelay;
  rules.relay_forwarder = "national-gateway";
  const DvcVerification relayed = Verify(AnswerBehind(rules, post));
  EXPECT_EQ(relayed.word, DvcWord::kGranted);
  const ReceiptRecord record =
      *house.log.store.GetByIndex(house.receipt_count() - 1);
  v1::ReceiptBody body;
  ASSERT_TRUE(body.ParseFromString(record.body));
  EXPECT_EQ(body.ingress_mode(), v1::INGRESS_MODE_RELAYED);
  EXPECT_EQ(body.forwarder(), "national-gateway");
  // The other listener's rules are its own.
  EXPECT_EQ(Verify(Answer(post)).error->status.fail_info.front(), 6);
}

// Law: GWY-03.
TEST_F(DvcsFaceTest, TheRelayIsForForeignTtpsOnly) {
  IngressRules rules;
  rules.listener = IngressListener::kRelay;
  const DvcVerification refused = Verify(AnswerBehind(
      rules, Post(DvcsFixture::Der(house.Request(
                 DvcsService::kVsd, house.Attached(house.foreign_signer))))));
  ASSERT_TRUE(refused.error.has_value());
  EXPECT_THAT(refused.error->status.fail_info, ElementsAre(6));
}

}  // namespace
}  // namespace kepil
