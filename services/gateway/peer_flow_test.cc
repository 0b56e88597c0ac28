#include "services/gateway/peer_flow.h"

#include <memory>
#include <string>

#include "base/error.h"
#include "engine/crypto/der_writer.h"
#include "engine/signature/dvcs_request.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/envelope_fixture.h"
#include "services/gateway/receipt_access.h"
#include "services/gateway/validation_fixture.h"
#include "services/receipt/dvc_verifier.h"
#include "tests/support/memory_seen_messages.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::IsEmpty;

struct PeerFlowTest : testing::Test, ValidationFixture {
  TestTtp ttp{clock.Now()};
  MemorySeenMessages seen;
  std::unique_ptr<PeerFlow> peers;

  PeerFlowTest() {
    more_authorities = {ttp.authority};
    PublishTrust();
    peers = std::make_unique<PeerFlow>(
        PeerFlow::Rooms{clock, *flow, publisher,
                        [this] { return DirectoryOf({ttp.principal}); },
                        [this] { return rules; }, certificates, seen},
        PeerFlow::Options{kTestOrigin, kOfficerPolicy, ParseLimits()});
  }

  // The foreign TTP itself, through the relay.
  Caller Ttp() const {
    Caller caller;
    caller.principal = ttp.principal;
    caller.ingress.mode = v1::INGRESS_MODE_RELAYED;
    caller.ingress.forwarder = "nat-gw";
    return caller;
  }
  static Caller Forwarder() {
    Caller caller;
    caller.principal.set_id("nat-gw");
    caller.principal.set_tls_sha256(std::string(32, 'g'));
    caller.principal.add_roles(v1::PRINCIPAL_ROLE_NATIONAL_GATEWAY);
    caller.ingress.mode = v1::INGRESS_MODE_FORWARDED;
    caller.ingress.forwarder = "nat-gw";
    caller.ingress.forwarder_sha256 = std::string(32, 'g');
    return caller;
  }
  v1::PeerValidateRequest Question(const TestIdentity& signer) const {
    v1::PeerValidateRequest request;
    *request.mutable_request() = RequestFor(signer);
    request.set_nonce(std::string(16, '\x81'));
    return request;
  }
  v1::InterstateEnvelope Sealed(const v1::ValidateRequest& request) const {
    return MakeEnvelope(request.SerializeAsString(), {ttp.requests},
                        clock.Now());
  }
  v1::InterstateEnvelope Sealed(const TestIdentity& signer, char number) const {
    return Sealed(ForEnvelope(RequestFor(signer), clock.Now(), number));
  }
};

v1::Indication IndicationOf(const v1::IssuedReceipt& receipt) {
  return BodyOf(receipt).signatures(0).conclusion().indication();
}

// Law: GWY-03.
TEST_F(PeerFlowTest, AnswersAboutANationalSignature) {
  const auto receipt = peers->Validate(Question(domestic_signer), Ttp());
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(IndicationOf(*receipt), v1::INDICATION_TOTAL_PASSED);
  const v1::ReceiptBody body = BodyOf(*receipt);
  EXPECT_EQ(body.caller(), "xa-ttp-node");
  EXPECT_EQ(body.ingress_mode(), v1::INGRESS_MODE_RELAYED);
  EXPECT_EQ(body.forwarder(), "nat-gw");
  EXPECT_EQ(body.usage().relying_party_country(), "XA");
}

TEST_F(PeerFlowTest, TheNonceStandsInTheDvc) {
  const v1::PeerValidateRequest question = Question(domestic_signer);
  const auto receipt = peers->Validate(question, Ttp());
  ASSERT_THAT(receipt, IsOk());
  DvcsRequest asked;
  asked.information.service = DvcsService::kVsd;
  // An unsigned INTEGER: its first bit is no sign.
  asked.information.nonce = std::string(1, '\0') + question.nonce();
  asked.data.message = question.request().signature();
  DvcVerifyInput input;
  input.dvc = receipt->dvc();
  input.anchors = {log.authority.anchor};
  input.request = &asked;
  EXPECT_THAT(VerifyDvc(input).problems, IsEmpty());
  asked.information.nonce = std::string(1, '\0') + std::string(16, '\x82');
  EXPECT_THAT(VerifyDvc(input).problems, testing::Not(IsEmpty()));
  // It is a receipt like any other.
  EXPECT_THAT(VerifyReceipt({receipt->dvc(), "", kContent,
                             question.request().signature()},
                            log.trust())
                  .problems,
              IsEmpty());
}

