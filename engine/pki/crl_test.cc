#include "engine/pki/crl.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/revocation_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;
using State = RevocationStatus::State;
using testing::AllOf;
using testing::Field;

constexpr absl::Time kTime = absl::FromUnixSeconds(1767225600);
constexpr char kCaName[] = "C=XA,CN=Issuing CA";
constexpr char kOther[] = "C=XA,CN=CRL Issuer";
constexpr char kUrl[] = "http://ca.example/1.crl";
constexpr char kIdp[] = "2.5.29.28";

TestIdentity MakeCa(const std::string& subject,
                    TestKeyKind kind = TestKeyKind::kP256) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(kind);
  spec.not_before = kTime - absl::Hours(24);
  spec.not_after = kTime + absl::Hours(24);
  spec.extensions = TestCaExtensions();
  return SelfSignTestCertificate(spec);
}

CertificateRef Read(const TestIdentity& identity) {
  const auto certificate = Certificate::FromDer(identity.certificate);
  EXPECT_THAT(certificate, IsOk());
  return *certificate;
}

// distributionPoint [0] with fullName [0] {URI}.
std::string PointName(const std::string& url) {
  return der::Explicit(0, der::Explicit(0, der::Tlv(0x86, url)));
}
// distributionPoint [0] with nameRelativeToCRLIssuer [1].
std::string RelativePointName(const std::string& common_name) {
  const std::string attribute =
      der::Sequence({der::Oid("2.5.4.3"), der::Tlv(0x0c, common_name)});
  return der::Explicit(0, der::Tlv(0xa1, attribute));
}
std::string Flag(int n) { return der::Tlv(0x80 | n, "\xff"); }
// onlySomeReasons [3], or reasons [1] of a distribution point.
std::string Reasons(int n, const std::string& bits_hex) {
  return der::Tlv(0x80 | n, der::FromHex(bits_hex));
}
constexpr char kKeyCompromiseOnly[] = "0640";
constexpr char kEveryReason[] = "077f80";

TestExtension Idp(const std::string& contents) {
  return {kIdp, true, der::Tlv(0x30, contents)};
}
TestExtension Crldp(const std::vector<std::string>& points) {
  return {"2.5.29.31", false, der::Sequence(points)};
}

class CrlTest : public testing::Test {
 protected:
  TestIdentity IssueLeaf(std::vector<TestExtension> extensions) const {
    TestCertificateSpec spec;
    spec.subject = "C=XA,CN=Signer";
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    spec.not_before = kTime - absl::Hours(24);
    spec.not_after = kTime + absl::Hours(24);
    spec.serial_hex = "00abcd";
    spec.extensions = std::move(extensions);
    return IssueTestCertificate(spec, ca_);
  }
  static TestCrlSpec Spec() {
    TestCrlSpec spec;
    spec.this_update = kTime;
    spec.next_update = kTime + absl::Hours(25);
    return spec;
  }
  CrlRef Parse(const TestCrlSpec& spec) const {
    const auto crl = Crl::FromDer(MakeTestCrl(spec, ca_));
    EXPECT_THAT(crl, IsOk());
    return *crl;
  }
  State StateOf(const TestCrlSpec& spec, const TestIdentity& leaf) const {
    return Parse(spec)->StatusOf({*Read(leaf), *Read(ca_)}).state;
  }
  // The state of `leaf` in an otherwise empty CRL with this IDP.
  State StateUnderIdp(const std::string& idp, const TestIdentity& leaf) const {
    TestCrlSpec spec = Spec();
    spec.extensions = {Idp(idp)};
    return StateOf(spec, leaf);
  }

  const TestIdentity ca_ = MakeCa(kCaName);
  const TestIdentity leaf_ = IssueLeaf(TestSignerExtensions());
};

