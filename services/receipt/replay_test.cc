#include "services/receipt/replay.h"

#include <algorithm>

#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/receipt_body.h"
#include "services/receipt/signature_reports.h"
#include "tests/support/judgement_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// The bundle of a receipt, as ExportEvidence writes it.
v1::EvidenceBundle BundleOf(const TestCase& judged) {
  const DocumentJudgement judgement = judged.Judgement();
  v1::ReceiptBody body = VerdictOf(judgement, JudgeDocument(judgement).reports);
  body.set_id(std::string(16, 'i'));
  body.set_serial(1);
  body.set_signature_sha256(std::string(Sha256(judged.cms()).bytes()));
  v1::ContentDigest& digest = *body.add_content_digests();
  digest.set_hash("sha256");
  digest.set_value(std::string(Sha256(TestCase::kContent).bytes()));
  v1::EvidenceBundle bundle;
  bundle.set_receipt_body(body.SerializeAsString());
  bundle.set_trust_snapshot(judged.trust().source());
  bundle.set_policy(judged.policy().source());
  bundle.set_manifest(
      ManifestOf(judged.evidence(), TestCase::Now()).SerializeAsString());
  for (const CertificateRef& certificate : judged.evidence().certificates) {
    bundle.add_objects(std::string(certificate->der()));
  }
  for (const RevocationEvidence& data : judged.evidence().revocation) {
    bundle.add_objects(data.data->der());
  }
  bundle.set_signature(judged.cms());
  *bundle.mutable_content_digests() = body.content_digests();
  return bundle;
}

absl::StatusOr<Replay> ReplayOf(const v1::EvidenceBundle& bundle) {
  return ReplayBundle({bundle, std::nullopt, std::nullopt});
}

v1::ReceiptBody RecordedIn(const v1::EvidenceBundle& bundle) {
  v1::ReceiptBody body;
  EXPECT_TRUE(body.ParseFromString(bundle.receipt_body()));
  return body;
}

TEST(ReplayTest, ComesToTheSameVerdictOctetForOctet) {
  TestCase::Options revoked;
  revoked.revoked_at = TestCase::Now() - absl::Hours(1);
  TestCase::Options three;
  three.signers = 3;
  TestCase::Options many;  // More than the default of limits.max_signatures.
  many.signers = 65;
  for (const TestCase::Options& options :
       {TestCase::Options(), revoked, three, many}) {
    const TestCase judged(options);
    const v1::EvidenceBundle bundle = BundleOf(judged);
    const auto replay = ReplayOf(bundle);
    ASSERT_THAT(replay, IsOk());
    EXPECT_TRUE(replay->compared);
    EXPECT_EQ(replay->first_difference, "");
    EXPECT_EQ(VerdictBytes(replay->verdict), VerdictBytes(RecordedIn(bundle)));
    EXPECT_EQ(replay->verdict.signatures_size(), options.signers);
  }
}

TEST(ReplayTest, ATimeStampCountsInTheReplayAsItDidInTheReceipt) {
  TestCase::Options options;
  options.revoked_at = TestCase::Now() - absl::Hours(1);
  options.stamped_at = TestCase::Now() - absl::Hours(2);
  const TestCase judged(options);
  const v1::EvidenceBundle bundle = BundleOf(judged);
  const auto replay = ReplayOf(bundle);
  ASSERT_THAT(replay, IsOk());
  EXPECT_TRUE(replay->compared);
  EXPECT_EQ(replay->first_difference, "");
  EXPECT_EQ(VerdictBytes(replay->verdict), VerdictBytes(RecordedIn(bundle)));
  const v1::Conclusion& conclusion = replay->verdict.signatures(0).conclusion();
  // Revoked after the time-stamp: good at best-signature-time.
  EXPECT_EQ(conclusion.indication(), v1::INDICATION_TOTAL_PASSED);
  EXPECT_EQ(conclusion.best_signature_time().seconds(),
            absl::ToUnixSeconds(*options.stamped_at));
  EXPECT_EQ(conclusion.best_time_proof(), v1::TIME_PROOF_SIGNATURE_TIMESTAMP);
}

