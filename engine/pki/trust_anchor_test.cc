#include "engine/pki/trust_anchor.h"

#include <string>

#include "absl/time/time.h"
#include "engine/pki/certificate_path.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"

namespace kepil {
namespace {

TestCertificateSpec Spec(const std::string& subject) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kEd25519);
  spec.not_before = absl::FromUnixSeconds(1'600'000'000);
  spec.not_after = absl::FromUnixSeconds(1'900'000'000);
  return spec;
}

TEST(TrustAnchorTest, ListGivesIssuersByNameAndTheCertificateItself) {
  const TestIdentity root = SelfSignTestCertificate(Spec("CN=Root"));
  const TestIdentity leaf = IssueTestCertificate(Spec("CN=Leaf"), root);
  const CertificateRef root_certificate =
      *Certificate::FromDer(root.certificate);
  const CertificateRef leaf_certificate =
      *Certificate::FromDer(leaf.certificate);
  const AnchorList anchors({{root_certificate, "service"}});

  const auto issuers = anchors.AnchorsFor(*leaf_certificate);
  ASSERT_EQ(issuers.size(), 1u);
  EXPECT_EQ(issuers[0].certificate, root_certificate);
  EXPECT_EQ(issuers[0].service_id, "service");
  EXPECT_EQ(anchors.AnchorsFor(*root_certificate).size(), 1u);
  EXPECT_EQ(AnchorList({{leaf_certificate, "s"}})
                .AnchorsFor(*leaf_certificate)
                .size(),
            1u);
  EXPECT_EQ(AnchorList({{leaf_certificate, "s"}})
                .AnchorsFor(*root_certificate)
                .size(),
            0u);
}

TEST(TrustAnchorTest, PathKnowsTheIssuerOfEachCertificate) {
  const TestIdentity root = SelfSignTestCertificate(Spec("CN=Root"));
  const TestIdentity ca = IssueTestCertificate(Spec("CN=CA"), root);
  const TestIdentity leaf = IssueTestCertificate(Spec("CN=Leaf"), ca);
  CertificatePath path;
  path.certificates = {*Certificate::FromDer(leaf.certificate),
                       *Certificate::FromDer(ca.certificate)};
  path.anchor.certificate = *Certificate::FromDer(root.certificate);
  EXPECT_EQ(path.IssuerOf(0), path.certificates[1]);
  EXPECT_EQ(path.IssuerOf(1), path.anchor.certificate);
}

}  // namespace
}  // namespace kepil
