#include "services/gateway/dvcs_flow.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/dvcs_fixture.h"
#include "services/receipt/dvc_verifier.h"
#include "services/receipt/receipt_verifier.h"
#include "services/receipt/replay.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr char kName[] = "https://dvcs.kz.example/";

struct DvcsFlowTest : testing::Test {
  DvcsFixture house;
  std::unique_ptr<DvcsFlow> flow;

  DvcsFlowTest() {
    DvcsFlow::Options options;
    options.names = DvcsNamesOf({house.log.authority.identity}, {kName});
    flow = std::make_unique<DvcsFlow>(
        DvcsFlow::Rooms{house.clock, *house.flow,
                        [this](absl::Time) -> absl::StatusOr<ReceiptIdentity> {
                          return house.log.authority.identity;
                        },
                        [this] { return house.principals; },
                        house.certificates},
        std::move(options));
  }

  DvcsReply Ask(absl::string_view octets) const {
    DvcsCall call;
    call.caller = house.caller.principal;
    const auto reply = flow->Run(octets, call);
    EXPECT_THAT(reply, IsOk());
    return reply.value_or(DvcsReply());
  }
  DvcVerification Verify(const DvcsReply& reply,
                         const DvcsRequest& request) const {
    DvcVerifyInput input;
    input.dvc = reply.der;
    input.anchors = {house.log.authority.anchor};
    input.request = &request;
    input.earliest = house.clock.Now();
    input.latest = house.clock.Now();
    return VerifyDvc(input);
  }
  // The answer to `request`, which must be a DVC that a client accepts.
  DvcVerification Answer(const DvcsRequest& request) const {
    const DvcsReply reply = Ask(DvcsFixture::Der(request));
    EXPECT_FALSE(reply.failure.has_value());
    const DvcVerification verified = Verify(reply, request);
    EXPECT_THAT(verified.problems, IsEmpty());
    return verified;
  }
  // The failInfo of the notice that `octets` are refused with: signed by us,
  // rejection, of one bit; nothing was logged.
  int RefusalOf(absl::string_view octets, const DvcsCall& call) const {
    const int64_t receipts = house.receipt_count();
    const auto reply = flow->Run(octets, call);
    EXPECT_THAT(reply, IsOk());
    EXPECT_EQ(house.receipt_count(), receipts);
    const DvcVerification verified = Verify(*reply, DvcsRequest());
    EXPECT_THAT(verified.problems, ElementsAre(DvcProblem::kErrorNotice));
    if (!verified.error.has_value()) {
      return -1;
    }
    EXPECT_EQ(verified.error->status.status, DvcStatus::kRejection);
    EXPECT_THAT(verified.error->status.fail_info, SizeIs(1));
    EXPECT_EQ(static_cast<int>(*reply->failure),
              verified.error->status.fail_info.front());
    return verified.error->status.fail_info.front();
  }
  int RefusalOf(absl::string_view octets) const {
    DvcsCall call;
    call.caller = house.caller.principal;
    return RefusalOf(octets, call);
  }
  int RefusalOf(const DvcsRequest& request) const {
    return RefusalOf(DvcsFixture::Der(request));
  }
};

TEST_F(DvcsFlowTest, ValidatesASignedDocument) {
  const DvcsRequest request =
      house.Request(DvcsService::kVsd, house.Attached(house.foreign_signer));
  const DvcVerification answer = Answer(request);
  EXPECT_EQ(answer.word, DvcWord::kGranted);
  EXPECT_EQ(answer.info->information.nonce, request.information.nonce);
  ASSERT_THAT(answer.info->targets, SizeIs(1));
  const DvcsTarget& target = answer.info->targets[0];
  EXPECT_EQ(target.target.der, house.foreign_signer.certificate);
  ASSERT_THAT(target.chain, SizeIs(2));
  EXPECT_EQ(target.chain[0].kind, DvcsToken::Kind::kPkiStatus);
  EXPECT_EQ(target.chain[1].der, house.foreign_ca.certificate);
}

// The DVC is the receipt: the same octets that the log and the receipt's own
// verifier know.
TEST_F(DvcsFlowTest, TheAnswerIsALoggedReceipt) {
  const DvcsReply reply = Ask(DvcsFixture::Der(
      house.Request(DvcsService::kVsd, house.Attached(house.foreign_signer))));
  EXPECT_EQ(reply.caller, "kz-bank");
  EXPECT_EQ(house.receipt_count(), 1);
  EXPECT_EQ(*house.log.store.GetDvc(0), reply.der);
  const ReceiptVerification receipt =
      VerifyReceipt({reply.der, "", std::nullopt, std::nullopt},
                    {{house.log.authority.anchor}, {}});
  EXPECT_THAT(receipt.problems, IsEmpty());
  ASSERT_TRUE(receipt.body.has_value());
  EXPECT_EQ(receipt.body->dvcs().service(), 2);
  EXPECT_EQ(receipt.body->caller(), "kz-bank");
}

