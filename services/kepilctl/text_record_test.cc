#include "services/kepilctl/text_record.h"

#include "absl/strings/str_cat.h"
#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/trust.pb.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::HasSubstr;

class ReadTextRecordTest : public testing::Test {
 protected:
  ReadTextRecordTest() : a_(Make("CN=A")), b_(Make("CN=B")) {
    Write("pki/a.pem", a_.CertificatePem());
    Write("pki/b.der", b_.certificate);
    Write("both.pem", a_.CertificatePem() + b_.CertificatePem());
  }

  static TestIdentity Make(const std::string& subject) {
    return SelfSignTestCertificate({subject,
                                    TestKey::Generate(TestKeyKind::kP256),
                                    absl::FromUnixSeconds(1'700'000'000),
                                    absl::FromUnixSeconds(1'900'000'000),
                                    "01",
                                    TestCaExtensions(),
                                    true,
                                    {}});
  }
  static std::string Path(const std::string& name) {
    return testing::TempDir() + "/text_record/" + name;
  }
  static void Write(const std::string& name, const std::string& octets) {
    ASSERT_THAT(WriteFileOctets(Path(name), octets), IsOk());
  }
  static absl::StatusOr<v1::Authority> ReadAuthority(const std::string& text) {
    Write("record.textproto", text);
    return ReadTextRecord<v1::Authority>(Path("record.textproto"));
  }

  const TestIdentity a_, b_;
};

TEST_F(ReadTextRecordTest, PutsCertificatesWhereFilesStand) {
  const auto authority = ReadAuthority(R"(
      id: "xa" legal_name: "file:stays, for it is text"
      services {
        id: "xa-ca"
        anchors: "file:pki/a.pem"
        anchors: "\001"
        intermediates: "file:both.pem"
        revocation { issuer_sha256: "file:pki/b.der" }
      })");
  ASSERT_THAT(authority, IsOk());
  const v1::TrustService& service = authority->services(0);
  EXPECT_EQ(authority->legal_name(), "file:stays, for it is text");
  EXPECT_THAT(service.anchors(), testing::ElementsAre(a_.certificate, "\001"));
  EXPECT_THAT(service.intermediates(),
              testing::ElementsAre(a_.certificate, b_.certificate));
  EXPECT_EQ(service.revocation(0).issuer_sha256(),
            Sha256(b_.certificate).bytes());
}

TEST_F(ReadTextRecordTest, ReadsPrincipals) {
  Write("officer.textproto",
        "id: \"o\" tls_sha256: \"file:pki/a.pem\" "
        "signing_certificate: \"file:pki/b.der\"");
  const auto officer =
      ReadTextRecord<v1::PrincipalRecord>(Path("officer.textproto"));
  ASSERT_THAT(officer, IsOk());
  EXPECT_EQ(officer->tls_sha256(), Sha256(a_.certificate).bytes());
  EXPECT_EQ(officer->signing_certificate(), b_.certificate);
}

TEST_F(ReadTextRecordTest, OneFieldTakesOneCertificate) {
  const auto authority = ReadAuthority(
      "services { revocation { issuer_sha256: \"file:both.pem\" } }");
  EXPECT_THAT(authority, HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST_F(ReadTextRecordTest, NamesWhatIsWrong) {
  EXPECT_THAT(
      std::string(ReadAuthority("id: \"x\"\nidd: 1").status().message()),
      HasSubstr("record.textproto:2:"));
  EXPECT_THAT(
      std::string(ReadAuthority("services { anchors: \"file:none.pem\" }")
                      .status()
                      .message()),
      HasSubstr("none.pem"));
  Write("bad.pem", "no certificate");
  EXPECT_THAT(
      std::string(ReadAuthority("services { anchors: \"file:bad.pem\" }")
                      .status()
                      .message()),
      HasSubstr("bad.pem"));
}

}  // namespace
}  // namespace kepil
