#include "services/gateway/cross_border.h"

#include <string>

#include "engine/pki/certificate_reader.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

void Add(const std::string& id, v1::AuthorityKind kind,
         const std::string& country, v1::SnapshotSource& source) {
  TestCertificateSpec spec;
  spec.subject = "CN=" + id;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = absl::FromUnixSeconds(1'700'000'000);
  spec.not_after = absl::FromUnixSeconds(1'900'000'000);
  spec.extensions = TestCaExtensions();
  v1::Authority& authority = *source.add_authorities();
  authority.set_id(id);
  authority.set_kind(kind);
  authority.set_country(country);
  v1::TrustService& service = *authority.add_services();
  service.set_id(id);
  service.set_type(v1::SERVICE_TYPE_CA);
  service.add_anchors(SelfSignTestCertificate(spec).certificate);
  v1::StatusEntry& active = *service.add_history();
  active.set_status(v1::SERVICE_STATUS_ACTIVE);
  active.mutable_legal_from()->set_seconds(0);
}

TrustSnapshotRef Registry() {
  v1::SnapshotSource source;
  source.set_version(1);
  source.mutable_issued_at()->set_seconds(1);
  Add("kz", v1::AUTHORITY_KIND_DOMESTIC_CA, "KZ", source);
  Add("xa", v1::AUTHORITY_KIND_FOREIGN_CA, "XA", source);
  Add("xb", v1::AUTHORITY_KIND_FOREIGN_CA, "XB", source);
  PlainCertificateReader reader;
  auto trust = TrustSnapshot::FromSource(source.SerializeAsString(), reader);
  EXPECT_THAT(trust, IsOk());
  return *trust;
}

// "": the issuer of that signer is not known.
std::vector<Conclusion> SignedBy(const std::vector<std::string>& services) {
  std::vector<Conclusion> conclusions;
  for (const std::string& id : services) {
    Conclusion& conclusion = conclusions.emplace_back();
    if (!id.empty()) {
      conclusion.path.emplace().anchor.service_id = id;
    }
  }
  return conclusions;
}

struct Case {
  std::vector<std::string> services;
  std::string relying_party;
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;  // Served.
};

// Law: DEF-01, DEF-02.
TEST(CrossBorderTest, OneSideIsOfKazakhstanAndOneIsNot) {
  const TrustSnapshotRef trust = Registry();
  const std::vector<Case> cases = {
      {{"kz"}, "KZ", v1::ERROR_REASON_NOT_CROSS_BORDER},
      {{"kz", "kz"}, "KZ", v1::ERROR_REASON_NOT_CROSS_BORDER},
      {{"xa"}, "XA", v1::ERROR_REASON_NO_KZ_NEXUS},
      {{"xa"}, "XB", v1::ERROR_REASON_NO_KZ_NEXUS},
      {{"xa", "xb"}, "XC", v1::ERROR_REASON_NO_KZ_NEXUS},
      {{"xa"}, "KZ"},
      {{"kz"}, "XA"},
      {{"kz", "xa"}, "KZ"},
      {{"kz", "xa"}, "XB"},
      {{""}, "KZ"},
      {{""}, "XA"},
      {{"kz", ""}, "KZ"},
      {{"xa", ""}, "XB"},
      {{"struck off since"}, "XA"},
      {{}, "XA"},
      {{}, "KZ"},
  };
  for (const Case& one : cases) {
    const absl::Status status =
        CheckCrossBorder(SignedBy(one.services), *trust, one.relying_party);
    SCOPED_TRACE(testing::PrintToString(one.services) + one.relying_party);
    if (one.reason == v1::ERROR_REASON_UNSPECIFIED) {
      EXPECT_THAT(status, IsOk());
    } else {
      EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
      EXPECT_THAT(status, HasReason(one.reason));
    }
  }
}

}  // namespace
}  // namespace kepil
