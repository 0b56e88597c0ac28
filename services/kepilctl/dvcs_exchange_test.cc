#include "services/kepilctl/dvcs_exchange.h"

#include "gtest/gtest.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

TEST(DvcsExchangeTest, NoncesArePositiveAndDiffer) {
  const auto a = MakeDvcsNonce(), b = MakeDvcsNonce();
  ASSERT_THAT(a, IsOk());
  ASSERT_THAT(b, IsOk());
  EXPECT_EQ(a->size(), 16u);
  EXPECT_NE(*a, *b);
  // Neither negative nor with an octet that DER would drop.
  EXPECT_EQ((*a)[0] & 0xc0, 0x40);
}

TEST(DvcsExchangeTest, AnchorsAreRequired) {
  TempFolder folder;
  const std::string path = folder.path() + "/anchors.pem";
  ASSERT_THAT(
      WriteFileOctets(path, MakeTestReceiptAuthority().root.CertificatePem()),
      IsOk());
  const std::vector<OptionSpec> options = {{"anchors", "FILE", ""}};
  const std::vector<std::string> words = {"--anchors", path};
  const auto given = Arguments::Parse(words, options);
  ASSERT_THAT(given, IsOk());
  const auto anchors = AnchorsFrom(*given);
  ASSERT_THAT(anchors, IsOk());
  EXPECT_EQ(anchors->size(), 1u);
  EXPECT_THAT(AnchorsFrom(*Arguments::Parse({}, options)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(DvcsExchangeTest, NobodyThereIsAFetchFailure) {
  Settings settings;
  settings.timeout = absl::Seconds(5);
  EXPECT_THAT(PostDvcs("http://127.0.0.1:1/", "request", settings),
              HasReason(v1::ERROR_REASON_FETCH_FAILED));
}

}  // namespace
}  // namespace kepil
