#include "services/kepild/keys.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepild/test_files.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

using ::testing::SizeIs;

struct KeyFiles {
  TempFolder folder;
  TestReceiptAuthority authority = MakeTestReceiptAuthority();
  TestKey log_key = TestKey::Generate(TestKeyKind::kEd25519);
  config::v1::Keys keys;
  mutable TokenModules modules;

  KeyFiles() {
    keys.set_receipt_key_file(folder.path() + "/receipt.key");
    keys.set_receipt_cert_file(folder.path() + "/receipt.pem");
    keys.set_log_key_file(folder.path() + "/log.key");
    WriteTestFile(keys.receipt_key_file(), authority.signer.key.Pem(), 0400);
    WriteTestFile(keys.receipt_cert_file(),
                  authority.signer.CertificatePem() +
                      authority.ca.CertificatePem() +
                      authority.root.CertificatePem(),
                  0644);
    WriteTestFile(keys.log_key_file(), log_key.Pem(), 0400);
  }
};

TEST(KeysTest, ReceiptIdentityIsKeyLeafAndChain) {
  const KeyFiles files;
  const auto identity = LoadReceiptIdentity(files.keys, files.modules);
  ASSERT_THAT(identity, IsOk());
  EXPECT_EQ(identity->certificate->der(), files.authority.signer.certificate);
  ASSERT_THAT(identity->issuers, SizeIs(2));
  EXPECT_EQ(identity->issuers[0]->der(), files.authority.ca.certificate);
  EXPECT_EQ(identity->issuers[1]->der(), files.authority.root.certificate);
  EXPECT_EQ(identity->key.signer->spki(), files.authority.signer.key.Spki());
  EXPECT_THAT(CheckReceiptIdentity(*identity, TestReceiptTime()), IsOk());
}

// Law: RCP-02.
TEST(KeysTest, KeyThatOthersCanReadIsRefused) {
  const KeyFiles files;
  WriteTestFile(files.keys.receipt_key_file(), files.authority.signer.key.Pem(),
                0644);
  EXPECT_THAT(LoadReceiptIdentity(files.keys, files.modules),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  WriteTestFile(files.keys.log_key_file(), files.log_key.Pem(), 0640);
  EXPECT_THAT(LoadLogSigner(files.keys, files.modules, "example.com/receipts"),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

TEST(KeysTest, WhatIsNoKeyOrCertificateIsRefused) {
  const KeyFiles files;
  WriteTestFile(files.keys.receipt_key_file(), "key");
  EXPECT_FALSE(LoadReceiptIdentity(files.keys, files.modules).ok());
  WriteTestFile(files.keys.receipt_key_file(),
                files.authority.signer.key.Pem());
  EXPECT_THAT(LoadReceiptIdentity(files.keys, files.modules), IsOk());
  WriteTestFile(files.keys.receipt_cert_file(), "certificate");
  EXPECT_FALSE(LoadReceiptIdentity(files.keys, files.modules).ok());
  WriteTestFile(files.keys.receipt_cert_file(),
                "-----BEGIN CERTIFICATE-----\nAAAA\n"
                "-----END CERTIFICATE-----\n");
  EXPECT_FALSE(LoadReceiptIdentity(files.keys, files.modules).ok());
}

TEST(KeysTest, LogSignerHasTheNameOfItsOrigin) {
  const KeyFiles files;
  const auto signer =
      LoadLogSigner(files.keys, files.modules, "example.com/receipts");
  ASSERT_THAT(signer, IsOk());
  EXPECT_EQ(signer->verifier().name(), "example.com/receipts");
  EXPECT_EQ(signer->verifier().key(), files.log_key.KeyOctets());
}

TEST(KeysTest, LogKeyIsEd25519) {
  const KeyFiles files;
  WriteTestFile(files.keys.log_key_file(), files.authority.signer.key.Pem());
  EXPECT_THAT(LoadLogSigner(files.keys, files.modules, "example.com/receipts"),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

TEST(KeysTest, RandomOctetsAreAsManyAndNeverTheSame) {
  for (const size_t size : {0, 1, 16, 1000}) {
    EXPECT_THAT(RandomOctets(size), SizeIs(size));
  }
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    seen.insert(RandomOctets(16));
  }
  EXPECT_THAT(seen, SizeIs(100));
}

}  // namespace
}  // namespace kepil
