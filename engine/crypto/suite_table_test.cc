#include "engine/crypto/suite_table.h"

#include <openssl/objects.h>

#include <set>
#include <string>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/crypto/algorithm_table.h"
#include "engine/crypto/object_identifier.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

std::string Name(const SuiteRow& row) {
  return absl::StrCat(SchemeName(row.scheme, row.family), "-",
                      HashName(row.hash));
}

TEST(SuiteTableTest, HasOneRowASuite) {
  std::set<std::tuple<SignatureScheme, KeyFamily, HashAlgorithm>> suites;
  for (const SuiteRow& row : SuiteRows()) {
    EXPECT_TRUE(suites.emplace(row.scheme, row.family, row.hash).second)
        << Name(row);
    EXPECT_TRUE(SchemeFits(row.scheme, row.family)) << Name(row);
    EXPECT_EQ(FindSuiteRow(row.scheme, row.family, row.hash), &row);
  }
}

TEST(SuiteTableTest, UrisAndJwaAreUniqueAndLeadBack) {
  std::set<std::string> uris, algs;
  for (const SuiteRow& row : SuiteRows()) {
    if (!row.xml_uri.empty()) {
      EXPECT_TRUE(uris.insert(std::string(row.xml_uri)).second) << row.xml_uri;
      EXPECT_EQ(FindSuiteByXmlUri(row.xml_uri), &row) << row.xml_uri;
    }
    if (!row.jwa.empty()) {
      EXPECT_TRUE(algs.insert(std::string(row.jwa)).second) << row.jwa;
      EXPECT_EQ(FindSuiteByJwa(row.jwa), &row) << row.jwa;
    }
  }
  EXPECT_EQ(algs.size(), 11u);
}

TEST(SuiteTableTest, MatchesAreExact) {
  EXPECT_EQ(FindSuiteByXmlUri(""), nullptr);
  EXPECT_EQ(FindSuiteByJwa(""), nullptr);
  EXPECT_EQ(FindSuiteByJwa("none"), nullptr);
  EXPECT_EQ(FindSuiteByJwa("HS256"), nullptr);
  for (const SuiteRow& row : SuiteRows()) {
    if (!row.xml_uri.empty()) {
      const std::string uri(row.xml_uri);
      EXPECT_EQ(FindSuiteByXmlUri(uri + " "), nullptr);
      EXPECT_EQ(FindSuiteByXmlUri(absl::AsciiStrToUpper(uri)), nullptr);
      EXPECT_EQ(FindSuiteByXmlUri(uri.substr(1)), nullptr);
    }
    if (!row.jwa.empty()) {
      EXPECT_EQ(FindSuiteByJwa(absl::AsciiStrToLower(row.jwa)), nullptr);
    }
  }
  // The one that Kalkan writes for rsa-sha1 is not RFC 9231's.
  EXPECT_EQ(
      FindSuiteByXmlUri("http://www.w3.org/2001/04/xmldsig-more#rsa-sha1"),
      nullptr);
}

TEST(SuiteTableTest, EveryOidWithAHashHasASuite) {
  for (const AlgorithmRow& oid : AlgorithmRows()) {
    if (oid.hash == HashAlgorithm::kUnknown) {
      continue;
    }
    int found = 0;
    for (const SuiteRow& row : SuiteRows()) {
      found += row.scheme == oid.scheme && row.hash == oid.hash &&
                       (oid.key_family == KeyFamily::kUnknown ||
                        oid.key_family == row.family)
                   ? 1
                   : 0;
    }
    EXPECT_EQ(found, 1) << OidToText(oid.oid);
  }
}

TEST(SuiteTableTest, OpensslMeansTheSameByItsName) {
  int named = 0;
  for (const SuiteRow& row : SuiteRows()) {
    if (row.openssl_name.empty()) {
      continue;
    }
    ASN1_OBJECT* object = OBJ_txt2obj(std::string(row.openssl_name).c_str(), 0);
    ASSERT_NE(object, nullptr) << row.openssl_name;
    const AlgorithmRow* oid = FindAlgorithmRow(
        absl::string_view(reinterpret_cast<const char*>(OBJ_get0_data(object)),
                          OBJ_length(object)));
    ASSERT_NE(oid, nullptr) << row.openssl_name;
    EXPECT_EQ(oid->scheme, row.scheme) << row.openssl_name;
    if (row.scheme != SignatureScheme::kRsaPss) {
      EXPECT_EQ(oid->hash, row.hash) << row.openssl_name;
    }
    EXPECT_TRUE(oid->key_family == KeyFamily::kUnknown ||
                oid->key_family == row.family)
        << row.openssl_name;
    ASN1_OBJECT_free(object);
    ++named;
  }
  EXPECT_GT(named, 40);
}

