#include "engine/crypto/authenticated_encryption.h"

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

std::string Hex(absl::string_view hex) { return absl::HexStringToBytes(hex); }

// RFC 4231, 4.2, 4.3 and 4.7: a key longer than a block.
TEST(AuthenticatedEncryptionTest, HmacGivesTheKnownAnswers) {
  EXPECT_EQ(HmacSha256(std::string(20, '\x0b'), "Hi There").hex(),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(HmacSha256("Jefe", "what do ya want for nothing?").hex(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(HmacSha256(std::string(131, '\xaa'),
                       "Test Using Larger Than Block-Size Key - Hash Key First")
                .hex(),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// RFC 5869, A.3, its first 32 octets.
TEST(AuthenticatedEncryptionTest, DerivationGivesTheKnownAnswer) {
  EXPECT_EQ(absl::BytesToHexString(DeriveSealKey(std::string(22, '\x0b'), "")),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
  EXPECT_NE(DeriveSealKey("secret", "one"), DeriveSealKey("secret", "two"));
}

// Test case 16 of the GCM specification.
TEST(AuthenticatedEncryptionTest, CipherGivesTheKnownAnswer) {
  const std::string key =
      Hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const std::string nonce = Hex("cafebabefacedbaddecaf888");
  const std::string associated =
      Hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const std::string plain =
      Hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
          "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  const std::string sealed = SealOctets({key, nonce, associated, plain});
  EXPECT_EQ(absl::BytesToHexString(sealed),
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            "76fc6ece0f4e1768cddf8853bb2d551b");
  EXPECT_EQ(OpenOctets({key, nonce, associated, sealed}), plain);
}

TEST(AuthenticatedEncryptionTest, NothingThatWasChangedOpens) {
  const std::string key(kSealKeySize, 'k'), nonce(kSealNonceSize, 'n');
  const std::string sealed = SealOctets({key, nonce, "place", "value"});
  ASSERT_EQ(OpenOctets({key, nonce, "place", sealed}), "value");
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(OpenOctets({key, nonce, "place", changed}).has_value()) << i;
    EXPECT_FALSE(
        OpenOctets({key, nonce, "place", sealed.substr(0, i)}).has_value());
  }
  EXPECT_FALSE(OpenOctets({key, nonce, "other", sealed}).has_value());
  EXPECT_FALSE(
      OpenOctets({key, std::string(kSealNonceSize, 'm'), "place", sealed})
          .has_value());
  EXPECT_FALSE(
      OpenOctets({std::string(kSealKeySize, 'l'), nonce, "place", sealed})
          .has_value());
}

TEST(AuthenticatedEncryptionTest, NothingIsSealedAsWell) {
  const std::string key(kSealKeySize, 'k'), nonce(kSealNonceSize, 'n');
  const std::string sealed = SealOctets({key, nonce, "", ""});
  EXPECT_EQ(sealed.size(), kSealTagSize);
  EXPECT_EQ(OpenOctets({key, nonce, "", sealed}), "");
}

TEST(AuthenticatedEncryptionTest, ComparesWholeValues) {
  EXPECT_TRUE(SameOctets("abc", "abc"));
  EXPECT_FALSE(SameOctets("abc", "abd"));
  EXPECT_FALSE(SameOctets("abc", "ab"));
}

}  // namespace
}  // namespace kepil
