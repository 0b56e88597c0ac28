#include "services/receipt/receipt_keys.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/log_fixture.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A node with two receipt keys.
class ReceiptKeysTest : public testing::Test {
 protected:
  v1::PublishedKey Record(const TestReceiptAuthority& authority,
                          absl::Time from) {
    v1::PublishedKey key;
    key.set_id("key");
    key.set_purpose(v1::PublishedKey::PURPOSE_RECEIPT);
    key.set_certificate(authority.signer.certificate);
    key.add_issuers(authority.ca.certificate);
    key.add_issuers(authority.root.certificate);
    key.mutable_in_use_from()->set_seconds(absl::ToUnixSeconds(from));
    return key;
  }
  absl::Span<const v1::PublishedKey* const> Pointers() const {
    return {keys_.data(), static_cast<size_t>(keys_.size())};
  }
  v1::PublishedKey& Publish(const v1::PublishedKey& key) {
    *keys_.Add() = key;
    keys().Publish(Pointers());
    return *keys_.Mutable(keys_.size() - 1);
  }
  ReceiptKeys& keys() { return node_; }
  std::string SignerAt(absl::Time time) {
    const auto identity = node_.At(time);
    if (!identity.ok()) {
      EXPECT_THAT(identity.status(), HasReason(v1::ERROR_REASON_SIGNER_DOWN));
      return "none";
    }
    return identity->certificate->der() == first_.signer.certificate ? "first"
                                                                     : "second";
  }

  const absl::Time start_ = TestReceiptTime();
  const TestReceiptAuthority first_ = MakeTestReceiptAuthority();
  const TestReceiptAuthority second_ = MakeTestReceiptAuthority();
  google::protobuf::RepeatedPtrField<v1::PublishedKey> keys_;
  ReceiptKeys node_{{first_.identity, second_.identity}};
};

TEST_F(ReceiptKeysTest, BeforeAnythingIsPublishedTheFirstKeySigns) {
  EXPECT_EQ(SignerAt(start_), "first");
  EXPECT_EQ(
      SignerAt(first_.identity.certificate->not_after() + absl::Seconds(1)),
      "none");
  EXPECT_THAT(ReceiptKeys({}).At(start_).status(),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
}

TEST_F(ReceiptKeysTest, ThePublishedKeyWhoseUseBeganLastSigns) {
  Publish(Record(first_, start_));
  EXPECT_EQ(SignerAt(start_ - absl::Seconds(1)), "none");
  EXPECT_EQ(SignerAt(start_), "first");
  Publish(Record(second_, start_ + absl::Hours(1)));
  EXPECT_EQ(SignerAt(start_ + absl::Minutes(59)), "first");
  EXPECT_EQ(SignerAt(start_ + absl::Hours(1)), "second");
  // A receipt of before that lost its signature gets it by the key of then.
  EXPECT_EQ(SignerAt(start_ + absl::Minutes(1)), "first");
}

TEST_F(ReceiptKeysTest, AKeyThatIsNotHeldOrNotPublishedDoesNotSign) {
  const TestReceiptAuthority elsewhere = MakeTestReceiptAuthority();
  Publish(Record(elsewhere, start_));
  EXPECT_EQ(SignerAt(start_), "none");
  Publish(Record(second_, start_));
  EXPECT_EQ(SignerAt(start_), "second");
}

// Law: CRT-12.
TEST_F(ReceiptKeysTest, ACompromisedKeySignsNothingMore) {
  Publish(Record(first_, start_));
  v1::PublishedKey& second = Publish(Record(second_, start_ + absl::Hours(1)));
  second.mutable_compromised_from()->set_seconds(
      absl::ToUnixSeconds(start_ + absl::Hours(5)));
  node_.Publish(Pointers());
  EXPECT_EQ(SignerAt(start_ + absl::Hours(4)), "second");
  EXPECT_EQ(SignerAt(start_ + absl::Hours(5)), "first");
}

TEST_F(ReceiptKeysTest, WhatIsPublishedMustDoWhatItIsFor) {
  v1::PublishedKey key = Record(first_, start_);
  EXPECT_THAT(CheckPublishable(key), IsOk());
  key.set_certificate(first_.ca.certificate);
  EXPECT_THAT(CheckPublishable(key),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  v1::PublishedKey log;
  log.set_purpose(v1::PublishedKey::PURPOSE_LOG);
  log.set_log_vkey(MakeTestNoteSigner("log.example/a").verifier().vkey());
  EXPECT_THAT(CheckPublishable(log), IsOk());
  log.set_log_vkey("log.example/a+junk");
  EXPECT_THAT(CheckPublishable(log),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST_F(ReceiptKeysTest, VerifiersTrustOldKeysAndKnowCompromises) {
  Publish(Record(first_, start_));
  Publish(Record(second_, start_)).mutable_compromised_from()->set_seconds(7);
  const std::string vkey =
      MakeTestNoteSigner("log.example/a").verifier().vkey();
  v1::PublishedKey log;
  log.set_purpose(v1::PublishedKey::PURPOSE_LOG);
  log.set_log_vkey(vkey);
  log.mutable_compromised_from()->set_seconds(8);
  Publish(log);
  const std::string tsa = first_.root.certificate;
  const std::vector<const std::string*> tsas = {&tsa};
  const auto trust = TrustInKeys(Pointers(), tsas);
  ASSERT_THAT(trust, IsOk());
  EXPECT_EQ(trust->anchors.size(), 4u);
  EXPECT_THAT(trust->log_vkeys, ElementsAre(vkey));
  ASSERT_EQ(trust->compromised.size(), 2u);
  EXPECT_EQ(trust->compromised[0].key,
            second_.identity.certificate->spki_digest().hex());
  EXPECT_EQ(trust->compromised[0].from, absl::FromUnixSeconds(7));
  EXPECT_EQ(trust->compromised[1].key, vkey);
  ASSERT_EQ(trust->tsa_anchors.size(), 1u);
  EXPECT_EQ(trust->tsa_anchors[0]->der(), tsa);
  const auto none = TrustInKeys({}, {});
  ASSERT_THAT(none, IsOk());
  EXPECT_THAT(none->anchors, IsEmpty());
}

}  // namespace
}  // namespace kepil
