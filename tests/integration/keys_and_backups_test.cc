// A real kepild whose receipt and log keys are replaced by two officers, and
// whose database is put back from a backup.

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/receipt_keys.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"
#include "translog/signed_note.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kOrigin[] = "kepil.example/demo-1/receipts";

class KeysAndBackupsTest : public testing::Test {
 protected:
  v1::IssuedReceipt ValidateOne() const {
    const auto receipt = Validate(house_.ChannelAs("relying-party"),
                                  DemoRequest(house_, "valid-p256.txt"));
    EXPECT_THAT(receipt, IsOk());
    return receipt.value_or(v1::IssuedReceipt());
  }
  // With the proof, which comes when the log has published it.
  v1::IssuedReceipt WithProof(const v1::IssuedReceipt& receipt) const {
    const ChannelRef party = house_.ChannelAs("relying-party");
    absl::StatusOr<v1::IssuedReceipt> kept = receipt;
    while (kept.ok() && kept->tlog_proof().empty()) {
      kept = GetReceipt(party, receipt.id());
    }
    EXPECT_THAT(kept, IsOk());
    return kept.value_or(v1::IssuedReceipt());
  }
  v1::GetServiceInfoResponse Info() const {
    const auto info = GetServiceInfo(house_.OpenChannel());
    EXPECT_THAT(info, IsOk());
    return info.value_or(v1::GetServiceInfoResponse());
  }
  // Offline, by what the node publishes of its keys.
  ReceiptVerification Verify(const v1::IssuedReceipt& receipt) const {
    const v1::GetServiceInfoResponse info = Info();
    const std::vector<const v1::PublishedKey*> keys(
        info.published_keys().pointer_begin(),
        info.published_keys().pointer_end());
    const auto trust = TrustInKeys(keys, {});
    EXPECT_THAT(trust, IsOk());
    return VerifyReceipt({receipt.dvc(), receipt.tlog_proof(), {}, {}},
                         trust.value_or(ReceiptTrust()));
  }
  void Write(const std::string& name, const std::string& octets) const {
    WriteWholeFile(house_.PathOf(name), octets);
    ASSERT_EQ(::chmod(house_.PathOf(name).c_str(), 0600), 0);
  }
  // Now, but after every key that is published.
  void UseFromNow(v1::PublishedKey& key) const {
    int64_t from = absl::ToUnixSeconds(absl::Now());
    const v1::GetServiceInfoResponse info = Info();
    for (const v1::PublishedKey& other : info.published_keys()) {
      from = std::max<int64_t>(from, other.in_use_from().seconds() + 1);
    }
    key.mutable_in_use_from()->set_seconds(from);
  }
  absl::Status Publish(const v1::PublishedKey& key) const {
    v1::ChangeDraft draft;
    draft.set_act(v1::ACT_APPROVE);
    *draft.mutable_key() = key;
    return Admit(house_, draft).status();
  }
  FinishedProgram Kepild(const std::string& flag,
                         const std::string& folder) const {
    return RunProgram(
        {ProgramPath("services/kepild/kepild"), "--config",
         house_.PathOf("kepild.textproto"), flag, house_.PathOf(folder)},
        house_.folder());
  }

  DemoHouse house_;
};

TestIdentity NextReceiptIdentity(const DemoPki& pki) {
  TestCertificateSpec spec;
  spec.subject = "C=KZ,O=Kepil demo,CN=Kepil demo receipts 2";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.serial_hex = "7abbccddeeff00112233";
  spec.not_before =
      absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now())) - absl::Hours(1);
  spec.not_after = spec.not_before + absl::Hours(24 * 30);
  spec.extensions = {
      MakeTestExtension("keyUsage", "critical,digitalSignature"),
      MakeTestExtension("extendedKeyUsage", "critical,1.3.6.1.5.5.7.3.10")};
  return IssueTestCertificate(spec, pki.Get("receipt-ca"));
}

