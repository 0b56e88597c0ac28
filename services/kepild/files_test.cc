#include "services/kepild/files.h"

#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepild/test_files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(FilesTest, ReadsAFileAsItIs) {
  const TempFolder folder;
  const std::string path = folder.path() + "/file";
  const std::string octets("a\0b\r\n\xff", 6);
  WriteTestFile(path, octets);
  EXPECT_THAT(ReadFile(path), IsOkAndHolds(octets));
  WriteTestFile(path, "");
  EXPECT_THAT(ReadFile(path), IsOkAndHolds(""));
}

TEST(FilesTest, ErrorNamesTheFile) {
  const TempFolder folder;
  const std::string missing = folder.path() + "/missing";
  for (const std::string& path : {missing, folder.path()}) {
    for (const auto& read : {ReadFile(path), ReadSecretFile(path)}) {
      EXPECT_THAT(read, StatusIs(absl::StatusCode::kInvalidArgument));
      EXPECT_THAT(read, HasReason(v1::ERROR_REASON_CONFIG_INVALID));
      EXPECT_THAT(std::string(read.status().message()), HasSubstr(path));
    }
  }
}

TEST(FilesTest, RefusesAFileOverTheLimit) {
  const TempFolder folder;
  const std::string path = folder.path() + "/large";
  WriteTestFile(path, "");
  std::filesystem::resize_file(path, 16 << 20);
  EXPECT_THAT(ReadFile(path), IsOk());
  std::filesystem::resize_file(path, (16 << 20) + 1);
  EXPECT_THAT(ReadFile(path), HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

TEST(FilesTest, SecretIsItsOwnersAlone) {
  const TempFolder folder;
  const std::string path = folder.path() + "/key";
  for (const mode_t mode : {0400, 0600}) {
    WriteTestFile(path, "secret", mode);
    EXPECT_THAT(ReadSecretFile(path), IsOkAndHolds("secret")) << mode;
  }
  for (const mode_t mode : {0644, 0640, 0604, 0660, 0602, 0700}) {
    WriteTestFile(path, "secret", mode);
    EXPECT_THAT(ReadSecretFile(path),
                HasReason(v1::ERROR_REASON_CONFIG_INVALID))
        << mode;
  }
}

TEST(FilesTest, ListsRegularFilesByName) {
  const TempFolder folder;
  for (const char* name : {"/b.textproto", "/a.textproto", "/c.txt"}) {
    WriteTestFile(folder.path() + name, "");
  }
  std::filesystem::create_directory(folder.path() + "/d.textproto");
  std::filesystem::create_symlink("nowhere", folder.path() + "/z.textproto");
  EXPECT_THAT(ListFiles(folder.path(), ".textproto"),
              IsOkAndHolds(ElementsAre(folder.path() + "/a.textproto",
                                       folder.path() + "/b.textproto")));
  EXPECT_THAT(ListFiles(folder.path(), ".pem"), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(ListFiles(folder.path() + "/none", ".pem"),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

TEST(FilesTest, DecodesEveryCertificateInOrder) {
  const TestIdentity first = MakeTestIdentity("CN=First");
  const TestIdentity second = MakeTestIdentity("CN=Second");
  EXPECT_THAT(CertificatesOfPem("text\n" + first.CertificatePem() + "\nmore\n" +
                                second.CertificatePem()),
              IsOkAndHolds(ElementsAre(first.certificate, second.certificate)));
}

TEST(FilesTest, WhatIsNoPemIsSaid) {
  const std::string pem = MakeTestIdentity("CN=First").CertificatePem();
  for (const std::string& text :
       {std::string(), std::string("text"), pem.substr(0, pem.size() - 10),
        pem + pem.substr(0, 40),
        std::string("-----BEGIN CERTIFICATE-----\n?\n"
                    "-----END CERTIFICATE-----\n"),
        std::string("-----BEGIN CERTIFICATE-----\n"
                    "-----END CERTIFICATE-----\n")}) {
    EXPECT_THAT(CertificatesOfPem(text),
                HasReason(v1::ERROR_REASON_CONFIG_INVALID))
        << text;
  }
}

}  // namespace
}  // namespace kepil
