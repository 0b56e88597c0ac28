#include "services/kepilctl/published_keys.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/log_fixture.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::ElementsAre;

struct Chain {
  TestIdentity root, leaf;
};

TestCertificateSpec Spec(const std::string& subject) {
  return {subject,
          TestKey::Generate(TestKeyKind::kP256),
          absl::FromUnixSeconds(1'700'000'000),
          absl::FromUnixSeconds(1'900'000'000),
          "01",
          TestCaExtensions(),
          true,
          {}};
}

Chain MakeChain() {
  const TestIdentity root = SelfSignTestCertificate(Spec("CN=Root"));
  return {root, IssueTestCertificate(Spec("CN=Leaf"), root)};
}

CertificateRef Read(const TestIdentity& identity) {
  return *Certificate::FromDer(identity.certificate);
}

TEST(PublishedKeysTest, ReadsBackWhatWasWritten) {
  const Chain chain = MakeChain();
  ReceiptTrust trust;
  trust.anchors = {Read(chain.root), Read(chain.leaf)};
  trust.log_vkeys = {MakeTestNoteSigner("log.example/a").verifier().vkey()};
  trust.tsa_anchors = {Read(chain.leaf)};
  trust.compromised = {{std::string(64, 'a'), absl::FromUnixSeconds(7)}};
  const auto parsed = ParsePublishedKeys(FormatPublishedKeys(trust));
  ASSERT_THAT(parsed, IsOk());
  ASSERT_EQ(parsed->anchors.size(), 2u);
  EXPECT_EQ(parsed->anchors[1]->der(), chain.leaf.certificate);
  EXPECT_EQ(parsed->log_vkeys, trust.log_vkeys);
  ASSERT_EQ(parsed->tsa_anchors.size(), 1u);
  EXPECT_EQ(parsed->tsa_anchors[0]->der(), chain.leaf.certificate);
  ASSERT_EQ(parsed->compromised.size(), 1u);
  EXPECT_EQ(parsed->compromised[0].key, std::string(64, 'a'));
  EXPECT_EQ(parsed->compromised[0].from, absl::FromUnixSeconds(7));
}

TEST(PublishedKeysTest, RefusesOtherLinesAndNoAnchor) {
  const std::string pem = MakeChain().root.CertificatePem();
  EXPECT_THAT(ParsePublishedKeys(pem), IsOk());
  EXPECT_THAT(ParsePublishedKeys(absl::StrCat(pem, "compromised abc now\n")),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(ParsePublishedKeys(absl::StrCat(pem, "garbage\n")),
              HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(
      ParsePublishedKeys(MakeTestNoteSigner("log.example/a").verifier().vkey()),
      StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(AnchorsAmongTest, KeepsIssuersInAnyOrder) {
  const Chain chain = MakeChain();
  EXPECT_THAT(AnchorsAmong({Read(chain.leaf), Read(chain.root)}),
              ElementsAre(testing::Pointee(testing::Property(
                  &Certificate::der, chain.root.certificate))));
}

TEST(AnchorsAmongTest, KeepsTheLeafWhereNothingElseIsPublished) {
  const Chain chain = MakeChain();
  EXPECT_EQ(AnchorsAmong({Read(chain.leaf)}).size(), 1u);
  EXPECT_EQ(AnchorsAmong({}).size(), 0u);
}

TEST(AnchorsAmongTest, ASameNameIsNotEnough) {
  const Chain chain = MakeChain();
  const TestIdentity impostor = SelfSignTestCertificate(Spec("CN=Root"));
  const auto anchors = AnchorsAmong({Read(chain.leaf), Read(impostor)});
  ASSERT_EQ(anchors.size(), 1u);  // It issued itself.
  EXPECT_EQ(anchors[0]->der(), impostor.certificate);
}

}  // namespace
}  // namespace kepil
