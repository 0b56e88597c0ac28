#include "services/gateway/forwarding_flow.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/forwarding_fixture.h"
#include "services/receipt/receipt_body.h"
#include "services/receipt/replay.h"
#include "tests/support/legal_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

LegalRulesRef RulesWith(const v1::LegalDate& published,
                        const v1::LegalDate& code_in_force) {
  v1::LegalCalendar calendar = TestCalendarMessage();
  *calendar.mutable_code_published() = published;
  *calendar.mutable_code_in_force() = code_in_force;
  auto rules = LegalRules::Compile(TestRulesMessage().SerializeAsString(),
                                   calendar.SerializeAsString());
  EXPECT_THAT(rules, IsOk());
  return *rules;
}
LegalRulesRef UnderTheLaw() {
  return RulesWith(TestDate(2026, 1, 10), TestDate(2026, 7, 10));
}
LegalRulesRef UnderTheCode() {
  return RulesWith(TestDate(2025, 1, 10), TestDate(2025, 7, 10));
}

// Law: REG-03.
TEST(ForwardingFlowTest, TheTtpOfTheSignersStateVouches) {
  Forwarding f;
  f.Open();
  const v1::ReceiptBody body = f.Validate();
  EXPECT_EQ(f.ttp.asked, 1);
  const v1::SignatureReport& report = body.signatures(0);
  EXPECT_EQ(report.conclusion().indication(), v1::INDICATION_INDETERMINATE);
  EXPECT_EQ(report.conclusion().sub_indication(),
            v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND);
  EXPECT_EQ(report.peer().authority_id(), "xb-ttp");
  EXPECT_EQ(report.peer().indication(), v1::INDICATION_TOTAL_PASSED);
  EXPECT_EQ(report.peer().reason(), v1::FINDING_REASON_UNSPECIFIED);
  EXPECT_EQ(report.signer_country(), "XB");
  EXPECT_TRUE(IsVouchedFor(report));
  EXPECT_EQ(OutcomeOf(body), Outcome::kValid);
  EXPECT_EQ(report.legal().ground(),
            v1::RECOGNITION_GROUND_FOREIGN_TTP_REGISTERED);
  EXPECT_THAT(body.limitations(), Not(Contains(v1::LIMITATION_PEER_SILENT)));
}

// Law: REG-03, REG-04, REG-05.
TEST(ForwardingFlowTest, IsEqualUnderTheLawAndNotUnderTheCode) {
  {
    Forwarding f;
    f.Open(UnderTheLaw());
    const v1::LegalConclusion legal = f.Validate().signatures(0).legal();
    EXPECT_EQ(legal.ground(), v1::RECOGNITION_GROUND_FOREIGN_TTP_REGISTERED);
    EXPECT_EQ(legal.ground_record_id(), "xb-ttp-receipts");
    EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN)
        << legal.ShortDebugString();
  }
  Forwarding f;
  f.Open(UnderTheCode());
  const v1::LegalConclusion legal = f.Validate().signatures(0).legal();
  EXPECT_EQ(legal.ground(), v1::RECOGNITION_GROUND_FOREIGN_TTP_REGISTERED);
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_AUTHENTIC_NOT_EQUIVALENT)
      << legal.ShortDebugString();
  EXPECT_THAT(legal.reasons(),
              Contains(v1::LEGAL_REASON_TTP_ROUTE_NOT_NAMED_IN_K49_2_4));
}

TEST(ForwardingFlowTest, AsksAboutCertificatesAndSendsNoDocument) {
  Forwarding f;
  f.Open();
  f.Validate(f.AttachedRequestFor(f.unknown_signer));
  const DvcsRequest asked = f.Asked();
  EXPECT_EQ(asked.information.service, DvcsService::kCpkc);
  ASSERT_EQ(asked.data.certificates.size(), 1u);
  EXPECT_EQ(asked.data.certificates[0].target.der,
            f.unknown_signer.certificate);
  EXPECT_THAT(f.ttp.last_request, Not(HasSubstr(ValidationFixture::kContent)));
  ASSERT_TRUE(asked.information.nonce.has_value());
  EXPECT_EQ(asked.information.nonce->size(), 16u);
  EXPECT_EQ(asked.information.request_time->time, f.clock.Now());
  EXPECT_TRUE(HoldsHop(asked.information.dvcs, Forwarding::kOrigin));
  EXPECT_FALSE(HoldsHop(asked.information.dvcs, "other.example"));
  EXPECT_TRUE(HoldsAnyHop(asked.information.dvcs));
  EXPECT_THAT(asked.information.dvcs,
              HasSubstr(f.ttp.authority.identity.certificate->subject().der()));
}

