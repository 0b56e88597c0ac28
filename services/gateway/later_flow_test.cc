// What becomes of a request whose foreign TTP was silent.

#include <string>

#include "absl/strings/escaping.h"
#include "engine/signature/dvcs_answer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/forwarding_fixture.h"
#include "services/receipt/dvcs_receipt.h"
#include "services/receipt/receipt_body.h"
#include "services/receipt/replay.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

struct Silent : Forwarding {
  Silent() {
    client.ttp = nullptr;
    Open();
  }
  // The TTP is back.
  void ComeBack() { client.ttp = &ttp; }
  absl::Status Step() {
    clock.Advance(absl::Minutes(1));
    return later.Step(
        [this](const storage::v1::PeerWork& one, PeerAttempt attempt) {
          return flow->RunLater(one, attempt).status();
        },
        10);
  }
  v1::ReceiptBody Receipt(const std::string& id) {
    const auto receipt = access.Get(id, caller.principal);
    KEPIL_CHECK(receipt.ok());
    return BodyOf(*receipt);
  }
  // cpkc about the unknown signer; "": no nonce.
  DvcsQuestion Question(const std::string& nonce) {
    DvcsQuestion question;
    DvcsRequest& request = question.request;
    request.information.service = DvcsService::kCpkc;
    if (!nonce.empty()) {
      request.information.nonce = nonce;
    }
    request.data.kind = DvcsData::Kind::kCertificates;
    request.data.certificates = {
        {{DvcsToken::Kind::kCertificate, unknown_signer.certificate}, {}, ""}};
    const auto read =
        ParseDvcsRequest(WriteDvcsRequest(request, DvcsEncoding::kRfc3029));
    KEPIL_CHECK(read.ok());
    request = *read;
    question.exchange.set_service(static_cast<int>(DvcsService::kCpkc));
    question.exchange.set_request_information(request.information.der);
    question.exchange.set_message_imprint(
        WriteDvcsImprint(*ImprintOf(request.data, HashAlgorithm::kSha256)));
    return question;
  }
};

DvcStatus StatusOf(const v1::IssuedReceipt& receipt) {
  const DvcsCertificateInfo info =
      DvcCertInfoOf(BodyOf(receipt), receipt.body());
  return info.status->status;
}

