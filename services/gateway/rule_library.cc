#include "services/gateway/rule_library.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {

absl::StatusOr<std::shared_ptr<const RuleLibrary>> RuleLibrary::Compile(
    const storage::v1::RegistryImage& image) {
  auto library = std::make_shared<RuleLibrary>();
  library->version_ = image.version();
  KEPIL_ASSIGN_OR_RETURN(library->timetable_, LegalTimetable::Compile(image));
  for (const v1::RuleFile& rule : image.rules()) {
    if (IsLegalRule(rule)) {
      continue;
    }
    KEPIL_ASSIGN_OR_RETURN(ValidationPolicyRef policy,
                           ValidationPolicy::Compile(rule.content()));
    if (policy->urn() != rule.id()) {
      return MalformedError("a policy's URN is not the id of its record");
    }
    if (!library->by_id_.emplace(policy->urn(), policy).second ||
        !library->by_id_.emplace(policy->oid(), policy).second) {
      return MalformedError("two policies have one URN or OID");
    }
    library->policies_.push_back(std::move(policy));
  }
  std::sort(library->policies_.begin(), library->policies_.end(),
            [](const ValidationPolicyRef& a, const ValidationPolicyRef& b) {
              return a->urn() < b->urn();
            });
  return std::shared_ptr<const RuleLibrary>(std::move(library));
}

absl::StatusOr<ValidationPolicyRef> RuleLibrary::Find(
    absl::string_view urn_or_oid) const {
  const auto found = by_id_.find(std::string(urn_or_oid));
  if (found == by_id_.end()) {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_POLICY_UNKNOWN,
                     "no such policy in force");
  }
  return found->second;
}

std::vector<ValidationPolicyRef> RuleLibrary::All() const { return policies_; }

}  // namespace kepil
