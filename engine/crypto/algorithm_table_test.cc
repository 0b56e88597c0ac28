#include "engine/crypto/algorithm_table.h"

#include <set>
#include <string>

#include "engine/crypto/object_identifier.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(AlgorithmTableTest, HasOneRowAnOid) {
  std::set<std::string> oids;
  for (const AlgorithmRow& row : AlgorithmRows()) {
    EXPECT_TRUE(oids.insert(std::string(row.oid)).second) << OidToText(row.oid);
  }
}

TEST(AlgorithmTableTest, FamilyOfARowFitsItsScheme) {
  for (const AlgorithmRow& row : AlgorithmRows()) {
    EXPECT_TRUE(row.key_family == KeyFamily::kUnknown ||
                SchemeFits(row.scheme, row.key_family))
        << OidToText(row.oid);
  }
}

TEST(AlgorithmTableTest, KnowsTheNationalOids) {
  const struct {
    const char* oid;
    KeyFamily family;
    HashAlgorithm hash;
  } kCases[] = {
      {"1.2.643.2.2.3", KeyFamily::kGost2001, HashAlgorithm::kGost94CryptoPro},
      {"1.2.643.7.1.1.3.2", KeyFamily::kGost2012_256,
       HashAlgorithm::kStreebog256},
      {"1.2.643.7.1.1.3.3", KeyFamily::kGost2012_512,
       HashAlgorithm::kStreebog512},
      {"1.2.398.3.10.1.1.1.2", KeyFamily::kKzGost2004,
       HashAlgorithm::kGost94Test},
      {"1.2.398.3.10.1.1.2.3.1", KeyFamily::kKzGost2015_256,
       HashAlgorithm::kStreebog256},
      {"1.2.398.3.10.1.1.2.3.2", KeyFamily::kKzGost2015_512,
       HashAlgorithm::kStreebog512},
      {"1.2.860.3.15.1.1.2.2.2.2", KeyFamily::kUzDst1092,
       HashAlgorithm::kGost94CryptoPro},
      {"1.2.112.0.2.0.34.101.45.12", KeyFamily::kBign,
       HashAlgorithm::kBeltHash},
      {"1.2.112.0.2.0.34.101.45.13", KeyFamily::kBign, HashAlgorithm::kBash256},
      {"1.2.112.0.2.0.34.101.45.14", KeyFamily::kBign, HashAlgorithm::kBash384},
      {"1.2.112.0.2.0.34.101.45.15", KeyFamily::kBign, HashAlgorithm::kBash512},
      {"1.2.156.10197.1.501", KeyFamily::kSm2, HashAlgorithm::kSm3},
      {"1.2.643.2.2.19", KeyFamily::kGost2001, HashAlgorithm::kUnknown},
      {"1.2.643.7.1.1.1.1", KeyFamily::kGost2012_256, HashAlgorithm::kUnknown},
      {"1.2.643.7.1.1.1.2", KeyFamily::kGost2012_512, HashAlgorithm::kUnknown},
      {"1.2.398.3.10.1.1.1.1", KeyFamily::kKzGost2004, HashAlgorithm::kUnknown},
      {"1.2.398.3.10.1.1.2.1", KeyFamily::kKzGost2015_256,
       HashAlgorithm::kUnknown},
      {"1.2.398.3.10.1.1.2.2", KeyFamily::kKzGost2015_512,
       HashAlgorithm::kUnknown},
      {"1.2.860.3.15.1.1.2.1", KeyFamily::kUzDst1092, HashAlgorithm::kUnknown},
      {"1.2.112.0.2.0.34.101.45.2.1", KeyFamily::kBign,
       HashAlgorithm::kUnknown},
  };
  for (const auto& c : kCases) {
    const AlgorithmRow* row = FindAlgorithmRow(OidFromText(c.oid));
    ASSERT_NE(row, nullptr) << c.oid;
    EXPECT_EQ(row->key_family, c.family) << c.oid;
    EXPECT_EQ(row->hash, c.hash) << c.oid;
  }
  EXPECT_EQ(FindAlgorithmRow(""), nullptr);
  EXPECT_EQ(FindAlgorithmRow(OidFromText("1.2.840.113549.1.1.2")), nullptr);
}

}  // namespace
}  // namespace kepil
