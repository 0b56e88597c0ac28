#include "engine/signature/certificate_subject.h"

#include <memory>
#include <string>
#include <vector>

#include "engine/pki/certificate_reader.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

CertificateRef MakeCertificate() {
  TestCertificateSpec spec;
  spec.subject = "CN=Subject";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = absl::FromUnixSeconds(1700000000);
  spec.not_after = spec.not_before + absl::Hours(24);
  PlainCertificateReader reader;
  return *reader.Read(SelfSignTestCertificate(spec).certificate);
}

TEST(CertificateSubjectTest, NamesItselfAndNothingElse) {
  const CertificateRef certificate = MakeCertificate();
  const auto all = std::make_shared<const std::vector<CertificateRef>>(
      std::vector<CertificateRef>{MakeCertificate(), certificate});
  const CertificateSubject subject(certificate, all);
  EXPECT_EQ(subject.format(), SignatureFormat::kCertificate);
  EXPECT_EQ(SignatureFormatName(subject.format()), "X509");
  EXPECT_EQ(subject.value_digest(), certificate->fingerprint());
  EXPECT_EQ(subject.embedded_certificates().size(), 2u);
  ASSERT_EQ(subject.attributes().signing_certificate_v2.size(), 1u);
  EXPECT_EQ(subject.attributes().signing_certificate_v2[0].certificate_hash,
            certificate->fingerprint().bytes());
  EXPECT_EQ(subject.signer().serial, certificate->serial());
}

TEST(CertificateSubjectTest, NothingInItVerifies) {
  const CertificateRef certificate = MakeCertificate();
  const CertificateSubject subject(
      certificate, std::make_shared<const std::vector<CertificateRef>>(
                       std::vector<CertificateRef>{certificate}));
  const auto verified = subject.VerifyValue(**certificate->public_key());
  ASSERT_THAT(verified, IsOk());
  EXPECT_FALSE(*verified);
  EXPECT_THAT(subject.ResolveAlgorithm(**certificate->public_key()),
              HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN));
  EXPECT_THAT(subject.HashContent(HashAlgorithm::kSha256),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

}  // namespace
}  // namespace kepil
