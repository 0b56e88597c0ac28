#include "services/kepilctl/arguments.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace kepil {
namespace {

const OptionSpec* FindSpec(absl::Span<const OptionSpec> options,
                           absl::string_view name) {
  for (const OptionSpec& option : options) {
    if (option.name == name) {
      return &option;
    }
  }
  return nullptr;
}

bool IsOption(absl::string_view word) {
  return word.size() > 1 && word.front() == '-';
}

}  // namespace

absl::StatusOr<Arguments> Arguments::Parse(
    absl::Span<const std::string> words, absl::Span<const OptionSpec> options) {
  Arguments result;
  for (size_t i = 0; i < words.size(); ++i) {
    const absl::string_view word = words[i];
    if (word == "--") {
      result.operands_.insert(result.operands_.end(), words.begin() + i + 1,
                              words.end());
      break;
    }
    if (!IsOption(word)) {
      result.operands_.emplace_back(word);
      continue;
    }
    const size_t equals = word.find('=');
    const bool attached = equals != absl::string_view::npos;
    const absl::string_view name =
        absl::StartsWith(word, "--")
            ? word.substr(2, attached ? equals - 2 : equals)
            : absl::string_view();
    const OptionSpec* spec = FindSpec(options, name);
    if (name.empty() || spec == nullptr) {
      return MalformedError(absl::StrCat("unknown option ", word));
    }
    std::string value;
    if (spec->value.empty()) {
      if (attached) {
        return MalformedError(absl::StrCat("--", name, " takes no value"));
      }
    } else if (attached) {
      value = std::string(word.substr(equals + 1));
    } else if (i + 1 < words.size() && !IsOption(words[i + 1])) {
      value = words[++i];
    }
    if (!spec->value.empty() && value.empty()) {
      return MalformedError(
          absl::StrCat("--", name, " needs a value: ", spec->value));
    }
    if (!result.values_.emplace(name, value).second) {
      return MalformedError(absl::StrCat("--", name, " is given twice"));
    }
  }
  return result;
}

std::optional<std::string> Arguments::Find(absl::string_view name) const {
  const auto found = values_.find(std::string(name));
  if (found == values_.end()) {
    return std::nullopt;
  }
  return found->second;
}

absl::StatusOr<std::string> Arguments::Require(absl::string_view name) const {
  std::optional<std::string> value = Find(name);
  if (!value.has_value()) {
    return MalformedError(absl::StrCat("--", name, " is required"));
  }
  return *std::move(value);
}

absl::StatusOr<int64_t> Arguments::GetNumber(absl::string_view name,
                                             const NumberRange& range) const {
  const std::optional<std::string> value = Find(name);
  if (!value.has_value()) {
    return range.otherwise;
  }
  int64_t number = 0;
  if (!absl::SimpleAtoi(*value, &number) || number < range.least ||
      number > range.most) {
    return MalformedError(absl::StrCat("--", name, " is a number from ",
                                       range.least, " to ", range.most));
  }
  return number;
}

absl::StatusOr<std::string> Arguments::OneOperand(
    absl::string_view what) const {
  if (operands_.size() != 1) {
    return MalformedError(absl::StrCat("exactly one ", what, " is expected"));
  }
  return operands_.front();
}

absl::Status Arguments::NoOperands() const {
  return operands_.empty() ? absl::OkStatus()
                           : MalformedError(absl::StrCat("unexpected argument ",
                                                         operands_.front()));
}

}  // namespace kepil
