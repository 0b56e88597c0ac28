#include "services/kepilctl/certificate_file.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TestIdentity MakeIdentity(const std::string& subject) {
  return SelfSignTestCertificate({subject,
                                  TestKey::Generate(TestKeyKind::kP256),
                                  absl::FromUnixSeconds(1'700'000'000),
                                  absl::FromUnixSeconds(1'900'000'000),
                                  "01",
                                  TestCaExtensions(),
                                  true,
                                  {}});
}

TEST(CertificateFileTest, ReadsDerAndPemAlike) {
  const TestIdentity a = MakeIdentity("CN=A");
  const TestIdentity b = MakeIdentity("CN=B");
  const auto der = ParseCertificates(a.certificate);
  ASSERT_THAT(der, IsOk());
  ASSERT_EQ(der->size(), 1u);
  EXPECT_EQ((*der)[0]->der(), a.certificate);
  const auto pem = ParseCertificates(absl::StrCat(
      "subject=A\n", absl::StrReplaceAll(a.CertificatePem(), {{"\n", "\r\n"}}),
      "between\n", b.CertificatePem()));
  ASSERT_THAT(pem, IsOk());
  ASSERT_EQ(pem->size(), 2u);
  EXPECT_EQ((*pem)[0]->der(), a.certificate);
  EXPECT_EQ((*pem)[1]->der(), b.certificate);
}

TEST(CertificateFileTest, WritesThePemThatOpensslWrites) {
  const TestIdentity a = MakeIdentity("CN=A");
  EXPECT_EQ(CertificatePem(a.certificate), a.CertificatePem());
}

TEST(CertificateFileTest, RefusesDamage) {
  const std::string pem = MakeIdentity("CN=A").CertificatePem();
  for (const std::string& bad :
       {std::string(), std::string("text"), pem.substr(0, pem.size() - 9),
        absl::StrReplaceAll(pem, {{"MII", "!!!"}}),
        absl::StrReplaceAll(pem, {{"MII", "AAA"}})}) {
    EXPECT_THAT(ParseCertificates(bad),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << bad;
  }
}

}  // namespace
}  // namespace kepil
