#include "engine/trust/trust_snapshot.h"

#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TestCertificateSpec Spec(const std::string& subject) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kNow - absl::Hours(24);
  spec.not_after = kNow + absl::Hours(24);
  spec.extensions = TestCaExtensions();
  return spec;
}

v1::TrustService& AddService(v1::SnapshotSource& source, const std::string& id,
                             const TestIdentity& anchor,
                             v1::ServiceStatus status) {
  v1::Authority& authority = *source.add_authorities();
  authority.set_id(id);
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  authority.set_country("XA");
  v1::TrustService& service = *authority.add_services();
  service.set_id(id + "-ca");
  service.set_type(v1::SERVICE_TYPE_CA);
  service.add_anchors(anchor.certificate);
  v1::StatusEntry& entry = *service.add_history();
  entry.set_status(status);
  entry.mutable_legal_from()->set_seconds(absl::ToUnixSeconds(kNow));
  if (status == v1::SERVICE_STATUS_SUSPENDED) {
    entry.mutable_until()->set_seconds(
        absl::ToUnixSeconds(kNow + absl::Hours(1)));
  }
  return service;
}

v1::SnapshotSource EmptySource() {
  v1::SnapshotSource source;
  source.set_version(7);
  source.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(kNow));
  return source;
}

absl::StatusOr<TrustSnapshotRef> Decode(const v1::SnapshotSource& source) {
  PlainCertificateReader reader;
  return TrustSnapshot::FromSource(source.SerializeAsString(), reader);
}

CertificateRef Read(const TestIdentity& identity) {
  auto certificate = Certificate::FromDer(identity.certificate);
  EXPECT_THAT(certificate, IsOk());
  return *certificate;
}

class TrustSnapshotTest : public testing::Test {
 protected:
  const TestIdentity active_ = SelfSignTestCertificate(Spec("CN=Active"));
  const TestIdentity suspended_ = SelfSignTestCertificate(Spec("CN=Suspended"));
  const TestIdentity lower_ =
      IssueTestCertificate(Spec("CN=Lower"), suspended_);
  const TestIdentity stranger_ = SelfSignTestCertificate(Spec("CN=Stranger"));

  TrustSnapshotRef Snapshot() {
    v1::SnapshotSource source = EmptySource();
    v1::TrustService& active =
        AddService(source, "a", active_, v1::SERVICE_STATUS_ACTIVE);
    v1::IssuerRevocationSources& sources = *active.add_revocation();
    sources.set_issuer_sha256(std::string(Sha256(active_.certificate).bytes()));
    sources.add_sources()->set_crl_url("http://crl.test/");
    AddService(source, "s", suspended_, v1::SERVICE_STATUS_SUSPENDED)
        .add_intermediates(lower_.certificate);
    auto snapshot = Decode(source);
    EXPECT_THAT(snapshot, IsOk());
    return *snapshot;
  }
  CertificateRef SignerOf(const TestIdentity& issuer) {
    return Read(IssueTestCertificate(Spec("CN=Signer"), issuer));
  }
};

TEST_F(TrustSnapshotTest, KeepsItsBytesAndTheirDigest) {
  v1::SnapshotSource message = EmptySource();
  const std::string bytes = message.SerializeAsString();
  PlainCertificateReader reader;
  const auto snapshot = TrustSnapshot::FromSource(bytes, reader);
  ASSERT_THAT(snapshot, IsOk());
  EXPECT_EQ((*snapshot)->source(), bytes);
  EXPECT_EQ((*snapshot)->digest(), Sha256(bytes));
  EXPECT_EQ((*snapshot)->version(), 7);
  EXPECT_EQ((*snapshot)->issued_at(), kNow);
}

TEST_F(TrustSnapshotTest, GivesAnchorsOfServicesInForceOnly) {
  const auto snapshot = Snapshot();
  const auto now = snapshot->AnchorsAt(kNow);
  EXPECT_EQ(now->AnchorsFor(*SignerOf(active_)).size(), 1u);
  EXPECT_TRUE(now->AnchorsFor(*SignerOf(suspended_)).empty());
  EXPECT_TRUE(now->AnchorsFor(*SignerOf(stranger_)).empty());
  const auto before = snapshot->AnchorsAt(kNow - absl::Seconds(1));
  EXPECT_TRUE(before->AnchorsFor(*SignerOf(active_)).empty());
}

