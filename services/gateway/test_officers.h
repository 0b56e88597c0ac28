#ifndef KEPIL_SERVICES_GATEWAY_TEST_OFFICERS_H_
#define KEPIL_SERVICES_GATEWAY_TEST_OFFICERS_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/digest.h"
#include "kepil/v1/trust.pb.h"
#include "tests/support/cms_builder.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// 2026-01-01T00:00:00Z, where FakeClock starts.
inline const absl::Time kTestActTime = absl::FromUnixSeconds(1767225600);

// A P-256 certificate, valid from 30 days before kTestActTime to 300 after.
inline TestCertificateSpec TestActSpec(const std::string& subject,
                                       std::vector<TestExtension> extensions) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kTestActTime - absl::Hours(24 * 30);
  spec.not_after = kTestActTime + absl::Hours(24 * 300);
  spec.extensions = std::move(extensions);
  return spec;
}

// An officer as registered, with the key to sign acts.
struct TestOfficer {
  v1::PrincipalRecord record;
  TestIdentity signing;

  // Detached CMS over `statement`, by the registered certificate.
  std::string Sign(absl::string_view statement,
                   absl::Time when = kTestActTime) const {
    return MakeDetachedTestCms(signing, statement, when);
  }
};
inline TestOfficer MakeTestOfficer(
    const std::string& id, const std::string& unit, v1::PrincipalRole role,
    std::vector<TestExtension> extensions = TestSignerExtensions()) {
  const TestIdentity ca = SelfSignTestCertificate(
      TestActSpec("C=XK,CN=Officers CA", TestCaExtensions()));
  TestOfficer officer;
  officer.signing = IssueTestCertificate(
      TestActSpec(absl::StrCat("C=XK,CN=", id), std::move(extensions)), ca);
  officer.record.set_id(id);
  officer.record.set_unit(unit);
  officer.record.add_roles(role);
  officer.record.set_tls_sha256(
      std::string(Sha256(absl::StrCat("tls ", id)).bytes()));
  officer.record.set_signing_certificate(officer.signing.certificate);
  return officer;
}

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_TEST_OFFICERS_H_
