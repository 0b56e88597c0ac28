#include "services/kepilctl/log_command.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepilctl/client.h"
#include "services/kepilctl/directory_log_source.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/published_keys.h"
#include "services/kepilctl/receipt_files.h"
#include "services/kepilctl/server_log_source.h"
#include "services/receipt/receipt_record.h"
#include "translog/checkpoint.h"
#include "translog/fsck.h"
#include "translog/merkle_hash.h"
#include "translog/proof.h"

namespace kepil {
namespace {

constexpr absl::Duration kPollInterval = absl::Milliseconds(200);

OptionSpec LogKeyOption() {
  return {"log-key", "FILE",
          "verifier key of the log; default: the one the server names"};
}

OptionSpec ActsOption() {
  return {"acts", "", "the log of officers' acts instead of the receipts log"};
}

v1::LogName LogOf(const Arguments& arguments) {
  return arguments.Has("acts") ? v1::LOG_NAME_ACTS : v1::LOG_NAME_RECEIPTS;
}

// The logs of a node are signed with one key, each under its own origin:
// <origin>/receipts and <origin>/acts.
absl::StatusOr<NoteVerifier> ActsVerifier(const NoteVerifier& receipts) {
  absl::string_view origin = receipts.name();
  if (!absl::ConsumeSuffix(&origin, "/receipts")) {
    return MalformedError("the acts log's key cannot be told: --log-key");
  }
  return NoteVerifier::Create(absl::StrCat(origin, "/acts"), receipts.key());
}

// `client` is nullptr where no server is asked.
absl::StatusOr<NoteVerifier> LogVerifier(const Arguments& arguments,
                                         Client* client) {
  if (arguments.Has("log-key")) {
    KEPIL_ASSIGN_OR_RETURN(const std::string octets,
                           ReadFileOctets(arguments.Get("log-key")));
    KEPIL_ASSIGN_OR_RETURN(const std::string vkey, ParseLogKey(octets));
    return NoteVerifier::FromVkey(vkey);
  }
  if (client == nullptr) {
    return MalformedError("--log-key is required");
  }
  KEPIL_ASSIGN_OR_RETURN(
      const v1::GetServiceInfoResponse info,
      client->Call(&v1::ValidationService::Stub::GetServiceInfo,
                   v1::GetServiceInfoRequest()));
  KEPIL_ASSIGN_OR_RETURN(NoteVerifier receipts,
                         NoteVerifier::FromVkey(info.receipts_log_vkey()));
  return arguments.Has("acts") ? ActsVerifier(receipts)
                               : absl::StatusOr<NoteVerifier>(receipts);
}

absl::string_view VerdictName(CheckpointVerdict verdict) {
  switch (verdict) {
    case CheckpointVerdict::kVerified:
      return "VERIFIED";
    case CheckpointVerdict::kUnknownKey:
      return "UNKNOWN_KEY";
    case CheckpointVerdict::kSignatureInvalid:
      return "SIGNATURE_INVALID";
    case CheckpointVerdict::kOtherOrigin:
      return "OTHER_ORIGIN";
  }
  return "";
}

// A checkpoint and what its signature said.
struct JudgedCheckpoint {
  SignedCheckpoint signed_checkpoint;
  CheckpointVerdict verdict = CheckpointVerdict::kUnknownKey;

