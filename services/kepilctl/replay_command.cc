#include "services/kepilctl/replay_command.h"

#include <memory>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepilctl/client.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/verdict_rows.h"
#include "services/receipt/replay.h"

namespace kepil {
namespace {

// The bundle's octets and what rows call it.
struct NamedBundle {
  std::string name, octets;
};

absl::StatusOr<NamedBundle> BundleFrom(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  NamedBundle bundle;
  if (arguments.Has("bundle")) {
    KEPIL_RETURN_IF_ERROR(arguments.NoOperands());
    bundle.name = arguments.Get("bundle");
    KEPIL_ASSIGN_OR_RETURN(bundle.octets, ReadFileOctets(bundle.name));
    return bundle;
  }
  KEPIL_ASSIGN_OR_RETURN(bundle.name,
                         arguments.OneOperand("receipt id or --bundle"));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  KEPIL_ASSIGN_OR_RETURN(bundle.octets, client->ExportEvidence(bundle.name));
  return bundle;
}

ExitCode Report(const NamedBundle& bundle, const Replay& replay,
                const SignerNames& names, Console& console) {
  std::vector<Outcome> outcomes;
  for (const VerdictRow& row :
       VerdictRows(bundle.name, replay.verdict, names)) {
    PrintRow(row, console);
    outcomes.push_back(row.outcome);
  }
  if (!replay.compared) {
    return ExitCodeOf(outcomes);
  }
  const bool identical = replay.first_difference.empty();
  if (console.format == OutputFormat::kJson) {
    PrintRecord(Record()
                    .AddText("file", bundle.name)
                    .AddFlag("identical", identical)
                    .AddText("first_difference", replay.first_difference),
                console);
  } else if (identical) {
    console.out << "identical\n";
  } else {
    console.out << "differs: " << PrintableText(replay.first_difference)
                << "\n";
  }
  return identical ? ExitCode::kYes : ExitCode::kNo;
}

absl::StatusOr<ExitCode> RunReplay(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  KEPIL_ASSIGN_OR_RETURN(const NamedBundle named, BundleFrom(context));
  if (arguments.Has("save")) {
    KEPIL_RETURN_IF_ERROR(WriteFileOctets(arguments.Get("save"), named.octets));
  }
  v1::EvidenceBundle bundle;
  if (!bundle.ParseFromString(named.octets)) {
    return FormatUnknownError("not an evidence bundle");
  }
  std::optional<std::string> signature;
  std::optional<std::string> content;
  ReplayInput input{bundle, std::nullopt, std::nullopt};
  if (arguments.Has("signature")) {
    KEPIL_ASSIGN_OR_RETURN(signature,
                           ReadFileOctets(arguments.Get("signature")));
    input.signature = *signature;
  }
  if (arguments.Has("content")) {
    KEPIL_ASSIGN_OR_RETURN(content, ReadFileOctets(arguments.Get("content")));
    input.content = *content;
  }
  KEPIL_ASSIGN_OR_RETURN(const Replay replay, ReplayBundle(input));
  const SignerNames names =
      SignerNamesOf(input.signature.value_or(bundle.signature()));
  return Report(named, replay, names, context.console);
}

}  // namespace

Command ReplayCommand() {
  return {"replay",
          "RECEIPT | --bundle FILE",
          "judge again from the kept evidence and compare",
          {{"bundle", "FILE", "a saved bundle instead of a receipt id"},
           {"signature", "FILE", "the signature, if the bundle lacks it"},
           {"content", "FILE", "the content instead of its digests"},
           {"save", "FILE", "keep the bundle"}},
          RunReplay};
}

}  // namespace kepil
