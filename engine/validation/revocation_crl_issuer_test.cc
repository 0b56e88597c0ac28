#include "engine/validation/revocation_crl_issuer.h"

#include "engine/validation/test_pki.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;

std::vector<TestExtension> CrlSigner() {
  return {MakeTestExtension("keyUsage", "critical,cRLSign")};
}

// A distribution point with nothing but this cRLIssuer.
TestExtension PointAt(const std::string& crl_issuer) {
  return {"2.5.29.31", false,
          der::Sequence({der::Sequence(
              {der::Explicit(2, der::Explicit(4, TestName(crl_issuer)))})})};
}

class RevocationCrlIssuerTest : public testing::Test {
 protected:
  TestIdentity Issue(const std::string& subject,
                     std::vector<TestExtension> extensions) {
    TestCertificateSpec spec = TestSpec(subject, std::move(extensions));
    spec.serial_hex = "51";
    return IssueTestCertificate(spec, root_);
  }
  size_t CountIssuers(const std::string& name, size_t index) {
    const auto parsed = Name::FromDer(TestName(name));
    EXPECT_THAT(parsed, IsOk());
    return FindCrlIssuers(*parsed, path_, index, pool_).size();
  }

  const TestIdentity root_ = MakeTestRoot("C=XA,CN=Root");
  const TestIdentity ca_ = MakeTestCa("C=XA,CN=CA", root_);
  const TestIdentity signer_ = MakeTestSigner(ca_);
  const CertificatePath path_ = {
      {ReadTestCertificate(signer_), ReadTestCertificate(ca_)},
      {ReadTestCertificate(root_), "xa"}};
  CertificatePool pool_;
};

TEST_F(RevocationCrlIssuerTest, FindsThoseOfTheNameThatMaySign) {
  pool_.Add(ReadTestCertificate(Issue("C=XA,CN=X", CrlSigner())));
  pool_.Add(ReadTestCertificate(Issue("C=XA,CN=X", TestSignerExtensions())));
  pool_.Add(ReadTestCertificate(Issue("C=XA,CN=X", {})));
  pool_.Add(ReadTestCertificate(Issue("C=XA,CN=Y", CrlSigner())));
  EXPECT_EQ(CountIssuers("C=XA,CN=X", 0), 1u);
}

TEST_F(RevocationCrlIssuerTest, LooksAboveTheCertificateOnItsPath) {
  EXPECT_EQ(CountIssuers("C=XA,CN=Root", 0), 1u);
  EXPECT_EQ(CountIssuers("C=XA,CN=CA", 1), 0u);  // Itself.
}

TEST_F(RevocationCrlIssuerTest, LeavesOutTheIssuersKey) {
  pool_.Add(ReadTestCertificate(ca_));
  EXPECT_EQ(CountIssuers("C=XA,CN=CA", 0), 0u);
  pool_.Add(ReadTestCertificate(Issue("C=XA,CN=CA", CrlSigner())));
  EXPECT_EQ(CountIssuers("C=XA,CN=CA", 0), 1u);
}

TEST_F(RevocationCrlIssuerTest, OwnCrlIssuerIsNamedInEveryPoint) {
  EXPECT_TRUE(IsItsOwnCrlIssuer(
      *ReadTestCertificate(Issue("C=XA,CN=X", {PointAt("C=XA,CN=X")}))));
  EXPECT_FALSE(IsItsOwnCrlIssuer(
      *ReadTestCertificate(Issue("C=XA,CN=X", {PointAt("C=XA,CN=Y")}))));
  EXPECT_FALSE(IsItsOwnCrlIssuer(*ReadTestCertificate(Issue("C=XA,CN=X", {}))));
}

TEST_F(RevocationCrlIssuerTest, TellsWhoStandsWhere) {
  const Certificate& ca = *path_.certificates[1];
  EXPECT_TRUE(StandsAbove(path_, 0, ca));
  EXPECT_FALSE(StandsAbove(path_, 1, ca));
  EXPECT_TRUE(HasKey(path_, ca.spki_digest()));
  EXPECT_FALSE(HasKey(path_, path_.anchor.certificate->spki_digest()));
}

}  // namespace
}  // namespace kepil
