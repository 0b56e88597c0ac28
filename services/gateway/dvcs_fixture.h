#ifndef KEPIL_SERVICES_GATEWAY_DVCS_FIXTURE_H_
#define KEPIL_SERVICES_GATEWAY_DVCS_FIXTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "engine/crypto/der_writer.h"
#include "engine/signature/dvcs_request.h"
#include "services/gateway/validation_fixture.h"
#include "tests/support/cms_builder.h"
#include "tests/support/pki_builder.h"
#include "trustlist/principal_directory.h"

namespace kepil {

// A ValidationFixture that is asked by RFC 3029; its relying party may sign
// its requests.
struct DvcsFixture : ValidationFixture {
  TestIdentity request_signer, stranger;
  std::shared_ptr<const PrincipalDirectory> principals;

  DvcsFixture() {
    PublishTrust();
    TestCertificateSpec spec;
    spec.subject = "C=XB,CN=TTP requests";
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    spec.not_before = clock.Now() - absl::Hours(24);
    spec.not_after = clock.Now() + absl::Hours(24 * 30);
    request_signer = SelfSignTestCertificate(spec);
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    stranger = SelfSignTestCertificate(spec);
    caller.principal.set_signing_certificate(request_signer.certificate);
    Register(caller.principal);
  }
  void Register(const v1::PrincipalRecord& principal) {
    storage::v1::RegistryImage image;
    image.set_version(1);
    *image.add_principals() = principal;
    principals = std::make_shared<const PrincipalDirectory>(image);
  }

  // A SignedData with its content inside.
  std::string Attached(const TestIdentity& signer) const {
    return AttachedRequestFor(signer).signature();
  }
  DvcsRequest Request(DvcsService service, absl::string_view message) const {
    DvcsRequest request;
    request.information.service = service;
    request.information.nonce = "\x07\x01";
    request.data.message = std::string(message);
    request.transaction_identifier = DerWrap(DerContext(6), "urn:t:1");
    return request;
  }
  DvcsRequest CertificateRequest(
      const std::vector<TestIdentity>& targets) const {
    DvcsRequest request = Request(DvcsService::kCpkc, "");
    request.data.kind = DvcsData::Kind::kCertificates;
    for (const TestIdentity& target : targets) {
      request.data.certificates.push_back(
          {{DvcsToken::Kind::kCertificate, target.certificate}, {}, ""});
    }
    return request;
  }
  DvcsRequest ImprintRequest(HashAlgorithm hash) const {
    DvcsRequest request = Request(DvcsService::kCcpd, "");
    request.data.kind = DvcsData::Kind::kImprint;
    request.data.imprint.hash = hash;
    const auto value = HashOf(hash, kContent);
    KEPIL_CHECK(value.ok());
    request.data.imprint.value = *value;
    return request;
  }
  static std::string Der(const DvcsRequest& request) {
    return WriteDvcsRequest(request, DvcsEncoding::kRfc3029);
  }
  static std::string SignRequest(
      absl::string_view der, const std::vector<TestIdentity>& signers,
      absl::string_view content_type = kDvcsRequestContentType) {
    TestCmsSpec spec;
    spec.content = std::string(der);
    spec.detached = false;
    spec.content_type = std::string(content_type);
    for (const TestIdentity& signer : signers) {
      TestCmsSigner one;
      one.identity = signer;
      spec.signers.push_back(one);
    }
    return MakeTestCms(spec);
  }
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_DVCS_FIXTURE_H_
