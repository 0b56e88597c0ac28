#include "engine/legal/rule_pack.h"

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/memory/memory.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/object_identifier.h"
#include "engine/legal/usage_amount.h"
#include "engine/trust/legal_date.h"
#include "engine/trust/proto_time.h"

namespace kepil {
namespace {

constexpr size_t kMaxTextOctets = 256;
constexpr int kMinRetentionYears = 5;      // K55(7)
constexpr int kMaxAccreditationYears = 3;  // K54(3)
constexpr int kMinNoticeDays = 90;         // K56(2)
constexpr int kMaxOverrides = 64;
constexpr int kMaxDocumentClasses = 256;
constexpr int kMaxProfiles = 4096;
constexpr int kMaxAttributes = 64;

bool IsMade(v1::LegalChoice choice) {
  return choice == v1::LEGAL_CHOICE_NO || choice == v1::LEGAL_CHOICE_YES;
}

bool IsInstant(v1::DecisiveInstant instant) {
  return instant != v1::DECISIVE_INSTANT_UNSPECIFIED &&
         v1::DecisiveInstant_IsValid(instant);
}

// Choices that only the Code poses.
absl::Status CheckCodeChoices(const v1::RegimeRules& rules,
                              absl::string_view name) {
  if (!IsMade(rules.honour_pre_code_registrations()) ||
      !IsMade(rules.honour_pre_code_accreditations()) ||
      !IsMade(rules.registered_ttp_meets_condition_4())) {
    return MalformedError(absl::StrCat(name, ": a choice is not made"));
  }
  if (rules.registered_ttp_meets_condition_4() == v1::LEGAL_CHOICE_YES &&
      rules.registered_ttp_citation().empty()) {
    return ContradictsLawError(
        absl::StrCat(name,
                     ": K49(2)(4) does not name registered TTPs: "
                     "registered_ttp_citation is required"));
  }
  return absl::OkStatus();
}

absl::Status CheckRegime(const v1::RegimeRules& rules, v1::LegalRegime regime,
                         absl::string_view name) {
  if (!IsInstant(rules.accreditation_instant()) ||
      !IsInstant(rules.registration_instant()) ||
      !IsMade(rules.recognise_pre_registration_signatures())) {
    return MalformedError(absl::StrCat(name, ": a choice is not made"));
  }
  if (rules.registration_instant() == v1::DECISIVE_INSTANT_ISSUE) {
    return ContradictsLawError(
        absl::StrCat(name,
                     ": recognition follows registration, L13(2), K49(2)(4): "
                     "registration_instant is SIGNATURE or BOTH"));
  }
  if (rules.accrediting_bodies().empty()) {
    return MalformedError(absl::StrCat(name, ": no accrediting body"));
  }
  for (const int body : rules.accrediting_bodies()) {
    if (body == v1::ACCREDITING_BODY_UNSPECIFIED ||
        !v1::AccreditingBody_IsValid(body)) {
      return MalformedError(absl::StrCat(name, ": unknown accrediting body"));
    }
  }
  if (rules.registered_ttp_citation().size() > kMaxTextOctets) {
    return MalformedError(absl::StrCat(name, ": citation too long"));
  }
  if (regime == v1::LEGAL_REGIME_CODE) {
    return CheckCodeChoices(rules, name);
  }
  if (rules.honour_pre_code_registrations() != v1::LEGAL_CHOICE_UNSPECIFIED ||
      rules.honour_pre_code_accreditations() != v1::LEGAL_CHOICE_UNSPECIFIED ||
      rules.registered_ttp_meets_condition_4() !=
          v1::LEGAL_CHOICE_UNSPECIFIED ||
      !rules.registered_ttp_citation().empty()) {
    return MalformedError(
        absl::StrCat(name, ": a choice that only the Code poses"));
  }
  return absl::OkStatus();
}

bool IsClassName(absl::string_view name) {
  if (name.empty() || name.size() > 64) {
    return false;
  }
  for (const char c : name) {
    if (!absl::ascii_isupper(c) && !absl::ascii_isdigit(c) && c != '_') {
      return false;
    }
  }
  return true;
}

absl::Status CheckDocumentClasses(const v1::RulePack& pack) {
  if (pack.document_classes_size() > kMaxDocumentClasses) {
    return MalformedError("document_classes: too many");
  }
  absl::flat_hash_set<absl::string_view> names;
  for (const v1::DocumentClass& item : pack.document_classes()) {
    if (!IsClassName(item.name()) || !names.insert(item.name()).second ||
        !IsMade(item.expresses_intent())) {
      return MalformedError(absl::StrCat(
          "document_classes: name malformed or twice, or expresses_intent not "
          "stated: ",
          item.name()));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckProfile(const v1::CertificateProfile& profile) {
  if (profile.source().empty() || profile.source().size() > kMaxTextOctets) {
    return MalformedError("profiles: source of 1 to 256 octets is required");
  }
  if (!profile.policy_oid().empty() &&
      OidFromText(profile.policy_oid()).empty()) {
    return MalformedError(
        absl::StrCat("profiles: no OID: ", profile.policy_oid()));
  }
  if (profile.kind() == v1::SIGNER_KIND_UNSPECIFIED ||
      !v1::SignerKind_IsValid(profile.kind())) {
    return MalformedError("profiles: kind is required");
  }
  for (const std::string& name : profile.document_classes()) {
    if (!IsClassName(name)) {
      return MalformedError("profiles: malformed document class");
    }
  }
  absl::flat_hash_set<std::string> currencies;
  for (const std::string& limit : profile.amount_limits()) {
    const std::optional<UsageAmount> amount = ParseUsageAmount(limit);
    if (!amount.has_value() || !currencies.insert(amount->currency).second) {
      return MalformedError(
          absl::StrCat("profiles: amount malformed or twice: ", limit));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRegistration(const v1::RegistrationRules& rules) {
  for (const google::protobuf::Duration* duration :
       {&rules.crl_validity_min(), &rules.crl_validity_max(),
        &rules.crl_issue_interval_max(), &rules.foreign_receipt_age_max()}) {
    KEPIL_ASSIGN_OR_RETURN(const absl::Duration read,
                           DurationFromProto(*duration));
    if (read < absl::ZeroDuration()) {
      return MalformedError("registration: a negative duration");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const RulePack>> RulePack::Compile(
    std::string source) {
  auto pack = absl::WrapUnique(new RulePack());
  if (!pack->message_.ParseFromString(source)) {
    return MalformedError("rule pack: unreadable");
  }
  pack->digest_ = Sha256(source);
  pack->source_ = std::move(source);
  KEPIL_RETURN_IF_ERROR(pack->Check());
  return std::shared_ptr<const RulePack>(std::move(pack));
}

absl::Status RulePack::Check() {
  if (message_.urn().empty() || message_.urn().size() > kMaxTextOctets) {
    return MalformedError("rule pack: urn of 1 to 256 octets is required");
  }
  KEPIL_RETURN_IF_ERROR(CheckApproval(message_.approval()));
  KEPIL_ASSIGN_OR_RETURN(in_force_,
                         DayFromProto(message_.in_force(), "in_force"));
  if (message_.retention_years() < kMinRetentionYears) {
    return ContradictsLawError("retention_years: K55(7) requires five or more");
  }
  if (message_.accreditation_years() < 1 ||
      message_.accreditation_years() > kMaxAccreditationYears) {
    return ContradictsLawError(
        "accreditation_years: K54(3) allows one to three");
  }
  if (message_.termination_notice_days() < kMinNoticeDays) {
    return ContradictsLawError(
        "termination_notice_days: K56(2) requires ninety or more");
  }
  KEPIL_RETURN_IF_ERROR(
      CheckRegime(message_.law370(), v1::LEGAL_REGIME_LAW370, "law370"));
  KEPIL_RETURN_IF_ERROR(
      CheckRegime(message_.code(), v1::LEGAL_REGIME_CODE, "code"));
  KEPIL_RETURN_IF_ERROR(CheckOverrides());
  KEPIL_RETURN_IF_ERROR(CheckDocumentClasses(message_));
  if (message_.profiles_size() > kMaxProfiles ||
      message_.person_attributes_size() > kMaxAttributes) {
    return MalformedError("profiles or person_attributes: too many");
  }
  for (const v1::CertificateProfile& profile : message_.profiles()) {
    KEPIL_RETURN_IF_ERROR(CheckProfile(profile));
  }
  for (const std::string& oid : message_.person_attributes()) {
    if (OidFromText(oid).empty()) {
      return MalformedError(absl::StrCat("person_attributes: no OID: ", oid));
    }
  }
  return CheckRegistration(message_.registration());
}

absl::Status RulePack::CheckOverrides() {
  if (message_.law370_overrides_size() > kMaxOverrides) {
    return MalformedError("law370_overrides: too many");
  }
  for (const v1::RuleOverride& item : message_.law370_overrides()) {
    Override decoded;
    KEPIL_ASSIGN_OR_RETURN(decoded.from,
                           DayFromProto(item.from(), "law370_overrides: from"));
    KEPIL_ASSIGN_OR_RETURN(
        decoded.until, DayFromProto(item.until(), "law370_overrides: until"));
    KEPIL_RETURN_IF_ERROR(
        CheckRegime(item.rules(), v1::LEGAL_REGIME_LAW370, "law370_overrides"));
    decoded.rules = &item.rules();
    for (const Override& other : overrides_) {
      if (decoded.from < other.until && other.from < decoded.until) {
        return MalformedError("law370_overrides: two of one day");
      }
    }
    if (decoded.until <= decoded.from) {
      return MalformedError("law370_overrides: ends before it begins");
    }
    overrides_.push_back(decoded);
  }
  return absl::OkStatus();
}

const v1::RegimeRules& RulePack::RulesFor(v1::LegalRegime regime,
                                          absl::CivilDay day) const {
  if (regime == v1::LEGAL_REGIME_CODE) {
    return message_.code();
  }
  for (const Override& item : overrides_) {
    if (item.from <= day && day < item.until) {
      return *item.rules;
    }
  }
  return message_.law370();
}

const v1::DocumentClass* RulePack::FindDocumentClass(
    absl::string_view name) const {
  for (const v1::DocumentClass& item : message_.document_classes()) {
    if (item.name() == name) {
      return &item;
    }
  }
  return nullptr;
}

absl::Status CheckRulesAgainstCalendar(const RulePack& rules,
                                       const LegalCalendar& calendar) {
  for (const v1::RuleOverride& item : rules.message().law370_overrides()) {
    KEPIL_ASSIGN_OR_RETURN(const absl::CivilDay from,
                           DayFromProto(item.from(), "from"));
    KEPIL_ASSIGN_OR_RETURN(const absl::CivilDay until,
                           DayFromProto(item.until(), "until"));
    if (from < calendar.law370_ttp_in_force() ||
        until > calendar.code_in_force()) {
      return ContradictsLawError(
          "law370_overrides: outside the time in which the Law held");
    }
  }
  return absl::OkStatus();
}

}  // namespace kepil
