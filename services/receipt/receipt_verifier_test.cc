#include "services/receipt/receipt_verifier.h"

#include <limits>

#include "engine/signature/cms_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/dvcs_receipt.h"
#include "services/receipt/group_dvc.h"
#include "services/receipt/group_tree.h"
#include "services/receipt/receipt_record.h"
#include "tests/support/cms_builder.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"
#include "tests/support/timestamp_builder.h"
#include "translog/log_reader.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr char kOrigin[] = "example.com/receipts";
constexpr int64_t kIndex = 2;

// A receipt at index 2 of a log of four, all keys known.
struct Receipt {
  TestReceiptAuthority authority;
  v1::ReceiptBody body;
  std::string dvc;
  std::string proof;
  ReceiptTrust trust;

  explicit Receipt(const TestReceiptCertificateSpec& spec = {})
      : authority(MakeTestReceiptAuthority(spec)),
        body(MakeTestReceiptDraft()) {
    body.set_id(std::string(16, 'i'));
    body.set_salt(std::string(32, 's'));
    body.set_serial(kIndex + 1);
    body.mutable_issued_at()->set_seconds(
        absl::ToUnixSeconds(TestReceiptTime()));
    body.set_log_origin(kOrigin);
    trust.anchors = {authority.anchor};
    trust.log_vkeys = {MakeTestNoteSigner(kOrigin).verifier().vkey()};
    Sign(authority.identity);
    proof = ProofAt(kIndex, Leaf());
  }
  std::string Bytes() const { return body.SerializeAsString(); }
  std::string Leaf() const { return ReceiptLeaf(body, Bytes()); }
  void Sign(const ReceiptIdentity& identity) {
    const auto made = SignDvc(Bytes(), identity);
    ASSERT_THAT(made, IsOk());
    dvc = *made;
  }
  // Signs `response` instead of the body's own.
  void SignResponse(const std::string& response) {
    SignedDataDraft draft;
    draft.content_type = kDvcsResponseContentType;
    draft.content = response;
    draft.signing_time = TestReceiptTime();
    draft.signer_certificate = authority.identity.certificate;
    draft.more_certificates = authority.identity.issuers;
    const auto made = WriteSignedData(draft, *authority.identity.key.signer);
    ASSERT_THAT(made, IsOk());
    dvc = *made;
  }
  // A proof file in a log of four leaves, ours at `index`.
  static std::string ProofAt(int64_t index, const std::string& leaf,
                             char key_seed = 'k') {
    std::vector<std::string> leaves = {"a", "b", "c", "d"};
    leaves[static_cast<size_t>(index)] = leaf;
    MemoryLogStorage storage;
    MemoryLogAnchor anchor;
    PublishLeaves(storage, anchor, MakeTestNoteSigner(kOrigin, key_seed),
                  leaves);
    const auto made = LogReader(storage).MakeTlogProof(index, std::nullopt);
    EXPECT_THAT(made, IsOk());
    return FormatTlogProof(*made);
  }
  ReceiptVerification Verify() const {
    return VerifyReceipt({dvc, proof, "content", "signature file"}, trust);
  }
};

// Flips the last bit of the octet at `position`, from the end if negative.
std::string WithFlippedBit(std::string octets, int64_t position) {
  const size_t at = position < 0 ? octets.size() + position : position;
  octets[at] = static_cast<char>(octets[at] ^ 1);
  return octets;
}

// Law: RCP-04.
TEST(ReceiptVerifierTest, AcceptsAGenuineReceipt) {
  const Receipt receipt;
  const ReceiptVerification verification = receipt.Verify();
  EXPECT_THAT(verification.problems, IsEmpty());
  EXPECT_TRUE(verification.proof_checked);
  EXPECT_EQ(verification.body_bytes, receipt.Bytes());
}

TEST(ReceiptVerifierTest, AcceptsAReceiptWithoutProofContentAndFile) {
  const Receipt receipt;
  const ReceiptVerification verification = VerifyReceipt(
      {receipt.dvc, "", std::nullopt, std::nullopt}, receipt.trust);
  EXPECT_THAT(verification.problems, IsEmpty());
  EXPECT_FALSE(verification.proof_checked);
}