TEST_F(CrlTest, ReadsEveryField) {
  TestCrlSpec spec = Spec();
  spec.number = 300;
  spec.revoked = {{"01", kTime, 1, {}}, {"02", kTime, std::nullopt, {}}};
  spec.extensions = {Idp(PointName(kUrl) + Flag(1))};
  const std::string octets = MakeTestCrl(spec, ca_);
  const auto crl = Crl::FromDer(octets);
  ASSERT_THAT(crl, IsOk());
  EXPECT_EQ((*crl)->kind(), RevocationKind::kCrl);
  EXPECT_EQ((*crl)->der(), octets);
  EXPECT_EQ((*crl)->digest(), Sha256(octets));
  EXPECT_EQ((*crl)->this_update(), kTime);
  EXPECT_EQ((*crl)->next_update(), kTime + absl::Hours(25));
  EXPECT_EQ((*crl)->issuer(), Read(ca_)->subject());
  EXPECT_EQ((*crl)->crl_number(), der::FromHex("012c"));
  EXPECT_EQ((*crl)->delta_base(), std::nullopt);
  ASSERT_TRUE((*crl)->authority_key_id().has_value());
  EXPECT_EQ((*crl)->authority_key_id()->key_id, ca_.key.KeyId());
  ASSERT_TRUE((*crl)->idp().has_value());
  EXPECT_TRUE((*crl)->idp()->only_user_certificates);
  EXPECT_FALSE((*crl)->idp()->only_ca_certificates);
  ASSERT_EQ((*crl)->idp()->point.full_name.size(), 1u);
  EXPECT_EQ((*crl)->idp()->point.full_name[0].value, kUrl);
  EXPECT_TRUE((*crl)->SignatureAlgorithmsMatch());
  EXPECT_FALSE((*crl)->HasUnrecognisedCritical());
  EXPECT_EQ((*crl)->index().size(), 2);
  // Views lie inside the object's own octets.
  EXPECT_GE((*crl)->tbs().data(), (*crl)->der().data());
  EXPECT_LE((*crl)->signature().end(),
            (*crl)->der().data() + (*crl)->der().size());
}

TEST_F(CrlTest, ReadsVersion1WithoutNextUpdate) {
  TestCrlSpec spec = Spec();
  spec.version = 1;
  spec.next_update.reset();
  spec.revoked = {{"00abcd", kTime, std::nullopt, {}}};
  EXPECT_EQ(Parse(spec)->next_update(), std::nullopt);
  EXPECT_EQ(StateOf(spec, leaf_), State::kRevoked);
}

TEST_F(CrlTest, AnswersBySerial) {
  TestCrlSpec spec = Spec();
  EXPECT_EQ(StateOf(spec, leaf_), State::kGood);
  spec.revoked = {{"00abce", kTime, 1, {}}};
  EXPECT_EQ(StateOf(spec, leaf_), State::kGood);
  spec.revoked.push_back({"00abcd", kTime - absl::Hours(1), 6, {}});
  EXPECT_THAT(
      Parse(spec)->StatusOf({*Read(leaf_), *Read(ca_)}),
      AllOf(Field(&RevocationStatus::state, State::kRevoked),
            Field(&RevocationStatus::revoked_at, kTime - absl::Hours(1)),
            Field(&RevocationStatus::reason,
                  RevocationReason::kCertificateHold)));
  spec.revoked = {{"00abcd", kTime, 8, {}}};  // removeFromCRL
  EXPECT_EQ(StateOf(spec, leaf_), State::kGood);
}

TEST_F(CrlTest, DoesNotSpeakForAnotherIssuer) {
  const TestIdentity other = MakeCa("C=XB,CN=Other CA");
  const auto crl = Crl::FromDer(MakeTestCrl(Spec(), other));
  ASSERT_THAT(crl, IsOk());
  EXPECT_EQ((*crl)->StatusOf({*Read(leaf_), *Read(ca_)}).state,
            State::kOutOfScope);
}

TEST_F(CrlTest, DoesNotAnswerWithUnrecognisedCriticalExtension) {
  TestCrlSpec spec = Spec();
  spec.extensions = {{"1.2.3.4", false, der::Null()}};
  EXPECT_EQ(StateOf(spec, leaf_), State::kGood);
  spec.extensions[0].critical = true;
  EXPECT_TRUE(Parse(spec)->HasUnrecognisedCritical());
  EXPECT_EQ(StateOf(spec, leaf_), State::kOutOfScope);
  spec.extensions.clear();
  spec.revoked = {{"07", kTime, 1, {{"1.2.3.4", true, der::Null()}}}};
  EXPECT_TRUE(Parse(spec)->HasUnrecognisedCritical());
  EXPECT_EQ(StateOf(spec, leaf_), State::kOutOfScope);
}

TEST_F(CrlTest, DeltaAloneRevokesButIsNeverGood) {
  TestCrlSpec delta = Spec();
  delta.extensions = {{"2.5.29.27", true, der::Integer(1)}};
  EXPECT_EQ(Parse(delta)->delta_base(), der::FromHex("01"));
  EXPECT_EQ(StateOf(delta, leaf_), State::kOutOfScope);
  delta.revoked = {{"00abcd", kTime, 1, {}}};
  EXPECT_EQ(StateOf(delta, leaf_), State::kRevoked);
  delta.revoked[0].reason = 8;  // removeFromCRL
  EXPECT_EQ(StateOf(delta, leaf_), State::kOutOfScope);
  const CrlStatement statement = Parse(delta)->StatementOf(*Read(leaf_));
  ASSERT_TRUE(statement.entry.has_value());
  EXPECT_FALSE(statement.Revokes());
}

