#include "services/receipt/authority_package_check.h"

#include <functional>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/storage/v1/registry.pb.h"
#include "tests/support/cms_builder.h"
#include "tests/support/log_fixture.h"
#include "tests/support/pki_builder.h"
#include "tests/support/revocation_builder.h"
#include "tests/support/status_matchers.h"
#include "translog/log_reader.h"

namespace kepil {
namespace {

using storage::v1::AuditEvent;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1767225600);
constexpr char kOrigin[] = "node.example/acts";

TestIdentity Identity(const std::string& subject,
                      std::vector<TestExtension> extensions) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kNow - absl::Hours(24);
  spec.not_after = kNow + absl::Hours(24 * 300);
  spec.extensions = std::move(extensions);
  return SelfSignTestCertificate(spec);
}

// The package of an authority that was admitted, ended and archived; between
// its acts stand those about others.
class AuthorityPackageCheckTest : public testing::Test {
 protected:
  AuthorityPackageCheckTest() {
    v1::Authority& authority = *package_.mutable_authority();
    authority.set_id("xa");
    v1::TrustService& service = *authority.add_services();
    service.set_id("xa-ca");
    service.add_anchors(ca_.certificate);
    package_.add_certificates(ca_.certificate);

    v1::ChangeStatement admission;
    *admission.mutable_authority() = authority;
    Decide("c1", v1::ACT_APPROVE, admission);
    v1::ChangeStatement end;
    end.mutable_status()->set_authority_id("xa");
    Decide("c2", v1::ACT_TERMINATE, end);
    Decide("c3", v1::ACT_ARCHIVE, end);
    service.add_history()->set_change_id("c1");
    service.add_history()->set_change_id("c2");
    authority.mutable_archived_at()->set_seconds(absl::ToUnixSeconds(kNow));

    TestCrlSpec crl;
    crl.this_update = kNow;
    crl.next_update = kNow + absl::Hours(24);
    package_.add_crls()->set_der(MakeTestCrl(crl, ca_));
    v1::PrincipalRecord& officer = *package_.add_officers();
    officer.set_id("b");
    officer.set_signing_certificate(approver_.certificate);
    package_.set_acts_log_vkey(vkey());
    Prove();
  }
  static std::string vkey() {
    return MakeTestNoteSigner(kOrigin).verifier().vkey();
  }

  // Adds the proposal and the approval of a change, and an act about another.
  void Decide(const std::string& id, v1::Act act,
              v1::ChangeStatement statement) {
    statement.set_change_id(id);
    statement.set_act(act);
    const std::string octets = statement.SerializeAsString();
    AddAct(id, storage::v1::AUDIT_KIND_PROPOSED, "a", octets);
    AddAct(id, storage::v1::AUDIT_KIND_APPROVED, "b", octets)
        .set_signature(MakeDetachedTestCms(approver_, octets, kNow));
    leaves_.push_back("the act of another");
  }
  v1::PackagedAct& AddAct(const std::string& id, storage::v1::AuditKind kind,
                          const std::string& principal,
                          const std::string& statement) {
    AuditEvent event;
    event.set_sequence(static_cast<int64_t>(leaves_.size()) + 1);
    event.set_kind(kind);
    event.set_principal(principal);
    event.set_change_id(id);
    v1::PackagedAct& act = *package_.add_acts();
    act.set_event(event.SerializeAsString());
    act.set_statement(statement);
    storage::v1::ActLeaf leaf;
    leaf.set_sequence(event.sequence());
    leaf.set_event_sha256(std::string(Sha256(act.event()).bytes()));
    leaves_.push_back(leaf.SerializeAsString());
    return act;
  }
  void Prove() {
    MemoryLogStorage storage;
    MemoryLogAnchor anchor;
    PublishLeaves(storage, anchor, MakeTestNoteSigner(kOrigin), leaves_);
    const LogReader reader(storage);
    for (v1::PackagedAct& act : *package_.mutable_acts()) {
      AuditEvent event;
      KEPIL_CHECK(event.ParseFromString(act.event()));
      const auto proof =
          reader.MakeTlogProof(event.sequence() - 1, std::nullopt);
      KEPIL_CHECK(proof.ok());
      act.set_tlog_proof(FormatTlogProof(*proof));
    }
  }
  std::vector<PackageProblem> Problems(
      const std::function<void(v1::AuthorityPackage&)>& change) const {
    v1::AuthorityPackage package = package_;
    change(package);
    return CheckAuthorityPackage(package.SerializeAsString(), vkey()).problems;
  }

  const TestIdentity ca_ = Identity("C=XA,CN=CA", TestCaExtensions());
  const TestIdentity approver_ =
      Identity("C=KZ,CN=Approver", TestSignerExtensions());
  v1::AuthorityPackage package_;
  std::vector<std::string> leaves_;
};

// Law: CRT-11.
TEST_F(AuthorityPackageCheckTest, AGenuineOneHoldsTogether) {
  const AuthorityPackageReport report =
      CheckAuthorityPackage(package_.SerializeAsString(), vkey());
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.package.authority().id(), "xa");
  EXPECT_THAT(report.package.acts(), SizeIs(6));
}