TEST_F(DvcsFlowTest, RejectsABadDocumentInADvc) {
  std::string document = house.Attached(house.foreign_signer);
  document[document.find("the contract")] = 'T';
  const DvcVerification answer =
      Answer(house.Request(DvcsService::kVsd, document));
  EXPECT_EQ(answer.word, DvcWord::kRejected);
  EXPECT_THAT(answer.info->status->fail_info, ElementsAre(7));
  EXPECT_THAT(answer.info->status->text,
              ElementsAre("urn:etsi:019102:subindication:HASH_FAILURE"));
}

TEST_F(DvcsFlowTest, ADetachedSignatureHasNoVerdict) {
  const DvcVerification answer = Answer(
      house.Request(DvcsService::kVsd, house.Sign(house.foreign_signer)));
  EXPECT_EQ(answer.word, DvcWord::kRejected);
  EXPECT_THAT(
      answer.info->status->text,
      ElementsAre(
          "indeterminate:urn:etsi:019102:subindication:SIGNED_DATA_NOT_FOUND"));
}

// Somebody's receipt is a signed document too.
TEST_F(DvcsFlowTest, ValidatesADvc) {
  const DvcsReply first = Ask(DvcsFixture::Der(
      house.Request(DvcsService::kVsd, house.Attached(house.foreign_signer))));
  const DvcVerification answer =
      Answer(house.Request(DvcsService::kVsd, first.der));
  // Its signer is registered nowhere in this house.
  EXPECT_EQ(answer.word, DvcWord::kRejected);
  ASSERT_THAT(answer.info->targets, SizeIs(1));
  EXPECT_EQ(answer.info->targets[0].target.der,
            house.log.authority.signer.certificate);
}

TEST_F(DvcsFlowTest, ValidatesCertificatesOneChainEach) {
  DvcsRequest request = house.CertificateRequest(
      {house.foreign_signer, house.unknown_signer, house.foreign_signer});
  for (const DvcsEncoding encoding :
       {DvcsEncoding::kRfc3029, DvcsEncoding::kBouncyCastle}) {
    const DvcsReply reply = Ask(WriteDvcsRequest(request, encoding));
    const auto read = ParseDvcsRequest(WriteDvcsRequest(request, encoding));
    const DvcVerification answer = Verify(reply, *read);
    EXPECT_THAT(answer.problems, IsEmpty());
    EXPECT_EQ(answer.word, DvcWord::kRejected);  // Not all are good.
    ASSERT_THAT(answer.info->targets, SizeIs(3));
    const DvcsTarget& good = answer.info->targets[0];
    EXPECT_EQ(good.target.der, house.foreign_signer.certificate);
    ASSERT_THAT(good.chain, SizeIs(2));
    EXPECT_EQ(good.chain[1].der, house.foreign_ca.certificate);
    const DvcsTarget& bad = answer.info->targets[1];
    EXPECT_EQ(bad.target.der, house.unknown_signer.certificate);
    ASSERT_THAT(bad.chain, SizeIs(1));
    const absl::string_view status = bad.chain[0].der;
    EXPECT_EQ(ParseDvcStatusInfo(status.substr(2))->status,
              DvcStatus::kRejection);
  }
  request = house.CertificateRequest({house.foreign_signer});
  EXPECT_EQ(Answer(request).word, DvcWord::kGranted);
}

TEST_F(DvcsFlowTest, ARevokedCertificateIsRejected) {
  TestCrlSpec spec;
  spec.this_update = house.clock.Now() - absl::Hours(1);
  spec.next_update = house.clock.Now() + absl::Hours(23);
  TestRevoked revoked;
  revoked.serial_hex = house.foreign_signer.SerialHex();
  revoked.revoked_at = house.clock.Now() - absl::Hours(2);
  spec.revoked = {revoked};
  house.collector.crls = {MakeTestCrl(spec, house.foreign_ca)};
  const DvcVerification answer =
      Answer(house.CertificateRequest({house.foreign_signer}));
  EXPECT_EQ(answer.word, DvcWord::kRejected);
  EXPECT_THAT(answer.info->status->text,
              ElementsAre("urn:etsi:019102:subindication:REVOKED_NO_POE"));
}

