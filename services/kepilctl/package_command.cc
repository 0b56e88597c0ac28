#include "services/kepilctl/package_command.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/published_keys.h"
#include "services/kepilctl/time_text.h"
#include "services/receipt/authority_package_check.h"
#include "translog/signed_note.h"

namespace kepil {
namespace {

// The key of the log of acts: the one given, or, if that is the key of the
// receipts log of the same node, the same key under the other origin.
absl::StatusOr<std::string> ActsKeyIn(const std::string& path) {
  KEPIL_ASSIGN_OR_RETURN(const std::string octets, ReadFileOctets(path));
  KEPIL_ASSIGN_OR_RETURN(std::string vkey, ParseLogKey(octets));
  KEPIL_ASSIGN_OR_RETURN(const NoteVerifier given,
                         NoteVerifier::FromVkey(vkey));
  absl::string_view origin = given.name();
  if (!absl::ConsumeSuffix(&origin, "/receipts")) {
    return vkey;
  }
  KEPIL_ASSIGN_OR_RETURN(
      const NoteVerifier acts,
      NoteVerifier::Create(absl::StrCat(origin, "/acts"), given.key()));
  return acts.vkey();
}

absl::StatusOr<ExitCode> Examine(const CommandContext& context) {
  if (context.arguments.operands().size() != 1 ||
      !context.arguments.Has("log-key")) {
    return MalformedError("one package and --log-key are expected");
  }
  KEPIL_ASSIGN_OR_RETURN(const std::string vkey,
                         ActsKeyIn(context.arguments.Get("log-key")));
  KEPIL_ASSIGN_OR_RETURN(const std::string octets,
                         ReadFileOctets(context.arguments.operands().front()));
  const AuthorityPackageReport report = CheckAuthorityPackage(octets, vkey);
  std::vector<std::string> problems;
  for (const PackageProblem problem : report.problems) {
    problems.emplace_back(PackageProblemName(problem));
  }
  const v1::AuthorityPackage& package = report.package;
  Record record;
  record.AddText("authority", package.authority().id())
      .AddText("archived_at", package.authority().has_archived_at()
                                  ? TimeText(package.authority().archived_at())
                                  : "")
      .AddNumber("acts", package.acts_size())
      .AddNumber("certificates", package.certificates_size())
      .AddNumber("crls", package.crls_size())
      .AddNumber("crls_left_out", package.crls_left_out())
      .AddList("problems", problems);
  PrintRecord(record, context.console);
  return problems.empty() ? ExitCode::kYes : ExitCode::kNo;
}

}  // namespace

Command PackageCommand() {
  return {"ca examine",
          "FILE",
          "check the package of an archived authority, offline",
          {{"log-key", "FILE",
            "verifier key of the log of acts, or of the receipts log of the "
            "same node"}},
          Examine};
}

}  // namespace kepil
