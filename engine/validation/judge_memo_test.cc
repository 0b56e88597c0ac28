#include "engine/validation/judge_memo.h"

#include "engine/validation/test_memo.h"
#include "engine/validation/test_pki.h"

namespace kepil {
namespace {

class JudgeMemoTest : public testing::Test {
 protected:
  CertificatePath PathOf(const TestIdentity& signer) const {
    return {{ReadTestCertificate(signer), ReadTestCertificate(ca_)},
            {ReadTestCertificate(root_), "xa"}};
  }

  const TestIdentity root_ = MakeTestRoot("C=XA,CN=Root");
  const TestIdentity ca_ = MakeTestCa("C=XA,CN=CA", root_);
  const TestIdentity other_ca_ = MakeTestCa("C=XA,CN=CA", root_);
  const TestIdentity signer_ = MakeTestSigner(ca_);
  TestMemo memo_;
};

TEST_F(JudgeMemoTest, RemembersAPathWithoutFault) {
  const auto first = ValidateKnownPath(PathOf(signer_), &memo_);
  EXPECT_TRUE(first->findings.empty());
  EXPECT_EQ(memo_.paths.size(), 1u);
  EXPECT_EQ(ValidateKnownPath(PathOf(signer_), &memo_), first);
  EXPECT_NE(ValidateKnownPath(PathOf(signer_), nullptr), first);
}

TEST_F(JudgeMemoTest, ThePathIsKnownByAllItsCertificates) {
  ValidateKnownPath(PathOf(signer_), &memo_);
  CertificatePath other = PathOf(signer_);
  other.certificates[1] = ReadTestCertificate(other_ca_);  // Of another key.
  const auto outcome = ValidateKnownPath(other, &memo_);
  ASSERT_FALSE(outcome->findings.empty());
  EXPECT_EQ(outcome->findings[0].problem, PathProblem::kSignatureInvalid);

  CertificatePath elsewhere = PathOf(signer_);
  elsewhere.anchor.certificate =
      ReadTestCertificate(MakeTestRoot("C=XA,CN=Root"));
  EXPECT_FALSE(ValidateKnownPath(elsewhere, &memo_)->findings.empty());
}

TEST_F(JudgeMemoTest, APathWithAFaultIsNotRemembered) {
  const CertificatePath path = PathOf(MakeTestSigner(other_ca_));
  EXPECT_FALSE(ValidateKnownPath(path, &memo_)->findings.empty());
  EXPECT_TRUE(memo_.paths.empty());
}

TEST_F(JudgeMemoTest, RemembersWhoIssuedACertificateAndOnlyWhoDid) {
  const CertificateRef signer = ReadTestCertificate(signer_);
  const CertificateRef ca = ReadTestCertificate(ca_);
  const CertificateRef other = ReadTestCertificate(other_ca_);
  EXPECT_FALSE(IsIssuedUnder(*signer, *other, &memo_));
  EXPECT_TRUE(memo_.verified.empty());
  EXPECT_TRUE(IsIssuedUnder(*signer, *ca, &memo_));
  EXPECT_EQ(memo_.verified.size(), 1u);
  EXPECT_TRUE(IsIssuedUnder(*signer, *ca, &memo_));
  EXPECT_FALSE(IsIssuedUnder(*signer, *other, &memo_));
  EXPECT_TRUE(IsIssuedUnder(*signer, *ca, nullptr));
  EXPECT_FALSE(IsIssuedUnder(*signer, *other, nullptr));
}

TEST_F(JudgeMemoTest, WhatIsRememberedIsNotComputedAgain) {
  const CertificateRef signer = ReadTestCertificate(signer_);
  const CertificateRef other = ReadTestCertificate(other_ca_);
  memo_.RememberVerified({signer->fingerprint(), other->spki_digest()});
  EXPECT_TRUE(IsIssuedUnder(*signer, *other, &memo_));
}

}  // namespace
}  // namespace kepil
