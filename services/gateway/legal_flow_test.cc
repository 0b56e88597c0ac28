// The law within the flow of a validation: what the receipt says of it, what is
// kept for a replay, and which act the receipt itself is under.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/receipt_access.h"
#include "services/gateway/validation_fixture.h"
#include "services/receipt/replay.h"
#include "tests/support/legal_fixture.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::Not;

// The Code in force on `code_in_force`; the house's clock stands at 1 January
// 2026.
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

struct House : ValidationFixture {
  ReceiptAccess access{
      {*log.issuer, log.store, evidence, [this](int64_t version) {
         return version == 1 ? absl::StatusOr<std::string>(snapshot)
                             : absl::NotFoundError("version");
       }}};
  explicit House(const LegalRulesRef& rules) {
    PublishTrust();
    UseLegalRules(rules);
  }
  v1::EvidenceBundle BundleOf(const v1::ValidateRequest& request) {
    const auto receipt = Run(request);
    EXPECT_THAT(receipt, IsOk());
    auto bundle = access.Export(receipt->id(), caller.principal);
    EXPECT_THAT(bundle, IsOk());
    return *std::move(bundle);
  }
};

v1::ReceiptBody RecordedIn(const v1::EvidenceBundle& bundle) {
  v1::ReceiptBody body;
  EXPECT_TRUE(body.ParseFromString(bundle.receipt_body()));
  return body;
}

// Law: CAL-10, CAL-13, EQV-06.
TEST(LegalFlowTest, ReceiptSaysWhatTheLawMakesOfTheSignature) {
  for (const LegalRulesRef& rules : {UnderTheLaw(), UnderTheCode()}) {
    House house(rules);
    const auto receipt = house.Run(house.RequestFor(house.foreign_signer));
    ASSERT_THAT(receipt, IsOk());
    const v1::ReceiptBody body = BodyOf(*receipt);
    const v1::LegalConclusion& legal = body.signatures(0).legal();
    EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN)
        << legal.ShortDebugString();
    EXPECT_EQ(legal.conditions_size(), 4);
    EXPECT_EQ(legal.conditions(1).state(), v1::CONDITION_STATE_PRESUMED);
    const v1::LegalRegime regime = rules->calendar->RegimeAt(house.clock.Now());
    EXPECT_EQ(legal.regime(), regime);
    EXPECT_EQ(body.procedural_regime(), regime);
    EXPECT_EQ(body.rule_pack().id(), "urn:kepil:rules:kz:1");
    EXPECT_EQ(body.rule_pack().sha256(), rules->pack->digest().bytes());
    EXPECT_EQ(body.legal_calendar().sha256(),
              rules->calendar->digest().bytes());
    EXPECT_THAT(body.limitations(),
                Not(Contains(v1::LIMITATION_LEGAL_RULES_NOT_LOADED)));
  }
}

// A pack of tomorrow stands in the registry beside that of today.
// Law: DEC-07, REG-07.
TEST(LegalFlowTest, FutureDatedPackIsNotUsedEarly) {
  const LegalRulesRef law = UnderTheCode();
  House house(law);
  v1::RulePack next = law->pack->message();
  next.set_urn("urn:kepil:rules:kz:2");
  *next.mutable_in_force() = TestDate(2026, 1, 2);
  const RulePackRef tomorrow = CompileTestRules(next);
  house.rules = *RuleLibrary::Compile(TestImageOf(
      {TestCrossBorderRule(), TestOfficerRule(), RulePackRecord(*law->pack),
       RulePackRecord(*tomorrow), CalendarRecord(*law->calendar)}));
  const auto digest_named = [&] {
    return BodyOf(*house.Run(house.RequestFor(house.foreign_signer)))
        .rule_pack()
        .sha256();
  };
  house.clock.Set(TestDay(2026, 1, 2) - absl::Seconds(1));
  EXPECT_EQ(digest_named(), law->pack->digest().bytes());
  house.clock.Advance(absl::Seconds(1));
  EXPECT_EQ(digest_named(), tomorrow->digest().bytes());
}

TEST(LegalFlowTest, UnknownIssuerHasNoEffect) {
  House house(UnderTheCode());
  const v1::ReceiptBody body =
      BodyOf(*house.Run(house.RequestFor(house.unknown_signer)));
  const v1::LegalConclusion& legal = body.signatures(0).legal();
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_NONE);
  EXPECT_EQ(legal.ground(), v1::RECOGNITION_GROUND_NONE);
  EXPECT_THAT(legal.reasons(), Contains(v1::LEGAL_REASON_NO_RECOGNISED_PATH));
}

