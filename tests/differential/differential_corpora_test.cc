// Every path case of the test data, put to OpenSSL and to the engine.

#include <iostream>

#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/differential/corpus_paths.h"
#include "tests/differential/known_differences.h"

namespace kepil {
namespace {

TEST(DifferentialCorporaTest, EveryDifferenceIsExplained) {
  KnownDifferences known("tests/differential/known_differences.txt");
  std::vector<std::string> asked;
  for (const std::string suite : {"pkits", "limbo", "kz", "crl-ocsp"}) {
    const auto paths = CorpusPaths(suite);
    if (!paths.has_value()) {
      std::cout << "skipped: " << suite << " not found\n";
      continue;
    }
    asked.push_back(suite + "/");
    for (const NamedQuestion& path : *paths) {
      known.Compare(path.name, AskOpenSsl(path.question),
                    AskEngine(path.question));
    }
  }
  std::cout << known.Summary();
  if (asked.empty()) {
    GTEST_SKIP() << "skipped: corpora not found";
  }
  EXPECT_GT(known.compared(), 0);
  EXPECT_EQ(absl::StrJoin(known.Unexplained(), "\n"), "");
  EXPECT_THAT(known.Unused(asked), testing::IsEmpty());
}

}  // namespace
}  // namespace kepil
