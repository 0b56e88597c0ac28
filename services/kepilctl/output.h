#ifndef KEPIL_SERVICES_KEPILCTL_OUTPUT_H_
#define KEPIL_SERVICES_KEPILCTL_OUTPUT_H_

#include <cstdint>
#include <ostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace kepil {

enum class OutputFormat { kText, kJson };

// Where things go: results to `out`, progress and complaints to `err`.
struct Console {
  std::ostream& out;
  std::ostream& err;
  bool err_is_terminal = false;
  OutputFormat format = OutputFormat::kText;
};

// Record is one result: named values in order. Text and JSON say the same.
class Record {
 public:
  using Value =
      std::variant<std::string, int64_t, bool, std::vector<std::string>>;

  Record& AddText(absl::string_view name, absl::string_view value);
  Record& AddNumber(absl::string_view name, int64_t value);
  Record& AddFlag(absl::string_view name, bool value);
  Record& AddList(absl::string_view name, std::vector<std::string> value);

  const std::vector<std::pair<std::string, Value>>& fields() const {
    return fields_;
  }

 private:
  std::vector<std::pair<std::string, Value>> fields_;
};

// A JSON string literal (RFC 8259) in ASCII but for valid UTF-8; octets that
// are no UTF-8 become U+FFFD each.
std::string JsonString(absl::string_view text);
// `text` for a terminal: controls, invalid UTF-8 and characters that turn the
// direction of writing are escaped, so that a name in a certificate cannot
// forge a line.
std::string PrintableText(absl::string_view text);

// One object and a line feed.
std::string JsonLine(const Record& record);
// "name: value" lines, values aligned; empty values as "-".
std::string TextBlock(const Record& record);
// A heading of the first record's names and one line per record.
std::string TextTable(absl::Span<const Record> records);

// Writes to console.out in its format; `records` as a table or line by line.
void PrintRecord(const Record& record, Console& console);
void PrintRecords(absl::Span<const Record> records, Console& console);
// Writes "kepilctl: text" to console.err.
void Complain(absl::string_view text, Console& console);

// "RECEIPT_UNKNOWN", or the code's name for a status without a reason.
std::string ErrorWord(const absl::Status& status);
// ErrorWord and the message, printable.
std::string ErrorText(const absl::Status& status);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_OUTPUT_H_
