#ifndef KEPIL_ENGINE_PKI_POLICY_EXTENSIONS_H_
#define KEPIL_ENGINE_PKI_POLICY_EXTENSIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kepil {

struct PolicyMapping {
  std::string issuer_domain, subject_domain;  // OID content octets.
};
struct PolicyConstraints {
  std::optional<int64_t> require_explicit, inhibit_mapping;
};

// Values of the policy extensions (RFC 5280, 4.2.1.4, .5, .11, .14).
// INVALID_ARGUMENT/FORMAT_UNKNOWN for what is malformed, empty or, where the
// standard forbids it, stands twice.

// OID contents, in order; qualifiers are checked for framing and dropped.
absl::StatusOr<std::vector<std::string>> ParseCertificatePolicies(
    absl::string_view value);
absl::StatusOr<std::vector<PolicyMapping>> ParsePolicyMappings(
    absl::string_view value);
absl::StatusOr<PolicyConstraints> ParsePolicyConstraints(
    absl::string_view value);
// How many certificates may follow before anyPolicy counts no more.
absl::StatusOr<int64_t> ParseInhibitAnyPolicy(absl::string_view value);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_POLICY_EXTENSIONS_H_
