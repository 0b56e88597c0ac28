// An authority from its admission to the archive, over a real database and log
// of acts; then its package alone.

#include <memory>
#include <optional>
#include <string>

#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/authority_packing.h"
#include "services/gateway/test_officers.h"
#include "services/gateway/test_policies.h"
#include "services/receipt/authority_package_check.h"
#include "services/store/package_folder.h"
#include "services/store/rocks_evidence_store.h"
#include "services/store/rocks_log_storage.h"
#include "services/store/rocks_registry_store.h"
#include "tests/integration/child_process.h"
#include "tests/support/fake_clock.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/revocation_builder.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"
#include "translog/log_reader.h"
#include "translog/sequencer.h"
#include "trustlist/registry.h"

namespace kepil {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class AuthorityPackageTest : public testing::Test {
 protected:
  AuthorityPackageTest() {
    auto opened = Registry::Open({clock_, store_, certificates_, publisher_,
                                  [this](int size) {
                                    return std::string(
                                        static_cast<size_t>(size), ++random_);
                                  }},
                                 Registry::Options(),
                                 {{registrar_.record, approver_.record},
                                  {TestCrossBorderRule(), TestOfficerRule()}});
    KEPIL_CHECK(opened.ok());
    registry_ = *std::move(opened);
  }

  // Both officers, or one for a suspension.
  absl::Status Do(const v1::ChangeDraft& draft) {
    KEPIL_ASSIGN_OR_RETURN(const storage::v1::StoredChange change,
                           registry_->Propose(draft, registrar_.record));
    v1::ChangeStatement statement;
    KEPIL_CHECK(statement.ParseFromString(change.statement()));
    const TestOfficer& officer =
        draft.act() == v1::ACT_SUSPEND ? registrar_ : approver_;
    return registry_
        ->Apply(statement.change_id(),
                {change.statement(), officer.Sign(change.statement())},
                officer.record)
        .status();
  }
  v1::ChangeDraft Admission(const std::string& id,
                            const TestIdentity& ca) const {
    v1::ChangeDraft draft;
    draft.set_act(v1::ACT_APPROVE);
    v1::Authority& authority = *draft.mutable_authority();
    authority.set_id(id);
    authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
    authority.set_legal_name("Trust");
    authority.set_country("XA");
    authority.set_endpoint_country("XA");
    authority.set_decision("17 of 2025-12-01");
    v1::TrustService& service = *authority.add_services();
    service.set_id(id + "-ca");
    service.set_type(v1::SERVICE_TYPE_CA);
    service.add_anchors(ca.certificate);
    return draft;
  }
  v1::ChangeDraft Step(v1::Act act) const {
    v1::ChangeDraft draft;
    draft.set_act(act);
    draft.mutable_status()->set_authority_id("xa");
    draft.mutable_status()->set_ground("order 5");
    if (act == v1::ACT_SUSPEND) {
      draft.mutable_status()->mutable_until()->set_seconds(
          absl::ToUnixSeconds(clock_.Now() + absl::Hours(24)));
    }
    return draft;
  }
  // A CRL as own queries keep and archive it.
  void KeepCrl(int number) {
    TestCrlSpec spec;
    spec.number = number;
    spec.this_update = clock_.Now();
    spec.next_update = clock_.Now() + absl::Hours(24);
    const std::string der = MakeTestCrl(spec, ca_);
    const RevocationScope scope = {
        RevocationKind::kCrl,
        (*Certificate::FromDer(ca_.certificate))->spki_digest(),
        Sha256("http://crl")};
    KEPIL_CHECK(evidence_.PutRevocation(scope, der, clock_.Now()).ok());
    KEPIL_CHECK(evidence_.Archive(Sha256(der), der).ok());
  }
  void Publish() {
    Sequencer sequencer(acts_, anchor_, MakeTestNoteSigner("node/acts"),
                        Sequencer::Options());
    KEPIL_CHECK(sequencer.IntegrateOnce().ok());
    KEPIL_CHECK(sequencer.PublishCheckpoint().ok());
  }
  AuthorityPacking Packing() {
    return AuthorityPacking(
        {[this] { return registry_->image(); }, certificates_,
         [this](absl::string_view id) { return store_.ActsAbout(id); },
         [this](int64_t sequence) -> absl::StatusOr<std::string> {
           KEPIL_ASSIGN_OR_RETURN(
               const TlogProof proof,
               LogReader(acts_).MakeTlogProof(sequence - 1, std::nullopt));
           return FormatTlogProof(proof);
         },
         [this](const Digest& key) { return evidence_.CrlsOf(key); },
         [this](const Digest& digest) { return evidence_.Read(digest); },
         vkey(),
         [this](const std::string& name, absl::string_view octets) {
           return archive_.Put(name, octets);
         },
         [this](const std::string& name) { return archive_.Has(name); }},
        {});
  }
  static std::string vkey() {
    return MakeTestNoteSigner("node/acts").verifier().vkey();
  }

