#include "tests/bench/gateway_workload.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "tests/support/cms_builder.h"
#include "tests/support/revocation_builder.h"

namespace kepil {
namespace {

constexpr BenchKey kKeys[] = {BenchKey::kRsa2048, BenchKey::kP256,
                              BenchKey::kKzGost512};

TestKey NewKey(BenchKey key, absl::string_view seed) {
  switch (key) {
    case BenchKey::kRsa2048:
      return TestKey::Generate(TestKeyKind::kRsa2048);
    case BenchKey::kP256:
      return TestKey::Generate(TestKeyKind::kP256);
    case BenchKey::kKzGost512:
      return MakeNationalKey(NationalKeyKind::kKzGost2015_512, seed);
  }
  return TestKey();
}

std::string PathOf(BenchKey key) { return absl::StrCat("/", NameOf(key)); }

// Contents of a positive INTEGER of four octets.
std::string SerialHex(int number) {
  return absl::StrFormat("%08x", 0x40000000u + static_cast<unsigned>(number));
}

}  // namespace

absl::string_view NameOf(BenchKey key) {
  switch (key) {
    case BenchKey::kRsa2048:
      return "rsa-2048";
    case BenchKey::kP256:
      return "p-256";
    case BenchKey::kKzGost512:
      return "kz-512";
  }
  return "";
}

GatewayWorkload::GatewayWorkload(absl::Time now) : now_(now) {
  TestCrlSpec crl;
  crl.this_update = now_ - absl::Hours(1);
  crl.next_update = now_ + absl::Hours(24);
  for (int i = 0; i < kCrlEntries; ++i) {
    TestRevoked revoked;
    revoked.serial_hex = SerialHex(i);
    revoked.revoked_at = now_ - absl::Hours(48);
    crl.revoked.push_back(std::move(revoked));
  }
  for (const BenchKey key : kKeys) {
    Authority authority;
    authority.key = key;
    authority.ca = SelfSignTestCertificate(
        Spec(absl::StrCat("C=XD,O=Bench,CN=CA ", NameOf(key)),
             NewKey(key, "ca"), TestCaExtensions()));
    authority.crl = MakeTestCrl(crl, authority.ca);
    authorities_.push_back(std::move(authority));
  }
  auto server = HttpServer::Start({}, [this](absl::string_view path) {
    HttpResponse response;
    response.status = 404;
    for (const Authority& authority : authorities_) {
      if (path == PathOf(authority.key)) {
        response.status = 200;
        response.content_type = "application/pkix-crl";
        response.body = authority.crl;
      }
    }
    return response;
  });
  KEPIL_CHECK(server.ok());
  server_ = *std::move(server);
}

TestCertificateSpec GatewayWorkload::Spec(
    const std::string& subject, TestKey key,
    std::vector<TestExtension> extensions) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = std::move(key);
  spec.not_before = now_ - absl::Hours(24 * 30);
  spec.not_after = now_ + absl::Hours(24 * 300);
  spec.serial_hex = SerialHex(next_serial_++);
  spec.extensions = std::move(extensions);
  return spec;
}

const GatewayWorkload::Authority& GatewayWorkload::Of(BenchKey key) const {
  return *std::find_if(
      authorities_.begin(), authorities_.end(),
      [key](const Authority& authority) { return authority.key == key; });
}

v1::ChangeDraft GatewayWorkload::Draft(BenchKey key) const {
  const std::string& ca = Of(key).ca.certificate;
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  v1::Authority& authority = *draft.mutable_authority();
  authority.set_id(absl::StrCat("bench-", NameOf(key)));
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
  authority.set_legal_name("Bench");
  authority.set_country("XD");
  authority.set_endpoint_country("XD");
  authority.set_decision("Decision 1 of the bench");
  v1::TrustService& service = *authority.add_services();
  service.set_id(authority.id() + "-signatures");
  service.set_type(v1::SERVICE_TYPE_CA);
  service.add_anchors(ca);
  v1::IssuerRevocationSources& sources = *service.add_revocation();
  sources.set_issuer_sha256(std::string(Sha256(ca).bytes()));
  sources.add_sources()->set_crl_url(
      absl::StrCat("http://127.0.0.1:", server_->port(), PathOf(key)));
  return draft;
}

TestIdentity GatewayWorkload::NewSigner(BenchKey key) {
  const std::string name = absl::StrCat("C=XD,CN=Signer ", next_serial_);
  return IssueTestCertificate(
      Spec(name, NewKey(key, name), TestSignerExtensions()), Of(key).ca);
}

v1::ValidateRequest GatewayWorkload::Request(const TestIdentity& signer,
                                             size_t size,
                                             BenchContent content) const {
  const std::string octets(size, 'k');
  v1::ValidateRequest request;
  request.set_signature(MakeDetachedTestCms(signer, octets, now_));
  switch (content) {
    case BenchContent::kWhole:
      request.set_content(octets);
      break;
    case BenchContent::kDigestOnly: {
      const std::string& hash =
          signer.key.signer() == nullptr ? "sha256" : signer.key.digest_oid();
      v1::ContentDigest& digest = *request.mutable_digests()->add_digests();
      digest.set_hash(hash);
      digest.set_value(TestHash(hash, octets));
      break;
    }
  }
  return request;
}

}  // namespace kepil
