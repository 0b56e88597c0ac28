#ifndef KEPIL_SERVICES_GATEWAY_RULE_LIBRARY_H_
#define KEPIL_SERVICES_GATEWAY_RULE_LIBRARY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/validation/validation_policy.h"
#include "kepil/storage/v1/registry.pb.h"
#include "trustlist/legal_timetable.h"

namespace kepil {

// RuleLibrary is the compiled rules of one registry version: policies by URN
// and by OID, rule packs and legal calendars by time. Immutable; thread-safe.
class RuleLibrary {
 public:
  static absl::StatusOr<std::shared_ptr<const RuleLibrary>> Compile(
      const storage::v1::RegistryImage& image);
  // NOT_FOUND/POLICY_UNKNOWN.
  absl::StatusOr<ValidationPolicyRef> Find(absl::string_view urn_or_oid) const;
  std::vector<ValidationPolicyRef> All() const;  // By URN.
  // The rule pack and calendar that apply at `now`; nullptr: none, and every
  // legal effect is UNDETERMINED.
  LegalRulesRef LegalRulesAt(absl::Time now) const {
    return timetable_->RulesAt(now);
  }
  const LegalTimetable& timetable() const { return *timetable_; }
  int64_t version() const { return version_; }

 private:
  int64_t version_ = 0;
  std::shared_ptr<const LegalTimetable> timetable_;
  std::vector<ValidationPolicyRef> policies_;
  absl::flat_hash_map<std::string, ValidationPolicyRef> by_id_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_RULE_LIBRARY_H_
