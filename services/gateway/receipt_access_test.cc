#include "services/gateway/receipt_access.h"

#include <string>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/validation_fixture.h"
#include "services/receipt/receipt_verifier.h"
#include "services/receipt/replay.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct House : ValidationFixture {
  ReceiptAccess access{
      {*log.issuer, log.store, evidence, [this](int64_t version) {
         return version == 1 ? absl::StatusOr<std::string>(snapshot)
                             : absl::NotFoundError("version");
       }}};
  House() { PublishTrust(); }

  v1::IssuedReceipt Issue(const v1::ValidateRequest& request) {
    auto receipt = Run(request);
    EXPECT_THAT(receipt, IsOk());
    return receipt.ok() ? *std::move(receipt) : v1::IssuedReceipt();
  }
  v1::EvidenceBundle BundleOf(const v1::ValidateRequest& request) {
    auto bundle = access.Export(Issue(request).id(), caller.principal);
    EXPECT_THAT(bundle, IsOk());
    return bundle.ok() ? *std::move(bundle) : v1::EvidenceBundle();
  }
};

absl::StatusOr<Replay> ReplayOf(const v1::EvidenceBundle& bundle) {
  return ReplayBundle({bundle, std::nullopt, std::nullopt});
}

v1::PrincipalRecord Another(v1::PrincipalRole role) {
  v1::PrincipalRecord principal;
  principal.set_id("somebody-else");
  principal.add_roles(role);
  return principal;
}

TEST(ReceiptAccessTest, CallerGetsTheReceiptAgain) {
  House house;
  const v1::IssuedReceipt issued =
      house.Issue(house.RequestFor(house.foreign_signer));
  const auto receipt = house.access.Get(issued.id(), house.caller.principal);
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->dvc(), issued.dvc());
  EXPECT_EQ(receipt->body(), issued.body());
  house.log.Publish();
  const auto later = house.access.Get(issued.id(), house.caller.principal);
  ASSERT_THAT(later, IsOk());
  EXPECT_NE(later->tlog_proof(), "");
}

