#include "services/kepilctl/validation_request.h"

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

class MakeValidationRequestTest : public testing::Test {
 protected:
  MakeValidationRequestTest() {
    EXPECT_THAT(WriteFileOctets(signature_, "SIG"), IsOk());
    EXPECT_THAT(WriteFileOctets(content_, "abc"), IsOk());
    options_.common.set_policy_id("urn:p");
  }

  const std::string signature_ = testing::TempDir() + "/request.p7s";
  const std::string content_ = testing::TempDir() + "/request";
  ValidationOptions options_;
};

TEST_F(MakeValidationRequestTest, SendsSignatureAndContent) {
  const auto request = MakeValidationRequest({signature_, content_}, options_);
  ASSERT_THAT(request, IsOk());
  EXPECT_EQ(request->signature(), "SIG");
  EXPECT_EQ(request->content(), "abc");
  EXPECT_EQ(request->policy_id(), "urn:p");
}

TEST_F(MakeValidationRequestTest, AttachedContentLeavesTheFieldAbsent) {
  const auto request =
      MakeValidationRequest({signature_, std::nullopt}, options_);
  ASSERT_THAT(request, IsOk());
  EXPECT_EQ(request->detached_case(), v1::ValidateRequest::DETACHED_NOT_SET);
}

TEST_F(MakeValidationRequestTest, DigestOnlySendsDigestsAndNoContent) {
  options_.transfer = ContentTransfer::kDigestOnly;
  const auto request = MakeValidationRequest({signature_, content_}, options_);
  ASSERT_THAT(request, IsOk());
  EXPECT_FALSE(request->has_content());
  ASSERT_EQ(request->digests().digests_size(), 3);
  EXPECT_EQ(request->digests().digests(0).hash(), "sha256");
  // FIPS 180-2, B.1.
  EXPECT_EQ(absl::BytesToHexString(request->digests().digests(0).value()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(request->digests().digests(1).value().size(), 48u);
  EXPECT_EQ(request->digests().digests(2).value().size(), 64u);
}

TEST_F(MakeValidationRequestTest, DigestOnlyNeverSendsAttachedContent) {
  options_.transfer = ContentTransfer::kDigestOnly;
  EXPECT_THAT(MakeValidationRequest({signature_, std::nullopt}, options_),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

}  // namespace
}  // namespace kepil
