#include "services/rpc/validate_stream.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/validation.grpc.pb.h"
#include "services/rpc/call_fixture.h"
#include "tests/support/cms_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using Judge = UnaryMethod<v1::ValidateRequest, v1::ValidateResponse>;
using Stream = grpc::ClientReaderWriter<v1::ValidateStreamRequest,
                                        v1::ValidateStreamResponse>;

class Face : public v1::ValidationService::CallbackService {
 public:
  Face(CallFixture& fixture, StreamLimits limits, Judge judge)
      : fixture_(fixture), limits_(limits), judge_(std::move(judge)) {}

  grpc::ServerBidiReactor<v1::ValidateStreamRequest,
                          v1::ValidateStreamResponse>*
  ValidateStream(grpc::CallbackServerContext* context) override {
    return new kepil::ValidateStream(
        {fixture_.runner, fixture_.flow, fixture_.inflight, certificates_,
         judge_},
        limits_,
        fixture_.runner.AdmitStream(*context, Method::kValidateStream));
  }

 private:
  CallFixture& fixture_;
  const StreamLimits limits_;
  PlainCertificateReader certificates_;
  const Judge judge_;
};

// A server whose judge answers with the signature as the receipt's id, or as
// the test says.
struct House {
  explicit House(StreamLimits limits = {})
      : face(fixture, limits,
             [this](const CallContext& call, const v1::ValidateRequest& request)
                 -> absl::StatusOr<v1::ValidateResponse> {
               return judge != nullptr ? judge(call, request) : Echo(request);
             }) {
    fixture.ServeTo(v1::PRINCIPAL_ROLE_RELYING_PARTY, face);
    stub = v1::ValidationService::NewStub(fixture.channel);
  }
  ~House() { fixture.server->Shutdown(); }

  static v1::ValidateResponse Echo(const v1::ValidateRequest& request) {
    v1::ValidateResponse response;
    response.mutable_receipt()->set_id(request.signature());
    return response;
  }
  std::unique_ptr<Stream> Open() {
    context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() +
                          std::chrono::minutes(1));
    return stub->ValidateStream(context.get());
  }
  // Nothing is held, nobody is under way.
  void ExpectNothingHeld() {
    fixture.server->Shutdown();  // Waits for streams to go.
    EXPECT_EQ(fixture.inflight.held(), 0);
    EXPECT_EQ(fixture.quota.in_flight("somebody"), 0);
  }

  CallFixture fixture;
  Judge judge;
  Face face;
  std::unique_ptr<v1::ValidationService::Stub> stub;
  std::unique_ptr<grpc::ClientContext> context;
};

v1::ValidateStreamRequest Begin(int64_t number, const std::string& signature,
                                bool content_follows = false) {
  v1::ValidateStreamRequest message;
  message.set_number(number);
  message.mutable_begin()->mutable_request()->set_signature(signature);
  message.mutable_begin()->set_content_follows(content_follows);
  return message;
}
v1::ValidateStreamRequest Chunk(int64_t number, const std::string& octets) {
  v1::ValidateStreamRequest message;
  message.set_number(number);
  message.set_chunk(octets);
  return message;
}
v1::ValidateStreamRequest End(int64_t number) {
  v1::ValidateStreamRequest message;
  message.set_number(number);
  message.mutable_end();
  return message;
}
void Ask(Stream& stream, int64_t number, const std::string& signature) {
  stream.Write(Begin(number, signature));
  stream.Write(End(number));
}

// Id of the receipt or reason of the error, by number; the stream's end.
struct Answers {
  std::map<int64_t, std::string> by_number;
  absl::Status end;
};
Answers ReadAll(Stream& stream) {
  Answers answers;
  v1::ValidateStreamResponse response;
  while (stream.Read(&response)) {
    answers.by_number[response.number()] =
        response.has_response() ? response.response().receipt().id()
                                : response.error().reason();
  }
  answers.end = FromGrpc(stream.Finish());
  return answers;
}

TEST(ValidateStreamTest, EachQuestionHasItsAnswer) {
  House house;
  const auto stream = house.Open();
  for (int i = 1; i <= 5; ++i) {
    Ask(*stream, i * 10, absl::StrCat("s", i));
    v1::ValidateStreamResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.number(), i * 10);
    EXPECT_EQ(response.response().receipt().id(), absl::StrCat("s", i));
  }
  stream->WritesDone();
  EXPECT_THAT(ReadAll(*stream).end, IsOk());
  house.ExpectNothingHeld();
}

