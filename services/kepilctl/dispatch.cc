#include "services/kepilctl/dispatch.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace kepil {
namespace {

using Words = absl::Span<const std::string>;

bool AsksForHelp(Words words) {
  const auto* const end = std::find(words.begin(), words.end(), "--");
  return std::any_of(words.begin(), end, [](const std::string& word) {
    return word == "--help" || word == "-h";
  });
}

bool StartsWithName(Words words, const std::vector<std::string>& name) {
  return words.size() >= name.size() &&
         std::equal(name.begin(), name.end(), words.begin());
}

// The command and how many words its name has.
struct Found {
  const Command* command = nullptr;
  size_t words = 0;
};

Found FindCommand(Words words, absl::Span<const Command> commands) {
  Found found;
  for (const Command& command : commands) {
    const std::vector<std::string> name = absl::StrSplit(command.name, ' ');
    if (name.size() > found.words && StartsWithName(words, name)) {
      found = {&command, name.size()};
    }
  }
  return found;
}

std::string OptionLines(absl::Span<const OptionSpec> options) {
  size_t width = 0;
  std::vector<std::string> heads;
  for (const OptionSpec& option : options) {
    heads.push_back(absl::StrCat(
        "--", option.name, option.value.empty() ? "" : " ", option.value));
    width = std::max(width, heads.back().size());
  }
  std::string out;
  for (size_t i = 0; i < heads.size(); ++i) {
    absl::StrAppend(&out, "  ", heads[i],
                    std::string(width - heads[i].size() + 2, ' '),
                    options[i].help, "\n");
  }
  return out;
}

std::string CommandHelp(const Command& command) {
  return absl::StrCat(
      "kepilctl ", command.name, command.parameters.empty() ? "" : " ",
      command.parameters, "\n  ", command.summary, "\n\n",
      OptionLines(command.options), command.options.empty() ? "" : "\n",
      "Always:\n", OptionLines(CommonOptions()));
}

// Of all commands, or of those whose first word is `noun`.
std::string TableHelp(absl::Span<const Command> commands,
                      absl::string_view noun) {
  std::string out = "kepilctl COMMAND ... ; kepilctl COMMAND --help\n\n";
  for (const Command& command : commands) {
    if (noun.empty() ||
        absl::StartsWith(command.name, absl::StrCat(noun, " "))) {
      absl::StrAppend(&out, "  ", command.name,
                      command.parameters.empty() ? "" : " ", command.parameters,
                      "\n      ", command.summary, "\n");
    }
  }
  absl::StrAppend(&out,
                  "\nExit code: 0 yes or all valid, 1 no or some not valid, "
                  "2 no answer.\n");
  return out;
}

ExitCode RunCommand(const Command& command, Words words,
                    const std::map<std::string, std::string>& environment,
                    Console& console) {
  std::vector<OptionSpec> options = command.options;
  options.insert(options.end(), CommonOptions().begin(), CommonOptions().end());
  const absl::StatusOr<Arguments> arguments = Arguments::Parse(words, options);
  if (!arguments.ok()) {
    Complain(absl::StrCat(PrintableText(arguments.status().message()),
                          "; see kepilctl ", command.name, " --help"),
             console);
    return ExitCode::kNoAnswer;
  }
  const absl::StatusOr<Settings> settings =
      SettingsFrom(*arguments, environment);
  if (!settings.ok()) {
    Complain(ErrorText(settings.status()), console);
    return ExitCode::kNoAnswer;
  }
  console.format = settings->format;
  const absl::StatusOr<ExitCode> code =
      command.run({*arguments, *settings, console});
  if (!code.ok()) {
    Complain(ErrorText(code.status()), console);
    return ExitCode::kNoAnswer;
  }
  return *code;
}

}  // namespace

ExitCode Dispatch(absl::Span<const std::string> words,
                  absl::Span<const Command> commands,
                  const std::map<std::string, std::string>& environment,
                  Console& console) {
  const Found found = FindCommand(words, commands);
  if (found.command != nullptr) {
    if (AsksForHelp(words)) {
      console.out << CommandHelp(*found.command);
      return ExitCode::kYes;
    }
    return RunCommand(*found.command, words.subspan(found.words), environment,
                      console);
  }
  const bool named = !words.empty() && !absl::StartsWith(words[0], "-");
  const std::string help = TableHelp(commands, named ? words[0] : "");
  if (AsksForHelp(words)) {
    console.out << help;
    return ExitCode::kYes;
  }
  console.err << help;
  if (!words.empty()) {
    Complain(absl::StrCat("no such command: ",
                          PrintableText(absl::StrJoin(words, " "))),
             console);
  }
  return ExitCode::kNoAnswer;
}

}  // namespace kepil