TEST_F(TrustSnapshotTest, KnowsCandidateIssuersOfEveryStatus) {
  const auto snapshot = Snapshot();
  const auto ids = [&](const CertificateRef& certificate) {
    std::vector<std::string> found;
    for (const TrustService* service :
         snapshot->CandidateIssuers(*certificate)) {
      found.push_back(service->id);
    }
    return found;
  };
  EXPECT_THAT(ids(SignerOf(active_)), testing::ElementsAre("a-ca"));
  EXPECT_THAT(ids(SignerOf(suspended_)), testing::ElementsAre("s-ca"));
  EXPECT_THAT(ids(SignerOf(lower_)), testing::ElementsAre("s-ca"));
  EXPECT_THAT(ids(Read(suspended_)), testing::ElementsAre("s-ca"));
  EXPECT_THAT(ids(SignerOf(stranger_)), testing::IsEmpty());
}

TEST_F(TrustSnapshotTest, FindsByIdKeyAndIssuer) {
  const auto snapshot = Snapshot();
  EXPECT_EQ(snapshot->FindService("s-ca")->anchors[0]->der(),
            suspended_.certificate);
  EXPECT_EQ(snapshot->FindService("t-ca"), nullptr);
  EXPECT_EQ(snapshot->OwnerOfKey(Read(active_)->spki_digest()),
            snapshot->FindService("a-ca"));
  EXPECT_EQ(snapshot->OwnerOfKey(Read(lower_)->spki_digest()), nullptr);
  ASSERT_NE(snapshot->SourcesFor(*Read(active_)), nullptr);
  EXPECT_THAT(snapshot->SourcesFor(*Read(active_))->crl_urls,
              testing::ElementsAre("http://crl.test/"));
  EXPECT_EQ(snapshot->SourcesFor(*Read(suspended_)), nullptr);
  EXPECT_TRUE(snapshot->intermediates().Contains(Read(lower_)->fingerprint()));
}

TEST_F(TrustSnapshotTest, TimeStampServicesAndTtpsIssueNothing) {
  v1::SnapshotSource source = EmptySource();
  AddService(source, "t", active_, v1::SERVICE_STATUS_ACTIVE)
      .set_type(v1::SERVICE_TYPE_TSA);
  AddService(source, "p", stranger_, v1::SERVICE_STATUS_ACTIVE);
  source.mutable_authorities(1)->set_kind(v1::AUTHORITY_KIND_FOREIGN_TTP);
  const auto snapshot = Decode(source);
  ASSERT_THAT(snapshot, IsOk());
  const auto anchors = (*snapshot)->AnchorsAt(kNow);
  EXPECT_TRUE(anchors->AnchorsFor(*SignerOf(active_)).empty());
  EXPECT_TRUE(anchors->AnchorsFor(*SignerOf(stranger_)).empty());
  EXPECT_TRUE((*snapshot)->CandidateIssuers(*SignerOf(active_)).empty());
}