TEST(ForwardingFlowTest, SendsTheFileWhereTheAgreementLetsIt) {
  Forwarding f;
  f.record.mutable_foreign_ttp()->set_send_documents(true);
  f.record.mutable_foreign_ttp()->add_policies(TestTtp::kPolicy);
  f.Open();
  const v1::ValidateRequest request = f.AttachedRequestFor(f.unknown_signer);
  const v1::ReceiptBody body = f.Validate(request);
  const DvcsRequest asked = f.Asked();
  EXPECT_EQ(asked.information.service, DvcsService::kVsd);
  EXPECT_EQ(asked.data.message, request.signature());
  EXPECT_EQ(asked.information.policy_oid, TestTtp::kPolicy);
  EXPECT_TRUE(IsVouchedFor(body.signatures(0)));
  // A detached one holds no document to speak of.
  f.Validate();
  EXPECT_EQ(f.Asked().information.service, DvcsService::kCpkc);
}

// Law: REG-03.
TEST(ForwardingFlowTest, AWrongAnswerDoesNotCountAndIsKept) {
  Forwarding f;
  f.ttp.fault = [](DvcsCertificateInfo& info) {
    info.imprint.der.clear();
    info.imprint.value[0] ^= 1;
  };
  f.Open(UnderTheLaw());
  const v1::ReceiptBody body = f.Validate();
  const v1::SignatureReport& report = body.signatures(0);
  EXPECT_EQ(report.peer().reason(), v1::FINDING_REASON_DIGEST_MISMATCH);
  EXPECT_EQ(OutcomeOf(body), Outcome::kNotValid);
  EXPECT_EQ(report.legal().effect(), v1::LEGAL_EFFECT_NONE);
  EXPECT_EQ(report.signer_country(), "");
  const auto bundle = f.access.Export(f.last_id, f.caller.principal);
  ASSERT_THAT(bundle, IsOk());
  EXPECT_THAT(ReplayBundle({*bundle, std::nullopt, std::nullopt}), IsOk());
}