TEST(ReplayTest, AChangedTimeStampIsAnotherSignatureFile) {
  TestCase::Options options;
  options.stamped_at = TestCase::Now() - absl::Hours(2);
  const TestCase judged(options);
  v1::EvidenceBundle bundle = BundleOf(judged);
  std::string cms = judged.cms();
  cms.back() ^= 1;  // The token stands last.
  EXPECT_THAT(ReplayBundle({bundle, cms, std::nullopt}),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  // Judged alone, without its receipt, it proves no time any more.
  bundle.clear_receipt_body();
  bundle.clear_signature();
  const auto replay = ReplayBundle({bundle, cms, std::nullopt});
  ASSERT_THAT(replay, IsOk());
  const v1::Conclusion& conclusion = replay->verdict.signatures(0).conclusion();
  EXPECT_EQ(conclusion.best_signature_time().seconds(),
            absl::ToUnixSeconds(TestCase::Now()));
  EXPECT_NE(conclusion.best_time_proof(), v1::TIME_PROOF_SIGNATURE_TIMESTAMP);
}

TEST(ReplayTest, OrderOfTheObjectsCarriesNoMeaning) {
  const TestCase judged;
  v1::EvidenceBundle bundle = BundleOf(judged);
  std::reverse(bundle.mutable_objects()->begin(),
               bundle.mutable_objects()->end());
  bundle.add_objects("an object that nothing names");
  const auto replay = ReplayOf(bundle);
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(replay->first_difference, "");
}

TEST(ReplayTest, NamesTheFirstFieldThatDiffers) {
  const TestCase judged;
  v1::EvidenceBundle bundle = BundleOf(judged);
  v1::ReceiptBody body = RecordedIn(bundle);
  body.mutable_signatures(0)->mutable_conclusion()->set_indication(
      v1::INDICATION_TOTAL_FAILED);
  bundle.set_receipt_body(body.SerializeAsString());
  const auto replay = ReplayOf(bundle);
  ASSERT_THAT(replay, IsOk());
  EXPECT_TRUE(replay->compared);
  EXPECT_THAT(replay->first_difference,
              testing::HasSubstr("signatures[0].conclusion.indication"));
}

TEST(ReplayTest, JudgesWithoutAReceiptToCompareWith) {
  const TestCase judged;
  v1::EvidenceBundle bundle = BundleOf(judged);
  bundle.clear_receipt_body();
  const auto replay = ReplayOf(bundle);
  ASSERT_THAT(replay, IsOk());
  EXPECT_FALSE(replay->compared);
  EXPECT_EQ(replay->verdict.signatures(0).conclusion().indication(),
            v1::INDICATION_TOTAL_PASSED);
}

TEST(ReplayTest, TakesContentAndSignatureFromBeside) {
  const TestCase judged;
  v1::EvidenceBundle bundle = BundleOf(judged);
  bundle.clear_signature();
  bundle.clear_content_digests();
  EXPECT_THAT(ReplayOf(bundle), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  const auto replay = ReplayBundle({bundle, judged.cms(), TestCase::kContent});
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(replay->first_difference, "");
}

TEST(ReplayTest, OtherContentGivesAnotherVerdict) {
  const TestCase judged;
  const v1::EvidenceBundle bundle = BundleOf(judged);
  const auto replay = ReplayBundle({bundle, std::nullopt, "other content"});
  ASSERT_THAT(replay, IsOk());
  EXPECT_NE(replay->first_difference, "");
  EXPECT_EQ(replay->verdict.signatures(0).conclusion().sub_indication(),
            v1::SUB_INDICATION_HASH_FAILURE);
}

TEST(ReplayTest, RefusesAnotherSignatureThanTheReceipts) {
  const TestCase judged;
  const TestCase other;
  const v1::EvidenceBundle bundle = BundleOf(judged);
  const auto replay = ReplayBundle({bundle, other.cms(), std::nullopt});
  EXPECT_THAT(replay, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(replay, HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST(ReplayTest, RefusesPartsThatTheReceiptDoesNotName) {
  const TestCase judged;
  const v1::EvidenceBundle right = BundleOf(judged);
  v1::EvidenceBundle snapshot = right;
  snapshot.mutable_trust_snapshot()->append("\x08\x09");
  v1::EvidenceBundle policy = right;
  policy.mutable_policy()->append("\x1a\x01x");
  v1::EvidenceBundle manifest = right;
  manifest.set_manifest(v1::EvidenceManifest().SerializeAsString());
  for (const v1::EvidenceBundle& bundle : {snapshot, policy, manifest}) {
    EXPECT_THAT(ReplayOf(bundle), HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  }
}

TEST(ReplayTest, MissesObjectsThatTheManifestNames) {
  const TestCase judged;
  v1::EvidenceBundle lost = BundleOf(judged);
  lost.mutable_objects()->RemoveLast();
  EXPECT_THAT(ReplayOf(lost), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  v1::EvidenceBundle altered = BundleOf(judged);
  altered.mutable_objects(0)->back() ^= 1;
  EXPECT_THAT(ReplayOf(altered), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

// Law: CRT-10.
TEST(ReplayTest, SaysThatEvidenceHasExpired) {
  const TestCase judged;
  v1::EvidenceBundle bundle = BundleOf(judged);
  bundle.add_expired(std::string(Sha256(bundle.objects(0)).bytes()));
  bundle.mutable_objects()->DeleteSubrange(0, 1);
  EXPECT_THAT(ReplayOf(bundle), HasReason(v1::ERROR_REASON_EVIDENCE_EXPIRED));
  // An expired signature file may come from its holder.
  v1::EvidenceBundle unsigned_bundle = BundleOf(judged);
  unsigned_bundle.add_expired(
      std::string(Sha256(unsigned_bundle.signature()).bytes()));
  unsigned_bundle.clear_signature();
  EXPECT_THAT(ReplayOf(unsigned_bundle),
              HasReason(v1::ERROR_REASON_EVIDENCE_EXPIRED));
  EXPECT_THAT(
      ReplayBundle({unsigned_bundle, judged.cms(), std::nullopt}).status(),
      IsOk());
}

TEST(ReplayTest, RefusesWhatCannotBeRead) {
  const TestCase judged;
  EXPECT_THAT(ReplayOf(v1::EvidenceBundle()),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  v1::EvidenceBundle body = BundleOf(judged);
  body.set_receipt_body("\xff\xff");
  v1::EvidenceBundle manifest = BundleOf(judged);
  manifest.set_manifest("\xff\xff");
  v1::EvidenceBundle snapshot = BundleOf(judged);
  snapshot.clear_receipt_body();
  snapshot.set_trust_snapshot("\xff\xff");
  v1::EvidenceBundle policy = BundleOf(judged);
  policy.clear_receipt_body();
  policy.set_policy("\xff\xff");
  v1::EvidenceBundle signature = BundleOf(judged);
  signature.clear_receipt_body();
  signature.set_signature("garbage");
  for (const v1::EvidenceBundle& bundle :
       {body, manifest, snapshot, policy, signature}) {
    EXPECT_THAT(ReplayOf(bundle), StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

}  // namespace
}  // namespace kepil
