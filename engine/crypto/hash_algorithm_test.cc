#include "engine/crypto/hash_algorithm.h"

#include <set>
#include <string>

#include "engine/crypto/object_identifier.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(HashAlgorithmTest, NamesAndOidsAreInverse) {
  for (int i = 1; i <= static_cast<int>(HashAlgorithm::kSm3); ++i) {
    const auto hash = static_cast<HashAlgorithm>(i);
    EXPECT_EQ(HashFromName(HashName(hash)), hash) << i;
    EXPECT_EQ(HashFromOid(OidFromText(HashOidText(hash))), hash) << i;
    EXPECT_GT(HashSize(hash), 0) << i;
  }
}

TEST(HashAlgorithmTest, KnowsOtherCountriesOids) {
  const struct {
    const char* oid;
    HashAlgorithm hash;
  } kCases[] = {
      {"1.2.398.3.10.1.3.2", HashAlgorithm::kStreebog256},
      {"1.2.398.3.10.1.3.3", HashAlgorithm::kStreebog512},
      {"1.2.860.3.15.1.3.2.1.1", HashAlgorithm::kGost94CryptoPro},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(HashFromOid(OidFromText(c.oid)), c.hash) << c.oid;
  }
}

TEST(HashAlgorithmTest, XmlUrisLeadBack) {
  std::set<std::string> uris;
  for (int i = 1; i <= static_cast<int>(HashAlgorithm::kSm3); ++i) {
    const auto hash = static_cast<HashAlgorithm>(i);
    const std::string uri(HashXmlUri(hash));
    if (uri.empty()) {
      continue;
    }
    EXPECT_TRUE(uris.insert(uri).second) << uri;
    EXPECT_EQ(HashFromXmlUri(uri), hash) << uri;
    EXPECT_EQ(HashFromXmlUri(uri + " "), HashAlgorithm::kUnknown);
    EXPECT_EQ(HashFromXmlUri(uri.substr(1)), HashAlgorithm::kUnknown);
  }
  EXPECT_EQ(uris.size(), 19u);  // All but SHA-512/t, SHAKE256 and SM3.
  EXPECT_EQ(HashFromXmlUri("urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:"
                           "gostr34112015-512"),
            HashAlgorithm::kStreebog512);
  EXPECT_EQ(HashFromXmlUri("http://www.w3.org/2001/04/xmlenc#sha256"),
            HashAlgorithm::kSha256);
  EXPECT_EQ(HashFromXmlUri("http://www.w3.org/2001/04/xmldsig-more#gost34311"),
            HashAlgorithm::kGost94Test);
}

TEST(HashAlgorithmTest, UnknownStaysUnknown) {
  EXPECT_EQ(HashXmlUri(HashAlgorithm::kUnknown), "");
  EXPECT_EQ(HashFromXmlUri(""), HashAlgorithm::kUnknown);
  EXPECT_EQ(HashName(HashAlgorithm::kUnknown), "unknown");
  EXPECT_EQ(HashFromName("unknown"), HashAlgorithm::kUnknown);
  EXPECT_EQ(HashFromName(""), HashAlgorithm::kUnknown);
  EXPECT_EQ(HashFromOid(""), HashAlgorithm::kUnknown);
  EXPECT_EQ(HashOidText(HashAlgorithm::kUnknown), "");
  EXPECT_EQ(HashSize(HashAlgorithm::kUnknown), 0);
  // MD2 is in no table.
  EXPECT_EQ(HashFromOid(OidFromText("1.2.840.113549.2.2")),
            HashAlgorithm::kUnknown);
}

}  // namespace
}  // namespace kepil
