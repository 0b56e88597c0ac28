#include "tests/demo_pki/demo_responder.h"

#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/pki/certificate.h"
#include "engine/pki/crl.h"
#include "engine/pki/ocsp.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/demo_pki/demo_directory.h"
#include "tests/demo_pki/demo_pki.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr absl::Time kTime = absl::FromUnixSeconds(1767225600);
constexpr char kNonce[] = "0123456789abcdef0123456789abcdef";

class DemoResponderTest : public testing::Test {
 protected:
  DemoResponderTest()
      : directory_(absl::StrCat(
            testing::TempDir(), "/demo_",
            testing::UnitTest::GetInstance()->current_test_info()->name())),
        pki_(DemoPki::Build({kTime, ""})),
        responder_(directory_) {
    EXPECT_THAT(WriteDemoDirectory(pki_, directory_), IsOk());
  }

  CertificateRef Read(const std::string& id) const {
    return *Certificate::FromDer(pki_.Get(id).certificate);
  }
  // The state that the responder of `ca` gives for `id`.
  absl::StatusOr<OcspResponseRef> Ask(const std::string& ca,
                                      const std::string& id) const {
    const DemoHttpAnswer answer = responder_.Handle(
        "POST", "/ocsp/" + ca, BuildOcspRequest({*Read(id), *Read(ca)}, kNonce),
        kTime);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content_type, "application/ocsp-response");
    PlainCertificateReader reader;
    return OcspResponse::FromDer(answer.body, reader);
  }
  RevocationStatus::State StateOf(const std::string& ca,
                                  const std::string& id) const {
    return (*Ask(ca, id))->StatusOf({*Read(id), *Read(ca)}).state;
  }

  const std::string directory_;
  const DemoPki pki_;
  const DemoResponder responder_;
};

TEST_F(DemoResponderTest, AnswersByItsIndex) {
  EXPECT_EQ(StateOf("xa-issuing-1", "xa-signer-rsa"),
            RevocationStatus::State::kGood);
  EXPECT_EQ(StateOf("xa-issuing-1", "xa-signer-revoked"),
            RevocationStatus::State::kRevoked);
  // No longer known.
  std::ofstream(directory_ + "/ocsp/xa-issuing-1/index.tsv") << "";
  EXPECT_EQ(StateOf("xa-issuing-1", "xa-signer-rsa"),
            RevocationStatus::State::kUnknown);
}

TEST_F(DemoResponderTest, SignsAsDelegateWithTheNonceAsked) {
  for (const std::string& ca : DemoPki::RevokingCas()) {
    const auto response = Ask(ca, ca + "-ocsp");
    ASSERT_THAT(response, IsOk());
    EXPECT_EQ((*response)->nonce(), kNonce);
    EXPECT_EQ((*response)->this_update(), kTime);
    EXPECT_EQ((*response)->next_update(), kTime + absl::Hours(1));
    ASSERT_EQ((*response)->certificates().size(), 1u);
    const Certificate& signer = *(*response)->certificates()[0];
    EXPECT_TRUE((*response)->NamesResponder(signer));
    EXPECT_EQ(ResponderRightOf(signer, *Read(ca)),
              OcspResponderRight::kDelegated);
    EXPECT_THAT(VerifyOcspSignature(**response, **signer.public_key()),
                IsOkAndHolds(true));
  }
}

TEST_F(DemoResponderTest, RefusesWhatItDoesNotUnderstand) {
  const std::string request =
      BuildOcspRequest({*Read("xb-signer"), *Read("xb-ca")}, "");
  PlainCertificateReader reader;
  for (const std::string& body : {std::string("junk"), request}) {
    EXPECT_THAT(
        OcspResponse::FromDer(
            responder_.Handle("POST", "/ocsp/xc-ca", body, kTime).body, reader),
        HasReason(v1::ERROR_REASON_FETCH_FAILED));
  }
  EXPECT_EQ(responder_.Handle("POST", "/ocsp/nobody", request, kTime).status,
            404);
  EXPECT_EQ(responder_.Handle("GET", "/ocsp/xc-ca", "", kTime).status, 404);
  EXPECT_EQ(responder_.Handle("GET", "/crl/../expected.tsv", "", kTime).status,
            404);
}

TEST_F(DemoResponderTest, ServesCrls) {
  const DemoHttpAnswer answer =
      responder_.Handle("GET", "/crl/xa-issuing-1.crl", "", kTime);
  EXPECT_EQ(answer.status, 200);
  const auto crl = Crl::FromDer(answer.body);
  ASSERT_THAT(crl, IsOk());
  EXPECT_EQ((*crl)->index().size(), 1);
}

}  // namespace
}  // namespace kepil
