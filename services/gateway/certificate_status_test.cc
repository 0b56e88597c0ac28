#include "services/gateway/certificate_status.h"

#include <string>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/validation_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// The archive of a foreign CA: a good list of day 1, and of day 40 one that
// revokes its signer as of day 30. Days are counted from 1 January 2026.
class CertificateStatusTest : public testing::Test {
 protected:
  CertificateStatusTest() {
    house_.PublishTrust();
    signer_ = *Certificate::FromDer(house_.foreign_signer.certificate);
    EXPECT_THAT(house_.evidence.Archive(signer_->fingerprint(), signer_->der()),
                IsOk());
    first_ = Keep(1, {}, house_.foreign_ca);
    TestRevoked revoked;
    revoked.serial_hex = absl::BytesToHexString(signer_->serial());
    revoked.revoked_at = Day(30);
    second_ = Keep(40, {revoked}, house_.foreign_ca);
    house_.clock.Set(Day(2000));
  }
  absl::Time Day(int day) const {
    return absl::FromUnixSeconds(1767225600) + absl::Hours(24 * day);
  }
  // What an own query got on `day`; its digest.
  std::string Keep(int day, std::vector<TestRevoked> revoked,
                   const TestIdentity& by) {
    TestCrlSpec spec;
    spec.this_update = Day(day);
    spec.next_update = Day(day + 1);
    spec.revoked = std::move(revoked);
    const std::string crl = MakeTestCrl(spec, by);
    const auto ca = Certificate::FromDer(house_.foreign_ca.certificate);
    EXPECT_THAT(house_.evidence.PutRevocation(
                    {RevocationKind::kCrl, (*ca)->spki_digest(), Sha256("url")},
                    crl, Day(day) + absl::Hours(1)),
                IsOk());
    EXPECT_THAT(house_.evidence.Archive(Sha256(crl), crl), IsOk());
    return std::string(Sha256(crl).bytes());
  }
  absl::StatusOr<v1::GetCertificateStatusResponse> At(absl::Time at) {
    v1::GetCertificateStatusRequest request;
    request.set_sha256(std::string(signer_->fingerprint().bytes()));
    request.mutable_at()->set_seconds(absl::ToUnixSeconds(at));
    return status_.Get(request);
  }

  ValidationFixture house_;
  CertificateStatus status_{{house_.clock, house_.evidence, house_.evidence,
                             house_.publisher, house_.certificates,
                             [this] { return house_.rules; },
                             kCrossBorderPolicy}};
  CertificateRef signer_;
  std::string first_, second_;
};

// Law: CRT-10.
TEST_F(CertificateStatusTest, TellsTheStatusAtAnyTimeFromTheArchive) {
  const auto good = At(Day(1) + absl::Hours(2));
  ASSERT_THAT(good, IsOk());
  EXPECT_EQ(good->status(), v1::ARCHIVED_STATUS_GOOD);
  EXPECT_EQ(good->evidence_sha256(), second_);  // It was not revoked then.
  EXPECT_EQ(good->evidence_kind(), v1::EVIDENCE_KIND_CRL);
  const auto revoked = At(Day(30));
  ASSERT_THAT(revoked, IsOk());
  EXPECT_EQ(revoked->status(), v1::ARCHIVED_STATUS_REVOKED);
  EXPECT_EQ(revoked->reason(), v1::FINDING_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(revoked->revoked_at().seconds(), absl::ToUnixSeconds(Day(30)));
  EXPECT_EQ(revoked->obtained_at().seconds(),
            absl::ToUnixSeconds(Day(40) + absl::Hours(1)));
  EXPECT_EQ(At(Day(1500))->status(), v1::ARCHIVED_STATUS_REVOKED);
}

TEST_F(CertificateStatusTest, ACertificateMayBeGivenWhole) {
  v1::GetCertificateStatusRequest request;
  request.set_der(house_.foreign_signer.certificate);
  request.mutable_at()->set_seconds(absl::ToUnixSeconds(Day(35)));
  const auto answer = status_.Get(request);
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->status(), v1::ARCHIVED_STATUS_REVOKED);
  // One that only bears the CA's name is not its certificate.
  TestIdentity forger = house_.foreign_ca;
  forger.key = TestKey::Generate(TestKeyKind::kP256);
  TestCertificateSpec spec;
  spec.subject = "C=XA,CN=Signer";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = Day(0);
  spec.not_after = Day(100);
  request.set_der(IssueTestCertificate(spec, forger).certificate);
  EXPECT_THAT(status_.Get(request),
              HasReason(v1::ERROR_REASON_CERTIFICATE_UNKNOWN));
  request.set_der(house_.unknown_signer.certificate);
  EXPECT_THAT(status_.Get(request),
              HasReason(v1::ERROR_REASON_CERTIFICATE_UNKNOWN));
}

TEST_F(CertificateStatusTest, AListByAnotherKeySaysNothing) {
  TestRevoked revoked;
  revoked.serial_hex = absl::BytesToHexString(signer_->serial());
  revoked.revoked_at = Day(2);
  Keep(41, {revoked}, house_.unknown_ca);
  EXPECT_EQ(At(Day(3))->status(), v1::ARCHIVED_STATUS_GOOD);
}

TEST_F(CertificateStatusTest, RefusesWhatNamesNoCertificateOrTime) {
  v1::GetCertificateStatusRequest request;
  request.set_sha256(std::string(32, 'x'));
  EXPECT_THAT(status_.Get(request),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  request.mutable_at()->set_seconds(1);
  EXPECT_THAT(status_.Get(request),
              HasReason(v1::ERROR_REASON_CERTIFICATE_UNKNOWN));
  request.set_sha256(first_);  // A CRL.
  EXPECT_THAT(status_.Get(request),
              HasReason(v1::ERROR_REASON_CERTIFICATE_UNKNOWN));
  request.set_sha256("short");
  EXPECT_THAT(status_.Get(request),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  request.set_der("no certificate");
  EXPECT_FALSE(status_.Get(request).ok());
}

}  // namespace
}  // namespace kepil
