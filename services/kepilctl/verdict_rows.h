#ifndef KEPIL_SERVICES_KEPILCTL_VERDICT_ROWS_H_
#define KEPIL_SERVICES_KEPILCTL_VERDICT_ROWS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/validation/conclusion.h"
#include "kepil/v1/receipt.pb.h"
#include "services/kepilctl/command.h"
#include "services/kepilctl/output.h"
#include "services/kepilctl/signer_names.h"

namespace kepil {

// What is said about one signature, or about a file without a verdict.
struct VerdictRow {
  Outcome outcome = Outcome::kNoVerdict;
  Record record;     // For JSON.
  std::string line;  // For people; without a line feed.
};

// One row per signature of a receipt. A body without signatures gives one row
// that says so.
std::vector<VerdictRow> VerdictRows(absl::string_view file,
                                    const v1::ReceiptBody& body,
                                    const SignerNames& names);
// A file, or a server, that gave no answer.
VerdictRow ErrorRow(absl::string_view file, const absl::Status& status);

// "VALID", "NOT_VALID", "NO_VERDICT".
absl::string_view OutcomeName(Outcome outcome);
// kNo if any is not valid, else kNoAnswer if any has no verdict, else kYes.
// Nothing at all is no answer.
ExitCode ExitCodeOf(absl::Span<const Outcome> outcomes);

void PrintRow(const VerdictRow& row, Console& console);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_VERDICT_ROWS_H_
