#ifndef KEPIL_TESTS_SUPPORT_LEGAL_FIXTURE_H_
#define KEPIL_TESTS_SUPPORT_LEGAL_FIXTURE_H_

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "engine/legal/legal_case.h"
#include "engine/pki/certificate_reader.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {

// A bench of the law: packs as they are delivered, completed with dates for
// tests (Code published 10 January 2026, in force 10 July 2026), a foreign CA
// "xa", a foreign TTP "xt", a domestic root "kz-root" and CA "kz-ca".

template <typename Message>
Message ReadTestRules(const std::string& file, const std::string& rest) {
  std::ifstream in("deploy/rules/" + file);
  const std::string text((std::istreambuf_iterator<char>(in)),
                         std::istreambuf_iterator<char>());
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text + "\n" + rest,
                                                            &message))
      << file;
  return message;
}

inline v1::LegalCalendar TestCalendarMessage() {
  return ReadTestRules<v1::LegalCalendar>("kz-calendar.textproto", R"(
      approval { approved_by: "Ministry" reference: "1"
                 approved_on { year: 2026 month: 2 day: 1 } }
      code_published { year: 2026 month: 1 day: 10 }
      code_in_force { year: 2026 month: 7 day: 10 }
      law256_published { year: 2026 month: 1 day: 11 }
      law256_in_force { year: 2026 month: 7 day: 12 }
      term_count: TERM_COUNT_MATCHING_DAY)");
}
inline v1::RulePack TestRulesMessage() {
  return ReadTestRules<v1::RulePack>("kz-rules.textproto", R"(
      approval { approved_by: "Ministry" reference: "2"
                 approved_on { year: 2026 month: 2 day: 1 } }
      in_force { year: 2003 month: 7 day: 1 })");
}
inline LegalCalendarRef CompileTestCalendar(const v1::LegalCalendar& message) {
  auto calendar = LegalCalendar::Compile(message.SerializeAsString());
  EXPECT_THAT(calendar, IsOk());
  return *calendar;
}
inline RulePackRef CompileTestRules(const v1::RulePack& message) {
  auto rules = RulePack::Compile(message.SerializeAsString());
  EXPECT_THAT(rules, IsOk());
  return *rules;
}
inline v1::LegalDate TestDate(int year, int month, int day) {
  v1::LegalDate date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}
inline absl::Time TestDay(int year, int month, int day) {
  return CompileTestCalendar(TestCalendarMessage())
      ->StartOf(absl::CivilDay(year, month, day));
}

class LegalBench {
 public:
  LegalBench() {
    calendar = TestCalendarMessage();
    rules = TestRulesMessage();
    xa_root_ = Root("C=XA,CN=Root");
    kz_root_ = Root("C=KZ,CN=Root");
    kz_ca_ = Issue("C=KZ,CN=CA", kz_root_, TestCaExtensions());
    AddAuthority("xa", v1::AUTHORITY_KIND_FOREIGN_CA, "XA", xa_root_);
    AddAuthority("xt", v1::AUTHORITY_KIND_FOREIGN_TTP, "XA",
                 Root("C=XA,CN=TTP"));
    AddAuthority("kz-root", v1::AUTHORITY_KIND_DOMESTIC_CA, "KZ", kz_root_)
        .set_domestic_kind(v1::DOMESTIC_CA_KIND_ROOT);
    AddAuthority("kz-ca", v1::AUTHORITY_KIND_DOMESTIC_CA, "KZ", kz_ca_)
        .set_domestic_kind(v1::DOMESTIC_CA_KIND_NATIONAL);
    usage.set_relying_party_country("KZ");
  }

  // An authority with one CA service of the same id, in force from `from`.
  v1::Authority& AddAuthority(const std::string& id, v1::AuthorityKind kind,
                              const std::string& country,
                              const TestIdentity& anchor) {
    v1::Authority& authority = *trust.add_authorities();
    authority.set_id(id);
    authority.set_kind(kind);
    authority.set_country(country);
    v1::TrustService& service = *authority.add_services();
    service.set_id(id);
    service.set_type(v1::SERVICE_TYPE_CA);
    service.add_anchors(anchor.certificate);
    AddStatus(id, v1::SERVICE_STATUS_ACTIVE, TestDay(2016, 1, 1));
    return authority;
  }
  v1::Authority& AuthorityOf(const std::string& id) {
    for (v1::Authority& authority : *trust.mutable_authorities()) {
      if (authority.id() == id) {
        return authority;
      }
    }
    ADD_FAILURE() << id;
    return *trust.add_authorities();
  }
  v1::StatusEntry& AddStatus(const std::string& id, v1::ServiceStatus status,
                             absl::Time from) {
    v1::StatusEntry& entry =
        *AuthorityOf(id).mutable_services(0)->add_history();
    entry.set_status(status);
    entry.mutable_legal_from()->set_seconds(absl::ToUnixSeconds(from));
    return entry;
  }
  v1::Accreditation& Accredit(const std::string& id, v1::LegalDate from,
                              v1::LegalDate until, v1::AccreditingBody body) {
    v1::Accreditation& item = *AuthorityOf(id).add_accreditations();
    *item.mutable_from() = from;
    *item.mutable_until() = until;
    item.set_body(body);
    return item;
  }

