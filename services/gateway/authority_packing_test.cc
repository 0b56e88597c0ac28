#include "services/gateway/authority_packing.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/test_officers.h"
#include "tests/support/memory_evidence_store.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// A registry with one authority, whose first key was replaced before its end.
class AuthorityPackingTest : public testing::Test {
 protected:
  AuthorityPackingTest() {
    v1::Authority before;
    before.set_id("xa");
    before.add_services()->add_anchors(old_ca_.certificate);
    v1::Authority& authority = *image_->add_authorities();
    authority = before;
    authority.mutable_services(0)->set_anchors(0, ca_.certificate);
    authority.mutable_archived_at()->set_seconds(7);
    for (const std::string& id :
         {std::string("a"), std::string("b"), std::string("c")}) {
      image_->add_principals()->set_id(id);
    }
    v1::ChangeStatement statement;
    *statement.mutable_authority() = before;
    storage::v1::StoredChange change;
    change.set_statement(statement.SerializeAsString());
    change.set_refusal_statement("refusal");
    change.set_signature("signature");
    Record(storage::v1::AUDIT_KIND_PROPOSED, "a", change);
    Record(storage::v1::AUDIT_KIND_APPROVED, "b", change);
  }
  void Record(storage::v1::AuditKind kind, const std::string& principal,
              const storage::v1::StoredChange& change) {
    storage::v1::AuditEvent event;
    event.set_kind(kind);
    event.set_principal(principal);
    const int64_t sequence = static_cast<int64_t>(acts_.size()) + 1;
    event.set_sequence(sequence);
    acts_.push_back({sequence, event.SerializeAsString(), change});
  }
  void AddCrl(const TestIdentity& ca, const std::string& der, int at) {
    crls_[Sha256Of(ca)].push_back({Sha256(der), absl::FromUnixSeconds(at)});
    ASSERT_THAT(evidence_.Archive(Sha256(der), der), IsOk());
  }
  static Digest Sha256Of(const TestIdentity& ca) {
    return (*Certificate::FromDer(ca.certificate))->spki_digest();
  }
  AuthorityPacking Packing(int64_t max_crl_bytes = 1000) {
    return AuthorityPacking(
        {[this] { return image_; }, certificates_,
         [this](
             absl::string_view id) -> absl::StatusOr<std::vector<RecordedAct>> {
           return id == "xa" ? acts_ : std::vector<RecordedAct>();
         },
         [this](int64_t sequence) -> absl::StatusOr<std::string> {
           if (sequence > published_) {
             return MakeError(absl::StatusCode::kOutOfRange,
                              v1::ERROR_REASON_TREE_TOO_SMALL, "not yet");
           }
           return absl::StrCat("proof ", sequence);
         },
         [this](const Digest& key)
             -> absl::StatusOr<std::vector<ArchivedRevocation>> {
           return crls_[key];
         },
         [this](const Digest& digest) { return evidence_.Read(digest); },
         "vkey",
         [this](const std::string& name, absl::string_view octets) {
           files_[name] = std::string(octets);
           return absl::OkStatus();
         },
         [this](const std::string& name) { return files_.count(name) != 0; }},
        {max_crl_bytes});
  }

  const TestIdentity old_ca_ = SelfSignTestCertificate(
      TestActSpec("C=XA,CN=Old CA", TestCaExtensions()));
  const TestIdentity ca_ =
      SelfSignTestCertificate(TestActSpec("C=XA,CN=CA", TestCaExtensions()));
  std::shared_ptr<storage::v1::RegistryImage> image_ =
      std::make_shared<storage::v1::RegistryImage>();
  PlainCertificateReader certificates_;
  MemoryEvidenceStore evidence_;
  std::vector<RecordedAct> acts_;
  std::map<Digest, std::vector<ArchivedRevocation>> crls_;
  int64_t published_ = 100;
  std::map<std::string, std::string> files_;
};

