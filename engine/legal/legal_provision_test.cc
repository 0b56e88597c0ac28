#include "engine/legal/legal_provision.h"

#include <set>

#include "gtest/gtest.h"

namespace kepil {
namespace {

// One concept, cited as the act of its date numbers it.
// Law: CAL-13.
TEST(LegalProvisionTest, CitesTheActThatHeld) {
  struct Row {
    LegalConcept subject;
    const char* law370;
    const char* code;
  };
  const Row rows[] = {
      {LegalConcept::kTreatyPrecedence, "L2(2)", "K2(2)"},
      {LegalConcept::kAuthenticity, "L10(1)(1)", "K49(2)(1)"},
      {LegalConcept::kPossession, "L10(1)(2)", "K49(2)(2)"},
      {LegalConcept::kUseAsStated, "L10(1)(3)", "K49(2)(3)"},
      {LegalConcept::kIssuer, "L10(1)(4)", "K49(2)(4)"},
      {LegalConcept::kTreatyGround, "L19(1)", "K2(2)"},
      {LegalConcept::kRegisteredCaGround, "L19(2)", "K49(2)(4)"},
      {LegalConcept::kRegisteredTtpGround, "L19(3)", "K57(2)"},
      {LegalConcept::kMandatoryAccreditation, "L20-2(1)", "K54(2)"},
      {LegalConcept::kCeasedCertificates, "L22(4)", "K56(4)"},
      {LegalConcept::kSystemSignature, "", "K49(3)"},
      {LegalConcept::kSystemOwner, "", "K58(5)"},
      {LegalConcept::kEntitySignature, "L10(3)", "K62(6)"},
      {LegalConcept::kSignedDocument, "L7(1)", "K62(2)"},
      {LegalConcept::kSeal, "", "K61(5)"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(ProvisionText(ProvisionOf(row.subject, v1::LEGAL_REGIME_LAW370)),
              row.law370);
    EXPECT_EQ(ProvisionText(ProvisionOf(row.subject, v1::LEGAL_REGIME_CODE)),
              row.code);
    for (const v1::LegalRegime without :
         {v1::LEGAL_REGIME_NO_REGIME, v1::LEGAL_REGIME_LAW370_PRE_TTP}) {
      EXPECT_EQ(ProvisionOf(row.subject, without), v1::LEGAL_BASIS_UNSPECIFIED);
    }
  }
}

TEST(LegalProvisionTest, EveryProvisionHasATextOfItsOwn) {
  std::set<absl::string_view> texts;
  for (int i = 1; i < v1::LegalBasis_ARRAYSIZE; ++i) {
    ASSERT_TRUE(v1::LegalBasis_IsValid(i)) << i;
    const absl::string_view text =
        ProvisionText(static_cast<v1::LegalBasis>(i));
    EXPECT_FALSE(text.empty()) << i;
    EXPECT_TRUE(texts.insert(text).second) << text;
  }
  EXPECT_EQ(ProvisionText(v1::LEGAL_BASIS_UNSPECIFIED), "");
}

}  // namespace
}  // namespace kepil