// Law: CRT-24.
TEST(ReceiptAccessTest, NobodyElseButAnAuditorMay) {
  House house;
  const std::string id =
      house.Issue(house.RequestFor(house.foreign_signer)).id();
  for (const v1::PrincipalRole role :
       {v1::PRINCIPAL_ROLE_RELYING_PARTY, v1::PRINCIPAL_ROLE_REGISTRAR,
        v1::PRINCIPAL_ROLE_OPERATOR}) {
    const auto receipt = house.access.Get(id, Another(role));
    EXPECT_THAT(receipt, StatusIs(absl::StatusCode::kPermissionDenied));
    EXPECT_THAT(receipt, HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
    EXPECT_THAT(house.access.Export(id, Another(role)),
                HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
  }
  const v1::PrincipalRecord auditor = Another(v1::PRINCIPAL_ROLE_AUDITOR);
  EXPECT_THAT(house.access.Get(id, auditor), IsOk());
  EXPECT_THAT(house.access.Export(id, auditor), IsOk());
}

// Law: VER-03, CRT-24, PDP-07.
TEST(ReceiptAccessTest, AnAuditorSeesNobodyOfTheSubjects) {
  House house;
  const v1::IssuedReceipt receipt =
      house.Issue(house.RequestFor(house.foreign_signer));
  const std::string& signer = house.foreign_signer.certificate;
  const auto mine = house.access.Export(receipt.id(), house.caller.principal);
  ASSERT_THAT(mine, IsOk());
  EXPECT_THAT(mine->objects(), Contains(signer));
  EXPECT_FALSE(mine->signature().empty());
  const auto seen =
      house.access.Export(receipt.id(), Another(v1::PRINCIPAL_ROLE_AUDITOR));
  ASSERT_THAT(seen, IsOk());
  EXPECT_THAT(seen->objects(), Not(Contains(signer)));
  EXPECT_THAT(seen->SerializeAsString(), Not(HasSubstr(signer)));
  EXPECT_TRUE(seen->signature().empty());
  // Lists and authorities are there, and the digest of what is not.
  EXPECT_GT(seen->objects_size(), 0);
  EXPECT_LT(seen->objects_size(), mine->objects_size());
  EXPECT_EQ(seen->manifest(), mine->manifest());
  EXPECT_THAT(ReplayOf(*seen), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(ReceiptAccessTest, RefusesWhatIsNoReceipt) {
  House house;
  for (const char* id : {"", "abc", "ABCDEFABCDEFABCDEFABCDEFABCDEFAB",
                         "abcdefabcdefabcdefabcdefabcdefabcd"}) {
    EXPECT_THAT(house.access.Get(id, house.caller.principal),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
  EXPECT_THAT(house.access.Get(std::string(32, 'f'), house.caller.principal),
              HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
}

// Law: CRT-09.
TEST(ReceiptAccessTest, ExportReplaysToTheSameVerdict) {
  House house;
  Finding failure;
  failure.block = v1::BUILDING_BLOCK_EVIDENCE_ACQUISITION;
  failure.constraint = v1::CONSTRAINT_EVIDENCE_ACQUIRED;
  failure.level = v1::LEVEL_WARN;
  failure.reason = v1::FINDING_REASON_TIMESTAMP_NOT_VALIDATED;
  v1::ValidateRequest other_content = house.RequestFor(house.foreign_signer);
  other_content.set_content("another contract");
  for (const bool with_failure : {false, true}) {
    house.collector.failures.clear();
    if (with_failure) {
      house.collector.failures.push_back(failure);
    }
    for (const v1::ValidateRequest& request :
         {house.RequestFor(house.foreign_signer),
          house.DigestRequestFor(house.foreign_signer),
          house.RequestFor(house.unknown_signer), other_content}) {
      const v1::EvidenceBundle bundle = house.BundleOf(request);
      EXPECT_EQ(bundle.signature(), request.signature());
      house.clock.Advance(absl::Hours(24 * 365));  // Years do not matter.
      const auto replay = ReplayOf(bundle);
      house.clock.Advance(-absl::Hours(24 * 365));
      ASSERT_THAT(replay, IsOk());
      EXPECT_TRUE(replay->compared);
      EXPECT_EQ(replay->first_difference, "");
    }
  }
}

// Law: DEF-18, RCP-12.
TEST(ReceiptAccessTest, WhatIsExportedVerifiesAndReplaysOffline) {
  House house;
  const v1::IssuedReceipt issued =
      house.Issue(house.RequestFor(house.foreign_signer));
  house.log.Publish();
  const auto exported =
      house.access.Export(issued.id(), house.caller.principal);
  ASSERT_THAT(exported, IsOk());
  v1::EvidenceBundle bundle;  // As it comes from a file.
  ASSERT_TRUE(bundle.ParseFromString(exported->SerializeAsString()));
  const ReceiptVerification verification = VerifyReceipt(
      {bundle.dvc(), bundle.tlog_proof(), std::nullopt, bundle.signature()},
      house.log.trust());
  EXPECT_THAT(verification.problems, testing::IsEmpty());
  EXPECT_TRUE(verification.proof_checked);
  EXPECT_EQ(verification.body_bytes, bundle.receipt_body());
  const auto replay = ReplayOf(bundle);
  ASSERT_THAT(replay, IsOk());
  EXPECT_TRUE(replay->compared);
  EXPECT_EQ(replay->first_difference, "");
}

// Law: PDP-08.
TEST(ReceiptAccessTest, ExportOfAnAttachedDocumentNeedsItsHolder) {
  House house;
  const v1::ValidateRequest request =
      house.AttachedRequestFor(house.foreign_signer);
  const v1::EvidenceBundle bundle = house.BundleOf(request);
  EXPECT_EQ(bundle.signature(), "");
  EXPECT_EQ(bundle.SerializeAsString().find(ValidationFixture::kContent),
            std::string::npos);
  EXPECT_THAT(ReplayOf(bundle), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  const auto replay = ReplayBundle(
      {bundle, absl::string_view(request.signature()), std::nullopt});
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(replay->first_difference, "");
}

TEST(ReceiptAccessTest, ReplayNoticesEveryPartThatWasChanged) {
  House house;
  const v1::EvidenceBundle bundle =
      house.BundleOf(house.RequestFor(house.foreign_signer));
  ASSERT_THAT(bundle.objects(), Not(IsEmpty()));
  for (int i = 0; i < bundle.objects_size(); ++i) {
    v1::EvidenceBundle changed = bundle;
    changed.mutable_objects(i)->back() ^= 1;
    EXPECT_FALSE(ReplayOf(changed).ok()) << i;
    changed = bundle;
    changed.mutable_objects()->DeleteSubrange(i, 1);
    EXPECT_FALSE(ReplayOf(changed).ok()) << i;
  }
  v1::EvidenceBundle changed = bundle;
  changed.mutable_trust_snapshot()->append("\x10\x02");  // Version 2.
  EXPECT_THAT(ReplayOf(changed), HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  changed = bundle;
  changed.mutable_policy()->append("\x1a\x01t");  // Another title.
  EXPECT_THAT(ReplayOf(changed), HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  changed = bundle;
  changed.mutable_manifest()->append("\x1a\x02\x08\x01");  // Another time.
  EXPECT_THAT(ReplayOf(changed), HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  changed = bundle;
  changed.mutable_signature()->back() ^= 1;
  EXPECT_THAT(ReplayOf(changed), HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST(ReceiptAccessTest, ReplayNoticesAReceiptThatSaysOtherwise) {
  House house;
  v1::EvidenceBundle bundle =
      house.BundleOf(house.RequestFor(house.unknown_signer));
  v1::ReceiptBody body;
  ASSERT_TRUE(body.ParseFromString(bundle.receipt_body()));
  body.mutable_signatures(0)->mutable_conclusion()->set_indication(
      v1::INDICATION_TOTAL_PASSED);
  bundle.set_receipt_body(body.SerializeAsString());
  const auto replay = ReplayOf(bundle);
  ASSERT_THAT(replay, IsOk());
  EXPECT_NE(replay->first_difference, "");
}

TEST(ReceiptAccessTest, LostEvidenceIsSaid) {
  House house;
  const std::string id =
      house.Issue(house.RequestFor(house.foreign_signer)).id();
  MemoryEvidenceStore empty;
  ReceiptAccess without_archive(
      {*house.log.issuer, house.log.store, empty, [&house](int64_t) {
         return absl::StatusOr<std::string>(house.snapshot);
       }});
  EXPECT_THAT(without_archive.Export(id, house.caller.principal),
              HasReason(v1::ERROR_REASON_EVIDENCE_UNKNOWN));
  // All but the signature file.
  const v1::EvidenceBundle bundle =
      *house.access.Export(id, house.caller.principal);
  for (const std::string& object : bundle.objects()) {
    ASSERT_THAT(empty.Archive(Sha256(object), object), IsOk());
  }
  ASSERT_THAT(empty.Archive(Sha256(bundle.policy()), bundle.policy()), IsOk());
  EXPECT_THAT(without_archive.Export(id, house.caller.principal),
              HasReason(v1::ERROR_REASON_EVIDENCE_UNKNOWN));
  house.evidence.FailWith(MakeError(absl::StatusCode::kDataLoss,
                                    v1::ERROR_REASON_STORE_CORRUPT, "bits"));
  EXPECT_THAT(house.access.Export(id, house.caller.principal),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

}  // namespace
}  // namespace kepil