// Law: REG-03.
TEST_F(TrustSnapshotTest, FindsForeignTtpsByStateAndBySigner) {
  v1::SnapshotSource source = EmptySource();
  AddService(source, "t", active_, v1::SERVICE_STATUS_ACTIVE)
      .set_type(v1::SERVICE_TYPE_RECEIPT);
  v1::Authority& authority = *source.mutable_authorities(0);
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_TTP);
  v1::ForeignTtp& terms = *authority.mutable_foreign_ttp();
  terms.add_countries("XB");
  terms.mutable_max_receipt_age()->set_seconds(60);
  v1::ForeignTtpEndpoint& endpoint = *terms.add_endpoints();
  endpoint.set_url("https://ttp.test/");
  endpoint.set_protocol(v1::FOREIGN_TTP_PROTOCOL_DVCS_RFC3029);
  AddService(source, "s", suspended_, v1::SERVICE_STATUS_TERMINATED)
      .set_type(v1::SERVICE_TYPE_RECEIPT);
  source.mutable_authorities(1)->set_kind(v1::AUTHORITY_KIND_FOREIGN_TTP);
  *source.mutable_authorities(1)->mutable_foreign_ttp() = terms;
  const auto decoded = Decode(source);
  ASSERT_THAT(decoded, IsOk());
  const auto& snapshot = *decoded;
  const auto found = snapshot->ForeignTtpsFor("XB", kNow);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]->authority_id, "t");
  EXPECT_TRUE(snapshot->ForeignTtpsFor("XA", kNow).empty());
  EXPECT_EQ(snapshot->ForeignTtpOfSigner(*Read(active_)), found[0]);
  ASSERT_NE(snapshot->ForeignTtpOfSigner(*Read(suspended_)), nullptr);
  EXPECT_EQ(snapshot->ForeignTtpOfSigner(*Read(suspended_))->authority_id, "s");
  EXPECT_EQ(snapshot->ForeignTtpOfSigner(*Read(stranger_)), nullptr);
  // The same key in another certificate is not what was registered.
  TestCertificateSpec spec = Spec("CN=Another name");
  spec.key = active_.key;
  EXPECT_EQ(snapshot->ForeignTtpOfSigner(*Read(SelfSignTestCertificate(spec))),
            nullptr);
  EXPECT_TRUE(
      snapshot->AnchorsAt(kNow)->AnchorsFor(*SignerOf(active_)).empty());
}