TEST_F(CrlTest, IndirectCrlOfTheIssuerTellsItsOwnFromOthers) {
  const std::string other = der::Sequence({der::Explicit(4, TestName(kOther))});
  TestCrlSpec spec = Spec();
  spec.extensions = {Idp(Flag(4))};
  spec.revoked = {{"01", kTime, 1, {}},
                  {"02", kTime, 1, {{"2.5.29.29", true, other}}},
                  {"00abcd", kTime, 1, {}}};
  EXPECT_EQ(StateOf(spec, leaf_), State::kGood);  // The other's 00abcd.
  const std::string own = der::Sequence({der::Explicit(4, ca_.SubjectName())});
  spec.revoked.push_back({"03", kTime, 1, {{"2.5.29.29", true, own}}});
  spec.revoked.push_back({"00abcd", kTime, 1, {}});
  EXPECT_EQ(StateOf(spec, leaf_), State::kRevoked);
}

TEST_F(CrlTest, IndirectCrlSpeaksForWhomNamesItsIssuer) {
  const std::string point = der::Sequence(
      {PointName(kUrl), der::Explicit(2, der::Explicit(4, TestName(kOther)))});
  const TestIdentity leaf = IssueLeaf({Crldp({point})});
  const TestIdentity other = MakeCa(kOther);
  const auto state = [&](const TestCrlSpec& spec, const TestIdentity& of) {
    const auto crl = Crl::FromDer(MakeTestCrl(spec, other));
    EXPECT_THAT(crl, IsOk());
    return (*crl)->StatusOf({*Read(of), *Read(ca_)}).state;
  };
  TestCrlSpec spec = Spec();
  EXPECT_EQ(state(spec, leaf), State::kOutOfScope);  // Not indirect.
  spec.extensions = {Idp(Flag(4))};
  EXPECT_EQ(state(spec, leaf), State::kGood);
  EXPECT_EQ(state(spec, leaf_), State::kOutOfScope);  // No cRLIssuer.
  spec.extensions = {Idp(PointName(kUrl) + Flag(4))};
  EXPECT_EQ(state(spec, leaf), State::kGood);
  spec.extensions = {Idp(PointName("http://ca.example/2.crl") + Flag(4))};
  EXPECT_EQ(state(spec, leaf), State::kOutOfScope);
  spec.extensions = {Idp(Flag(4))};
  spec.revoked = {{"00abcd", kTime, 1, {}}};
  EXPECT_EQ(state(spec, leaf), State::kGood);  // The CRL issuer's 00abcd.
  const std::string ours = der::Sequence({der::Explicit(4, ca_.SubjectName())});
  spec.revoked.push_back({"00abcd", kTime, 1, {{"2.5.29.29", true, ours}}});
  EXPECT_EQ(state(spec, leaf), State::kRevoked);
}

TEST_F(CrlTest, EntryOfAnIssuerThatCannotBeReadMakesItUnusable) {
  const std::string one = der::Sequence({der::Explicit(4, TestName(kOther))});
  const std::string two = der::Sequence({der::Explicit(4, TestName(kOther)),
                                         der::Explicit(4, ca_.SubjectName())});
  for (const std::string& issuer :
       {der::Sequence({}), two, der::Sequence({der::Tlv(0x86, kUrl)}),
        der::Null(), one + der::Null()}) {
    TestCrlSpec spec = Spec();
    spec.extensions = {Idp(Flag(4))};
    spec.revoked = {{"07", kTime, 1, {{"2.5.29.29", true, issuer}}}};
    EXPECT_FALSE(Parse(spec)->IsUsable());
    EXPECT_EQ(StateOf(spec, leaf_), State::kOutOfScope);
  }
  // And so does one in a CRL that is not indirect.
  TestCrlSpec direct = Spec();
  direct.revoked = {{"07",
                     kTime,
                     1,
                     {{"2.5.29.29", true,
                       der::Sequence({der::Explicit(4, ca_.SubjectName())})}}}};
  EXPECT_FALSE(Parse(direct)->IsUsable());
  EXPECT_EQ(StateOf(direct, leaf_), State::kOutOfScope);
}

