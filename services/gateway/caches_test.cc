// Caches change no verdict (ADR-0012): every document of the demo is validated
// without caches, with empty and with filled ones, while the world around it
// changes, and the receipts are the same to the octet.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/evidence/certificate_cache.h"
#include "services/evidence/registered_collector.h"
#include "services/evidence/revocation_cache.h"
#include "services/evidence/revocation_source.h"
#include "services/gateway/judge_cache.h"
#include "services/gateway/test_policies.h"
#include "services/gateway/validation_flow.h"
#include "tests/demo_pki/demo_documents.h"
#include "tests/demo_pki/demo_pki.h"
#include "tests/support/cms_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_fetcher.h"
#include "tests/support/memory_evidence_store.h"
#include "tests/support/receipt_log_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// What is remembered between validations.
struct Caches {
  Caches(const Clock& clock, Fetcher& fetcher)
      : revocation(clock, store, gate, RevocationCache::Options()),
        source({clock, fetcher, gate, revocation, certificates,
                [](size_t size) { return std::string(size, 'n'); }},
               RevocationSource::Options()),
        collector({certificates, source, store},
                  RegisteredEvidenceCollector::Options()) {}

  CertificateCache certificates{CertificateCache::Options()};
  JudgeCache judge{JudgeCache::Options()};
  MemoryEvidenceStore store;
  FetchGate gate{FetchGate::Options()};
  RevocationCache revocation;
  RevocationSource source;
  RegisteredEvidenceCollector collector;
};

// A moment of the world: when it is, what is registered, what CAs publish.
struct Scene {
  std::string name;
  absl::Duration later;             // Than the beginning.
  int64_t version = 1;              // Of the trust snapshot.
  std::set<std::string> suspended;  // CAs.
  std::set<std::string> revoked;    // Signers, besides those of the demo.
  std::set<std::string> silent;     // CAs that publish nothing.
};

class CachesTest : public testing::Test {
 protected:
  CachesTest()
      : pki_(DemoPki::Build({clock_.Now(), ""})),
        begin_(clock_.Now()),
        documents_(MakeDemoDocuments(pki_)) {
    for (DemoDocument& document : MakeNationalDocuments(pki_)) {
      documents_.push_back(std::move(document));
    }
    AddHostileDocuments();
  }

  // A signer of a CA of the demo, with its own extensions and validity.
  TestIdentity SignerBelow(const TestIdentity& issuer, const std::string& name,
                           std::vector<TestExtension> extensions) {
    TestCertificateSpec spec;
    spec.subject = absl::StrCat("C=XA,O=Made for this,CN=", name);
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    spec.not_before = begin_ - absl::Hours(240);
    spec.not_after = begin_ + (name == "ends soon" ? absl::Hours(36)
                                                   : absl::Hours(24 * 200));
    spec.serial_hex = absl::StrCat("4d", next_serial_++);
    spec.extensions = std::move(extensions);
    return IssueTestCertificate(spec, issuer);
  }
  void AddDocument(const std::string& name, const TestIdentity& signer,
                   const std::vector<const TestIdentity*>& more) {
    TestCmsSpec spec;
    spec.content = name;
    TestCmsSigner one;
    one.identity = signer;
    one.signing_time = begin_ - absl::Minutes(30);
    spec.signers = {one};
    spec.certificates = {signer.certificate};
    for (const TestIdentity* identity : more) {
      spec.certificates.push_back(identity->certificate);
    }
    DemoDocument document;
    document.name = name;
    document.content = name;
    document.signature = MakeTestCms(spec);
    documents_.push_back(std::move(document));
  }
  // Paths to the same anchor that must not be taken for one another.
  void AddHostileDocuments() {
    const TestIdentity& ca = pki_.Get("xa-issuing-1");
    const TestIdentity plain = SignerBelow(ca, "plain", TestSignerExtensions());
    AddDocument("plain", plain, {&ca});
    AddDocument("ends soon",
                SignerBelow(ca, "ends soon", TestSignerExtensions()), {&ca});
    std::vector<TestExtension> unknown = TestSignerExtensions();
    unknown.push_back({"1.2.3.4", true, std::string("\x05\0", 2)});
    AddDocument("unknown extension", SignerBelow(ca, "unknown", unknown),
                {&ca});
    AddDocument("issued by no CA",
                SignerBelow(plain, "below a signer", TestSignerExtensions()),
                {&plain, &ca});
    // Its issuer's name, another key: nothing that is verified says it is it.
    TestIdentity forger = ca;
    forger.key = TestKey::Generate(TestKeyKind::kP256);
    AddDocument("forged", SignerBelow(forger, "forged", TestSignerExtensions()),
                {&ca});
    const TestIdentity sub = SignerBelow(ca, "sub", TestCaExtensions());
    AddDocument("another CA between",
                SignerBelow(sub, "below", TestSignerExtensions()), {&sub, &ca});
  }

