#include "tests/bench/many_authorities.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "tests/support/revocation_builder.h"

namespace kepil {
namespace {

// Contents of a positive INTEGER of four octets.
std::string SerialHex(int number) {
  return absl::StrFormat("%08x", 0x40000000u + static_cast<unsigned>(number));
}

TestCertificateSpec SpecOf(const std::string& subject, const TestKey& key,
                           absl::Time now) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = key;
  spec.not_before = now - absl::Hours(24 * 30);
  spec.not_after = now + absl::Hours(24 * 300);
  return spec;
}

}  // namespace

ManyAuthorities::ManyAuthorities(int count, absl::Time now) : now_(now) {
  TestCrlSpec crl;
  crl.this_update = now_ - absl::Hours(1);
  crl.next_update = now_ + absl::Hours(24);
  for (int i = 0; i < kCrlEntries; ++i) {
    TestRevoked revoked;
    revoked.serial_hex = SerialHex(i);
    revoked.revoked_at = now_ - absl::Hours(48);
    crl.revoked.push_back(std::move(revoked));
  }
  authorities_.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    TestCertificateSpec spec =
        SpecOf(absl::StrCat("C=XE,O=Many,CN=CA ", i),
               TestKey::Generate(TestKeyKind::kP256), now_);
    spec.serial_hex = SerialHex(next_serial_++);
    spec.extensions = TestCaExtensions();
    Authority authority;
    authority.ca = SelfSignTestCertificate(spec);
    authority.crl = MakeTestCrl(crl, authority.ca);
    authorities_.push_back(std::move(authority));
  }
  auto server = HttpServer::Start({}, [this](absl::string_view path) {
    HttpResponse response;
    size_t at = 0;
    if (absl::SimpleAtoi(path.substr(1), &at) && at < authorities_.size()) {
      response.content_type = "application/pkix-crl";
      response.body = authorities_[at].crl;
      ++served_;
    } else {
      response.status = 404;
    }
    return response;
  });
  KEPIL_CHECK(server.ok());
  server_ = *std::move(server);
}

v1::ChangeDraft ManyAuthorities::Draft(int authority) const {
  const std::string& ca =
      authorities_[static_cast<size_t>(authority)].ca.certificate;
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  v1::Authority& record = *draft.mutable_authority();
  record.set_id(absl::StrFormat("many-%06d", authority));
  record.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  record.set_legal_name(absl::StrCat("Many ", authority));
  record.set_country("XE");
  record.set_endpoint_country("XE");
  record.set_decision("Decision 1 of the bench");
  v1::TrustService& service = *record.add_services();
  service.set_id(record.id() + "-signatures");
  service.set_type(v1::SERVICE_TYPE_CA);
  service.add_anchors(ca);
  v1::IssuerRevocationSources& sources = *service.add_revocation();
  sources.set_issuer_sha256(std::string(Sha256(ca).bytes()));
  sources.add_sources()->set_crl_url(
      absl::StrCat("http://127.0.0.1:", server_->port(), "/", authority));
  return draft;
}

TestIdentity ManyAuthorities::NewSigner(int authority, const TestKey& key) {
  TestCertificateSpec spec =
      SpecOf(absl::StrCat("C=XE,CN=Signer ", next_serial_), key, now_);
  spec.serial_hex = SerialHex(next_serial_++);
  spec.extensions = TestSignerExtensions();
  return IssueTestCertificate(spec,
                              authorities_[static_cast<size_t>(authority)].ca);
}

}  // namespace kepil
