// Proofs: a proof file is read and written octet by octet; a leaf that is in a
// log once is proved at its own index by its own hashes alone; what is in no
// log is never proved. Inputs that start with "C" are hashes of a consistency
// proof, those with "I" of an inclusion proof, to be taken for a right one.

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "base/status_macros.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/naive_merkle.h"
#include "translog/log_reader.h"
#include "translog/merkle_hash.h"
#include "translog/proof.h"
#include "translog/tlog_proof.h"

namespace kepil {
namespace {

constexpr char kOrigin[] = "example.com/receipts";
constexpr int64_t kLeaves = 300;  // More than one tile.
constexpr int64_t kOldLeaves = 77;
constexpr int64_t kIndex = 42;

const std::vector<std::string>& Leaves() {
  static const auto& leaves =
      *new std::vector<std::string>(NumberedLeaves(kLeaves));
  return leaves;
}
absl::Span<const std::string> OldLeaves() {
  return absl::MakeConstSpan(Leaves()).first(kOldLeaves);
}

std::string Join(const std::vector<Digest>& hashes) {
  std::string octets;
  for (const Digest& hash : hashes) {
    octets += std::string(hash.bytes());
  }
  return octets;
}
std::vector<Digest> Split(absl::string_view octets) {
  std::vector<Digest> hashes;
  while (octets.size() >= Digest::kSize) {
    hashes.push_back(*Digest::FromBytes(octets.substr(0, Digest::kSize)));
    octets.remove_prefix(Digest::kSize);
  }
  return hashes;
}

std::string ProofFile(int64_t index, const std::optional<std::string>& extra) {
  MemoryLogStorage storage;
  MemoryLogAnchor anchor;
  PublishLeaves(storage, anchor, MakeTestNoteSigner(kOrigin), Leaves());
  const auto proof = LogReader(storage).MakeTlogProof(index, extra);
  KEPIL_CHECK(proof.ok());
  return FormatTlogProof(*proof);
}

std::vector<FuzzSeed> Seeds() {
  return {{ProofFile(kIndex, std::nullopt), true},
          {ProofFile(kIndex, std::string("extra")), true},
          {ProofFile(kLeaves - 1, std::nullopt), false},
          {"I" + Join(NaivePath(kIndex, Leaves())), true},
          {"C" + Join(NaiveConsistency(kOldLeaves, Leaves())), true}};
}

bool RunInclusion(absl::string_view octets) {
  static const Digest root = NaiveRoot(Leaves());
  static const auto& path =
      *new std::vector<Digest>(NaivePath(kIndex, Leaves()));
  InclusionProof proof;
  proof.index = kIndex;
  proof.tree_size = kLeaves;
  proof.hashes = Split(octets);
  const bool proved = VerifyInclusion(proof, LeafHash(Leaves()[kIndex]), root);
  KEPIL_FUZZ_CHECK(proved == (proof.hashes == path));
  KEPIL_FUZZ_CHECK(!VerifyInclusion(proof, LeafHash("in no log"), root));
  return proved;
}

bool RunConsistency(absl::string_view octets) {
  static const Digest root = NaiveRoot(Leaves());
  static const Digest old_root = NaiveRoot(OldLeaves());
  static const auto& right =
      *new std::vector<Digest>(NaiveConsistency(kOldLeaves, Leaves()));
  ConsistencyProof proof;
  proof.old_size = kOldLeaves;
  proof.new_size = kLeaves;
  proof.hashes = Split(octets);
  const bool proved = VerifyConsistency(proof, old_root, root);
  KEPIL_FUZZ_CHECK(proved == (proof.hashes == right));
  KEPIL_FUZZ_CHECK(!VerifyConsistency(proof, Sha256("another root"), root));
  return proved;
}

bool Run(absl::string_view input) {
  if (absl::StartsWith(input, "I")) {
    return RunInclusion(input.substr(1));
  }
  if (absl::StartsWith(input, "C")) {
    return RunConsistency(input.substr(1));
  }
  static const auto& signer = *new NoteSigner(MakeTestNoteSigner(kOrigin));
  static const auto& path =
      *new std::vector<Digest>(NaivePath(kIndex, Leaves()));
  const auto proof = ParseTlogProof(input);
  if (!proof.ok()) {
    return false;
  }
  KEPIL_FUZZ_CHECK(FormatTlogProof(*proof) == input);
  const auto other = VerifyTlogProof(*proof, "in no log", signer.verifier());
  KEPIL_FUZZ_CHECK(other.ok() && *other != TlogProofVerdict::kValid);
  const auto verdict =
      VerifyTlogProof(*proof, Leaves()[kIndex], signer.verifier());
  KEPIL_FUZZ_CHECK(verdict.ok());
  if (*verdict != TlogProofVerdict::kValid) {
    return false;
  }
  KEPIL_FUZZ_CHECK(proof->index == kIndex && proof->hashes == path);
  KEPIL_FUZZ_CHECK(proof->checkpoint.checkpoint.tree_size == kLeaves);
  return true;
}

}  // namespace

const FuzzTarget& ThisFuzzTarget() {
  static const auto& target =
      *new FuzzTarget{"tlog_proof", FuzzGrammar::kLines, Seeds, Run, {}};
  return target;
}

}  // namespace kepil
