#ifndef KEPIL_SERVICES_GATEWAY_ENVELOPE_FIXTURE_H_
#define KEPIL_SERVICES_GATEWAY_ENVELOPE_FIXTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "engine/trust/trust_snapshot.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/peer.pb.h"
#include "tests/support/cms_builder.h"
#include "tests/support/pki_builder.h"
#include "trustlist/principal_directory.h"

namespace kepil {

inline constexpr char kTestOrigin[] = "example.com/here";
inline constexpr char kTestTtp[] = "xa-ttp";

// A foreign TTP of XA as the registry has it, and its key for requests.
struct TestTtp {
  TestIdentity requests;
  v1::PrincipalRecord principal;
  v1::Authority authority;

  // Issued or valid around `now`.
  explicit TestTtp(absl::Time now, const std::string& id = kTestTtp)
      : requests(MakeIdentity(now, "C=XA,CN=Requests of " + id)) {
    principal.set_id(id + "-node");
    principal.set_tls_sha256(std::string(Sha256("tls of " + id).bytes()));
    principal.add_roles(v1::PRINCIPAL_ROLE_FOREIGN_TTP);
    principal.set_authority_id(id);
    principal.set_signing_certificate(requests.certificate);
    principal.set_country("XA");
    principal.set_lawful_basis("treaty 5");
    authority.set_id(id);
    authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_TTP);
    authority.set_country("XA");
    v1::TrustService& service = *authority.add_services();
    service.set_id(id);
    service.set_type(v1::SERVICE_TYPE_RECEIPT);
    service.add_anchors(
        MakeIdentity(now, "C=XA,CN=Receipts of " + id).certificate);
    v1::StatusEntry& active = *service.add_history();
    active.set_status(v1::SERVICE_STATUS_ACTIVE);
    active.mutable_legal_from()->set_seconds(0);
  }

  // Until an hour after `now`.
  void Suspend(absl::Time now) {
    v1::StatusEntry& entry = *authority.mutable_services(0)->add_history();
    entry.set_status(v1::SERVICE_STATUS_SUSPENDED);
    entry.mutable_legal_from()->set_seconds(absl::ToUnixSeconds(now));
    entry.mutable_until()->set_seconds(
        absl::ToUnixSeconds(now + absl::Hours(1)));
  }

  static TestIdentity MakeIdentity(absl::Time now, const std::string& subject) {
    TestCertificateSpec spec;
    spec.subject = subject;
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    spec.not_before = now - absl::Hours(24);
    spec.not_after = now + absl::Hours(24 * 30);
    spec.extensions = TestSignerExtensions();
    return SelfSignTestCertificate(spec);
  }
};

inline std::shared_ptr<const PrincipalDirectory> DirectoryOf(
    const std::vector<v1::PrincipalRecord>& principals) {
  storage::v1::RegistryImage image;
  image.set_version(1);
  for (const v1::PrincipalRecord& principal : principals) {
    *image.add_principals() = principal;
  }
  return std::make_shared<const PrincipalDirectory>(image);
}

// `request` with what an envelope needs: for us, sent now, number `number`.
inline v1::ValidateRequest ForEnvelope(v1::ValidateRequest request,
                                       absl::Time now, char number = '1') {
  request.set_message_id(std::string(16, number));
  request.mutable_sent_at()->set_seconds(absl::ToUnixSeconds(now));
  request.set_recipient(kTestOrigin);
  return request;
}

// What the national gateway hands over, signed by `signers` at `now`.
inline v1::InterstateEnvelope MakeEnvelope(
    absl::string_view content, const std::vector<TestIdentity>& signers,
    absl::Time now) {
  TestCmsSpec spec;
  spec.content = std::string(content);
  spec.detached = false;
  for (const TestIdentity& identity : signers) {
    TestCmsSigner signer;
    signer.identity = identity;
    signer.signing_time = now;
    spec.signers.push_back(signer);
  }
  v1::InterstateEnvelope envelope;
  envelope.set_origin(kTestTtp);
  envelope.set_signed_request(MakeTestCms(spec));
  return envelope;
}

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_ENVELOPE_FIXTURE_H_
