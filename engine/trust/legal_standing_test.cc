#include "engine/trust/legal_standing.h"

#include <functional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

void SetDate(int year, int month, int day, v1::LegalDate* date) {
  date->set_year(year);
  date->set_month(month);
  date->set_day(day);
}

v1::Authority Accredited() {
  v1::Authority authority;
  authority.set_id("kz-ca");
  authority.set_kind(v1::AUTHORITY_KIND_DOMESTIC_CA);
  authority.set_domestic_kind(v1::DOMESTIC_CA_KIND_NATIONAL);
  v1::Accreditation& item = *authority.add_accreditations();
  SetDate(2026, 3, 1, item.mutable_from());
  SetDate(2029, 3, 1, item.mutable_until());
  item.set_body(v1::ACCREDITING_BODY_CYBERSECURITY);
  return authority;
}

void ExpectRefused(
    const std::function<void(v1::Authority&)>& spoil,
    v1::ErrorReason reason = v1::ERROR_REASON_REQUEST_MALFORMED) {
  v1::Authority authority = Accredited();
  spoil(authority);
  EXPECT_THAT(DecodeLegalStanding(authority), HasReason(reason))
      << authority.ShortDebugString();
}

// Law: CAL-09, DOM-07.
TEST(LegalStandingTest, AccreditationOfThreeYearsAndADayIsRefused) {
  ExpectRefused(
      [](v1::Authority& a) {
        SetDate(2029, 3, 2, a.mutable_accreditations(0)->mutable_until());
      },
      v1::ERROR_REASON_ACCREDITATION_TOO_LONG);
  ExpectRefused(
      [](v1::Authority& a) {
        SetDate(2024, 2, 29, a.mutable_accreditations(0)->mutable_from());
        SetDate(2027, 3, 1, a.mutable_accreditations(0)->mutable_until());
      },
      v1::ERROR_REASON_ACCREDITATION_TOO_LONG);
  v1::Authority shorter = Accredited();
  SetDate(2027, 3, 1, shorter.mutable_accreditations(0)->mutable_until());
  EXPECT_THAT(DecodeLegalStanding(shorter), IsOk());
}

// Law: DOM-07.
TEST(LegalStandingTest, AccreditationHoldsFromItsFirstToItsLastDay) {
  v1::Authority authority = Accredited();
  auto standing = DecodeLegalStanding(authority);
  ASSERT_THAT(standing, IsOk());
  EXPECT_EQ(standing->kind, v1::DOMESTIC_CA_KIND_NATIONAL);
  EXPECT_EQ(standing->AccreditationOn(absl::CivilDay(2026, 2, 28)), nullptr);
  EXPECT_NE(standing->AccreditationOn(absl::CivilDay(2026, 3, 1)), nullptr);
  EXPECT_NE(standing->AccreditationOn(absl::CivilDay(2029, 3, 1)), nullptr);
  EXPECT_EQ(standing->AccreditationOn(absl::CivilDay(2029, 3, 2)), nullptr);
  SetDate(2027, 5, 5,
          authority.mutable_accreditations(0)->mutable_withdrawn_on());
  standing = DecodeLegalStanding(authority);
  ASSERT_THAT(standing, IsOk());
  EXPECT_NE(standing->AccreditationOn(absl::CivilDay(2027, 5, 4)), nullptr);
  EXPECT_EQ(standing->AccreditationOn(absl::CivilDay(2027, 5, 5)), nullptr);
}

TEST(LegalStandingTest, MalformedFactsAreRefused) {
  ExpectRefused([](auto& a) { a.mutable_accreditations(0)->clear_body(); });
  ExpectRefused([](auto& a) { a.mutable_accreditations(0)->clear_until(); });
  ExpectRefused([](auto& a) {
    SetDate(2026, 2, 1, a.mutable_accreditations(0)->mutable_until());
  });
  ExpectRefused([](auto& a) {
    SetDate(2026, 2, 1, a.mutable_accreditations(0)->mutable_withdrawn_on());
  });
  ExpectRefused([](auto& a) {
    *a.add_accreditations() = a.accreditations(0);
    SetDate(2026, 2, 1, a.mutable_accreditations(1)->mutable_from());
    SetDate(2029, 2, 1, a.mutable_accreditations(1)->mutable_until());
  });
  ExpectRefused([](auto& a) { a.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA); });
  ExpectRefused([](auto& a) { a.set_treaty_id("t"); });
  ExpectRefused([](auto& a) {
    SetDate(2027, 1, 2, a.mutable_termination()->mutable_noticed_on());
    SetDate(2027, 1, 1, a.mutable_termination()->mutable_effective_on());
  });
  ExpectRefused([](auto& a) {
    SetDate(2027, 1, 1, a.mutable_termination()->mutable_noticed_on());
    SetDate(2027, 4, 1, a.mutable_termination()->mutable_effective_on());
    a.mutable_termination()->add_transfers()->set_serial("\x01");
  });
}

TEST(LegalStandingTest, TransfersAreFoundBySerial) {
  v1::Authority authority = Accredited();
  v1::CaTermination& end = *authority.mutable_termination();
  SetDate(2027, 1, 1, end.mutable_noticed_on());
  SetDate(2027, 4, 1, end.mutable_effective_on());
  v1::CertificateTransfer& transfer = *end.add_transfers();
  transfer.set_serial("\x21");
  SetDate(2027, 3, 1, transfer.mutable_on());
  transfer.set_successor_authority_id("kz-other");
  const auto standing = DecodeLegalStanding(authority);
  ASSERT_THAT(standing, IsOk());
  ASSERT_TRUE(standing->end.has_value());
  EXPECT_EQ(standing->end->effective_on, absl::CivilDay(2027, 4, 1));
  EXPECT_EQ(standing->end->transfers.at("\x21").successor_authority_id,
            "kz-other");
  *end.add_transfers() = transfer;
  EXPECT_THAT(DecodeLegalStanding(authority),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

// Law: DEF-12.
TEST(LegalStandingTest, TreatyNeedsAnIdAndOrderedDates) {
  v1::Treaty treaty;
  EXPECT_THAT(DecodeTreaty(treaty),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  treaty.set_id("t");
  treaty.add_parties("XA");
  ASSERT_THAT(DecodeTreaty(treaty), IsOk());
  EXPECT_FALSE(DecodeTreaty(treaty)->ratified_on.has_value());
  SetDate(2027, 1, 1, treaty.mutable_until());
  EXPECT_THAT(DecodeTreaty(treaty),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  SetDate(2026, 1, 1, treaty.mutable_in_force());
  EXPECT_THAT(DecodeTreaty(treaty), IsOk());
  treaty.add_parties("xa");
  EXPECT_THAT(DecodeTreaty(treaty),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

}  // namespace
}  // namespace kepil