  std::string UrlOf(const std::string& ca) const {
    return absl::StrCat("http://crl.test/", ca);
  }
  // Once for each moment, CA and set of the revoked: a signature is not made
  // twice alike.
  const std::string& CrlOf(const Scene& scene, const std::string& ca) {
    std::string& crl =
        crls_[absl::StrCat(absl::FormatDuration(scene.later), "/",
                           absl::StrJoin(scene.revoked, ","), "/", ca)];
    if (crl.empty()) {
      TestCrlSpec spec;
      spec.this_update = begin_ + scene.later - absl::Hours(1);
      spec.next_update = spec.this_update + absl::Hours(25);
      spec.number = static_cast<int>(absl::ToInt64Hours(scene.later)) + 1;
      for (const DemoIssued& issued : pki_.IssuedBy(ca)) {
        if (issued.revoked_at.has_value() ||
            scene.revoked.count(issued.id) > 0) {
          spec.revoked.push_back(
              {issued.serial_hex, begin_ - absl::Hours(1), std::nullopt, {}});
        }
      }
      crl = MakeTestCrl(spec, pki_.Get(ca));
    }
    return crl;
  }
  v1::Authority AuthorityOf(const Scene& scene, const std::string& country,
                            const std::vector<std::string>& chain) const {
    v1::Authority authority;
    const std::string& anchor = chain.front();
    authority.set_id(anchor);
    authority.set_kind(country == "KZ" ? v1::AUTHORITY_KIND_DOMESTIC_CA
                                       : v1::AUTHORITY_KIND_FOREIGN_CA);
    if (country == "KZ") {
      authority.set_domestic_kind(v1::DOMESTIC_CA_KIND_ROOT);
    }
    authority.set_country(country);
    v1::TrustService& service = *authority.add_services();
    service.set_id(anchor);
    service.set_type(v1::SERVICE_TYPE_CA);
    service.add_anchors(pki_.Get(anchor).certificate);
    for (const std::string& ca : chain) {
      if (ca != anchor) {
        service.add_intermediates(pki_.Get(ca).certificate);
      }
      v1::IssuerRevocationSources& sources = *service.add_revocation();
      sources.set_issuer_sha256(TestHash("sha256", pki_.Get(ca).certificate));
      sources.add_sources()->set_crl_url(UrlOf(ca));
    }
    v1::StatusEntry& active = *service.add_history();
    active.set_status(v1::SERVICE_STATUS_ACTIVE);
    active.mutable_legal_from()->set_seconds(0);
    if (scene.suspended.count(anchor) > 0) {
      v1::StatusEntry& suspended = *service.add_history();
      suspended.set_status(v1::SERVICE_STATUS_SUSPENDED);
      suspended.mutable_legal_from()->set_seconds(
          absl::ToUnixSeconds(begin_ - absl::Hours(2)));
      suspended.mutable_until()->set_seconds(
          absl::ToUnixSeconds(begin_ + absl::Hours(24)));
    }
    return authority;
  }
  // Sets the clock, the CRLs and the trust snapshot.
  void Enter(const Scene& scene) {
    clock_.Set(begin_ + scene.later);
    v1::SnapshotSource source;
    source.set_version(scene.version);
    source.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(begin_));
    const std::map<std::string, std::vector<std::string>> countries = {
        {"XA", {"xa-root", "xa-issuing-1"}},
        {"XC", {"xc-ca"}},
        {"KZ", {"kz-ca"}},
        {"RU", {"ru-ca"}},
        {"BY", {"by-ca"}}};
    for (const auto& [country, chain] : countries) {
      *source.add_authorities() = AuthorityOf(scene, country, chain);
      for (const std::string& ca : chain) {
        if (scene.silent.count(ca) > 0) {
          fetcher_.SetError(UrlOf(ca), absl::UnavailableError("silent"));
        } else {
          fetcher_.SetBody(UrlOf(ca), CrlOf(scene, ca));
        }
      }
    }
    snapshot_ = source.SerializeAsString();
  }

  enum class Memory { kNone, kCaches };
  // The body of the receipt for `document`, the first one of a new log.
  std::string BodyOf(const DemoDocument& document, Caches& caches,
                     Memory memory) {
    PlainCertificateReader plain;
    CertificateReader& reader = memory == Memory::kNone
                                    ? static_cast<CertificateReader&>(plain)
                                    : caches.certificates;
    SnapshotPublisher publisher;
    auto trust = TrustSnapshot::FromSource(snapshot_, reader);
    EXPECT_THAT(trust, IsOk());
    EXPECT_THAT(publisher.Publish(*std::move(trust)), IsOk());
    ReceiptLogFixture log(clock_);
    ValidationFlow flow(
        {clock_, publisher, [this] { return rules_; }, reader, caches.collector,
         caches.store, *log.issuer, log.store, nullptr,
         memory == Memory::kNone ? nullptr : &caches.judge,
         [] { return false; }},
        {kCrossBorderPolicy, ParseLimits(), {}});
    v1::ValidateRequest request;
    request.set_signature(document.signature);
    request.set_content(document.content);
    Caller caller;
    caller.principal.set_id("bank");
    caller.principal.add_roles(v1::PRINCIPAL_ROLE_RELYING_PARTY);
    caller.principal.set_tls_sha256(std::string(32, 't'));
    // A domestic signature is validated for somebody abroad.
    caller.principal.set_country(document.name.find("kazakh") == 0 ||
                                         document.name == "two-countries.txt"
                                     ? "XZ"
                                     : "KZ");
    caller.principal.set_lawful_basis("treaty 5");
    const auto receipt = flow.Run(request, caller);
    // A refusal is to be the same, too.
    return receipt.ok() ? receipt->body() : receipt.status().ToString();
  }
  std::string WithoutCaches(const DemoDocument& document) {
    Caches none(clock_, fetcher_);
    return BodyOf(document, none, Memory::kNone);
  }

  FakeClock clock_;
  FakeFetcher fetcher_;
  int next_serial_ = 10;
  const DemoPki pki_;
  const absl::Time begin_;
  std::vector<DemoDocument> documents_;
  std::map<std::string, std::string> crls_;
  std::string snapshot_;
  const std::shared_ptr<const RuleLibrary> rules_ = MakeTestRules();
};

