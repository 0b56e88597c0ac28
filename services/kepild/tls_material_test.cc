#include "services/kepild/tls_material.h"

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepild/files.h"
#include "services/kepild/test_files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

// The files of an operator and the folder that a server watches.
struct Server {
  TempFolder folder;
  std::string cert = folder.path() + "/server.pem";
  std::string key = folder.path() + "/server.key";
  std::string run = folder.path() + "/run";
  TestIdentity identity = MakeTestIdentity("CN=First");

  Server() { Put(identity); }
  void Put(const TestIdentity& pair) {
    WriteTestFile(cert, pair.CertificatePem());
    WriteTestFile(key, pair.key.Pem());
  }
  TlsMaterial Open() {
    auto material = TlsMaterial::Open(cert, key, run);
    EXPECT_THAT(material, IsOk());
    return *std::move(material);
  }
  int pairs() const {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(run)) {
      count += absl::StrContains(entry.path().string(), "/pair") ? 1 : 0;
    }
    return count;
  }
};

void ExpectWatched(const TlsMaterial& material, const TestIdentity& pair) {
  EXPECT_THAT(ReadFile(material.watched_cert_file()),
              IsOkAndHolds(pair.CertificatePem()));
  EXPECT_THAT(ReadFile(material.watched_key_file()),
              IsOkAndHolds(pair.key.Pem()));
}

mode_t ModeOf(const std::string& path) {
  struct stat status = {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 0777;
}

TEST(TlsMaterialTest, PairIsOneOrIsRefused) {
  const TestIdentity first = MakeTestIdentity("CN=First");
  const TestIdentity second = MakeTestIdentity("CN=Second");
  const std::string cert = first.CertificatePem();
  EXPECT_THAT(CheckTlsPair(cert, first.key.Pem()), IsOk());
  // A chain: the leaf comes first.
  EXPECT_THAT(CheckTlsPair(cert + second.CertificatePem(), first.key.Pem()),
              IsOk());
  EXPECT_THAT(CheckTlsPair(second.CertificatePem() + cert, first.key.Pem()),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  for (const std::string& key : {second.key.Pem(), std::string("key"), cert}) {
    EXPECT_THAT(CheckTlsPair(cert, key),
                HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  }
  EXPECT_THAT(CheckTlsPair("", first.key.Pem()),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

TEST(TlsMaterialTest, PublishesACopyThatIsTheOwnersAlone) {
  Server server;
  const TlsMaterial material = server.Open();
  ExpectWatched(material, server.identity);
  EXPECT_EQ(ModeOf(server.run), 0700u);
  EXPECT_EQ(ModeOf(material.watched_key_file()), 0600u);
  EXPECT_NE(std::filesystem::canonical(material.watched_key_file()),
            std::filesystem::canonical(server.key));
}

TEST(TlsMaterialTest, ReloadTakesBothFilesTogether) {
  Server server;
  TlsMaterial material = server.Open();
  const TestIdentity next = MakeTestIdentity("CN=Next");
  server.Put(next);
  ExpectWatched(material, server.identity);  // Not before it is told to.
  ASSERT_THAT(material.Reload(), IsOk());
  ExpectWatched(material, next);
  EXPECT_EQ(server.pairs(), 1);
}

TEST(TlsMaterialTest, WhatDoesNotCheckOutLeavesTheOldPair) {
  Server server;
  TlsMaterial material = server.Open();
  const TestIdentity next = MakeTestIdentity("CN=Next");
  WriteTestFile(server.cert, next.CertificatePem());  // Its key comes later.
  EXPECT_THAT(material.Reload(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  ExpectWatched(material, server.identity);
  WriteTestFile(server.key, next.key.Pem(), 0644);
  EXPECT_THAT(material.Reload(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  ExpectWatched(material, server.identity);
  std::filesystem::remove(server.key);
  EXPECT_THAT(material.Reload(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  ExpectWatched(material, server.identity);
  server.Put(next);
  ASSERT_THAT(material.Reload(), IsOk());
  ExpectWatched(material, next);
}

TEST(TlsMaterialTest, FailedWriteLeavesNoOldKeyBehind) {
  Server server;
  TlsMaterial material = server.Open();
  // A folder where the next pair's key would be written.
  std::filesystem::create_directories(server.run + "/pair2/key.pem");
  EXPECT_THAT(material.Reload(), HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  ExpectWatched(material, server.identity);
  std::filesystem::remove_all(server.run + "/pair2");
  ASSERT_THAT(material.Reload(), IsOk());
  EXPECT_EQ(server.pairs(), 1);
}

TEST(TlsMaterialTest, StartEmptiesTheFolder) {
  Server server;
  { const TlsMaterial before = server.Open(); }
  WriteTestFile(server.run + "/pair9", "left behind");
  const TlsMaterial material = server.Open();
  ExpectWatched(material, server.identity);
  EXPECT_EQ(server.pairs(), 1);
}

TEST(TlsMaterialTest, DoesNotStartWithoutAPair) {
  Server server;
  WriteTestFile(server.key, MakeTestIdentity("CN=Other").key.Pem());
  EXPECT_THAT(TlsMaterial::Open(server.cert, server.key, server.run),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

}  // namespace
}  // namespace kepil
