#include "translog/checkpoint.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr size_t kMandatoryLines = 3;

bool IsLine(absl::string_view line) {
  return !line.empty() && line.find('\n') == absl::string_view::npos;
}

absl::StatusOr<Checkpoint> ParseText(absl::string_view text) {
  text.remove_suffix(1);  // The last newline, which every note text has.
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  if (lines.size() < kMandatoryLines) {
    return FormatUnknownError("checkpoint: fewer than three lines");
  }
  for (absl::string_view line : lines) {
    if (line.empty()) {
      return FormatUnknownError("checkpoint: empty line");
    }
  }
  Checkpoint checkpoint;
  checkpoint.origin = std::string(lines[0]);
  KEPIL_ASSIGN_OR_RETURN(checkpoint.tree_size, ParseStrictDecimal(lines[1]));
  KEPIL_ASSIGN_OR_RETURN(const std::string root, DecodeStrictBase64(lines[2]));
  if (root.size() != Digest::kSize) {
    return FormatUnknownError("checkpoint: root is not 32 octets");
  }
  KEPIL_ASSIGN_OR_RETURN(checkpoint.root, Digest::FromBytes(root));
  for (size_t i = kMandatoryLines; i < lines.size(); ++i) {
    checkpoint.extensions.emplace_back(lines[i]);
  }
  return checkpoint;
}

}  // namespace

absl::StatusOr<std::string> FormatCheckpoint(const Checkpoint& checkpoint) {
  if (checkpoint.tree_size < 0 || !IsLine(checkpoint.origin)) {
    return MalformedError("checkpoint: no size or no origin");
  }
  std::string text =
      absl::StrCat(checkpoint.origin, "\n", checkpoint.tree_size, "\n",
                   absl::Base64Escape(checkpoint.root.bytes()), "\n");
  for (const std::string& extension : checkpoint.extensions) {
    if (!IsLine(extension)) {
      return MalformedError("checkpoint: extension is not one line");
    }
    absl::StrAppend(&text, extension, "\n");
  }
  return text;
}

absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint,
                                           const NoteSigner& signer) {
  KEPIL_ASSIGN_OR_RETURN(const std::string text, FormatCheckpoint(checkpoint));
  return signer.Sign(text);
}

absl::StatusOr<SignedCheckpoint> ParseCheckpoint(absl::string_view octets,
                                                 const NoteLimits& limits) {
  SignedCheckpoint result;
  KEPIL_ASSIGN_OR_RETURN(result.note, ParseSignedNote(octets, limits));
  KEPIL_ASSIGN_OR_RETURN(result.checkpoint, ParseText(result.note.text));
  return result;
}

absl::StatusOr<CheckpointVerdict> VerifyCheckpoint(
    const SignedCheckpoint& checkpoint, const NoteVerifier& verifier) {
  KEPIL_ASSIGN_OR_RETURN(const NoteVerdict verdict,
                         VerifyNote(checkpoint.note, verifier));
  switch (verdict) {
    case NoteVerdict::kVerified:
      return checkpoint.checkpoint.origin == verifier.name()
                 ? CheckpointVerdict::kVerified
                 : CheckpointVerdict::kOtherOrigin;
    case NoteVerdict::kUnknownKey:
      return CheckpointVerdict::kUnknownKey;
    case NoteVerdict::kSignatureInvalid:
      break;
  }
  return CheckpointVerdict::kSignatureInvalid;
}

absl::StatusOr<int64_t> ParseStrictDecimal(absl::string_view text) {
  int64_t value = 0;
  if (text.find_first_not_of("0123456789") != absl::string_view::npos ||
      (text.size() > 1 && text[0] == '0') || !absl::SimpleAtoi(text, &value)) {
    return FormatUnknownError("not a decimal number in its one form");
  }
  return value;
}

}  // namespace kepil
