#include "tests/fuzz/mutator.h"

#include <set>

#include "engine/crypto/ber_to_der.h"
#include "engine/crypto/der_writer.h"
#include "gtest/gtest.h"
#include "tests/fuzz/der_tree.h"

namespace kepil {
namespace {

std::string Sample() {
  return DerSequence({DerInt64(5),
                      DerOctetString(DerSequence({DerInt64(1), DerNull()})),
                      DerBitString(DerSequence({DerBoolean(true)})),
                      DerExplicit(0, DerUtf8String("text"))});
}

TEST(DerTreeTest, PutsTogetherWhatItTookApart) {
  std::optional<DerTree> tree = DerTree::FromDer(Sample());
  ASSERT_TRUE(tree.has_value());
  EXPECT_EQ(tree->ToDer(), Sample());
  EXPECT_EQ(tree->All().size(), 11u);
}

TEST(DerTreeTest, RefusesWhatIsNotOneValue) {
  EXPECT_FALSE(DerTree::FromDer("").has_value());
  EXPECT_FALSE(DerTree::FromDer(Sample() + Sample()).has_value());
  EXPECT_FALSE(DerTree::FromDer(Sample().substr(0, 9)).has_value());
}

TEST(MutatorTest, FollowsFromItsSeed) {
  Mutator a(FuzzGrammar::kDer, 7), b(FuzzGrammar::kDer, 7);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(a.Mutate(Sample(), Sample()), b.Mutate(Sample(), Sample()));
  }
}

TEST(MutatorTest, MakesManyDifferentInputsAndOftenSoundDer) {
  Mutator mutator(FuzzGrammar::kDer, 7);
  std::set<std::string> made;
  int framed = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string mutated = mutator.Mutate(Sample(), Sample());
    made.insert(mutated);
    framed += CheckDerFraming(mutated, DerLimits()).ok() ? 1 : 0;
  }
  EXPECT_GT(made.size(), 500u);
  EXPECT_GT(framed, 200);
}

TEST(MutatorTest, TakesAnyOctets) {
  for (const FuzzGrammar grammar : {FuzzGrammar::kDer, FuzzGrammar::kLines}) {
    Mutator mutator(grammar, 7);
    std::string octets;
    for (int i = 0; i < 1000; ++i) {
      octets = mutator.Mutate(octets, "a b\nc\n");
    }
    EXPECT_LT(octets.size(), 1u << 20);
  }
}

}  // namespace
}  // namespace kepil
