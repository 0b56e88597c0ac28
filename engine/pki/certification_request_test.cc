#include "engine/pki/certification_request.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/national_signer.h"
#include "tests/support/pki_builder.h"
#include "tests/support/request_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

using test_der::Integer;
using test_der::Oid;
using test_der::Sequence;
using test_der::SetOf;
using test_der::Tlv;

constexpr char kChallenge[] = "0123456789abcdef0123456789abcdef";

TestRequestSpec SpecFor(const TestKey& key) {
  TestRequestSpec spec;
  spec.subject = TestName("C=XA,O=Xalandia Trust,CN=Root");
  spec.key = key;
  spec.challenge = kChallenge;
  return spec;
}

TestIdentity CertifiedBy(const TestRequestSpec& spec,
                         const std::string& subject) {
  TestCertificateSpec certificate;
  certificate.subject = subject;
  certificate.key = spec.key;
  certificate.not_before = absl::FromUnixSeconds(1'700'000'000);
  certificate.not_after = certificate.not_before + absl::Hours(24);
  certificate.extensions = TestCaExtensions();
  return SelfSignTestCertificate(certificate);
}

std::string Attribute(const std::string& values) {
  return Sequence({Oid("1.2.840.113549.1.9.7"), values});
}

// A request with these attributes, signed by `key`.
std::string WithAttributes(const TestKey& key, const std::string& attributes) {
  return TestSignedObject(Sequence({Integer(0), TestName("CN=Root"), key.Spki(),
                                    Tlv(0xa0, attributes)}),
                          key, {});
}

class CertificationRequestKeyTest : public testing::TestWithParam<TestKeyKind> {
};

// Law: REG-02.
TEST_P(CertificationRequestKeyTest, ReadsAndVerifiesOpenSslsRequests) {
  const TestRequestSpec spec = SpecFor(TestKey::Generate(GetParam()));
  const auto request = CertificationRequest::FromDer(MakeTestRequest(spec));
  ASSERT_THAT(request, IsOk());
  EXPECT_EQ((*request)->challenge_password(), kChallenge);
  EXPECT_EQ((*request)->spki_digest(), Sha256(spec.key.Spki()));
  EXPECT_THAT((*request)->VerifiesItself(), IsOkAndHolds(true));
}

INSTANTIATE_TEST_SUITE_P(Keys, CertificationRequestKeyTest,
                         testing::Values(TestKeyKind::kRsa2048,
                                         TestKeyKind::kP256, TestKeyKind::kP384,
                                         TestKeyKind::kEd25519));

TEST(CertificationRequestTest, VerifiesNationalKeys) {
  for (const NationalKeyKind kind :
       {NationalKeyKind::kKzGost2015_512, NationalKeyKind::kRuGost2012_256,
        NationalKeyKind::kByBign256}) {
    const TestRequestSpec spec = SpecFor(MakeNationalKey(kind, "request"));
    std::string der = MakeTestRequest(spec);
    const auto request = CertificationRequest::FromDer(der);
    ASSERT_THAT(request, IsOk());
    EXPECT_EQ((*request)->challenge_password(), kChallenge);
    EXPECT_THAT((*request)->VerifiesItself(), IsOkAndHolds(true));
    der.back() = static_cast<char>(der.back() ^ 1);
    const auto changed = CertificationRequest::FromDer(der);
    ASSERT_THAT(changed, IsOk());
    EXPECT_THAT((*changed)->VerifiesItself(), IsOkAndHolds(false));
  }
}

TEST(CertificationRequestTest, AnotherChallengeOfTheSameLengthDoesNotVerify) {
  std::string der =
      MakeTestRequest(SpecFor(TestKey::Generate(TestKeyKind::kP256)));
  const size_t at = der.find(kChallenge);
  ASSERT_NE(at, std::string::npos);
  der[at] = 'f';
  const auto request = CertificationRequest::FromDer(der);
  ASSERT_THAT(request, IsOk());
  EXPECT_NE((*request)->challenge_password(), kChallenge);
  EXPECT_THAT((*request)->VerifiesItself(), IsOkAndHolds(false));
}

TEST(CertificationRequestTest, IsForTheCertificateOfItsKeyAndName) {
  const TestRequestSpec spec = SpecFor(TestKey::Generate(TestKeyKind::kP256));
  const auto request = CertificationRequest::FromDer(MakeTestRequest(spec));
  ASSERT_THAT(request, IsOk());
  const auto is_for = [&](const TestIdentity& identity) {
    return (*request)->IsFor(**Certificate::FromDer(identity.certificate));
  };
  EXPECT_TRUE(is_for(CertifiedBy(spec, "C=XA,O=Xalandia Trust,CN=Root")));
  EXPECT_FALSE(is_for(CertifiedBy(spec, "C=XA,O=Xalandia Trust,CN=Other")));
  EXPECT_FALSE(
      is_for(CertifiedBy(SpecFor(TestKey::Generate(TestKeyKind::kP256)),
                         "C=XA,O=Xalandia Trust,CN=Root")));
}

TEST(CertificationRequestTest, AChallengeMayBeMissing) {
  TestRequestSpec spec = SpecFor(TestKey::Generate(TestKeyKind::kEd25519));
  spec.challenge.reset();
  const auto request = CertificationRequest::FromDer(MakeTestRequest(spec));
  ASSERT_THAT(request, IsOk());
  EXPECT_EQ((*request)->challenge_password(), std::nullopt);
  const std::string bare = TestSignedObject(
      Sequence({Integer(0), spec.subject, spec.key.Spki()}), spec.key, {});
  EXPECT_THAT(CertificationRequest::FromDer(bare), IsOk());
}

TEST(CertificationRequestTest, RefusesAmbiguousChallenges) {
  const TestKey key = TestKey::Generate(TestKeyKind::kEd25519);
  const std::string one = Attribute(SetOf({Tlv(0x0c, "a")}));
  EXPECT_THAT(CertificationRequest::FromDer(WithAttributes(key, one)), IsOk());
  for (const std::string& bad :
       {one + Attribute(SetOf({Tlv(0x0c, "b")})),
        Attribute(SetOf({Tlv(0x0c, "a"), Tlv(0x0c, "b")})),
        Attribute(SetOf({})), Attribute(SetOf({Integer(1)})),
        Attribute(Tlv(0x0c, "a"))}) {
    EXPECT_THAT(CertificationRequest::FromDer(WithAttributes(key, bad)),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

TEST(CertificationRequestTest, HoldsItsBounds) {
  const TestKey key = TestKey::Generate(TestKeyKind::kEd25519);
  EXPECT_THAT(CertificationRequest::FromDer(WithAttributes(
                  key, Attribute(SetOf({Tlv(0x0c, std::string(256, 'a'))})))),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
  std::string many;
  for (int i = 0; i <= CertificationRequest::kMaxAttributes; ++i) {
    many += Sequence({Oid("1.2.3"), SetOf({Integer(i)})});
  }
  EXPECT_THAT(CertificationRequest::FromDer(WithAttributes(key, many)),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
  EXPECT_THAT(CertificationRequest::FromDer(std::string(64 * 1024 + 1, '0')),
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
}

TEST(CertificationRequestTest, NoPrefixAndNoTailIsARequest) {
  const std::string der =
      MakeTestRequest(SpecFor(TestKey::Generate(TestKeyKind::kP256)));
  for (size_t size = 0; size < der.size(); ++size) {
    EXPECT_THAT(CertificationRequest::FromDer(der.substr(0, size)),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN))
        << size;
  }
  EXPECT_THAT(CertificationRequest::FromDer(der + '\0'),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

}  // namespace
}  // namespace kepil
