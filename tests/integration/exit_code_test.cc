#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// What kepilctl tells the shell (house: 0 valid or yes, 1 not valid or no, 2 no
// verdict or no answer).
class ExitCodeTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(AdmitUsual(house_), IsOk());
  }
  std::string Document(const std::string& name) {
    return house_.PathOf("documents/" + name + ".p7s");
  }
  FinishedProgram RunAsParty(std::vector<std::string> arguments) {
    return house_.Kepilctl("relying-party", std::move(arguments));
  }
  // Validates a good document, keeps its receipt and the published keys; the
  // receipt's id.
  std::string KeepReceipt() {
    EXPECT_EQ(RunAsParty({"validate", Document("valid-rsa.txt"), "--receipts",
                          house_.PathOf("receipts")})
                  .exit_code,
              0);
    EXPECT_EQ(
        RunAsParty({"status", "--keys", house_.PathOf("published")}).exit_code,
        0);
    for (const auto& entry :
         std::filesystem::directory_iterator(house_.PathOf("receipts"))) {
      if (entry.path().extension() == ".dvc") {
        return entry.path().stem();
      }
    }
    ADD_FAILURE() << "no receipt was kept";
    return "";
  }

  DemoHouse house_;
};

TEST_F(ExitCodeTest, ValidateSaysZeroIfEverySignatureIsValid) {
  const FinishedProgram done = RunAsParty(
      {"validate", Document("valid-rsa.txt"), Document("valid-two-signers.txt"),
       Document("valid-attached")});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  const std::vector<std::string> lines =
      absl::StrSplit(done.out, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 4u) << done.out;  // One of the files has two.
  for (const std::string& line : lines) {
    for (const char* field :
         {"\"file\"", "\"indication\"", "\"sub_indication\"", "\"reasons\"",
          "\"recognition_ground\"", "\"legal_effect\"", "\"receipt_id\"",
          "\"serial\"", "TOTAL_PASSED", "EQUIVALENT_TO_HANDWRITTEN",
          "\"legal_regime\":\"CODE\"",
          "[\"1 MET\",\"2 PRESUMED\",\"3 MET\",\"4 MET\"]"}) {
      EXPECT_THAT(line, HasSubstr(field));
    }
  }
}

TEST_F(ExitCodeTest, ValidateSaysOneIfOneIsNotValid) {
  for (const char* name : {"content-changed.txt", "signer-revoked.txt",
                           "ca-not-registered.txt", "no-signing-usage.txt"}) {
    EXPECT_EQ(
        RunAsParty({"validate", Document("valid-rsa.txt"), Document(name)})
            .exit_code,
        1)
        << name;
  }
}

TEST_F(ExitCodeTest, ValidateSaysTwoWithoutAVerdict) {
  // The responder of XC's record knows nothing: TRY_LATER.
  v1::ChangeDraft draft = AuthorityDraft(house_, "xc");
  auto* source = draft.mutable_authority()
                     ->mutable_services(0)
                     ->mutable_revocation(0)
                     ->mutable_sources(0);
  source->set_crl_url(house_.responder_url() + "/crl/nobody.crl");
  source->clear_ocsp_url();
  ASSERT_THAT(Admit(house_, draft), IsOk());
  const FinishedProgram later =
      RunAsParty({"validate", Document("ca-suspended.txt")});
  EXPECT_EQ(later.exit_code, 2);
  EXPECT_THAT(later.out, HasSubstr("TRY_LATER"));
  // Not valid outweighs no verdict.
  EXPECT_EQ(RunAsParty({"validate", Document("ca-suspended.txt"),
                        Document("content-changed.txt")})
                .exit_code,
            1);
  // A file that is no signature, one that is not there.
  WriteWholeFile(house_.PathOf("documents/none.p7s"), "no signature");
  const FinishedProgram none = RunAsParty({"validate", Document("none")});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.out, HasSubstr("FORMAT_UNKNOWN"));
  EXPECT_EQ(RunAsParty({"validate", Document("absent")}).exit_code, 2);
}

