#ifndef KEPIL_SERVICES_GATEWAY_TEST_POLICIES_H_
#define KEPIL_SERVICES_GATEWAY_TEST_POLICIES_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "engine/validation/validation_policy.h"
#include "google/protobuf/text_format.h"
#include "kepil/storage/v1/registry.pb.h"
#include "services/gateway/rule_library.h"

namespace kepil {

inline constexpr char kOfficerPolicy[] = "urn:kepil:policy:officer-act:1";
inline constexpr char kCrossBorderPolicy[] = "urn:kepil:policy:cross-border:1";
inline constexpr char kCrossBorderOid[] = "2.25.1.3.1";

// The record of a policy from its text format. Misuse ends the process.
inline v1::RuleFile MakeTestRule(const std::string& text) {
  v1::ValidationPolicy policy;
  KEPIL_CHECK(google::protobuf::TextFormat::ParseFromString(text, &policy));
  v1::RuleFile rule;
  rule.set_id(policy.urn());
  rule.set_content(policy.SerializeAsString());
  return rule;
}

// Small relatives of the policies in deploy/policy, without algorithm tables.
inline v1::RuleFile TestOfficerRule() {
  return MakeTestRule(R"(
      urn: "urn:kepil:policy:officer-act:1"
      oid: "2.25.1.3.2"
      levels { constraint: CONSTRAINT_CERTIFICATE_PROFILE level: LEVEL_WARN }
      revocation_mode: REVOCATION_MODE_NONE
      signer_key_usages: KEY_USAGE_NAME_DIGITAL_SIGNATURE
      signer_key_usages: KEY_USAGE_NAME_CONTENT_COMMITMENT)");
}
inline v1::RuleFile TestCrossBorderRule() {
  return MakeTestRule(R"(
      urn: "urn:kepil:policy:cross-border:1"
      oid: "2.25.1.3.1"
      levels { constraint: CONSTRAINT_CERTIFICATE_PROFILE level: LEVEL_WARN }
      levels { constraint: CONSTRAINT_EVIDENCE_ACQUIRED level: LEVEL_WARN }
      revocation_mode: REVOCATION_MODE_CRL_OR_OCSP)");
}

inline storage::v1::RegistryImage TestImageOf(
    const std::vector<v1::RuleFile>& rules) {
  storage::v1::RegistryImage image;
  image.set_version(7);
  for (const v1::RuleFile& rule : rules) {
    *image.add_rules() = rule;
  }
  return image;
}

// The records of a rule pack and a legal calendar from their archived bytes.
inline v1::RuleFile RulePackRecord(const RulePack& pack) {
  v1::RuleFile rule;
  rule.set_id(pack.urn());
  rule.set_kind(v1::RULE_KIND_RULE_PACK);
  rule.set_content(pack.source());
  return rule;
}
inline v1::RuleFile CalendarRecord(const LegalCalendar& calendar) {
  v1::RuleFile rule;
  rule.set_id(calendar.urn());
  rule.set_kind(v1::RULE_KIND_LEGAL_CALENDAR);
  rule.set_content(calendar.source());
  return rule;
}

// With `law`, if any.
inline std::shared_ptr<const RuleLibrary> MakeTestRules(
    const LegalRules* law = nullptr) {
  std::vector<v1::RuleFile> rules = {TestCrossBorderRule(), TestOfficerRule()};
  if (law != nullptr) {
    rules.push_back(RulePackRecord(*law->pack));
    rules.push_back(CalendarRecord(*law->calendar));
  }
  auto library = RuleLibrary::Compile(TestImageOf(rules));
  KEPIL_CHECK(library.ok());
  return *std::move(library);
}

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_TEST_POLICIES_H_
