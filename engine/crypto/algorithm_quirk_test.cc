#include "engine/crypto/algorithm_quirk.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(AlgorithmQuirkTest, EveryQuirkHasItsOwnRow) {
  std::set<std::string> ids;
  for (const AlgorithmQuirkRow& row : AlgorithmQuirkRows()) {
    EXPECT_EQ(&DescribeQuirk(row.quirk), &row) << row.id;
    EXPECT_TRUE(ids.insert(std::string(row.id)).second) << row.id;
    EXPECT_FALSE(row.applies.empty()) << row.id;
    EXPECT_FALSE(row.text.empty()) << row.id;
  }
  EXPECT_EQ(ids.size(), 2u);
}

TEST(AlgorithmQuirkTest, DescribesWhatIsTolerated) {
  EXPECT_EQ(DescribeQuirk(AlgorithmQuirk::kKeyOidAsSignatureOid).id,
            "key-oid-as-signature-oid");
  EXPECT_EQ(DescribeQuirk(AlgorithmQuirk::kPssParametersAbsent).severity,
            QuirkSeverity::kWarning);
}

}  // namespace
}  // namespace kepil
