#include "engine/trust/trust_anchors.h"

#include <algorithm>

#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TestCertificateSpec Spec(const std::string& subject) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kNow;
  spec.not_after = kNow + absl::Hours(24);
  spec.extensions = TestCaExtensions();
  return spec;
}

CertificateRef Read(const TestIdentity& identity) {
  auto certificate = Certificate::FromDer(identity.certificate);
  EXPECT_THAT(certificate, IsOk());
  return *certificate;
}

std::vector<Digest> Fingerprints(const std::vector<TrustAnchor>& anchors) {
  std::vector<Digest> digests;
  for (const TrustAnchor& anchor : anchors) {
    digests.push_back(anchor.certificate->fingerprint());
  }
  return digests;
}

TEST(TrustAnchorsTest, FindsIssuersByNameInOneOrder) {
  const TestIdentity root = SelfSignTestCertificate(Spec("CN=Root"));
  const TestIdentity renewed = SelfSignTestCertificate(Spec("CN=Root"));
  const TestIdentity other = SelfSignTestCertificate(Spec("CN=Other"));
  const CertificateRef signer =
      Read(IssueTestCertificate(Spec("CN=Signer"), root));
  std::vector<TrustAnchor> anchors = {
      {Read(root), "a"}, {Read(renewed), "a"}, {Read(other), "b"}};

  const auto found = Fingerprints(TrustAnchors(anchors).AnchorsFor(*signer));
  EXPECT_THAT(found, testing::UnorderedElementsAre(
                         anchors[0].certificate->fingerprint(),
                         anchors[1].certificate->fingerprint()));
  std::reverse(anchors.begin(), anchors.end());
  EXPECT_EQ(Fingerprints(TrustAnchors(anchors).AnchorsFor(*signer)), found);
}

TEST(TrustAnchorsTest, AnchorIsItsOwnAnchor) {
  const TestIdentity root = SelfSignTestCertificate(Spec("CN=Root"));
  const CertificateRef self_signed = Read(root);
  const CertificateRef issued =
      Read(IssueTestCertificate(Spec("CN=Officer"), root));
  const CertificateRef namesake =
      Read(IssueTestCertificate(Spec("CN=Officer"), root));
  const TrustAnchors anchors({{issued, "officer"}, {self_signed, "root"}});

  EXPECT_THAT(Fingerprints(anchors.AnchorsFor(*self_signed)),
              testing::ElementsAre(self_signed->fingerprint()));
  EXPECT_THAT(Fingerprints(anchors.AnchorsFor(*issued)),
              testing::UnorderedElementsAre(self_signed->fingerprint(),
                                            issued->fingerprint()));
  EXPECT_THAT(Fingerprints(anchors.AnchorsFor(*namesake)),
              testing::ElementsAre(self_signed->fingerprint()));
}

}  // namespace
}  // namespace kepil