  // A verdict of TOTAL_PASSED at `time` on a certificate of `id`.
  void Sign(const std::string& id, absl::Time time,
            const std::string& subject = "C=XA,SN=Person,CN=Signer",
            std::vector<TestExtension> more = {}) {
    const TestIdentity& issuer = id == "kz-ca"     ? kz_ca_
                                 : id == "kz-root" ? kz_root_
                                                   : xa_root_;
    std::vector<TestExtension> extensions = TestSignerExtensions();
    extensions.insert(extensions.end(), more.begin(), more.end());
    const TestIdentity signer = Issue(subject, issuer, extensions);
    conclusion = Conclusion();
    conclusion.indication = v1::INDICATION_TOTAL_PASSED;
    conclusion.control_time = TestDay(2026, 11, 1);
    conclusion.best_signature_time = time;
    conclusion.best_time_proof = v1::TIME_PROOF_SIGNATURE_TIMESTAMP;
    conclusion.signing_certificate = Read(signer);
    CertificatePath path;
    path.certificates = {conclusion.signing_certificate};
    path.anchor.service_id = id;
    path.anchor.certificate = Read(issuer);
    conclusion.path = path;
    for (const v1::Constraint constraint :
         {v1::CONSTRAINT_SIGNATURE_INTACT, v1::CONSTRAINT_SIGNED_DATA_INTACT,
          v1::CONSTRAINT_NOT_REVOKED}) {
      AddFinding(constraint, v1::CHECK_OUTCOME_PASSED);
    }
  }
  void AddFinding(v1::Constraint constraint, v1::CheckOutcome outcome,
                  v1::FindingReason reason = v1::FINDING_REASON_UNSPECIFIED) {
    Finding finding;
    finding.constraint = constraint;
    finding.outcome = outcome;
    finding.reason = reason;
    conclusion.findings.push_back(finding);
  }
  // One check failed, and the verdict with it.
  void Fail(v1::Constraint constraint, v1::FindingReason reason) {
    conclusion.indication = v1::INDICATION_INDETERMINATE;
    for (Finding& finding : conclusion.findings) {
      if (finding.constraint == constraint) {
        finding.outcome = v1::CHECK_OUTCOME_FAILED;
        finding.reason = reason;
        return;
      }
    }
    AddFinding(constraint, v1::CHECK_OUTCOME_FAILED, reason);
  }
  // No path of ours; a registered TTP vouches for the signature.
  void VouchByTtp() {
    conclusion.path.reset();
    conclusion.findings.clear();
    Fail(v1::CONSTRAINT_PROSPECTIVE_PATH,
         v1::FINDING_REASON_TRUST_SERVICE_UNKNOWN);
    facts.foreign_receipt = ForeignTtpReceipt{"xt", Sha256("receipt")};
  }

  // Compiles what stands here and hands it to `use` as a LegalInput.
  template <typename Use>
  auto With(Use use) {
    trust.set_version(1);
    trust.mutable_issued_at()->set_seconds(1);
    PlainCertificateReader reader;
    auto snapshot =
        TrustSnapshot::FromSource(trust.SerializeAsString(), reader);
    EXPECT_THAT(snapshot, IsOk());
    const LegalCalendarRef compiled_calendar = CompileTestCalendar(calendar);
    const RulePackRef compiled_rules = CompileTestRules(rules);
    return use(LegalInput{conclusion, **snapshot, *compiled_rules,
                          *compiled_calendar, usage, facts});
  }

  const TestIdentity& xa_root() const { return xa_root_; }
  TestIdentity Root(const std::string& subject) const {
    return SelfSignTestCertificate(Spec(subject, TestCaExtensions()));
  }

  v1::SnapshotSource trust;
  v1::LegalCalendar calendar;
  v1::RulePack rules;
  v1::UsageContext usage;
  LegalFacts facts;
  Conclusion conclusion;
  // When the certificates of signers are issued: 13 September 2020.
  absl::Time issued_at = absl::FromUnixSeconds(1'600'000'000);

 private:
  TestCertificateSpec Spec(const std::string& subject,
                           std::vector<TestExtension> extensions) const {
    TestCertificateSpec spec;
    spec.subject = subject;
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    spec.not_before = issued_at;
    spec.not_after = issued_at + absl::Hours(24 * 3650);
    spec.extensions = std::move(extensions);
    return spec;
  }
  TestIdentity Issue(const std::string& subject, const TestIdentity& issuer,
                     std::vector<TestExtension> extensions) const {
    return IssueTestCertificate(Spec(subject, std::move(extensions)), issuer);
  }
  static CertificateRef Read(const TestIdentity& identity) {
    auto certificate = Certificate::FromDer(identity.certificate);
    EXPECT_THAT(certificate, IsOk());
    return *certificate;
  }

  TestIdentity xa_root_, kz_root_, kz_ca_;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_LEGAL_FIXTURE_H_
