#include "trustlist/legal_record_checks.h"

#include "engine/crypto/digest.h"
#include "engine/pki/certificate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/registry_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

v1::LegalDate Date(int year) {
  v1::LegalDate date;
  date.set_year(year);
  date.set_month(1);
  date.set_day(1);
  return date;
}

v1::Treaty Signed() {
  v1::Treaty treaty;
  treaty.set_id("xa-kz");
  treaty.set_title("Agreement on trust services");
  treaty.add_parties("XA");
  return treaty;
}

v1::Treaty Ratified() {
  v1::Treaty treaty = Signed();
  *treaty.mutable_ratified_on() = Date(2026);
  *treaty.mutable_in_force() = Date(2026);
  return treaty;
}

storage::v1::RegistryImage ImageWith(const v1::Treaty& treaty) {
  storage::v1::RegistryImage image;
  image.add_authorities()->set_id("xa-ca");
  *image.add_treaties() = treaty;
  return image;
}

// Law: DEF-12.
TEST(LegalRecordChecksTest, NothingRestsOnATreatyThatIsSignedOnly) {
  storage::v1::RegistryImage image = ImageWith(Signed());
  EXPECT_THAT(CheckTreaty(Signed(), image), IsOk());  // On record, no more.
  const auto refused = HasReason(v1::ERROR_REASON_TREATY_NOT_RATIFIED);
  v1::Treaty in_force = Signed();
  *in_force.mutable_in_force() = Date(2026);
  EXPECT_THAT(CheckTreaty(in_force, image), refused);
  v1::Treaty names = Signed();
  names.add_authority_ids("xa-ca");
  EXPECT_THAT(CheckTreaty(names, image), refused);
  *names.mutable_ratified_on() = Date(2026);
  EXPECT_THAT(CheckTreaty(names, image), IsOk());

  v1::Authority relying;
  relying.set_id("xb-ca");
  relying.set_treaty_id("xa-kz");
  EXPECT_THAT(CheckTreatyOf(relying, image), refused);
  image = ImageWith(Ratified());
  EXPECT_THAT(CheckTreatyOf(relying, image), IsOk());
  relying.set_treaty_id("xb-kz");
  EXPECT_THAT(CheckTreatyOf(relying, image),
              HasReason(v1::ERROR_REASON_TREATY_UNKNOWN));
  // Nor does ratification vanish under what rests on it.
  image.mutable_authorities(0)->set_treaty_id("xa-kz");
  EXPECT_THAT(CheckTreaty(Signed(), image), refused);
}

TEST(LegalRecordChecksTest, TreatyNeedsTitlePartiesAndKnownAuthorities) {
  const storage::v1::RegistryImage image = ImageWith(Ratified());
  v1::Treaty bad_id = Ratified();
  bad_id.set_id("XA");
  v1::Treaty untitled = Ratified();
  untitled.clear_title();
  v1::Treaty alone = Ratified();
  alone.clear_parties();
  v1::Treaty self = Ratified();
  self.add_parties("KZ");
  for (const v1::Treaty& treaty : {bad_id, untitled, alone, self}) {
    EXPECT_THAT(CheckTreaty(treaty, image),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
  v1::Treaty unknown = Ratified();
  unknown.add_authority_ids("xc-ca");
  EXPECT_THAT(CheckTreaty(unknown, image),
              HasReason(v1::ERROR_REASON_AUTHORITY_UNKNOWN));
}

// Law: EQV-13.
TEST(LegalRecordChecksTest, KeyMisuseNeedsKeyTimeReporterAndAct) {
  v1::KeyMisuseReport report;
  report.set_spki_sha256(std::string(32, 'k'));
  report.mutable_from()->set_seconds(1);
  report.set_reported_by("Xalandia Trust");
  EXPECT_THAT(CheckKeyMisuse(report),
              HasReason(v1::ERROR_REASON_GROUND_MISSING));
  report.set_reference("act 17");
  EXPECT_THAT(CheckKeyMisuse(report), IsOk());
  v1::KeyMisuseReport short_key = report;
  short_key.set_spki_sha256("k");
  v1::KeyMisuseReport timeless = report;
  timeless.clear_from();
  v1::KeyMisuseReport anonymous = report;
  anonymous.clear_reported_by();
  for (const v1::KeyMisuseReport& bad : {short_key, timeless, anonymous}) {
    EXPECT_THAT(CheckKeyMisuse(bad),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
}

// Law: DOM-10.
TEST(LegalRecordChecksTest, SpecialCaIsKnownByNamesOrKeys) {
  const TestIdentity root = MakeTestRoot("special");
  const CertificateRef certificate = *Certificate::FromDer(root.certificate);
  v1::SpecialCa special;
  special.set_id("special-root");
  special.set_legal_basis("K53(2)");
  EXPECT_THAT(CheckSpecialCa(special),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  special.add_subjects(certificate->subject().der());
  EXPECT_THAT(CheckSpecialCa(special), IsOk());
  special.add_spki_sha256(std::string(certificate->spki_digest().bytes()));
  EXPECT_THAT(CheckSpecialCa(special), IsOk());
  v1::SpecialCa groundless = special;
  groundless.clear_legal_basis();
  EXPECT_THAT(CheckSpecialCa(groundless),
              HasReason(v1::ERROR_REASON_GROUND_MISSING));
  v1::SpecialCa empty_name = special;
  empty_name.add_subjects(std::string("\x30\x00", 2));
  v1::SpecialCa no_name = special;
  no_name.add_subjects("CN=x");
  v1::SpecialCa short_key = special;
  short_key.add_spki_sha256("k");
  for (const v1::SpecialCa& bad : {empty_name, no_name, short_key}) {
    EXPECT_THAT(CheckSpecialCa(bad),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
}

}  // namespace
}  // namespace kepil