TEST_F(DvcsFlowTest, CertifiesPossessionOfDataAndOfAnImprint) {
  const DvcVerification data =
      Answer(house.Request(DvcsService::kCpd, "any octets"));
  EXPECT_EQ(data.word, DvcWord::kGranted);
  EXPECT_EQ(data.info->imprint.value, Sha256("any octets").bytes());
  EXPECT_THAT(data.info->targets, IsEmpty());
  const DvcsRequest claim = house.ImprintRequest(HashAlgorithm::kSha512);
  const DvcVerification imprint = Answer(claim);
  EXPECT_EQ(imprint.word, DvcWord::kGranted);
  EXPECT_EQ(imprint.info->imprint.value, claim.data.imprint.value);
  // Content is never stored.
  EXPECT_FALSE(house.evidence.Read(Sha256("any octets")).ok());
}

TEST_F(DvcsFlowTest, AnswersSignedRequestsAndRepeatsTheirSignature) {
  const DvcsRequest request = house.Request(DvcsService::kCpd, "data");
  const std::string octets = DvcsFixture::SignRequest(DvcsFixture::Der(request),
                                                      {house.request_signer});
  const auto reply = flow->Run(octets, DvcsCall());  // No TLS certificate.
  ASSERT_THAT(reply, IsOk());
  const DvcVerification answer = Verify(*reply, request);
  EXPECT_THAT(answer.problems, IsEmpty());
  const auto envelope = ReadDvcsEnvelope(octets, ParseLimits());
  EXPECT_EQ(answer.info->request_signature, envelope->signer_infos);
}

TEST_F(DvcsFlowTest, AnswersUnderThePolicyAskedFor) {
  DvcsRequest request = house.Request(DvcsService::kCpd, "data");
  const DvcVerification any = Answer(request);
  request.information.policy_oid = any.info->policy_oid;
  EXPECT_EQ(Answer(request).info->policy_oid, any.info->policy_oid);
  request.information.policy_oid = "1.2.3.4";
  EXPECT_EQ(RefusalOf(request), 2);
}

TEST_F(DvcsFlowTest, AnswersOnlyToItsNames) {
  DvcsRequest request = house.Request(DvcsService::kCpd, "data");
  request.information.dvcs = DerWrap(DerContext(6), "https://other.example/");
  EXPECT_EQ(RefusalOf(request), 6);
  request.information.dvcs += DerWrap(DerContext(6), kName);
  Answer(request);
  request.information.dvcs =
      DerExplicit(4, house.log.authority.identity.certificate->subject().der());
  Answer(request);
}

TEST_F(DvcsFlowTest, RefusesRequestTimesOfTheFutureAndTokens) {
  DvcsRequest request =
      house.Request(DvcsService::kVsd, house.Attached(house.foreign_signer));
  request.information.request_time = DvcsTime{house.clock.Now(), "", ""};
  Answer(request);
  request.information.request_time->time += absl::Minutes(5);
  Answer(request);
  request.information.request_time->time += absl::Seconds(1);
  EXPECT_EQ(RefusalOf(request), 3);
  request.information.request_time->time = absl::FromUnixSeconds(-1);
  EXPECT_EQ(RefusalOf(request), 3);
  request.information.request_time->token =
      DerSequence({DerOidFromText("1.2")});
  EXPECT_EQ(RefusalOf(request), 3);
  // Possession is of now, whatever the time asked for.
  request = house.Request(DvcsService::kCpd, "data");
  request.information.request_time =
      DvcsTime{house.clock.Now() - absl::Hours(1), "", ""};
  Answer(request);
}

TEST_F(DvcsFlowTest, StrangersGetASignedNotice) {
  DvcsRequest request = house.Request(DvcsService::kCpd, "data");
  EXPECT_EQ(RefusalOf(DvcsFixture::Der(request), DvcsCall()), 6);
  EXPECT_EQ(RefusalOf(DvcsFixture::SignRequest(DvcsFixture::Der(request),
                                               {house.stranger}),
                      DvcsCall()),
            6);
}

TEST_F(DvcsFlowTest, NoticesEchoTheTransaction) {
  DvcsRequest request = house.Request(DvcsService::kVsd, "data");
  const DvcVerification notice =
      Verify(Ask(DvcsFixture::Der(request)), request);
  ASSERT_TRUE(notice.error.has_value());
  EXPECT_EQ(notice.error->transaction_identifier,
            request.transaction_identifier);
}

