#ifndef KEPIL_SERVICES_KEPILCTL_ARGUMENTS_H_
#define KEPIL_SERVICES_KEPILCTL_ARGUMENTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace kepil {

// One option of a command: "--name VALUE" or, without a value, "--name".
struct OptionSpec {
  std::string name;   // Without the dashes.
  std::string value;  // What the value is called in help; "": a flag.
  std::string help;
};

struct NumberRange {
  int64_t otherwise = 0;  // If the option is not given.
  int64_t least = 0;
  int64_t most = 0;
};

// Arguments are the words after a command's name, read strictly: an option that
// the command does not have, one given twice, a value that is missing or empty
// or one too many is INVALID_ARGUMENT/REQUEST_MALFORMED. "--name=VALUE" and
// "--name VALUE" mean the same; "--" ends the options.
class Arguments {
 public:
  static absl::StatusOr<Arguments> Parse(absl::Span<const std::string> words,
                                         absl::Span<const OptionSpec> options);

  const std::vector<std::string>& operands() const { return operands_; }
  bool Has(absl::string_view name) const { return Find(name).has_value(); }
  std::optional<std::string> Find(absl::string_view name) const;
  // The value, or "".
  std::string Get(absl::string_view name) const {
    return Find(name).value_or("");
  }
  // INVALID_ARGUMENT/REQUEST_MALFORMED, here and below, with the name in the
  // message.
  absl::StatusOr<std::string> Require(absl::string_view name) const;
  absl::StatusOr<int64_t> GetNumber(absl::string_view name,
                                    const NumberRange& range) const;
  // The only operand, called `what` in the complaint.
  absl::StatusOr<std::string> OneOperand(absl::string_view what) const;
  absl::Status NoOperands() const;

 private:
  Arguments() = default;

  std::map<std::string, std::string> values_;  // Flags: "".
  std::vector<std::string> operands_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_ARGUMENTS_H_