TEST(ReceiptVerifierTest, RefusesWhatIsNoReceipt) {
  const Receipt receipt;
  for (const std::string& octets :
       {std::string(), std::string("garbage"), receipt.dvc.substr(0, 200),
        std::string(receipt.authority.anchor->der()),
        MakeDetachedTestCms(receipt.authority.signer, "content",
                            TestReceiptTime())}) {
    const ReceiptVerification verification =
        VerifyReceipt({octets, "", std::nullopt, std::nullopt}, receipt.trust);
    EXPECT_THAT(verification.problems,
                ElementsAre(ReceiptProblem::kUnreadable));
    EXPECT_FALSE(verification.body.has_value());
  }
}

// Some octets carry no meaning (versions, lists outside what is signed): what
// is accepted in spite of a flipped bit says the same.
TEST(ReceiptVerifierTest, NoFlippedBitChangesWhatIsAccepted) {
  const Receipt receipt;
  int accepted = 0;
  for (size_t i = 0; i < receipt.dvc.size(); ++i) {
    const std::string dvc = WithFlippedBit(receipt.dvc, i);
    const ReceiptVerification verification = VerifyReceipt(
        {dvc, receipt.proof, "content", "signature file"}, receipt.trust);
    if (verification.problems.empty()) {
      ++accepted;
      EXPECT_EQ(verification.body_bytes, receipt.Bytes()) << i;
    }
  }
  EXPECT_LT(accepted, 16);
}

TEST(ReceiptVerifierTest, RefusesAChangedSignatureValue) {
  Receipt receipt;
  receipt.dvc = WithFlippedBit(receipt.dvc, -1);
  EXPECT_THAT(receipt.Verify().problems,
              ElementsAre(ReceiptProblem::kSignatureInvalid));
}

TEST(ReceiptVerifierTest, RefusesAChangedBody) {
  Receipt receipt;
  std::string octets = receipt.dvc;
  const size_t at = octets.find("xa-bank");
  ASSERT_NE(at, std::string::npos);
  octets[at] = 'y';
  receipt.dvc = octets;
  EXPECT_THAT(receipt.Verify().problems,
              UnorderedElementsAre(ReceiptProblem::kSignatureInvalid,
                                   ReceiptProblem::kProofInvalid));
}

TEST(ReceiptVerifierTest, RefusesASignerUnderNoAnchor) {
  Receipt receipt;
  receipt.trust.anchors = {MakeTestReceiptAuthority().anchor};
  EXPECT_THAT(receipt.Verify().problems,
              ElementsAre(ReceiptProblem::kSignerUnknown));
  receipt.trust.anchors.clear();
  EXPECT_THAT(receipt.Verify().problems,
              ElementsAre(ReceiptProblem::kSignerUnknown));
}

TEST(ReceiptVerifierTest, AcceptsTheReceiptCertificateItselfAsAnchor) {
  Receipt receipt;
  receipt.trust.anchors = {receipt.authority.identity.certificate};
  EXPECT_THAT(receipt.Verify().problems, IsEmpty());
}

TEST(ReceiptVerifierTest, RefusesACertificateThatIsNotForReceipts) {
  TestReceiptCertificateSpec spec;
  spec.extended_key_usage = "1.3.6.1.5.5.7.3.10";  // Not critical.
  EXPECT_THAT(Receipt(spec).Verify().problems,
              ElementsAre(ReceiptProblem::kSignerNotEntitled));
  spec.extended_key_usage = "critical,emailProtection";
  EXPECT_THAT(Receipt(spec).Verify().problems,
              ElementsAre(ReceiptProblem::kSignerNotEntitled));
}

