#include "services/gateway/special_ca_refusal.h"

#include <string>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/validation_fixture.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The validation house, in which "C=XB,CN=Unknown CA" works with state secrets.
struct House : ValidationFixture {
  explicit House(bool by_key = false, bool withdrawn = false) {
    const CertificateRef ca = *Certificate::FromDer(unknown_ca.certificate);
    v1::SnapshotSource source;
    PublishTrust();
    KEPIL_CHECK(source.ParseFromString(snapshot));
    source.set_version(2);
    v1::SpecialCa& special = *source.add_special_cas();
    special.set_id("special-root");
    special.set_legal_basis("K53(2)");
    special.set_withdrawn(withdrawn);
    if (by_key) {
      special.add_spki_sha256(std::string(ca->spki_digest().bytes()));
    } else {
      special.add_subjects(ca->subject().der());
    }
    snapshot = source.SerializeAsString();
    KEPIL_CHECK(
        publisher.Publish(*TrustSnapshot::FromSource(snapshot, certificates))
            .ok());
  }
  // Signed by `signer`, with the certificates above it at hand.
  v1::ValidateRequest RequestWith(const TestIdentity& signer,
                                  std::vector<std::string> above) const {
    TestCmsSpec spec;
    spec.content = kContent;
    TestCmsSigner one;
    one.identity = signer;
    one.signing_time = clock.Now();
    spec.signers = {one};
    spec.certificates = std::move(above);
    spec.certificates.push_back(signer.certificate);
    v1::ValidateRequest request;
    request.set_signature(MakeTestCms(spec));
    request.set_content(kContent);
    return request;
  }
};

// Law: DOM-09, DOM-10.
TEST(SpecialCaRefusalTest, RequestIsRefusedWithoutATrace) {
  House house;
  v1::ValidateRequest request = house.RequestFor(house.unknown_signer);
  request.set_idempotency_key("state secret 1");
  const auto refused = house.Run(request);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(refused, HasReason(v1::ERROR_REASON_STATE_SECRETS_OUT_OF_SCOPE));
  // Nobody was asked about it, nothing is kept of it: neither document nor
  // signature, neither certificate nor answer; no receipt, no leaf, no row.
  EXPECT_EQ(house.collector.calls, 0);
  EXPECT_EQ(house.evidence.archive_calls(), 0);
  EXPECT_EQ(house.receipt_count(), 0);
  EXPECT_EQ(
      house.log.store
          .FindByIdempotencyKey(house.caller.principal.tls_sha256(),
                                std::string(Sha256("state secret 1").bytes()))
          ->has_value(),
      false);
  // What the caller and the log are told names nobody.
  const std::string told(refused.status().ToString());
  EXPECT_THAT(told, Not(HasSubstr("Unknown CA")));
  EXPECT_THAT(told, Not(HasSubstr(Sha256(request.signature()).hex())));
  // The same request goes through once the entry is withdrawn.
  House open(false, true);
  EXPECT_THAT(open.Run(open.RequestFor(open.unknown_signer)), IsOk());
  EXPECT_EQ(open.receipt_count(), 1);
}

// Law: DOM-09.
TEST(SpecialCaRefusalTest, KeyOfASpecialCaAboveTheSignerIsEnough) {
  House house(true);
  // The key cannot be seen from the signer's certificate alone.
  EXPECT_THAT(house.Run(house.RequestWith(house.unknown_signer,
                                          {house.unknown_ca.certificate})),
              HasReason(v1::ERROR_REASON_STATE_SECRETS_OUT_OF_SCOPE));
  EXPECT_EQ(house.evidence.archive_calls(), 0);
}

TEST(SpecialCaRefusalTest, OtherSignersAreNotConcerned) {
  House house;
  // A certificate that no signer leads to says nothing.
  EXPECT_THAT(house.Run(house.RequestWith(house.foreign_signer,
                                          {house.unknown_ca.certificate})),
              IsOk());
}

}  // namespace
}  // namespace kepil
