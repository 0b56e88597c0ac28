#include "engine/signature/timestamp_token.h"

#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/timestamp_builder.h"

namespace kepil {
namespace {

constexpr absl::Time kTime = absl::FromUnixSeconds(1767225600);
constexpr char kTstInfo[] = "1.2.840.113549.1.9.16.1.4";

TestIdentity MakeTsa() {
  TestCertificateSpec spec;
  spec.subject = "C=XA,CN=TSA";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kTime - absl::Hours(24);
  spec.not_after = kTime + absl::Hours(24);
  spec.extensions = TestTsaExtensions();
  return SelfSignTestCertificate(spec);
}

absl::StatusOr<TimestampTokenRef> Read(const std::string& der,
                                       const ParseLimits& limits = {}) {
  PlainCertificateReader reader;
  return TimestampToken::FromDer(der, reader, limits);
}

class TimestampTokenTest : public testing::Test {
 protected:
  TimestampTokenTest() {
    spec_.stamped = "octets";
    spec_.gen_time = kTime;
    spec_.nonce_hex = "0080";
    // A token by hand: a SignedData around `info`.
    cms_.content = MakeTestTimestampInfo(spec_);
    cms_.content_type = kTstInfo;
    cms_.detached = false;
    cms_.signers.resize(1);
    cms_.signers[0].identity = tsa_;
  }
  const TestIdentity tsa_ = MakeTsa();
  TestTimestampSpec spec_;
  TestCmsSpec cms_;
};

TEST_F(TimestampTokenTest, ReadsInfoSignatureAndCertificates) {
  const std::string der = MakeTestTimestamp(spec_, tsa_);
  const auto token = Read(der);
  ASSERT_THAT(token, IsOk());
  EXPECT_EQ((*token)->der(), der);
  EXPECT_EQ((*token)->digest(), Sha256(der));
  EXPECT_EQ((*token)->info().gen_time, kTime);
  EXPECT_EQ((*token)->info().nonce, std::string("\0\x80", 2));
  const ParsedSignature& signature = (*token)->signature();
  ASSERT_EQ(signature.embedded_certificates().size(), 1u);
  EXPECT_EQ(signature.embedded_certificates()[0]->der(), tsa_.certificate);
  EXPECT_EQ(signature.signed_data()[0].outcome,
            SignedDataObject::Outcome::kMatched);
  EXPECT_TRUE(signature.attributes().has_signing_certificate_v2);
  const auto& key = signature.embedded_certificates()[0]->public_key();
  ASSERT_THAT(key, IsOk());
  EXPECT_THAT(signature.VerifyValue(**key), IsOkAndHolds(true));
}

TEST_F(TimestampTokenTest, ComparesTheImprint) {
  const auto token = Read(MakeTestTimestamp(spec_, tsa_));
  ASSERT_THAT(token, IsOk());
  EXPECT_THAT((*token)->MatchesImprint("octets"), IsOkAndHolds(true));
  EXPECT_THAT((*token)->MatchesImprint("Octets"), IsOkAndHolds(false));
}

TEST_F(TimestampTokenTest, AnUnknownImprintHashCannotBeCompared) {
  std::string info = cms_.content;
  // 2.16.840.1.101.3.4.2.1 becomes ...2.99, known to nobody.
  const std::string sha256("\x60\x86\x48\x01\x65\x03\x04\x02\x01");
  info.replace(info.find(sha256) + sha256.size() - 1, 1, "\x63");
  cms_.content = info;
  const auto token = Read(MakeTestCms(cms_));
  ASSERT_THAT(token, IsOk());
  EXPECT_THAT((*token)->MatchesImprint("octets"),
              HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN));
}

TEST_F(TimestampTokenTest, OtherContentThanSignedDoesNotMatchItsDigest) {
  spec_.message_digest = "another TSTInfo";
  const auto token = Read(MakeTestTimestamp(spec_, tsa_));
  ASSERT_THAT(token, IsOk());
  EXPECT_EQ((*token)->signature().signed_data()[0].outcome,
            SignedDataObject::Outcome::kMismatched);
}

TEST_F(TimestampTokenTest, RefusesWhatIsNoToken) {
  TestCmsSpec data = cms_, detached = cms_, two = cms_, text = cms_;
  data.content_type = "1.2.840.113549.1.7.1";
  detached.detached = true;
  two.signers.push_back(two.signers[0]);
  text.content = "no TSTInfo";
  for (const TestCmsSpec& spec : {data, detached, two, text}) {
    EXPECT_THAT(Read(MakeTestCms(spec)),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
  TestCmsSpec none = cms_;
  none.certificates = {tsa_.certificate};
  none.signers.clear();
  EXPECT_THAT(Read(MakeTestCms(none)),
              HasReason(v1::ERROR_REASON_NO_SIGNATURE));
  EXPECT_THAT(Read(""), HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(Read("text"), HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

TEST_F(TimestampTokenTest, HoldsItsLimits) {
  ParseLimits limits;
  limits.max_certificates = 1;
  spec_.more_certificates = {MakeTsa().certificate};
  EXPECT_THAT(Read(MakeTestTimestamp(spec_, tsa_), limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST_F(TimestampTokenTest, OutlivesWhatItWasReadFrom) {
  TimestampTokenRef token;
  {
    std::string der = MakeTestTimestamp(spec_, tsa_);
    token = *Read(der);
    der.assign(der.size(), 'x');
  }
  const auto& key = token->signature().embedded_certificates()[0]->public_key();
  EXPECT_THAT(token->signature().VerifyValue(**key), IsOkAndHolds(true));
}

}  // namespace
}  // namespace kepil
