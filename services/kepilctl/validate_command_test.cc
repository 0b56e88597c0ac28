#include "services/kepilctl/validate_command.h"

#include <atomic>

#include "absl/strings/escaping.h"
#include "base/error.h"
#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/fake_server.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::HasSubstr;

// Answers with a receipt whose verdict is what the signature file says.
class ValidateCommandTest : public testing::Test {
 protected:
  ValidateCommandTest()
      : directory_(absl::StrCat(
            testing::TempDir(), "/validate_",
            testing::UnitTest::GetInstance()->current_test_info()->name())) {
    server_.validation.on_Validate = [this](const v1::ValidateRequest& request)
        -> absl::StatusOr<v1::ValidateResponse> {
      if (request.signature() == "busy" && busy_.exchange(false)) {
        return MakeError(absl::StatusCode::kResourceExhausted,
                         v1::ERROR_REASON_OVERLOADED, "busy");
      }
      if (request.signature() == "refused") {
        return MakeError(absl::StatusCode::kFailedPrecondition,
                         v1::ERROR_REASON_NOT_CROSS_BORDER, "domestic");
      }
      v1::ReceiptBody body;
      body.set_id(std::string(16, request.signature()[0]));
      body.set_serial(7);
      v1::Conclusion& conclusion = *body.add_signatures()->mutable_conclusion();
      conclusion.set_indication(request.signature() == "bad"
                                    ? v1::INDICATION_TOTAL_FAILED
                                    : v1::INDICATION_TOTAL_PASSED);
      body.mutable_usage()->CopyFrom(request.usage());
      v1::ContentDigest& digest = *body.add_content_digests();
      digest.set_hash("sha256");
      digest.set_value(std::string(Sha256("the document").bytes()));
      v1::ValidateResponse response;
      if (request.return_content()) {
        response.set_content(request.signature() == "other" ? "another document"
                                                            : "the document");
      }
      response.mutable_receipt()->set_id(absl::BytesToHexString(body.id()));
      response.mutable_receipt()->set_body(body.SerializeAsString());
      response.mutable_receipt()->set_dvc("DVC");
      return response;
    };
    server_.validation.on_GetReceipt =
        [this](const v1::GetReceiptRequest& request) {
          v1::GetReceiptResponse response;
          response.mutable_receipt()->set_id(request.receipt_id());
          response.mutable_receipt()->set_dvc("DVC");
          if (asked_++ > 0) {
            response.mutable_receipt()->set_tlog_proof("PROOF");
          }
          return response;
        };
  }

  void Write(const std::string& name, const std::string& octets) {
    ASSERT_THAT(WriteFileOctets(Path(name), octets), IsOk());
  }
  std::string Path(const std::string& name) const {
    return absl::StrCat(directory_, "/", name);
  }
  ExitCode Run(std::vector<std::string> words) {
    words.insert(words.begin(), "validate");
    return server_.Run({ValidateCommand()}, words);
  }

  const std::string directory_;
  std::atomic<bool> busy_ = true;
  std::atomic<int> asked_ = 0;
  FakeServer server_;
};

TEST_F(ValidateCommandTest, PrintsLinesInTheOrderOfTheFiles) {
  for (int i = 0; i < 10; ++i) {
    Write(absl::StrCat("f", i, ".p7s"), i == 3 ? "busy" : "good");
  }
  EXPECT_EQ(Run({directory_, "--jobs", "4"}), ExitCode::kYes);
  size_t position = 0;
  for (int i = 0; i < 10; ++i) {
    const size_t found = server_.out.find(absl::StrCat("f", i, ".p7s"));
    ASSERT_NE(found, std::string::npos) << server_.out;
    EXPECT_GE(found, position);
    position = found;
  }
  EXPECT_EQ(server_.err, "");
}

TEST_F(ValidateCommandTest, ExitCodeTellsTheWorst) {
  Write("a.p7s", "good");
  Write("b.p7s", "refused");
  EXPECT_EQ(Run({directory_, "--json"}), ExitCode::kNoAnswer);
  EXPECT_THAT(server_.out, HasSubstr("\"error_reason\":\"NOT_CROSS_BORDER\""));
  Write("c.p7s", "bad");
  EXPECT_EQ(Run({directory_}), ExitCode::kNo);
  EXPECT_EQ(Run({Path("a.p7s")}), ExitCode::kYes);
}

TEST_F(ValidateCommandTest, KeepsReceiptsAndWaitsForTheirProofs) {
  Write("a.p7s", "good");
  EXPECT_EQ(Run({directory_, "--receipts", Path("out")}), ExitCode::kYes);
  const std::string id = absl::BytesToHexString(std::string(16, 'g'));
  EXPECT_THAT(ReadFileOctets(Path("out/" + id + ".dvc")), IsOkAndHolds("DVC"));
  EXPECT_THAT(ReadFileOctets(Path("out/" + id + ".tlog-proof")),
              IsOkAndHolds("PROOF"));
  EXPECT_EQ(asked_, 2);
}

TEST_F(ValidateCommandTest, ReceiptsThatCannotBeKeptAreNoAnswer) {
  Write("a.p7s", "good");
  Write("file", "");
  EXPECT_EQ(Run({Path("a.p7s"), "--receipts", Path("file/below")}),
            ExitCode::kNoAnswer);
  EXPECT_THAT(server_.out, HasSubstr("VALID"));
  EXPECT_THAT(server_.err, HasSubstr("STORE_DOWN"));
}

// Law: VER-01.
TEST_F(ValidateCommandTest, WritesTheContentThatTheReceiptNames) {
  Write("a.p7m", "good");
  EXPECT_EQ(Run({Path("a.p7m"), "--content-out", Path("a.txt")}),
            ExitCode::kYes);
  EXPECT_THAT(ReadFileOctets(Path("a.txt")), IsOkAndHolds("the document"));
  Write("b.p7m", "other");
  EXPECT_EQ(Run({Path("b.p7m"), "--content-out", Path("b.txt")}),
            ExitCode::kNoAnswer);
  EXPECT_THAT(ReadFileOctets(Path("b.txt")),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_EQ(Run({directory_, "--content-out", Path("c.txt")}),
            ExitCode::kNoAnswer);
}

TEST_F(ValidateCommandTest, RefusesWhatCannotBeMeant) {
  Write("a.p7s", "good");
  Write("b.p7s", "good");
  EXPECT_EQ(Run({}), ExitCode::kNoAnswer);
  EXPECT_EQ(Run({directory_, "--content", Path("a.p7s")}), ExitCode::kNoAnswer);
  EXPECT_EQ(Run({directory_, "--jobs", "0"}), ExitCode::kNoAnswer);
  EXPECT_EQ(server_.out, "");
}

}  // namespace
}  // namespace kepil
