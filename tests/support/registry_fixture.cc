#include "tests/support/registry_fixture.h"

#include "absl/strings/str_cat.h"
#include "engine/crypto/digest.h"

namespace kepil {

TestIdentity MakeTestRoot(const std::string& name) {
  TestCertificateSpec spec;
  spec.subject = absl::StrCat("C=XA,CN=", name);
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = absl::FromUnixSeconds(1577836800);
  spec.not_after = absl::FromUnixSeconds(2208988800);
  spec.extensions = TestCaExtensions();
  return SelfSignTestCertificate(spec);
}

v1::PrincipalRecord MakeTestRelyingParty(const std::string& id) {
  v1::PrincipalRecord principal;
  principal.set_id(id);
  principal.add_roles(v1::PRINCIPAL_ROLE_RELYING_PARTY);
  principal.set_tls_sha256(std::string(Sha256(id).bytes()));
  principal.set_country("KZ");
  principal.set_lawful_basis("contract 1");
  return principal;
}

v1::PrincipalRecord MakeTestOfficer(const std::string& id,
                                    const std::string& unit,
                                    v1::PrincipalRole role) {
  v1::PrincipalRecord officer;
  officer.set_id(id);
  officer.add_roles(role);
  officer.set_unit(unit);
  officer.set_tls_sha256(std::string(Sha256(id).bytes()));
  officer.set_signing_certificate(MakeTestRoot(id).certificate);
  return officer;
}

v1::Authority MakeTestAuthority(const std::string& id,
                                const TestIdentity& root) {
  v1::Authority authority;
  authority.set_id(id);
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  authority.set_legal_name("Xalandia Trust");
  authority.set_country("XA");
  authority.set_endpoint_country("XA");
  authority.set_decision("No. 17 of 2026-01-01");
  v1::TrustService& service = *authority.add_services();
  service.set_id(absl::StrCat(id, "-sign"));
  service.set_type(v1::SERVICE_TYPE_CA);
  service.add_anchors(root.certificate);
  v1::IssuerRevocationSources& sources = *service.add_revocation();
  sources.set_issuer_sha256(std::string(Sha256(root.certificate).bytes()));
  sources.add_sources()->set_crl_url("http://crl.xa.example/root.crl");
  return authority;
}

v1::Authority MakeTestAuthority(const std::string& id) {
  return MakeTestAuthority(id, MakeTestRoot(id));
}

storage::v1::RegistryImage MakeTestRegistryImage() {
  storage::v1::RegistryImage image;
  image.set_version(1);
  *image.add_principals() =
      MakeTestOfficer("aigul", "registry", v1::PRINCIPAL_ROLE_REGISTRAR);
  *image.add_principals() =
      MakeTestOfficer("daniyar", "supervision", v1::PRINCIPAL_ROLE_APPROVER);
  return image;
}

v1::ChangeDraft AdmissionDraft(const v1::Authority& authority) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  *draft.mutable_authority() = authority;
  return draft;
}

v1::ChangeDraft StatusDraft(v1::Act act, const std::string& authority_id,
                            int64_t until_seconds) {
  v1::ChangeDraft draft;
  draft.set_act(act);
  draft.mutable_status()->set_authority_id(authority_id);
  draft.mutable_status()->set_ground("Law 5(1)(9), act 17");
  if (act == v1::ACT_SUSPEND) {
    draft.mutable_status()->mutable_until()->set_seconds(until_seconds);
  }
  return draft;
}

}  // namespace kepil
