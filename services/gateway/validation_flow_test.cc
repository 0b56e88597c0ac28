#include "services/gateway/validation_flow.h"

#include <string>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/validate_request.h"
#include "services/gateway/validation_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct House : ValidationFixture {
  House() { PublishTrust(); }
  // Both sign one document.
  v1::ValidateRequest RequestOfTwo(const TestIdentity& first,
                                   const TestIdentity& second) const {
    TestCmsSpec spec;
    spec.content = kContent;
    for (const TestIdentity& identity : {first, second}) {
      TestCmsSigner signer;
      signer.identity = identity;
      signer.signing_time = clock.Now();
      spec.signers.push_back(signer);
    }
    v1::ValidateRequest request;
    request.set_signature(MakeTestCms(spec));
    request.set_content(kContent);
    return request;
  }
};

v1::Conclusion ConclusionOf(const absl::StatusOr<v1::IssuedReceipt>& receipt) {
  EXPECT_THAT(receipt, IsOk());
  if (!receipt.ok()) {
    return v1::Conclusion();
  }
  const v1::ReceiptBody body = BodyOf(*receipt);
  EXPECT_THAT(body.signatures(), SizeIs(1));
  return body.signatures(0).conclusion();
}

// Law: DEF-01.
TEST(ValidationFlowTest, ForeignSignatureGivesAReceiptThatVerifies) {
  House house;
  const v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  const auto receipt = house.Run(request);
  EXPECT_EQ(ConclusionOf(receipt).indication(), v1::INDICATION_TOTAL_PASSED);
  const ReceiptVerification verification = VerifyReceipt(
      {receipt->dvc(), "", ValidationFixture::kContent, request.signature()},
      house.log.trust());
  EXPECT_THAT(verification.problems, IsEmpty());
  EXPECT_EQ(verification.body_bytes, receipt->body());
}

// Law: VER-05, RCP-07.
TEST(ValidationFlowTest, ReceiptNamesWhatTheVerdictRestsOn) {
  House house;
  house.clock.Advance(absl::Milliseconds(1500));
  v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  request.mutable_usage()->set_document_class("contract");
  const auto receipt = house.Run(request);
  ASSERT_THAT(receipt, IsOk());
  const v1::ReceiptBody body = BodyOf(*receipt);
  EXPECT_EQ(body.caller(), "kz-bank");
  EXPECT_EQ(body.caller_sha256(), std::string(32, 't'));
  EXPECT_EQ(body.ingress_mode(), v1::INGRESS_MODE_DIRECT);
  EXPECT_EQ(body.usage().relying_party_country(), "KZ");
  EXPECT_EQ(body.usage().lawful_basis(), "treaty 5");
  EXPECT_EQ(body.usage().document_class(), "contract");
  EXPECT_EQ(body.request_sha256(), RequestDigest(request).bytes());
  EXPECT_EQ(body.signature_sha256(), Sha256(request.signature()).bytes());
  ASSERT_THAT(body.content_digests(), SizeIs(1));
  EXPECT_EQ(body.content_digests(0).hash(), "sha256");
  EXPECT_EQ(body.content_digests(0).value(),
            Sha256(ValidationFixture::kContent).bytes());
  EXPECT_EQ(body.trust_snapshot().version(), 1);
  EXPECT_EQ(body.trust_snapshot().sha256(), Sha256(house.snapshot).bytes());
  EXPECT_EQ(body.policy().id(), kCrossBorderPolicy);
  EXPECT_EQ(body.policy().oid(), kCrossBorderOid);
  EXPECT_EQ(body.policy().sha256(),
            Sha256(TestCrossBorderRule().content()).bytes());
  EXPECT_EQ(body.received_at().seconds(),
            absl::ToUnixSeconds(TestReceiptTime()) + 1);
  EXPECT_EQ(body.log_origin(), ReceiptLogFixture::kOrigin);
  EXPECT_TRUE(body.automated());
  EXPECT_EQ(body.signatures(0).signer_country(), "XA");
  EXPECT_THAT(body.limitations(),
              testing::ElementsAre(v1::LIMITATION_NO_TRUSTED_TIME,
                                   v1::LIMITATION_LEGAL_RULES_NOT_LOADED,
                                   v1::LIMITATION_AGE_OF_SIGNER_NOT_CHECKED));
}

