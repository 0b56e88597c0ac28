#include "tests/demo_pki/demo_documents.h"

#include <openssl/cms.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "engine/pki/certificate.h"
#include "engine/signature/signature_document.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr absl::Time kTime = absl::FromUnixSeconds(1767225600);

// Whether OpenSSL finds digest and signature values right; trust aside.
bool OpensslVerifies(const DemoDocument& document) {
  const auto* data =
      reinterpret_cast<const unsigned char*>(document.signature.data());
  const std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)> cms(
      d2i_CMS_ContentInfo(nullptr, &data,
                          static_cast<long>(document.signature.size())),
      CMS_ContentInfo_free);
  EXPECT_NE(cms, nullptr) << document.name;
  const std::unique_ptr<BIO, decltype(&BIO_free)> in(
      BIO_new_mem_buf(document.content.data(),
                      static_cast<int>(document.content.size())),
      BIO_free);
  return CMS_verify(cms.get(), nullptr, nullptr,
                    document.content.empty() ? nullptr : in.get(), nullptr,
                    CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
}

TEST(DemoDocumentsTest, OnlyAlteredOnesFailMathematically) {
  for (const DemoDocument& document :
       MakeDemoDocuments(DemoPki::Build({kTime, ""}))) {
    if (document.name == "valid-ed25519.txt") {
      continue;  // OpenSSL 3.0 cannot verify EdDSA in CMS.
    }
    EXPECT_EQ(OpensslVerifies(document), document.indication != "TOTAL_FAILED")
        << document.name;
  }
}

TEST(DemoDocumentsTest, CoversEveryVerdictOfTheDemo) {
  std::map<std::string, int> verdicts;
  for (const DemoDocument& document :
       MakeDemoDocuments(DemoPki::Build({kTime, ""}))) {
    ++verdicts[document.indication + "/" + document.sub_indication + "/" +
               document.reason];
  }
  EXPECT_THAT(
      verdicts,
      testing::UnorderedElementsAre(
          testing::Pair("TOTAL_PASSED/-/-", 6),
          testing::Pair("TOTAL_FAILED/HASH_FAILURE/-", 1),
          testing::Pair("TOTAL_FAILED/SIG_CRYPTO_FAILURE/-", 1),
          testing::Pair("INDETERMINATE/REVOKED_NO_POE/-", 1),
          testing::Pair("INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND/-", 1),
          testing::Pair("INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND_NO_POE/"
                        "TRUST_SERVICE_SUSPENDED",
                        1),
          testing::Pair("INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE/-", 1)));
}

// OpenSSL knows none of these algorithms.
TEST(DemoDocumentsTest, OfNationalOnesOnlyTheAlteredFails) {
  PlainCertificateReader reader;
  int signatures = 0;
  for (const DemoDocument& document :
       MakeNationalDocuments(DemoPki::Build({kTime, ""}))) {
    const auto parsed = ParseSignatureDocument(
        {document.signature, document.content, {}}, reader, ParseLimits());
    ASSERT_THAT(parsed, IsOk()) << document.name;
    for (const auto& signature : parsed->signatures) {
      ++signatures;
      EXPECT_EQ(signature->signed_data()[0].outcome ==
                    SignedDataObject::Outcome::kMatched,
                document.indication == "TOTAL_PASSED")
          << document.name;
      const auto certificates = signature->embedded_certificates();
      const auto signer = std::find_if(
          certificates.begin(), certificates.end(),
          [&](const CertificateRef& certificate) {
            return certificate->issuer() == *signature->signer().issuer &&
                   certificate->serial() == signature->signer().serial;
          });
      ASSERT_NE(signer, certificates.end()) << document.name;
      EXPECT_THAT(signature->VerifyValue(**(*signer)->public_key()),
                  IsOkAndHolds(true))
          << document.name;
    }
  }
  EXPECT_EQ(signatures, 6);
}

}  // namespace
}  // namespace kepil
