// ValidateStream of a real kepild: documents of the demo on one stream, a
// client that is cut off, kepilctl.

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/validation.grpc.pb.h"
#include "services/rpc/status_mapping.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/cms_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using Stream = grpc::ClientReaderWriter<v1::ValidateStreamRequest,
                                        v1::ValidateStreamResponse>;

class StreamTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(AdmitUsual(house_), IsOk());
  }

  // Sends a document; its content in pieces of `piece` octets, or whole with
  // the question.
  bool Ask(Stream& stream, int64_t number, absl::string_view document,
           size_t piece = 0) {
    v1::ValidateRequest request = DemoRequest(house_, document);
    const std::string content = request.content();
    v1::ValidateStreamRequest message;
    message.set_number(number);
    if (piece > 0) {
      request.clear_content();
      message.mutable_begin()->set_content_follows(true);
    }
    *message.mutable_begin()->mutable_request() = request;
    bool goes_on = stream.Write(message);
    for (size_t at = 0; goes_on && piece > 0 && at < content.size();
         at += piece) {
      message.set_chunk(content.substr(at, piece));
      goes_on = stream.Write(message);
    }
    message.mutable_end();
    return goes_on && stream.Write(message);
  }
  std::string Metrics() const {
    return RunProgram({"curl", "--silent", "--max-time", "20",
                       absl::StrCat("http://", house_.AddressOf("METRICS"),
                                    "/metrics")},
                      house_.folder())
        .out;
  }

  DemoHouse house_;
};

TEST_F(StreamTest, AnswersEachDocumentAsACallWould) {
  const auto stub =
      v1::ValidationService::NewStub(house_.ChannelAs("relying-party"));
  CallDeadline call;
  const auto stream = stub->ValidateStream(call.context());
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"valid-rsa.txt", "TOTAL_PASSED"},
      {"valid-p256.txt", "TOTAL_PASSED"},
      {"valid-ed25519.txt", "TOTAL_PASSED"},
      {"content-changed.txt", "TOTAL_FAILED/HASH_FAILURE"},
      {"signer-revoked.txt", "INDETERMINATE/REVOKED_NO_POE"}};
  int64_t number = 0;
  for (const size_t piece : {0, 7}) {
    for (const auto& [document, verdict] : expected) {
      ASSERT_TRUE(Ask(*stream, ++number, document, piece));
    }
  }
  ASSERT_TRUE(Ask(*stream, ++number, "valid-attached"));
  stream->WritesDone();
  v1::ValidateStreamResponse response;
  std::set<int64_t> answered;
  while (stream->Read(&response)) {
    ASSERT_TRUE(response.has_response()) << response.error().reason();
    EXPECT_TRUE(answered.insert(response.number()).second);
    const size_t at = static_cast<size_t>(response.number() - 1);
    EXPECT_EQ(VerdictText(response.response().receipt()),
              at == 2 * expected.size() ? "TOTAL_PASSED"
                                        : expected[at % expected.size()].second)
        << response.number();
  }
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(answered.size(), 2 * expected.size() + 1);
}

// Larger than any message: judged whole all the same, and not kept.
TEST_F(StreamTest, ALargeFileWithItsContentInsideIsJudgedWhole) {
  TestCmsSpec spec;
  spec.content = std::string(9 << 20, 'c');
  spec.detached = false;
  TestCmsSigner signer;
  signer.identity = house_.pki().Get("xa-signer-rsa");
  spec.signers = {signer};
  const std::string good = MakeTestCms(spec);
  std::string changed = good;
  changed[4 << 20] = 'C';
  const auto stub =
      v1::ValidationService::NewStub(house_.ChannelAs("relying-party"));
  CallDeadline call;
  const auto stream = stub->ValidateStream(call.context());
  int64_t number = 0;
  for (const std::string& file : {good, changed}) {
    v1::ValidateStreamRequest message;
    message.set_number(++number);
    message.mutable_begin()->set_signature_follows(true);
    ASSERT_TRUE(stream->Write(message));
    for (size_t at = 0; at < file.size(); at += 1 << 20) {
      message.set_chunk(file.substr(at, 1 << 20));
      ASSERT_TRUE(stream->Write(message));
    }
    message.mutable_end();
    ASSERT_TRUE(stream->Write(message));
  }
  stream->WritesDone();
  v1::ValidateStreamResponse response;
  std::set<std::string> verdicts;
  while (stream->Read(&response)) {
    ASSERT_TRUE(response.has_response()) << response.error().reason();
    verdicts.insert(VerdictText(response.response().receipt()));
  }
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(verdicts, (std::set<std::string>{"TOTAL_PASSED",
                                             "TOTAL_FAILED/HASH_FAILURE"}));
}

