#include "engine/pki/certificate.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/digest.h"
#include "engine/pki/certificate_reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

using test_der::FromHex;
using test_der::Sequence;
using test_der::Tlv;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

absl::Time Day(int year) {
  return absl::FromCivil(absl::CivilDay(year, 3, 1), absl::UTCTimeZone());
}

TestIdentity Root(TestKeyKind kind) {
  TestCertificateSpec spec;
  spec.subject = "C=XA,O=Xalandia Trust,CN=Root";
  spec.key = TestKey::Generate(kind);
  spec.not_before = Day(2020);
  spec.not_after = Day(2060);  // GeneralizedTime.
  spec.serial_hex = "00a1b2";
  spec.extensions = TestCaExtensions();
  return SelfSignTestCertificate(spec);
}

// TBSCertificate by hand; every field a complete DER value or "".
struct Tbs {
  std::string version = FromHex("a003020102");
  std::string serial = FromHex("020107");
  std::string algorithm;
  std::string issuer = TestName("CN=I");
  std::string validity =
      Sequence({test_der::X509Time(Day(2020)), test_der::X509Time(Day(2030))});
  std::string subject = TestName("CN=S");
  std::string spki;
  std::string unique_ids;
  std::string extensions;
};

class HandMade : public testing::Test {
 protected:
  HandMade() : key_(TestKey::Generate(TestKeyKind::kP256)) {
    tbs_.algorithm = TestSignatureAlgorithm(key_, {});
    tbs_.spki = key_.Spki();
  }
  std::string Signed() const {
    return TestSignedObject(
        Sequence({tbs_.version, tbs_.serial, tbs_.algorithm, tbs_.issuer,
                  tbs_.validity, tbs_.subject, tbs_.spki, tbs_.unique_ids,
                  tbs_.extensions}),
        key_, {});
  }

  const TestKey key_;
  Tbs tbs_;
};

// Law: CRT-01.
TEST(CertificateTest, ReadsEveryField) {
  const TestIdentity root = Root(TestKeyKind::kRsa2048);
  const auto parsed = Certificate::FromDer(root.certificate);
  ASSERT_THAT(parsed, IsOk());
  const Certificate& certificate = **parsed;
  EXPECT_EQ(certificate.der(), root.certificate);
  EXPECT_EQ(certificate.fingerprint(), Sha256(root.certificate));
  EXPECT_EQ(certificate.version(), 3);
  EXPECT_EQ(certificate.serial(), FromHex("00a1b2"));
  EXPECT_EQ(certificate.SerialHex(), "a1b2");
  EXPECT_EQ(certificate.subject().CommonName(), "Root");
  EXPECT_TRUE(certificate.IsSelfIssued());
  EXPECT_EQ(certificate.not_before(), Day(2020));
  EXPECT_EQ(certificate.not_after(), Day(2060));
  EXPECT_EQ(certificate.spki(), root.key.Spki());
  EXPECT_EQ(certificate.spki_digest(), Sha256(root.key.Spki()));
  EXPECT_EQ(certificate.key_octets(), root.key.KeyOctets());
  EXPECT_EQ(certificate.key_sha1(), root.key.KeyId());
  ASSERT_THAT(certificate.public_key(), IsOk());
  EXPECT_EQ((*certificate.public_key())->family(), KeyFamily::kRsa);
  EXPECT_TRUE(certificate.SignatureAlgorithmsMatch());
  EXPECT_EQ(certificate.extensions().subject_key_id, root.key.KeyId());
  EXPECT_TRUE(certificate.extensions().basic_constraints->ca);
}

TEST(CertificateTest, ViewsPointIntoItsOwnOctets) {
  std::string der = Root(TestKeyKind::kP256).certificate;
  const std::string copy = der;
  const auto parsed = Certificate::FromDer(der);
  der.assign(der.size(), '\0');
  ASSERT_THAT(parsed, IsOk());
  const Certificate& certificate = **parsed;
  EXPECT_EQ(certificate.der(), copy);
  const absl::string_view views[] = {certificate.tbs(),
                                     certificate.serial(),
                                     certificate.spki(),
                                     certificate.key_octets(),
                                     certificate.signature(),
                                     certificate.signature_algorithm().full,
                                     certificate.signature_algorithm().oid};
  for (const absl::string_view view : views) {
    EXPECT_GE(view.data(), certificate.der().data());
    EXPECT_LE(view.data() + view.size(),
              certificate.der().data() + certificate.der().size());
  }
}

