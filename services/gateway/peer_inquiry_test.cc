#include "services/gateway/peer_inquiry.h"

#include <functional>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/peer_answer.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

absl::Status Silent() {
  return MakeError(absl::StatusCode::kUnavailable,
                   v1::ERROR_REASON_FETCH_FAILED, "no answer");
}

// Answers by a script, one line an exchange; the last one for ever.
class ScriptedClient : public PeerClient {
 public:
  using Line = std::function<absl::StatusOr<std::string>(const PeerQuestion&)>;
  absl::StatusOr<std::string> Exchange(const PeerQuestion& question) override {
    questions.push_back(question);
    const size_t at = std::min(questions.size(), script.size()) - 1;
    return script[at](question);
  }
  std::vector<Line> script;
  std::vector<PeerQuestion> questions;
};

struct Inquiry {
  FakeClock clock;
  PeerGuard guard{clock, {2, 3, absl::Seconds(30)}};
  ScriptedClient dvcs, kepil;
  std::vector<absl::Duration> pauses;
  char random = '\xff';
  ForeignTtp ttp;
  DvcsRequest request;
  PeerInquiry::Options options;

  Inquiry() {
    dvcs.script = kepil.script = {[](const PeerQuestion&) { return "answer"; }};
    ttp.authority_id = "xt";
    ttp.endpoints = {{"https://a/", ForeignTtpProtocol::kDvcsRfc3029}};
    request.information.nonce = "\x07";
    request.information.service = DvcsService::kCpkc;
    request.data.kind = DvcsData::Kind::kCertificates;
    request.data.certificates = {
        {{DvcsToken::Kind::kCertificate, std::string("\x30\x00", 2)}, {}, ""}};
  }
  absl::StatusOr<PeerEvidence> Ask(absl::Duration left = absl::Seconds(60)) {
    const PeerInquiry inquiry({clock, guard, dvcs, &kepil,
                               [this](int size) {
                                 return std::string(static_cast<size_t>(size),
                                                    random);
                               },
                               [this](absl::Duration pause) {
                                 pauses.push_back(pause);
                                 clock.Advance(pause);
                               }},
                              options);
    return inquiry.Ask(ttp, request, clock.Now() + left);
  }
};

TEST(PeerInquiryTest, GivesTheExchangeAsItWentOverTheWire) {
  Inquiry i;
  const auto asked = i.Ask();
  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(asked->authority_id, "xt");
  EXPECT_EQ(asked->answer, "answer");
  EXPECT_EQ(asked->obtained_at, i.clock.Now());
  ASSERT_THAT(i.dvcs.questions, SizeIs(1));
  EXPECT_EQ(asked->request, i.dvcs.questions[0].request);
  EXPECT_EQ(asked->request,
            WriteDvcsRequest(i.request, DvcsEncoding::kRfc3029));
  EXPECT_EQ(i.dvcs.questions[0].timeout, absl::Seconds(10));
  EXPECT_EQ(asked->digest, Sha256(PeerEvidenceToObject(*asked)));
  const auto read =
      PeerEvidenceFromObject(PeerEvidenceToObject(*asked), asked->obtained_at);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->request, asked->request);
  EXPECT_EQ(read->digest, asked->digest);
}

TEST(PeerInquiryTest, EachEndpointInItsOwnEncodingByItsOwnClient) {
  Inquiry i;
  i.ttp.endpoints = {{"https://a/", ForeignTtpProtocol::kDvcsBouncyCastle},
                     {"https://b/", ForeignTtpProtocol::kDvcsStb},
                     {"https://c/", ForeignTtpProtocol::kKepilPeer}};
  i.dvcs.script = {[](const PeerQuestion&) { return Silent(); }};
  const auto asked = i.Ask();
  ASSERT_THAT(asked, IsOk());
  ASSERT_THAT(i.dvcs.questions, SizeIs(2));
  EXPECT_EQ(i.dvcs.questions[0].request,
            WriteDvcsRequest(i.request, DvcsEncoding::kBouncyCastle));
  EXPECT_EQ(i.dvcs.questions[1].request,
            WriteDvcsRequest(i.request, DvcsEncoding::kStb));
  EXPECT_NE(i.dvcs.questions[0].request, i.dvcs.questions[1].request);
  ASSERT_THAT(i.kepil.questions, SizeIs(1));
  EXPECT_EQ(i.kepil.questions[0].url, "https://c/");
}

TEST(PeerInquiryTest, TriesAgainAfterAPauseThatIsNeverTwiceTheSame) {
  Inquiry i;
  i.options.rounds = 3;
  i.dvcs.script = {[](const PeerQuestion&) { return Silent(); }};
  EXPECT_THAT(i.Ask(), HasReason(v1::ERROR_REASON_FETCH_FAILED));
  EXPECT_THAT(i.pauses,
              ElementsAre(absl::Milliseconds(200), absl::Milliseconds(400)));
  i.pauses.clear();
  i.random = '\0';
  EXPECT_THAT(i.Ask(), HasReason(v1::ERROR_REASON_FETCH_FAILED));
  EXPECT_THAT(i.pauses,
              ElementsAre(absl::Milliseconds(100), absl::Milliseconds(200)));
}

TEST(PeerInquiryTest, NoExchangeOutlastsTheDeadline) {
  Inquiry i;
  i.dvcs.script = {[&i](const PeerQuestion& question) {
    i.clock.Advance(question.timeout);
    return Silent();
  }};
  EXPECT_THAT(i.Ask(absl::Seconds(3)), HasReason(v1::ERROR_REASON_DEADLINE));
  ASSERT_THAT(i.dvcs.questions, SizeIs(1));
  EXPECT_EQ(i.dvcs.questions[0].timeout, absl::Seconds(3));
  EXPECT_THAT(i.pauses, ElementsAre(absl::ZeroDuration()));
}

TEST(PeerInquiryTest, ASilentPeerIsNotAskedForAWhile) {
  Inquiry i;
  i.dvcs.script = {[](const PeerQuestion&) { return Silent(); }};
  for (int times = 0; times < 3; ++times) {
    EXPECT_THAT(i.Ask(), HasReason(v1::ERROR_REASON_FETCH_FAILED));
  }
  const size_t before = i.dvcs.questions.size();
  EXPECT_THAT(i.Ask(), HasReason(v1::ERROR_REASON_PEER_DOWN));
  EXPECT_EQ(i.dvcs.questions.size(), before);
}

TEST(PeerInquiryTest, AnAnswerOfNoUseIsAnAnswerAllTheSame) {
  Inquiry i;
  i.dvcs.script = {
      [](const PeerQuestion&) { return FormatUnknownError("text/html"); }};
  for (int times = 0; times < 5; ++times) {
    EXPECT_THAT(i.Ask(), HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

TEST(PeerInquiryTest, AProtocolWithoutAClientIsNotAsked) {
  Inquiry i;
  i.ttp.endpoints = {{"https://c/", ForeignTtpProtocol::kKepilPeer}};
  const PeerInquiry inquiry(
      {i.clock, i.guard, i.dvcs, nullptr,
       [](int size) { return std::string(static_cast<size_t>(size), 'r'); },
       [](absl::Duration) {}},
      i.options);
  EXPECT_THAT(inquiry.Ask(i.ttp, i.request, absl::InfiniteFuture()),
              HasReason(v1::ERROR_REASON_ADDRESS_FORBIDDEN));
  EXPECT_THAT(i.dvcs.questions, SizeIs(0));
}

}  // namespace
}  // namespace kepil
