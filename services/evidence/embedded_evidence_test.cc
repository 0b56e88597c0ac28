#include "services/evidence/embedded_evidence.h"

#include <string>
#include <vector>

#include "services/evidence/evidence_fixture.h"
#include "tests/support/cms_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/timestamp_builder.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

class EmbeddedEvidenceTest : public testing::Test {
 protected:
  EvidenceSet Gather(const std::vector<std::string>& crls, int max = 16) {
    TestCmsSpec spec;
    spec.content = "content";
    TestCmsSigner signer;
    signer.identity = fixture_.signer;
    spec.signers = {signer, signer};
    spec.crls = crls;
    cms_ = MakeTestCms(spec);
    auto document = ParseSignatureDocument({cms_, "content", {}},
                                           fixture_.reader, ParseLimits());
    EXPECT_THAT(document, IsOk());
    return GatherEmbeddedEvidence(*document, fixture_.reader,
                                  fixture_.clock.Now(), max);
  }

  EvidenceFixture fixture_;
  std::string cms_;
};

TEST_F(EmbeddedEvidenceTest, TakesEachCertificateAndCrlOnce) {
  const std::string crl = fixture_.Crl(1, absl::Hours(1));
  const EvidenceSet evidence = Gather({crl, crl});
  ASSERT_THAT(evidence.certificates, SizeIs(1));
  EXPECT_EQ(evidence.certificates[0]->der(), fixture_.signer.certificate);
  ASSERT_THAT(evidence.revocation, SizeIs(1));
  EXPECT_EQ(evidence.revocation[0].data->der(), crl);
  EXPECT_EQ(evidence.revocation[0].origin, EvidenceOrigin::kSignature);
  EXPECT_EQ(evidence.revocation[0].obtained_at, fixture_.clock.Now());
  EXPECT_THAT(evidence.acquisition_failures, IsEmpty());
}

TEST_F(EmbeddedEvidenceTest, ReportsThatItsLimitWasReached) {
  const EvidenceSet evidence =
      Gather({fixture_.Crl(1, absl::Hours(3)), fixture_.Crl(2, absl::Hours(2)),
              fixture_.Crl(3, absl::Hours(1))},
             2);
  EXPECT_THAT(evidence.revocation, SizeIs(2));
  EXPECT_THAT(
      evidence.acquisition_failures,
      ElementsAre(Field(&Finding::reason, v1::FINDING_REASON_LIMIT_REACHED)));
}

TEST_F(EmbeddedEvidenceTest, ReportsWhatCannotBeDecoded) {
  SignatureDocument document;
  document.crls = {"no CRL"};
  document.ocsp_responses = {"no OCSP response"};
  const EvidenceSet evidence = GatherEmbeddedEvidence(document, fixture_.reader,
                                                      fixture_.clock.Now(), 16);
  EXPECT_THAT(evidence.revocation, IsEmpty());
  ASSERT_THAT(evidence.acquisition_failures, SizeIs(2));
  EXPECT_EQ(evidence.acquisition_failures[0].reason,
            v1::FINDING_REASON_RESPONSE_UNUSABLE);
  EXPECT_EQ(evidence.acquisition_failures[0].level, v1::LEVEL_INFORM);
  EXPECT_EQ(evidence.acquisition_failures[0].subject, Sha256("no CRL"));
}

TEST_F(EmbeddedEvidenceTest, TakesOcspAnswersOfTheDocument) {
  SignatureDocument document;
  document.ocsp_responses = {
      fixture_.OcspResponse(TestOcspStatus::kGood, fixture_.ca, std::nullopt)};
  const EvidenceSet evidence = GatherEmbeddedEvidence(document, fixture_.reader,
                                                      fixture_.clock.Now(), 16);
  ASSERT_THAT(evidence.revocation, SizeIs(1));
  EXPECT_EQ(evidence.revocation[0].data->kind(), RevocationKind::kOcsp);
}

TEST_F(EmbeddedEvidenceTest, TakesWhatStandsInTimestamps) {
  const TestIdentity tsa = IssueTestCertificate(
      fixture_.Spec("C=XA,CN=TSA", TestTsaExtensions()), fixture_.ca);
  TestTimestampSpec stamp;
  stamp.gen_time = fixture_.clock.Now();
  stamp.crls = {fixture_.Crl(1, absl::Hours(1)),
                fixture_.Crl(2, absl::Minutes(1))};
  TestCmsSpec spec;
  spec.content = "content";
  spec.signers.resize(1);
  spec.signers[0].identity = fixture_.signer;
  spec.crls = {stamp.crls[0]};  // Here and there: it is the signature's.
  AddSignatureTimestamp(stamp, tsa, spec.signers[0]);
  const std::string cms = MakeTestCms(spec);
  const auto document = ParseSignatureDocument({cms, "content", {}},
                                               fixture_.reader, ParseLimits());
  ASSERT_THAT(document, IsOk());
  const EvidenceSet evidence = GatherEmbeddedEvidence(
      *document, fixture_.reader, fixture_.clock.Now(), 16);
  ASSERT_THAT(evidence.certificates, SizeIs(2));
  EXPECT_EQ(evidence.certificates[1]->der(), tsa.certificate);
  ASSERT_THAT(evidence.revocation, SizeIs(2));
  EXPECT_EQ(evidence.revocation[0].data->der(), stamp.crls[0]);
  EXPECT_EQ(evidence.revocation[0].origin, EvidenceOrigin::kSignature);
  EXPECT_EQ(evidence.revocation[1].data->der(), stamp.crls[1]);
  EXPECT_EQ(evidence.revocation[1].origin, EvidenceOrigin::kTimestamp);
}

}  // namespace
}  // namespace kepil
