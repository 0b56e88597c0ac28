#ifndef KEPIL_ENGINE_TRUST_TRUST_SERVICE_H_
#define KEPIL_ENGINE_TRUST_TRUST_SERVICE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/pki/certificate_reader.h"
#include "engine/trust/legal_standing.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

enum class ServiceStatus {
  kUnlisted,  // Before the first history entry.
  kActive,
  kSuspended,
  kTerminationNotified,
  kTerminated,
};
// kReceipt: signs receipts of a foreign trusted third party (foreign_ttp.h).
enum class ServiceType { kCa, kTsa, kReceipt };
enum class AuthorityKind { kForeignCa, kDomesticCa, kForeignTtp };

struct StatusHistoryEntry {
  ServiceStatus status = ServiceStatus::kUnlisted;
  absl::Time legal_from;
  std::optional<absl::Time> until;  // Lapses to the status before it.
};

// Addresses where revocation information about certificates issued by one
// certificate is fetched. Nothing else is ever asked.
struct RevocationSources {
  Digest issuer;  // Fingerprint of the issuing certificate.
  std::vector<std::string> crl_urls, ocsp_urls;
};

// TrustService is one service of one authority, decoded. Immutable.
struct TrustService {
  std::string id, authority_id, authority_name;
  std::string predecessor_id;  // Authority that this registration continues.
  std::string country;         // Of the authority; origin of its certificates.
  AuthorityKind kind = AuthorityKind::kForeignCa;
  ServiceType type = ServiceType::kCa;
  std::vector<CertificateRef> anchors, intermediates;
  std::vector<RevocationSources> revocation;
  std::string tsa_url;                      // "": none is registered.
  std::vector<StatusHistoryEntry> history;  // Oldest first by legal_from.
  LegalStanding standing;                   // Of the authority.
};

// Status in force at legal `time`: the last entry whose legal_from <= time; one
// whose `until` <= time has lapsed to the entry before it. TERMINATED is final.
ServiceStatus StatusAt(const TrustService& service, absl::Time time);
// Whether a service of that status gives anchors: ACTIVE, and
// TERMINATION_NOTIFIED until it ends.
bool IsInForce(ServiceStatus status);

// Decodes one service of `authority`. INVALID_ARGUMENT/REQUEST_MALFORMED for
// unreadable certificates, unknown enums, a history out of order or going on
// after TERMINATED (but for what was recorded before a backdated one), or more
// of something than trust.proto allows (1000 history entries). Also
// ACCREDITATION_TOO_LONG.
absl::StatusOr<TrustService> DecodeTrustService(const v1::Authority& authority,
                                                const v1::TrustService& service,
                                                CertificateReader& reader);

}  // namespace kepil

#endif  // KEPIL_ENGINE_TRUST_TRUST_SERVICE_H_
