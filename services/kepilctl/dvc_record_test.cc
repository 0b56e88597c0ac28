#include "services/kepilctl/dvc_record.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/dvc_fixture.h"
#include "tests/support/receipt_fixture.h"

namespace kepil {
namespace {

using testing::HasSubstr;

TEST(DvcRecordTest, SaysWhatADvcSays) {
  DvcVerification verification;
  verification.info = MakeTestDvcsAnswer(MakeTestDvcsRequest());
  verification.info->status =
      DvcStatusInfo{DvcStatus::kRejection, {"why"}, {7, 25}};
  verification.problems = {DvcProblem::kNonceMismatch};
  verification.nested.resize(1);
  verification.nested[0].problems = {DvcProblem::kSignatureInvalid};
  const std::string line = JsonLine(DvcRecord("a.dvc", verification));
  for (const char* part :
       {"\"file\":\"a.dvc\"", "\"genuine\":false",
        "\"problems\":[\"NONCE_MISMATCH\",\"nested[0].SIGNATURE_INVALID\"]",
        "\"service\":\"vsd\"", "\"nonce\":\"0102\"", "\"status\":\"rejection\"",
        "\"status_text\":[\"why\"]",
        "\"failures\":[\"incorrectData\",\"bit 25\"]", "\"serial\":\"07\"",
        "\"response_time\":\"2026-01-01T00:00:00Z\"", "\"policy\":\"1.2.3\"",
        "\"word\":\"rejected\""}) {
    EXPECT_THAT(line, HasSubstr(part));
  }
}

TEST(DvcRecordTest, SaysWhatANoticeAndARequestSay) {
  DvcsErrorNotice notice;
  notice.status = {DvcStatus::kRejection, {"bad"}, {5}};
  Record record;
  AddErrorNotice(notice, record);
  EXPECT_THAT(JsonLine(record),
              HasSubstr("\"error_notice\":true,\"status\":\"rejection\","
                        "\"status_text\":[\"bad\"],"
                        "\"failures\":[\"badDataFormat\"]"));
  Record asked;
  AddDvcsRequest(MakeTestDvcsRequest(), asked);
  EXPECT_THAT(JsonLine(asked), HasSubstr("\"message_octets\":17"));
}

}  // namespace
}  // namespace kepil
