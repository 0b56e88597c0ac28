#include "translog/tlog_proof.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "translog/merkle_hash.h"
#include "translog/proof.h"

namespace kepil {
namespace {

constexpr absl::string_view kHeader = "c2sp.org/tlog-proof@v1";

// Takes one line off `rest`, without its newline.
absl::StatusOr<absl::string_view> TakeLine(absl::string_view& rest) {
  const size_t end = rest.find('\n');
  if (end == absl::string_view::npos) {
    return FormatUnknownError("tlog proof ends too early");
  }
  const absl::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

absl::StatusOr<Digest> ParseHash(absl::string_view line) {
  KEPIL_ASSIGN_OR_RETURN(const std::string octets, DecodeStrictBase64(line));
  if (octets.size() != Digest::kSize) {
    return FormatUnknownError("tlog proof: hash is not 32 octets");
  }
  return Digest::FromBytes(octets);
}

}  // namespace

std::string FormatTlogProof(const TlogProof& proof) {
  std::string file = absl::StrCat(kHeader, "\n");
  if (proof.extra.has_value()) {
    absl::StrAppend(&file, "extra ", absl::Base64Escape(*proof.extra), "\n");
  }
  absl::StrAppend(&file, "index ", proof.index, "\n");
  for (const Digest& hash : proof.hashes) {
    absl::StrAppend(&file, absl::Base64Escape(hash.bytes()), "\n");
  }
  absl::StrAppend(&file, "\n", proof.checkpoint.note.octets);
  return file;
}

absl::StatusOr<TlogProof> ParseTlogProof(absl::string_view octets,
                                         const TlogProofLimits& limits) {
  if (octets.size() > static_cast<size_t>(limits.max_octets)) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                     "tlog proof is too large");
  }
  TlogProof proof;
  KEPIL_ASSIGN_OR_RETURN(absl::string_view line, TakeLine(octets));
  if (line != kHeader) {
    return FormatUnknownError("not a tlog proof");
  }
  KEPIL_ASSIGN_OR_RETURN(line, TakeLine(octets));
  if (absl::ConsumePrefix(&line, "extra ")) {
    KEPIL_ASSIGN_OR_RETURN(proof.extra, DecodeStrictBase64(line));
    KEPIL_ASSIGN_OR_RETURN(line, TakeLine(octets));
  }
  if (!absl::ConsumePrefix(&line, "index ")) {
    return FormatUnknownError("tlog proof: no index");
  }
  KEPIL_ASSIGN_OR_RETURN(proof.index, ParseStrictDecimal(line));
  KEPIL_ASSIGN_OR_RETURN(line, TakeLine(octets));
  while (!line.empty()) {
    if (proof.hashes.size() >= static_cast<size_t>(limits.max_hashes)) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_CONTAINER_LIMIT,
                       "tlog proof has too many hashes");
    }
    KEPIL_ASSIGN_OR_RETURN(Digest hash, ParseHash(line));
    proof.hashes.push_back(hash);
    KEPIL_ASSIGN_OR_RETURN(line, TakeLine(octets));
  }
  KEPIL_ASSIGN_OR_RETURN(proof.checkpoint, ParseCheckpoint(octets));
  return proof;
}

absl::StatusOr<TlogProofVerdict> VerifyTlogProof(const TlogProof& proof,
                                                 absl::string_view leaf,
                                                 const NoteVerifier& verifier) {
  KEPIL_ASSIGN_OR_RETURN(const CheckpointVerdict verdict,
                         VerifyCheckpoint(proof.checkpoint, verifier));
  switch (verdict) {
    case CheckpointVerdict::kUnknownKey:
      return TlogProofVerdict::kUnknownKey;
    case CheckpointVerdict::kSignatureInvalid:
      return TlogProofVerdict::kSignatureInvalid;
    case CheckpointVerdict::kOtherOrigin:
      return TlogProofVerdict::kOtherOrigin;
    case CheckpointVerdict::kVerified:
      break;
  }
  const Checkpoint& checkpoint = proof.checkpoint.checkpoint;
  InclusionProof inclusion;
  inclusion.index = proof.index;
  inclusion.tree_size = checkpoint.tree_size;
  inclusion.hashes = proof.hashes;
  return VerifyInclusion(inclusion, LeafHash(leaf), checkpoint.root)
             ? TlogProofVerdict::kValid
             : TlogProofVerdict::kNotIncluded;
}

}  // namespace kepil