TEST(ReceiptVerifierTest, RefusesACertificateThatWasNotValidThen) {
  TestReceiptCertificateSpec spec;
  spec.not_after = TestReceiptTime() - absl::Seconds(1);
  EXPECT_THAT(Receipt(spec).Verify().problems,
              ElementsAre(ReceiptProblem::kSignerOutsideValidity));
  spec.not_after = TestReceiptTime() + absl::Hours(1);
  spec.not_before = TestReceiptTime() + absl::Seconds(1);
  EXPECT_THAT(Receipt(spec).Verify().problems,
              ElementsAre(ReceiptProblem::kSignerOutsideValidity));
}

TEST(ReceiptVerifierTest, RefusesASignatureWithoutItsCertificateReference) {
  Receipt receipt;
  TestCmsSpec spec;
  spec.content = *DvcsResponseOf(receipt.Bytes());
  spec.detached = false;
  spec.content_type = kDvcsResponseContentType;
  TestCmsSigner signer;
  signer.identity = receipt.authority.signer;
  signer.ess = TestEss::kNone;
  spec.signers = {signer};
  spec.certificates = {receipt.authority.signer.certificate,
                       receipt.authority.ca.certificate};
  receipt.dvc = MakeTestCms(spec);
  EXPECT_THAT(receipt.Verify().problems,
              ElementsAre(ReceiptProblem::kSigningCertificateMismatch));
}

TEST(ReceiptVerifierTest, RefusesTwoSigners) {
  Receipt receipt;
  TestCmsSpec spec;
  spec.content = *DvcsResponseOf(receipt.Bytes());
  spec.detached = false;
  spec.content_type = kDvcsResponseContentType;
  TestCmsSigner signer;
  signer.identity = receipt.authority.signer;
  spec.signers = {signer, signer};
  receipt.dvc = MakeTestCms(spec);
  EXPECT_THAT(receipt.Verify().problems,
              ElementsAre(ReceiptProblem::kUnreadable));
}

std::string Write(const DvcsCertificateInfo& info) {
  return WriteDvcsCertificateInfo(info, DvcsEncoding::kRfc3029);
}

TEST(ReceiptVerifierTest, RefusesFieldsThatContradictTheBody) {
  Receipt receipt;
  const DvcsCertificateInfo right =
      DvcCertInfoOf(receipt.body, receipt.Bytes());
  std::vector<DvcsCertificateInfo> wrong(9, right);
  wrong[0].serial = "\x09";
  wrong[1].response_time.time += absl::Seconds(1);
  wrong[2].imprint.value = std::string(Sha256("another").bytes());
  wrong[3].policy_oid = "1.2.3";
  wrong[4].status->status = DvcStatus::kRejection;
  wrong[5].information.service = DvcsService::kCcpd;
  wrong[6].information.nonce = "\x01";
  wrong[7].request_signature = "\x30\x03\x02\x01\x05";
  wrong[8].targets_der = WriteDvcsTarget(
      {{DvcsToken::Kind::kCertificate, receipt.authority.root.certificate},
       {},
       ""},
      DvcsEncoding::kRfc3029);
  for (const DvcsCertificateInfo& info : wrong) {
    receipt.SignResponse(Write(info));
    EXPECT_THAT(receipt.Verify().problems,
                ElementsAre(ReceiptProblem::kBodyMismatch));
  }
  receipt.SignResponse(Write(right));
  EXPECT_THAT(receipt.Verify().problems, IsEmpty());
}

TEST(ReceiptVerifierTest, RefusesAGrantForASignatureThatDidNotPass) {
  Receipt receipt;
  receipt.body.mutable_signatures(0)->mutable_conclusion()->set_indication(
      v1::INDICATION_TOTAL_FAILED);
  DvcsCertificateInfo info = DvcCertInfoOf(receipt.body, receipt.Bytes());
  info.status = std::nullopt;  // RFC 3029: as good as granted.
  receipt.SignResponse(Write(info));
  receipt.proof = Receipt::ProofAt(kIndex, receipt.Leaf());
  EXPECT_THAT(receipt.Verify().problems,
              ElementsAre(ReceiptProblem::kBodyMismatch));
}

