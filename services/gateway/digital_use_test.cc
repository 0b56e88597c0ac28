#include "services/gateway/digital_use.h"

#include <memory>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/evidence/evidence_fixture.h"
#include "tests/support/memory_digital_use_outbox.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kIin[] = "880726300029";

// The evidence room about a CA of Kazakhstan and a citizen's certificate.
class DigitalUseTest : public testing::Test {
 protected:
  DigitalUseTest() {
    TestCertificateSpec spec =
        fixture_.Spec(std::string("C=KZ,serialNumber=IIN") + kIin + ",CN=Aidar",
                      TestSignerExtensions());
    spec.serial_hex = EvidenceFixture::kSignerSerial;
    citizen_ = IssueTestCertificate(spec, fixture_.ca);
    fixture_.signer = citizen_;
    fixture_.AnswerOcsp(TestOcspStatus::kGood, fixture_.ca);
    fixture_.fetcher.SetBody(EvidenceFixture::kCrlUrl,
                             fixture_.Crl(1, absl::Minutes(1)));
    Register(v1::DOMESTIC_CA_KIND_NATIONAL);
  }
  // The CA as one of that kind.
  void Register(v1::DomesticCaKind kind) {
    v1::SnapshotSource source;
    source.set_version(1);
    source.mutable_issued_at()->set_seconds(
        absl::ToUnixSeconds(fixture_.clock.Now()));
    v1::Authority& authority = *source.add_authorities();
    authority.set_id("kz-national");
    authority.set_kind(kind == v1::DOMESTIC_CA_KIND_UNSPECIFIED
                           ? v1::AUTHORITY_KIND_FOREIGN_CA
                           : v1::AUTHORITY_KIND_DOMESTIC_CA);
    authority.set_country("KZ");
    authority.set_domestic_kind(kind);
    v1::TrustService& service = *authority.add_services();
    service.set_id("kz-ca");
    service.set_type(v1::SERVICE_TYPE_CA);
    service.add_anchors(fixture_.ca.certificate);
    v1::IssuerRevocationSources& sources = *service.add_revocation();
    sources.set_issuer_sha256(std::string(fixture_.sources.issuer.bytes()));
    sources.add_sources()->set_ocsp_url(EvidenceFixture::kOcspUrl);
    auto trust =
        TrustSnapshot::FromSource(source.SerializeAsString(), fixture_.reader);
    KEPIL_CHECK(trust.ok());
    trust_ = *std::move(trust);
  }
  // One request that asks about the fixture's signer.
  StatusAnswer Ask(v1::RevocationMode mode = v1::REVOCATION_MODE_CRL_OR_OCSP) {
    DigitalUses::Record record(&uses_, {"kz-bank", "treaty 5", *trust_});
    return Ask(mode, record);
  }
  StatusAnswer Ask(v1::RevocationMode mode, InquiryRecord& record) {
    StatusQuestion question = fixture_.Question(mode);
    question.record = &record;
    return fixture_.source->Ask(question);
  }
  int ocsp_calls() const {
    return fixture_.fetcher.calls(EvidenceFixture::kOcspUrl);
  }

  EvidenceFixture fixture_;
  MemoryDigitalUseOutbox outbox_;
  int made_ = 0;
  DigitalUses uses_{{fixture_.clock, outbox_,
                     [this](size_t size) {
                       return std::string(size,
                                          static_cast<char>('a' + made_++));
                     }},
                    std::string(32, 'k')};
  TestIdentity citizen_;
  TrustSnapshotRef trust_;
};

// Law: PDP-14.
TEST_F(DigitalUseTest, AFetchFromTheStateEmitsOneEvent) {
  EXPECT_THAT(Ask().evidence, SizeIs(1));
  ASSERT_EQ(ocsp_calls(), 1);
  ASSERT_THAT(outbox_.events, SizeIs(1));
  const v1::DigitalUseEvent& event = outbox_.events.begin()->second;
  EXPECT_EQ(event.id(), std::string(16, 'a'));
  EXPECT_EQ(event.subject_hash(), uses_.SubjectHash(kIin));
  EXPECT_EQ(event.subject_key_id(), uses_.subject_key_id());
  EXPECT_EQ(event.requester(), "kz-bank");
  EXPECT_EQ(event.purpose(), "treaty 5");
  EXPECT_EQ(event.time().seconds(), absl::ToUnixSeconds(fixture_.clock.Now()));
  EXPECT_EQ(event.source(), "kz-national");
  EXPECT_THAT(event.SerializeAsString(), Not(HasSubstr(kIin)));
}

// Law: PDP-14.
TEST_F(DigitalUseTest, WhatIsHeldIsNotAskedAndNotToldAgain) {
  Ask();
  Ask();
  EXPECT_EQ(ocsp_calls(), 1);
  EXPECT_THAT(outbox_.events, SizeIs(1));
  fixture_.clock.Advance(absl::Hours(30));  // What is held is stale now.
  Ask();
  EXPECT_EQ(ocsp_calls(), 2);
  EXPECT_THAT(outbox_.events, SizeIs(2));
}

