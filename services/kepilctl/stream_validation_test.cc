#include "services/kepilctl/stream_validation.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/fake_server.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// The server answers with "SIGNATURE CONTENT-SIZE" as the receipt's id; of a
// signature "bad" with an error; it ends the stream at a signature "stop".
class StreamValidationTest : public testing::Test {
 protected:
  StreamValidationTest()
      : directory_(absl::StrCat(
            testing::TempDir(), "/stream_",
            testing::UnitTest::GetInstance()->current_test_info()->name())) {
    server_.validation.on_ValidateStream =
        [this](FakeValidationService::Stream& stream) {
          return Answer(stream);
        };
    Settings settings;
    settings.server = server_.address();
    settings.transport = Transport::kPlaintext;
    auto client = Client::Create(settings);
    EXPECT_THAT(client, IsOk());
    client_ = *std::move(client);
  }

  grpc::Status Answer(FakeValidationService::Stream& stream) {
    v1::ValidateStreamRequest message;
    v1::ValidateRequest asked;
    size_t content = 0;
    while (stream.Read(&message)) {
      if (message.has_begin()) {
        asked = message.begin().request();
        content = asked.content().size() +
                  static_cast<size_t>(asked.digests().digests_size());
      }
      largest_ = std::max(largest_, message.chunk().size());
      content += message.chunk().size();
      if (!message.has_end()) {
        continue;
      }
      if (asked.signature() == "stop") {
        return grpc::Status(grpc::StatusCode::UNAVAILABLE, "going down");
      }
      v1::ValidateStreamResponse response;
      response.set_number(message.number());
      if (asked.signature() == "bad") {
        response.mutable_error()->set_code(8);
        response.mutable_error()->set_reason("QUOTA_EXCEEDED");
        response.mutable_error()->set_message("enough");
      } else {
        response.mutable_response()->mutable_receipt()->set_id(
            absl::StrCat(asked.signature(), " ", content));
      }
      stream.Write(response);
    }
    return grpc::Status::OK;
  }
  std::string Write(const std::string& name, const std::string& octets) {
    const std::string path = absl::StrCat(directory_, "/", name);
    EXPECT_THAT(WriteFileOctets(path, octets), IsOk());
    return path;
  }
  // Ids of receipts or reasons of errors, by the file's place.
  std::map<size_t, std::string> Run(const std::vector<InputFile>& files,
                                    ContentTransfer transfer) {
    ValidationOptions options;
    options.transfer = transfer;
    Mutex mutex;
    std::map<size_t, std::string> told;
    ValidateOnStream(files, options, *client_, [&](const StreamAnswer& answer) {
      const MutexLock lock(mutex);
      const std::string text =
          answer.response.ok()
              ? answer.response->receipt().id()
              : v1::ErrorReason_Name(
                    ReasonOf(answer.response.status())
                        .value_or(v1::ERROR_REASON_UNSPECIFIED));
      EXPECT_TRUE(told.emplace(answer.index, text).second) << answer.index;
      signatures_[answer.index] = answer.signature;
    });
    return told;
  }

  const std::string directory_;
  size_t largest_ = 0;
  std::map<size_t, std::string> signatures_;
  FakeServer server_;
  std::unique_ptr<Client> client_;
};

TEST_F(StreamValidationTest, EachFileHasItsAnswer) {
  const std::string big(5 * (1 << 20) / 2, 'x');
  const auto told = Run({{Write("a.p7s", "a"), Write("a", big)},
                         {Write("b.p7s", "b"), std::nullopt},
                         {Write("c.p7s", "c"), Write("c", "")}},
                        ContentTransfer::kContent);
  EXPECT_EQ(told,
            (std::map<size_t, std::string>{
                {0, absl::StrCat("a ", big.size())}, {1, "b 0"}, {2, "c 0"}}));
  EXPECT_EQ(largest_, size_t{1} << 20);
  EXPECT_EQ(signatures_.at(1), "b");
}

TEST_F(StreamValidationTest, DigestsStandForTheContent) {
  const auto told = Run({{Write("a.p7s", "a"), Write("a", "content")}},
                        ContentTransfer::kDigestOnly);
  EXPECT_EQ(told.at(0), "a 3");
  EXPECT_EQ(largest_, 0u);
}

TEST_F(StreamValidationTest, AnErrorIsOfItsFileOnly) {
  const auto told = Run({{Write("a.p7s", "bad"), std::nullopt},
                         {directory_ + "/missing.p7s", std::nullopt},
                         {Write("c.p7s", "c"), directory_ + "/missing"},
                         {Write("d.p7s", "d"), std::nullopt}},
                        ContentTransfer::kContent);
  EXPECT_EQ(told.at(0), "ERROR_REASON_QUOTA_EXCEEDED");
  EXPECT_EQ(told.at(1), "ERROR_REASON_REQUEST_MALFORMED");
  EXPECT_EQ(told.at(2), "ERROR_REASON_REQUEST_MALFORMED");
  EXPECT_EQ(told.at(3), "d 0");
}

TEST_F(StreamValidationTest, WhatWasNotAnsweredSaysHowTheStreamEnded) {
  const auto told = Run({{Write("a.p7s", "a"), std::nullopt},
                         {Write("b.p7s", "stop"), std::nullopt},
                         {Write("c.p7s", "c"), std::nullopt}},
                        ContentTransfer::kContent);
  EXPECT_EQ(told.size(), 3u);
  EXPECT_EQ(told.at(0), "a 0");
  EXPECT_EQ(told.at(1), "ERROR_REASON_UNSPECIFIED");
  EXPECT_EQ(told.at(2), "ERROR_REASON_UNSPECIFIED");
}

TEST_F(StreamValidationTest, AnErrorIsAsACallWouldHaveSaidIt) {
  v1::StreamError error;
  error.set_code(5);
  error.set_reason("POLICY_UNKNOWN");
  error.set_message("no such policy");
  const absl::Status status = StatusOf(error);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(status, HasReason(v1::ERROR_REASON_POLICY_UNKNOWN));
  EXPECT_EQ(status.message(), "no such policy");
  error.set_code(0);
  error.set_reason("SOMETHING_NEW");
  EXPECT_THAT(StatusOf(error), HasReason(v1::ERROR_REASON_UNCLASSIFIED));
}

}  // namespace
}  // namespace kepil
