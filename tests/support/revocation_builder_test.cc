#include "tests/support/revocation_builder.h"

#include <openssl/ocsp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

constexpr absl::Time kStart = absl::FromUnixSeconds(1767225600);

TestIdentity MakeCa() {
  TestCertificateSpec spec;
  spec.subject = "C=XA,CN=CA";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kStart;
  spec.not_after = kStart + absl::Hours(24);
  spec.extensions = TestCaExtensions();
  return SelfSignTestCertificate(spec);
}

using X509Ptr = std::unique_ptr<X509, decltype(&X509_free)>;

X509Ptr Read(const std::string& der) {
  const auto* data = reinterpret_cast<const unsigned char*>(der.data());
  return X509Ptr(d2i_X509(nullptr, &data, static_cast<long>(der.size())),
                 X509_free);
}

TEST(RevocationBuilderTest, OpensslReadsAndVerifiesCrl) {
  const TestIdentity ca = MakeCa();
  TestCrlSpec spec;
  spec.this_update = kStart;
  spec.next_update = kStart + absl::Hours(25);
  spec.revoked = {{"1234", kStart - absl::Hours(1), 1, {}}};
  const std::string der = MakeTestCrl(spec, ca);
  const auto* data = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> crl(
      d2i_X509_CRL(nullptr, &data, static_cast<long>(der.size())),
      X509_CRL_free);
  ASSERT_NE(crl, nullptr);
  const X509Ptr issuer = Read(ca.certificate);
  EXPECT_EQ(X509_CRL_verify(crl.get(), X509_get0_pubkey(issuer.get())), 1);
  EXPECT_EQ(sk_X509_REVOKED_num(X509_CRL_get_REVOKED(crl.get())), 1);
}

TEST(RevocationBuilderTest, OpensslVerifiesOcspResponse) {
  const TestIdentity ca = MakeCa();
  TestOcspSpec spec;
  spec.produced_at = kStart;
  spec.nonce = "0123456789abcdef";
  spec.certificates = {ca.certificate};
  spec.answers = {
      MakeTestOcspAnswer(ca, "1234", TestOcspStatus::kRevoked, kStart)};
  spec.answers[0].reason = 1;
  for (const bool by_key : {false, true}) {
    spec.by_key = by_key;
    const std::string der = MakeTestOcspResponse(spec, ca);
    const auto* data = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<OCSP_RESPONSE, decltype(&OCSP_RESPONSE_free)>
        response(
            d2i_OCSP_RESPONSE(nullptr, &data, static_cast<long>(der.size())),
            OCSP_RESPONSE_free);
    ASSERT_NE(response, nullptr);
    const std::unique_ptr<OCSP_BASICRESP, decltype(&OCSP_BASICRESP_free)> basic(
        OCSP_response_get1_basic(response.get()), OCSP_BASICRESP_free);
    ASSERT_NE(basic, nullptr);
    EXPECT_EQ(OCSP_basic_verify(basic.get(), nullptr, nullptr, OCSP_NOVERIFY),
              1);
    int reason = -1;
    EXPECT_EQ(OCSP_single_get0_status(OCSP_resp_get0(basic.get(), 0), &reason,
                                      nullptr, nullptr, nullptr),
              V_OCSP_CERTSTATUS_REVOKED);
    EXPECT_EQ(reason, 1);
  }
}

}  // namespace
}  // namespace kepil
