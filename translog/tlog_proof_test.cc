#include "translog/tlog_proof.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/naive_merkle.h"
#include "tests/support/status_matchers.h"
#include "translog/log_reader.h"

namespace kepil {
namespace {

using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kOrigin[] = "example.com/log";

// The proof file of leaf `index` in a published log of 13 numbered leaves.
std::string MakeFile(int64_t index, const std::optional<std::string>& extra) {
  MemoryLogStorage storage;
  MemoryLogAnchor anchor;
  PublishLeaves(storage, anchor, MakeTestNoteSigner(kOrigin),
                NumberedLeaves(13));
  const auto proof = LogReader(storage).MakeTlogProof(index, extra);
  return proof.ok() ? FormatTlogProof(*proof) : "";
}

absl::StatusOr<TlogProofVerdict> Verdict(absl::string_view file,
                                         absl::string_view leaf) {
  const auto proof = ParseTlogProof(file);
  if (!proof.ok()) {
    return proof.status();
  }
  return VerifyTlogProof(*proof, leaf, MakeTestNoteSigner(kOrigin).verifier());
}

TEST(TlogProofTest, ProvesEachLeafAndNoOther) {
  const std::vector<std::string> leaves = NumberedLeaves(13);
  for (int64_t index = 0; index < 13; ++index) {
    const std::string file = MakeFile(index, std::nullopt);
    for (int64_t other = 0; other < 13; ++other) {
      EXPECT_THAT(
          Verdict(file, leaves[other]),
          IsOkAndHolds(other == index ? TlogProofVerdict::kValid
                                      : TlogProofVerdict::kNotIncluded));
    }
  }
}

TEST(TlogProofTest, FileHasTheLinesOfTheSpecification) {
  const std::string file = MakeFile(5, "more");
  EXPECT_THAT(file, StartsWith("c2sp.org/tlog-proof@v1\nextra bW9yZQ==\n"
                               "index 5\n"));
  EXPECT_THAT(file, HasSubstr("=\n\nexample.com/log\n13\n"));
  const auto proof = ParseTlogProof(file);
  ASSERT_THAT(proof, IsOk());
  EXPECT_THAT(proof->extra, Eq("more"));
  EXPECT_EQ(proof->index, 5);
  EXPECT_EQ(proof->hashes, NaivePath(5, NumberedLeaves(13)));
  EXPECT_EQ(FormatTlogProof(*proof), file);
  EXPECT_THAT(ParseTlogProof(MakeFile(5, std::nullopt))->extra,
              Eq(std::nullopt));
}

TEST(TlogProofTest, CosignaturesOfWitnessesDoNotDisturb) {
  const std::string file = MakeFile(5, std::nullopt) +
                           "\xe2\x80\x94 witness.example " +
                           absl::Base64Escape(std::string(76, 'w')) + "\n";
  EXPECT_THAT(Verdict(file, NumberedLeaves(13)[5]),
              IsOkAndHolds(TlogProofVerdict::kValid));
}

TEST(TlogProofTest, SaysWhyItIsNotValid) {
  const std::string leaf = NumberedLeaves(13)[5];
  const std::string file = MakeFile(5, std::nullopt);
  EXPECT_THAT(
      Verdict(absl::StrReplaceAll(file, {{"index 5", "index 6"}}), leaf),
      IsOkAndHolds(TlogProofVerdict::kNotIncluded));
  EXPECT_THAT(
      Verdict(absl::StrReplaceAll(file, {{"index 5", "index 13"}}), leaf),
      IsOkAndHolds(TlogProofVerdict::kNotIncluded));
  EXPECT_THAT(Verdict(absl::StrReplaceAll(file, {{"\n13\n", "\n14\n"}}), leaf),
              IsOkAndHolds(TlogProofVerdict::kSignatureInvalid));
  const auto proof = ParseTlogProof(file);
  ASSERT_THAT(proof, IsOk());
  EXPECT_THAT(VerifyTlogProof(*proof, leaf,
                              MakeTestNoteSigner(kOrigin, 'x').verifier()),
              IsOkAndHolds(TlogProofVerdict::kUnknownKey));
}

TEST(TlogProofTest, NoFlippedBitOfTheFileMakesAnotherValidProof) {
  const std::string leaf = NumberedLeaves(13)[5];
  const std::string file = MakeFile(5, std::nullopt);
  ASSERT_THAT(Verdict(file, leaf), IsOkAndHolds(TlogProofVerdict::kValid));
  for (size_t bit = 0; bit < 8 * file.size(); ++bit) {
    std::string damaged = file;
    damaged[bit / 8] ^= static_cast<char>(1 << bit % 8);
    const auto verdict = Verdict(damaged, leaf);
    EXPECT_FALSE(verdict.ok() && *verdict == TlogProofVerdict::kValid)
        << "bit " << bit;
  }
}

TEST(TlogProofTest, RefusesFilesThatAreNotWhole) {
  const std::string file = MakeFile(5, "more");
  for (size_t length = 0; length < file.size(); ++length) {
    EXPECT_THAT(ParseTlogProof(file.substr(0, length)),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN))
        << length;
  }
  for (const auto& [from, to] :
       {std::pair<std::string, std::string>("@v1", "@v2"),
        {"extra bW9yZQ==", "extra bW9yZQ"},
        {"extra bW9yZQ==\n", "extra bW9yZQ==\nextra bW9yZQ==\n"},
        {"extra bW9yZQ==\nindex 5\n", "index 5\nextra bW9yZQ==\n"},
        {"index 5", "index 05"},
        {"index 5", "index -5"},
        {"index 5", "index"},
        {"index 5\n", "index 5\nAAAA\n"},
        {"\n\nexample", "\nexample"}}) {
    EXPECT_THAT(ParseTlogProof(absl::StrReplaceAll(file, {{from, to}})),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN))
        << to;
  }
}

TEST(TlogProofTest, KeepsToItsLimits) {
  const std::string file = MakeFile(5, std::nullopt);
  TlogProofLimits limits;
  limits.max_hashes = 3;
  EXPECT_THAT(ParseTlogProof(file, limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
  limits.max_octets = static_cast<int>(file.size()) - 1;
  EXPECT_THAT(ParseTlogProof(file, limits),
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
}

}  // namespace
}  // namespace kepil
