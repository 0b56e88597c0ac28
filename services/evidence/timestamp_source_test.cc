#include "services/evidence/timestamp_source.h"

#include "absl/strings/escaping.h"
#include "engine/crypto/der_writer.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_fetcher.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"
#include "tests/support/timestamp_builder.h"

namespace kepil {
namespace {

constexpr char kUrl[] = "http://tsa.example/";
constexpr char kNote[] = "a checkpoint\n";

class TimestampSourceTest : public testing::Test {
 protected:
  TimestampSourceTest() {
    service_.id = "xa-tsa";
    service_.type = ServiceType::kTsa;
    service_.tsa_url = kUrl;
    service_.anchors = {ReadTestCertificate(root_.certificate)};
    service_.history = {{ServiceStatus::kActive,
                         TestReceiptTime() - absl::Hours(1), std::nullopt}};
    spec_.stamped = kNote;
    spec_.gen_time = TestReceiptTime();
    spec_.nonce_hex = absl::BytesToHexString(std::string(16, 'n'));
  }
  static TestIdentity Make(const std::string& subject,
                           std::vector<TestExtension> extensions,
                           const TestIdentity* issuer) {
    TestCertificateSpec spec;
    spec.subject = subject;
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    spec.not_before = TestReceiptTime() - absl::Hours(24);
    spec.not_after = TestReceiptTime() + absl::Hours(24);
    spec.extensions = std::move(extensions);
    return issuer == nullptr ? SelfSignTestCertificate(spec)
                             : IssueTestCertificate(spec, *issuer);
  }
  static std::string Granted(const std::string& token) {
    return DerSequence({DerSequence({DerInt64(0)}), token});
  }
  absl::StatusOr<ObtainedTimestamp> Stamp() {
    fetcher_.SetBody(kUrl, Granted(MakeTestTimestamp(spec_, tsa_)));
    return source_.Stamp(kNote, service_);
  }

  FakeClock clock_;
  FakeFetcher fetcher_;
  const TestIdentity root_ =
      Make("C=XA,CN=TSA Root", TestCaExtensions(), nullptr);
  const TestIdentity tsa_ = Make("C=XA,CN=TSA", TestTsaExtensions(), &root_);
  TestTimestampSpec spec_;
  TrustService service_;
  TimestampSource source_{
      {clock_, fetcher_, [](size_t size) { return std::string(size, 'n'); }},
      TimestampSource::Options()};
};

TEST_F(TimestampSourceTest, GivesAVerifiedTokenOfTheRegisteredTsa) {
  const auto stamp = Stamp();
  ASSERT_THAT(stamp, IsOk());
  EXPECT_EQ(stamp->time, TestReceiptTime());
  ASSERT_EQ(fetcher_.calls(kUrl), 1);
  const FetchRequest request = fetcher_.requests().front();
  EXPECT_EQ(request.body, BuildTimestampRequest(kNote, std::string(16, 'n')));
  EXPECT_EQ(request.content_type, "application/timestamp-query");
}

TEST_F(TimestampSourceTest, AsksOnlyARegisteredTsaInForce) {
  const auto forbidden = HasReason(v1::ERROR_REASON_ADDRESS_FORBIDDEN);
  service_.history.push_back(
      {ServiceStatus::kTerminated, TestReceiptTime(), std::nullopt});
  EXPECT_THAT(Stamp().status(), forbidden);
  service_.history.pop_back();
  service_.type = ServiceType::kCa;
  EXPECT_THAT(Stamp().status(), forbidden);
  service_.type = ServiceType::kTsa;
  service_.tsa_url.clear();
  EXPECT_THAT(Stamp().status(), forbidden);
  EXPECT_EQ(fetcher_.calls(), 0);
}

TEST_F(TimestampSourceTest, RefusesReplaysStrangersAndWrongTimes) {
  const auto invalid = HasReason(v1::ERROR_REASON_TIMESTAMP_INVALID);
  spec_.nonce_hex = "01";
  EXPECT_THAT(Stamp().status(), invalid);
  spec_.nonce_hex = std::nullopt;
  EXPECT_THAT(Stamp().status(), invalid);
  spec_.nonce_hex = absl::BytesToHexString(std::string(16, 'n'));
  spec_.stamped = "another\n";
  EXPECT_THAT(Stamp().status(), invalid);
  spec_.stamped = kNote;
  spec_.gen_time = TestReceiptTime() + absl::Minutes(6);
  EXPECT_THAT(Stamp().status(), invalid);
  spec_.gen_time = TestReceiptTime() - absl::Minutes(6);
  EXPECT_THAT(Stamp().status(), invalid);
  spec_.gen_time = TestReceiptTime();
  const TestIdentity other =
      Make("C=XA,CN=TSA Root", TestCaExtensions(), nullptr);
  service_.anchors = {ReadTestCertificate(other.certificate)};
  EXPECT_THAT(Stamp().status(), invalid);
}

TEST_F(TimestampSourceTest, SaysWhatWentWrongWithTheExchange) {
  EXPECT_THAT(source_.Stamp(kNote, service_).status(),
              HasReason(v1::ERROR_REASON_FETCH_FAILED));
  fetcher_.SetBody(kUrl, "junk");
  EXPECT_THAT(source_.Stamp(kNote, service_).status(),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  fetcher_.SetBody(kUrl, DerSequence({DerSequence({DerInt64(2)})}));
  EXPECT_THAT(source_.Stamp(kNote, service_).status(),
              HasReason(v1::ERROR_REASON_TIMESTAMP_INVALID));
}

}  // namespace
}  // namespace kepil
