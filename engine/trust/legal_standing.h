#ifndef KEPIL_ENGINE_TRUST_LEGAL_STANDING_H_
#define KEPIL_ENGINE_TRUST_LEGAL_STANDING_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "kepil/v1/law.pb.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// Facts of law about an authority and about treaties, as registered. Days are
// those of Almaty; whoever asks has turned his instant into one.

struct AccreditationTerm {
  absl::CivilDay from, until;  // First and last day.
  std::optional<absl::CivilDay> withdrawn_on;
  v1::AccreditingBody body = v1::ACCREDITING_BODY_UNSPECIFIED;
  bool IsInForce(absl::CivilDay day) const {
    return from <= day && day <= until &&
           (!withdrawn_on.has_value() || day < *withdrawn_on);
  }
};

struct TransferOfCertificate {
  absl::CivilDay on;
  std::string successor_authority_id;
};

struct EndOfCa {
  absl::CivilDay noticed_on, effective_on;
  absl::flat_hash_map<std::string, TransferOfCertificate> transfers;  // Serial.
};

struct LegalStanding {
  // UNSPECIFIED for foreign authorities only.
  v1::DomesticCaKind kind = v1::DOMESTIC_CA_KIND_UNSPECIFIED;
  std::vector<AccreditationTerm> accreditations;  // Oldest first.
  std::optional<EndOfCa> end;
  std::string treaty_id;  // Recognised by this treaty alone; "" if registered.

  // The accreditation in force on `day`; nullptr if none.
  const AccreditationTerm* AccreditationOn(absl::CivilDay day) const;
};

struct TreatyRecord {
  std::string id;
  std::vector<std::string> parties;
  std::optional<absl::CivilDay> ratified_on, in_force, until;
  std::vector<std::string> document_classes, authority_ids;
};

// INVALID_ARGUMENT/REQUEST_MALFORMED for what law.proto and trust.proto do not
// allow: days that are none or out of order, domestic facts about a foreign
// authority, an unknown kind or body; ACCREDITATION_TOO_LONG for more than
// three years (K54(3)).
absl::StatusOr<LegalStanding> DecodeLegalStanding(
    const v1::Authority& authority);
absl::StatusOr<TreatyRecord> DecodeTreaty(const v1::Treaty& treaty);

}  // namespace kepil

#endif  // KEPIL_ENGINE_TRUST_LEGAL_STANDING_H_
