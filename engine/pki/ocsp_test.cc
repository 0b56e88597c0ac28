#include "engine/pki/ocsp.h"

#include <openssl/ocsp.h>

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/revocation_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;
using State = RevocationStatus::State;
using testing::AllOf;
using testing::Field;
using testing::SizeIs;

constexpr absl::Time kTime = absl::FromUnixSeconds(1767225600);
constexpr char kCaName[] = "C=XA,CN=Issuing CA";
constexpr char kLeafSerial[] = "00abcd";
constexpr char kExtendedRevoke[] = "1.3.6.1.5.5.7.48.1.9";

TestCertificateSpec CertificateSpec(const std::string& subject) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = kTime - absl::Hours(24);
  spec.not_after = kTime + absl::Hours(24);
  return spec;
}

TestIdentity MakeCa() {
  TestCertificateSpec spec = CertificateSpec(kCaName);
  spec.extensions = TestCaExtensions();
  return SelfSignTestCertificate(spec);
}

TestIdentity IssueLeaf(const TestIdentity& ca, const std::string& subject,
                       std::vector<TestExtension> extensions) {
  TestCertificateSpec spec = CertificateSpec(subject);
  spec.serial_hex = kLeafSerial;
  spec.extensions = std::move(extensions);
  return IssueTestCertificate(spec, ca);
}

CertificateRef Read(const TestIdentity& identity) {
  const auto certificate = Certificate::FromDer(identity.certificate);
  EXPECT_THAT(certificate, IsOk());
  return *certificate;
}

absl::StatusOr<OcspResponseRef> Parse(const std::string& octets,
                                      const DerLimits& limits = {}) {
  PlainCertificateReader reader;
  return OcspResponse::FromDer(octets, reader, limits);
}

class OcspTest : public testing::Test {
 protected:
  TestOcspAnswer Answer(TestOcspStatus status) const {
    return MakeTestOcspAnswer(ca_, kLeafSerial, status, kTime);
  }
  TestOcspSpec Spec(std::vector<TestOcspAnswer> answers) const {
    TestOcspSpec spec;
    spec.produced_at = kTime + absl::Seconds(1);
    spec.answers = std::move(answers);
    return spec;
  }
  RevocationStatus StatusIn(const TestOcspSpec& spec) const {
    const auto response = Parse(MakeTestOcspResponse(spec, responder_));
    EXPECT_THAT(response, IsOk());
    return (*response)->StatusOf(Id());
  }
  State StateIn(const TestOcspSpec& spec) const { return StatusIn(spec).state; }
  CertificateId Id() const { return {*leaf_certificate_, *ca_certificate_}; }

  const TestIdentity ca_ = MakeCa();
  const TestIdentity leaf_ =
      IssueLeaf(ca_, "C=XA,CN=Signer", TestSignerExtensions());
  const TestIdentity responder_ =
      IssueLeaf(ca_, "C=XA,CN=OCSP", TestOcspResponderExtensions());
  const CertificateRef ca_certificate_ = Read(ca_);
  const CertificateRef leaf_certificate_ = Read(leaf_);
};

TEST_F(OcspTest, ReadsEveryField) {
  TestOcspSpec spec = Spec({Answer(TestOcspStatus::kGood)});
  spec.answers[0].next_update = kTime + absl::Hours(1);
  spec.nonce = "0123456789abcdef0123456789abcdef";
  spec.certificates = {responder_.certificate};
  const std::string octets = MakeTestOcspResponse(spec, responder_);
  const auto response = Parse(octets);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ((*response)->kind(), RevocationKind::kOcsp);
  EXPECT_EQ((*response)->der(), octets);
  EXPECT_EQ((*response)->digest(), Sha256(octets));
  EXPECT_EQ((*response)->this_update(), kTime);
  EXPECT_EQ((*response)->next_update(), kTime + absl::Hours(1));
  EXPECT_EQ((*response)->produced_at(), kTime + absl::Seconds(1));
  EXPECT_EQ((*response)->nonce(), spec.nonce);
  ASSERT_THAT((*response)->certificates(), SizeIs(1));
  EXPECT_EQ((*response)->certificates()[0]->der(), responder_.certificate);
  EXPECT_FALSE((*response)->HasUnrecognisedCritical());
}