TEST(ReceiptVerifierTest, RefusesAnotherExtension) {
  Receipt receipt;
  DvcsCertificateInfo info = DvcCertInfoOf(receipt.body, receipt.Bytes());
  info.extensions[0].oid = "1.2.3";
  receipt.SignResponse(Write(info));
  EXPECT_THAT(receipt.Verify().problems,
              ElementsAre(ReceiptProblem::kUnreadable));
}

TEST(ReceiptVerifierTest, RefusesAProofOfAnotherLeafOrIndex) {
  Receipt receipt;
  receipt.proof = Receipt::ProofAt(kIndex, "another leaf");
  EXPECT_THAT(receipt.Verify().problems,
              ElementsAre(ReceiptProblem::kProofInvalid));
  // Our leaf, honestly included, but not where its serial says.
  receipt.proof = Receipt::ProofAt(kIndex + 1, receipt.Leaf());
  EXPECT_THAT(receipt.Verify().problems,
              ElementsAre(ReceiptProblem::kProofInvalid));
  receipt.proof = "c2sp.org/tlog-proof@v1\nindex 2\n";
  EXPECT_THAT(receipt.Verify().problems,
              ElementsAre(ReceiptProblem::kProofInvalid));
}

TEST(ReceiptVerifierTest, RefusesAProofOfAnUnknownLog) {
  Receipt receipt;
  receipt.proof = Receipt::ProofAt(kIndex, receipt.Leaf(), 'x');
  EXPECT_THAT(receipt.Verify().problems,
              ElementsAre(ReceiptProblem::kLogUnknown));
  receipt.proof = Receipt::ProofAt(kIndex, receipt.Leaf());
  receipt.trust.log_vkeys = {
      "not a key", MakeTestNoteSigner("example.com/other").verifier().vkey()};
  EXPECT_THAT(receipt.Verify().problems,
              ElementsAre(ReceiptProblem::kLogUnknown));
}

TEST(ReceiptVerifierTest, KnowsTheOldAndTheNewKeyOfALog) {
  Receipt receipt;
  receipt.trust.log_vkeys.insert(
      receipt.trust.log_vkeys.begin(),
      MakeTestNoteSigner(kOrigin, 'n').verifier().vkey());
  EXPECT_THAT(receipt.Verify().problems, IsEmpty());
}

TEST(ReceiptVerifierTest, ComparesContentAndSignatureFile) {
  const Receipt receipt;
  EXPECT_THAT(VerifyReceipt({receipt.dvc, "", "other content", std::nullopt},
                            receipt.trust)
                  .problems,
              ElementsAre(ReceiptProblem::kContentMismatch));
  EXPECT_THAT(VerifyReceipt({receipt.dvc, "", std::nullopt, "other file"},
                            receipt.trust)
                  .problems,
              ElementsAre(ReceiptProblem::kSignatureFileMismatch));
}

TEST(ReceiptVerifierTest, ContentWithoutAnyDigestIsNotTheContentNamed) {
  Receipt receipt;
  receipt.body.clear_content_digests();
  receipt.Sign(receipt.authority.identity);
  receipt.proof = Receipt::ProofAt(kIndex, receipt.Leaf());
  EXPECT_THAT(receipt.Verify().problems,
              ElementsAre(ReceiptProblem::kContentMismatch));
}

TEST(ReceiptVerifierTest, RunsAllChecksToTheEnd) {
  TestReceiptCertificateSpec spec;
  spec.extended_key_usage = "critical,emailProtection";
  spec.not_after = TestReceiptTime() - absl::Seconds(1);
  Receipt receipt(spec);
  DvcsCertificateInfo info = DvcCertInfoOf(receipt.body, receipt.Bytes());
  info.serial = "\x09";
  receipt.SignResponse(Write(info));
  receipt.dvc = WithFlippedBit(receipt.dvc, -1);
  receipt.proof = Receipt::ProofAt(kIndex, "another leaf");
  EXPECT_THAT(
      VerifyReceipt({receipt.dvc, receipt.proof, "other", "other"},
                    receipt.trust)
          .problems,
      UnorderedElementsAre(
          ReceiptProblem::kSignatureInvalid, ReceiptProblem::kSignerNotEntitled,
          ReceiptProblem::kSignerOutsideValidity, ReceiptProblem::kBodyMismatch,
          ReceiptProblem::kProofInvalid, ReceiptProblem::kContentMismatch,
          ReceiptProblem::kSignatureFileMismatch));
}