// Law: REG-03.
TEST(LaterFlowTest, TheLaterReceiptComesUnderTheIdThatWasPromised) {
  Silent f;
  f.Validate();
  const std::string later = f.flow->LaterReceiptOf(f.last_id);
  EXPECT_EQ(later.size(), 32u);
  EXPECT_THAT(f.access.Get(later, f.caller.principal),
              HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
  ASSERT_THAT(f.Step(), IsOk());  // Still silent.
  EXPECT_EQ(f.work.size(), 1);
  EXPECT_EQ(f.receipt_count(), 1);

  f.ComeBack();
  f.clock.Advance(absl::Minutes(5));  // The breaker is closed by then.
  ASSERT_THAT(f.Step(), IsOk());
  EXPECT_EQ(f.work.size(), 0);
  const v1::ReceiptBody body = f.Receipt(later);
  EXPECT_TRUE(IsVouchedFor(body.signatures(0)));
  EXPECT_EQ(body.caller(), f.caller.principal.id());
  EXPECT_THAT(body.limitations(), Not(Contains(v1::LIMITATION_PEER_SILENT)));
  EXPECT_EQ(f.flow->LaterReceiptOf(f.last_id), "");
  const auto bundle = f.access.Export(later, f.caller.principal);
  ASSERT_THAT(bundle, IsOk());
  const auto replay = ReplayBundle({*bundle, std::nullopt, std::nullopt});
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(replay->first_difference, "");
}

TEST(LaterFlowTest, TheLastAttemptSaysWhatIsKnown) {
  Silent f;
  f.Validate();
  const std::string later = f.flow->LaterReceiptOf(f.last_id);
  f.clock.Advance(absl::Hours(24));
  f.collector.crls.clear();  // Of a day before.
  ASSERT_THAT(f.Step(), IsOk());
  EXPECT_EQ(f.work.size(), 0);
  EXPECT_THAT(f.Receipt(later).limitations(),
              Contains(v1::LIMITATION_PEER_SILENT));
}

TEST(LaterFlowTest, AReceiptThatIsThereIsNotIssuedTwice) {
  Silent f;
  f.Validate();
  const storage::v1::PeerWork work = f.work.works.begin()->second;
  f.ComeBack();
  ASSERT_THAT(f.flow->RunLater(work, PeerAttempt::kMoreToCome), IsOk());
  const int64_t count = f.receipt_count();
  // As after a crash between the receipt and the list.
  ASSERT_THAT(f.flow->RunLater(work, PeerAttempt::kMoreToCome), IsOk());
  EXPECT_EQ(f.receipt_count(), count);
}

TEST(LaterFlowTest, ContentIsNotKeptForIt) {
  Silent f;
  f.Validate();
  ASSERT_EQ(f.work.size(), 1);
  EXPECT_THAT(f.work.works.begin()->second.SerializeAsString(),
              Not(HasSubstr(ValidationFixture::kContent)));
}

// Law: REG-03, PDP-01.
TEST(LaterFlowTest, AFileWithItsContentInsideWaitsWithoutIt) {
  Silent f;
  const v1::ValidateRequest request = f.AttachedRequestFor(f.unknown_signer);
  const v1::ReceiptBody first = f.Validate(request);
  const std::string later = f.flow->LaterReceiptOf(f.last_id);
  ASSERT_EQ(later.size(), 32u);
  EXPECT_THAT(f.work.works.begin()->second.SerializeAsString(),
              Not(HasSubstr(ValidationFixture::kContent)));
  f.ComeBack();
  f.clock.Advance(absl::Minutes(5));
  ASSERT_THAT(f.Step(), IsOk());
  const v1::ReceiptBody body = f.Receipt(later);
  EXPECT_TRUE(IsVouchedFor(body.signatures(0)));
  EXPECT_EQ(body.signature_sha256(), first.signature_sha256());
  EXPECT_EQ(body.signature_sha256(), Sha256(request.signature()).bytes());
  EXPECT_EQ(body.request_sha256(), first.request_sha256());
  ASSERT_EQ(body.content_digests_size(), first.content_digests_size());
  EXPECT_EQ(body.content_digests(0).value(), first.content_digests(0).value());
  EXPECT_THAT(body.limitations(), Contains(v1::LIMITATION_CONTENT_NOT_KEPT));
  EXPECT_THAT(body.limitations(),
              Not(Contains(v1::LIMITATION_CONTENT_BY_DIGEST_ONLY)));
  // Neither form of the file is kept; who has it can repeat the check.
  const auto bundle = f.access.Export(later, f.caller.principal);
  ASSERT_THAT(bundle, IsOk());
  EXPECT_EQ(bundle->signature(), "");
  const auto replay =
      ReplayBundle({*bundle, request.signature(), std::nullopt});
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(replay->first_difference, "");
}

// Where digests would not come to the same verdict, who asked asks again.
TEST(LaterFlowTest, AFileWhoseContentIsNeededDoesNotWait) {
  Silent f;
  TestCmsSpec spec;
  spec.content = ValidationFixture::kContent;
  spec.detached = false;
  TestCmsSigner signer;
  signer.identity = f.unknown_signer;
  signer.signed_attributes = false;
  spec.signers = {signer};
  v1::ValidateRequest request;
  request.set_signature(MakeTestCms(spec));
  f.Validate(request);
  EXPECT_EQ(f.flow->LaterReceiptOf(f.last_id), "");
  // Given twice: by what it was judged is not for us to choose.
  request = f.AttachedRequestFor(f.unknown_signer);
  request.set_content(ValidationFixture::kContent);
  f.Validate(request);
  EXPECT_EQ(f.flow->LaterReceiptOf(f.last_id), "");
  EXPECT_EQ(f.work.size(), 0);
}

TEST(LaterFlowTest, AVsdRequestWaitsAndFindsItsAnswer) {
  Silent f;
  DvcsQuestion question;
  question.request.information.service = DvcsService::kVsd;
  question.request.information.nonce = "\x41";
  question.request.data.message =
      f.AttachedRequestFor(f.unknown_signer).signature();
  question.request = *ParseDvcsRequest(
      WriteDvcsRequest(question.request, DvcsEncoding::kRfc3029));
  question.exchange.set_service(static_cast<int>(DvcsService::kVsd));
  question.exchange.set_request_information(question.request.information.der);
  question.exchange.set_message_imprint(WriteDvcsImprint(
      *ImprintOf(question.request.data, HashAlgorithm::kSha256)));
  const auto waiting = f.flow->RunDvcs(question, f.caller);
  ASSERT_THAT(waiting, IsOk());
  EXPECT_EQ(StatusOf(*waiting), DvcStatus::kWaiting);
  EXPECT_THAT(f.work.works.begin()->second.SerializeAsString(),
              Not(HasSubstr(ValidationFixture::kContent)));
  f.ComeBack();
  f.clock.Advance(absl::Minutes(5));
  ASSERT_THAT(f.Step(), IsOk());
  EXPECT_EQ(f.work.size(), 0);
  const auto answered = f.flow->RunDvcs(question, f.caller);
  ASSERT_THAT(answered, IsOk());
  EXPECT_EQ(StatusOf(*answered), DvcStatus::kGrantedWithMods);
  EXPECT_EQ(BodyOf(*answered).signature_sha256(),
            Sha256(question.request.data.message).bytes());
}

TEST(LaterFlowTest, ARepeatedRequestHasThePromiseOfTheFirst) {
  Silent f;
  v1::ValidateRequest request = f.RequestFor(f.unknown_signer);
  request.set_idempotency_key("key");
  f.Validate(request);
  const std::string first = f.last_id;
  f.Validate(request);
  EXPECT_EQ(f.last_id, first);
  EXPECT_EQ(f.work.size(), 1);
  EXPECT_NE(f.flow->LaterReceiptOf(first), "");
}

TEST(LaterFlowTest, ADvcsRequestWaitsAndFindsItsAnswer) {
  Silent f;
  const DvcsQuestion question = f.Question("\x41");
  const auto waiting = f.flow->RunDvcs(question, f.caller);
  ASSERT_THAT(waiting, IsOk());
  EXPECT_EQ(StatusOf(*waiting), DvcStatus::kWaiting);
  // Sent again it has the same answer, and nobody is asked.
  const int before = f.client.exchanges;
  const auto again = f.flow->RunDvcs(question, f.caller);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->id(), waiting->id());
  EXPECT_EQ(f.client.exchanges, before);
  // Another one is another one.
  const auto other = f.flow->RunDvcs(f.Question("\x42"), f.caller);
  ASSERT_THAT(other, IsOk());
  EXPECT_NE(other->id(), waiting->id());

  f.ComeBack();
  f.clock.Advance(absl::Minutes(5));
  ASSERT_THAT(f.Step(), IsOk());
  const auto answered = f.flow->RunDvcs(question, f.caller);
  ASSERT_THAT(answered, IsOk());
  EXPECT_EQ(StatusOf(*answered), DvcStatus::kGrantedWithMods);
  EXPECT_EQ(BodyOf(*answered).dvcs().request_information(),
            question.request.information.der);
  // To its own caller only.
  f.caller.principal.set_tls_sha256(std::string(32, 'u'));
  const auto stranger = f.flow->RunDvcs(question, f.caller);
  ASSERT_THAT(stranger, IsOk());
  EXPECT_NE(stranger->id(), answered->id());
}

