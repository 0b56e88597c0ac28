#include "services/kepild/node_keys.h"

#include "gtest/gtest.h"
#include "tests/support/log_fixture.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr char kOrigin[] = "example.com/receipts";

class NodeKeysTest : public testing::Test {
 protected:
  NodeKeysTest() {
    held_.receipts.push_back(MakeTestReceiptAuthority().identity);
    held_.logs.push_back(MakeTestNoteSigner(kOrigin, 'a'));
    held_.logs.push_back(MakeTestNoteSigner(kOrigin, 'b'));
  }
  v1::PublishedKey& Publish(char seed, absl::Time from) {
    v1::PublishedKey& key = *image_.add_keys();
    key.set_purpose(v1::PublishedKey::PURPOSE_LOG);
    key.set_log_vkey(MakeTestNoteSigner(kOrigin, seed).verifier().vkey());
    key.mutable_in_use_from()->set_seconds(absl::ToUnixSeconds(from));
    return key;
  }
  std::string InUse() {
    const auto signer = LogSignerInUse(held_, image_, now_);
    return signer.ok() ? signer->verifier().vkey() : "";
  }
  static std::string Vkey(char seed) {
    return MakeTestNoteSigner(kOrigin, seed).verifier().vkey();
  }

  NodeKeys held_;
  storage::v1::RegistryImage image_;
  const absl::Time now_ = TestReceiptTime();
};

TEST_F(NodeKeysTest, PublishesTheFirstOfEachKind) {
  const std::vector<v1::PublishedKey> keys = FirstPublishedKeys(held_, now_);
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].certificate(), held_.receipts[0].certificate->der());
  EXPECT_EQ(keys[0].issuers_size(), 2);
  EXPECT_EQ(keys[1].log_vkey(), Vkey('a'));
  EXPECT_EQ(keys[1].in_use_from().seconds(), absl::ToUnixSeconds(now_));
}

TEST_F(NodeKeysTest, TheRegistryDecidesWhichLogKeyIsInUse) {
  EXPECT_EQ(InUse(), Vkey('a'));
  Publish('a', now_ - absl::Hours(2));
  Publish('b', now_ + absl::Seconds(1));
  EXPECT_EQ(InUse(), Vkey('a'));
  image_.mutable_keys(1)->mutable_in_use_from()->set_seconds(
      absl::ToUnixSeconds(now_));
  EXPECT_EQ(InUse(), Vkey('b'));
  image_.mutable_keys(1)->mutable_compromised_from()->set_seconds(1);
  EXPECT_EQ(InUse(), Vkey('a'));
}

TEST_F(NodeKeysTest, KeysOfAClosedLogDoNotCount) {
  Publish('c', now_).set_log_vkey(
      MakeTestNoteSigner("example.com/closed", 'c').verifier().vkey());
  EXPECT_EQ(InUse(), Vkey('a'));
}

TEST_F(NodeKeysTest, AKeyThatIsNotPublishedSignsNoCheckpoint) {
  Publish('c', now_);
  EXPECT_THAT(LogSignerInUse(held_, image_, now_).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

TEST_F(NodeKeysTest, VerifiersTrustWhatIsPublishedAndWhatIsHeld) {
  const v1::PublishedKey& old = Publish('c', now_);
  const ReceiptTrust trust = TrustInNode(held_, image_, Vkey('a'), {});
  EXPECT_EQ(trust.log_vkeys,
            (std::vector<std::string>{old.log_vkey(), Vkey('a')}));
  EXPECT_EQ(trust.anchors.size(), held_.receipts[0].issuers.size());
}

}  // namespace
}  // namespace kepil
