#include "engine/pki/path_builder.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/pki/certificate.h"
#include "engine/pki/certificate_pool.h"
#include "engine/pki/trust_anchor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"

namespace kepil {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// How a test's certificate differs from the usual one.
struct Shape {
  TestKey key;       // None: a new one.
  int age_days = 0;  // Of notBefore.
  bool key_identifiers = true;
};

TestCertificateSpec Spec(const std::string& name, const Shape& shape) {
  TestCertificateSpec spec;
  spec.subject = absl::StrCat("C=XA,CN=", name);
  spec.key = shape.key.get() != nullptr
                 ? shape.key
                 : TestKey::Generate(TestKeyKind::kEd25519);
  spec.not_before =
      absl::FromUnixSeconds(1'700'000'000) - absl::Hours(24 * shape.age_days);
  spec.not_after = absl::FromUnixSeconds(1'900'000'000);
  spec.extensions = TestCaExtensions();
  spec.key_identifiers = shape.key_identifiers;
  return spec;
}
TestIdentity Root(const std::string& name, const Shape& shape = {}) {
  return SelfSignTestCertificate(Spec(name, shape));
}
TestIdentity Issue(const std::string& name, const TestIdentity& issuer,
                   const Shape& shape = {}) {
  return IssueTestCertificate(Spec(name, shape), issuer);
}
CertificateRef Ref(const TestIdentity& identity) {
  return *Certificate::FromDer(identity.certificate);
}
CertificatePool Pool(const std::vector<TestIdentity>& identities) {
  CertificatePool pool;
  for (const TestIdentity& identity : identities) {
    pool.Add(Ref(identity));
  }
  return pool;
}
AnchorList Anchors(const std::vector<TestIdentity>& identities) {
  std::vector<TrustAnchor> anchors;
  for (const TestIdentity& identity : identities) {
    anchors.push_back({Ref(identity), "service"});
  }
  return AnchorList(std::move(anchors));
}
PathBuilder::Result Build(const TestIdentity& target,
                          const std::vector<TestIdentity>& pool,
                          const std::vector<TestIdentity>& anchors,
                          const PathBuilder::Limits& limits = {}) {
  return PathBuilder::Build(Ref(target), Pool(pool), Anchors(anchors), limits);
}

// DER of the certificates of a path, then of its anchor.
std::vector<std::string> DerOf(const CertificatePath& path) {
  std::vector<std::string> der;
  for (const CertificateRef& certificate : path.certificates) {
    der.emplace_back(certificate->der());
  }
  der.emplace_back(path.anchor.certificate->der());
  return der;
}
std::vector<std::vector<std::string>> DerOf(const PathBuilder::Result& result) {
  std::vector<std::vector<std::string>> all;
  for (const CertificatePath& path : result.paths) {
    all.push_back(DerOf(path));
  }
  return all;
}
std::vector<std::string> Der(const std::vector<TestIdentity>& identities) {
  std::vector<std::string> der;
  for (const TestIdentity& identity : identities) {
    der.push_back(identity.certificate);
  }
  return der;
}

TEST(PathBuilderTest, FindsTheWayToTheAnchor) {
  const TestIdentity root = Root("Root");
  const TestIdentity ca = Issue("CA", root);
  const TestIdentity leaf = Issue("Leaf", ca);
  const auto result = Build(leaf, {ca, root, Issue("Other", root)}, {root});
  EXPECT_THAT(DerOf(result), ElementsAre(Der({leaf, ca, root})));
  EXPECT_FALSE(result.limit_reached);
}

TEST(PathBuilderTest, TargetUnderTheAnchorNeedsNoPool) {
  const TestIdentity root = Root("Root");
  const TestIdentity leaf = Issue("Leaf", root);
  EXPECT_THAT(DerOf(Build(leaf, {}, {root})), ElementsAre(Der({leaf, root})));
}

TEST(PathBuilderTest, TargetThatIsAnAnchorGivesAnEmptyPath) {
  const TestIdentity root = Root("Root");
  const TestIdentity ca = Issue("CA", root);
  const auto self_signed = Build(root, {root}, {root});
  EXPECT_THAT(DerOf(self_signed), ElementsAre(Der({root})));
  EXPECT_THAT(DerOf(Build(ca, {root}, {ca})), ElementsAre(Der({ca})));
  EXPECT_THAT(DerOf(Build(ca, {}, {ca, root})),
              testing::UnorderedElementsAre(Der({ca}), Der({ca, root})));
}

TEST(PathBuilderTest, NoAnchorNoPath) {
  const TestIdentity root = Root("Root");
  const TestIdentity ca = Issue("CA", root);
  const TestIdentity leaf = Issue("Leaf", ca);
  EXPECT_THAT(Build(leaf, {ca, root}, {}).paths, IsEmpty());
  EXPECT_THAT(Build(leaf, {}, {root}).paths, IsEmpty());
  EXPECT_THAT(Build(leaf, {ca, root}, {Root("Other")}).paths, IsEmpty());
}

TEST(PathBuilderTest, AnIntermediateThatIsAnAnchorStandsInNoPathTwice) {
  const TestIdentity root = Root("Root");
  const TestIdentity ca = Issue("CA", root);
  const TestIdentity leaf = Issue("Leaf", ca);
  EXPECT_THAT(DerOf(Build(leaf, {ca, root}, {root, ca})),
              ElementsAre(Der({leaf, ca}), Der({leaf, ca, root})));
}

TEST(PathBuilderTest, CrossCertificatesGiveEveryPath) {
  const TestIdentity root_a = Root("A");
  const TestIdentity root_b = Root("B");
  const TestIdentity by_a = Issue("CA", root_a);
  const TestIdentity by_b = Issue("CA", root_b, {by_a.key, 10});
  const TestIdentity leaf = Issue("Leaf", by_a);
  EXPECT_THAT(
      DerOf(Build(leaf, {by_a, by_b}, {root_a, root_b})),
      ElementsAre(Der({leaf, by_a, root_a}), Der({leaf, by_b, root_b})));
  EXPECT_THAT(DerOf(Build(leaf, {by_a, by_b}, {root_b})),
              ElementsAre(Der({leaf, by_b, root_b})));
}

TEST(PathBuilderTest, KeyIdentifiersOrderButDoNotExclude) {
  const TestIdentity root = Root("Root");
  // A newer one under the same name comes first but for the identifiers.
  const TestIdentity right = Issue("CA", root, {{}, 10});
  const TestIdentity none = Issue("CA", root, {{}, 20, false});
  const TestIdentity wrong = Issue("CA", root);
  const TestIdentity leaf = Issue("Leaf", right);
  EXPECT_THAT(DerOf(Build(leaf, {wrong, none, right}, {root})),
              ElementsAre(Der({leaf, right, root}), Der({leaf, none, root}),
                          Der({leaf, wrong, root})));
}

TEST(PathBuilderTest, NewestComesFirstThenFingerprints) {
  const TestIdentity root = Root("Root");
  const TestKey key = TestKey::Generate(TestKeyKind::kEd25519);
  const TestIdentity old = Issue("CA", root, {key, 30});
  const TestIdentity young = Issue("CA", root, {key, 1});
  const TestIdentity leaf = Issue("Leaf", young);
  EXPECT_THAT(DerOf(Build(leaf, {old, young}, {root})),
              ElementsAre(Der({leaf, young, root}), Der({leaf, old, root})));

  std::vector<TestIdentity> twins = {
      Issue("CA", root, {{}, 0, false}), Issue("CA", root, {{}, 0, false}),
      Issue("CA", root, {{}, 0, false}), Issue("CA", root, {{}, 0, false})};
  const auto result = Build(leaf, twins, {root});
  ASSERT_THAT(result.paths, SizeIs(4));
  for (size_t i = 1; i < 4; ++i) {
    EXPECT_LT(result.paths[i - 1].certificates[1]->fingerprint(),
              result.paths[i].certificates[1]->fingerprint());
  }
}

TEST(PathBuilderTest, OrderOfFillingDoesNotShow) {
  const TestIdentity root_a = Root("Root");
  const TestIdentity root_b = Root("Root");
  std::vector<TestIdentity> cas;
  for (int i = 0; i < 4; ++i) {
    cas.push_back(Issue("CA", i % 2 == 0 ? root_a : root_b));
  }
  const TestIdentity leaf = Issue("Leaf", cas[0]);
  const auto forward = DerOf(Build(leaf, cas, {root_a, root_b}));
  const std::vector<TestIdentity> reversed(cas.rbegin(), cas.rend());
  EXPECT_EQ(DerOf(Build(leaf, reversed, {root_b, root_a})), forward);
  EXPECT_THAT(forward, SizeIs(8));
}

TEST(PathBuilderTest, SelfIssuedKeyRolloverIsAPath) {
  // RFC 4210, 4.4: the new key, certified by the old one.
  const TestIdentity old_root = Root("Root", {{}, 100});
  const TestIdentity new_root = Root("Root");
  const TestIdentity new_with_old = Issue("Root", old_root, {new_root.key, 5});
  const TestIdentity leaf = Issue("Leaf", new_root);
  const auto paths = DerOf(Build(leaf, {new_with_old, new_root}, {old_root}));
  EXPECT_THAT(paths, testing::Contains(Der({leaf, new_with_old, old_root})));
}

TEST(PathBuilderTest, LoopsEnd) {
  const TestIdentity a_root = Root("A");
  const TestIdentity b_root = Root("B");
  const TestIdentity a_by_b = Issue("A", b_root, {a_root.key});
  const TestIdentity b_by_a = Issue("B", a_root, {b_root.key});
  const TestIdentity leaf = Issue("Leaf", a_root);
  const auto result =
      Build(leaf, {a_root, b_root, a_by_b, b_by_a}, {Root("Elsewhere")});
  EXPECT_THAT(result.paths, IsEmpty());
  EXPECT_FALSE(result.limit_reached);
}

TEST(PathBuilderTest, DepthCountsTheTargetAndIsReported) {
  const TestIdentity root = Root("Root");
  std::vector<TestIdentity> chain = {Issue("1", root)};
  for (int i = 2; i <= 4; ++i) {
    chain.push_back(Issue(absl::StrCat(i), chain.back()));
  }
  const TestIdentity target = chain.back();
  PathBuilder::Limits limits;
  limits.max_depth = 4;
  const auto deep_enough = Build(target, chain, {root}, limits);
  EXPECT_THAT(deep_enough.paths, SizeIs(1));
  EXPECT_FALSE(deep_enough.limit_reached);
  limits.max_depth = 3;
  const auto too_shallow = Build(target, chain, {root}, limits);
  EXPECT_THAT(too_shallow.paths, IsEmpty());
  EXPECT_TRUE(too_shallow.limit_reached);
}

TEST(PathBuilderTest, NumberOfPathsIsLimitedAndReported) {
  const TestIdentity root = Root("Root");
  const std::vector<TestIdentity> cas = {Issue("CA", root), Issue("CA", root),
                                         Issue("CA", root)};
  const TestIdentity leaf = Issue("Leaf", cas[0]);
  PathBuilder::Limits limits;
  limits.max_paths = 3;
  EXPECT_FALSE(Build(leaf, cas, {root}, limits).limit_reached);
  limits.max_paths = 2;
  const auto cut = Build(leaf, cas, {root}, limits);
  EXPECT_THAT(cut.paths, SizeIs(2));
  EXPECT_TRUE(cut.limit_reached);
  EXPECT_EQ(DerOf(cut.paths[0]), Der({leaf, cas[0], root}));
}

TEST(PathBuilderTest, NumberOfCandidatesIsLimitedAndReported) {
  const TestIdentity root = Root("Root");
  const TestIdentity ca = Issue("CA", root);
  const TestIdentity leaf = Issue("Leaf", ca);
  PathBuilder::Limits limits;
  limits.max_steps = 2;  // The CA, the anchor.
  const auto enough = Build(leaf, {ca}, {root}, limits);
  EXPECT_THAT(enough.paths, SizeIs(1));
  EXPECT_FALSE(enough.limit_reached);
  limits.max_steps = 1;
  const auto too_few = Build(leaf, {ca}, {root}, limits);
  EXPECT_THAT(too_few.paths, IsEmpty());
  EXPECT_TRUE(too_few.limit_reached);
}

TEST(PathBuilderTest, AnchorUnderTwoServicesGivesOnePathForEach) {
  const TestIdentity root = Root("Root");
  const TestIdentity leaf = Issue("Leaf", root);
  const AnchorList anchors({{Ref(root), "b"}, {Ref(root), "a"}});
  const auto result =
      PathBuilder::Build(Ref(leaf), CertificatePool(), anchors, {});
  ASSERT_THAT(result.paths, SizeIs(2));
  EXPECT_EQ(result.paths[0].anchor.service_id, "a");
  EXPECT_EQ(result.paths[1].anchor.service_id, "b");
}

TEST(PathBuilderTest, AnchorsOfOneNameGiveAPathEach) {
  const TestIdentity right = Root("Root");
  const TestIdentity wrong = Root("Root", {{}, 10});
  const TestIdentity leaf = Issue("Leaf", right);
  EXPECT_THAT(DerOf(Build(leaf, {}, {wrong, right})),
              ElementsAre(Der({leaf, right}), Der({leaf, wrong})));
}

TEST(PathBuilderTest, EitherAnchorOfAKeyRolloverIsReached) {
  // RFC 4210, 4.4: both keys, each certified by the other.
  const TestIdentity old_root = Root("Root", {{}, 100});
  const TestIdentity new_root = Root("Root");
  const TestIdentity new_with_old = Issue("Root", old_root, {new_root.key, 5});
  const TestIdentity old_with_new = Issue("Root", new_root, {old_root.key, 5});
  const std::vector<TestIdentity> pool = {old_root, new_root, new_with_old,
                                          old_with_new};
  const TestIdentity old_leaf = Issue("Leaf", old_root);
  const TestIdentity new_leaf = Issue("Leaf", new_root);
  EXPECT_THAT(DerOf(Build(old_leaf, pool, {new_root})),
              testing::Contains(Der({old_leaf, old_with_new, new_root})));
  EXPECT_THAT(DerOf(Build(new_leaf, pool, {old_root})),
              testing::Contains(Der({new_leaf, new_with_old, old_root})));
  EXPECT_EQ(DerOf(Build(old_leaf, pool, {old_root}))[0],
            Der({old_leaf, old_root}));
}

TEST(PathBuilderTest, AnchorOnALoopIsReached) {
  // A, B and C certify each other in a ring; A is an anchor too.
  const TestIdentity a = Root("A");
  const TestIdentity b = Root("B");
  const TestIdentity c = Root("C");
  const std::vector<TestIdentity> ring = {
      Issue("A", b, {a.key}), Issue("B", a, {b.key}), Issue("B", c, {b.key}),
      Issue("C", b, {c.key}), Issue("A", c, {a.key}), Issue("C", a, {c.key})};
  const TestIdentity ca = Issue("CA", a);
  const TestIdentity leaf = Issue("Leaf", ca);
  std::vector<TestIdentity> pool = ring;
  pool.push_back(ca);
  const auto result = Build(leaf, pool, {a});
  EXPECT_THAT(DerOf(result), ElementsAre(Der({leaf, ca, a})));
  EXPECT_FALSE(result.limit_reached);
}

// Counts how often a search went one certificate further.
class CountingAnchors : public AnchorSource {
 public:
  explicit CountingAnchors(AnchorList anchors) : anchors_(std::move(anchors)) {}
  std::vector<TrustAnchor> AnchorsFor(
      const Certificate& subordinate) const override {
    ++count_;
    return anchors_.AnchorsFor(subordinate);
  }
  int count() const { return count_; }

 private:
  const AnchorList anchors_;
  mutable int count_ = 0;
};

// What a search in a graph made to be endless gives: its limit, said aloud.
PathBuilder::Result BuildWithinSteps(const TestIdentity& target,
                                     const std::vector<TestIdentity>& pool,
                                     const std::vector<TestIdentity>& anchors,
                                     const PathBuilder::Limits& limits = {}) {
  const CountingAnchors source(Anchors(anchors));
  PathBuilder::Result result =
      PathBuilder::Build(Ref(target), Pool(pool), source, limits);
  EXPECT_TRUE(result.limit_reached);
  EXPECT_LE(result.steps, limits.max_steps);
  EXPECT_LE(source.count(), limits.max_steps + 1);
  EXPECT_LE(static_cast<int>(result.paths.size()), limits.max_paths);
  return result;
}

// Keys of one name, each certified by every other one.
std::vector<TestIdentity> CompleteGraph(int size) {
  std::vector<TestIdentity> roots;
  for (int i = 0; i < size; ++i) {
    roots.push_back(Root("Same"));
  }
  std::vector<TestIdentity> all = roots;
  for (const TestIdentity& issuer : roots) {
    for (const TestIdentity& subject : roots) {
      all.push_back(Issue("Same", issuer, {subject.key}));
    }
  }
  return all;
}

TEST(PathBuilderTest, CompleteGraphOfOneNameStopsAtItsSteps) {
  const std::vector<TestIdentity> pool = CompleteGraph(10);
  const TestIdentity leaf = Issue("Leaf", pool[0]);
  PathBuilder::Limits limits;
  EXPECT_EQ(BuildWithinSteps(leaf, pool, {Root("Elsewhere")}, limits).steps,
            200);
  limits.max_depth = 32;
  limits.max_steps = 10'000;
  EXPECT_EQ(BuildWithinSteps(leaf, pool, {Root("Elsewhere")}, limits).steps,
            10'000);
  // With the right anchor the way is found first.
  const auto found = BuildWithinSteps(leaf, pool, {pool[0]});
  ASSERT_FALSE(found.paths.empty());
  EXPECT_EQ(DerOf(found.paths[0]), Der({leaf, pool[0]}));
}

TEST(PathBuilderTest, ThousandIssuersOfOneNameHideNoMatch) {
  const TestIdentity root = Root("Root");
  std::vector<TestIdentity> pool;
  for (int i = 0; i < 1000; ++i) {
    pool.push_back(Issue("CA", root));
  }
  const TestIdentity leaf = Issue("Leaf", pool[777]);
  const auto result = BuildWithinSteps(leaf, pool, {root});
  ASSERT_FALSE(result.paths.empty());
  EXPECT_EQ(DerOf(result.paths[0]), Der({leaf, pool[777], root}));
  EXPECT_EQ(BuildWithinSteps(leaf, pool, {Root("Elsewhere")}).steps, 200);
}

TEST(PathBuilderTest, ThousandSelfIssuedCertificatesOfOneKeyAreOneStepDeep) {
  const TestIdentity root = Root("Same");
  std::vector<TestIdentity> pool;
  for (int i = 0; i < 1000; ++i) {
    pool.push_back(Root("Same", {root.key, i}));
  }
  const TestIdentity leaf = Issue("Leaf", root);
  PathBuilder::Limits limits;
  limits.max_steps = 1000;
  const CountingAnchors source(Anchors({Root("Elsewhere")}));
  const auto result = PathBuilder::Build(Ref(leaf), Pool(pool), source, limits);
  EXPECT_EQ(result.steps, 1000);
  EXPECT_EQ(source.count(), 1001);
  EXPECT_FALSE(result.limit_reached);
}

TEST(PathBuilderTest, LongChainStopsAtItsDepth) {
  std::vector<TestIdentity> chain = {Root("0")};
  for (int i = 1; i < 1000; ++i) {
    chain.push_back(Issue(absl::StrCat(i), chain.back()));
  }
  const auto result = BuildWithinSteps(chain.back(), chain, {chain[0]});
  EXPECT_THAT(result.paths, IsEmpty());
  EXPECT_EQ(result.steps, 7);  // And the target: 8 certificates.
}

TEST(PathBuilderTest, DeadEndAtTheDepthLimitTakesNoSteps) {
  const TestIdentity root = Root("Root");
  const TestIdentity top = Issue("Top", root);
  std::vector<TestIdentity> pool = {top};
  for (int i = 0; i < 20; ++i) {
    pool.push_back(Issue("Top", root));
  }
  const TestIdentity ca = Issue("CA", top);
  pool.push_back(ca);
  PathBuilder::Limits limits;
  limits.max_depth = 2;
  const auto result =
      BuildWithinSteps(Issue("Leaf", ca), pool, {Root("Elsewhere")}, limits);
  EXPECT_EQ(result.steps, 1);
}

}  // namespace
}  // namespace kepil
