#ifndef KEPIL_ENGINE_LEGAL_RULE_PACK_H_
#define KEPIL_ENGINE_LEGAL_RULE_PACK_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "engine/crypto/digest.h"
#include "engine/legal/legal_calendar.h"
#include "kepil/v1/law.pb.h"

namespace kepil {

// RulePack is what the law leaves to by-laws, as approved. Immutable;
// thread-safe.
class RulePack {
 public:
  // `source` is a serialized v1.RulePack: the archived bytes.
  // INVALID_ARGUMENT, naming the field or the provision: REQUEST_MALFORMED for
  // an unapproved pack or a choice that is not made, RULES_CONTRADICT_LAW for
  // one that the Code does not leave open: retention under five years (K55(7)),
  // accreditation of over three (K54(3)), notice of under ninety days (K56(2)),
  // condition 4 met by a registered TTP without a citation (REG-05),
  // recognition before registration (REG-09).
  static absl::StatusOr<std::shared_ptr<const RulePack>> Compile(
      std::string source);

  const std::string& urn() const { return message_.urn(); }
  const v1::RulePack& message() const { return message_; }
  const Digest& digest() const { return digest_; }  // SHA-256 of source().
  const std::string& source() const { return source_; }
  // First day on which it may be applied (DEC-07).
  absl::CivilDay in_force() const { return in_force_; }

  // The rules of `regime`, LAW370 or CODE, for a signature of `day`.
  const v1::RegimeRules& RulesFor(v1::LegalRegime regime,
                                  absl::CivilDay day) const;
  // nullptr for a class that the pack does not know.
  const v1::DocumentClass* FindDocumentClass(absl::string_view name) const;

 private:
  RulePack() = default;
  absl::Status Check();
  absl::Status CheckOverrides();

  struct Override {
    absl::CivilDay from, until;
    const v1::RegimeRules* rules;  // In message_.
  };
  v1::RulePack message_;
  std::string source_;
  Digest digest_;
  absl::CivilDay in_force_;
  std::vector<Override> overrides_;
};

using RulePackRef = std::shared_ptr<const RulePack>;

// What a pack can only be held against a calendar for: overrides of the Law lie
// within the time in which it held. INVALID_ARGUMENT/RULES_CONTRADICT_LAW.
absl::Status CheckRulesAgainstCalendar(const RulePack& rules,
                                       const LegalCalendar& calendar);

}  // namespace kepil

#endif  // KEPIL_ENGINE_LEGAL_RULE_PACK_H_