// Three receipts under one DVC, at serials 3, 4 and 6.
class GroupedReceiptTest : public testing::Test {
 protected:
  GroupedReceiptTest() {
    for (const int64_t serial : {3, 4, 6}) {
      v1::ReceiptBody body = receipt_.body;
      body.set_salt(std::string(32, static_cast<char>('a' + serial)));
      body.set_serial(serial);
      bodies_.push_back(body);
    }
    Seal();
  }
  // Signs what `bodies_` are now.
  void Seal() {
    std::vector<std::string> octets;
    for (const v1::ReceiptBody& body : bodies_) {
      octets.push_back(body.SerializeAsString());
    }
    const GroupTree tree(
        std::vector<absl::string_view>(octets.begin(), octets.end()));
    facts_ = {tree.root(), tree.size(), 3, bodies_[0].policy().oid(),
              TestReceiptTime()};
    members_.clear();
    for (size_t i = 0; i < octets.size(); ++i) {
      v1::GroupMember member;
      member.set_body(octets[i]);
      *member.mutable_path() = tree.PathOf(static_cast<int64_t>(i));
      members_.push_back(member);
    }
    SignFacts();
  }
  void SignFacts() {
    const auto dvc = SignGroupDvc(facts_, receipt_.authority.identity);
    ASSERT_THAT(dvc, IsOk());
    dvc_ = *dvc;
  }
  ReceiptVerification Verify(const v1::GroupMember* member) const {
    return VerifyReceipt(
        {dvc_, "", "content", "signature file", std::nullopt, member},
        receipt_.trust);
  }
  std::vector<ReceiptProblem> ProblemsOf(const v1::GroupMember& member) const {
    return Verify(&member).problems;
  }

  Receipt receipt_;
  std::vector<v1::ReceiptBody> bodies_;
  std::vector<v1::GroupMember> members_;
  GroupFacts facts_;
  std::string dvc_;
};

TEST_F(GroupedReceiptTest, AcceptsEachMember) {
  for (size_t i = 0; i < members_.size(); ++i) {
    const ReceiptVerification verification = Verify(&members_[i]);
    EXPECT_THAT(verification.problems, IsEmpty()) << i;
    EXPECT_EQ(verification.body_bytes, members_[i].body());
    EXPECT_EQ(verification.body->serial(), bodies_[i].serial());
  }
}

TEST_F(GroupedReceiptTest, ChecksTheLogProofOfTheMember) {
  // Of the log's four leaves the member with serial 3 has index 2.
  ReceiptVerifyInput input = {dvc_, "", std::nullopt, std::nullopt};
  input.member = &members_[0];
  const std::string proof =
      Receipt::ProofAt(kIndex, ReceiptLeaf(bodies_[0], members_[0].body()));
  input.tlog_proof = proof;
  EXPECT_THAT(VerifyReceipt(input, receipt_.trust).problems, IsEmpty());
  EXPECT_TRUE(VerifyReceipt(input, receipt_.trust).proof_checked);
  input.member = &members_[1];
  EXPECT_THAT(VerifyReceipt(input, receipt_.trust).problems,
              ElementsAre(ReceiptProblem::kProofInvalid));
}

TEST_F(GroupedReceiptTest, RefusesAPathOfAnotherMember) {
  v1::GroupMember swapped = members_[1];
  *swapped.mutable_path() = members_[2].path();
  EXPECT_THAT(ProblemsOf(swapped),
              ElementsAre(ReceiptProblem::kGroupPathInvalid,
                          ReceiptProblem::kBodyMismatch));
  swapped = members_[2];
  *swapped.mutable_path() = members_[1].path();
  EXPECT_THAT(ProblemsOf(swapped),
              ElementsAre(ReceiptProblem::kGroupPathInvalid));
}

