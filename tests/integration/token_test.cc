// A real kepild whose receipt and log keys are in a PKCS#11 token.

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/pki_builder.h"
#include "tests/support/soft_token.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class TokenTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!SoftToken::IsInstalled()) {
      GTEST_SKIP() << "NOT TESTED: SoftHSM is not installed (Debian: softhsm2)";
    }
    SoftToken token(house_.PathOf("token"));
    token.Import(TestKey::FromPem(house_.Read("kepild/receipt.key")),
                 "receipts");
    token.Import(TestKey::FromPem(house_.Read("kepild/log.key")), "log");
    WriteWholeFile(house_.PathOf("kepild/pin"),
                   absl::StrCat(SoftToken::kPin, "\n"));
    std::filesystem::permissions(house_.PathOf("kepild/pin"),
                                 std::filesystem::perms::owner_read);
    house_.Reconfigure("receipt_key_file: \"kepild/receipt.key\"",
                       TokenConfig("receipt_pkcs11", "receipts"));
    house_.Reconfigure("log_key_file: \"kepild/log.key\"",
                       TokenConfig("log_pkcs11", "log"));
    std::filesystem::remove(house_.PathOf("kepild/receipt.key"));
    std::filesystem::remove(house_.PathOf("kepild/log.key"));
  }
  static std::string TokenConfig(absl::string_view field,
                                 absl::string_view label) {
    return absl::StrCat(field, " { module: \"", SoftToken::kModule,
                        "\" token_label: \"", SoftToken::kLabel,
                        "\" key_label: \"", label,
                        "\" pin_file: \"kepild/pin\" sessions: 2 }");
  }

  DemoHouse house_;
};

// Law: RCP-02, RCP-04.
TEST_F(TokenTest, ReceiptsByATokensKeyVerifyByOpensslAndKepilctl) {
  ASSERT_THAT(house_.Start(), IsOk());
  ASSERT_THAT(AdmitUsual(house_), IsOk());
  const ChannelRef party = house_.ChannelAs("relying-party");
  const auto info = GetServiceInfo(house_.OpenChannel());
  ASSERT_THAT(info, IsOk());
  const ReceiptTrust trust = TrustIn(house_, *info);
  std::vector<absl::StatusOr<v1::IssuedReceipt>> receipts(
      8, absl::UnknownError(""));
  std::vector<std::thread> threads;
  for (auto& receipt : receipts) {
    threads.emplace_back([&] {
      receipt = Validate(party, DemoRequest(house_, "valid-rsa.txt"));
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const auto& receipt : receipts) {
    ASSERT_THAT(receipt, IsOk());
    EXPECT_THAT(VerifyOffline(*receipt, trust).problems, IsEmpty());
  }

  const auto run = [&](std::vector<std::string> arguments) {
    return house_.Kepilctl("relying-party", std::move(arguments));
  };
  ASSERT_EQ(run({"status", "--keys", house_.PathOf("published")}).exit_code, 0);
  const std::string id = receipts[0]->id();
  ASSERT_EQ(
      run({"receipt", "get", id, "--out", house_.PathOf("kept")}).exit_code, 0);
  const std::string dvc = house_.PathOf(absl::StrCat("kept/", id, ".dvc"));
  const FinishedProgram verified =
      run({"receipt", "verify", dvc, "--trust", house_.PathOf("published")});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("\"log_proof\":\"checked\""));
  const FinishedProgram openssl =
      RunProgram({"openssl", "cms", "-verify", "-inform", "DER", "-purpose",
                  "any", "-CAfile", house_.PathOf("published/anchors.pem"),
                  "-in", dvc, "-out", house_.PathOf("response.der")},
                 house_.folder());
  EXPECT_EQ(openssl.exit_code, 0) << openssl.err;
  EXPECT_EQ(house_.Stop(), 0);
}

TEST_F(TokenTest, WithoutItsKeyTheNodeDoesNotStart) {
  house_.Reconfigure("key_label: \"receipts\"", "key_label: \"nobody\"");
  const absl::Status refused = house_.Start();
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("no private key is called nobody"));
}

}  // namespace
}  // namespace kepil
