#include "tests/support/cms_builder.h"

#include <openssl/cms.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

constexpr absl::Time kStart = absl::FromUnixSeconds(1767225600);
constexpr char kContent[] = "contract of sale";

TestIdentity MakeSigner(TestKeyKind kind) {
  TestCertificateSpec spec;
  // Names differ, so that each SignerIdentifier means one certificate.
  spec.subject = absl::StrCat("C=XA,CN=Signer ", static_cast<int>(kind));
  spec.key = TestKey::Generate(kind);
  spec.not_before = kStart;
  spec.not_after = kStart + absl::Hours(24);
  spec.extensions = TestSignerExtensions();
  return SelfSignTestCertificate(spec);
}

// CMS_verify's answer over the signature values and the content.
int OpensslVerifies(const std::string& der, const std::string& content) {
  const auto* data = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)> cms(
      d2i_CMS_ContentInfo(nullptr, &data, static_cast<long>(der.size())),
      CMS_ContentInfo_free);
  EXPECT_NE(cms, nullptr);
  const std::unique_ptr<BIO, decltype(&BIO_free)> in(
      BIO_new_mem_buf(content.data(), static_cast<int>(content.size())),
      BIO_free);
  return CMS_verify(cms.get(), nullptr, nullptr,
                    content.empty() ? nullptr : in.get(), nullptr,
                    CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY);
}

class CmsBuilderTest : public testing::TestWithParam<TestKeyKind> {};

TEST_P(CmsBuilderTest, OpensslVerifiesDetachedSignature) {
  const std::string der =
      MakeDetachedTestCms(MakeSigner(GetParam()), kContent, kStart);
  EXPECT_EQ(OpensslVerifies(der, kContent), 1);
  EXPECT_EQ(OpensslVerifies(der, "contract of gift"), 0);
}

// Not EdDSA: OpenSSL 3.0 cannot verify it in CMS.
INSTANTIATE_TEST_SUITE_P(Keys, CmsBuilderTest,
                         testing::Values(TestKeyKind::kRsa2048,
                                         TestKeyKind::kP256, TestKeyKind::kP384,
                                         TestKeyKind::kBrainpoolP256));

TEST(CmsBuilderTest, OpensslVerifiesAttachedPssBySubjectKeyId) {
  TestCmsSpec spec;
  spec.content = kContent;
  spec.detached = false;
  spec.signers.resize(1);
  spec.signers[0].identity = MakeSigner(TestKeyKind::kRsa2048);
  spec.signers[0].signing.pss = true;
  spec.signers[0].by_key_id = true;
  EXPECT_EQ(OpensslVerifies(MakeTestCms(spec), ""), 1);
}

TEST(CmsBuilderTest, OpensslVerifiesTwoSignersWithAndWithoutAttributes) {
  TestCmsSpec spec;
  spec.content = kContent;
  spec.signers.resize(2);
  spec.signers[0].identity = MakeSigner(TestKeyKind::kP256);
  spec.signers[1].identity = MakeSigner(TestKeyKind::kRsa2048);
  spec.signers[1].signed_attributes = false;
  spec.signers[1].signing.hash = "sha512";
  EXPECT_EQ(OpensslVerifies(MakeTestCms(spec), kContent), 1);
}

TEST(CmsBuilderTest, EdwardsSignatureVerifiesByHand) {
  TestCmsSpec spec;
  spec.content = kContent;
  spec.signers.resize(1);
  spec.signers[0].identity = MakeSigner(TestKeyKind::kEd25519);
  spec.signers[0].signed_attributes = false;
  const std::string der = MakeTestCms(spec);
  const std::string value =
      TestSign(spec.signers[0].identity.key, {}, kContent);
  EXPECT_EQ(der.substr(der.size() - value.size()), value);
}

}  // namespace
}  // namespace kepil