TEST_F(ExitCodeTest, TwoIfTheServerIsNotThereOrRefuses) {
  const FinishedProgram stranger =
      house_.Kepilctl("stranger", {"validate", Document("valid-rsa.txt")});
  EXPECT_EQ(stranger.exit_code, 2);
  EXPECT_THAT(stranger.out, HasSubstr("CALLER_UNKNOWN"));
  const FinishedProgram officer =
      house_.Kepilctl("officer-a", {"validate", Document("valid-rsa.txt")});
  EXPECT_EQ(officer.exit_code, 2);
  EXPECT_THAT(officer.out, HasSubstr("ROLE_FORBIDDEN"));
  EXPECT_EQ(RunProgram({ProgramPath("services/kepilctl/kepilctl"), "status",
                        "--server", "127.0.0.1:1", "--ca",
                        house_.PathOf("tls/ca.pem"), "--timeout", "2"},
                       house_.folder())
                .exit_code,
            2);
  EXPECT_EQ(RunAsParty({"no-such-command"}).exit_code, 2);
  EXPECT_EQ(RunAsParty({"validate"}).exit_code, 2);
}

TEST_F(ExitCodeTest, ReceiptVerifySaysYesNoOrNothing) {
  const std::string dvc = house_.PathOf("receipts/" + KeepReceipt() + ".dvc");
  const auto verify = [&](const std::string& file) {
    return RunProgram(
        {ProgramPath("services/kepilctl/kepilctl"), "receipt", "verify", file,
         "--trust", house_.PathOf("published"), "--json"},
        house_.folder());
  };
  const FinishedProgram genuine = verify(dvc);
  EXPECT_EQ(genuine.exit_code, 0) << genuine.out << genuine.err;
  EXPECT_THAT(genuine.out, HasSubstr("\"log_proof\":\"checked\""));
  std::string octets = ReadWholeFile(dvc);
  octets[octets.size() / 2] = static_cast<char>(octets[octets.size() / 2] ^ 1);
  WriteWholeFile(house_.PathOf("forged.dvc"), octets);
  EXPECT_EQ(verify(house_.PathOf("forged.dvc")).exit_code, 1);
  EXPECT_EQ(verify(house_.PathOf("absent.dvc")).exit_code, 2);
}

// Law: RCP-04.
TEST_F(ExitCodeTest, OpensslAloneVerifiesAReceipt) {
  const std::string dvc = house_.PathOf("receipts/" + KeepReceipt() + ".dvc");
  const FinishedProgram done =
      RunProgram({"openssl", "cms", "-verify", "-inform", "DER", "-purpose",
                  "any", "-CAfile", house_.PathOf("published/anchors.pem"),
                  "-in", dvc, "-out", house_.PathOf("response.der")},
                 house_.folder());
  EXPECT_EQ(done.exit_code, 0) << done.err;
}

TEST_F(ExitCodeTest, LogAndReplaySayYesOrNothing) {
  const std::string id = KeepReceipt();
  const FinishedProgram proved = RunAsParty({"log", "prove", id});
  EXPECT_EQ(proved.exit_code, 0) << proved.err;
  EXPECT_THAT(proved.out, HasSubstr("\"included\":true"));
  const FinishedProgram fsck = RunAsParty({"log", "fsck"});
  EXPECT_EQ(fsck.exit_code, 0) << fsck.err;
  EXPECT_THAT(fsck.out,
              AllOf(HasSubstr("\"clean\":true"), HasSubstr("\"tree_size\":1")));
  EXPECT_EQ(RunAsParty({"log", "checkpoint"}).exit_code, 0);
  const FinishedProgram replayed = RunAsParty({"replay", id});
  EXPECT_EQ(replayed.exit_code, 0) << replayed.err;
  EXPECT_THAT(replayed.out, HasSubstr("\"identical\":true"));
  EXPECT_EQ(RunAsParty({"replay", std::string(32, '0')}).exit_code, 2);
  EXPECT_EQ(RunAsParty({"log", "prove", "999"}).exit_code, 2);
}

}  // namespace
}  // namespace kepil