// Law: CRT-11.
TEST_F(AuthorityPackingTest, PacksRecordCertificatesListsAndActs) {
  AddCrl(ca_, "crl of the end", 20);
  AddCrl(old_ca_, "crl of the old key", 10);
  const auto package = Packing().Pack(image_->authorities(0));
  ASSERT_THAT(package, IsOk());
  EXPECT_EQ(package->authority().SerializeAsString(),
            image_->authorities(0).SerializeAsString());
  EXPECT_THAT(package->certificates(),
              UnorderedElementsAre(old_ca_.certificate, ca_.certificate));
  ASSERT_THAT(package->crls(), SizeIs(2));
  EXPECT_EQ(package->crls(0).der(), "crl of the end");
  EXPECT_EQ(package->crls(0).obtained_at().seconds(), 20);
  EXPECT_EQ(package->crls(1).der(), "crl of the old key");
  EXPECT_EQ(package->crls_left_out(), 0);
  ASSERT_THAT(package->acts(), SizeIs(2));
  EXPECT_EQ(package->acts(0).event(), acts_[0].event);
  EXPECT_EQ(package->acts(0).statement(), acts_[0].change.statement());
  EXPECT_EQ(package->acts(0).signature(), "");  // Nothing was decided.
  EXPECT_EQ(package->acts(0).tlog_proof(), "proof 1");
  EXPECT_EQ(package->acts(1).signature(), "signature");
  EXPECT_EQ(package->acts(1).tlog_proof(), "proof 2");
  ASSERT_THAT(package->officers(), SizeIs(2));
  EXPECT_EQ(package->officers(1).id(), "b");
  EXPECT_EQ(package->acts_log_vkey(), "vkey");
}

TEST_F(AuthorityPackingTest, SaysHowManyListsWereLeftOut) {
  AddCrl(ca_, std::string(600, 'n'), 30);
  AddCrl(ca_, std::string(600, 'm'), 20);  // Over the bound of 1000.
  AddCrl(ca_, "small", 10);
  crls_[Sha256Of(ca_)].push_back({Sha256("gone"), absl::FromUnixSeconds(5)});
  const auto package = Packing().Pack(image_->authorities(0));
  ASSERT_THAT(package, IsOk());
  ASSERT_THAT(package->crls(), SizeIs(2));
  EXPECT_EQ(package->crls(0).der(), std::string(600, 'n'));
  EXPECT_EQ(package->crls(1).der(), "small");
  EXPECT_EQ(package->crls_left_out(), 2);
}

TEST_F(AuthorityPackingTest, ARefusalIsPackedWithItsOwnStatement) {
  storage::v1::StoredChange change = acts_[0].change;
  Record(storage::v1::AUDIT_KIND_REFUSED, "b", change);
  const auto package = Packing().Pack(image_->authorities(0));
  // "refusal" is no statement.
  EXPECT_THAT(package, HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  v1::ChangeStatement refusal;
  refusal.set_act(v1::ACT_REFUSE);
  acts_.back().change.set_refusal_statement(refusal.SerializeAsString());
  const auto good = Packing().Pack(image_->authorities(0));
  ASSERT_THAT(good, IsOk());
  EXPECT_EQ(good->acts(2).statement(), refusal.SerializeAsString());
}

// Law: CRT-11.
TEST_F(AuthorityPackingTest, WritesWhatIsMissingOnceItIsPublished) {
  const AuthorityPacking packing = Packing();
  published_ = 1;
  EXPECT_THAT(packing.Step(), IsOkAndHolds(0));
  EXPECT_THAT(files_, IsEmpty());
  published_ = 2;
  EXPECT_THAT(packing.Step(), IsOkAndHolds(1));
  EXPECT_THAT(packing.Step(), IsOkAndHolds(0));
  EXPECT_THAT(files_,
              ElementsAre(Pair(
                  "xa.authority",
                  packing.Pack(image_->authorities(0))->SerializeAsString())));
  files_.clear();
  image_->mutable_authorities(0)->clear_archived_at();
  EXPECT_THAT(packing.Step(), IsOkAndHolds(0));
}

}  // namespace
}  // namespace kepil