TEST(ValidateStreamTest, ContentIsHashedOnArrival) {
  House house;
  v1::ValidateRequest judged;
  CallContext context;
  house.judge = [&](const CallContext& call,
                    const v1::ValidateRequest& request) {
    judged = request;
    context = call;
    return House::Echo(request);
  };
  TestCertificateSpec spec;
  spec.subject = "CN=Signer";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = house.fixture.clock.Now();
  spec.not_after = house.fixture.clock.Now() + absl::Hours(1);
  const std::string content(3 << 20, 'x');
  const auto stream = house.Open();
  stream->Write(Begin(1,
                      MakeDetachedTestCms(SelfSignTestCertificate(spec),
                                          content, house.fixture.clock.Now()),
                      true));
  // All of it is more than the budget: each chunk is held while it is hashed.
  ASSERT_GT(static_cast<int64_t>(content.size()), CallFixture::kBudget);
  for (size_t at = 0; at < content.size(); at += 1 << 19) {
    stream->Write(Chunk(1, content.substr(at, 1 << 19)));
  }
  stream->Write(End(1));
  stream->WritesDone();
  EXPECT_THAT(ReadAll(*stream).end, IsOk());
  ASSERT_EQ(judged.digests().digests_size(), 1);
  EXPECT_EQ(judged.digests().digests(0).value(), Sha256(content).bytes());
  EXPECT_FALSE(judged.has_content());
  ASSERT_NE(context.caller, nullptr);
  EXPECT_EQ(context.caller->id(), "somebody");
  context.lease.reset();
  house.ExpectNothingHeld();
}

// Their octets count while they wait, and go with the answer.
TEST(ValidateStreamTest, ChunksOfASignatureFileAreHeldUntilItIsJudged) {
  House house;
  const auto stream = house.Open();
  v1::ValidateStreamRequest begin = Begin(1, "");
  begin.mutable_begin()->set_signature_follows(true);
  stream->Write(begin);
  std::string file;
  for (int i = 0; i < 3; ++i) {
    const std::string piece(1000, static_cast<char>('a' + i));
    stream->Write(Chunk(1, piece));
    file += piece;
  }
  stream->Write(End(1));
  stream->WritesDone();
  const Answers answers = ReadAll(*stream);
  EXPECT_THAT(answers.end, IsOk());
  EXPECT_EQ(answers.by_number.at(1), file);
  house.ExpectNothingHeld();
}

TEST(ValidateStreamTest, AnErrorIsOfItsQuestionOnly) {
  House house;
  house.judge = [](const CallContext&, const v1::ValidateRequest& request)
      -> absl::StatusOr<v1::ValidateResponse> {
    if (request.signature() == "bad") {
      return MakeError(absl::StatusCode::kNotFound,
                       v1::ERROR_REASON_POLICY_UNKNOWN, "no such policy");
    }
    if (request.signature() == "bug") {
      return absl::InternalError("secrets");
    }
    return House::Echo(request);
  };
  const auto stream = house.Open();
  v1::ValidateStreamResponse response;
  Ask(*stream, 1, "bad");
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.error().code(), 5);
  EXPECT_EQ(response.error().reason(), "POLICY_UNKNOWN");
  EXPECT_EQ(response.error().message(), "no such policy");
  EXPECT_FALSE(response.error().has_retry_after());
  Ask(*stream, 2, "bug");
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.error().reason(), "UNCLASSIFIED");
  EXPECT_EQ(response.error().message(), "internal error");
  stream->Write(Begin(3, "no signature", true));
  stream->Write(Chunk(3, "x"));
  stream->Write(End(3));
  Ask(*stream, 4, "good");
  stream->WritesDone();
  const Answers answers = ReadAll(*stream);
  EXPECT_THAT(answers.end, IsOk());
  EXPECT_EQ(answers.by_number.at(3), "FORMAT_UNKNOWN");
  EXPECT_EQ(answers.by_number.at(4), "good");
}

TEST(ValidateStreamTest, ABrokenOrderEndsItAfterWhatWasAsked) {
  House house;
  const auto stream = house.Open();
  Ask(*stream, 1, "one");
  stream->Write(End(2));
  const Answers answers = ReadAll(*stream);
  EXPECT_THAT(answers.end,
              testing::AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                             HasReason(v1::ERROR_REASON_REQUEST_MALFORMED)));
  EXPECT_EQ(answers.by_number.at(1), "one");
  house.ExpectNothingHeld();
}