// Without a nonce the request alone tells it again: while it waits, and for an
// hour after it was answered. What comes later is another question.
TEST(LaterFlowTest, ADvcsRequestWithoutANonceWaitsToo) {
  Silent f;
  const DvcsQuestion question = f.Question("");
  const auto waiting = f.flow->RunDvcs(question, f.caller);
  ASSERT_THAT(waiting, IsOk());
  EXPECT_EQ(StatusOf(*waiting), DvcStatus::kWaiting);
  EXPECT_EQ(f.flow->RunDvcs(question, f.caller)->id(), waiting->id());
  f.ComeBack();
  f.clock.Advance(absl::Minutes(5));
  ASSERT_THAT(f.Step(), IsOk());
  const int asked = f.client.exchanges;
  const auto answered = f.flow->RunDvcs(question, f.caller);
  ASSERT_THAT(answered, IsOk());
  EXPECT_EQ(StatusOf(*answered), DvcStatus::kGrantedWithMods);
  f.clock.Advance(absl::Minutes(58));
  ASSERT_THAT(f.Step(), IsOk());
  EXPECT_EQ(f.flow->RunDvcs(question, f.caller)->id(), answered->id());
  EXPECT_EQ(f.client.exchanges, asked);  // Nobody was asked for these.
  f.clock.Advance(absl::Minutes(2));
  ASSERT_THAT(f.Step(), IsOk());
  EXPECT_EQ(f.work.size(), 0);
  const auto again = f.flow->RunDvcs(question, f.caller);
  ASSERT_THAT(again, IsOk());
  EXPECT_NE(again->id(), answered->id());
  EXPECT_EQ(f.client.exchanges, asked + 1);
  // And if the TTP is silent once more, it is promised once more.
  f.client.ttp = nullptr;
  const auto second = f.flow->RunDvcs(question, f.caller);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(StatusOf(*second), DvcStatus::kWaiting);
  f.ComeBack();
  f.clock.Advance(absl::Minutes(5));
  ASSERT_THAT(f.Step(), IsOk());
  const auto final = f.flow->RunDvcs(question, f.caller);
  ASSERT_THAT(final, IsOk());
  EXPECT_EQ(StatusOf(*final), DvcStatus::kGrantedWithMods);
  EXPECT_NE(final->id(), answered->id());
}

}  // namespace
}  // namespace kepil
