#include "services/gateway/evidence_keeping.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/validation_fixture.h"
#include "services/receipt/replay.h"
#include "tests/support/memory_evidence_standings.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::AllOf;
using ::testing::IsEmpty;

v1::PrincipalRecord With(v1::PrincipalRole role) {
  v1::PrincipalRecord principal;
  principal.set_id(absl::StrCat("somebody-", role));
  principal.add_roles(role);
  return principal;
}

// A receipt of 1 January 2026 for a signature whose certificate ends on 28
// October 2026; without law loaded, days are of UTC.
class EvidenceKeepingTest : public testing::Test {
 protected:
  EvidenceKeepingTest() {
    house_.PublishTrust();
    auto receipt = house_.Run(house_.RequestFor(house_.foreign_signer));
    EXPECT_THAT(receipt, IsOk());
    id_ = receipt->id();
  }
  absl::Status Restrict(const std::string& ground) {
    v1::RestrictEvidenceRequest request;
    request.set_receipt_id(id_);
    request.set_ground(ground);
    return keeping_.Restrict(request, With(v1::PRINCIPAL_ROLE_REGISTRAR))
        .status();
  }
  absl::StatusOr<v1::PurgeEvidenceResponse> Purge() {
    v1::PurgeEvidenceRequest request;
    request.set_receipt_id(id_);
    request.set_act("act 9 of the archive");
    return keeping_.Purge(request, With(v1::PRINCIPAL_ROLE_OPERATOR));
  }
  absl::StatusOr<v1::EvidenceBundle> ExportAs(
      const v1::PrincipalRecord& caller) {
    return access_.Export(id_, caller);
  }
  void SetDay(absl::CivilDay day) {
    house_.clock.Set(absl::FromCivil(day, absl::UTCTimeZone()));
  }

  ValidationFixture house_;
  MemoryEvidenceStandings standings_;
  ReceiptAccess access_{
      {*house_.log.issuer, house_.log.store, house_.evidence,
       [this](int64_t) { return absl::StatusOr<std::string>(house_.snapshot); },
       &standings_}};
  std::map<std::string, std::string> archive_;
  absl::Status archive_failure_;
  EvidenceKeeping keeping_{
      {house_.clock, access_, standings_, house_.publisher,
       [] { return std::make_shared<const storage::v1::RegistryImage>(); },
       [] { return LegalRulesRef(); },
       [this](const std::string& name, absl::string_view octets) {
         archive_[name] = std::string(octets);
         return archive_failure_;
       }}};
  std::string id_;
};

// Law: PDP-05.
TEST_F(EvidenceKeepingTest, RestrictedEvidenceIsKeptForInspectionAndAudit) {
  const auto before = ExportAs(house_.caller.principal);
  ASSERT_THAT(before, IsOk());
  ASSERT_THAT(Restrict("request 4, K41(3)"), IsOk());
  EXPECT_THAT(ExportAs(house_.caller.principal),
              AllOf(StatusIs(absl::StatusCode::kPermissionDenied),
                    HasReason(v1::ERROR_REASON_EVIDENCE_RESTRICTED)));
  // Nothing is gone: a court reads all of it, an auditor what names nobody.
  const auto court = ExportAs(With(v1::PRINCIPAL_ROLE_INSPECTOR));
  ASSERT_THAT(court, IsOk());
  EXPECT_EQ(court->SerializeAsString(), before->SerializeAsString());
  const auto audit = ExportAs(With(v1::PRINCIPAL_ROLE_AUDITOR));
  ASSERT_THAT(audit, IsOk());
  EXPECT_LT(audit->objects_size(), court->objects_size());
  // The receipt itself names nobody, and its holder has it anyway.
  EXPECT_THAT(access_.Get(id_, house_.caller.principal), IsOk());
  ASSERT_EQ(standings_.audit.size(), 1u);
  EXPECT_EQ(standings_.audit[0].kind(), storage::v1::AUDIT_KIND_RESTRICTED);
  EXPECT_EQ(standings_.audit[0].note(), id_ + " request 4, K41(3)");
}