  bool ok() const { return verdict == CheckpointVerdict::kVerified; }
  const Checkpoint& checkpoint() const { return signed_checkpoint.checkpoint; }
};

absl::StatusOr<JudgedCheckpoint> Judge(absl::string_view note,
                                       const NoteVerifier& verifier) {
  JudgedCheckpoint judged;
  KEPIL_ASSIGN_OR_RETURN(judged.signed_checkpoint, ParseCheckpoint(note));
  KEPIL_ASSIGN_OR_RETURN(judged.verdict,
                         VerifyCheckpoint(judged.signed_checkpoint, verifier));
  return judged;
}

Record CheckpointRecord(const JudgedCheckpoint& judged) {
  Record record;
  record.AddText("checkpoint", VerdictName(judged.verdict))
      .AddText("origin", judged.checkpoint().origin)
      .AddNumber("tree_size", judged.checkpoint().tree_size)
      .AddText("root_sha256", judged.checkpoint().root.hex());
  return record;
}

absl::StatusOr<ExitCode> ShowCheckpoint(const CommandContext& context) {
  KEPIL_RETURN_IF_ERROR(context.arguments.NoOperands());
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(const NoteVerifier verifier,
                         LogVerifier(context.arguments, client.get()));
  KEPIL_ASSIGN_OR_RETURN(
      const std::string note,
      ServerLogSource(*client, LogOf(context.arguments)).ReadCheckpoint());
  KEPIL_ASSIGN_OR_RETURN(const JudgedCheckpoint judged, Judge(note, verifier));
  if (context.console.format == OutputFormat::kText && judged.ok()) {
    context.console.out << note;
    return ExitCode::kYes;
  }
  PrintRecord(CheckpointRecord(judged).AddText("note", note), context.console);
  return judged.ok() ? ExitCode::kYes : ExitCode::kNo;
}

// One log of a server.
struct AskedLog {
  Client& client;
  v1::LogName name;
  ServerLogSource source() const { return ServerLogSource(client, name); }
};

// The newest checkpoint; one that covers `index` if it comes within the
// client's timeout.
absl::StatusOr<JudgedCheckpoint> CheckpointOver(int64_t index,
                                                const NoteVerifier& verifier,
                                                AskedLog log) {
  const absl::Time deadline = absl::Now() + log.client.timeout();
  while (true) {
    KEPIL_ASSIGN_OR_RETURN(const std::string note,
                           log.source().ReadCheckpoint());
    KEPIL_ASSIGN_OR_RETURN(JudgedCheckpoint judged, Judge(note, verifier));
    if (!judged.ok() || judged.checkpoint().tree_size > index ||
        absl::Now() + kPollInterval > deadline) {
      return judged;
    }
    absl::SleepFor(kPollInterval);
  }
}

// What is to be proved: a place in the log and the leaf that should be there.
struct ProvedLeaf {
  int64_t index = 0;
  std::optional<Digest> hash;  // nullopt: the one that the log holds there.
};

absl::StatusOr<ProvedLeaf> ProvedLeafOf(const std::string& operand,
                                        Client& client) {
  if (!IsReceiptId(operand)) {
    const absl::StatusOr<int64_t> index = ParseStrictDecimal(operand);
    if (!index.ok()) {
      return MalformedError("a receipt id or a log index is expected");
    }
    return ProvedLeaf{*index, std::nullopt};
  }
  v1::GetReceiptRequest request;
  request.set_receipt_id(operand);
  KEPIL_ASSIGN_OR_RETURN(
      const v1::GetReceiptResponse response,
      client.Call(&v1::ValidationService::Stub::GetReceipt, request));
  v1::ReceiptBody body;
  if (!body.ParseFromString(response.receipt().body()) || body.serial() < 1) {
    return FormatUnknownError("the receipt's body cannot be read");
  }
  return ProvedLeaf{body.serial() - 1,
                    LeafHash(ReceiptLeaf(body, response.receipt().body()))};
}

absl::StatusOr<Digest> LeafHashAt(int64_t index, int64_t tree_size,
                                  const LogSource& source) {
  const TileId id = TileAt(0, index / kTileWidth, tree_size);
  KEPIL_ASSIGN_OR_RETURN(const std::string octets, source.ReadEntryBundle(id));
  KEPIL_ASSIGN_OR_RETURN(const std::vector<std::string> entries,
                         DecodeEntryBundle(octets, id.width));
  return LeafHash(entries[static_cast<size_t>(index % kTileWidth)]);
}

absl::StatusOr<std::vector<Digest>> DigestsOf(
    const google::protobuf::RepeatedPtrField<std::string>& hashes) {
  std::vector<Digest> digests;
  for (const std::string& hash : hashes) {
    KEPIL_ASSIGN_OR_RETURN(const Digest digest, Digest::FromBytes(hash));
    digests.push_back(digest);
  }
  return digests;
}

absl::StatusOr<bool> IsIncluded(const ProvedLeaf& leaf,
                                const Checkpoint& checkpoint, AskedLog log) {
  v1::GetInclusionProofRequest request;
  request.set_log(log.name);
  request.set_index(leaf.index);
  request.set_tree_size(checkpoint.tree_size);
  KEPIL_ASSIGN_OR_RETURN(
      const v1::GetInclusionProofResponse response,
      log.client.Call(&v1::TransparencyService::Stub::GetInclusionProof,
                      request));
  InclusionProof proof;
  proof.index = leaf.index;
  proof.tree_size = checkpoint.tree_size;
  KEPIL_ASSIGN_OR_RETURN(proof.hashes, DigestsOf(response.hashes()));
  Digest hash;
  if (leaf.hash.has_value()) {
    hash = *leaf.hash;
  } else {
    KEPIL_ASSIGN_OR_RETURN(
        hash, LeafHashAt(leaf.index, checkpoint.tree_size, log.source()));
  }
  return VerifyInclusion(proof, hash, checkpoint.root);
}

// The tree of --old: of a size, as the server's tiles have it, or of a file
// with a checkpoint seen earlier.
absl::StatusOr<Checkpoint> OldTree(const std::string& old,
                                   const NoteVerifier& verifier,
                                   const LogSource& source) {
  Checkpoint tree;
  const absl::StatusOr<int64_t> size = ParseStrictDecimal(old);
  if (size.ok()) {
    tree.tree_size = *size;
    KEPIL_ASSIGN_OR_RETURN(tree.root, MakeRoot(*size, source));
    return tree;
  }
  KEPIL_ASSIGN_OR_RETURN(const std::string note, ReadFileOctets(old));
  KEPIL_ASSIGN_OR_RETURN(const JudgedCheckpoint judged, Judge(note, verifier));
  if (!judged.ok()) {
    return MalformedError(absl::StrCat("the checkpoint in ", old, ": ",
                                       VerdictName(judged.verdict)));
  }
  return judged.checkpoint();
}

absl::StatusOr<bool> IsConsistent(const Checkpoint& old_tree,
                                  const Checkpoint& checkpoint, AskedLog log) {
  if (old_tree.tree_size > checkpoint.tree_size) {
    return false;
  }
  v1::GetConsistencyProofRequest request;
  request.set_log(log.name);
  request.set_old_size(old_tree.tree_size);
  request.set_new_size(checkpoint.tree_size);
  ConsistencyProof proof;
  proof.old_size = old_tree.tree_size;
  proof.new_size = checkpoint.tree_size;
  if (checkpoint.tree_size > 0) {  // Zero would ask for the newest size.
    KEPIL_ASSIGN_OR_RETURN(
        const v1::GetConsistencyProofResponse response,
        log.client.Call(&v1::TransparencyService::Stub::GetConsistencyProof,
                        request));
    KEPIL_ASSIGN_OR_RETURN(proof.hashes, DigestsOf(response.hashes()));
  }
  return VerifyConsistency(proof, old_tree.root, checkpoint.root);
}

absl::StatusOr<ExitCode> Prove(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  if (arguments.operands().size() > 1 ||
      (arguments.operands().empty() && !arguments.Has("old"))) {
    return MalformedError("a receipt id, a log index or --old is expected");
  }
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(const NoteVerifier verifier,
                         LogVerifier(arguments, client.get()));
  const AskedLog log = {*client, LogOf(arguments)};
  std::optional<ProvedLeaf> leaf;
  if (!arguments.operands().empty()) {
    KEPIL_ASSIGN_OR_RETURN(leaf,
                           ProvedLeafOf(arguments.operands().front(), *client));
    if (arguments.Has("acts") && leaf->hash.has_value()) {
      return MalformedError("receipts stand in the receipts log");
    }
  }
  // A receipt is surely in the log soon; an index may never be.
  const bool waits = leaf.has_value() && leaf->hash.has_value();
  KEPIL_ASSIGN_OR_RETURN(
      const JudgedCheckpoint judged,
      CheckpointOver(waits ? leaf->index : -1, verifier, log));
  Record record = CheckpointRecord(judged);
  bool proved = judged.ok();
  if (proved && leaf.has_value()) {
    if (leaf->index >= judged.checkpoint().tree_size) {
      return MakeError(absl::StatusCode::kOutOfRange,
                       v1::ERROR_REASON_TREE_TOO_SMALL,
                       "the newest checkpoint does not cover this index");
    }
    KEPIL_ASSIGN_OR_RETURN(const bool included,
                           IsIncluded(*leaf, judged.checkpoint(), log));
    record.AddNumber("index", leaf->index).AddFlag("included", included);
    proved = included;
  }
  if (judged.ok() && arguments.Has("old")) {
    KEPIL_ASSIGN_OR_RETURN(
        const Checkpoint old_tree,
        OldTree(arguments.Get("old"), verifier, log.source()));
    KEPIL_ASSIGN_OR_RETURN(const bool consistent,
                           IsConsistent(old_tree, judged.checkpoint(), log));
    record.AddNumber("old_size", old_tree.tree_size)
        .AddFlag("consistent", consistent);
    proved = proved && consistent;
  }
  PrintRecord(record, context.console);
  return proved ? ExitCode::kYes : ExitCode::kNo;
}

absl::StatusOr<ExitCode> Fsck(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  KEPIL_RETURN_IF_ERROR(arguments.NoOperands());
  std::unique_ptr<Client> client;
  std::unique_ptr<LogSource> source;
  if (arguments.Has("dir")) {
    source = std::make_unique<DirectoryLogSource>(arguments.Get("dir"));
  } else {
    KEPIL_ASSIGN_OR_RETURN(client, Client::Create(context.settings));
    source = std::make_unique<ServerLogSource>(*client, LogOf(arguments));
  }
  KEPIL_ASSIGN_OR_RETURN(const NoteVerifier verifier,
                         LogVerifier(arguments, client.get()));
  FsckInput input{*source, verifier, std::nullopt, std::nullopt};
  if (arguments.Has("kept")) {
    KEPIL_ASSIGN_OR_RETURN(input.kept_checkpoint,
                           ReadFileOctets(arguments.Get("kept")));
  }
  KEPIL_ASSIGN_OR_RETURN(const FsckReport report, CheckLog(input));
  PrintRecord(Record()
                  .AddFlag("clean", report.clean())
                  .AddText("origin", verifier.name())
                  .AddNumber("tree_size", report.tree_size)
                  .AddNumber("leaves_hashed", report.leaves_hashed)
                  .AddNumber("difference_count", report.difference_count)
                  .AddList("differences", report.differences),
              context.console);
  return report.clean() ? ExitCode::kYes : ExitCode::kNo;
}

}  // namespace

std::vector<Command> LogCommands() {
  return {
      {"log checkpoint",
       "",
       "the newest signed note of the log, verified",
       {LogKeyOption(), ActsOption()},
       ShowCheckpoint},
      {"log prove",
       "RECEIPT|INDEX",
       "prove that the log holds it, or that it only grew since --old",
       {{"old", "SIZE|FILE", "earlier size, or a file with its checkpoint"},
        LogKeyOption(),
        ActsOption()},
       Prove},
      {"log fsck",
       "",
       "compute every hash again from the entries",
       {{"dir", "TILES", "a directory of tiles instead of the server"},
        {"kept", "FILE", "a checkpoint seen earlier that must fit"},
        LogKeyOption(),
        ActsOption()},
       Fsck},
  };
}

}  // namespace kepil