TEST_F(TrustSnapshotTest, RefusesTermsOfATtpWithAnotherKind) {
  v1::SnapshotSource source = EmptySource();
  AddService(source, "a", active_, v1::SERVICE_STATUS_ACTIVE);
  source.mutable_authorities(0)->mutable_foreign_ttp()->add_countries("XB");
  EXPECT_THAT(Decode(source), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

// Law: REG-17.
TEST_F(TrustSnapshotTest, RefusesOneKeyInTwoServices) {
  TestCertificateSpec spec = Spec("CN=Another name");
  spec.key = active_.key;
  v1::SnapshotSource source = EmptySource();
  AddService(source, "a", active_, v1::SERVICE_STATUS_ACTIVE);
  AddService(source, "b", SelfSignTestCertificate(spec),
             v1::SERVICE_STATUS_TERMINATED);
  EXPECT_THAT(Decode(source), HasReason(v1::ERROR_REASON_ANCHOR_REGISTERED));
}

TEST_F(TrustSnapshotTest, RefusesDuplicateIds) {
  v1::SnapshotSource source = EmptySource();
  AddService(source, "a", active_, v1::SERVICE_STATUS_ACTIVE);
  AddService(source, "a", suspended_, v1::SERVICE_STATUS_ACTIVE);
  EXPECT_THAT(Decode(source), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  source.mutable_authorities(1)->set_id("b");  // Still the service id.
  EXPECT_THAT(Decode(source), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  source.mutable_authorities(1)->mutable_services(0)->set_id("b-ca");
  EXPECT_THAT(Decode(source), IsOk());
}

TEST_F(TrustSnapshotTest, RefusesUnreadableSources) {
  PlainCertificateReader reader;
  EXPECT_THAT(TrustSnapshot::FromSource("\xff\xff\xff", reader),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(TrustSnapshot::FromSource("", reader),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

// Law: DOM-10.
TEST_F(TrustSnapshotTest, SpecialCasAreKnownByNameAndKeyAndNeverTrusted) {
  const TestIdentity special = SelfSignTestCertificate(Spec("C=KZ,CN=Special"));
  const TestIdentity below =
      IssueTestCertificate(Spec("C=KZ,CN=Below"), special);
  const TestIdentity other = SelfSignTestCertificate(Spec("C=KZ,CN=Other"));
  for (const bool by_key : {false, true}) {
    v1::SnapshotSource source = EmptySource();
    v1::SpecialCa& entry = *source.add_special_cas();
    entry.set_id("special");
    if (by_key) {
      entry.add_spki_sha256(std::string(Read(special)->spki_digest().bytes()));
    } else {
      entry.add_subjects(Read(special)->subject().der());
    }
    const auto snapshot = Decode(source);
    ASSERT_THAT(snapshot, IsOk());
    EXPECT_TRUE((*snapshot)->IsOfSpecialCa(*Read(special)));
    EXPECT_EQ((*snapshot)->IsOfSpecialCa(*Read(below)), !by_key);
    EXPECT_FALSE((*snapshot)->IsOfSpecialCa(*Read(other)));
    AddService(source, "kz", special, v1::SERVICE_STATUS_ACTIVE);
    EXPECT_THAT(Decode(source),
                HasReason(v1::ERROR_REASON_STATE_SECRETS_OUT_OF_SCOPE));
    source.clear_authorities();
    AddService(source, "other", other, v1::SERVICE_STATUS_ACTIVE)
        .add_intermediates(special.certificate);
    EXPECT_THAT(Decode(source),
                HasReason(v1::ERROR_REASON_STATE_SECRETS_OUT_OF_SCOPE));
    source.mutable_special_cas(0)->set_withdrawn(true);
    EXPECT_THAT(Decode(source), IsOk());
  }
}

// Law: REG-10, REG-17.
TEST_F(TrustSnapshotTest, KeyOfAContinuedRegistrationHasOneOwnerAtATime) {
  const TestIdentity root = SelfSignTestCertificate(Spec("C=XA,CN=Again"));
  v1::SnapshotSource source = EmptySource();
  v1::TrustService& old =
      AddService(source, "new", root, v1::SERVICE_STATUS_ACTIVE);
  old.mutable_history(0)->mutable_legal_from()->set_seconds(
      absl::ToUnixSeconds(kNow + absl::Hours(2)));
  AddService(source, "old", root, v1::SERVICE_STATUS_ACTIVE);
  v1::StatusEntry& end =
      *source.mutable_authorities(1)->mutable_services(0)->add_history();
  end.set_status(v1::SERVICE_STATUS_TERMINATED);
  end.mutable_legal_from()->set_seconds(
      absl::ToUnixSeconds(kNow + absl::Hours(1)));
  EXPECT_THAT(Decode(source), HasReason(v1::ERROR_REASON_ANCHOR_REGISTERED));
  source.mutable_authorities(0)->set_predecessor_id("old");
  const auto snapshot = Decode(source);
  ASSERT_THAT(snapshot, IsOk());
  const Digest key = Read(root)->spki_digest();
  EXPECT_EQ((*snapshot)->OwnerOfKey(key)->id, "new-ca");
  EXPECT_EQ((*snapshot)->OwnerOfKeyAt(key, kNow)->id, "old-ca");
  EXPECT_EQ((*snapshot)->OwnerOfKeyAt(key, kNow + absl::Minutes(90))->id,
            "old-ca");
  EXPECT_EQ((*snapshot)->OwnerOfKeyAt(key, kNow + absl::Hours(2))->id,
            "new-ca");
  const auto anchors = [&](absl::Duration after) {
    return (*snapshot)->AnchorsAt(kNow + after)->AnchorsFor(*Read(root)).size();
  };
  EXPECT_EQ(anchors(absl::ZeroDuration()), 1u);
  EXPECT_EQ(anchors(absl::Minutes(90)), 0u);
  EXPECT_EQ(anchors(absl::Hours(2)), 1u);
}

// Law: EQV-13.
TEST_F(TrustSnapshotTest, WithdrawnReportOfMisuseHasNoEffect) {
  v1::SnapshotSource source = EmptySource();
  v1::KeyMisuseReport& report = *source.add_key_misuse();
  report.set_spki_sha256(std::string(32, 'k'));
  report.mutable_from()->set_seconds(100);
  const Digest key = *Digest::FromBytes(report.spki_sha256());
  EXPECT_EQ((*Decode(source))->KeyMisusedFrom(key), absl::FromUnixSeconds(100));
  report.set_withdrawn(true);
  EXPECT_EQ((*Decode(source))->KeyMisusedFrom(key), std::nullopt);
}

}  // namespace
}  // namespace kepil
