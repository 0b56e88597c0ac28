#include "engine/trust/legal_standing.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/legal_date.h"

namespace kepil {
namespace {

constexpr int kMaxAccreditations = 256;
constexpr int kMaxTransfers = 100'000;
constexpr int kMaxAccreditationYears = 3;  // K54(3), L20-2(2)
constexpr size_t kMaxNameOctets = 256;
constexpr int kMaxTreatyLines = 1024;

bool IsBody(v1::AccreditingBody body) {
  switch (body) {
    case v1::ACCREDITING_BODY_INFORMATISATION:
    case v1::ACCREDITING_BODY_CYBERSECURITY:
      return true;
    case v1::ACCREDITING_BODY_UNSPECIFIED:
    case v1::AccreditingBody_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::AccreditingBody_INT_MAX_SENTINEL_DO_NOT_USE_:
      return false;
  }
  return false;
}

absl::StatusOr<AccreditationTerm> DecodeAccreditation(
    const v1::Accreditation& accreditation) {
  AccreditationTerm term;
  KEPIL_ASSIGN_OR_RETURN(
      term.from, DayFromProto(accreditation.from(), "accreditation: from"));
  KEPIL_ASSIGN_OR_RETURN(
      term.until, DayFromProto(accreditation.until(), "accreditation: until"));
  if (term.until < term.from) {
    return MalformedError("accreditation: ends before it begins");
  }
  if (term.until > AddLegalYears(term.from, kMaxAccreditationYears)) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_ACCREDITATION_TOO_LONG,
                     "accreditation: more than three years, K54(3)");
  }
  if (accreditation.has_withdrawn_on()) {
    KEPIL_ASSIGN_OR_RETURN(term.withdrawn_on,
                           DayFromProto(accreditation.withdrawn_on(),
                                        "accreditation: withdrawn_on"));
    if (*term.withdrawn_on < term.from) {
      return MalformedError("accreditation: withdrawn before it begins");
    }
  }
  if (!IsBody(accreditation.body())) {
    return MalformedError("accreditation: unknown body");
  }
  term.body = accreditation.body();
  return term;
}

absl::StatusOr<EndOfCa> DecodeTermination(
    const v1::CaTermination& termination) {
  EndOfCa end;
  KEPIL_ASSIGN_OR_RETURN(
      end.noticed_on,
      DayFromProto(termination.noticed_on(), "termination: noticed_on"));
  KEPIL_ASSIGN_OR_RETURN(
      end.effective_on,
      DayFromProto(termination.effective_on(), "termination: effective_on"));
  if (end.effective_on < end.noticed_on) {
    return MalformedError("termination: effective before notice");
  }
  if (termination.transfers_size() > kMaxTransfers) {
    return MalformedError("termination: too many transfers");
  }
  for (const v1::CertificateTransfer& transfer : termination.transfers()) {
    TransferOfCertificate decoded;
    KEPIL_ASSIGN_OR_RETURN(decoded.on,
                           DayFromProto(transfer.on(), "transfer: on"));
    decoded.successor_authority_id = transfer.successor_authority_id();
    if (transfer.serial().empty() || decoded.successor_authority_id.empty() ||
        !end.transfers.emplace(transfer.serial(), decoded).second) {
      return MalformedError(
          "transfer: serial missing or twice, or no successor");
    }
  }
  return end;
}

absl::StatusOr<v1::DomesticCaKind> KindOf(const v1::Authority& authority) {
  switch (authority.domestic_kind()) {
    case v1::DOMESTIC_CA_KIND_ROOT:
    case v1::DOMESTIC_CA_KIND_NATIONAL:
    case v1::DOMESTIC_CA_KIND_STATE_BODIES:
    case v1::DOMESTIC_CA_KIND_ACCREDITED:
      return authority.domestic_kind();
    case v1::DOMESTIC_CA_KIND_UNSPECIFIED:
      return v1::DOMESTIC_CA_KIND_ACCREDITED;
    case v1::DomesticCaKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::DomesticCaKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return MalformedError("authority: unknown domestic_kind");
}

bool IsCountry(const std::string& code) {
  return code.size() == 2 && absl::ascii_isupper(code[0]) &&
         absl::ascii_isupper(code[1]);
}

}  // namespace

