#include "engine/pki/policy_extensions.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/extension_value.h"

namespace kepil {
namespace {

// The value of a qualifier, which nothing here depends on: one in BER, as an
// Italian CA writes it (a length in long form), is still exactly one value.
absl::Status SkipQualifier(DerReader qualifier) {
  DerReader strict = qualifier;
  if (strict.ReadAny().ok()) {
    return strict.Finish();
  }
  return BerToDer(qualifier.rest(), DerLimits()).status();
}

// PolicyInformation; the qualifiers are checked for framing and dropped.
absl::StatusOr<absl::string_view> ReadPolicy(DerReader& policies) {
  KEPIL_ASSIGN_OR_RETURN(DerReader policy, policies.ReadSequence());
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view oid, policy.ReadOid());
  if (!policy.empty()) {
    KEPIL_ASSIGN_OR_RETURN(DerReader qualifiers, policy.ReadSequence());
    while (!qualifiers.empty()) {
      KEPIL_ASSIGN_OR_RETURN(DerReader qualifier, qualifiers.ReadSequence());
      KEPIL_RETURN_IF_ERROR(qualifier.ReadOid().status());
      KEPIL_RETURN_IF_ERROR(SkipQualifier(qualifier));
    }
  }
  KEPIL_RETURN_IF_ERROR(policy.Finish());
  return oid;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseCertificatePolicies(
    absl::string_view value) {
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, OpenNonEmptySequence(value));
  std::vector<std::string> policies;
  absl::flat_hash_set<absl::string_view> seen;
  while (!reader.empty()) {
    KEPIL_ASSIGN_OR_RETURN(const absl::string_view oid, ReadPolicy(reader));
    if (!seen.insert(oid).second) {
      return FormatUnknownError("a policy stands twice");  // 4.2.1.4
    }
    policies.emplace_back(oid);
  }
  return policies;
}

absl::StatusOr<std::vector<PolicyMapping>> ParsePolicyMappings(
    absl::string_view value) {
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, OpenNonEmptySequence(value));
  std::vector<PolicyMapping> mappings;
  while (!reader.empty()) {
    KEPIL_ASSIGN_OR_RETURN(DerReader pair, reader.ReadSequence());
    KEPIL_ASSIGN_OR_RETURN(const absl::string_view issuer, pair.ReadOid());
    KEPIL_ASSIGN_OR_RETURN(const absl::string_view subject, pair.ReadOid());
    KEPIL_RETURN_IF_ERROR(pair.Finish());
    mappings.push_back({std::string(issuer), std::string(subject)});
  }
  return mappings;
}

absl::StatusOr<PolicyConstraints> ParsePolicyConstraints(
    absl::string_view value) {
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, OpenNonEmptySequence(value));
  PolicyConstraints constraints;
  KEPIL_ASSIGN_OR_RETURN(constraints.require_explicit,
                         ReadOptionalCount(reader, DerContext(0)));
  KEPIL_ASSIGN_OR_RETURN(constraints.inhibit_mapping,
                         ReadOptionalCount(reader, DerContext(1)));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return constraints;
}

absl::StatusOr<int64_t> ParseInhibitAnyPolicy(absl::string_view value) {
  DerReader reader(value);
  KEPIL_ASSIGN_OR_RETURN(const int64_t skip, reader.ReadInt64());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  if (skip < 0) {
    return FormatUnknownError("negative count");
  }
  return skip;
}

}  // namespace kepil