// Law: RCP-09.
TEST(ValidationFlowTest, BadSignatureIsAnAnswerNotAnError) {
  House house;
  v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  request.set_content("another contract");
  const v1::Conclusion hash = ConclusionOf(house.Run(request));
  EXPECT_EQ(hash.indication(), v1::INDICATION_TOTAL_FAILED);
  EXPECT_EQ(hash.sub_indication(), v1::SUB_INDICATION_HASH_FAILURE);
  request = house.RequestFor(house.foreign_signer);
  request.mutable_signature()->back() ^= 1;
  const v1::Conclusion value = ConclusionOf(house.Run(request));
  EXPECT_EQ(value.indication(), v1::INDICATION_TOTAL_FAILED);
  EXPECT_EQ(value.sub_indication(), v1::SUB_INDICATION_SIG_CRYPTO_FAILURE);
  EXPECT_EQ(house.receipt_count(), 2);
}

TEST(ValidationFlowTest, UnknownIssuerIsIndeterminate) {
  House house;
  const v1::Conclusion conclusion =
      ConclusionOf(house.Run(house.RequestFor(house.unknown_signer)));
  EXPECT_EQ(conclusion.indication(), v1::INDICATION_INDETERMINATE);
  EXPECT_EQ(conclusion.sub_indication(),
            v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND);
}

TEST(ValidationFlowTest, MissingRevocationAnswerIsNotValid) {
  House house;
  house.collector.crls.clear();
  EXPECT_EQ(ConclusionOf(house.Run(house.RequestFor(house.foreign_signer)))
                .indication(),
            v1::INDICATION_INDETERMINATE);
}

// Law: VER-01.
TEST(ValidationFlowTest, DigestsStandForTheContent) {
  House house;
  v1::ValidateRequest request = house.DigestRequestFor(house.foreign_signer);
  const auto receipt = house.Run(request);
  EXPECT_EQ(ConclusionOf(receipt).indication(), v1::INDICATION_TOTAL_PASSED);
  const v1::ReceiptBody body = BodyOf(*receipt);
  EXPECT_THAT(body.limitations(),
              Contains(v1::LIMITATION_CONTENT_BY_DIGEST_ONLY));
  ASSERT_THAT(body.content_digests(), SizeIs(1));
  EXPECT_EQ(body.content_digests(0).value(),
            Sha256(ValidationFixture::kContent).bytes());
  request.mutable_digests()->mutable_digests(0)->set_value(
      std::string(32, 'x'));
  const v1::Conclusion other = ConclusionOf(house.Run(request));
  EXPECT_EQ(other.indication(), v1::INDICATION_TOTAL_FAILED);
  EXPECT_EQ(other.sub_indication(), v1::SUB_INDICATION_HASH_FAILURE);
}

