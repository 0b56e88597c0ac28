#include "tests/support/admission_fixture.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "engine/crypto/digest.h"
#include "tests/support/registry_fixture.h"
#include "tests/support/request_builder.h"
#include "tests/support/revocation_builder.h"
#include "tests/support/test_der.h"
#include "tests/support/timestamp_builder.h"

namespace kepil {
namespace {

constexpr char kApplicationId[] = "000102030405060708090a0b0c0d0e0f";

TestCertificateSpec SpecFor(const std::string& subject,
                            std::vector<TestExtension> extensions) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = absl::FromUnixSeconds(1'577'836'800);  // 2020
  spec.not_after = absl::FromUnixSeconds(2'208'988'800);   // 2040
  spec.extensions = std::move(extensions);
  return spec;
}

v1::RegistrationRules Rules() {
  v1::RegistrationRules rules;
  rules.mutable_crl_validity_min()->set_seconds(24 * 3600);
  rules.mutable_crl_validity_max()->set_seconds(27 * 3600);
  rules.mutable_crl_issue_interval_max()->set_seconds(24 * 3600);
  rules.mutable_foreign_receipt_age_max()->set_seconds(24 * 3600);
  rules.set_appeal_info("To the court, within three months.");
  rules.add_required_documents(v1::REGISTRATION_DOCUMENT_CERTIFICATE_POLICY);
  return rules;
}

void AddSource(const TestIdentity& issuer, const std::string& crl_url,
               const std::string& ocsp_url, v1::TrustService& service) {
  v1::IssuerRevocationSources& sources = *service.add_revocation();
  sources.set_issuer_sha256(std::string(Sha256(issuer.certificate).bytes()));
  v1::RevocationSource& source = *sources.add_sources();
  source.set_crl_url(crl_url);
  source.set_ocsp_url(ocsp_url);
}

v1::Authority AuthorityOf(const AdmissionCase& parts) {
  v1::Authority authority;
  authority.set_id("xa");
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  authority.set_legal_name("Xalandia Trust");
  authority.set_country("XA");
  authority.set_endpoint_country("XA");
  v1::TrustService& sign = *authority.add_services();
  sign.set_id("xa-sign");
  sign.set_type(v1::SERVICE_TYPE_CA);
  sign.add_anchors(parts.root.certificate);
  sign.add_intermediates(parts.issuing.certificate);
  AddSource(parts.root, "http://xa.example/root.crl", "", sign);
  AddSource(parts.issuing, "http://xa.example/issuing.crl",
            "http://xa.example/ocsp", sign);
  v1::TrustService& time = *authority.add_services();
  time.set_id("xa-time");
  time.set_type(v1::SERVICE_TYPE_TSA);
  time.add_anchors(parts.tsa.certificate);
  time.set_tsa_url("http://xa.example/tsa");
  return authority;
}

FetchedOcsp GoodAnswer(const AdmissionCase& parts) {
  FetchedOcsp fetched;
  fetched.issuer = Sha256(parts.issuing.certificate);
  fetched.certificate = Sha256(parts.signer.certificate);
  fetched.url = "http://xa.example/ocsp";
  fetched.nonce = std::string(32, 'n');
  TestOcspSpec spec;
  spec.produced_at = parts.now;
  spec.nonce = fetched.nonce;
  spec.answers = {MakeTestOcspAnswer(parts.issuing, parts.signer.SerialHex(),
                                     TestOcspStatus::kGood, parts.now)};
  fetched.der = MakeTestOcspResponse(spec, parts.issuing);
  return fetched;
}

v1::Application ApplicationOf(const AdmissionCase& parts) {
  v1::Application application;
  application.set_application_id(kApplicationId);
  application.set_state(v1::APPLICATION_STATE_UNDER_REVIEW);
  application.mutable_submitted_at()->set_seconds(
      absl::ToUnixSeconds(parts.now - absl::Hours(48)));
  v1::ApplicationContent& content = *application.mutable_content();
  *content.mutable_authority() = AuthorityOf(parts);
  content.set_address("1 Main Street, Xalandia City");
  content.set_contact("registry@xa.example");
  content.set_treaty_id("xa-kz");
  content.add_sample_certificates(parts.signer.certificate);
  v1::ApplicationDocument& document = *application.add_documents();
  document.set_type(v1::REGISTRATION_DOCUMENT_CERTIFICATE_POLICY);
  document.set_name("cp.pdf");
  document.set_sha256(std::string(Sha256("policy").bytes()));
  document.set_size(6);
  return application;
}

}  // namespace

AdmissionCase::AdmissionCase()
    : root(SelfSignTestCertificate(
          SpecFor("C=XA,O=Xalandia Trust,CN=Root", TestCaExtensions()))),
      issuing(IssueTestCertificate(
          SpecFor("C=XA,O=Xalandia Trust,CN=Issuing", TestCaExtensions()),
          root)),
      tsa(SelfSignTestCertificate(
          SpecFor("C=XA,O=Xalandia Trust,CN=Time", TestTsaExtensions()))),
      signer(IssueTestCertificate(
          SpecFor("C=XA,CN=Somebody", TestSignerExtensions()), issuing)),
      image(MakeTestRegistryImage()),
      rules(Rules()),
      now(absl::FromUnixSeconds(1'767'225'600)) {  // 2026
  application = ApplicationOf(*this);
  TreatyRecord treaty;
  treaty.id = "xa-kz";
  treaty.parties = {"XA"};
  treaty.ratified_on = absl::CivilDay(2020, 1, 1);
  treaty.in_force = absl::CivilDay(2020, 6, 1);
  treaties = {treaty};
  requests = {MakeTestRequestFor(root, kApplicationId),
              MakeTestRequestFor(tsa, kApplicationId)};
  const absl::Time issued = now - absl::Hours(1);
  crls = {{Sha256(root.certificate), "http://xa.example/root.crl",
           AdmissionCrl(root, issued, absl::Hours(25))},
          {Sha256(issuing.certificate), "http://xa.example/issuing.crl",
           AdmissionCrl(issuing, issued, absl::Hours(25))}};
  ocsp = {GoodAnswer(*this)};
  FetchedTimestamp stamp;
  stamp.service_id = "xa-time";
  stamp.url = "http://xa.example/tsa";
  stamp.stamped = "test";
  stamp.nonce = std::string("\x01\x02", 2);
  stamp.response = AdmissionTimestamp(stamp, tsa, now);
  timestamps = {stamp};
  reliable_until = [](const SignatureAlgorithm& algorithm, const PublicKey&) {
    return algorithm.hash == HashAlgorithm::kSha1 ? absl::InfinitePast()
                                                  : absl::InfiniteFuture();
  };
}

AdmissionInput AdmissionCase::Input() {
  return {application,
          image,
          treaties,
          rules.has_value() ? &*rules : nullptr,
          now,
          absl::ToCivilDay(now, absl::UTCTimeZone()),
          absl::Minutes(1),
          requests,
          possession_crls,
          crls,
          ocsp,
          timestamps,
          reliable_until,
          reader};
}

std::string AdmissionCrl(const TestIdentity& issuer, absl::Time this_update,
                         absl::Duration validity) {
  TestCrlSpec spec;
  spec.this_update = this_update;
  spec.next_update = this_update + validity;
  return MakeTestCrl(spec, issuer);
}

std::string AdmissionTimestamp(const FetchedTimestamp& sent,
                               const TestIdentity& tsa, absl::Time time) {
  TestTimestampSpec spec;
  spec.stamped = sent.stamped;
  spec.gen_time = time;
  spec.nonce_hex = "0102";
  return test_der::Sequence({test_der::Sequence({test_der::Integer(0)}),
                             MakeTestTimestamp(spec, tsa)});
}

std::vector<std::string> FailuresOf(const AdmissionFindings& findings) {
  std::vector<std::string> failures;
  for (const v1::AdmissionFinding& finding : findings) {
    if (finding.outcome() == v1::ADMISSION_OUTCOME_FAILED) {
      const std::string name = v1::AdmissionCheck_Name(finding.check());
      failures.push_back(absl::StrCat(
          absl::StripPrefix(name, "ADMISSION_CHECK_"), " ", finding.subject()));
    }
  }
  return failures;
}

}  // namespace kepil
