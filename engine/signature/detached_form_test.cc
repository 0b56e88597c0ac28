#include "engine/signature/detached_form.h"

#include <string>

#include "engine/crypto/der_writer.h"
#include "gtest/gtest.h"
#include "tests/support/cms_builder.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// Signed by a key whose signatures are the same each time.
TestCmsSpec Spec() {
  TestCertificateSpec certificate;
  certificate.subject = "CN=Signer";
  certificate.key = TestKey::Generate(TestKeyKind::kEd25519);
  certificate.not_before = absl::FromUnixSeconds(1700000000);
  certificate.not_after = certificate.not_before + absl::Hours(24);
  TestCmsSpec spec;
  spec.content = "the contract";
  TestCmsSigner signer;
  signer.identity = SelfSignTestCertificate(certificate);
  spec.signers = {signer};
  return spec;
}

TEST(DetachedFormTest, IsTheSameSignatureWithoutItsContent) {
  TestCmsSpec spec = Spec();
  const std::string detached = MakeTestCms(spec);
  spec.detached = false;
  const std::string attached = MakeTestCms(spec);
  ASSERT_NE(attached, detached);
  const auto made = DetachedForm(attached);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(*made, detached);
  EXPECT_EQ(made->find("the contract"), std::string::npos);
  EXPECT_EQ(*DetachedForm(detached), detached);
}

TEST(DetachedFormTest, RefusesWhatIsNoSignedData) {
  TestCmsSpec spec = Spec();
  spec.detached = false;
  const std::string attached = MakeTestCms(spec);
  EXPECT_FALSE(DetachedForm("").ok());
  EXPECT_FALSE(DetachedForm(attached + std::string(1, '\0')).ok());
  EXPECT_FALSE(
      DetachedForm(absl::string_view(attached).substr(0, attached.size() - 1))
          .ok());
  EXPECT_FALSE(DetachedForm(DerSequence({DerOidFromText("1.2.840.113549.1.7.1"),
                                         DerExplicit(0, DerOctetString("x"))}))
                   .ok());
}

}  // namespace
}  // namespace kepil
