#include "engine/signature/dvcs_response.h"

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::ElementsAre;

std::string Object(int n) { return DerSequence({DerInt64(n)}); }

DvcCertInfo Small() {
  DvcCertInfo info;
  info.policy_oid = "1.2.3";
  info.imprint = std::string(32, '\x11');
  info.serial = 7;
  info.response_time = absl::FromUnixSeconds(1700000000);
  return info;
}

DvcCertInfo Full() {
  DvcCertInfo info = Small();
  info.nonce = std::string("\x00\x80\x01", 3);
  info.policy_oid = "2.25.140473748375849794583919697175305664098.3.1";
  info.imprint_hash = HashAlgorithm::kSha512;
  info.imprint = std::string(64, 'i');
  info.serial = int64_t{1} << 40;
  info.status = DvcStatusInfo{DvcStatus::kRejection, {"no", "нет"}, {5, 7}};
  DvcTarget target;
  target.target = Object(1);
  target.path = {Object(2), Object(3)};
  target.crls = {Object(4)};
  target.ocsp_responses = {Object(5), Object(6)};
  target.status = DvcStatusInfo{DvcStatus::kGranted, {}, {}};
  info.targets.push_back(target);
  DvcTarget unknown_signer;
  unknown_signer.status = DvcStatusInfo{DvcStatus::kRejection, {"x"}, {}};
  unknown_signer.crls = {Object(7)};
  info.targets.push_back(unknown_signer);
  DvcTarget bare;
  bare.target = Object(8);
  info.targets.push_back(bare);
  info.extension_oid = "1.2.3.4";
  info.extension_value = "body";
  return info;
}

void ExpectStatus(const std::optional<DvcStatusInfo>& a,
                  const std::optional<DvcStatusInfo>& b) {
  ASSERT_EQ(a.has_value(), b.has_value());
  if (a.has_value()) {
    EXPECT_EQ(a->status, b->status);
    EXPECT_EQ(a->text, b->text);
    EXPECT_EQ(a->fail_info, b->fail_info);
  }
}

TEST(DvcsResponseTest, WritesTheOctetsOfTheStandard) {
  // SEQUENCE {SEQUENCE {ENUMERATED vsd, [1] {policy}}, SEQUENCE {SEQUENCE
  // {sha256, NULL}, imprint}, 7, GeneralizedTime, [1] {policy}}.
  EXPECT_EQ(absl::BytesToHexString(WriteDvcCertInfo(Small())),
            absl::StrCat("3058"
                         "3009"
                         "0a0102"
                         "a10406022a03"
                         "3031300d0609608648016503040201050004"
                         "20",
                         std::string(64, '1'),
                         "020107"
                         "180f32303233313131343232313332305a"
                         "a10406022a03"));
}

TEST(DvcsResponseTest, ReadsBackWhatItWrote) {
  for (const DvcCertInfo& info : {Small(), Full()}) {
    const auto parsed = ParseDvcCertInfo(WriteDvcCertInfo(info));
    ASSERT_THAT(parsed, IsOk());
    EXPECT_EQ(parsed->service, info.service);
    EXPECT_EQ(parsed->nonce, info.nonce);
    EXPECT_EQ(parsed->imprint_hash, info.imprint_hash);
    EXPECT_EQ(parsed->imprint, info.imprint);
    EXPECT_EQ(parsed->serial, info.serial);
    EXPECT_EQ(parsed->response_time, info.response_time);
    EXPECT_EQ(parsed->extension_oid, info.extension_oid);
    EXPECT_EQ(parsed->extension_value, info.extension_value);
    ExpectStatus(parsed->status, info.status);
    ASSERT_EQ(parsed->targets.size(), info.targets.size());
    for (size_t i = 0; i < info.targets.size(); ++i) {
      EXPECT_EQ(parsed->targets[i].target, info.targets[i].target);
      EXPECT_EQ(parsed->targets[i].path, info.targets[i].path);
      EXPECT_EQ(parsed->targets[i].crls, info.targets[i].crls);
      EXPECT_EQ(parsed->targets[i].ocsp_responses,
                info.targets[i].ocsp_responses);
      ExpectStatus(parsed->targets[i].status, info.targets[i].status);
    }
    EXPECT_EQ(WriteDvcCertInfo(*parsed), WriteDvcCertInfo(info));
  }
}