TEST(SuiteTableTest, KnowsTheNationalUris) {
  const struct {
    const char* uri;
    KeyFamily family;
    HashAlgorithm hash;
  } kCases[] = {
      {"urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:"
       "gostr34102015-gostr34112015-512",
       KeyFamily::kKzGost2015_512, HashAlgorithm::kStreebog512},
      {"http://www.w3.org/2001/04/xmldsig-more#gost34310-gost34311",
       KeyFamily::kKzGost2004, HashAlgorithm::kGost94Test},
      {"urn:ietf:params:xml:ns:cpxmlsec:algorithms:"
       "gostr34102012-gostr34112012-256",
       KeyFamily::kGost2012_256, HashAlgorithm::kStreebog256},
      {"urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102001-gostr3411",
       KeyFamily::kGost2001, HashAlgorithm::kGost94CryptoPro},
      {"http://www.w3.org/2009/xmldsig11#bign-with-hbelt", KeyFamily::kBign,
       HashAlgorithm::kBeltHash},
      {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", KeyFamily::kRsa,
       HashAlgorithm::kSha256},
  };
  for (const auto& c : kCases) {
    const SuiteRow* row = FindSuiteByXmlUri(c.uri);
    ASSERT_NE(row, nullptr) << c.uri;
    EXPECT_EQ(row->family, c.family) << c.uri;
    EXPECT_EQ(row->hash, c.hash) << c.uri;
  }
}

TEST(SuiteTableTest, KeysForPssOnlyShareTheRows) {
  EXPECT_EQ(FindSuiteRow(SignatureScheme::kRsaPss, KeyFamily::kRsaPss,
                         HashAlgorithm::kSha256),
            FindSuiteByJwa("PS256"));
  EXPECT_EQ(FindSuiteRow(SignatureScheme::kRsaPkcs1, KeyFamily::kRsaPss,
                         HashAlgorithm::kSha256),
            nullptr);
}

TEST(SuiteTableTest, EcdsaIsWrittenOtherwiseInXml) {
  EXPECT_EQ(CmsWire(SignatureScheme::kEcdsa), SignatureWire::kDerIntegers);
  EXPECT_EQ(XmlWire(SignatureScheme::kEcdsa), SignatureWire::kPlainRs);
  EXPECT_EQ(CmsWire(SignatureScheme::kGostLeRs), SignatureWire::kGostLeRs);
  EXPECT_EQ(XmlWire(SignatureScheme::kGostBeSr), SignatureWire::kGostBeSr);
  EXPECT_EQ(XmlWire(SignatureScheme::kBign), SignatureWire::kBignS0S1);
  EXPECT_EQ(XmlWire(SignatureScheme::kEddsa), SignatureWire::kEdOctets);
  EXPECT_EQ(CmsWire(SignatureScheme::kRsaPss), SignatureWire::kRsaOctets);
}

TEST(SuiteTableTest, StrengthIsThatOfTheWeakerPart) {
  const SuiteRow& rs256 = *FindSuiteByJwa("RS256");
  EXPECT_EQ(StrengthBits(rs256, 512), 0);
  EXPECT_EQ(StrengthBits(rs256, 2047), 80);
  EXPECT_EQ(StrengthBits(rs256, 2048), 112);
  EXPECT_EQ(StrengthBits(rs256, 15360), 128);
  EXPECT_EQ(StrengthBits(*FindSuiteByJwa("ES512"), 521), 256);
  EXPECT_EQ(StrengthBits(*FindSuiteByJwa("Ed448"), 456), 224);
  EXPECT_EQ(StrengthBits(*FindSuiteRow(SignatureScheme::kGostLeRs,
                                       KeyFamily::kKzGost2004,
                                       HashAlgorithm::kGost94Test),
                         256),
            105);
  EXPECT_EQ(StrengthBits(*FindSuiteByXmlUri(
                             "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
                         4096),
            61);
}

}  // namespace
}  // namespace kepil
