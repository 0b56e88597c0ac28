#include "services/kepild/key_config.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

config::v1::Config InFiles() {
  config::v1::Config config;
  config.mutable_keys()->set_receipt_key_file("receipt.key");
  config.mutable_keys()->set_receipt_cert_file("receipt.pem");
  config.mutable_keys()->set_log_key_file("log.key");
  return config;
}

void Fill(config::v1::Pkcs11Key& key) {
  key.set_module("libtoken.so");
  key.set_token_label("gateway");
  key.set_key_label("receipts");
  key.set_pin_file("pin");
}

config::v1::Config InTokens() {
  config::v1::Config config = InFiles();
  config.mutable_keys()->clear_receipt_key_file();
  config.mutable_keys()->clear_log_key_file();
  Fill(*config.mutable_keys()->mutable_receipt_pkcs11());
  Fill(*config.mutable_keys()->mutable_log_pkcs11());
  return WithKeyDefaults(config, "/etc/kepil");
}

TEST(KeyConfigTest, KeysMayBeInFilesOrInTokens) {
  EXPECT_THAT(KeyProblemsOf(InFiles()), IsEmpty());
  EXPECT_THAT(KeyProblemsOf(InTokens()), IsEmpty());
  EXPECT_EQ(InTokens().keys().receipt_pkcs11().sessions(), 4);
  EXPECT_EQ(InTokens().keys().receipt_pkcs11().module(),
            "/etc/kepil/libtoken.so");
  EXPECT_EQ(InTokens().keys().log_pkcs11().pin_file(), "/etc/kepil/pin");
}

TEST(KeyConfigTest, AKeyIsInOnePlace) {
  config::v1::Config config = InTokens();
  config.mutable_keys()->set_receipt_key_file("receipt.key");
  EXPECT_THAT(KeyProblemsOf(config),
              ElementsAre("keys.receipt_key_file: not with "
                          "keys.receipt_pkcs11"));
  config = InFiles();
  config.mutable_keys()->clear_log_key_file();
  EXPECT_THAT(KeyProblemsOf(config),
              ElementsAre("keys.log_key_file: required"));
}

TEST(KeyConfigTest, ATokenNeedsAllThatFindsTheKey) {
  config::v1::Config config = InFiles();
  config.mutable_keys()->clear_receipt_key_file();
  config.mutable_keys()->mutable_receipt_pkcs11()->set_sessions(65);
  EXPECT_THAT(
      KeyProblemsOf(config),
      ElementsAre("keys.receipt_pkcs11.module: required",
                  "keys.receipt_pkcs11.token_label: required",
                  "keys.receipt_pkcs11.key_label: required",
                  "keys.receipt_pkcs11.pin_file: required",
                  "keys.receipt_pkcs11.sessions: not between 1 and 64"));
}

TEST(KeyConfigTest, FurtherKeysAreCheckedToo) {
  config::v1::Config config = InFiles();
  config.mutable_keys()->add_more_receipt_keys()->set_cert_file("next.pem");
  config.mutable_keys()->add_more_log_pkcs11();
  const std::vector<std::string> problems = KeyProblemsOf(config);
  EXPECT_THAT(problems, Contains("keys.more_receipt_keys.key_file: required"));
  EXPECT_THAT(problems, Contains("keys.more_log_pkcs11.module: required"));
  config = InFiles();
  for (int i = 0; i < 9; ++i) {
    config.mutable_keys()->add_more_log_key_files("log.key");
  }
  EXPECT_THAT(KeyProblemsOf(config),
              ElementsAre("keys: over 8 further keys of a kind"));
}

TEST(KeyConfigTest, GroupsAreBounded) {
  config::v1::Config config = InFiles();
  config.mutable_receipt_groups();
  config = WithKeyDefaults(config, "/etc");
  EXPECT_EQ(config.receipt_groups().max_size(), 256);
  EXPECT_THAT(KeyProblemsOf(config), IsEmpty());
  for (const int size : {-1, 1, 257}) {
    config.mutable_receipt_groups()->set_max_size(size);
    EXPECT_THAT(KeyProblemsOf(config),
                ElementsAre("receipt_groups.max_size: not between 2 and 256"))
        << size;
  }
}

}  // namespace
}  // namespace kepil