TEST(DvcsResponseTest, ChainBeginsWithTheStatusOfTheTarget) {
  DvcCertInfo info = Small();
  DvcTarget target;
  target.target = Object(1);
  target.path = {Object(2)};
  target.crls = {Object(3)};
  target.ocsp_responses = {Object(4)};
  target.status = DvcStatusInfo{DvcStatus::kRejection, {}, {7}};
  info.targets = {target};
  // [0] target, SEQUENCE {[2] {rejection, bit 7}, [0], [4], [7]}
  EXPECT_TRUE(absl::StrContains(absl::BytesToHexString(WriteDvcCertInfo(info)),
                                "a321301f"
                                "a003020101"
                                "3018"
                                "a2070201020302"
                                "0001"
                                "a003020102"
                                "a403020103"
                                "a703020104"));
}

TEST(DvcsResponseTest, FailInfoIsABitStringWithoutTrailingZeros) {
  DvcCertInfo info = Small();
  info.status = DvcStatusInfo{DvcStatus::kRejection, {}, {2, 5}};
  // [0] {INTEGER 2, BIT STRING, 2 unused bits, 00100100}
  EXPECT_TRUE(absl::StrContains(absl::BytesToHexString(WriteDvcCertInfo(info)),
                                "a00702010203020224"));
  const auto parsed = ParseDvcCertInfo(WriteDvcCertInfo(info));
  ASSERT_THAT(parsed, IsOk());
  EXPECT_THAT(parsed->status->fail_info, ElementsAre(2, 5));
}

TEST(DvcsResponseTest, EveryTruncationAndAlterationIsHandled) {
  const std::string der = WriteDvcCertInfo(Full());
  for (size_t size = 0; size < der.size(); ++size) {
    EXPECT_THAT(ParseDvcCertInfo(absl::string_view(der).substr(0, size)),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
  EXPECT_THAT(ParseDvcCertInfo(der + "x"),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  for (size_t i = 0; i < der.size(); ++i) {
    std::string altered = der;
    altered[i] = static_cast<char>(altered[i] ^ 0xff);
    const auto parsed = ParseDvcCertInfo(altered);
    if (!parsed.ok()) {
      EXPECT_THAT(parsed, StatusIs(absl::StatusCode::kInvalidArgument));
    }
  }
}

TEST(DvcsResponseTest, RefusesErrorNoticesAndUnknownParts) {
  // dvErrorNote [0] IMPLICIT
  EXPECT_THAT(ParseDvcCertInfo(DerWrap(DerContextConstructed(0),
                                       DerSequence({DerInt64(2)}))),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  // A token in a chain that we have no place for: assertion [3].
  DvcCertInfo info = Small();
  DvcTarget target;
  target.target = Object(1);
  target.crls = {Object(3)};
  info.targets = {target};
  std::string der = WriteDvcCertInfo(info);
  const size_t at = der.find("\xa4\x03\x02\x01\x03");
  ASSERT_NE(at, std::string::npos);
  der[at] = '\xa3';
  EXPECT_THAT(ParseDvcCertInfo(der),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  // A second status in a chain speaks of a certificate of the path.
  der[at] = '\xa2';
  target.status = DvcStatusInfo{DvcStatus::kGranted, {}, {}};
  EXPECT_THAT(ParseDvcCertInfo(der), IsOk());
  info.targets = {target};
  der = WriteDvcCertInfo(info);
  der[der.find("\xa4\x03\x02\x01\x03")] = '\xa2';
  EXPECT_THAT(ParseDvcCertInfo(der),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST(DvcsResponseTest, RefusesCriticalExtension) {
  DvcCertInfo info = Small();
  info.extension_oid = "1.2.3.4";
  const std::string good = WriteDvcCertInfo(info);
  ASSERT_THAT(ParseDvcCertInfo(good), IsOk());
  DerReader outer(good);
  const std::string content(outer.ReadAny()->content);
  const std::string plain =
      DerSequence({DerOidFromText("1.2.3.4"), DerOctetString("")});
  const std::string critical = DerSequence(
      {DerOidFromText("1.2.3.4"), DerBoolean(true), DerOctetString("")});
  const std::string without =
      content.substr(0, content.size() - DerSequence({plain}).size());
  EXPECT_THAT(
      ParseDvcCertInfo(DerWrap(kDerSequence, without + DerSequence({plain}))),
      IsOk());
  EXPECT_THAT(ParseDvcCertInfo(
                  DerWrap(kDerSequence, without + DerSequence({critical}))),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST(DvcsResponseTest, BoundsItsLists) {
  DvcCertInfo info = Small();
  DvcTarget target;
  target.target = Object(1);
  info.targets.assign(1024, target);
  EXPECT_THAT(ParseDvcCertInfo(WriteDvcCertInfo(info)), IsOk());
  info.targets.push_back(target);
  EXPECT_THAT(ParseDvcCertInfo(WriteDvcCertInfo(info)),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

}  // namespace
}  // namespace kepil