TEST_F(OcspTest, AnswersForTheNamedCertificate) {
  EXPECT_EQ(StateIn(Spec({Answer(TestOcspStatus::kGood)})), State::kGood);
  EXPECT_EQ(StateIn(Spec({Answer(TestOcspStatus::kUnknown)})), State::kUnknown);
  TestOcspAnswer revoked = Answer(TestOcspStatus::kRevoked);
  revoked.reason = 1;
  revoked.revoked_at = kTime - absl::Hours(2);
  EXPECT_THAT(
      StatusIn(Spec({revoked})),
      AllOf(
          Field(&RevocationStatus::state, State::kRevoked),
          Field(&RevocationStatus::revoked_at, kTime - absl::Hours(2)),
          Field(&RevocationStatus::reason, RevocationReason::kKeyCompromise)));
}

TEST_F(OcspTest, DoesNotAnswerForAnotherCertId) {
  TestOcspAnswer serial = Answer(TestOcspStatus::kGood);
  serial.serial_hex = "00abce";
  TestOcspAnswer name = Answer(TestOcspStatus::kGood);
  name.issuer_name = TestName("CN=Other");
  TestOcspAnswer key = Answer(TestOcspStatus::kGood);
  key.issuer_key = leaf_.key.KeyOctets();
  EXPECT_EQ(StateIn(Spec({serial, name, key})), State::kOutOfScope);
  EXPECT_EQ(
      StateIn(Spec({serial, name, key, Answer(TestOcspStatus::kRevoked)})),
      State::kRevoked);
}

TEST_F(OcspTest, ReadsCertIdsOfEveryShaHashAndNoOther) {
  for (const char* hash : {"sha1", "sha256", "sha384", "sha512"}) {
    TestOcspAnswer answer = Answer(TestOcspStatus::kGood);
    answer.hash = hash;
    EXPECT_EQ(StateIn(Spec({answer})), State::kGood) << hash;
  }
  TestOcspAnswer weak = Answer(TestOcspStatus::kGood);
  weak.hash = "md5";
  EXPECT_EQ(StateIn(Spec({weak})), State::kOutOfScope);
}

TEST_F(OcspTest, TakesTheNewestOfSeveralAnswers) {
  const TestOcspAnswer good = Answer(TestOcspStatus::kGood);
  TestOcspAnswer newer = Answer(TestOcspStatus::kRevoked);
  newer.this_update += absl::Seconds(1);
  EXPECT_EQ(StateIn(Spec({good, newer})), State::kRevoked);
  EXPECT_EQ(StateIn(Spec({newer, good})), State::kRevoked);
  newer.status = TestOcspStatus::kGood;
  const TestOcspAnswer revoked = Answer(TestOcspStatus::kRevoked);
  EXPECT_EQ(StateIn(Spec({revoked, newer})), State::kGood);
  // Equally new: revoked wins.
  EXPECT_EQ(StateIn(Spec({good, revoked})), State::kRevoked);
  EXPECT_EQ(StateIn(Spec({revoked, good})), State::kRevoked);
}

TEST_F(OcspTest, ReadsExtendedRevokeAsUnknown) {
  TestOcspAnswer never = Answer(TestOcspStatus::kRevoked);
  never.reason = 6;
  never.revoked_at = absl::UnixEpoch();
  TestOcspSpec spec = Spec({never});
  EXPECT_EQ(StateIn(spec), State::kRevoked);  // Without the extension.
  spec.extensions = {{kExtendedRevoke, false, der::Null()}};
  EXPECT_EQ(StateIn(spec), State::kUnknown);
  spec.answers[0].revoked_at = kTime;  // A real hold.
  EXPECT_EQ(StateIn(spec), State::kRevoked);
}

TEST_F(OcspTest, DoesNotAnswerWithUnrecognisedCriticalExtension) {
  TestOcspSpec spec = Spec({Answer(TestOcspStatus::kGood)});
  spec.extensions = {{"1.2.3.4", false, der::Null()}};
  EXPECT_EQ(StateIn(spec), State::kGood);
  spec.extensions[0].critical = true;
  EXPECT_EQ(StateIn(spec), State::kOutOfScope);
  spec.extensions.clear();
  spec.answers[0].extensions = {{"1.2.3.4", true, der::Null()}};
  EXPECT_EQ(StateIn(spec), State::kOutOfScope);
}