TEST_F(EvidenceKeepingTest, ARestrictionHasAGroundAndStandsOnce) {
  EXPECT_THAT(Restrict(""), HasReason(v1::ERROR_REASON_GROUND_MISSING));
  EXPECT_THAT(standings_.standings, IsEmpty());
  ASSERT_THAT(Restrict("first"), IsOk());
  ASSERT_THAT(Restrict("second"), IsOk());
  EXPECT_EQ(standings_.standings.begin()->second.restriction_ground(), "first");
  EXPECT_EQ(standings_.audit.size(), 1u);
  id_ = std::string(32, '0');
  EXPECT_THAT(Restrict("third"), HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
}

// Law: CRT-10, CRT-11.
TEST_F(EvidenceKeepingTest, NothingGoesBeforeFiveYearsAreOver) {
  SetDay(absl::CivilDay(2031, 10, 28));
  EXPECT_THAT(Purge(), AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                             HasReason(v1::ERROR_REASON_RETENTION_RUNS)));
  EXPECT_THAT(standings_.standings, IsEmpty());
  EXPECT_THAT(archive_, IsEmpty());
  EXPECT_THAT(ExportAs(house_.caller.principal), IsOk());

  SetDay(absl::CivilDay(2031, 10, 29));
  const auto purged = Purge();
  ASSERT_THAT(purged, IsOk());
  EXPECT_EQ(purged->package(), id_ + ".evidence");
  // What the archive got is whole: the verdict can be made again from it.
  v1::EvidenceBundle package;
  ASSERT_TRUE(package.ParseFromString(archive_[purged->package()]));
  EXPECT_EQ(purged->package_sha256(),
            Sha256(archive_[purged->package()]).bytes());
  const auto replay = ReplayBundle({package, std::nullopt, std::nullopt});
  ASSERT_THAT(replay, IsOk());
  EXPECT_TRUE(replay->compared);
  EXPECT_EQ(replay->first_difference, "");
  // Here its digests are left.
  const auto left = ExportAs(With(v1::PRINCIPAL_ROLE_INSPECTOR));
  ASSERT_THAT(left, IsOk());
  EXPECT_EQ(left->objects_size(), 0);
  EXPECT_EQ(left->signature(), "");
  EXPECT_GE(left->expired_size(), 3);
  EXPECT_THAT(ReplayBundle({*left, std::nullopt, std::nullopt}),
              HasReason(v1::ERROR_REASON_EVIDENCE_EXPIRED));
  EXPECT_THAT(Purge(), HasReason(v1::ERROR_REASON_EVIDENCE_EXPIRED));
  ASSERT_EQ(standings_.audit.size(), 1u);
  EXPECT_EQ(standings_.audit[0].kind(), storage::v1::AUDIT_KIND_PURGED);
  EXPECT_EQ(standings_.audit[0].note(), id_ + " act 9 of the archive");
}

// Law: CRT-11.
TEST_F(EvidenceKeepingTest, WhatTheArchiveDidNotTakeStays) {
  SetDay(absl::CivilDay(2032, 1, 1));
  archive_failure_ = MakeError(absl::StatusCode::kUnavailable,
                               v1::ERROR_REASON_STORE_DOWN, "no space");
  EXPECT_THAT(Purge(), HasReason(v1::ERROR_REASON_STORE_DOWN));
  EXPECT_THAT(standings_.standings, IsEmpty());
  const auto bundle = ExportAs(house_.caller.principal);
  ASSERT_THAT(bundle, IsOk());
  EXPECT_EQ(bundle->expired_size(), 0);
}

TEST_F(EvidenceKeepingTest, WithoutAnArchiveNothingGoes) {
  SetDay(absl::CivilDay(2032, 1, 1));
  EvidenceKeeping keeping(
      {house_.clock, access_, standings_, house_.publisher,
       [] { return std::make_shared<const storage::v1::RegistryImage>(); },
       [] { return LegalRulesRef(); }, nullptr});
  v1::PurgeEvidenceRequest request;
  request.set_receipt_id(id_);
  EXPECT_THAT(keeping.Purge(request, With(v1::PRINCIPAL_ROLE_OPERATOR)),
              HasReason(v1::ERROR_REASON_GROUND_MISSING));
  request.set_act("act 9");
  EXPECT_THAT(keeping.Purge(request, With(v1::PRINCIPAL_ROLE_OPERATOR)),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  EXPECT_THAT(standings_.standings, IsEmpty());
}

}  // namespace
}  // namespace kepil
