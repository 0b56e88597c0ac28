#include "engine/legal/treaty_scope.h"

#include "gtest/gtest.h"
#include "tests/support/legal_fixture.h"

namespace kepil {
namespace {

class TreatyScopeTest : public testing::Test {
 protected:
  TreatyScopeTest() {
    v1::Treaty& treaty = *bench_.trust.add_treaties();
    treaty.set_id("treaty-xa");
    treaty.add_parties("XA");
    *treaty.mutable_ratified_on() = TestDate(2026, 7, 15);
    *treaty.mutable_in_force() = TestDate(2026, 8, 1);
    *treaty.mutable_until() = TestDate(2026, 9, 1);
    treaty.add_authority_ids("xa");
  }
  v1::Treaty& treaty() { return *bench_.trust.mutable_treaties(0); }
  // The reason at `time`; UNSPECIFIED if the treaty applies.
  v1::LegalReason ReasonAt(absl::Time time) {
    bench_.Sign("xa", time);
    return bench_.With([](const LegalInput& input) {
      const LegalCase reading(input, input.conclusion.best_signature_time);
      const TreatySearch search = FindTreaty(reading, *reading.anchor_service);
      EXPECT_EQ(search.treaty != nullptr,
                search.reason == v1::LEGAL_REASON_UNSPECIFIED);
      return search.reason;
    });
  }

  LegalBench bench_;
};

// Law: DEF-11, DEF-12.
TEST_F(TreatyScopeTest, AppliesWhileRatifiedAndInForceOnly) {
  const absl::Time in_force = TestDay(2026, 8, 1);
  EXPECT_EQ(ReasonAt(TestDay(2026, 7, 14)),
            v1::LEGAL_REASON_TREATY_NOT_RATIFIED);
  EXPECT_EQ(ReasonAt(in_force - absl::Seconds(1)),
            v1::LEGAL_REASON_TREATY_NOT_IN_FORCE);
  EXPECT_EQ(ReasonAt(in_force), v1::LEGAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonAt(TestDay(2026, 9, 1) - absl::Seconds(1)),
            v1::LEGAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonAt(TestDay(2026, 9, 1)),
            v1::LEGAL_REASON_TREATY_NOT_IN_FORCE);
  treaty().clear_ratified_on();  // Signed only.
  EXPECT_EQ(ReasonAt(in_force), v1::LEGAL_REASON_TREATY_NOT_RATIFIED);
}

// Law: REG-01.
TEST_F(TreatyScopeTest, CoversItsPartiesAndDocumentClassesOnly) {
  const absl::Time time = TestDay(2026, 8, 1);
  treaty().add_document_classes("EXTRACT");
  EXPECT_EQ(ReasonAt(time), v1::LEGAL_REASON_TREATY_OUT_OF_SCOPE);
  bench_.usage.set_document_class("NOTICE");
  EXPECT_EQ(ReasonAt(time), v1::LEGAL_REASON_TREATY_OUT_OF_SCOPE);
  bench_.usage.set_document_class("EXTRACT");
  EXPECT_EQ(ReasonAt(time), v1::LEGAL_REASON_UNSPECIFIED);
  treaty().set_parties(0, "XB");
  EXPECT_EQ(ReasonAt(time), v1::LEGAL_REASON_TREATY_OUT_OF_SCOPE);
}

TEST_F(TreatyScopeTest, AnotherTreatyMayApply) {
  v1::Treaty other = treaty();
  other.set_id("treaty-2");
  other.clear_until();
  *bench_.trust.add_treaties() = other;
  EXPECT_EQ(ReasonAt(TestDay(2026, 9, 1)), v1::LEGAL_REASON_UNSPECIFIED);
}

TEST_F(TreatyScopeTest, UnknownTreatyIsNamedAsSuch) {
  treaty().clear_authority_ids();
  bench_.AuthorityOf("xa").set_treaty_id("treaty-zz");
  EXPECT_EQ(ReasonAt(TestDay(2026, 8, 1)), v1::LEGAL_REASON_TREATY_UNKNOWN);
  bench_.AuthorityOf("xa").set_treaty_id("treaty-xa");
  EXPECT_EQ(ReasonAt(TestDay(2026, 8, 1)), v1::LEGAL_REASON_UNSPECIFIED);
}

TEST_F(TreatyScopeTest, FindsDomesticCasByAuthority) {
  bench_.Sign("xa", TestDay(2026, 8, 1));
  bench_.With([](const LegalInput& input) {
    EXPECT_NE(FindDomesticCa(input.trust, "kz-ca"), nullptr);
    EXPECT_EQ(FindDomesticCa(input.trust, "xa"), nullptr);
    EXPECT_EQ(FindDomesticCa(input.trust, "none"), nullptr);
    return 0;
  });
}

}  // namespace
}  // namespace kepil