TEST_F(OcspTest, ReadsNonceOfOldResponders) {
  TestOcspSpec spec = Spec({Answer(TestOcspStatus::kGood)});
  spec.extensions = {{"1.3.6.1.5.5.7.48.1.2", false, "bare octets"}};
  EXPECT_EQ((*Parse(MakeTestOcspResponse(spec, responder_)))->nonce(),
            "bare octets");
}

TEST_F(OcspTest, NamesResponderByNameAndByKey) {
  TestOcspSpec spec = Spec({Answer(TestOcspStatus::kGood)});
  for (const bool by_key : {false, true}) {
    spec.by_key = by_key;
    const auto response = Parse(MakeTestOcspResponse(spec, responder_));
    ASSERT_THAT(response, IsOk());
    EXPECT_TRUE((*response)->NamesResponder(*Read(responder_)));
    EXPECT_FALSE((*response)->NamesResponder(*leaf_certificate_));
  }
}

TEST_F(OcspTest, VerifiesOnlyUnderTheRespondersKey) {
  const std::string octets =
      MakeTestOcspResponse(Spec({Answer(TestOcspStatus::kGood)}), responder_);
  const auto response = Parse(octets);
  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(VerifyOcspSignature(**response, **Read(responder_)->public_key()),
              IsOkAndHolds(true));
  EXPECT_THAT(VerifyOcspSignature(**response, **ca_certificate_->public_key()),
              IsOkAndHolds(false));
  std::string altered = octets;
  const size_t at = altered.find("20260101000000Z");
  ASSERT_NE(at, std::string::npos);
  altered[at + 7] = '2';
  const auto other = Parse(altered);
  ASSERT_THAT(other, IsOk());
  EXPECT_THAT(VerifyOcspSignature(**other, **Read(responder_)->public_key()),
              IsOkAndHolds(false));
}

TEST_F(OcspTest, GivesTheRightToTheIssuerAndItsDelegate) {
  EXPECT_EQ(ResponderRightOf(*ca_certificate_, *ca_certificate_),
            OcspResponderRight::kIssuerItself);
  EXPECT_EQ(ResponderRightOf(*Read(responder_), *ca_certificate_),
            OcspResponderRight::kDelegated);
}

TEST_F(OcspTest, DeniesTheRightToOthers) {
  const auto any = IssueLeaf(
      ca_, "CN=Any", {MakeTestExtension("extendedKeyUsage", "2.5.29.37.0")});
  const auto none = IssueLeaf(ca_, "CN=None", {});
  // A CA of the same name with another key, and its delegate.
  const TestIdentity impostor = MakeCa();
  const auto foreign =
      IssueLeaf(impostor, "CN=OCSP", TestOcspResponderExtensions());
  // A CA with the same key and another name, and its delegate.
  TestCertificateSpec spec = CertificateSpec("CN=Renamed");
  spec.key = ca_.key;
  const TestIdentity renamed = SelfSignTestCertificate(spec);
  const auto of_renamed =
      IssueLeaf(renamed, "CN=OCSP", TestOcspResponderExtensions());
  const std::vector<TestIdentity> others = {
      any, none, leaf_, impostor, foreign, renamed, of_renamed};
  for (const TestIdentity& other : others) {
    EXPECT_EQ(ResponderRightOf(*Read(other), *ca_certificate_),
              OcspResponderRight::kNone);
  }
}

