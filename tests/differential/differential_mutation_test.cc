// Generated paths, and thousands of changed certificates signed again, put to
// OpenSSL and to the engine.

#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/pki/certificate.h"
#include "engine/pki/path_builder.h"
#include "engine/pki/path_validator.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/differential/certificate_mutation.h"
#include "tests/differential/corpus_paths.h"
#include "tests/differential/generated_paths.h"
#include "tests/differential/known_differences.h"

namespace kepil {
namespace {

using Verdict = PathAnswer::Verdict;

constexpr char kList[] = "tests/differential/known_differences.txt";

// What a path of certificates, target first and anchor last, is asked.
PathQuestion QuestionOf(const std::vector<std::string>& path,
                        const PathQuestion& original) {
  PathQuestion question;
  question.time = original.time;
  question.policies = original.policies;
  question.target = path.front();
  question.anchors = {path.back()};
  question.intermediates.assign(path.begin() + 1, path.end() - 1);
  return question;
}

// Puts `count` mutations of `path` to both; 0 if one of them refuses the path
// as it is.
int CompareMutations(const std::vector<std::string>& path,
                     const PathQuestion& original, int count, uint64_t seed,
                     KnownDifferences& known) {
  const PathMutator mutator(path);
  const PathQuestion unchanged = QuestionOf(mutator.Unchanged(), original);
  if (AskOpenSsl(unchanged).verdict != Verdict::kAccepted ||
      AskEngine(unchanged).verdict != Verdict::kAccepted) {
    return 0;
  }
  std::mt19937_64 random(seed);
  for (int i = 0; i < count; ++i) {
    const MutatedPath mutated = mutator.Mutate(random);
    const PathQuestion question = QuestionOf(mutated.certificates, original);
    PathAnswer openssl = AskOpenSsl(question);
    if (openssl.verdict == Verdict::kRefused) {
      absl::StrAppend(&openssl.reason,
                      "|link:", OpenSslLinkProblem(mutated.certificates));
    }
    known.Compare(absl::StrCat("mutation|", mutated.where), openssl,
                  AskEngine(question));
  }
  return count;
}

// The certificates of the best path of `question`; empty if there is none or
// it has fewer than two.
std::vector<std::string> BestPath(const PathQuestion& question) {
  const auto target = Certificate::FromDer(question.target);
  if (!target.ok()) {
    return {};
  }
  CertificatePool pool;
  for (const std::string& der : question.intermediates) {
    if (auto certificate = Certificate::FromDer(der); certificate.ok()) {
      pool.Add(*std::move(certificate));
    }
  }
  std::vector<TrustAnchor> anchors;
  for (const std::string& der : question.anchors) {
    if (auto anchor = Certificate::FromDer(der); anchor.ok()) {
      anchors.push_back({*std::move(anchor), "anchor"});
    }
  }
  const auto built =
      PathBuilder::Build(*target, pool, AnchorList(std::move(anchors)), {});
  if (built.paths.empty() || built.paths[0].certificates.empty()) {
    return {};
  }
  std::vector<std::string> path;
  for (const CertificateRef& certificate : built.paths[0].certificates) {
    path.emplace_back(certificate->der());
  }
  path.emplace_back(built.paths[0].anchor.certificate->der());
  return path;
}

TEST(DifferentialMutationTest, GeneratedPathsAreAnsweredAsMeant) {
  KnownDifferences known(kList);
  for (const GeneratedQuestion& made : GeneratedPaths()) {
    const PathAnswer openssl = AskOpenSsl(made.question);
    const PathAnswer engine = AskEngine(made.question);
    EXPECT_EQ(engine.verdict,
              made.valid ? Verdict::kAccepted : Verdict::kRefused)
        << made.name << " " << engine.reason;
    known.Compare(made.name, openssl, engine);
  }
  EXPECT_EQ(absl::StrJoin(known.Unexplained(), "\n"), "");
}

void CompareGenerated(KnownDifferences& known) {
  constexpr int kMutations = 250;  // Of each path.
  int asked = 0;
  uint64_t seed = 1;
  for (const GeneratedQuestion& made : GeneratedPaths()) {
    asked +=
        CompareMutations(made.path, made.question, kMutations, seed++, known);
  }
  EXPECT_GE(asked, 10 * kMutations);
}

enum class Found { kAll, kNotAll };

Found CompareCorpora(KnownDifferences& known) {
  constexpr int kMutations = 40;  // Of each path.
  Found found = Found::kAll;
  uint64_t seed = 1'000'000;
  for (const std::string suite : {"pkits", "limbo", "kz"}) {
    const auto paths = CorpusPaths(suite);
    if (!paths.has_value()) {
      std::cout << "skipped: " << suite << " not found\n";
      found = Found::kNotAll;
      continue;
    }
    for (const NamedQuestion& named : *paths) {
      const std::vector<std::string> path = BestPath(named.question);
      if (!path.empty()) {
        CompareMutations(path, named.question, kMutations, seed++, known);
      }
    }
  }
  return found;
}

// The list is one for generated paths and for those of the test data: only
// both together tell whether a line is still of use.
TEST(DifferentialMutationTest, EveryDifferenceIsExplainedAndEveryLineUsed) {
  KnownDifferences known(kList);
  CompareGenerated(known);
  const Found found = CompareCorpora(known);
  std::cout << known.Summary();
  EXPECT_EQ(absl::StrJoin(known.Unexplained(), "\n"), "");
  switch (found) {
    case Found::kAll:
      EXPECT_THAT(known.Unused({"mutation|"}), testing::IsEmpty());
      break;
    case Found::kNotAll:
      std::cout << "not all test data found: lines not looked at for use\n";
      break;
  }
}

}  // namespace
}  // namespace kepil
