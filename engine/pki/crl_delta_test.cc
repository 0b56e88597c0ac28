#include "engine/pki/crl_delta.h"

#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/revocation_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;

constexpr absl::Time kTime = absl::FromUnixSeconds(1767225600);

TestIdentity MakeCa(const std::string& subject) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kTime - absl::Hours(24);
  spec.not_after = kTime + absl::Hours(24);
  spec.extensions = TestCaExtensions();
  return SelfSignTestCertificate(spec);
}

const TestExtension kIdpOfUsers = {"2.5.29.28", true,
                                   der::Sequence({der::Tlv(0x81, "\xff")})};
const TestExtension kIdpOfCas = {"2.5.29.28", true,
                                 der::Sequence({der::Tlv(0x82, "\xff")})};

class CrlDeltaTest : public testing::Test {
 protected:
  CrlRef Make(int number, std::optional<int> base,
              std::vector<TestExtension> extensions = {}) const {
    return MakeBy(ca_, number, base, std::move(extensions));
  }
  static CrlRef MakeBy(const TestIdentity& issuer, int number,
                       std::optional<int> base,
                       std::vector<TestExtension> extensions = {}) {
    TestCrlSpec spec;
    spec.this_update = kTime;
    spec.number = number;
    spec.extensions = std::move(extensions);
    if (base.has_value()) {
      spec.extensions.push_back({"2.5.29.27", true, der::Integer(*base)});
    }
    const auto crl = Crl::FromDer(MakeTestCrl(spec, issuer));
    EXPECT_THAT(crl, IsOk());
    return *crl;
  }
  const TestIdentity ca_ = MakeCa("C=XA,CN=CA");
};

TEST_F(CrlDeltaTest, CombinesWithItsBaseAndWithNewerOnes) {
  const CrlRef delta = Make(9, 5);
  EXPECT_EQ(RelationOf(*delta, *Make(5, {})), DeltaRelation::kCombines);
  EXPECT_EQ(RelationOf(*delta, *Make(8, {})), DeltaRelation::kCombines);
  EXPECT_EQ(RelationOf(*delta, *Make(9, {})), DeltaRelation::kOlder);
  EXPECT_EQ(RelationOf(*delta, *Make(10, {})), DeltaRelation::kOlder);
  EXPECT_EQ(RelationOf(*delta, *Make(4, {})), DeltaRelation::kGap);
}

TEST_F(CrlDeltaTest, NumbersAreComparedAsNumbers) {
  EXPECT_EQ(RelationOf(*Make(300, 127), *Make(128, {})),
            DeltaRelation::kCombines);
  EXPECT_EQ(RelationOf(*Make(300, 256), *Make(255, {})), DeltaRelation::kGap);
  EXPECT_EQ(RelationOf(*Make(200, 1), *Make(300, {})), DeltaRelation::kOlder);
}

TEST_F(CrlDeltaTest, ScopesMustBeEqual) {
  const CrlRef delta = Make(9, 5, {kIdpOfUsers});
  EXPECT_EQ(RelationOf(*delta, *Make(5, {}, {kIdpOfUsers})),
            DeltaRelation::kCombines);
  EXPECT_EQ(RelationOf(*delta, *Make(5, {}, {kIdpOfCas})),
            DeltaRelation::kOther);
  EXPECT_EQ(RelationOf(*delta, *Make(5, {})), DeltaRelation::kOther);
  EXPECT_EQ(RelationOf(*Make(9, 5), *Make(5, {}, {kIdpOfUsers})),
            DeltaRelation::kOther);
}

TEST_F(CrlDeltaTest, IssuersMustBeEqual) {
  const CrlRef base = Make(5, {});
  EXPECT_EQ(RelationOf(*MakeBy(MakeCa("C=XA,CN=Other"), 9, 5), *base),
            DeltaRelation::kOther);
  // A namesake with another key, by authorityKeyIdentifier.
  EXPECT_EQ(RelationOf(*MakeBy(MakeCa("C=XA,CN=CA"), 9, 5), *base),
            DeltaRelation::kOther);
}

TEST_F(CrlDeltaTest, OnlyADeltaAndACompleteCrlRelate) {
  EXPECT_EQ(RelationOf(*Make(9, {}), *Make(5, {})), DeltaRelation::kOther);
  EXPECT_EQ(RelationOf(*Make(9, 5), *Make(6, 5)), DeltaRelation::kOther);
}

}  // namespace
}  // namespace kepil