// What is handed out is the very document that the receipt names by digest.
// Law: VER-01.
TEST(ValidationFlowTest, ContentInsideTheSignatureCanBeRetrieved) {
  House house;
  const v1::ValidateRequest request =
      house.AttachedRequestFor(house.foreign_signer);
  const auto receipt = house.Run(request);
  ASSERT_THAT(receipt, IsOk());
  const auto content = house.flow->ContentOf(request);
  ASSERT_THAT(content, IsOkAndHolds(std::string(ValidationFixture::kContent)));
  EXPECT_EQ(BodyOf(*receipt).content_digests(0).value(),
            Sha256(*content).bytes());
  EXPECT_THAT(house.flow->ContentOf(house.RequestFor(house.foreign_signer)),
              IsOkAndHolds(""));
  EXPECT_THAT(
      house.flow->ContentOf(house.DigestRequestFor(house.foreign_signer)),
      IsOkAndHolds(""));
  v1::ValidateRequest nonsense;
  nonsense.set_signature("nonsense");
  EXPECT_THAT(house.flow->ContentOf(nonsense),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
}

// Law: PDP-08.
TEST(ValidationFlowTest, AttachedDocumentIsNeverKept) {
  House house;
  const v1::ValidateRequest request =
      house.AttachedRequestFor(house.foreign_signer);
  const auto receipt = house.Run(request);
  EXPECT_EQ(ConclusionOf(receipt).indication(), v1::INDICATION_TOTAL_PASSED);
  const v1::ReceiptBody body = BodyOf(*receipt);
  EXPECT_THAT(body.limitations(), Contains(v1::LIMITATION_CONTENT_NOT_KEPT));
  ASSERT_THAT(body.content_digests(), SizeIs(1));
  EXPECT_EQ(body.content_digests(0).value(),
            Sha256(ValidationFixture::kContent).bytes());
  EXPECT_THAT(house.evidence.Read(Sha256(request.signature())),
              HasReason(v1::ERROR_REASON_EVIDENCE_UNKNOWN));
  // The detached signature file is: it holds no document.
  const v1::ValidateRequest detached = house.RequestFor(house.foreign_signer);
  ASSERT_THAT(house.Run(detached), IsOk());
  EXPECT_THAT(house.evidence.Read(Sha256(detached.signature())),
              IsOkAndHolds(detached.signature()));
}

// Law: RCP-08.
TEST(ValidationFlowTest, SameKeyAndRequestGetTheSameReceipt) {
  House house;
  v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  request.set_idempotency_key("order 17");
  const auto first = house.Run(request);
  ASSERT_THAT(first, IsOk());
  house.clock.Advance(absl::Hours(1));
  const auto again = house.Run(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->id(), first->id());
  EXPECT_EQ(again->body(), first->body());
  EXPECT_EQ(again->dvc(), first->dvc());
  EXPECT_EQ(house.receipt_count(), 1);
  EXPECT_EQ(house.collector.calls, 1);
}

// Law: RCP-08.
TEST(ValidationFlowTest, SameKeyForAnotherRequestIsAConflict) {
  House house;
  v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  request.set_idempotency_key("order 17");
  ASSERT_THAT(house.Run(request), IsOk());
  request.mutable_usage()->set_amount("1.00 KZT");
  const auto other = house.Run(request);
  EXPECT_THAT(other, StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(other, HasReason(v1::ERROR_REASON_IDEMPOTENCY_CONFLICT));
  EXPECT_EQ(house.receipt_count(), 1);
}

TEST(ValidationFlowTest, KeysOfTwoCallersAreApart) {
  House house;
  v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  request.set_idempotency_key("order 17");
  const auto first = house.Run(request);
  ASSERT_THAT(first, IsOk());
  house.caller.principal.set_tls_sha256(std::string(32, 'u'));
  request.mutable_usage()->set_amount("1.00 KZT");
  const auto other = house.Run(request);
  ASSERT_THAT(other, IsOk());
  EXPECT_NE(other->id(), first->id());
}

TEST(ValidationFlowTest, WithoutAKeyEveryCallIsNew) {
  House house;
  const v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  const auto first = house.Run(request);
  const auto second = house.Run(request);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_NE(first->id(), second->id());
}

// Law: PDP-02.
TEST(ValidationFlowTest, LawfulBasisIsRequired) {
  House house;
  house.caller.principal.clear_lawful_basis();
  v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  EXPECT_THAT(house.Run(request),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_EQ(house.collector.calls, 0);
  request.mutable_usage()->set_lawful_basis("consent");
  EXPECT_THAT(house.Run(request), IsOk());
}

TEST(ValidationFlowTest, PolicyIsFoundByUrnOrOid) {
  House house;
  v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  request.set_policy_id(kCrossBorderOid);
  EXPECT_THAT(house.Run(request), IsOk());
  request.set_policy_id("urn:kepil:policy:none:1");
  const auto unknown = house.Run(request);
  EXPECT_THAT(unknown, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(unknown, HasReason(v1::ERROR_REASON_POLICY_UNKNOWN));
  EXPECT_EQ(house.receipt_count(), 1);
}

TEST(ValidationFlowTest, NotReadyWithoutTrustOrRules) {
  ValidationFixture house;
  const v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  EXPECT_THAT(house.Run(request), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(house.Run(request), HasReason(v1::ERROR_REASON_NOT_READY));
  house.PublishTrust();
  EXPECT_THAT(house.Run(request), IsOk());
  house.rules = nullptr;
  EXPECT_THAT(house.Run(request), HasReason(v1::ERROR_REASON_NOT_READY));
}

// Law: DEF-01, DEF-02.
TEST(ValidationFlowTest, DomesticSignerForADomesticPartyIsNotOurBusiness) {
  House house;
  v1::ValidateRequest request = house.RequestFor(house.domestic_signer);
  const auto refused = house.Run(request);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(refused, HasReason(v1::ERROR_REASON_NOT_CROSS_BORDER));
  EXPECT_EQ(house.receipt_count(), 0);
  request.mutable_usage()->set_relying_party_country("XA");
  EXPECT_EQ(ConclusionOf(house.Run(request)).indication(),
            v1::INDICATION_TOTAL_PASSED);
}

// A document for a party abroad whose signers are all from abroad too is
// nobody's business here, unless one signer may be of Kazakhstan.
// Law: DEF-02.
TEST(ValidationFlowTest, TwoForeignSidesHaveNoNexus) {
  House house;
  v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  for (const char* party : {"XB", "XA"}) {
    request.mutable_usage()->set_relying_party_country(party);
    const auto refused = house.Run(request);
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(refused, HasReason(v1::ERROR_REASON_NO_KZ_NEXUS));
  }
  EXPECT_EQ(house.receipt_count(), 0);
  request.mutable_usage()->set_relying_party_country("KZ");
  EXPECT_EQ(ConclusionOf(house.Run(request)).indication(),
            v1::INDICATION_TOTAL_PASSED);

  request = house.RequestFor(house.unknown_signer);
  request.mutable_usage()->set_relying_party_country("XA");
  EXPECT_EQ(ConclusionOf(house.Run(request)).indication(),
            v1::INDICATION_INDETERMINATE);
  for (const TestIdentity& other :
       {house.domestic_signer, house.unknown_signer}) {
    request = house.RequestOfTwo(house.foreign_signer, other);
    request.mutable_usage()->set_relying_party_country("XB");
    EXPECT_THAT(house.Run(request), IsOk());
  }
  EXPECT_EQ(house.receipt_count(), 4);
}

// The state of a signer is that of the registered issuer, whatever his
// certificate and the registration of the caller claim.
// Law: DEF-02.
TEST(ValidationFlowTest, OriginIsThatOfTheRegisteredIssuer) {
  House house;
  v1::ValidateRequest request =
      house.RequestFor(house.MakeSigner("C=KZ,CN=Signer", house.foreign_ca));
  house.caller.principal.set_country("XB");
  EXPECT_THAT(house.Run(request), HasReason(v1::ERROR_REASON_NO_KZ_NEXUS));
  request =
      house.RequestFor(house.MakeSigner("C=XA,CN=Signer", house.domestic_ca));
  EXPECT_THAT(house.Run(request), IsOk());
  house.caller.principal.set_country("KZ");
  EXPECT_THAT(house.Run(request), HasReason(v1::ERROR_REASON_NOT_CROSS_BORDER));
}

TEST(ValidationFlowTest, OneForeignSignerMakesADocumentCrossBorder) {
  House house;
  const v1::ValidateRequest request =
      house.RequestOfTwo(house.domestic_signer, house.foreign_signer);
  const auto receipt = house.Run(request);
  ASSERT_THAT(receipt, IsOk());
  const v1::ReceiptBody body = BodyOf(*receipt);
  ASSERT_THAT(body.signatures(), SizeIs(2));
  for (const v1::SignatureReport& report : body.signatures()) {
    EXPECT_EQ(report.conclusion().indication(), v1::INDICATION_TOTAL_PASSED);
  }
}

// Law: DEF-13.
TEST(ValidationFlowTest, LawOfTheCertificateIsThatOfItsIssuer) {
  House house;
  const auto law_of = [&](const TestIdentity& signer) {
    const auto receipt = house.Run(house.RequestFor(signer));
    EXPECT_THAT(receipt, IsOk());
    return BodyOf(*receipt).signatures(0).certificate_governing_law();
  };
  EXPECT_EQ(law_of(house.foreign_signer), "XA");
  EXPECT_EQ(law_of(house.MakeSigner("C=XB,CN=S", house.foreign_ca)), "XA");
  EXPECT_EQ(law_of(house.unknown_signer), "");
  house.caller.principal.set_country("XB");
  EXPECT_EQ(law_of(house.domestic_signer), "KZ");
}

// Law: DEF-14.
TEST(ValidationFlowTest, LawOfTheExchangeIsRecordedNotEvaluated) {
  House house;
  v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  v1::ReceiptBody body = BodyOf(*house.Run(request));
  EXPECT_EQ(body.usage().exchange_governing_law(), "KZ");
  EXPECT_THAT(
      body.limitations(),
      testing::Not(Contains(v1::LIMITATION_GOVERNING_LAW_NOT_EVALUATED)));
  const std::string verdict = body.signatures(0).conclusion().DebugString();
  request.mutable_usage()->set_exchange_governing_law("XA");
  request.mutable_usage()->set_agreement_reference("contract 7, clause 12");
  body = BodyOf(*house.Run(request));
  EXPECT_EQ(body.usage().exchange_governing_law(), "XA");
  EXPECT_EQ(body.usage().agreement_reference(), "contract 7, clause 12");
  EXPECT_THAT(body.limitations(),
              Contains(v1::LIMITATION_GOVERNING_LAW_NOT_EVALUATED));
  EXPECT_EQ(body.signatures(0).conclusion().DebugString(), verdict);
}

// Law: EQV-17.
TEST(ValidationFlowTest, AgeOfTheSignerIsForTheIssuer) {
  House house;
  for (const TestIdentity& signer :
       {house.foreign_signer, house.unknown_signer}) {
    EXPECT_THAT(BodyOf(*house.Run(house.RequestFor(signer))).limitations(),
                Contains(v1::LIMITATION_AGE_OF_SIGNER_NOT_CHECKED));
  }
}

// Law: RCP-01, VER-08.
TEST(ValidationFlowTest, ReceiptSaysWhoseSystemWithWhichToolItIs) {
  House house;
  house.options.statement.owner.emplace().set_name("State company");
  house.options.statement.module.emplace().set_name("OpenSSL");
  house.UseLegalRules(nullptr);
  const v1::ReceiptBody body =
      BodyOf(*house.Run(house.RequestFor(house.foreign_signer)));
  EXPECT_EQ(body.owner().name(), "State company");
  EXPECT_EQ(body.module().name(), "OpenSSL");
}

// Law: DEF-19, VER-08.
TEST(ValidationFlowTest, ServesOnItsTermsAndByACertifiedTool) {
  House house;
  house.options.statement.terms_version = "2";
  v1::CryptographicModule& module = house.options.statement.module.emplace();
  module.mutable_conformity_until()->set_seconds(
      absl::ToUnixSeconds(house.clock.Now()) + 60);
  house.options.statement.when_expired = ExpiredModule::kRefuse;
  house.UseLegalRules(nullptr);
  const v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  EXPECT_THAT(house.Run(request),
              HasReason(v1::ERROR_REASON_TERMS_NOT_ACCEPTED));
  EXPECT_EQ(house.collector.calls, 0);
  house.caller.principal.set_accepted_terms("2");
  EXPECT_THAT(house.Run(request), IsOk());
  house.clock.Advance(absl::Seconds(60));
  EXPECT_THAT(house.Run(request),
              HasReason(v1::ERROR_REASON_CONFORMITY_EXPIRED));
  EXPECT_EQ(house.receipt_count(), 1);
}

// Law: RCP-03.
TEST(ValidationFlowTest, ReceiptUnderATestKeySaysSo) {
  House house;
  const auto limitations = [&] {
    const auto receipt = house.Run(house.RequestFor(house.foreign_signer));
    return BodyOf(*receipt).limitations();
  };
  EXPECT_THAT(limitations(), testing::Not(Contains(v1::LIMITATION_TEST_KEY)));
  house.is_test_key = true;
  EXPECT_THAT(limitations(), Contains(v1::LIMITATION_TEST_KEY));
}

// Law: DEF-05.
TEST(ValidationFlowTest, DocumentWithoutASignatureIsNoDocument) {
  House house;
  TestCmsSpec spec;
  spec.content = ValidationFixture::kContent;
  v1::ValidateRequest request;
  request.set_signature(MakeTestCms(spec));
  request.set_content(ValidationFixture::kContent);
  EXPECT_THAT(house.Run(request), HasReason(v1::ERROR_REASON_NO_SIGNATURE));
  request.set_signature("not a signature");
  EXPECT_THAT(house.Run(request), HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  request.clear_signature();
  EXPECT_THAT(house.Run(request),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_EQ(house.receipt_count(), 0);
}

TEST(ValidationFlowTest, NothingIsIssuedWithoutAnArchive) {
  House house;
  const v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  house.collector.failure = MakeError(absl::StatusCode::kUnavailable,
                                      v1::ERROR_REASON_STORE_DOWN, "disk");
  EXPECT_THAT(house.Run(request), HasReason(v1::ERROR_REASON_STORE_DOWN));
  house.collector.failure = absl::OkStatus();
  house.collector.crls.clear();
  house.evidence.FailWith(MakeError(absl::StatusCode::kUnavailable,
                                    v1::ERROR_REASON_STORE_DOWN, "disk"));
  EXPECT_THAT(house.Run(request), HasReason(v1::ERROR_REASON_STORE_DOWN));
  EXPECT_EQ(house.receipt_count(), 0);
}

TEST(ValidationFlowTest, CollectorIsGivenTheDeadline) {
  House house;
  house.caller.deadline = house.clock.Now() + absl::Seconds(3);
  ASSERT_THAT(house.Run(house.RequestFor(house.foreign_signer)), IsOk());
  EXPECT_EQ(house.collector.deadline, house.caller.deadline);
}

}  // namespace
}  // namespace kepil
