#ifndef KEPIL_SERVICES_KEPILCTL_USAGE_ARGUMENTS_H_
#define KEPIL_SERVICES_KEPILCTL_USAGE_ARGUMENTS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "kepil/v1/receipt.pb.h"
#include "services/kepilctl/arguments.h"

namespace kepil {

// Options that say what a document is for and under which law, and what the
// signing system found of the signer's authority.
std::vector<OptionSpec> UsageOptions();

// What they say; all of them may be absent. INVALID_ARGUMENT/REQUEST_MALFORMED
// for an unknown authority or a time that is none.
absl::StatusOr<v1::UsageContext> UsageFrom(const Arguments& arguments);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_USAGE_ARGUMENTS_H_
