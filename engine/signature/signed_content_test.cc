#include "engine/signature/signed_content.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(SignedContentTest, HasNothingByDefault) {
  const SignedContent content;
  EXPECT_FALSE(content.is_present());
  EXPECT_FALSE(content.octets().has_value());
  EXPECT_EQ(content.FindDigest(HashAlgorithm::kSha256), nullptr);
}

TEST(SignedContentTest, HashesOctetsByWantedAlgorithms) {
  const SignedContent content("abc",
                              {HashAlgorithm::kSha256, HashAlgorithm::kUnknown,
                               HashAlgorithm::kSha256, HashAlgorithm::kSha1});
  EXPECT_TRUE(content.is_present());
  EXPECT_EQ(content.octets(), "abc");
  ASSERT_NE(content.FindDigest(HashAlgorithm::kSha256), nullptr);
  EXPECT_EQ(absl::BytesToHexString(*content.FindDigest(HashAlgorithm::kSha256)),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  ASSERT_NE(content.FindDigest(HashAlgorithm::kSha1), nullptr);
  EXPECT_EQ(absl::BytesToHexString(*content.FindDigest(HashAlgorithm::kSha1)),
            "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(content.FindDigest(HashAlgorithm::kUnknown), nullptr);
  EXPECT_EQ(content.FindDigest(HashAlgorithm::kSha384), nullptr);
}

TEST(SignedContentTest, EmptyOctetsArePresent) {
  const SignedContent content("", {HashAlgorithm::kSha256});
  EXPECT_TRUE(content.is_present());
  EXPECT_NE(content.FindDigest(HashAlgorithm::kSha256), nullptr);
}

TEST(SignedContentTest, KeepsGivenDigestsOnly) {
  const SignedContent content(
      std::vector<ContentDigest>{{HashAlgorithm::kSha384, "digest"}});
  EXPECT_TRUE(content.is_present());
  EXPECT_FALSE(content.octets().has_value());
  ASSERT_NE(content.FindDigest(HashAlgorithm::kSha384), nullptr);
  EXPECT_EQ(*content.FindDigest(HashAlgorithm::kSha384), "digest");
  EXPECT_EQ(content.FindDigest(HashAlgorithm::kSha256), nullptr);
}

}  // namespace
}  // namespace kepil