// Law: REG-03.
TEST(ForwardingFlowTest, AReplayJudgesTheAnswerAgain) {
  Forwarding f;
  f.Open(UnderTheLaw());
  f.Validate();
  auto bundle = f.access.Export(f.last_id, f.caller.principal);
  ASSERT_THAT(bundle, IsOk());
  const auto replay = ReplayBundle({*bundle, std::nullopt, std::nullopt});
  ASSERT_THAT(replay, IsOk());
  EXPECT_TRUE(replay->compared);
  EXPECT_EQ(replay->first_difference, "");
  EXPECT_TRUE(IsVouchedFor(replay->verdict.signatures(0)));

  // Without the exchange the bundle is incomplete, and says so.
  v1::EvidenceManifest manifest;
  ASSERT_TRUE(manifest.ParseFromString(bundle->manifest()));
  for (const v1::EvidenceItem& item : manifest.items()) {
    if (item.kind() != v1::EVIDENCE_KIND_PEER_RECEIPT) {
      continue;
    }
    for (auto& object : *bundle->mutable_objects()) {
      if (Sha256(object).bytes() == item.sha256()) {
        object.back() ^= 1;
      }
    }
  }
  EXPECT_THAT(ReplayBundle({*bundle, std::nullopt, std::nullopt}),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(ForwardingFlowTest, WhatWasAskedIsNotForAuditors) {
  Forwarding f;
  f.Open();
  f.Validate();
  v1::PrincipalRecord auditor;
  auditor.set_id("auditor");
  auditor.add_roles(v1::PRINCIPAL_ROLE_AUDITOR);
  const auto bundle = f.access.Export(f.last_id, auditor);
  ASSERT_THAT(bundle, IsOk());
  for (const std::string& object : bundle->objects()) {
    EXPECT_THAT(object, Not(HasSubstr(f.unknown_signer.certificate)));
  }
}

// Law: REG-03.
TEST(ForwardingFlowTest, ASilentPeerLeavesTheQuestionOpen) {
  Forwarding f;
  f.client.ttp = nullptr;
  f.Open(UnderTheLaw());
  const v1::ReceiptBody body = f.Validate();
  EXPECT_EQ(f.client.exchanges, 2);  // Asked twice.
  const v1::SignatureReport& report = body.signatures(0);
  EXPECT_EQ(report.conclusion().indication(), v1::INDICATION_INDETERMINATE);
  EXPECT_EQ(report.conclusion().sub_indication(), v1::SUB_INDICATION_TRY_LATER);
  EXPECT_FALSE(report.has_peer());
  EXPECT_EQ(OutcomeOf(body), Outcome::kNoVerdict);
  EXPECT_EQ(report.legal().effect(), v1::LEGAL_EFFECT_UNDETERMINED)
      << report.legal().ShortDebugString();
  EXPECT_THAT(body.limitations(), Contains(v1::LIMITATION_PEER_SILENT));
  const auto bundle = f.access.Export(f.last_id, f.caller.principal);
  ASSERT_THAT(bundle, IsOk());
  const auto replay = ReplayBundle({*bundle, std::nullopt, std::nullopt});
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(replay->first_difference, "");
}

TEST(ForwardingFlowTest, LeavesTheRequestTimeToFinish) {
  Forwarding f;
  f.Open();
  f.caller.deadline = f.clock.Now() + absl::Seconds(4);
  f.Validate();
  EXPECT_EQ(f.client.timeout, absl::Seconds(3));
}

TEST(ForwardingFlowTest, AsksNobodyAboutWhatItKnowsItself) {
  Forwarding f;
  f.record.mutable_foreign_ttp()->add_countries("XA");
  f.Open();
  f.Validate(f.RequestFor(f.foreign_signer));
  EXPECT_EQ(f.client.exchanges, 0);
  v1::ValidateRequest changed = f.RequestFor(f.unknown_signer);
  changed.set_content("another contract");
  f.Validate(changed);  // Refuted here.
  EXPECT_EQ(f.client.exchanges, 0);
}

TEST(ForwardingFlowTest, AsksNoTtpThatIsSuspended) {
  Forwarding f;
  v1::StatusEntry& entry = *f.record.mutable_services(0)->add_history();
  entry.set_status(v1::SERVICE_STATUS_SUSPENDED);
  entry.mutable_until()->set_seconds(absl::ToUnixSeconds(f.clock.Now()) + 60);
  entry.mutable_legal_from()->set_seconds(absl::ToUnixSeconds(f.clock.Now()) -
                                          60);
  f.Open();
  const v1::ReceiptBody body = f.Validate();
  EXPECT_EQ(f.client.exchanges, 0);
  EXPECT_EQ(OutcomeOf(body), Outcome::kNotValid);
}

TEST(ForwardingFlowTest, WhoIsAGatewayItselfIsNotForwarded) {
  Forwarding f;
  f.Open();
  f.caller.principal.add_roles(v1::PRINCIPAL_ROLE_FOREIGN_TTP);
  f.caller.principal.set_authority_id("xb-ttp");
  EXPECT_THAT(f.Run(f.RequestFor(f.unknown_signer)),
              HasReason(v1::ERROR_REASON_NO_KZ_NEXUS));
  f.caller.principal.clear_roles();
  for (const v1::IngressMode mode :
       {v1::INGRESS_MODE_FORWARDED, v1::INGRESS_MODE_RELAYED}) {
    f.caller.ingress.mode = mode;
    f.Validate();
  }
  EXPECT_EQ(f.client.exchanges, 0);
}

TEST(ForwardingFlowTest, ADvcsAnswerHoldsThatOfThePeer) {
  Forwarding f;
  f.Open();
  DvcsQuestion question;
  question.request.information.service = DvcsService::kVsd;
  question.request.data.message =
      f.AttachedRequestFor(f.unknown_signer).signature();
  question.exchange.set_service(static_cast<int>(DvcsService::kVsd));
  question.exchange.set_request_information(
      WriteDvcsRequestInformation(question.request.information));
  const auto receipt = f.flow->RunDvcs(question, f.caller);
  ASSERT_THAT(receipt, IsOk());
  const v1::ReceiptBody body = BodyOf(*receipt);
  ASSERT_EQ(body.dvcs().targets_size(), 1);
  const auto targets = ParseDvcsTargets(body.dvcs().targets(0));
  ASSERT_THAT(targets, IsOk());
  const std::vector<DvcsToken>& chain = targets->front().chain;
  ASSERT_EQ(chain.size(), 3u);
  EXPECT_EQ(chain[0].kind, DvcsToken::Kind::kPkiStatus);
  EXPECT_EQ(chain[0].der,
            WriteDvcStatusInfo(
                kDerSequence,
                {DvcStatus::kGrantedWithMods, {"vouched for by xb-ttp"}, {}}));
  EXPECT_EQ(chain[1].kind, DvcsToken::Kind::kAssertion);
  EXPECT_EQ(Sha256(chain[1].der).bytes(),
            body.signatures(0).peer().receipt_sha256());
  EXPECT_EQ(chain[2].kind, DvcsToken::Kind::kPkiStatus);

  // Who was asked through another gateway asks nobody.
  question.request.information.dvcs = HopName("other.example");
  question.exchange.set_request_information(
      WriteDvcsRequestInformation(question.request.information));
  const int before = f.client.exchanges;
  ASSERT_THAT(f.flow->RunDvcs(question, f.caller), IsOk());
  EXPECT_EQ(f.client.exchanges, before);
}

}  // namespace
}  // namespace kepil