TEST_F(DvcsFlowTest, RefusesWhatCannotBeRead) {
  EXPECT_EQ(RefusalOf(""), 5);
  EXPECT_EQ(RefusalOf("not DER"), 5);
  const std::string good =
      DvcsFixture::Der(house.Request(DvcsService::kCpd, "data"));
  for (size_t size = 1; size < good.size(); size += 7) {
    EXPECT_EQ(RefusalOf(good.substr(0, size)), 5);
  }
  // A vsd message that is no signed document.
  EXPECT_EQ(RefusalOf(house.Request(DvcsService::kVsd, "plain text")), 5);
  // Data of another service.
  DvcsRequest wrong = house.ImprintRequest(HashAlgorithm::kSha256);
  wrong.information.service = DvcsService::kVsd;
  EXPECT_EQ(RefusalOf(wrong), 5);
  wrong.information.service = DvcsService::kCpkc;
  EXPECT_EQ(RefusalOf(wrong), 5);
}

TEST_F(DvcsFlowTest, RefusesWhatIsNotPermitted) {
  EXPECT_EQ(RefusalOf(house.ImprintRequest(HashAlgorithm::kSha1)), 2);
  DvcsRequest critical = house.Request(DvcsService::kCpd, "data");
  critical.information.extensions = {{"1.2.3.4", true, "x"}};
  EXPECT_EQ(RefusalOf(critical), 2);
  critical.information.extensions[0].is_critical = false;
  Answer(critical);
  critical.information.extensions[0].value = std::string(70000, 'x');
  EXPECT_EQ(RefusalOf(critical), 2);
  DvcsRequest path = house.CertificateRequest({house.foreign_signer});
  path.data.certificates[0].path_processing_input =
      DerSequence({DerSequence({DerSequence({DerOidFromText("1.2.3")})})});
  EXPECT_EQ(RefusalOf(path), 2);
  DvcsRequest version = house.Request(DvcsService::kCpd, "data");
  version.information.version = 2;
  EXPECT_EQ(RefusalOf(version), 2);
  // A domestic signer for a domestic relying party.
  EXPECT_EQ(RefusalOf(house.Request(DvcsService::kVsd,
                                    house.Attached(house.domestic_signer))),
            2);
  // A target that is only named.
  DvcsRequest named = house.CertificateRequest({house.foreign_signer});
  named.data.certificates[0].target = {
      DvcsToken::Kind::kEssCertId,
      DerSequence({DerOctetString(std::string(20, 'x'))})};
  EXPECT_EQ(RefusalOf(named), 2);
}

// Law: DOM-09, DOM-10.
TEST_F(DvcsFlowTest, WhatASpecialCaIssuedIsRefusedWithoutATrace) {
  v1::SnapshotSource source;
  ASSERT_TRUE(source.ParseFromString(house.snapshot));
  source.set_version(2);
  v1::SpecialCa& special = *source.add_special_cas();
  special.set_id("special-root");
  special.set_legal_basis("K53(2)");
  const CertificateRef ca = *Certificate::FromDer(house.unknown_ca.certificate);
  special.add_spki_sha256(std::string(ca->spki_digest().bytes()));
  special.add_subjects(ca->subject().der());
  ASSERT_THAT(house.publisher.Publish(*TrustSnapshot::FromSource(
                  source.SerializeAsString(), house.certificates)),
              IsOk());

  const std::string document = house.Attached(house.unknown_signer);
  const std::string& signer = house.unknown_signer.certificate;
  DvcsRequest chained = house.CertificateRequest({house.unknown_signer});
  chained.data.certificates[0].chain = {
      {DvcsToken::Kind::kCertificate, house.unknown_ca.certificate}};
  for (const DvcsRequest& request :
       {house.Request(DvcsService::kVsd, document),
        house.CertificateRequest({house.unknown_signer}), chained}) {
    const std::string octets = DvcsFixture::Der(request);
    EXPECT_EQ(RefusalOf(octets), 2);
    const std::string answer = Ask(octets).der;
    for (const std::string& trace :
         {std::string(DvcsFixture::kContent), std::string("Unknown CA"),
          std::string("C=XB"), document.substr(0, 64), signer.substr(0, 64),
          ca->subject().der(), house.unknown_signer.key.KeyOctets(),
          std::string(Sha256(DvcsFixture::kContent).bytes()),
          std::string(Sha256(document).bytes()),
          std::string(Sha256(octets).bytes()),
          std::string(Sha256(signer).bytes())}) {
      EXPECT_THAT(answer, Not(HasSubstr(trace)));
    }
  }
  EXPECT_EQ(house.collector.calls, 0);
  EXPECT_EQ(house.evidence.archive_calls(), 0);
  EXPECT_EQ(house.receipt_count(), 0);
  // Others are answered as ever.
  EXPECT_FALSE(
      Ask(DvcsFixture::Der(house.CertificateRequest({house.foreign_signer})))
          .failure.has_value());
}