std::string VerdictOf(const std::string& octets) {
  v1::ReceiptBody body;
  if (!body.ParseFromString(octets) || body.signatures().empty()) {
    return octets;
  }
  std::string verdict;
  for (const v1::SignatureReport& report : body.signatures()) {
    absl::StrAppend(
        &verdict, v1::Indication_Name(report.conclusion().indication()), " ",
        v1::SubIndication_Name(report.conclusion().sub_indication()), ";");
  }
  return verdict;
}

TEST_F(CachesTest, EveryReceiptIsTheSameWithoutWithEmptyAndWithFilledCaches) {
  Scene usual;
  usual.name = "usual";
  Scene suspended = usual;
  suspended.name = "suspended";
  suspended.version = 2;
  suspended.suspended = {"xa-root", "ru-ca"};
  Scene resumed = usual;
  resumed.name = "resumed";
  resumed.version = 3;
  Scene stale = resumed;  // Nobody publishes for two days.
  stale.name = "stale";
  stale.later = absl::Hours(48);
  stale.silent = {"xa-root", "xa-issuing-1", "xc-ca",
                  "kz-ca",   "ru-ca",        "by-ca"};
  Scene revoked = resumed;
  revoked.name = "revoked";
  revoked.version = 4;
  revoked.later = absl::Hours(49);
  revoked.revoked = {"xa-signer-rsa", "by-signer", "xa-issuing-1"};
  Caches kept(clock_, fetcher_);
  std::map<std::string, std::set<std::string>> verdicts;  // By document.
  for (const Scene& scene : {usual, suspended, resumed, stale, revoked}) {
    Enter(scene);
    for (const DemoDocument& document : documents_) {
      SCOPED_TRACE(absl::StrCat(scene.name, ": ", document.name));
      // In the stale scene nothing can be had but what was held before.
      const std::string without = scene.silent.empty()
                                      ? WithoutCaches(document)
                                      : BodyOf(document, kept, Memory::kNone);
      Caches cold(clock_, fetcher_);
      const std::string first = scene.silent.empty()
                                    ? BodyOf(document, cold, Memory::kCaches)
                                    : BodyOf(document, kept, Memory::kCaches);
      const std::string second =
          BodyOf(document, scene.silent.empty() ? cold : kept, Memory::kCaches);
      const std::string warm = BodyOf(document, kept, Memory::kCaches);
      EXPECT_EQ(VerdictOf(first), VerdictOf(without));
      EXPECT_EQ(first, without);
      EXPECT_EQ(second, without);
      EXPECT_EQ(VerdictOf(warm), VerdictOf(without));
      EXPECT_EQ(warm, without);
      EXPECT_EQ(BodyOf(document, kept, Memory::kCaches), without);
      verdicts[document.name].insert(VerdictOf(without));
    }
  }
  // The scenes did change what is to be said.
  EXPECT_GE(verdicts["valid-rsa.txt"].size(), 3u);
  EXPECT_GE(verdicts["valid-p256.txt"].size(), 3u);
  EXPECT_GE(verdicts["russian-gost2012.txt"].size(), 2u);
  EXPECT_GE(verdicts["ends soon"].size(), 3u);
  for (const char* refused :
       {"unknown extension", "issued by no CA", "forged"}) {
    for (const std::string& verdict : verdicts[refused]) {
      EXPECT_NE(verdict, "INDICATION_TOTAL_PASSED SUB_INDICATION_NONE;")
          << refused;
    }
  }
  // The caches did their work.
  EXPECT_GT(kept.judge.counts().path_hits, 0);
  EXPECT_GT(kept.judge.counts().signature_hits, 0);
  EXPECT_GT(kept.certificates.counts().hits, 0);
}

}  // namespace
}  // namespace kepil