TEST_F(CrlTest, KeepsToItsKindOfCertificate) {
  const TestIdentity sub_ca = IssueLeaf(TestCaExtensions());
  const TestIdentity plain = IssueLeaf({});
  EXPECT_EQ(StateUnderIdp(Flag(1), leaf_), State::kGood);
  EXPECT_EQ(StateUnderIdp(Flag(1), plain), State::kGood);
  EXPECT_EQ(StateUnderIdp(Flag(1), sub_ca), State::kOutOfScope);
  EXPECT_EQ(StateUnderIdp(Flag(2), leaf_), State::kOutOfScope);
  EXPECT_EQ(StateUnderIdp(Flag(2), plain), State::kOutOfScope);
  EXPECT_EQ(StateUnderIdp(Flag(2), sub_ca), State::kGood);
  EXPECT_EQ(StateUnderIdp(Flag(5), leaf_), State::kOutOfScope);
  EXPECT_EQ(StateUnderIdp(Flag(5), sub_ca), State::kOutOfScope);
}

TEST_F(CrlTest, ListsCertificateOfTheWrongKindWithoutEffect) {
  TestCrlSpec spec = Spec();
  spec.extensions = {Idp(Flag(2))};
  spec.revoked = {{"00abcd", kTime, 1, {}}};
  EXPECT_EQ(StateOf(spec, leaf_), State::kOutOfScope);
}

TEST_F(CrlTest, MatchesDistributionPointNames) {
  const TestIdentity at_url =
      IssueLeaf({Crldp({der::Sequence({PointName("http://ca.example/0.crl")}),
                        der::Sequence({PointName(kUrl)})})});
  const TestIdentity elsewhere = IssueLeaf(
      {Crldp({der::Sequence({PointName("http://ca.example/2.crl")})})});
  EXPECT_EQ(StateUnderIdp(PointName(kUrl), at_url), State::kGood);
  EXPECT_EQ(StateUnderIdp(PointName(kUrl), elsewhere), State::kOutOfScope);
  // Without a distribution point: the issuer's name is the only one.
  EXPECT_EQ(StateUnderIdp(PointName(kUrl), leaf_), State::kOutOfScope);
  const std::string directory =
      der::Explicit(0, der::Explicit(0, der::Explicit(4, ca_.SubjectName())));
  EXPECT_EQ(StateUnderIdp(directory, leaf_), State::kGood);
  // A CRL without a name covers all.
  EXPECT_EQ(StateOf(Spec(), elsewhere), State::kGood);
}

TEST_F(CrlTest, CompletesRelativeNames) {
  const TestIdentity relative =
      IssueLeaf({Crldp({der::Sequence({RelativePointName("Part 1")})})});
  const TestIdentity full = IssueLeaf({Crldp({der::Sequence({der::Explicit(
      0, der::Explicit(0, der::Explicit(4, TestName(absl::StrCat(
                                               kCaName, ",CN=Part 1")))))})})});
  EXPECT_EQ(StateUnderIdp(RelativePointName("Part 1"), relative), State::kGood);
  EXPECT_EQ(StateUnderIdp(RelativePointName("Part 1"), full), State::kGood);
  EXPECT_EQ(StateUnderIdp(RelativePointName("Part 2"), relative),
            State::kOutOfScope);
}

TEST_F(CrlTest, PointWithCrlIssuerAsksForAnIndirectCrl) {
  const TestIdentity leaf = IssueLeaf({Crldp({der::Sequence(
      {PointName(kUrl),
       der::Explicit(2, der::Explicit(4, TestName("CN=Other")))})})});
  EXPECT_EQ(StateUnderIdp(PointName(kUrl), leaf), State::kOutOfScope);
}

TEST_F(CrlTest, PartialReasonsRevokeButAreNeverGood) {
  EXPECT_EQ(StateUnderIdp(Reasons(3, kKeyCompromiseOnly), leaf_),
            State::kOutOfScope);
  EXPECT_EQ(StateUnderIdp(Reasons(3, kEveryReason), leaf_), State::kGood);
  TestCrlSpec spec = Spec();
  spec.extensions = {Idp(Reasons(3, kKeyCompromiseOnly))};
  spec.revoked = {{"00abcd", kTime, 1, {}}};
  EXPECT_EQ(StateOf(spec, leaf_), State::kRevoked);
  EXPECT_EQ(Parse(spec)->StatementOf(*Read(leaf_)).reasons, 1 << 1);

  const TestIdentity at_point = IssueLeaf({Crldp(
      {der::Sequence({PointName(kUrl), Reasons(1, kKeyCompromiseOnly)})})});
  EXPECT_EQ(StateUnderIdp(PointName(kUrl), at_point), State::kOutOfScope);
}

