#include "services/gateway/validation_inputs.h"

#include "engine/signature/dvcs_request_information.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/validate_request.h"
#include "services/gateway/validation_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::DvcsExchange Exchange(std::optional<std::string> nonce) {
  DvcsRequestInformation information;
  information.nonce = std::move(nonce);
  v1::DvcsExchange exchange;
  exchange.set_request_information(WriteDvcsRequestInformation(information));
  exchange.set_message_imprint("imprint");
  return exchange;
}

TEST(ValidationInputsTest, WithoutItsContentARequestHasDigestsOfIt) {
  const ValidationFixture house;
  const v1::ValidateRequest request = house.RequestFor(house.foreign_signer);
  PlainCertificateReader reader;
  const auto document =
      ParseSignatureDocument(SignatureInputOf(request), reader, ParseLimits());
  ASSERT_THAT(document, IsOk());
  const auto work = WorkFor({request, *document, house.caller.principal});
  ASSERT_TRUE(work.has_value());
  EXPECT_FALSE(IsDetachedForm(*work));
  const v1::ValidateRequest& without = work->request();
  EXPECT_FALSE(without.has_content());
  ASSERT_EQ(without.digests().digests_size(), 1);
  EXPECT_EQ(without.digests().digests(0).hash(), "sha256");
  EXPECT_EQ(without.digests().digests(0).value(),
            Sha256(ValidationFixture::kContent).bytes());
  EXPECT_THAT(without.SerializeAsString(),
              Not(HasSubstr(ValidationFixture::kContent)));
  // And it is about the same signature.
  const auto again =
      ParseSignatureDocument(SignatureInputOf(without), reader, ParseLimits());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->signatures.front()->signed_data()[0].outcome,
            SignedDataObject::Outcome::kMatched);
}

TEST(ValidationInputsTest, AFileWithItsContentInsideIsKeptInItsDetachedForm) {
  const ValidationFixture house;
  const v1::ValidateRequest request =
      house.AttachedRequestFor(house.foreign_signer);
  PlainCertificateReader reader;
  auto document =
      ParseSignatureDocument(SignatureInputOf(request), reader, ParseLimits());
  ASSERT_THAT(document, IsOk());
  const auto work = WorkFor({request, *document, house.caller.principal});
  ASSERT_TRUE(work.has_value());
  EXPECT_TRUE(IsDetachedForm(*work));
  EXPECT_THAT(work->SerializeAsString(),
              Not(HasSubstr(ValidationFixture::kContent)));
  const auto again = ParseSignatureDocument(SignatureInputOf(work->request()),
                                            reader, ParseLimits());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->signatures.front()->signed_data()[0].outcome,
            SignedDataObject::Outcome::kMatched);
  v1::ReceiptBody body;
  body.set_signature_sha256("of the detached form");
  body.add_limitations(v1::LIMITATION_TEST_KEY);
  body.add_limitations(v1::LIMITATION_CONTENT_BY_DIGEST_ONLY);
  NameOriginal(*work, body);
  EXPECT_EQ(body.signature_sha256(), Sha256(request.signature()).bytes());
  EXPECT_EQ(body.request_sha256(), RequestDigest(request).bytes());
  EXPECT_EQ(body.limitations(0), v1::LIMITATION_TEST_KEY);
  EXPECT_EQ(body.limitations(1), v1::LIMITATION_CONTENT_NOT_KEPT);
  document->ber = true;  // Its findings would be other ones.
  EXPECT_FALSE(
      WorkFor({request, *document, house.caller.principal}).has_value());
}

TEST(ValidationInputsTest, ARequestIsKnownAgainByItsKey) {
  v1::PrincipalRecord caller;
  caller.set_tls_sha256("c");
  v1::ValidateRequest request;
  EXPECT_FALSE(RowOf(request, caller, RequestDigest(request)).has_value());
  request.set_idempotency_key("k");
  const auto row = RowOf(request, caller, RequestDigest(request));
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->principal_sha256, "c");
  EXPECT_EQ(row->key_sha256, Sha256("k").bytes());
  EXPECT_EQ(row->request, RequestDigest(request));
}

TEST(ValidationInputsTest, ADvcsRequestIsKnownAgain) {
  const std::string one = DvcsRequestKey(Exchange("\x01"));
  EXPECT_EQ(one.size(), 32u);
  EXPECT_EQ(one, DvcsRequestKey(Exchange("\x01")));
  EXPECT_NE(one, DvcsRequestKey(Exchange("\x02")));
  v1::DvcsExchange other = Exchange("\x01");
  other.set_message_imprint("another");
  EXPECT_NE(one, DvcsRequestKey(other));
  EXPECT_EQ(DvcsRequestKey(Exchange(std::nullopt)).size(), 32u);
  EXPECT_TRUE(HasNonce(Exchange("\x01")));
  EXPECT_FALSE(HasNonce(Exchange(std::nullopt)));
  storage::v1::PeerWork work;
  EXPECT_FALSE(LaterRow(work).has_value());
  work.set_request_key(one);
  work.mutable_caller()->set_tls_sha256("c");
  EXPECT_FALSE(LaterRow(work).has_value());  // It may be another's.
  work.set_has_nonce(true);
  ASSERT_TRUE(LaterRow(work).has_value());
  EXPECT_EQ(LaterRow(work)->key_sha256, one);
}

}  // namespace
}  // namespace kepil
