#include <string>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/bad_documents.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::AllOf;

class BadInputTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(AdmitUsual(house_), IsOk());
    party_ = house_.ChannelAs("relying-party");
  }
  void TearDown() override {
    // It is alive, serves and ends in order.
    const auto receipt =
        Validate(party_, DemoRequest(house_, "valid-p256.txt"));
    ASSERT_THAT(receipt, IsOk());
    EXPECT_EQ(VerdictText(*receipt), "TOTAL_PASSED");
    party_.reset();
    EXPECT_EQ(house_.Stop(), 0);
  }

  DemoHouse house_;
  ChannelRef party_;
};

// The reason of an error without its prefix, or the verdict.
std::string OutcomeOfCall(const absl::StatusOr<v1::IssuedReceipt>& answer) {
  if (answer.ok()) {
    return VerdictText(*answer);
  }
  const auto reason = ReasonOf(answer.status());
  return reason.has_value() ? v1::ErrorReason_Name(*reason).substr(13)
                            : answer.status().ToString();
}

// Law: SEC-04.
TEST_F(BadInputTest, EachGetsItsReasonAndNoneIsValid) {
  for (const BadDocument& document : MakeBadDocuments(house_.pki())) {
    SCOPED_TRACE(document.name);
    v1::ValidateRequest request;
    request.set_signature(document.signature);
    if (!document.content.empty()) {
      request.set_content(document.content);
    }
    const auto answer = Validate(party_, request);
    EXPECT_TRUE(answer.ok() ||
                answer.status().code() == absl::StatusCode::kInvalidArgument)
        << answer.status();
    EXPECT_EQ(OutcomeOfCall(answer), document.expected);
  }
}

TEST_F(BadInputTest, MemoryStaysBounded) {
  const auto documents = MakeBadDocuments(house_.pki());
  const auto send_all = [&] {
    for (const BadDocument& document : documents) {
      v1::ValidateRequest request;
      request.set_signature(document.signature);
      request.set_content(document.content);
      Validate(party_, request).IgnoreError();
    }
  };
  send_all();
  const int64_t before = house_.kepild().ResidentBytes();
  for (int i = 0; i < 10; ++i) {
    send_all();
  }
  EXPECT_LT(house_.kepild().ResidentBytes() - before, int64_t{64} << 20);
}

// Law: SEC-04.
TEST_F(BadInputTest, RefusesAMessageOverTheLimit) {
  v1::ValidateRequest request = DemoRequest(house_, "valid-p256.txt");
  request.set_content(std::string(8 << 20, 'x'));
  EXPECT_THAT(Validate(party_, request),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                    HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE)));
  // So large that it is not read to its end.
  request.set_content(std::string(32 << 20, 'x'));
  EXPECT_THAT(Validate(party_, request),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_F(BadInputTest, RefusesARequestThatSaysNothing) {
  EXPECT_THAT(Validate(party_, v1::ValidateRequest()),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                    HasReason(v1::ERROR_REASON_REQUEST_MALFORMED)));
  v1::ValidateRequest request = DemoRequest(house_, "valid-p256.txt");
  request.set_policy_id("urn:kepil:policy:nobody:1");
  EXPECT_THAT(Validate(party_, request),
              AllOf(StatusIs(absl::StatusCode::kNotFound),
                    HasReason(v1::ERROR_REASON_POLICY_UNKNOWN)));
}

TEST_F(BadInputTest, AForeignReceiptIsAnAnswerNotAnError) {
  v1::IssuedReceipt forged;
  forged.set_dvc("no receipt");
  const auto answer = VerifyByServer(house_.OpenChannel(), forged);
  ASSERT_THAT(answer, IsOk());
  EXPECT_FALSE(answer->valid());
  EXPECT_FALSE(answer->in_log());
  forged.set_dvc(std::string(2 << 20, 'x'));
  EXPECT_THAT(VerifyByServer(house_.OpenChannel(), forged),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace kepil
