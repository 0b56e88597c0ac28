// Checkpoints: what is read is written again octet by octet; nothing verifies
// under a log's key but what that log signed.

#include <set>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz_pki.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/log_fixture.h"
#include "translog/checkpoint.h"

namespace kepil {
namespace {

constexpr char kOrigin[] = "example.com/receipts";

Checkpoint SampleOf(int64_t size, std::vector<std::string> extensions) {
  Checkpoint checkpoint;
  checkpoint.origin = kOrigin;
  checkpoint.tree_size = size;
  checkpoint.root = Sha256("root");
  checkpoint.extensions = std::move(extensions);
  return checkpoint;
}

std::vector<FuzzSeed> Seeds() {
  const NoteSigner signer = MakeTestNoteSigner(kOrigin);
  std::vector<FuzzSeed> seeds;
  for (const Checkpoint& checkpoint :
       {SampleOf(4, {}), SampleOf(0, {}),
        SampleOf(int64_t{1} << 40, {"an extension", "another"})}) {
    seeds.push_back({*SignCheckpoint(checkpoint, signer), true});
  }
  // Signed by a witness as well, and by a witness alone.
  const std::string witness =
      *SignCheckpoint(SampleOf(4, {}), MakeTestNoteSigner("witness", 'w'));
  const size_t lines = witness.find("\n\n") + 2;
  seeds.push_back({seeds.front().octets + witness.substr(lines), true});
  seeds.push_back({witness, false});
  return seeds;
}

bool Run(absl::string_view input) {
  static const auto& signer = *new NoteSigner(MakeTestNoteSigner(kOrigin));
  static const auto& signed_texts = *new std::set<std::string>([] {
    std::set<std::string> texts;
    for (const FuzzSeed& seed : Seeds()) {
      texts.insert(ParseSignedNote(seed.octets)->text);
    }
    return texts;
  }());
  const auto note = ParseSignedNote(input);
  const auto checkpoint = ParseCheckpoint(input);
  KEPIL_FUZZ_CHECK(note.ok() || !checkpoint.ok());
  if (note.ok()) {
    KEPIL_FUZZ_CHECK(note->octets == input);
    const auto verdict = VerifyNote(*note, signer.verifier());
    KEPIL_FUZZ_CHECK(!verdict.ok() || *verdict != NoteVerdict::kVerified ||
                     signed_texts.count(note->text) != 0);
  }
  if (!checkpoint.ok()) {
    return false;
  }
  const auto written = FormatCheckpoint(checkpoint->checkpoint);
  KEPIL_FUZZ_CHECK(written.ok() && *written == note->text);
  const auto verdict = VerifyCheckpoint(*checkpoint, signer.verifier());
  return verdict.ok() && *verdict == CheckpointVerdict::kVerified;
}

}  // namespace

const FuzzTarget& ThisFuzzTarget() {
  static const auto& target =
      *new FuzzTarget{"checkpoint", FuzzGrammar::kLines, Seeds, Run, {}};
  return target;
}

}  // namespace kepil
