// The part of a target that runs in every build: its seeds, its corpus, and a
// bounded number of mutations that follow from a fixed seed.

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/fuzz/fuzz_run.h"
#include "tests/fuzz/mutator.h"

namespace kepil {
namespace {

constexpr uint64_t kMutatorSeed = 20260101;
constexpr int kCorporaShare = 200;

void RunMutations(const std::vector<std::string>& inputs, int mutations) {
  const FuzzTarget& target = ThisFuzzTarget();
  Mutator mutator(target.grammar, kMutatorSeed);
  for (size_t i = 0; i < inputs.size(); ++i) {
    for (int j = 0; j < mutations; ++j) {
      const std::string& donor =
          inputs[(i + static_cast<size_t>(j)) % inputs.size()];
      RunFuzzTarget(target, mutator.Mutate(inputs[i], donor));
    }
  }
}

TEST(FuzzReplayTest, TakesItsGenuineSeeds) {
  const FuzzTarget& target = ThisFuzzTarget();
  int genuine = 0;
  const std::vector<FuzzSeed> seeds = target.seeds();
  for (size_t i = 0; i < seeds.size(); ++i) {
    const bool accepted = RunFuzzTarget(target, seeds[i].octets);
    if (seeds[i].genuine) {
      EXPECT_TRUE(accepted) << "seed " << i;
      ++genuine;
    }
  }
  EXPECT_GT(genuine, 0) << "a property of nothing";
}

TEST(FuzzReplayTest, HoldsForItsCorpus) {
  for (const std::string& input : ReadFuzzCorpus(ThisFuzzTarget())) {
    RunFuzzTarget(ThisFuzzTarget(), input);
  }
}

TEST(FuzzReplayTest, HoldsForMutations) {
  const FuzzTarget& target = ThisFuzzTarget();
  std::vector<std::string> inputs = ReadFuzzCorpus(target);
  for (FuzzSeed& seed : target.seeds()) {
    inputs.push_back(std::move(seed.octets));
  }
  RunMutations(inputs, target.mutations);
}

TEST(FuzzReplayTest, HoldsForPublicCorpora) {
  const FuzzTarget& target = ThisFuzzTarget();
  if (target.corpora.empty()) {
    return;
  }
  const std::vector<std::string> inputs = ReadFuzzCorpora(target);
  if (inputs.empty()) {
    GTEST_SKIP() << "corpora not found (KEPIL_CORPORA)";
  }
  for (const std::string& input : inputs) {
    RunFuzzTarget(target, input);
  }
  RunMutations(inputs, target.mutations / kCorporaShare);
}

}  // namespace
}  // namespace kepil