TEST_F(GroupedReceiptTest, RefusesAWrongIndexSizeOrBody) {
  v1::GroupMember wrong = members_[1];
  wrong.mutable_path()->set_index(0);
  EXPECT_THAT(ProblemsOf(wrong), ElementsAre(ReceiptProblem::kGroupPathInvalid,
                                             ReceiptProblem::kBodyMismatch));
  for (const int64_t size : {2, 4}) {
    wrong = members_[1];
    wrong.mutable_path()->set_size(size);
    EXPECT_THAT(ProblemsOf(wrong),
                ElementsAre(ReceiptProblem::kGroupPathInvalid));
  }
  v1::ReceiptBody body = bodies_[1];
  body.mutable_signatures(0)->mutable_conclusion()->set_indication(
      v1::INDICATION_TOTAL_FAILED);
  wrong = members_[1];
  wrong.set_body(body.SerializeAsString());
  EXPECT_THAT(ProblemsOf(wrong),
              ElementsAre(ReceiptProblem::kGroupPathInvalid));
}

// The size is signed: a root cannot be taken for that of another tree.
TEST_F(GroupedReceiptTest, RefusesTheRootOfAnotherTreeSize) {
  facts_.size = 4;
  SignFacts();
  EXPECT_THAT(ProblemsOf(members_[1]),
              ElementsAre(ReceiptProblem::kGroupPathInvalid));
  v1::GroupMember wrong = members_[2];
  wrong.mutable_path()->set_size(4);
  EXPECT_THAT(ProblemsOf(wrong),
              ElementsAre(ReceiptProblem::kGroupPathInvalid));
  facts_.size = 3;
  facts_.root = Sha256("another");
  SignFacts();
  EXPECT_THAT(ProblemsOf(members_[1]),
              ElementsAre(ReceiptProblem::kGroupPathInvalid));
}

TEST_F(GroupedReceiptTest, RefusesMembersThatContradictTheDvc) {
  const auto expect_mismatch = [this](int member) {
    Seal();
    EXPECT_THAT(ProblemsOf(members_[member]),
                ElementsAre(ReceiptProblem::kBodyMismatch));
  };
  const std::vector<v1::ReceiptBody> right = bodies_;
  bodies_[2].set_serial(4);  // Less far behind the first than its place.
  expect_mismatch(2);
  bodies_ = right;
  bodies_[0].set_serial(4);
  expect_mismatch(0);
  bodies_ = right;
  bodies_[1].set_serial(std::numeric_limits<int64_t>::min());
  expect_mismatch(1);
  bodies_ = right;
  bodies_[1].mutable_policy()->set_oid("1.2.3");
  expect_mismatch(1);
  bodies_ = right;
  bodies_[1].mutable_dvcs()->set_service(2);
  expect_mismatch(1);
  bodies_ = right;
  bodies_[1].mutable_issued_at()->set_seconds(
      absl::ToUnixSeconds(TestReceiptTime()) + 1);
  expect_mismatch(1);
}

TEST_F(GroupedReceiptTest, AGroupsDvcWithoutAMemberSaysNothing) {
  const ReceiptVerification verification = Verify(nullptr);
  EXPECT_THAT(verification.problems,
              ElementsAre(ReceiptProblem::kGroupMemberMissing));
  EXPECT_FALSE(verification.body.has_value());
}

TEST_F(GroupedReceiptTest, AMemberDoesNotGoWithADvcOfItsOwn) {
  dvc_ = receipt_.dvc;
  EXPECT_THAT(ProblemsOf(members_[0]),
              ElementsAre(ReceiptProblem::kGroupPathInvalid));
}