TEST_F(PeerFlowTest, NeedsANonce) {
  v1::PeerValidateRequest question = Question(domestic_signer);
  for (const size_t size : {0, 15, 33}) {
    question.set_nonce(std::string(size, 'n'));
    EXPECT_THAT(peers->Validate(question, Ttp()),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
  question.set_nonce(std::string(32, '\0'));
  EXPECT_THAT(peers->Validate(question, Ttp()), IsOk());
}

TEST_F(PeerFlowTest, AnswersAboutNothingElse) {
  EXPECT_THAT(peers->Validate(Question(foreign_signer), Ttp()),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                    HasReason(v1::ERROR_REASON_NO_KZ_NEXUS)));
  EXPECT_THAT(peers->Forward(Sealed(foreign_signer, '1'), Forwarder()),
              HasReason(v1::ERROR_REASON_NO_KZ_NEXUS));
  // Nor by calling the relying party one of this state.
  v1::PeerValidateRequest question = Question(foreign_signer);
  question.mutable_request()->mutable_usage()->set_relying_party_country("KZ");
  EXPECT_THAT(peers->Validate(question, Ttp()),
              HasReason(v1::ERROR_REASON_NO_KZ_NEXUS));
  EXPECT_EQ(receipt_count(), 0);
}

TEST_F(PeerFlowTest, RefusesALoopAndKeepsTheHops) {
  v1::PeerValidateRequest question = Question(domestic_signer);
  question.add_hops("example.com/there");
  const auto receipt = peers->Validate(question, Ttp());
  ASSERT_THAT(receipt, IsOk());
  EXPECT_THAT(BodyOf(*receipt).hops(), ElementsAre("example.com/there"));
  question.add_hops(kTestOrigin);
  EXPECT_THAT(peers->Validate(question, Ttp()),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                    HasReason(v1::ERROR_REASON_FORWARD_LOOP)));
  question.clear_hops();
  question.add_hops("two words");
  EXPECT_THAT(peers->Validate(question, Ttp()),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  question.clear_hops();
  for (int i = 0; i < 9; ++i) {
    question.add_hops("hop");
  }
  EXPECT_THAT(peers->Validate(question, Ttp()),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_EQ(receipt_count(), 1);
}

// Law: GWY-03, GWY-04.
TEST_F(PeerFlowTest, TheOriginIsTheCallerAndTheForwarderStandsBesideIt) {
  const auto receipt =
      peers->Forward(Sealed(domestic_signer, '7'), Forwarder());
  ASSERT_THAT(receipt, IsOk());
  const v1::ReceiptBody body = BodyOf(*receipt);
  EXPECT_EQ(body.ingress_mode(), v1::INGRESS_MODE_FORWARDED);
  EXPECT_EQ(body.caller(), "xa-ttp-node");
  EXPECT_EQ(body.caller_sha256(), ttp.principal.tls_sha256());
  EXPECT_EQ(body.forwarder(), "nat-gw");
  EXPECT_EQ(body.forwarder_sha256(), std::string(32, 'g'));
  EXPECT_EQ(body.message_id(), std::string(16, '7'));
  EXPECT_EQ(body.sent_at().seconds(), absl::ToUnixSeconds(clock.Now()));
}

// Law: GWY-04.
TEST_F(PeerFlowTest, TheReceiptIsTheOriginsAlone) {
  const auto receipt =
      peers->Forward(Sealed(domestic_signer, '7'), Forwarder());
  ASSERT_THAT(receipt, IsOk());
  ReceiptAccess access(
      {*log.issuer, log.store, evidence, [this](int64_t) { return snapshot; }});
  EXPECT_THAT(access.Get(receipt->id(), ttp.principal), IsOk());
  EXPECT_THAT(access.Export(receipt->id(), ttp.principal), IsOk());
  EXPECT_THAT(access.Get(receipt->id(), Forwarder().principal),
              StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(access.Export(receipt->id(), Forwarder().principal),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

// Law: DEF-16, GWY-03.
TEST_F(PeerFlowTest, TheVerdictDoesNotDependOnTheWay) {
  const v1::PeerValidateRequest question = Question(domestic_signer);
  const auto relayed = peers->Validate(question, Ttp());
  const auto forwarded = peers->Forward(
      Sealed(ForEnvelope(question.request(), clock.Now())), Forwarder());
  ASSERT_THAT(forwarded, IsOk());
  ASSERT_THAT(relayed, IsOk());
  EXPECT_TRUE(BodyOf(*forwarded).signatures(0).SerializeAsString() ==
              BodyOf(*relayed).signatures(0).SerializeAsString());
}

// Law: GWY-03.
TEST_F(PeerFlowTest, AnEnvelopeIsUsedOnce) {
  const v1::InterstateEnvelope envelope = Sealed(domestic_signer, '7');
  EXPECT_THAT(peers->Forward(envelope, Forwarder()), IsOk());
  EXPECT_THAT(peers->Forward(envelope, Forwarder()),
              HasReason(v1::ERROR_REASON_ENVELOPE_REPLAYED));
  EXPECT_EQ(receipt_count(), 1);
}

// One key, one receipt, whichever way the question comes.
TEST_F(PeerFlowTest, IdempotencyHoldsAcrossEnvelopes) {
  v1::ValidateRequest request = RequestFor(domestic_signer);
  request.set_idempotency_key("order 7");
  const auto first = peers->Forward(
      Sealed(ForEnvelope(request, clock.Now(), '1')), Forwarder());
  const auto second = peers->Forward(
      Sealed(ForEnvelope(request, clock.Now(), '2')), Forwarder());
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->id(), second->id());
  request.set_content("another contract");
  EXPECT_THAT(peers->Forward(Sealed(ForEnvelope(request, clock.Now(), '3')),
                             Forwarder()),
              HasReason(v1::ERROR_REASON_IDEMPOTENCY_CONFLICT));
}

TEST_F(PeerFlowTest, IdempotencyHoldsForPeersAndTheirNonces) {
  v1::PeerValidateRequest question = Question(domestic_signer);
  question.mutable_request()->set_idempotency_key("order 7");
  const auto first = peers->Validate(question, Ttp());
  ASSERT_THAT(first, IsOk());
  const auto second = peers->Validate(question, Ttp());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->id(), second->id());
  // A receipt with another nonce would be another receipt.
  question.set_nonce(std::string(16, 'x'));
  EXPECT_THAT(peers->Validate(question, Ttp()),
              HasReason(v1::ERROR_REASON_IDEMPOTENCY_CONFLICT));
  EXPECT_EQ(receipt_count(), 1);
}

TEST_F(PeerFlowTest, ASuspendedTtpIsNotAnswered) {
  ttp.Suspend(clock.Now());
  v1::SnapshotSource source;
  ASSERT_TRUE(source.ParseFromString(snapshot));
  source.set_version(2);
  *source.mutable_authorities(2) = ttp.authority;
  auto trust =
      TrustSnapshot::FromSource(source.SerializeAsString(), certificates);
  ASSERT_THAT(trust, IsOk());
  ASSERT_THAT(publisher.Publish(*std::move(trust)), IsOk());
  EXPECT_THAT(peers->Validate(Question(domestic_signer), Ttp()),
              HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
  EXPECT_THAT(peers->Forward(Sealed(domestic_signer, '1'), Forwarder()),
              HasReason(v1::ERROR_REASON_ORIGIN_UNKNOWN));
}

}  // namespace
}  // namespace kepil
