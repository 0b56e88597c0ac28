// Runs the suite KEPIL_SUITE of the test data and holds it against its list of
// known differences: a failure must be listed, what is listed must fail. More
// unsupported cases than KEPIL_MAX_UNSUPPORTED are a failure too: nothing that
// was judged once may slip out of the judgement.

#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/conformance/suite_report.h"

namespace kepil {
namespace {

using ::testing::IsEmpty;

TEST(SuiteTest, DiffersOnlyWhereItIsKnownTo) {
  const char* const corpora = std::getenv("KEPIL_CORPORA");
  const auto suite = Suite::Load(
      std::string(corpora == nullptr ? "" : corpora) + "/" KEPIL_SUITE);
  if (corpora == nullptr || absl::IsNotFound(suite.status())) {
    std::cout << "suite " KEPIL_SUITE ": skipped: corpora not found\n";
    GTEST_SKIP() << "skipped: corpora not found";
  }
  ASSERT_TRUE(suite.ok()) << suite.status();
  const auto known = ReadKnownDifferences(
      "tests/conformance/known_differences/" KEPIL_SUITE ".txt");
  ASSERT_TRUE(known.ok()) << known.status();
  const SuiteReport report = RunSuite(*suite, "");
  PrintReport(report, std::cout);
  std::cout << "suite " KEPIL_SUITE ": " << report.Summary() << "\n";
  EXPECT_GT(report.results.size(), 0u);
  EXPECT_THAT(CompareWithKnown(report, *known), IsEmpty());
  EXPECT_LE(report.Counts().unsupported, KEPIL_MAX_UNSUPPORTED);
}

}  // namespace
}  // namespace kepil
