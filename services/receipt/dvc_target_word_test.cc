#include "services/receipt/dvc_target_word.h"

#include <string>
#include <vector>

#include "engine/crypto/der_reader.h"
#include "engine/signature/dvcs_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

constexpr char kCertificate[] = "certificate";

DvcsToken Token(const DvcStatusInfo& status) {
  return {DvcsToken::Kind::kPkiStatus,
          WriteDvcStatusInfo(kDerSequence, status)};
}
DvcStatusInfo Granted() { return {DvcStatus::kGranted, {}, {}}; }
DvcStatusInfo Rejected() { return {DvcStatus::kRejection, {}, {}}; }
DvcStatusInfo Wrong() { return {DvcStatus::kRejection, {}, {7}}; }
DvcStatusInfo Waiting() { return {DvcStatus::kWaiting, {}, {}}; }

DvcsTarget Target(const std::string& certificate,
                  std::vector<DvcsToken> chain = {}) {
  return {{DvcsToken::Kind::kCertificate, certificate}, std::move(chain), ""};
}

DvcsCertificateInfo Dvc(const DvcStatusInfo& status,
                        std::vector<DvcsTarget> targets = {}) {
  DvcsCertificateInfo info;
  info.status = status;
  info.targets = std::move(targets);
  return info;
}

TEST(DvcTargetWordTest, WithoutTargetsTheWholeSpeaks) {
  EXPECT_EQ(WordAbout(DvcsCertificateInfo(), kCertificate),
            DvcTargetWord::kValid);  // dvStatus is absent: granted.
  EXPECT_EQ(WordAbout(Dvc(Granted()), kCertificate), DvcTargetWord::kValid);
  EXPECT_EQ(WordAbout(Dvc(Rejected()), kCertificate),
            DvcTargetWord::kUndecided);
  EXPECT_EQ(WordAbout(Dvc(Wrong()), kCertificate), DvcTargetWord::kInvalid);
  EXPECT_EQ(WordAbout(Dvc({DvcStatus::kGrantedWithMods, {}, {}}), kCertificate),
            DvcTargetWord::kUndecided);
}

TEST(DvcTargetWordTest, WhoWaitsSaysNothing) {
  EXPECT_EQ(
      WordAbout(Dvc(Waiting(), {Target(kCertificate, {Token(Granted())})}),
                kCertificate),
      DvcTargetWord::kWaiting);
}

TEST(DvcTargetWordTest, OneStatusThatIsNotGrantedIsTheWord) {
  EXPECT_EQ(
      WordAbout(Dvc(Granted(), {Target(kCertificate,
                                       {Token(Granted()), Token(Rejected())})}),
                kCertificate),
      DvcTargetWord::kUndecided);
  EXPECT_EQ(WordAbout(Dvc(Granted(), {Target(kCertificate, {Token(Wrong())})}),
                      kCertificate),
            DvcTargetWord::kInvalid);
  EXPECT_EQ(
      WordAbout(Dvc(Granted(), {Target(kCertificate,
                                       {{DvcsToken::Kind::kPkiStatus, "x"}})}),
                kCertificate),
      DvcTargetWord::kUndecided);
}

TEST(DvcTargetWordTest, OfOneTargetBothMustGrant) {
  EXPECT_EQ(
      WordAbout(Dvc(Rejected(), {Target(kCertificate, {Token(Granted())})}),
                kCertificate),
      DvcTargetWord::kUndecided);
}

TEST(DvcTargetWordTest, OfSeveralTargetsEachSpeaksForItself) {
  const DvcsCertificateInfo info = Dvc(
      Rejected(), {Target("other", {Token(Rejected())}),
                   Target(kCertificate, {Token(Granted())}), Target("silent")});
  EXPECT_EQ(WordAbout(info, kCertificate), DvcTargetWord::kValid);
  EXPECT_EQ(WordAbout(info, "other"), DvcTargetWord::kUndecided);
  EXPECT_EQ(WordAbout(info, "silent"), DvcTargetWord::kUndecided);
  EXPECT_EQ(WordAbout(info, "unknown"), DvcTargetWord::kUndecided);
}

}  // namespace
}  // namespace kepil