TEST_F(GroupedReceiptTest, RefusesAChangedSignatureOrMember) {
  const std::string right = dvc_;
  dvc_ = WithFlippedBit(right, -1);
  EXPECT_THAT(ProblemsOf(members_[0]),
              ElementsAre(ReceiptProblem::kSignatureInvalid));
  dvc_ = right;
  v1::GroupMember wrong = members_[0];
  wrong.set_body("\xff\xff");
  EXPECT_THAT(ProblemsOf(wrong), ElementsAre(ReceiptProblem::kUnreadable));
}

// Made when the certificate no longer held, of receipts from before.
TEST_F(GroupedReceiptTest, TheSignerMustHoldWhenTheGroupWasSealed) {
  facts_.issued_at =
      TestReceiptTime() + absl::Hours(24 * 365) + absl::Seconds(1);
  SignFacts();
  EXPECT_THAT(ProblemsOf(members_[0]),
              ElementsAre(ReceiptProblem::kSignerOutsideValidity));
}

TEST(ReceiptVerifierTest, EveryProblemHasAName) {
  EXPECT_EQ(ReceiptProblemName(ReceiptProblem::kSignatureInvalid),
            "SIGNATURE_INVALID");
  EXPECT_EQ(ReceiptProblemName(ReceiptProblem::kSignatureFileMismatch),
            "SIGNATURE_FILE_MISMATCH");
}

// A receipt whose certificate ends a year after it, and a TSA.
class DatedReceiptTest : public testing::Test {
 protected:
  static TestIdentity Make(const std::string& subject,
                           std::vector<TestExtension> extensions,
                           const TestIdentity* issuer) {
    TestCertificateSpec spec;
    spec.subject = subject;
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    spec.not_before = TestReceiptTime() - absl::Hours(24);
    spec.not_after = TestReceiptTime() + absl::Hours(24 * 3650);
    spec.extensions = std::move(extensions);
    return issuer == nullptr ? SelfSignTestCertificate(spec)
                             : IssueTestCertificate(spec, *issuer);
  }
  DatedReceiptTest() {
    receipt_.trust.tsa_anchors = {ReadTestCertificate(root_.certificate)};
  }
  // Gives the proof a time-stamp over its checkpoint.
  void Stamp(absl::Time time, const TestIdentity* tsa = nullptr) {
    auto proof = ParseTlogProof(receipt_.proof);
    ASSERT_THAT(proof, IsOk());
    TestTimestampSpec spec;
    spec.stamped = proof->checkpoint.note.octets;
    spec.gen_time = time;
    proof->extra = MakeTestTimestamp(spec, tsa == nullptr ? tsa_ : *tsa);
    receipt_.proof = FormatTlogProof(*proof);
  }
  void Compromise(const std::string& key, absl::Time from) {
    receipt_.trust.compromised.push_back({key, from});
  }
  std::vector<ReceiptProblem> ProblemsAt(absl::Time now) {
    return VerifyReceipt(
               {receipt_.dvc, receipt_.proof, std::nullopt, std::nullopt, now},
               receipt_.trust)
        .problems;
  }

  Receipt receipt_;
  const std::string key_ =
      receipt_.authority.identity.certificate->spki_digest().hex();
  const TestIdentity root_ =
      Make("C=XA,CN=TSA Root", TestCaExtensions(), nullptr);
  const TestIdentity tsa_ = Make("C=XA,CN=TSA", TestTsaExtensions(), &root_);
  const absl::Time issued_ = TestReceiptTime();
  const absl::Time end_ = TestReceiptTime() + absl::Hours(24 * 365);
};

// Law: VER-05, RCP-05.
TEST_F(DatedReceiptTest, AnExpiredCertificateNeedsATimestampOfItsValidity) {
  EXPECT_THAT(ProblemsAt(end_), IsEmpty());
  EXPECT_THAT(ProblemsAt(end_ + absl::Seconds(1)),
              ElementsAre(ReceiptProblem::kSignerExpired));
  Stamp(end_);
  EXPECT_THAT(ProblemsAt(end_ + absl::Hours(24 * 365)), IsEmpty());
  Stamp(end_ + absl::Seconds(1));
  EXPECT_THAT(ProblemsAt(end_ + absl::Hours(24 * 365)),
              ElementsAre(ReceiptProblem::kSignerExpired));
}