TEST_F(CrlTest, VerifiesOnlyUnderItsIssuersKey) {
  const auto crl = Parse(Spec());
  EXPECT_THAT(VerifyCrl(*crl, **Read(ca_)->public_key()), IsOkAndHolds(true));
  EXPECT_THAT(VerifyCrl(*crl, **Read(MakeCa(kCaName))->public_key()),
              IsOkAndHolds(false));
  // A CRL that was signed for another date.
  std::string octets = MakeTestCrl(Spec(), ca_);
  const size_t at = octets.find("260101000000Z");
  ASSERT_NE(at, std::string::npos);
  octets[at + 5] = '2';
  const auto altered = Crl::FromDer(octets);
  ASSERT_THAT(altered, IsOk());
  EXPECT_THAT(VerifyCrl(**altered, **Read(ca_)->public_key()),
              IsOkAndHolds(false));
}

TEST_F(CrlTest, VerifiesRsaAndEd25519) {
  for (const TestKeyKind kind :
       {TestKeyKind::kRsa2048, TestKeyKind::kEd25519}) {
    const TestIdentity ca = MakeCa(kCaName, kind);
    const auto crl = Crl::FromDer(MakeTestCrl(Spec(), ca));
    ASSERT_THAT(crl, IsOk());
    EXPECT_THAT(VerifyCrl(**crl, **Read(ca)->public_key()), IsOkAndHolds(true));
  }
}

TEST_F(CrlTest, DoesNotVerifyWithTwoAlgorithmIdentifiers) {
  // A right signature, but the inner identifier claims another hash.
  TestSigning claimed;
  claimed.hash = "sha384";
  const std::string tbs =
      der::Sequence({der::Integer(1), TestSignatureAlgorithm(ca_.key, claimed),
                     ca_.SubjectName(), der::X509Time(kTime)});
  const auto crl = Crl::FromDer(TestSignedObject(tbs, ca_.key, {}));
  ASSERT_THAT(crl, IsOk());
  EXPECT_FALSE((*crl)->SignatureAlgorithmsMatch());
  EXPECT_THAT(VerifyCrl(**crl, **Read(ca_)->public_key()), IsOkAndHolds(false));
}

TEST_F(CrlTest, RefusesWhatIsNoCrl) {
  const std::string crl = MakeTestCrl(Spec(), ca_);
  for (const std::string& octets :
       {std::string(), std::string("-----BEGIN X509 CRL-----\nMIIB\n"),
        std::string(1000, '\0'), std::string(1000, '\x30'), crl + '\0',
        ca_.certificate}) {
    EXPECT_THAT(Crl::FromDer(octets),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
  for (size_t length = 0; length < crl.size(); ++length) {
    EXPECT_THAT(Crl::FromDer(crl.substr(0, length)),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

TEST_F(CrlTest, RefusesMalformedExtensions) {
  const std::vector<TestExtension> cases = {
      Idp(Flag(1) + Flag(2)),              // Two onlyContains flags.
      Idp(Flag(2) + Flag(1)),              // Out of order.
      Idp(der::Tlv(0x81, "\x01")),         // Neither true nor false.
      Idp(der::Tlv(0x87, "\xff")),         // No such field.
      Idp(der::Explicit(0, der::Null())),  // No DistributionPointName.
      {kIdp, true, der::Null()},
      {"2.5.29.27", true, der::OctetString("1")},
  };
  for (const TestExtension& extension : cases) {
    TestCrlSpec spec = Spec();
    spec.extensions = {extension};
    EXPECT_THAT(Crl::FromDer(MakeTestCrl(spec, ca_)),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
  TestCrlSpec twice = Spec();
  twice.extensions = {Idp(Flag(1)), Idp(Flag(1))};
  EXPECT_THAT(Crl::FromDer(MakeTestCrl(twice, ca_)),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(CrlTest, KeepsToItsLimits) {
  TestCrlSpec spec = Spec();
  spec.revoked = {{"01", kTime, 1, {}}, {"02", kTime, 1, {}}};
  const std::string octets = MakeTestCrl(spec, ca_);
  Crl::Limits limits;
  limits.max_entries = 1;
  EXPECT_THAT(Crl::FromDer(octets, limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
  limits.max_entries = 2;
  limits.der.max_bytes = static_cast<int64_t>(octets.size());
  EXPECT_THAT(Crl::FromDer(octets, limits), IsOk());
  --limits.der.max_bytes;
  EXPECT_THAT(Crl::FromDer(octets, limits),
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
}

}  // namespace
}  // namespace kepil
