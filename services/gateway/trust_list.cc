#include "services/gateway/trust_list.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/legal_date.h"
#include "engine/trust/proto_time.h"
#include "trustlist/authority_archive.h"
#include "trustlist/confidential_fields.h"
#include "trustlist/legal_timetable.h"
#include "trustlist/status_history.h"

namespace kepil {
namespace {

template <typename Request>
absl::StatusOr<absl::Time> LegalTimeOf(const Request& request, absl::Time now) {
  return request.has_at() ? TimeFromProto(request.at())
                          : absl::StatusOr<absl::Time>(now);
}

// What was on record at the time asked for: now, the registry in force.
template <typename Request>
absl::StatusOr<v1::SnapshotSource> SourceOf(const Request& request,
                                            const Registry& registry) {
  if (request.has_recorded_at()) {
    KEPIL_ASSIGN_OR_RETURN(const absl::Time recorded_at,
                           TimeFromProto(request.recorded_at()));
    return registry.ReadAsOf(recorded_at);
  }
  const auto image = registry.image();
  v1::SnapshotSource source;
  source.set_version(image->version());
  *source.mutable_authorities() = image->authorities();
  *source.mutable_treaties() = image->treaties();
  *source.mutable_key_misuse() = image->key_misuse();
  *source.mutable_special_cas() = image->special_cas();
  return source;
}

v1::RuleInfo NewRule(const std::string& id, v1::RuleKind kind,
                     const Digest& digest, const std::string& title) {
  v1::RuleInfo info;
  info.set_id(id);
  info.set_kind(kind);
  info.set_sha256(std::string(digest.bytes()));
  info.set_title(title);
  return info;
}

v1::Authority AsReadBy(Audience audience, const v1::Authority& authority) {
  switch (audience) {
    case Audience::kOfficial:
      return authority;
    case Audience::kPublic:
      break;
  }
  return WithoutConfidential(authority);
}

void AddRules(const RuleLibrary& library, absl::Time now,
              v1::ListLegalRecordsResponse& response) {
  const LegalRulesRef law = library.LegalRulesAt(now);
  for (const RulePackRef& pack : library.timetable().packs()) {
    v1::RuleInfo& info = *response.add_rules();
    info = NewRule(pack->urn(), v1::RULE_KIND_RULE_PACK, pack->digest(),
                   pack->message().title());
    *info.mutable_from() = DayToProto(pack->in_force());
    info.set_applied(law != nullptr && law->pack == pack &&
                     pack->in_force() <= law->calendar->DayOf(now));
  }
  for (const LegalCalendarRef& calendar : library.timetable().calendars()) {
    v1::RuleInfo& info = *response.add_rules();
    info = NewRule(calendar->urn(), v1::RULE_KIND_LEGAL_CALENDAR,
                   calendar->digest(), calendar->message().title());
    *info.mutable_from() = DayToProto(FirstDayOf(*calendar));
    info.set_applied(law != nullptr && law->calendar == calendar);
  }
  for (const ValidationPolicyRef& policy : library.All()) {
    v1::RuleInfo& info = *response.add_rules();
    info = NewRule(policy->urn(), v1::RULE_KIND_VALIDATION_POLICY,
                   policy->digest(), policy->message().title());
    info.set_applied(true);
  }
  std::sort(response.mutable_rules()->begin(), response.mutable_rules()->end(),
            [](const v1::RuleInfo& a, const v1::RuleInfo& b) {
              return a.id() < b.id();
            });
}

}  // namespace

Audience AudienceOf(const v1::PrincipalRecord& caller) {
  for (const int role : caller.roles()) {
    if (role == v1::PRINCIPAL_ROLE_REGISTRAR ||
        role == v1::PRINCIPAL_ROLE_APPROVER ||
        role == v1::PRINCIPAL_ROLE_AUDITOR ||
        role == v1::PRINCIPAL_ROLE_INSPECTOR) {
      return Audience::kOfficial;
    }
  }
  return Audience::kPublic;
}

v1::AuthorityInfo TrustList::InfoOf(const v1::Authority& authority,
                                    absl::Time at) const {
  v1::AuthorityInfo info;
  *info.mutable_authority() = authority;
  for (const v1::TrustService& service : authority.services()) {
    info.add_statuses(StatusOf(service, at));
  }
  if (info.statuses_size() > 0) {
    info.set_status(info.statuses(0));
  }
  const std::shared_ptr<const RuleLibrary> rules = rooms_.rules();
  const LegalRulesRef law =
      rules == nullptr ? nullptr : rules->LegalRulesAt(rooms_.clock.Now());
  const auto retained = RetainedUntil(authority, law.get());
  if (retained.has_value()) {
    *info.mutable_retained_until() = DayToProto(*retained);
  }
  return info;
}

absl::StatusOr<v1::ListAuthoritiesResponse> TrustList::List(
    const v1::ListAuthoritiesRequest& request, Audience audience) const {
  KEPIL_ASSIGN_OR_RETURN(const absl::Time at,
                         LegalTimeOf(request, rooms_.clock.Now()));
  KEPIL_ASSIGN_OR_RETURN(const v1::SnapshotSource source,
                         SourceOf(request, rooms_.registry));
  v1::ListAuthoritiesResponse response;
  for (const v1::Authority& authority : source.authorities()) {
    *response.add_authorities() = InfoOf(AsReadBy(audience, authority), at);
  }
  response.set_version(source.version());
  return response;
}

absl::StatusOr<v1::GetAuthorityResponse> TrustList::Get(
    const v1::GetAuthorityRequest& request, Audience audience) const {
  KEPIL_ASSIGN_OR_RETURN(const absl::Time at,
                         LegalTimeOf(request, rooms_.clock.Now()));
  KEPIL_ASSIGN_OR_RETURN(const v1::SnapshotSource source,
                         SourceOf(request, rooms_.registry));
  for (const v1::Authority& authority : source.authorities()) {
    if (authority.id() == request.authority_id()) {
      v1::GetAuthorityResponse response;
      *response.mutable_authority() = InfoOf(AsReadBy(audience, authority), at);
      response.set_version(source.version());
      return response;
    }
  }
  return MakeError(absl::StatusCode::kNotFound,
                   v1::ERROR_REASON_AUTHORITY_UNKNOWN,
                   "no such authority is registered");
}

absl::StatusOr<v1::GetSnapshotResponse> TrustList::Snapshot(
    const v1::GetSnapshotRequest& request, Audience audience) const {
  v1::GetSnapshotResponse response;
  KEPIL_ASSIGN_OR_RETURN(*response.mutable_source(),
                         rooms_.registry.ReadSnapshot(request.version()));
  if (audience == Audience::kOfficial) {
    return response;
  }
  v1::SnapshotSource source;
  const bool is_read = source.ParseFromString(response.source());
  const auto& authorities = source.authorities();
  if (!is_read || std::any_of(authorities.begin(), authorities.end(),
                              [](const v1::Authority& authority) {
                                return authority.confidential_fields_size() > 0;
                              })) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     v1::ERROR_REASON_ROLE_FORBIDDEN,
                     "the snapshot holds what is confidential by agreement");
  }
  return response;
}

absl::StatusOr<v1::ListLegalRecordsResponse> TrustList::LegalRecords(
    const v1::ListLegalRecordsRequest& request) const {
  KEPIL_ASSIGN_OR_RETURN(const v1::SnapshotSource source,
                         SourceOf(request, rooms_.registry));
  v1::ListLegalRecordsResponse response;
  *response.mutable_treaties() = source.treaties();
  *response.mutable_key_misuse() = source.key_misuse();
  *response.mutable_special_cas() = source.special_cas();
  response.set_version(source.version());
  const std::shared_ptr<const RuleLibrary> rules = rooms_.rules();
  if (rules != nullptr) {
    AddRules(*rules, rooms_.clock.Now(), response);
  }
  return response;
}

}  // namespace kepil