TEST_F(DvcsFlowTest, RefusesAChainOfTenThousandCertificates) {
  DvcsRequest request = house.CertificateRequest({house.foreign_signer});
  request.data.certificates[0].chain.assign(
      10'000, {DvcsToken::Kind::kCertificate, DerSequence({DerInt64(1)})});
  EXPECT_EQ(RefusalOf(request), 2);
  // As many as are read, but different ones.
  request = house.CertificateRequest({house.foreign_signer});
  TestCertificateSpec spec;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = house.clock.Now();
  spec.not_after = house.clock.Now() + absl::Hours(1);
  for (int i = 0; i < 300; ++i) {
    spec.subject = "CN=" + std::to_string(i);
    request.data.certificates[0].chain.push_back(
        {DvcsToken::Kind::kCertificate,
         SelfSignTestCertificate(spec).certificate});
  }
  EXPECT_EQ(RefusalOf(request), 2);
}

TEST_F(DvcsFlowTest, WithoutAUsableKeyTheNoticeHasNoSignature) {
  house.log.authority.identity.key =
      MakeTestReceiptSigner(TestKey::Generate(TestKeyKind::kP256));
  for (const absl::string_view message : {"data", ""}) {
    const DvcsReply reply =
        Ask(DvcsFixture::Der(house.Request(DvcsService::kCpd, message)));
    EXPECT_FALSE(reply.is_signed);
    EXPECT_TRUE(reply.failure.has_value());
    DvcVerifyInput input;
    input.dvc = reply.der;
    input.anchors = {house.log.authority.anchor};
    EXPECT_THAT(VerifyDvc(input).problems,
                ElementsAre(DvcProblem::kUnreadable));
  }
  EXPECT_EQ(house.receipt_count(), 0);
}

TEST_F(DvcsFlowTest, TroubleOfTheHouseIsAStatus) {
  house.collector.failure = absl::UnavailableError("store");
  DvcsCall call;
  call.caller = house.caller.principal;
  EXPECT_THAT(
      flow->Run(DvcsFixture::Der(house.Request(
                    DvcsService::kVsd, house.Attached(house.foreign_signer))),
                call),
      StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(DvcsFlowTest, AnswersAboutCertificatesCanBeReplayed) {
  Ask(DvcsFixture::Der(
      house.CertificateRequest({house.foreign_signer, house.unknown_signer})));
  const ReceiptRecord record = *house.log.store.GetByIndex(0);
  v1::ReceiptBody body;
  ASSERT_TRUE(body.ParseFromString(record.body));
  v1::EvidenceBundle bundle;
  bundle.set_receipt_body(record.body);
  bundle.set_manifest(record.manifest);
  bundle.set_trust_snapshot(house.snapshot);
  bundle.set_policy(
      *house.evidence.Read(*Digest::FromBytes(body.policy().sha256())));
  bundle.set_signature(
      *house.evidence.Read(*Digest::FromBytes(body.signature_sha256())));
  v1::EvidenceManifest manifest;
  ASSERT_TRUE(manifest.ParseFromString(record.manifest));
  for (const v1::EvidenceItem& item : manifest.items()) {
    bundle.add_objects(*house.evidence.Read(*Digest::FromBytes(item.sha256())));
  }
  const auto replay = ReplayBundle({bundle, std::nullopt, std::nullopt});
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(replay->first_difference, "");
  ASSERT_EQ(replay->verdict.signatures_size(), 2);
  EXPECT_EQ(replay->verdict.signatures(0).format(), "X509");
  // Another judgement of the first is noticed.
  body.mutable_signatures(1)->mutable_conclusion()->set_indication(
      v1::INDICATION_TOTAL_PASSED);
  bundle.set_receipt_body(body.SerializeAsString());
  EXPECT_NE(
      ReplayBundle({bundle, std::nullopt, std::nullopt})->first_difference, "");
}

}  // namespace
}  // namespace kepil