// Law: PDP-14.
TEST_F(DigitalUseTest, OneRequestThatAsksTwiceTellsOnce) {
  fixture_.fetcher.SetError(EvidenceFixture::kOcspUrl,
                            absl::UnavailableError("down"));
  DigitalUses::Record record(&uses_, {"kz-bank", "treaty 5", *trust_});
  Ask(v1::REVOCATION_MODE_OCSP, record);
  Ask(v1::REVOCATION_MODE_OCSP, record);
  EXPECT_EQ(ocsp_calls(), 2);
  EXPECT_THAT(outbox_.events, SizeIs(1));
}

// Law: PDP-14.
TEST_F(DigitalUseTest, WhatCannotBeRecordedIsNotAsked) {
  outbox_.failure = MakeError(absl::StatusCode::kResourceExhausted,
                              v1::ERROR_REASON_OVERLOADED, "full");
  const StatusAnswer answer = Ask();
  EXPECT_EQ(ocsp_calls(), 0);
  // The list of everybody revoked says it instead.
  EXPECT_EQ(fixture_.fetcher.calls(EvidenceFixture::kCrlUrl), 1);
  EXPECT_THAT(answer.evidence, SizeIs(1));
  ASSERT_THAT(answer.failures, SizeIs(1));
  EXPECT_EQ(answer.failures[0].reason, v1::FINDING_REASON_FETCH_BUSY);
}

// Law: PDP-14.
TEST_F(DigitalUseTest, AListOfManyIsAboutNobody) {
  EXPECT_THAT(Ask(v1::REVOCATION_MODE_CRL).evidence, SizeIs(1));
  EXPECT_THAT(outbox_.events, IsEmpty());
}

TEST_F(DigitalUseTest, SourcesOfTheStateAreItsOwnCasOnly) {
  const Certificate& ca = *EvidenceFixture::Read(fixture_.ca);
  struct Case {
    v1::DomesticCaKind kind;
    std::string source;
  };
  for (const Case& one :
       {Case{v1::DOMESTIC_CA_KIND_ROOT, "kz-national"},
        Case{v1::DOMESTIC_CA_KIND_NATIONAL, "kz-national"},
        Case{v1::DOMESTIC_CA_KIND_STATE_BODIES, "kz-national"},
        Case{v1::DOMESTIC_CA_KIND_ACCREDITED, ""},
        Case{v1::DOMESTIC_CA_KIND_UNSPECIFIED, ""}}) {
    Register(one.kind);
    EXPECT_EQ(StateSourceFor(*trust_, ca), one.source) << one.kind;
  }
  Register(v1::DOMESTIC_CA_KIND_NATIONAL);
  EXPECT_EQ(StateSourceFor(*trust_, *EvidenceFixture::Read(citizen_)), "");
  Register(v1::DOMESTIC_CA_KIND_ACCREDITED);
  Ask();
  EXPECT_EQ(ocsp_calls(), 1);
  EXPECT_THAT(outbox_.events, IsEmpty());
}

TEST_F(DigitalUseTest, CitizensAreThoseWithANumber) {
  const auto of = [this](const std::string& subject) {
    return CitizenIn(*EvidenceFixture::Read(IssueTestCertificate(
        fixture_.Spec(subject, TestSignerExtensions()), fixture_.ca)));
  };
  EXPECT_EQ(of("C=KZ,serialNumber=IIN880726300029,CN=A"), kIin);
  EXPECT_EQ(of("C=KZ,OU=BIN123456789011,serialNumber=IIN880726300029,CN=A"),
            kIin);
  EXPECT_EQ(of("C=KZ,OU=BIN123456789011,CN=Entity"), std::nullopt);
  EXPECT_EQ(of("C=KZ,serialNumber=880726300029,CN=A"), std::nullopt);
  EXPECT_EQ(of("C=KZ,serialNumber=IIN88072630002,CN=A"), std::nullopt);
  EXPECT_EQ(of("C=KZ,serialNumber=IIN88072630002x,CN=A"), std::nullopt);
}

TEST_F(DigitalUseTest, HashesDependOnTheKeyWhichHasAName) {
  const DigitalUses other({fixture_.clock, outbox_,
                           [](size_t size) { return std::string(size, 'x'); }},
                          std::string(32, 'o'));
  EXPECT_NE(other.SubjectHash(kIin), uses_.SubjectHash(kIin));
  EXPECT_NE(other.subject_key_id(), uses_.subject_key_id());
  EXPECT_THAT(uses_.subject_key_id(), SizeIs(8));
  EXPECT_THAT(uses_.SubjectHash(kIin), SizeIs(32));
}

TEST_F(DigitalUseTest, WithoutRandomOctetsNothingIsAsked) {
  const DigitalUses none(
      {fixture_.clock, outbox_, [](size_t) { return std::string(); }},
      std::string(32, 'k'));
  DigitalUses::Record record(&none, {"kz-bank", "treaty 5", *trust_});
  Ask(v1::REVOCATION_MODE_OCSP, record);
  EXPECT_EQ(ocsp_calls(), 0);
  EXPECT_THAT(outbox_.events, IsEmpty());
}

}  // namespace
}  // namespace kepil
