#include "trustlist/change.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/trust_snapshot.h"
#include "trustlist/authority_amendment.h"
#include "trustlist/authority_archive.h"
#include "trustlist/authority_lifecycle.h"
#include "trustlist/legal_record_checks.h"
#include "trustlist/legal_timetable.h"
#include "trustlist/published_key.h"
#include "trustlist/record_checks.h"
#include "trustlist/snapshot_source.h"

namespace kepil {
namespace {

absl::Time TimeOf(const google::protobuf::Timestamp& message) {
  return absl::FromUnixSeconds(message.seconds());
}

const v1::Authority* FindAuthority(const storage::v1::RegistryImage& image,
                                   const std::string& id) {
  for (const v1::Authority& authority : image.authorities()) {
    if (authority.id() == id) {
      return &authority;
    }
  }
  return nullptr;
}

// SHA-256 of the record that the statement replaces; "" if it is new.
std::string BeforeDigest(const v1::ChangeStatement& statement,
                         const storage::v1::RegistryImage& image) {
  std::string before;
  const std::string authority_id = statement.has_status()
                                       ? statement.status().authority_id()
                                       : statement.authority().id();
  for (const v1::Authority& authority : image.authorities()) {
    if (!authority_id.empty() && authority.id() == authority_id) {
      before = authority.SerializeAsString();
    }
  }
  for (const v1::PrincipalRecord& principal : image.principals()) {
    if (statement.has_principal() &&
        principal.tls_sha256() == statement.principal().tls_sha256()) {
      before = principal.SerializeAsString();
    }
  }
  for (const v1::RuleFile& rule : image.rules()) {
    if (statement.has_rule() && rule.id() == statement.rule().id()) {
      before = rule.SerializeAsString();
    }
  }
  for (const v1::PublishedKey& key : image.keys()) {
    if (statement.has_key() && key.id() == statement.key().id()) {
      before = key.SerializeAsString();
    }
  }
  for (const v1::Treaty& treaty : image.treaties()) {
    if (statement.has_treaty() && treaty.id() == statement.treaty().id()) {
      before = treaty.SerializeAsString();
    }
  }
  for (const v1::KeyMisuseReport& report : image.key_misuse()) {
    if (statement.has_key_misuse() &&
        report.spki_sha256() == statement.key_misuse().spki_sha256()) {
      before = report.SerializeAsString();
    }
  }
  for (const v1::SpecialCa& special : image.special_cas()) {
    if (statement.has_special_ca() &&
        special.id() == statement.special_ca().id()) {
      before = special.SerializeAsString();
    }
  }
  return before.empty() ? "" : std::string(Sha256(before).bytes());
}

absl::Status CheckRuleChange(const v1::RuleFile& rule,
                             const storage::v1::RegistryImage& image,
                             absl::Time now) {
  KEPIL_RETURN_IF_ERROR(CheckRule(rule));
  switch (rule.kind()) {
    case v1::RULE_KIND_RULE_PACK:
    case v1::RULE_KIND_LEGAL_CALENDAR:
      return CheckLegalRule(rule, image, now);
    case v1::RULE_KIND_UNSPECIFIED:
    case v1::RULE_KIND_VALIDATION_POLICY:
    case v1::RuleKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::RuleKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  for (const v1::RuleFile& present : image.rules()) {
    if (present.id() == rule.id() && IsLegalRule(present)) {
      return MalformedError("the URN is that of a rule of another kind");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<ChangedRecord> ApplyRecord(
    const v1::ChangeStatement& statement,
    const storage::v1::RegistryImage& image, const Transition& transition,
    CertificateReader& certificates) {
  ChangedRecord changed;
  switch (statement.record_case()) {
    case v1::ChangeStatement::kAuthority: {
      const v1::Authority* before =
          FindAuthority(image, statement.authority().id());
      if (before == nullptr) {
        KEPIL_RETURN_IF_ERROR(
            CheckPredecessor(statement.authority(), image, transition.now));
      }
      KEPIL_RETURN_IF_ERROR(
          CheckAuthority(statement.authority(), image, certificates));
      KEPIL_RETURN_IF_ERROR(CheckTreatyOf(statement.authority(), image));
      KEPIL_ASSIGN_OR_RETURN(changed.authority,
                             Admit(before, statement.authority(), transition));
      return changed;
    }
    case v1::ChangeStatement::kPrincipal:
      KEPIL_RETURN_IF_ERROR(
          CheckPrincipal(statement.principal(), image, certificates));
      changed.principal = statement.principal();
      if (!HasTwoOfficers(WithRecord(image, changed))) {
        return MakeError(
            absl::StatusCode::kFailedPrecondition,
            v1::ERROR_REASON_OFFICERS_TOO_FEW,
            "no registrar and approver of different units would remain");
      }
      return changed;
    case v1::ChangeStatement::kRule:
      KEPIL_RETURN_IF_ERROR(
          CheckRuleChange(statement.rule(), image, transition.now));
      changed.rule = statement.rule();
      return changed;
    case v1::ChangeStatement::kKey:
      KEPIL_RETURN_IF_ERROR(
          CheckPublishedKey(statement.key(), image, certificates));
      changed.key = statement.key();
      return changed;
    case v1::ChangeStatement::kTreaty:
      KEPIL_RETURN_IF_ERROR(CheckTreaty(statement.treaty(), image));
      changed.treaty = statement.treaty();
      return changed;
    case v1::ChangeStatement::kKeyMisuse:
      KEPIL_RETURN_IF_ERROR(CheckKeyMisuse(statement.key_misuse()));
      changed.key_misuse = statement.key_misuse();
      return changed;
    case v1::ChangeStatement::kSpecialCa:
      KEPIL_RETURN_IF_ERROR(CheckSpecialCa(statement.special_ca()));
      changed.special_ca = statement.special_ca();
      return changed;
    case v1::ChangeStatement::kStatus:
    case v1::ChangeStatement::kRefusedStatementSha256:
    case v1::ChangeStatement::RECORD_NOT_SET:
      break;
  }
  return MalformedError("an approval needs a record to admit");
}

absl::StatusOr<ChangedRecord> ApplyStatus(
    const v1::ChangeStatement& statement,
    const storage::v1::RegistryImage& image, const Transition& transition) {
  if (!statement.has_status()) {
    return MalformedError("a change of status needs its status record");
  }
  const v1::Authority* before =
      FindAuthority(image, statement.status().authority_id());
  if (before == nullptr) {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_AUTHORITY_UNKNOWN,
                     "no such authority is registered");
  }
  ChangedRecord changed;
  if (statement.act() == v1::ACT_ARCHIVE) {
    KEPIL_ASSIGN_OR_RETURN(changed.authority,
                           Archive(*before, statement.status(), transition));
    return changed;
  }
  KEPIL_ASSIGN_OR_RETURN(
      changed.authority,
      ChangeStatus(*before, statement.act(), statement.status(), transition));
  return changed;
}

// Whether the engine takes a snapshot with `record` in it.
absl::Status CheckSnapshot(const ChangedRecord& record,
                           const storage::v1::RegistryImage& image,
                           absl::Time now, CertificateReader& certificates) {
  if (!record.authority.has_value() && !record.treaty.has_value() &&
      !record.key_misuse.has_value() && !record.special_ca.has_value()) {
    return absl::OkStatus();
  }
  return TrustSnapshot::FromSource(
             WriteSnapshotSource(WithRecord(image, record), now), certificates)
      .status();
}

// Adds or replaces `record` by its key, if there is one; in the key's order.
template <typename Record, typename Key>
void Put(const std::optional<Record>& record, Key key,
         google::protobuf::RepeatedPtrField<Record>& records) {
  if (!record.has_value()) {
    return;
  }
  for (Record& present : records) {
    if ((present.*key)() == ((*record).*key)()) {
      present = *record;
      return;
    }
  }
  *records.Add() = *record;
  std::sort(records.begin(), records.end(),
            [key](const Record& a, const Record& b) {
              return (a.*key)() < (b.*key)();
            });
}

}  // namespace

absl::StatusOr<v1::ChangeStatement> ProposeChange(
    const v1::ChangeDraft& draft, const ProposalContext& context,
    CertificateReader& certificates) {
  v1::ChangeStatement statement;
  statement.set_change_id(context.change_id);
  statement.set_act(draft.act());
  statement.set_base_version(context.image.version());
  if (draft.has_authority()) {
    *statement.mutable_authority() = draft.authority();
  } else if (draft.has_principal()) {
    *statement.mutable_principal() = draft.principal();
  } else if (draft.has_rule()) {
    *statement.mutable_rule() = draft.rule();
  } else if (draft.has_status()) {
    *statement.mutable_status() = draft.status();
  } else if (draft.has_key()) {
    *statement.mutable_key() = draft.key();
  } else if (draft.has_treaty()) {
    *statement.mutable_treaty() = draft.treaty();
  } else if (draft.has_key_misuse()) {
    *statement.mutable_key_misuse() = draft.key_misuse();
  } else if (draft.has_special_ca()) {
    *statement.mutable_special_ca() = draft.special_ca();
  }
  statement.set_proposer(context.proposer.id());
  statement.mutable_created_at()->set_seconds(absl::ToUnixSeconds(context.now));
  statement.mutable_expires_at()->set_seconds(
      absl::ToUnixSeconds(context.now + context.lifetime));
  statement.set_before_sha256(BeforeDigest(statement, context.image));
  KEPIL_ASSIGN_OR_RETURN(
      const ChangedRecord record,
      ApplyStatement(statement, context.image, context.now, certificates));
  KEPIL_RETURN_IF_ERROR(
      CheckSnapshot(record, context.image, context.now, certificates));
  return statement;
}

v1::ChangeStatement ProposeRefusal(const v1::ChangeStatement& statement,
                                   absl::string_view statement_bytes,
                                   absl::string_view reason,
                                   const ProposalContext& context) {
  v1::ChangeStatement refusal;
  refusal.set_change_id(statement.change_id());
  refusal.set_act(v1::ACT_REFUSE);
  refusal.set_base_version(statement.base_version());
  refusal.set_refused_statement_sha256(
      std::string(Sha256(statement_bytes).bytes()));
  refusal.set_proposer(statement.proposer());
  refusal.set_reason(std::string(reason));
  refusal.mutable_created_at()->set_seconds(absl::ToUnixSeconds(context.now));
  *refusal.mutable_expires_at() = statement.expires_at();
  return refusal;
}

absl::StatusOr<ChangedRecord> ApplyStatement(
    const v1::ChangeStatement& statement,
    const storage::v1::RegistryImage& image, absl::Time now,
    CertificateReader& certificates) {
  if (statement.base_version() != image.version() ||
      statement.before_sha256() != BeforeDigest(statement, image)) {
    return MakeError(absl::StatusCode::kAborted,
                     v1::ERROR_REASON_REGISTRY_MOVED,
                     "the registry has moved since the change was proposed");
  }
  KEPIL_ASSIGN_OR_RETURN(const std::shared_ptr<const LegalTimetable> timetable,
                         LegalTimetable::Compile(image));
  const LegalRulesRef law = timetable->RulesAt(now);
  const Transition transition = {now, statement.change_id(), law.get()};
  if (statement.act() == v1::ACT_APPROVE) {
    return ApplyRecord(statement, image, transition, certificates);
  }
  if (statement.act() == v1::ACT_SUSPEND || statement.act() == v1::ACT_RESUME ||
      statement.act() == v1::ACT_TERMINATE ||
      statement.act() == v1::ACT_ARCHIVE) {
    return ApplyStatus(statement, image, transition);
  }
  return MalformedError("not an act that can be proposed");
}

absl::Status CheckDecider(const v1::ChangeStatement& statement,
                          const storage::v1::RegistryImage& image,
                          const v1::PrincipalRecord& officer, absl::Time now) {
  if (now > TimeOf(statement.expires_at())) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_CHANGE_EXPIRED,
                     "the statement has expired");
  }
  if (statement.act() == v1::ACT_SUSPEND) {
    return absl::OkStatus();  // One officer may close a door.
  }
  bool same = officer.id() == statement.proposer();
  for (const v1::PrincipalRecord& principal : image.principals()) {
    same = same || (principal.id() == statement.proposer() &&
                    principal.unit() == officer.unit());
  }
  if (same) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     v1::ERROR_REASON_SAME_OFFICER,
                     "the proposer or the proposer's unit cannot decide");
  }
  return absl::OkStatus();
}

storage::v1::RegistryImage WithRecord(const storage::v1::RegistryImage& image,
                                      const ChangedRecord& record) {
  storage::v1::RegistryImage next = image;
  Put(record.authority, &v1::Authority::id, *next.mutable_authorities());
  Put(record.principal, &v1::PrincipalRecord::tls_sha256,
      *next.mutable_principals());
  Put(record.rule, &v1::RuleFile::id, *next.mutable_rules());
  Put(record.treaty, &v1::Treaty::id, *next.mutable_treaties());
  Put(record.key_misuse, &v1::KeyMisuseReport::spki_sha256,
      *next.mutable_key_misuse());
  Put(record.special_ca, &v1::SpecialCa::id, *next.mutable_special_cas());
  Put(record.key, &v1::PublishedKey::id, *next.mutable_keys());
  return next;
}

}  // namespace kepil
