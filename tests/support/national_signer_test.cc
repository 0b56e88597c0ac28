#include "tests/support/national_signer.h"

#include <string>

#include "engine/crypto/public_key.h"
#include "engine/pki/certificate.h"
#include "engine/signature/signature_document.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/cms_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr char kMessage[] = "Kepil test message";

class NationalSignerTest : public testing::TestWithParam<NationalKeyKind> {};

TEST_P(NationalSignerTest, VerifierAgrees) {
  const auto signer = MakeNationalSigner(GetParam(), "seed");
  const absl::StatusOr<PublicKeyRef> key = PublicKey::FromSpki(signer->spki());
  ASSERT_THAT(key, IsOk());
  const std::string signature = *signer->Sign(kMessage);
  EXPECT_THAT((*key)->Verify(signer->algorithm(), kMessage, signature),
              IsOkAndHolds(true));
  EXPECT_THAT((*key)->Verify(signer->algorithm(), "another", signature),
              IsOkAndHolds(false));
}

TEST_P(NationalSignerTest, NoBitOfASignatureMayChange) {
  const auto signer = MakeNationalSigner(GetParam(), "seed");
  const PublicKeyRef key = *PublicKey::FromSpki(signer->spki());
  const std::string signature = *signer->Sign(kMessage);
  for (size_t i = 0; i < signature.size(); ++i) {
    std::string changed = signature;
    changed[i] ^= static_cast<char>(1 << i % 8);
    EXPECT_THAT(key->Verify(signer->algorithm(), kMessage, changed),
                IsOkAndHolds(false))
        << i;
  }
}

TEST_P(NationalSignerTest, FollowsFromKeyAndMessage) {
  const auto signer = MakeNationalSigner(GetParam(), "seed");
  const auto again = MakeNationalSigner(GetParam(), "seed");
  EXPECT_EQ(signer->spki(), again->spki());
  EXPECT_EQ(*signer->Sign(kMessage), *again->Sign(kMessage));
  EXPECT_NE(*signer->Sign(kMessage), *signer->Sign("another"));
  EXPECT_NE(MakeNationalSigner(GetParam(), "other")->spki(), signer->spki());
}

// Certificates and CMS of the builders, read by the product.
TEST_P(NationalSignerTest, SignsCertificatesAndCms) {
  TestCertificateSpec root;
  root.subject = "C=XA,CN=Root";
  root.key = MakeNationalKey(GetParam(), "root");
  root.not_before = absl::FromUnixSeconds(1'700'000'000);
  root.not_after = root.not_before + absl::Hours(24);
  root.extensions = TestCaExtensions();
  const TestIdentity ca = SelfSignTestCertificate(root);
  TestCertificateSpec spec = root;
  spec.subject = "C=XA,CN=Signer";
  spec.key = MakeNationalKey(GetParam(), "signer");
  spec.extensions = TestSignerExtensions();
  const TestIdentity signer = IssueTestCertificate(spec, ca);
  const CertificateRef issuer = *Certificate::FromDer(ca.certificate);
  const CertificateRef certificate = *Certificate::FromDer(signer.certificate);
  ASSERT_THAT(issuer->public_key(), IsOk());
  EXPECT_THAT(VerifySignedObject(**issuer->public_key(),
                                 certificate->signature_algorithm(),
                                 certificate->tbs(), certificate->signature()),
              IsOkAndHolds(true));

  const std::string cms =
      MakeDetachedTestCms(signer, "content", root.not_before);
  PlainCertificateReader reader;
  const absl::StatusOr<SignatureDocument> document =
      ParseSignatureDocument({cms, "content", {}}, reader, ParseLimits());
  ASSERT_THAT(document, IsOk());
  ASSERT_EQ(document->signatures.size(), 1u);
  EXPECT_EQ(document->signatures[0]->signed_data()[0].outcome,
            SignedDataObject::Outcome::kMatched);
  EXPECT_THAT(document->signatures[0]->VerifyValue(**certificate->public_key()),
              IsOkAndHolds(true));
}

INSTANTIATE_TEST_SUITE_P(Kinds, NationalSignerTest,
                         testing::Values(NationalKeyKind::kKzGost2004,
                                         NationalKeyKind::kKzGost2015_512,
                                         NationalKeyKind::kRuGost2012_256,
                                         NationalKeyKind::kRuGost2012_512,
                                         NationalKeyKind::kByBign256,
                                         NationalKeyKind::kByBign384,
                                         NationalKeyKind::kByBign512));

}  // namespace
}  // namespace kepil