// Law: CRT-11.
TEST_F(AuthorityPackageCheckTest, EachFaultIsFound) {
  using Package = v1::AuthorityPackage;
  EXPECT_THAT(CheckAuthorityPackage("no package", vkey()).problems,
              Contains(PackageProblem::kUnreadable));
  EXPECT_THAT(
      CheckAuthorityPackage(package_.SerializeAsString(),
                            MakeTestNoteSigner(kOrigin, 'o').verifier().vkey())
          .problems,
      Contains(PackageProblem::kActNotInLog));
  EXPECT_THAT(
      CheckAuthorityPackage(package_.SerializeAsString(), "no key").problems,
      Contains(PackageProblem::kUnreadable));
  // Without the act that archived it.
  EXPECT_THAT(Problems([](Package& p) { p.mutable_acts()->RemoveLast(); }),
              ElementsAre(PackageProblem::kNotArchived));
  EXPECT_THAT(
      Problems([](Package& p) { p.mutable_authority()->clear_archived_at(); }),
      ElementsAre(PackageProblem::kNotArchived));
  // Another principal in the event of an act.
  EXPECT_THAT(Problems([](Package& p) {
                AuditEvent event;
                ASSERT_TRUE(event.ParseFromString(p.acts(0).event()));
                event.set_principal("somebody else");
                p.mutable_acts(0)->set_event(event.SerializeAsString());
              }),
              ElementsAre(PackageProblem::kActNotInLog));
  EXPECT_THAT(Problems([](Package& p) {
                p.mutable_acts(0)->set_tlog_proof(p.acts(1).tlog_proof());
              }),
              ElementsAre(PackageProblem::kActNotInLog));
  EXPECT_THAT(
      Problems([](Package& p) { p.mutable_acts()->SwapElements(0, 1); }),
      ElementsAre(PackageProblem::kActsOutOfOrder));
  // The statement of another change, with the signature that goes with it.
  EXPECT_THAT(Problems([](Package& p) {
                p.mutable_acts(3)->set_statement(p.acts(5).statement());
                p.mutable_acts(3)->set_signature(p.acts(5).signature());
              }),
              Contains(PackageProblem::kStatementForeign));
  EXPECT_THAT(Problems([](Package& p) { p.mutable_authority()->set_id("xb"); }),
              Contains(PackageProblem::kStatementForeign));
  // An altered statement, and signatures that are none.
  EXPECT_THAT(Problems([](Package& p) {
                v1::ChangeStatement statement;
                ASSERT_TRUE(statement.ParseFromString(p.acts(3).statement()));
                statement.mutable_status()->set_ground("another");
                p.mutable_acts(3)->set_statement(statement.SerializeAsString());
              }),
              Contains(PackageProblem::kNotSigned));
  EXPECT_THAT(
      Problems([](Package& p) { p.mutable_acts(3)->clear_signature(); }),
      Contains(PackageProblem::kNotSigned));
  EXPECT_THAT(Problems([this](Package& p) {
                p.mutable_acts(3)->set_signature(
                    MakeDetachedTestCms(ca_, p.acts(3).statement(), kNow));
              }),
              Contains(PackageProblem::kNotSigned));
  EXPECT_THAT(Problems([](Package& p) { p.mutable_officers(0)->set_id("x"); }),
              Contains(PackageProblem::kNotSigned));
}

TEST_F(AuthorityPackageCheckTest, TheRecordIsWhatWasDecided) {
  using Package = v1::AuthorityPackage;
  EXPECT_THAT(Problems([](Package& p) {
                p.mutable_authority()
                    ->mutable_services(0)
                    ->add_history()
                    ->set_change_id("c9");
              }),
              ElementsAre(PackageProblem::kRecordNotDecided));
  EXPECT_THAT(Problems([this](Package& p) {
                p.mutable_authority()->mutable_services(0)->add_anchors(
                    approver_.certificate);
                p.add_certificates(approver_.certificate);
              }),
              ElementsAre(PackageProblem::kRecordNotDecided));
  EXPECT_THAT(Problems([](Package& p) { p.clear_certificates(); }),
              ElementsAre(PackageProblem::kCertificateMissing,
                          PackageProblem::kCrlNotOfAuthority));
  EXPECT_THAT(Problems([this](Package& p) {
                TestCrlSpec crl;
                crl.this_update = kNow;
                crl.next_update = kNow + absl::Hours(24);
                p.mutable_crls(0)->set_der(MakeTestCrl(crl, approver_));
              }),
              ElementsAre(PackageProblem::kCrlNotOfAuthority));
  EXPECT_THAT(Problems([](Package& p) { p.mutable_crls(0)->set_der("x"); }),
              ElementsAre(PackageProblem::kUnreadable));
}

TEST(PackageProblemTest, EachHasAName) {
  for (int i = 0; i <= static_cast<int>(PackageProblem::kCrlNotOfAuthority);
       ++i) {
    EXPECT_NE(PackageProblemName(static_cast<PackageProblem>(i)), "UNKNOWN");
  }
}

}  // namespace
}  // namespace kepil
