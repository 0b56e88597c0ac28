#include "tests/demo_pki/demo_pki.h"

#include <set>
#include <string>

#include "engine/pki/certificate.h"
#include "engine/pki/crl.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/demo_pki/demo_keys.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr absl::Time kTime = absl::FromUnixSeconds(1767225600);

CertificateRef Read(const DemoPki& pki, const std::string& id) {
  const auto certificate = Certificate::FromDer(pki.Get(id).certificate);
  EXPECT_THAT(certificate, IsOk()) << id;
  return *certificate;
}

TEST(DemoPkiTest, EveryCertificateVerifiesUnderItsIssuer) {
  const DemoPki pki = DemoPki::Build({kTime, ""});
  std::set<std::string> serials;
  for (const std::string& id : pki.Ids()) {
    const CertificateRef certificate = Read(pki, id);
    const std::string& issuer_id = pki.IssuerOf(id);
    const CertificateRef issuer = Read(pki, issuer_id.empty() ? id : issuer_id);
    EXPECT_EQ(certificate->issuer(), issuer->subject()) << id;
    EXPECT_THAT(VerifySignedObject(
                    **issuer->public_key(), certificate->signature_algorithm(),
                    certificate->tbs(), certificate->signature()),
                IsOkAndHolds(true))
        << id;
    EXPECT_LT(certificate->not_before(), kTime);
    EXPECT_GT(certificate->not_after(), kTime + absl::Hours(24));
    EXPECT_TRUE(serials.insert(certificate->SerialHex()).second) << id;
  }
}

TEST(DemoPkiTest, CrlRevokesOnlyTheRevokedSigner) {
  const DemoPki pki = DemoPki::Build({kTime, ""});
  for (const std::string& ca : DemoPki::RevokingCas()) {
    const auto crl = Crl::FromDer(pki.Crl(ca));
    ASSERT_THAT(crl, IsOk());
    EXPECT_EQ((*crl)->this_update(), kTime);
    EXPECT_EQ((*crl)->next_update(), kTime + absl::Hours(25));
    const CertificateRef issuer = Read(pki, ca);
    EXPECT_THAT(VerifyCrl(**crl, **issuer->public_key()), IsOkAndHolds(true));
    for (const DemoIssued& issued : pki.IssuedBy(ca)) {
      const RevocationStatus status =
          (*crl)->StatusOf({*Read(pki, issued.id), *issuer});
      EXPECT_EQ(status.state, issued.id == "xa-signer-revoked"
                                  ? RevocationStatus::State::kRevoked
                                  : RevocationStatus::State::kGood)
          << issued.id;
    }
  }
}

TEST(DemoPkiTest, ReceiptCertificateIsForDvcsAlone) {
  const CertificateRef receipt = Read(DemoPki::Build({kTime, ""}), "receipt");
  EXPECT_TRUE(
      receipt->extensions().IsCritical(extension_oid::kExtendedKeyUsage));
  EXPECT_THAT(*receipt->extensions().extended_key_usage,
              testing::ElementsAre(std::string(key_purpose_oid::kDvcs)));
}

TEST(DemoPkiTest, NamesTheResponderOnlyWithBaseUrl) {
  const DemoPki with = DemoPki::Build({kTime, "http://127.0.0.1:8080"});
  const CertificateRef named = Read(with, "xa-signer-rsa");
  const auto& points = named->extensions().crl_distribution_points;
  ASSERT_TRUE(points.has_value());
  EXPECT_EQ(points->at(0).full_name.at(0).value,
            "http://127.0.0.1:8080/crl/xa-issuing-1.crl");
  const DemoPki without = DemoPki::Build({kTime, ""});
  EXPECT_FALSE(Read(without, "xa-signer-rsa")
                   ->extensions()
                   .crl_distribution_points.has_value());
}

TEST(DemoPkiTest, UsesTheCommittedKeys) {
  const DemoPki pki = DemoPki::Build({kTime, ""});
  EXPECT_EQ(pki.Get("xa-root").key.Spki(),
            TestKey::FromPem(DemoKeyPem("xa-root")).Spki());
  EXPECT_EQ(DemoKeyPem("nobody"), "");
  EXPECT_EQ(DemoLogKey().KeyOctets().size(), 32u);
}

}  // namespace
}  // namespace kepil
