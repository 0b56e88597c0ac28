#include "engine/pki/ocsp_answer.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;
using State = RevocationStatus::State;

constexpr absl::Time kTime = absl::FromUnixSeconds(1767225600);

std::string CertId(const std::string& hash = "sha256") {
  return der::Sequence({der::Sequence({der::Oid(hash), der::Null()}),
                        der::OctetString("name"), der::OctetString("key"),
                        der::IntegerFromHex("00abcd")});
}
std::string Good() { return der::Tlv(0x80, ""); }
std::string Revoked(const std::string& reason) {
  return der::Tlv(0xa1, der::GeneralizedTime(kTime) + reason);
}
std::string Reason(int code) {
  return der::Explicit(0,
                       der::Tlv(0x0a, std::string(1, static_cast<char>(code))));
}
std::string Extension(const std::string& oid) {
  return der::Sequence(
      {der::Oid(oid), der::Boolean(1), der::OctetString(der::Null())});
}

std::string Single(const std::string& status, const std::string& rest = "") {
  return CertId() + status + der::GeneralizedTime(kTime) + rest;
}

TEST(OcspAnswerTest, ReadsEveryField) {
  const auto answer = ParseOcspAnswer(Single(
      Good(), der::Explicit(0, der::GeneralizedTime(kTime + absl::Hours(1)))));
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->hash, HashAlgorithm::kSha256);
  EXPECT_EQ(answer->issuer_name_hash, "name");
  EXPECT_EQ(answer->issuer_key_hash, "key");
  EXPECT_EQ(answer->serial, der::FromHex("00abcd"));
  EXPECT_EQ(answer->status.state, State::kGood);
  EXPECT_EQ(answer->this_update, kTime);
  EXPECT_EQ(answer->next_update, kTime + absl::Hours(1));
  EXPECT_FALSE(answer->unrecognised_critical_extension);
}

TEST(OcspAnswerTest, ReadsEveryStatus) {
  EXPECT_EQ(ParseOcspAnswer(Single(der::Tlv(0x82, "")))->status.state,
            State::kUnknown);
  const auto plain = ParseOcspAnswer(Single(Revoked("")));
  ASSERT_THAT(plain, IsOk());
  EXPECT_EQ(plain->status.state, State::kRevoked);
  EXPECT_EQ(plain->status.reason, RevocationReason::kUnspecified);
  EXPECT_EQ(plain->status.revoked_at, kTime);
  EXPECT_EQ(ParseOcspAnswer(Single(Revoked(Reason(1))))->status.reason,
            RevocationReason::kKeyCompromise);
  EXPECT_EQ(ParseOcspAnswer(Single(Revoked(Reason(77))))->status.reason,
            RevocationReason::kUnspecified);
}

TEST(OcspAnswerTest, FlagsUnknownCriticalExtension) {
  const std::string unknown =
      der::Explicit(1, der::Sequence({Extension("1.2.3.4")}));
  const std::string cutoff =
      der::Explicit(1, der::Sequence({Extension("1.3.6.1.5.5.7.48.1.6")}));
  EXPECT_TRUE(ParseOcspAnswer(Single(Good(), unknown))
                  ->unrecognised_critical_extension);
  EXPECT_FALSE(
      ParseOcspAnswer(Single(Good(), cutoff))->unrecognised_critical_extension);
}

TEST(OcspAnswerTest, RecognisesNeverIssuedOnlyByAllThreeMarks) {
  OcspAnswer answer;
  answer.status = {State::kRevoked, absl::UnixEpoch(),
                   RevocationReason::kCertificateHold};
  EXPECT_TRUE(SaysNeverIssued(answer));
  answer.status.revoked_at = kTime;
  EXPECT_FALSE(SaysNeverIssued(answer));
  answer.status = {State::kRevoked, absl::UnixEpoch(),
                   RevocationReason::kKeyCompromise};
  EXPECT_FALSE(SaysNeverIssued(answer));
  answer.status = {State::kGood, absl::UnixEpoch(),
                   RevocationReason::kCertificateHold};
  EXPECT_FALSE(SaysNeverIssued(answer));
}

TEST(OcspAnswerTest, RefusesMalformedAnswers) {
  const std::string good = Single(Good());
  for (size_t length = 0; length < good.size(); ++length) {
    EXPECT_THAT(ParseOcspAnswer(good.substr(0, length)),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
  for (const std::string& contents :
       {Single(der::Tlv(0x80, "x")), Single(der::Tlv(0x83, "")),
        Single(der::Null()), Single(der::Tlv(0xa1, "")),
        Single(Revoked(der::Null())), Single(Good(), der::Null()),
        CertId() + Good() + der::X509Time(kTime)}) {
    EXPECT_THAT(ParseOcspAnswer(contents),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

// Law: CRT-12.
TEST(OcspAnswerTest, CompromiseCountsFromItsInvalidityDate) {
  const absl::Time lost = kTime - absl::Hours(24);
  const std::string extensions = der::Explicit(
      1, der::Sequence(
             {der::Sequence({der::Oid("2.5.29.24"),
                             der::OctetString(der::GeneralizedTime(lost))})}));
  const auto lost_key = ParseOcspAnswer(Single(Revoked(Reason(1)), extensions));
  ASSERT_THAT(lost_key, IsOk());
  EXPECT_EQ(lost_key->status.revoked_at, lost);
  const auto superseded =
      ParseOcspAnswer(Single(Revoked(Reason(4)), extensions));
  ASSERT_THAT(superseded, IsOk());
  EXPECT_EQ(superseded->status.revoked_at, kTime);
  const auto good = ParseOcspAnswer(Single(Good(), extensions));
  ASSERT_THAT(good, IsOk());
  EXPECT_EQ(good->status.revoked_at, absl::InfiniteFuture());
}

}  // namespace
}  // namespace kepil
