#include "engine/pki/issuing_distribution_point.h"

#include <string>
#include <vector>

#include "engine/pki/revocation_data.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;

constexpr absl::Time kTime = absl::FromUnixSeconds(1767225600);
constexpr char kCa[] = "C=XA,CN=CA";
constexpr char kDelegate[] = "C=XA,CN=CRL Issuer";
constexpr uint16_t kKeyCompromise = 1 << 1;
constexpr uint16_t kCaCompromise = 1 << 2;

std::string Url(const std::string& url) {
  return der::Explicit(0, der::Explicit(0, der::Tlv(0x86, url)));
}
std::string Relative(const std::string& common_name) {
  return der::Explicit(
      0, der::Tlv(0xa1, der::Sequence({der::Oid("2.5.4.3"),
                                       der::Tlv(0x0c, common_name)})));
}
std::string Full(const std::string& name) {
  return der::Explicit(0, der::Explicit(0, der::Explicit(4, TestName(name))));
}
std::string CrlIssuer(const std::string& name) {
  return der::Explicit(2, der::Explicit(4, TestName(name)));
}
const std::string kIndirect = der::Tlv(0x84, "\xff");

Name NameOf(const std::string& text) {
  const auto name = Name::FromDer(TestName(text));
  EXPECT_THAT(name, IsOk());
  return *name;
}

class IssuingDistributionPointTest : public testing::Test {
 protected:
  // Reasons covered by a CRL of `issuer` whose IDP has these contents, for a
  // certificate of kCa with these distribution points.
  static uint16_t Covered(const std::string& idp, const std::string& issuer,
                          const std::vector<std::string>& points) {
    const auto parsed =
        ParseIssuingDistributionPoint(der::Tlv(0x30, idp), NameOf(issuer));
    EXPECT_THAT(parsed, IsOk());
    return ReasonsCovered(&*parsed, NameOf(issuer), *Leaf(points));
  }
  static CertificateRef Leaf(const std::vector<std::string>& points) {
    TestCertificateSpec spec;
    spec.subject = kCa;
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    spec.not_before = kTime;
    spec.not_after = kTime + absl::Hours(24);
    spec.extensions = TestCaExtensions();
    const TestIdentity ca = SelfSignTestCertificate(spec);
    spec.subject = "C=XA,CN=Signer";
    spec.extensions = TestSignerExtensions();
    if (!points.empty()) {
      spec.extensions.push_back({"2.5.29.31", false, der::Sequence(points)});
    }
    const auto leaf =
        Certificate::FromDer(IssueTestCertificate(spec, ca).certificate);
    EXPECT_THAT(leaf, IsOk());
    return *leaf;
  }
};

TEST_F(IssuingDistributionPointTest, ReasonsAreIntersectedAndJoined) {
  const std::string key = der::Tlv(0x81, der::FromHex("0640"));   // [1]
  const std::string both = der::Tlv(0x83, der::FromHex("0560"));  // [3]
  const std::string point = der::Sequence({Url("http://a"), key});
  EXPECT_EQ(Covered(Url("http://a"), kCa, {point}), kKeyCompromise);
  EXPECT_EQ(Covered(Url("http://a") + both, kCa, {point}), kKeyCompromise);
  EXPECT_EQ(Covered(both, kCa, {}), kKeyCompromise | kCaCompromise);
  const std::string other =
      der::Sequence({Url("http://a"), der::Tlv(0x81, der::FromHex("0520"))});
  EXPECT_EQ(Covered(Url("http://a"), kCa, {point, other}),
            kKeyCompromise | kCaCompromise);
}

TEST_F(IssuingDistributionPointTest, IndirectNeedsCrlIssuerInThePoint) {
  EXPECT_EQ(Covered(kIndirect, kDelegate,
                    {der::Sequence({Url("http://a"), CrlIssuer(kDelegate)})}),
            kAllRevocationReasons);
  EXPECT_EQ(Covered(kIndirect, kDelegate, {der::Sequence({Url("http://a")})}),
            0);
  EXPECT_EQ(Covered(kIndirect, kDelegate,
                    {der::Sequence({Url("http://a"), CrlIssuer("CN=X")})}),
            0);
  EXPECT_EQ(Covered(Url("http://a"), kDelegate,
                    {der::Sequence({Url("http://a"), CrlIssuer(kDelegate)})}),
            0);
}

TEST_F(IssuingDistributionPointTest, PointWithoutANameGoesByCrlIssuer) {
  const std::string point = der::Sequence({CrlIssuer(kDelegate)});
  EXPECT_EQ(Covered(Full(kDelegate) + kIndirect, kDelegate, {point}),
            kAllRevocationReasons);
  EXPECT_EQ(Covered(Full("CN=X") + kIndirect, kDelegate, {point}), 0);
}

TEST_F(IssuingDistributionPointTest, RelativeNamesAreRelativeToTheCrlIssuer) {
  const std::string point =
      der::Sequence({Relative("Part 1"), CrlIssuer(kDelegate)});
  EXPECT_EQ(Covered(Relative("Part 1") + kIndirect, kDelegate, {point}),
            kAllRevocationReasons);
  EXPECT_EQ(Covered(Full("C=XA,CN=CRL Issuer,CN=Part 1") + kIndirect, kDelegate,
                    {point}),
            kAllRevocationReasons);
  EXPECT_EQ(
      Covered(Full("C=XA,CN=CA,CN=Part 1") + kIndirect, kDelegate, {point}), 0);
}

TEST_F(IssuingDistributionPointTest, IssuersOwnNameIsAlwaysAPoint) {
  const std::string elsewhere = der::Sequence({Url("http://a")});
  EXPECT_EQ(Covered(Full(kCa), kCa, {elsewhere}), kAllRevocationReasons);
  EXPECT_EQ(Covered(Full(kDelegate), kCa, {elsewhere}), 0);
}

TEST_F(IssuingDistributionPointTest, WithoutAnIdpOnlyTheIssuerSpeaks) {
  EXPECT_EQ(ReasonsCovered(nullptr, NameOf(kCa), *Leaf({})),
            kAllRevocationReasons);
  EXPECT_EQ(ReasonsCovered(nullptr, NameOf(kDelegate),
                           *Leaf({der::Sequence({CrlIssuer(kDelegate)})})),
            0);
}

}  // namespace
}  // namespace kepil