TEST(ValidateStreamTest, EndingInsideAQuestionIsAnError) {
  House house;
  const auto stream = house.Open();
  stream->Write(Begin(1, "one"));
  stream->WritesDone();
  EXPECT_THAT(ReadAll(*stream).end,
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  house.ExpectNothingHeld();
}

// Else the next question would be held as well, and refused: the caller's share
// is the stream and one question.
TEST(ValidateStreamTest, ReadingPausesWhileEnoughAreUnderWay) {
  StreamLimits limits;
  limits.in_flight = 1;
  House house(limits);
  int64_t most_held = 0;
  house.judge = [&](const CallContext&, const v1::ValidateRequest& request) {
    // Time for whoever would read on.
    for (int i = 0; i < 20'000; ++i) {
      most_held = std::max(most_held, house.fixture.inflight.held());
      std::this_thread::yield();
    }
    return House::Echo(request);
  };
  const std::string signature(1000, 's');
  const auto stream = house.Open();
  for (int i = 1; i <= 4; ++i) {
    Ask(*stream, i, signature);
  }
  stream->WritesDone();
  const Answers answers = ReadAll(*stream);
  EXPECT_THAT(answers.end, IsOk());
  for (int i = 1; i <= 4; ++i) {
    EXPECT_EQ(answers.by_number.at(i), signature);
  }
  EXPECT_GT(most_held, 1000);
  EXPECT_LT(most_held, 2000);
  house.ExpectNothingHeld();
}

TEST(ValidateStreamTest, AClientThatGoesAwayLeavesNothing) {
  absl::Notification busy, release;
  House house;
  int judged = 0;
  house.judge = [&](const CallContext&, const v1::ValidateRequest& request) {
    ++judged;
    busy.Notify();
    release.WaitForNotification();
    return House::Echo(request);
  };
  auto stream = house.Open();
  Ask(*stream, 1, "one");
  busy.WaitForNotification();
  stream->Write(Begin(2, "two"));  // In the middle of a question.
  house.context->TryCancel();
  v1::ValidateStreamResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(FromGrpc(stream->Finish()),
              StatusIs(absl::StatusCode::kCancelled));
  release.Notify();
  house.ExpectNothingHeld();
  EXPECT_EQ(judged, 1);  // It was finished, not cut off.
}

TEST(ValidateStreamTest, EachQuestionIsOfItsCallersShare) {
  House house;  // Two in flight: the stream and one question; 8 a minute.
  const auto stream = house.Open();
  v1::ValidateStreamResponse response;
  for (int i = 1; i <= 7; ++i) {
    Ask(*stream, i, "good");
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_TRUE(response.has_response());
  }
  Ask(*stream, 8, "one too many");
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.error().reason(), "QUOTA_EXCEEDED");
  EXPECT_EQ(response.error().retry_after().seconds(), 60);
  house.fixture.clock.Advance(absl::Minutes(1));
  Ask(*stream, 9, "good");
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_TRUE(response.has_response());
  stream->WritesDone();
  EXPECT_THAT(ReadAll(*stream).end, IsOk());
  house.ExpectNothingHeld();
}

TEST(ValidateStreamTest, EachQuestionIsCountedAndLogged) {
  House house;
  const auto stream = house.Open();
  Ask(*stream, 1, "a-secret");
  v1::ValidateStreamResponse response;
  ASSERT_TRUE(stream->Read(&response));
  stream->WritesDone();
  EXPECT_THAT(ReadAll(*stream).end, IsOk());
  house.ExpectNothingHeld();
  const std::string metrics = house.fixture.metrics.Text();
  EXPECT_THAT(metrics,
              testing::HasSubstr("method=\"Validate\",outcome=\"OK\"} 1"));
  EXPECT_THAT(metrics, testing::HasSubstr(
                           "method=\"ValidateStream\",outcome=\"OK\"} 1"));
  for (const std::string& line : house.fixture.sink.lines()) {
    EXPECT_FALSE(absl::StrContains(line, "a-secret"));
  }
}

TEST(ValidateStreamTest, WhoMayNotValidateHasNoStream) {
  CallFixture fixture;
  Face face(fixture, {},
            [](const CallContext&, const v1::ValidateRequest& request) {
              return House::Echo(request);
            });
  fixture.ServeTo(v1::PRINCIPAL_ROLE_AUDITOR, face);
  grpc::ClientContext context;
  const auto stream =
      v1::ValidationService::NewStub(fixture.channel)->ValidateStream(&context);
  EXPECT_THAT(ReadAll(*stream).end, HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
  fixture.server->Shutdown();
}

}  // namespace
}  // namespace kepil