TEST(LegalFlowTest, ChangedContentHasNoEffect) {
  House house(UnderTheCode());
  v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  request.set_content("another contract");
  EXPECT_EQ(BodyOf(*house.Run(request)).signatures(0).legal().effect(),
            v1::LEGAL_EFFECT_NONE);
}

TEST(LegalFlowTest, MissingStatusLeavesTheEffectOpen) {
  House house(UnderTheCode());
  house.collector.crls.clear();
  const v1::ReceiptBody body =
      BodyOf(*house.Run(house.RequestFor(house.foreign_signer)));
  EXPECT_EQ(body.signatures(0).legal().effect(), v1::LEGAL_EFFECT_UNDETERMINED);
  EXPECT_THAT(body.signatures(0).legal().reasons(),
              Contains(v1::LEGAL_REASON_NO_STATUS_DATA));
}

// Pack and calendar are kept by digest, and a replay comes to the same octets.
// Law: REG-07, DEC-01.
TEST(LegalFlowTest, ReplayComesToTheSameLaw) {
  House house(UnderTheCode());
  const v1::EvidenceBundle bundle =
      house.BundleOf(house.RequestFor(house.foreign_signer));
  EXPECT_EQ(bundle.rule_pack(), house.legal_rules->pack->source());
  EXPECT_EQ(bundle.legal_calendar(), house.legal_rules->calendar->source());
  const auto replay = ReplayBundle({bundle, std::nullopt, std::nullopt});
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(replay->first_difference, "");
  EXPECT_EQ(replay->verdict.signatures(0).legal().SerializeAsString(),
            RecordedIn(bundle).signatures(0).legal().SerializeAsString());

  v1::EvidenceBundle other = bundle;  // Another law than the receipt's.
  other.set_legal_calendar(UnderTheLaw()->calendar->source());
  EXPECT_THAT(ReplayBundle({other, std::nullopt, std::nullopt}),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  other = bundle;
  other.clear_rule_pack();
  EXPECT_THAT(ReplayBundle({other, std::nullopt, std::nullopt}),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));

  v1::ReceiptBody body = RecordedIn(bundle);
  body.set_procedural_regime(v1::LEGAL_REGIME_LAW370);
  other = bundle;
  other.set_receipt_body(body.SerializeAsString());
  const auto differs = ReplayBundle({other, std::nullopt, std::nullopt});
  ASSERT_THAT(differs, IsOk());
  EXPECT_EQ(differs->first_difference, "procedural_regime");

  body = RecordedIn(bundle);
  body.mutable_signatures(0)->mutable_legal()->set_effect(
      v1::LEGAL_EFFECT_EQUIVALENT_TO_OBJECT_OWNER_EDS);
  other.set_receipt_body(body.SerializeAsString());
  EXPECT_THAT(
      ReplayBundle({other, std::nullopt, std::nullopt})->first_difference,
      testing::HasSubstr("legal.effect"));
}

// The usage of the request reaches the law, and its replay.
TEST(LegalFlowTest, UsageIsHeldAgainstTheCertificate) {
  v1::RulePack pack = TestRulesMessage();
  v1::CertificateProfile& profile = *pack.add_profiles();
  profile.set_service_id("xa-ca");
  profile.set_source("policy");
  profile.set_kind(v1::SIGNER_KIND_NATURAL);
  profile.add_document_classes("EXTRACT");
  const auto rules = LegalRules::Compile(pack.SerializeAsString(),
                                         UnderTheCode()->calendar->source());
  ASSERT_THAT(rules, IsOk());
  House house(*rules);
  v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  request.mutable_usage()->set_document_class("CIVIL_TRANSACTION");
  const v1::EvidenceBundle bundle = house.BundleOf(request);
  const v1::LegalConclusion legal = RecordedIn(bundle).signatures(0).legal();
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_AUTHENTIC_NOT_EQUIVALENT);
  EXPECT_THAT(legal.reasons(), Contains(v1::LEGAL_REASON_OUTSIDE_SCOPE));
  const auto replay = ReplayBundle({bundle, std::nullopt, std::nullopt});
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(replay->first_difference, "");
  request.mutable_usage()->set_document_class("EXTRACT");
  EXPECT_EQ(BodyOf(*house.Run(request)).signatures(0).legal().effect(),
            v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN);
}