// A key means the same on a stream as in a call.
TEST_F(StreamTest, IdempotencyHoldsBetweenCallsAndStreams) {
  const ChannelRef party = house_.ChannelAs("relying-party");
  v1::ValidateRequest request = DemoRequest(house_, "valid-rsa.txt");
  request.set_idempotency_key("order 7");
  const auto called = Validate(party, request);
  ASSERT_THAT(called, IsOk());
  CallDeadline call;
  const auto stub = v1::ValidationService::NewStub(party);
  const auto stream = stub->ValidateStream(call.context());
  v1::ValidateStreamResponse response;
  const auto ask = [&](int64_t number) {
    v1::ValidateStreamRequest message;
    message.set_number(number);
    *message.mutable_begin()->mutable_request() = request;
    stream->Write(message);
    message.mutable_end();
    stream->Write(message);
    ASSERT_TRUE(stream->Read(&response));
  };
  ask(1);
  EXPECT_EQ(response.response().receipt().id(), called->id());
  *request.mutable_content() += "!";
  ask(2);
  EXPECT_EQ(response.error().reason(), "IDEMPOTENCY_CONFLICT");
  stream->WritesDone();
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

// What was answered is kept; nothing of the rest is held.
TEST_F(StreamTest, AClientThatIsCutOffLeavesNothingBehind) {
  std::vector<std::string> receipts;
  {
    const auto stub =
        v1::ValidationService::NewStub(house_.ChannelAs("relying-party"));
    grpc::ClientContext context;
    const auto stream = stub->ValidateStream(&context);
    v1::ValidateStreamResponse response;
    for (int64_t number = 1; number <= 3; ++number) {
      ASSERT_TRUE(Ask(*stream, number, "valid-p256.txt", 7));
      ASSERT_TRUE(stream->Read(&response));
      receipts.push_back(response.response().receipt().id());
    }
    for (int64_t number = 4; number <= 40; ++number) {
      Ask(*stream, number, "valid-rsa.txt");
    }
    v1::ValidateStreamRequest message;
    message.set_number(41);
    message.mutable_begin()->mutable_request()->set_signature(
        std::string(1 << 20, 'x'));
    stream->Write(message);  // And in the middle of a question:
    context.TryCancel();
    while (stream->Read(&response)) {
    }
    EXPECT_FALSE(stream->Finish().ok());
  }
  std::string metrics = Metrics();
  const absl::Time give_up = absl::Now() + absl::Seconds(30);
  while (!(absl::StrContains(metrics, "kepil_inflight_bytes 0\n") &&
           absl::StrContains(metrics, "kepil_inflight_tasks 0\n")) &&
         absl::Now() < give_up) {
    metrics = Metrics();
  }
  EXPECT_THAT(metrics, testing::HasSubstr("kepil_inflight_bytes 0\n"));
  EXPECT_THAT(metrics, testing::HasSubstr("kepil_inflight_tasks 0\n"));
  const ChannelRef party = house_.ChannelAs("relying-party");
  for (const std::string& id : receipts) {
    EXPECT_THAT(GetReceipt(party, id), IsOk());
  }
  EXPECT_THAT(Validate(party, DemoRequest(house_, "valid-p256.txt")), IsOk());
}

TEST_F(StreamTest, KepilctlAsksOnOneStream) {
  const FinishedProgram run = house_.Kepilctl(
      "relying-party",
      {"validate", "--stream", house_.PathOf("documents/valid-rsa.txt.p7s"),
       house_.PathOf("documents/valid-attached.p7s"),
       house_.PathOf("documents/content-changed.txt.p7s"), "--receipts",
       house_.PathOf("receipts")});
  EXPECT_EQ(run.exit_code, 1) << run.err;
  const std::vector<std::string> lines =
      absl::StrSplit(run.out, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 3u) << run.out;
  EXPECT_THAT(lines[0], testing::HasSubstr("TOTAL_PASSED"));
  EXPECT_THAT(lines[1], testing::HasSubstr("TOTAL_PASSED"));
  EXPECT_THAT(lines[2], testing::HasSubstr("HASH_FAILURE"));
}

}  // namespace
}  // namespace kepil
