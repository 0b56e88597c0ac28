#include "services/kepilctl/signer_names.h"

#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/cms_builder.h"

namespace kepil {
namespace {

TEST(SignerNamesTest, FindsTheCertificatesOfASignature) {
  const absl::Time time = absl::FromUnixSeconds(1'750'000'000);
  const TestIdentity signer =
      SelfSignTestCertificate({"C=XA,CN=Signer",
                               TestKey::Generate(TestKeyKind::kP256),
                               time - absl::Hours(1),
                               time + absl::Hours(1),
                               "01",
                               TestSignerExtensions(),
                               true,
                               {}});
  const SignerNames names =
      SignerNamesOf(MakeDetachedTestCms(signer, "content", time));
  ASSERT_EQ(names.size(), 1u);
  EXPECT_EQ(names.begin()->first, Sha256(signer.certificate).bytes());
  EXPECT_EQ(names.begin()->second.subject, "CN=Signer,C=XA");
  EXPECT_EQ(names.begin()->second.issuer, "CN=Signer,C=XA");
}

TEST(SignerNamesTest, KnowsNobodyInGarbage) {
  EXPECT_TRUE(SignerNamesOf("").empty());
  EXPECT_TRUE(SignerNamesOf("\x30\x80garbage").empty());
}

}  // namespace
}  // namespace kepil