// Rules under which certificates of `service` stand for legal entities.
LegalRulesRef ForEntitiesOf(const std::string& service) {
  v1::RulePack pack = TestRulesMessage();
  v1::CertificateProfile& profile = *pack.add_profiles();
  profile.set_service_id(service);
  profile.set_source("policy");
  profile.set_kind(v1::SIGNER_KIND_LEGAL);
  const auto rules = LegalRules::Compile(pack.SerializeAsString(),
                                         UnderTheCode()->calendar->source());
  EXPECT_THAT(rules, IsOk());
  return *rules;
}

void Answer(v1::SigningAuthority result, v1::ValidateRequest& request) {
  v1::AuthorityAnswer& answer =
      *request.mutable_usage()->mutable_signing_authority();
  answer.set_result(result);
  answer.set_source("authority service");
  answer.mutable_as_of()->set_seconds(1'767'000'000);
}

// What the signing system found stands beside the verdict, which it does not
// change, and decides on the document, not on the signature.
// Law: GWY-01, GWY-02.
TEST(LegalFlowTest, AuthorityFoundWhereItWasSignedIsRecorded) {
  House house(ForEntitiesOf("kz-ca"));
  v1::ValidateRequest request = house.RequestFor(
      house.MakeSigner("C=KZ,SN=Person,CN=Signer", house.domestic_ca));
  request.mutable_usage()->set_relying_party_country("XA");
  const v1::SignatureReport before = BodyOf(*house.Run(request)).signatures(0);
  EXPECT_EQ(before.conclusion().indication(), v1::INDICATION_TOTAL_PASSED);
  EXPECT_EQ(before.legal().signing_authority(),
            v1::SIGNING_AUTHORITY_NOT_CHECKED);
  for (const auto result :
       {v1::SIGNING_AUTHORITY_CONFIRMED, v1::SIGNING_AUTHORITY_REFUTED,
        v1::SIGNING_AUTHORITY_NOT_CHECKED}) {
    Answer(result, request);
    const v1::EvidenceBundle bundle = house.BundleOf(request);
    const v1::ReceiptBody body = RecordedIn(bundle);
    const v1::SignatureReport& report = body.signatures(0);
    EXPECT_EQ(report.legal().signing_authority(), result);
    EXPECT_EQ(report.conclusion().SerializeAsString(),
              before.conclusion().SerializeAsString());
    EXPECT_EQ(report.legal().effect(), before.legal().effect());
    EXPECT_EQ(report.legal().document_equivalence(),
              result == v1::SIGNING_AUTHORITY_CONFIRMED
                  ? v1::DOCUMENT_EQUIVALENCE_YES
              : result == v1::SIGNING_AUTHORITY_REFUTED
                  ? v1::DOCUMENT_EQUIVALENCE_NO
                  : v1::DOCUMENT_EQUIVALENCE_UNDETERMINED);
    EXPECT_EQ(body.usage().signing_authority().SerializeAsString(),
              request.usage().signing_authority().SerializeAsString());
    EXPECT_EQ(
        ReplayBundle({bundle, std::nullopt, std::nullopt})->first_difference,
        "");
  }
}

// Law: GWY-01.
TEST(LegalFlowTest, AuthorityOfAForeignEntityCannotBeAsked) {
  House house(ForEntitiesOf("xa-ca"));
  v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  Answer(v1::SIGNING_AUTHORITY_CONFIRMED, request);
  EXPECT_EQ(
      BodyOf(*house.Run(request)).signatures(0).legal().signing_authority(),
      v1::SIGNING_AUTHORITY_NOT_AVAILABLE_FOREIGN);
}

// Law: GWY-01.
TEST(LegalFlowTest, OneAnswerDoesNotSpeakOfTwoSigners) {
  House house(ForEntitiesOf("kz-ca"));
  TestCmsSpec spec;
  spec.content = ValidationFixture::kContent;
  for (const char* subject : {"C=KZ,CN=First", "C=KZ,CN=Second"}) {
    TestCmsSigner signer;
    signer.identity = house.MakeSigner(subject, house.domestic_ca);
    signer.signing_time = house.clock.Now();
    spec.signers.push_back(signer);
  }
  v1::ValidateRequest request;
  request.set_signature(MakeTestCms(spec));
  request.set_content(ValidationFixture::kContent);
  request.mutable_usage()->set_relying_party_country("XA");
  Answer(v1::SIGNING_AUTHORITY_CONFIRMED, request);
  const v1::ReceiptBody body = BodyOf(*house.Run(request));
  ASSERT_EQ(body.signatures_size(), 2);
  for (const v1::SignatureReport& report : body.signatures()) {
    EXPECT_EQ(report.legal().signing_authority(),
              v1::SIGNING_AUTHORITY_NOT_CHECKED);
  }
}

}  // namespace
}  // namespace kepil
