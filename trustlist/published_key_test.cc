#include "trustlist/published_key.h"

#include "gtest/gtest.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

class PublishedKeyTest : public testing::Test {
 protected:
  static v1::PublishedKey ReceiptKey(const std::string& id) {
    const TestReceiptAuthority authority = MakeTestReceiptAuthority();
    v1::PublishedKey key;
    key.set_id(id);
    key.set_purpose(v1::PublishedKey::PURPOSE_RECEIPT);
    key.set_certificate(authority.signer.certificate);
    key.add_issuers(authority.ca.certificate);
    key.add_issuers(authority.root.certificate);
    key.mutable_in_use_from()->set_seconds(1767225600);
    return key;
  }
  static v1::PublishedKey LogKey(const std::string& id) {
    v1::PublishedKey key;
    key.set_id(id);
    key.set_purpose(v1::PublishedKey::PURPOSE_LOG);
    key.set_log_vkey("example.com/receipts+01020304+AQID");
    key.mutable_in_use_from()->set_seconds(1767225600);
    return key;
  }
  absl::Status Check(const v1::PublishedKey& key) {
    return CheckPublishedKey(key, image_, reader_);
  }

  storage::v1::RegistryImage image_;
  PlainCertificateReader reader_;
};

TEST_F(PublishedKeyTest, TakesKeysOfReceiptsAndLogs) {
  EXPECT_THAT(Check(ReceiptKey("receipt-1")), IsOk());
  EXPECT_THAT(Check(LogKey("log-1")), IsOk());
}

TEST_F(PublishedKeyTest, NamesTheFieldThatIsWrong) {
  v1::PublishedKey key = ReceiptKey("Receipt 1");
  EXPECT_THAT(Check(key), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  key = ReceiptKey("receipt-1");
  key.clear_in_use_from();
  EXPECT_THAT(Check(key), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  key = ReceiptKey("receipt-1");
  key.set_certificate("no certificate");
  EXPECT_THAT(Check(key), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  key = ReceiptKey("receipt-1");
  key.set_purpose(v1::PublishedKey::PURPOSE_UNSPECIFIED);
  EXPECT_THAT(Check(key), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  key = LogKey("log-1");
  key.set_certificate(ReceiptKey("x").certificate());
  EXPECT_THAT(Check(key), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST_F(PublishedKeyTest, OneKeyIsPublishedOnce) {
  v1::PublishedKey key = ReceiptKey("receipt-1");
  *image_.add_keys() = key;
  key.set_id("receipt-2");
  EXPECT_THAT(Check(key), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(Check(ReceiptKey("receipt-2")), IsOk());
}

// Law: RCP-05.
TEST_F(PublishedKeyTest, APublishedKeyStaysAndOnlyBecomesCompromisedEarlier) {
  v1::PublishedKey key = ReceiptKey("receipt-1");
  *image_.add_keys() = key;
  const auto forbidden = HasReason(v1::ERROR_REASON_TRANSITION_FORBIDDEN);
  EXPECT_THAT(Check(key), forbidden);  // Says nothing new.
  v1::PublishedKey other = key;
  other.mutable_in_use_from()->set_seconds(1);
  EXPECT_THAT(Check(other), forbidden);
  key.mutable_compromised_from()->set_seconds(1770000000);
  EXPECT_THAT(Check(key), IsOk());
  *image_.mutable_keys(0) = key;
  v1::PublishedKey later = key;
  later.mutable_compromised_from()->set_seconds(1770000001);
  EXPECT_THAT(Check(later), forbidden);
  later.clear_compromised_from();
  EXPECT_THAT(Check(later), forbidden);
  v1::PublishedKey earlier = key;
  earlier.mutable_compromised_from()->set_seconds(1769999999);
  EXPECT_THAT(Check(earlier), IsOk());
}

}  // namespace
}  // namespace kepil
