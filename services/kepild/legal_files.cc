#include "services/kepild/legal_files.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "google/protobuf/text_format.h"
#include "services/kepild/files.h"

namespace kepil {
namespace {

absl::Status InvalidError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONFIG_INVALID, message);
}

// The bytes of the message that stands in `file` as text.
template <typename Message>
absl::StatusOr<std::string> SourceOf(const std::string& file) {
  KEPIL_ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
  Message message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) {
    return InvalidError(
        absl::StrCat(file, ": not a ", Message::descriptor()->name()));
  }
  return message.SerializeAsString();
}

}  // namespace

absl::StatusOr<LegalRulesRef> ReadLegalRules(const config::v1::Rules& rules) {
  if (rules.rule_pack_file().empty() != rules.calendar_file().empty()) {
    return InvalidError("rules: rule_pack_file and calendar_file go together");
  }
  if (rules.rule_pack_file().empty()) {
    return LegalRulesRef();
  }
  KEPIL_ASSIGN_OR_RETURN(std::string pack,
                         SourceOf<v1::RulePack>(rules.rule_pack_file()));
  KEPIL_ASSIGN_OR_RETURN(std::string calendar,
                         SourceOf<v1::LegalCalendar>(rules.calendar_file()));
  // Each by itself first, so that the message names the file.
  const absl::Status pack_status = RulePack::Compile(pack).status();
  if (!pack_status.ok()) {
    return InvalidError(
        absl::StrCat(rules.rule_pack_file(), ": ", pack_status.message()));
  }
  const absl::Status calendar_status =
      LegalCalendar::Compile(calendar).status();
  if (!calendar_status.ok()) {
    return InvalidError(
        absl::StrCat(rules.calendar_file(), ": ", calendar_status.message()));
  }
  absl::StatusOr<LegalRulesRef> compiled =
      LegalRules::Compile(std::move(pack), std::move(calendar));
  if (!compiled.ok()) {
    return InvalidError(absl::StrCat(rules.rule_pack_file(), ": ",
                                     compiled.status().message()));
  }
  return compiled;
}

}  // namespace kepil