TEST_F(OcspTest, ReportsResponderErrors) {
  for (const int status : {1, 2, 3, 5, 6}) {
    const auto response = Parse(MakeTestOcspError(status));
    EXPECT_THAT(response, StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_THAT(response, HasReason(v1::ERROR_REASON_FETCH_FAILED));
  }
}

TEST_F(OcspTest, RefusesWhatIsNoResponse) {
  TestOcspSpec spec = Spec({Answer(TestOcspStatus::kRevoked)});
  spec.certificates = {responder_.certificate};
  spec.nonce = "nonce";
  const std::string good = MakeTestOcspResponse(spec, responder_);
  for (const std::string& octets :
       {std::string(), std::string("-----BEGIN OCSP-----"),
        std::string(1000, '\x30'), good + '\0', ca_.certificate,
        MakeTestOcspError(0), MakeTestOcspResponse(Spec({}), responder_)}) {
    EXPECT_THAT(Parse(octets), HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
  for (size_t length = 0; length < good.size(); ++length) {
    EXPECT_THAT(Parse(good.substr(0, length)),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

TEST_F(OcspTest, NeverCrashesOnAlteredOctets) {
  TestOcspSpec spec = Spec({Answer(TestOcspStatus::kGood)});
  spec.certificates = {responder_.certificate};
  spec.nonce = "nonce";
  const std::string good = MakeTestOcspResponse(spec, responder_);
  const PublicKeyRef key = *Read(responder_)->public_key();
  const std::string tbs((*Parse(good))->tbs());
  for (size_t i = 0; i < good.size(); ++i) {
    std::string altered = good;
    altered[i] = static_cast<char>(altered[i] ^ 0x01);
    const auto response = Parse(altered);
    if (response.ok() && (*response)->tbs() != tbs) {
      EXPECT_THAT(VerifyOcspSignature(**response, *key), IsOkAndHolds(false));
    }
  }
}

TEST_F(OcspTest, KeepsToItsLimits) {
  TestOcspSpec spec = Spec(std::vector<TestOcspAnswer>(
      OcspResponse::kMaxAnswers, Answer(TestOcspStatus::kGood)));
  spec.certificates.assign(OcspResponse::kMaxCertificates,
                           responder_.certificate);
  const std::string octets = MakeTestOcspResponse(spec, responder_);
  EXPECT_THAT(Parse(octets), IsOk());
  DerLimits limits;
  limits.max_bytes = static_cast<int64_t>(octets.size()) - 1;
  EXPECT_THAT(Parse(octets, limits),
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
  TestOcspSpec answers = spec, certificates = spec;
  answers.answers.push_back(answers.answers[0]);
  certificates.certificates.push_back(responder_.certificate);
  EXPECT_THAT(Parse(MakeTestOcspResponse(answers, responder_)),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
  EXPECT_THAT(Parse(MakeTestOcspResponse(certificates, responder_)),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST_F(OcspTest, BuildsRequestThatOpensslReads) {
  const std::string nonce = "0123456789abcdef0123456789abcdef";
  for (const std::string& wanted : {nonce, std::string()}) {
    const std::string octets = BuildOcspRequest(Id(), wanted);
    const auto* data = reinterpret_cast<const unsigned char*>(octets.data());
    const std::unique_ptr<OCSP_REQUEST, decltype(&OCSP_REQUEST_free)> request(
        d2i_OCSP_REQUEST(nullptr, &data, static_cast<long>(octets.size())),
        OCSP_REQUEST_free);
    ASSERT_NE(request, nullptr);
    ASSERT_EQ(OCSP_request_onereq_count(request.get()), 1);
    // The CertID that OpenSSL makes of the same certificates.
    const auto x509 = [](const TestIdentity& identity) {
      const auto* der_octets =
          reinterpret_cast<const unsigned char*>(identity.certificate.data());
      return std::unique_ptr<X509, decltype(&X509_free)>(
          d2i_X509(nullptr, &der_octets,
                   static_cast<long>(identity.certificate.size())),
          X509_free);
    };
    const std::unique_ptr<OCSP_CERTID, decltype(&OCSP_CERTID_free)> expected(
        OCSP_cert_to_id(nullptr, x509(leaf_).get(), x509(ca_).get()),
        OCSP_CERTID_free);
    EXPECT_EQ(OCSP_id_cmp(expected.get(),
                          OCSP_onereq_get0_id(
                              OCSP_request_onereq_get0(request.get(), 0))),
              0);
    const int at =
        OCSP_REQUEST_get_ext_by_NID(request.get(), NID_id_pkix_OCSP_Nonce, -1);
    ASSERT_EQ(at >= 0, !wanted.empty());
    if (at >= 0) {
      const ASN1_OCTET_STRING* value =
          X509_EXTENSION_get_data(OCSP_REQUEST_get_ext(request.get(), at));
      EXPECT_EQ(std::string(
                    reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                    ASN1_STRING_length(value)),
                der::OctetString(nonce));
    }
  }
}

}  // namespace
}  // namespace kepil
