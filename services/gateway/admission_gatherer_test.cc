#include "services/gateway/admission_gatherer.h"

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/admission_fixture.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_fetcher.h"
#include "tests/support/status_matchers.h"
#include "trustlist/admission_status.h"

namespace kepil {
namespace {

constexpr char kRootCrl[] = "http://xa.example/root.crl";
constexpr char kIssuingCrl[] = "http://xa.example/issuing.crl";
constexpr char kOcsp[] = "http://xa.example/ocsp";
constexpr char kTsa[] = "http://xa.example/tsa";

class AdmissionGathererTest : public testing::Test {
 protected:
  AdmissionGathererTest()
      : gatherer_({clock_, fetcher_, gate_, parts_.reader,
                   [](size_t size) { return std::string(size, 'n'); }},
                  AdmissionGatherer::Options()) {
    for (const char* url : {kRootCrl, kIssuingCrl, kOcsp, kTsa}) {
      parts_.application.add_approved_addresses(url);
    }
    fetcher_.SetBody(kRootCrl, *parts_.crls[0].der);
    fetcher_.SetBody(kIssuingCrl, *parts_.crls[1].der);
    // The fixture's answer has the nonce of 32 octets 'n'.
    fetcher_.SetBody(kOcsp, *parts_.ocsp[0].der);
  }
  AdmissionEvidence Gather() {
    return gatherer_.Gather(parts_.application,
                            clock_.Now() + absl::Seconds(30));
  }

  AdmissionCase parts_;
  FakeClock clock_;
  FakeFetcher fetcher_;
  FetchGate gate_{FetchGate::Options()};
  AdmissionGatherer gatherer_;
};

TEST_F(AdmissionGathererTest, AsksEveryApprovedAddress) {
  const AdmissionEvidence evidence = Gather();
  ASSERT_EQ(evidence.crls.size(), 2u);
  ASSERT_EQ(evidence.ocsp.size(), 1u);
  ASSERT_EQ(evidence.timestamps.size(), 1u);
  EXPECT_THAT(evidence.timestamps[0].response,
              HasReason(v1::ERROR_REASON_FETCH_FAILED));
  EXPECT_EQ(evidence.timestamps[0].nonce, std::string(16, 'n'));
  EXPECT_EQ(evidence.Octets().size(), 3u);
  parts_.crls = evidence.crls;
  parts_.ocsp = evidence.ocsp;
  EXPECT_TRUE(FailuresOf(JudgeAdmissionStatus(parts_.Input())).empty());
}

TEST_F(AdmissionGathererTest, AsksNothingOnTheApplicantsWord) {
  parts_.application.clear_approved_addresses();
  parts_.application.add_approved_addresses(kRootCrl);
  const AdmissionEvidence evidence = Gather();
  EXPECT_EQ(fetcher_.calls(), 1);
  EXPECT_EQ(fetcher_.calls(kRootCrl), 1);
  EXPECT_THAT(evidence.crls[1].der,
              HasReason(v1::ERROR_REASON_ADDRESS_FORBIDDEN));
  EXPECT_THAT(evidence.ocsp[0].der,
              HasReason(v1::ERROR_REASON_ADDRESS_FORBIDDEN));
  EXPECT_THAT(evidence.timestamps[0].response,
              HasReason(v1::ERROR_REASON_ADDRESS_FORBIDDEN));
}

TEST_F(AdmissionGathererTest, EndsWithItsTime) {
  const AdmissionEvidence evidence =
      gatherer_.Gather(parts_.application, clock_.Now());
  EXPECT_EQ(fetcher_.calls(), 0);
  EXPECT_THAT(evidence.crls[0].der, HasReason(v1::ERROR_REASON_DEADLINE));
}

TEST_F(AdmissionGathererTest, AsksAboutACertificateOfThatIssuerOnly) {
  parts_.application.mutable_content()->clear_sample_certificates();
  parts_.application.mutable_content()->add_sample_certificates(
      parts_.issuing.certificate);
  EXPECT_THAT(Gather().ocsp[0].der, HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_EQ(fetcher_.calls(kOcsp), 0);
}

}  // namespace
}  // namespace kepil
