#include <filesystem>
#include <string>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(KeysTest, RefusesToStartWithoutAReceiptKey) {
  DemoHouse house;
  std::filesystem::remove(house.PathOf("kepild/receipt.key"));
  const absl::Status status = house.Start();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr("receipt.key"));
}

// Law: RCP-02.
TEST(KeysTest, RefusesAKeyThatOthersMayRead) {
  DemoHouse house;
  std::filesystem::permissions(house.PathOf("kepild/receipt.key"),
                               std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  const absl::Status status = house.Start();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr("receipt.key"));
}

TEST(KeysTest, SaysEveryProblemOfTheConfiguration) {
  DemoHouse house;
  house.Reconfigure("anchor_file: \"anchor/checkpoints\"", "");
  house.Reconfigure("policy_dir: \"policy\"", "");
  const absl::Status status = house.Start();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(
      std::string(status.message()),
      AllOf(HasSubstr("log.anchor_file"), HasSubstr("rules.policy_dir")));
}

// The receipt key under a certificate that ended yesterday.
std::string ExpiredCertificate(const DemoPki& pki) {
  TestCertificateSpec spec;
  spec.subject = "C=KZ,O=Kepil demo,CN=Kepil demo receipts";
  spec.key = pki.Get("receipt").key;
  spec.not_after =
      absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now())) - absl::Hours(24);
  spec.not_before = spec.not_after - absl::Hours(24);
  spec.extensions = {
      MakeTestExtension("keyUsage", "critical,digitalSignature"),
      MakeTestExtension("extendedKeyUsage", "critical,1.3.6.1.5.5.7.3.10")};
  return IssueTestCertificate(spec, pki.Get("receipt-ca")).CertificatePem() +
         pki.Get("receipt-ca").CertificatePem();
}

TEST(KeysTest, NoUsableReceiptKeyNoAnswerAndNoGap) {
  DemoHouse house;
  const std::string good = house.Read("kepild/receipt.pem");
  WriteWholeFile(house.PathOf("kepild/receipt.pem"),
                 ExpiredCertificate(house.pki()));
  ASSERT_THAT(house.Start(), IsOk());
  ASSERT_THAT(AdmitUsual(house), IsOk());
  const v1::ValidateRequest request = DemoRequest(house, "valid-rsa.txt");
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(Validate(house.ChannelAs("relying-party"), request),
                AllOf(StatusIs(absl::StatusCode::kUnavailable),
                      HasReason(v1::ERROR_REASON_SIGNER_DOWN)));
  }
  EXPECT_EQ(house.Stop(), 0);

  WriteWholeFile(house.PathOf("kepild/receipt.pem"), good);
  ASSERT_THAT(house.Start(), IsOk());
  const auto receipt = Validate(house.ChannelAs("relying-party"), request);
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->serial(), 1);
}

}  // namespace
}  // namespace kepil