  FakeClock clock_;
  RocksFolder folder_;
  TempFolder archive_folder_;
  PackageFolder archive_{archive_folder_.path()};
  RocksRegistryStore store_{folder_.db()};
  RocksEvidenceStore evidence_{folder_.db()};
  MemoryLogAnchor anchor_;
  RocksLogStorage acts_{folder_.db(), LogId::kActs};
  PlainCertificateReader certificates_;
  SnapshotPublisher publisher_;
  char random_ = 'a';
  const TestOfficer registrar_ =
      MakeTestOfficer("a", "north", v1::PRINCIPAL_ROLE_REGISTRAR);
  const TestOfficer approver_ =
      MakeTestOfficer("b", "south", v1::PRINCIPAL_ROLE_APPROVER);
  const TestIdentity ca_ =
      SelfSignTestCertificate(TestActSpec("C=XA,CN=CA", TestCaExtensions()));
  const TestIdentity other_ca_ =
      SelfSignTestCertificate(TestActSpec("C=XA,CN=Other", TestCaExtensions()));
  std::unique_ptr<Registry> registry_;
};

// Law: CRT-10, CRT-11.
TEST_F(AuthorityPackageTest, AnArchivedAuthorityIsExaminedOffline) {
  ASSERT_THAT(Do(Admission("xa", ca_)), IsOk());
  ASSERT_THAT(Do(Admission("xb", other_ca_)), IsOk());
  KeepCrl(1);
  ASSERT_THAT(Do(Step(v1::ACT_SUSPEND)), IsOk());
  clock_.Advance(absl::Hours(1));
  KeepCrl(2);
  ASSERT_THAT(Do(Step(v1::ACT_RESUME)), IsOk());
  clock_.Advance(absl::Hours(1));
  ASSERT_THAT(Do(Step(v1::ACT_TERMINATE)), IsOk());
  Publish();
  EXPECT_THAT(Packing().Step(), IsOkAndHolds(0));  // Nothing is archived yet.

  clock_.Advance(absl::Hours(24 * (5 * 365 + 10)));
  ASSERT_THAT(Do(Step(v1::ACT_ARCHIVE)), IsOk());
  EXPECT_THAT(Packing().Step(), IsOkAndHolds(0));  // Its act has no proof yet.
  Publish();
  EXPECT_THAT(Packing().Step(), IsOkAndHolds(1));
  EXPECT_THAT(Packing().Step(), IsOkAndHolds(0));

  const std::string octets =
      ReadWholeFile(archive_folder_.path() + "/xa.authority");
  const AuthorityPackageReport report = CheckAuthorityPackage(octets, vkey());
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.package.authority().services(0).history_size(), 4);
  EXPECT_THAT(report.package.crls(), SizeIs(2));
  EXPECT_THAT(report.package.acts(), SizeIs(10));  // Five changes, of "xa".
  EXPECT_THAT(report.package.certificates(), SizeIs(1));
  EXPECT_THAT(report.package.officers(), SizeIs(2));

  // Nothing of it can be altered unnoticed, octet by octet of its acts.
  v1::AuthorityPackage altered = report.package;
  std::string& statement = *altered.mutable_acts(1)->mutable_statement();
  for (size_t i = 0; i < statement.size(); i += 7) {
    statement[i] = static_cast<char>(statement[i] ^ 1);
    EXPECT_FALSE(CheckAuthorityPackage(altered.SerializeAsString(), vkey())
                     .problems.empty())
        << i;
    statement[i] = static_cast<char>(statement[i] ^ 1);
  }
  EXPECT_THAT(
      CheckAuthorityPackage(altered.SerializeAsString(), vkey()).problems,
      IsEmpty());
}

}  // namespace
}  // namespace kepil