TEST_F(DatedReceiptTest, TellsTheTimeThatItProves) {
  Stamp(issued_ + absl::Minutes(5));
  const ReceiptVerification verification =
      VerifyReceipt({receipt_.dvc, receipt_.proof, std::nullopt, std::nullopt},
                    receipt_.trust);
  EXPECT_EQ(verification.dated_at, issued_ + absl::Minutes(5));
  receipt_.trust.tsa_anchors.clear();
  EXPECT_EQ(
      VerifyReceipt({receipt_.dvc, receipt_.proof, std::nullopt, std::nullopt},
                    receipt_.trust)
          .dated_at,
      std::nullopt);
}

TEST_F(DatedReceiptTest, ATokenOfAStrangerOrOverAnotherCheckpointDatesNothing) {
  const absl::Time late = end_ + absl::Hours(1);
  const TestIdentity other_root =
      Make("C=XA,CN=TSA Root", TestCaExtensions(), nullptr);
  const TestIdentity other =
      Make("C=XA,CN=TSA", TestTsaExtensions(), &other_root);
  Stamp(issued_, &other);
  EXPECT_THAT(ProblemsAt(late), ElementsAre(ReceiptProblem::kSignerExpired));
  Stamp(issued_);
  auto stamped = ParseTlogProof(receipt_.proof);
  ASSERT_THAT(stamped, IsOk());
  auto elsewhere = ParseTlogProof(Receipt::ProofAt(1, receipt_.Leaf()));
  ASSERT_THAT(elsewhere, IsOk());
  elsewhere->extra = stamped->extra;
  receipt_.proof = FormatTlogProof(*elsewhere);
  EXPECT_THAT(ProblemsAt(late),
              UnorderedElementsAre(ReceiptProblem::kProofInvalid,
                                   ReceiptProblem::kSignerExpired));
}

// A proof of another receipt under a stamped checkpoint does not help.
TEST_F(DatedReceiptTest, AProofThatDoesNotHoldDatesNothing) {
  receipt_.proof = Receipt::ProofAt(kIndex, "another leaf");
  Stamp(issued_);
  EXPECT_THAT(ProblemsAt(end_ + absl::Hours(1)),
              UnorderedElementsAre(ReceiptProblem::kProofInvalid,
                                   ReceiptProblem::kSignerExpired));
}

// Law: RCP-05, CRT-12.
TEST_F(DatedReceiptTest, ACompromisedKeyNeedsATimestampFromBefore) {
  const absl::Time from = issued_ + absl::Hours(48);
  Compromise(key_, from);
  EXPECT_THAT(ProblemsAt(from),
              ElementsAre(ReceiptProblem::kSignerCompromised));
  Stamp(from);
  EXPECT_THAT(ProblemsAt(from),
              ElementsAre(ReceiptProblem::kSignerCompromised));
  Stamp(from - absl::Seconds(1));
  EXPECT_THAT(ProblemsAt(from), IsEmpty());
  Compromise(key_, issued_);  // It was so earlier, as it turns out.
  EXPECT_THAT(ProblemsAt(from),
              ElementsAre(ReceiptProblem::kSignerCompromised));
}

TEST_F(DatedReceiptTest, ACompromisedLogKeyNeedsATimestampFromBefore) {
  const absl::Time from = issued_ + absl::Hours(48);
  Compromise(receipt_.trust.log_vkeys.front(), from);
  EXPECT_THAT(ProblemsAt(issued_),
              ElementsAre(ReceiptProblem::kLogKeyCompromised));
  Stamp(from - absl::Seconds(1));
  EXPECT_THAT(ProblemsAt(issued_), IsEmpty());
  Stamp(from);
  EXPECT_THAT(ProblemsAt(end_ + absl::Hours(1)),
              UnorderedElementsAre(ReceiptProblem::kLogKeyCompromised,
                                   ReceiptProblem::kSignerExpired));
}

}  // namespace
}  // namespace kepil