TEST(CertificateTest, SelfSignatureVerifiesOverTheOriginalOctets) {
  for (const TestKeyKind kind :
       {TestKeyKind::kRsa2048, TestKeyKind::kP256, TestKeyKind::kEd25519}) {
    const auto parsed = Certificate::FromDer(Root(kind).certificate);
    ASSERT_THAT(parsed, IsOk());
    const Certificate& c = **parsed;
    ASSERT_THAT(c.public_key(), IsOk());
    const PublicKey& key = **c.public_key();
    EXPECT_THAT(VerifySignedObject(key, c.signature_algorithm(), c.tbs(),
                                   c.signature()),
                IsOkAndHolds(true));
    EXPECT_THAT(VerifySignedObject(key, c.signature_algorithm(),
                                   c.tbs().substr(0, c.tbs().size() - 1),
                                   c.signature()),
                IsOkAndHolds(false));
  }
}

TEST(CertificateTest, ErrorsAreForCallersToTellApart) {
  const std::string der = Root(TestKeyKind::kP256).certificate;
  EXPECT_THAT(Certificate::FromDer(""),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(Certificate::FromDer(der + FromHex("00")), StatusIs(kInvalid));
  DerLimits limits;
  limits.max_bytes = static_cast<int64_t>(der.size());
  EXPECT_THAT(Certificate::FromDer(der, limits), IsOk());
  --limits.max_bytes;
  EXPECT_THAT(Certificate::FromDer(der, limits),
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
  limits = DerLimits();
  limits.max_depth = 3;
  EXPECT_THAT(Certificate::FromDer(der, limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

// Law: CRT-01.
TEST(CertificateTest, EveryTruncationIsRefused) {
  const std::string der = Root(TestKeyKind::kP256).certificate;
  for (size_t size = 0; size < der.size(); ++size) {
    EXPECT_THAT(Certificate::FromDer(der.substr(0, size)), StatusIs(kInvalid));
  }
}

TEST(CertificateTest, NoChangedOctetCrashesOrGivesAnotherCodeThanInvalid) {
  const std::string der = Root(TestKeyKind::kP256).certificate;
  for (size_t i = 0; i < der.size(); ++i) {
    for (const int change : {0x01, 0x20, 0x80, 0xff}) {
      std::string changed = der;
      changed[i] = static_cast<char>(changed[i] ^ change);
      const auto parsed = Certificate::FromDer(changed);
      if (!parsed.ok()) {
        EXPECT_THAT(parsed, StatusIs(kInvalid));
      } else {
        EXPECT_EQ((*parsed)->der(), changed);
      }
    }
  }
}

TEST_F(HandMade, ReadsVersionsOneToThree) {
  for (const auto& [version, number] : std::vector<std::pair<std::string, int>>{
           {"", 1}, {"a003020101", 2}, {"a003020102", 3}}) {
    tbs_.version = FromHex(version);
    const auto parsed = Certificate::FromDer(Signed());
    ASSERT_THAT(parsed, IsOk());
    EXPECT_EQ((*parsed)->version(), number);
  }
  tbs_.version = FromHex("a003020103");
  EXPECT_THAT(Certificate::FromDer(Signed()), StatusIs(kInvalid));
  tbs_.version = FromHex("a0030201ff");
  EXPECT_THAT(Certificate::FromDer(Signed()), StatusIs(kInvalid));
}

TEST_F(HandMade, TakesExtensionsInVersionThreeOnly) {
  tbs_.extensions = Tlv(0xa3, TestExtensions(TestCaExtensions()));
  EXPECT_THAT(Certificate::FromDer(Signed()), IsOk());
  tbs_.version = FromHex("a003020101");
  EXPECT_THAT(Certificate::FromDer(Signed()), StatusIs(kInvalid));
  tbs_.version = "";
  EXPECT_THAT(Certificate::FromDer(Signed()), StatusIs(kInvalid));
}

TEST_F(HandMade, RefusesADuplicateExtension) {
  TestExtension extension{"1.2.3", false, "x"};
  tbs_.extensions = Tlv(0xa3, TestExtensions({extension, extension}));
  EXPECT_THAT(Certificate::FromDer(Signed()), StatusIs(kInvalid));
}

TEST_F(HandMade, SkipsUniqueIds) {
  tbs_.unique_ids = FromHex("81020001") + FromHex("82020001");
  tbs_.extensions = Tlv(0xa3, TestExtensions(TestCaExtensions()));
  const auto parsed = Certificate::FromDer(Signed());
  ASSERT_THAT(parsed, IsOk());
  EXPECT_TRUE((*parsed)->extensions().key_usage.has_value());
  for (const char* malformed : {"8100", "82020801"}) {
    tbs_.unique_ids = FromHex(malformed);
    EXPECT_THAT(Certificate::FromDer(Signed()), StatusIs(kInvalid));
  }
}

TEST_F(HandMade, ShowsAnySerialButAnOverlongOne) {
  for (const auto& [der, hex] :
       std::vector<std::pair<std::string, std::string>>{{"020100", "0"},
                                                        {"02010a", "a"},
                                                        {"020200ff", "ff"},
                                                        {"0201ff", "-1"},
                                                        {"02028000", "-8000"},
                                                        {"0202ff00", "-100"}}) {
    tbs_.serial = FromHex(der);
    const auto parsed = Certificate::FromDer(Signed());
    ASSERT_THAT(parsed, IsOk());
    EXPECT_EQ((*parsed)->SerialHex(), hex);
  }
  tbs_.serial = Tlv(kDerInteger, std::string(40, '\x11'));
  EXPECT_THAT(Certificate::FromDer(Signed()), IsOk());
  tbs_.serial = Tlv(kDerInteger, std::string(41, '\x11'));
  EXPECT_THAT(Certificate::FromDer(Signed()), StatusIs(kInvalid));
  tbs_.serial = FromHex("02020001");  // Not minimal.
  EXPECT_THAT(Certificate::FromDer(Signed()), StatusIs(kInvalid));
}

TEST_F(HandMade, TellsAlgorithmsThatDiffer) {
  EXPECT_TRUE((*Certificate::FromDer(Signed()))->SignatureAlgorithmsMatch());
  tbs_.algorithm = TestSignatureAlgorithm(key_, {"sha384", false});
  const auto parsed = Certificate::FromDer(Signed());
  ASSERT_THAT(parsed, IsOk());
  EXPECT_FALSE((*parsed)->SignatureAlgorithmsMatch());
}

// The inner identifier is read even though the outer one counts.
TEST_F(HandMade, RefusesAnInnerAlgorithmThatIsNone) {
  for (const std::string& algorithm :
       {Sequence({}), Sequence({test_der::Integer(1)}),
        Sequence(
            {test_der::Oid("1.2.3"), test_der::Null(), test_der::Null()})}) {
    tbs_.algorithm = algorithm;
    EXPECT_THAT(Certificate::FromDer(Signed()),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

TEST_F(HandMade, KeepsTheErrorOfAnUnknownKey) {
  tbs_.spki = Sequence(
      {Sequence({test_der::Oid("2.25.1.1")}), test_der::BitString("key")});
  const auto parsed = Certificate::FromDer(Signed());
  ASSERT_THAT(parsed, IsOk());
  EXPECT_THAT((*parsed)->public_key(),
              HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN));
  EXPECT_EQ((*parsed)->key_octets(), "key");
}

TEST_F(HandMade, ASignatureOfNoWholeOctetsNeverVerifies) {
  std::string der = Signed();
  const auto good = Certificate::FromDer(der);
  ASSERT_THAT(good, IsOk());
  // The octet before the value counts unused bits.
  der[der.size() - (*good)->signature().size() - 1] = 1;
  const auto parsed = Certificate::FromDer(der);
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ((*parsed)->signature(), "");
  EXPECT_THAT(VerifySignedObject(**(*parsed)->public_key(),
                                 (*parsed)->signature_algorithm(),
                                 (*parsed)->tbs(), (*parsed)->signature()),
              IsOkAndHolds(false));
}

TEST(PlainCertificateReaderTest, DecodesWithinItsLimits) {
  const std::string der = Root(TestKeyKind::kP256).certificate;
  PlainCertificateReader reader;
  const auto certificate = reader.Read(der);
  ASSERT_THAT(certificate, IsOk());
  EXPECT_EQ((*certificate)->der(), der);
  DerLimits limits;
  limits.max_bytes = 10;
  EXPECT_THAT(PlainCertificateReader(limits).Read(der), StatusIs(kInvalid));
}

}  // namespace
}  // namespace kepil