// Law: RCP-05.
TEST_F(KeysAndBackupsTest, TheReceiptKeyIsReplacedByTwoOfficers) {
  const TestIdentity next = NextReceiptIdentity(house_.pki());
  Write("kepild/receipt-2.key", next.key.Pem());
  Write(
      "kepild/receipt-2.pem",
      next.CertificatePem() + house_.pki().Get("receipt-ca").CertificatePem());
  house_.Reconfigure("keys {",
                     "keys { more_receipt_keys { key_file: "
                     "\"kepild/receipt-2.key\" cert_file: "
                     "\"kepild/receipt-2.pem\" }");
  ASSERT_THAT(house_.Start(), IsOk());
  ASSERT_THAT(AdmitUsual(house_), IsOk());
  const std::string serial = absl::HexStringToBytes("7abbccddeeff00112233");
  const v1::IssuedReceipt before = WithProof(ValidateOne());
  EXPECT_THAT(before.dvc(), Not(HasSubstr(serial)));

  v1::PublishedKey key;
  key.set_id("receipt-2");
  key.set_purpose(v1::PublishedKey::PURPOSE_RECEIPT);
  key.set_certificate(next.certificate);
  key.add_issuers(house_.pki().Get("receipt-ca").certificate);
  UseFromNow(key);
  ASSERT_THAT(Publish(key), IsOk());
  while (Info().receipt_certificates(0) != next.certificate) {
  }
  const v1::IssuedReceipt after = WithProof(ValidateOne());
  EXPECT_THAT(after.dvc(), HasSubstr(serial));
  EXPECT_EQ(after.serial(), before.serial() + 1);
  for (const v1::IssuedReceipt& receipt : {before, after}) {
    const ReceiptVerification verified = Verify(receipt);
    EXPECT_THAT(verified.problems, IsEmpty());
    EXPECT_TRUE(verified.proof_checked);
  }
  // The old one is found to be compromised: what it signed counts no more.
  v1::PublishedKey old;
  const v1::GetServiceInfoResponse info = Info();
  for (const v1::PublishedKey& one : info.published_keys()) {
    if (one.purpose() == v1::PublishedKey::PURPOSE_RECEIPT &&
        one.id() != "receipt-2") {
      old = one;
    }
  }
  old.mutable_compromised_from()->set_seconds(old.in_use_from().seconds());
  ASSERT_THAT(Publish(old), IsOk());
  EXPECT_THAT(Verify(before).problems,
              Contains(ReceiptProblem::kSignerCompromised));
  EXPECT_THAT(Verify(after).problems, IsEmpty());
  // It stays so over a restart.
  ASSERT_EQ(house_.Stop(), 0);
  ASSERT_THAT(house_.Start(), IsOk());
  EXPECT_THAT(ValidateOne().dvc(), HasSubstr(serial));
}

// Law: RCP-05.
TEST_F(KeysAndBackupsTest, TheLogKeyIsReplacedAtAStart) {
  const TestKey next = TestKey::Generate(TestKeyKind::kEd25519);
  Write("kepild/log-2.key", next.Pem());
  house_.Reconfigure("keys {",
                     "keys { more_log_key_files: \"kepild/log-2.key\"");
  ASSERT_THAT(house_.Start(), IsOk());
  ASSERT_THAT(AdmitUsual(house_), IsOk());
  const v1::IssuedReceipt before = WithProof(ValidateOne());
  const std::string old_vkey = Info().receipts_log_vkey();
  const auto verifier = NoteVerifier::Create(kOrigin, next.KeyOctets());
  ASSERT_THAT(verifier, IsOk());
  v1::PublishedKey key;
  key.set_id("log-2");
  key.set_purpose(v1::PublishedKey::PURPOSE_LOG);
  key.set_log_vkey(verifier->vkey());
  UseFromNow(key);
  ASSERT_THAT(Publish(key), IsOk());
  EXPECT_EQ(Info().receipts_log_vkey(), old_vkey);
  while (absl::ToUnixSeconds(absl::Now()) < key.in_use_from().seconds()) {
  }
  ASSERT_EQ(house_.Stop(), 0);
  ASSERT_THAT(house_.Start(), IsOk());
  EXPECT_EQ(Info().receipts_log_vkey(), verifier->vkey());
  const v1::IssuedReceipt after = WithProof(ValidateOne());
  EXPECT_THAT(after.tlog_proof(), HasSubstr(kOrigin));
  for (const v1::IssuedReceipt& receipt : {before, after}) {
    const ReceiptVerification verified = Verify(receipt);
    EXPECT_THAT(verified.problems, IsEmpty());
    EXPECT_TRUE(verified.proof_checked);
  }
}

// Law: SEC-06, BKP-01.
TEST_F(KeysAndBackupsTest, ABackupIsPutBackAndOneThatIsBehindIsRefused) {
  house_.Reconfigure("registration {",
                     "archive { folder: \"archive\" }\nregistration {");
  ASSERT_THAT(house_.Start(), IsOk());
  ASSERT_THAT(AdmitUsual(house_), IsOk());
  const v1::IssuedReceipt first = WithProof(ValidateOne());
  ASSERT_EQ(house_.Stop(), 0);
  const FinishedProgram made = Kepild("--backup", "backups");
  EXPECT_EQ(made.exit_code, 0) << made.err;
  // Never over a database that is there.
  EXPECT_NE(Kepild("--restore", "backups").exit_code, 0);

  std::filesystem::remove_all(house_.PathOf("db"));
  const FinishedProgram restored = Kepild("--restore", "backups");
  EXPECT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_THAT(restored.out, HasSubstr("restored and checked, 1 receipts"));
  ASSERT_THAT(house_.Start(), IsOk());
  const auto kept = GetReceipt(house_.ChannelAs("relying-party"), first.id());
  ASSERT_THAT(kept, IsOk());
  EXPECT_EQ(kept->dvc(), first.dvc());
  EXPECT_THAT(Verify(*kept).problems, IsEmpty());
  EXPECT_EQ(WithProof(ValidateOne()).serial(), 2);
  ASSERT_EQ(house_.Stop(), 0);

  // The same backup once more would undo the second receipt.
  std::filesystem::remove_all(house_.PathOf("db"));
  const FinishedProgram behind = Kepild("--restore", "backups");
  EXPECT_NE(behind.exit_code, 0);
  EXPECT_THAT(behind.err, HasSubstr("signed checkpoint"));
  const absl::Status started = house_.Start();
  EXPECT_FALSE(started.ok());
  EXPECT_THAT(std::string(started.message()), HasSubstr("signed checkpoint"));
}

}  // namespace
}  // namespace kepil
