#include "services/gateway/signed_peer_client.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/dvcs_fixture.h"
#include "services/gateway/dvcs_sender.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

class KeepingClient : public PeerClient {
 public:
  absl::StatusOr<std::string> Exchange(const PeerQuestion& question) override {
    last = question;
    ++exchanges;
    return std::string("the answer");
  }
  PeerQuestion last;
  int exchanges = 0;
};

struct SignedPeerClientTest : testing::Test {
  DvcsFixture house;
  KeepingClient inner;

  RequestSigner Signer(const TestIdentity& identity) const {
    return {MakeTestReceiptSigner(identity.key).signer,
            *Certificate::FromDer(identity.certificate),
            {}};
  }
  absl::StatusOr<std::string> Ask(const RequestSigner& signer) {
    SignedPeerClient client({house.clock, inner}, signer);
    return client.Exchange(
        {"https://ttp.example/",
         DvcsFixture::Der(house.Request(DvcsService::kCpd, "data")),
         absl::Seconds(3), 64});
  }
};

TEST_F(SignedPeerClientTest, WhoIsAskedKnowsTheSigner) {
  const auto answer = Ask(Signer(house.request_signer));
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(*answer, "the answer");
  EXPECT_EQ(inner.last.url, "https://ttp.example/");
  EXPECT_EQ(inner.last.timeout, absl::Seconds(3));
  EXPECT_EQ(inner.last.max_answer_bytes, 64);
  const auto envelope = ReadDvcsEnvelope(inner.last.request, ParseLimits());
  ASSERT_THAT(envelope, IsOk());
  EXPECT_EQ(envelope->signers, 1);
  EXPECT_EQ(envelope->request.data.message, "data");
  // By the same rules by which we know our callers.
  const DvcsSenderResult sender = IdentifyDvcsSender(
      {*envelope, nullptr, *house.principals, house.clock.Now(), ParseLimits()},
      house.certificates);
  ASSERT_TRUE(sender.sender.has_value());
  EXPECT_EQ(sender.sender->principal.id(), "kz-bank");
}

TEST_F(SignedPeerClientTest, AKeyOfAnotherCertificateAsksNobody) {
  RequestSigner signer = Signer(house.request_signer);
  signer.certificate = *Certificate::FromDer(house.stranger.certificate);
  EXPECT_THAT(Ask(signer), HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  EXPECT_EQ(inner.exchanges, 0);
}

TEST_F(SignedPeerClientTest, OutsideItsValidityItAsksNobody) {
  house.clock.Advance(absl::Hours(24 * 31));
  EXPECT_THAT(Ask(Signer(house.request_signer)),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  EXPECT_EQ(inner.exchanges, 0);
}

}  // namespace
}  // namespace kepil