const AccreditationTerm* LegalStanding::AccreditationOn(
    absl::CivilDay day) const {
  for (auto term = accreditations.rbegin(); term != accreditations.rend();
       ++term) {
    if (term->IsInForce(day)) {
      return &*term;
    }
  }
  return nullptr;
}

absl::StatusOr<LegalStanding> DecodeLegalStanding(
    const v1::Authority& authority) {
  LegalStanding standing;
  if (authority.kind() == v1::AUTHORITY_KIND_DOMESTIC_CA) {
    KEPIL_ASSIGN_OR_RETURN(standing.kind, KindOf(authority));
  } else if (authority.domestic_kind() != v1::DOMESTIC_CA_KIND_UNSPECIFIED ||
             authority.accreditations_size() > 0) {
    return MalformedError("authority: accreditation of a foreign one");
  }
  if (!authority.treaty_id().empty() &&
      authority.kind() != v1::AUTHORITY_KIND_FOREIGN_CA) {
    return MalformedError("authority: treaty_id is for foreign CAs");
  }
  if (authority.accreditations_size() > kMaxAccreditations) {
    return MalformedError("authority: too many accreditations");
  }
  for (const v1::Accreditation& accreditation : authority.accreditations()) {
    KEPIL_ASSIGN_OR_RETURN(AccreditationTerm term,
                           DecodeAccreditation(accreditation));
    if (!standing.accreditations.empty() &&
        term.from < standing.accreditations.back().from) {
      return MalformedError("authority: accreditations out of order");
    }
    standing.accreditations.push_back(std::move(term));
  }
  if (authority.has_termination()) {
    KEPIL_ASSIGN_OR_RETURN(standing.end,
                           DecodeTermination(authority.termination()));
  }
  standing.treaty_id = authority.treaty_id();
  return standing;
}

absl::StatusOr<TreatyRecord> DecodeTreaty(const v1::Treaty& treaty) {
  TreatyRecord record;
  record.id = treaty.id();
  if (record.id.empty() || record.id.size() > 64 ||
      treaty.title().size() > kMaxNameOctets ||
      treaty.parties_size() > kMaxTreatyLines ||
      treaty.document_classes_size() > kMaxTreatyLines ||
      treaty.authority_ids_size() > kMaxTreatyLines) {
    return MalformedError("treaty: id missing, or a field is too long");
  }
  for (const std::string& party : treaty.parties()) {
    if (!IsCountry(party)) {
      return MalformedError("treaty: a party is no ISO 3166-1 alpha-2 code");
    }
    record.parties.push_back(party);
  }
  if (treaty.has_ratified_on()) {
    KEPIL_ASSIGN_OR_RETURN(
        record.ratified_on,
        DayFromProto(treaty.ratified_on(), "treaty: ratified_on"));
  }
  if (treaty.has_in_force()) {
    KEPIL_ASSIGN_OR_RETURN(record.in_force,
                           DayFromProto(treaty.in_force(), "treaty: in_force"));
  }
  if (treaty.has_until()) {
    KEPIL_ASSIGN_OR_RETURN(record.until,
                           DayFromProto(treaty.until(), "treaty: until"));
    if (!record.in_force.has_value() || *record.until <= *record.in_force) {
      return MalformedError("treaty: ends before it is in force");
    }
  }
  record.document_classes.assign(treaty.document_classes().begin(),
                                 treaty.document_classes().end());
  record.authority_ids.assign(treaty.authority_ids().begin(),
                              treaty.authority_ids().end());
  return record;
}

}  // namespace kepil
