#include "engine/trust/trust_service.h"

#include <cstddef>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/proto_time.h"

namespace kepil {
namespace {

constexpr size_t kMaxIdOctets = 64;
constexpr size_t kMaxNameOctets = 256;
constexpr size_t kMaxUrlOctets = 2048;
constexpr int kMaxAnchors = 8;
constexpr int kMaxIntermediates = 64;
constexpr int kMaxSourcesPerIssuer = 4;
constexpr int kMaxHistory = 1000;

absl::Status CheckId(absl::string_view id, absl::string_view what) {
  bool good = !id.empty() && id.size() <= kMaxIdOctets;
  for (const char c : id) {
    good =
        good && (absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-');
  }
  return good ? absl::OkStatus()
              : MalformedError(absl::StrCat(what, ": not [a-z0-9-]{1,64}"));
}

absl::StatusOr<AuthorityKind> KindOf(v1::AuthorityKind kind) {
  switch (kind) {
    case v1::AUTHORITY_KIND_FOREIGN_CA:
      return AuthorityKind::kForeignCa;
    case v1::AUTHORITY_KIND_DOMESTIC_CA:
      return AuthorityKind::kDomesticCa;
    case v1::AUTHORITY_KIND_FOREIGN_TTP:
      return AuthorityKind::kForeignTtp;
    case v1::AUTHORITY_KIND_UNSPECIFIED:
    case v1::AuthorityKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::AuthorityKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return MalformedError("authority: unknown kind");
}

absl::StatusOr<ServiceType> TypeOf(v1::ServiceType type) {
  switch (type) {
    case v1::SERVICE_TYPE_CA:
      return ServiceType::kCa;
    case v1::SERVICE_TYPE_TSA:
      return ServiceType::kTsa;
    case v1::SERVICE_TYPE_RECEIPT:
      return ServiceType::kReceipt;
    case v1::SERVICE_TYPE_UNSPECIFIED:
    case v1::ServiceType_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::ServiceType_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return MalformedError("service: unknown type");
}

absl::StatusOr<ServiceStatus> StatusOf(v1::ServiceStatus status) {
  switch (status) {
    case v1::SERVICE_STATUS_ACTIVE:
      return ServiceStatus::kActive;
    case v1::SERVICE_STATUS_SUSPENDED:
      return ServiceStatus::kSuspended;
    case v1::SERVICE_STATUS_TERMINATION_NOTIFIED:
      return ServiceStatus::kTerminationNotified;
    case v1::SERVICE_STATUS_TERMINATED:
      return ServiceStatus::kTerminated;
    case v1::SERVICE_STATUS_UNSPECIFIED:
    case v1::ServiceStatus_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::ServiceStatus_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return MalformedError("history: unknown status");
}

absl::StatusOr<StatusHistoryEntry> DecodeEntry(const v1::StatusEntry& entry) {
  StatusHistoryEntry decoded;
  KEPIL_ASSIGN_OR_RETURN(decoded.status, StatusOf(entry.status()));
  if (!entry.has_legal_from()) {
    return MalformedError("history: legal_from is missing");
  }
  KEPIL_ASSIGN_OR_RETURN(decoded.legal_from, TimeFromProto(entry.legal_from()));
  // REG-11: a suspension has an end, and nothing else has one.
  if (entry.has_until() != (decoded.status == ServiceStatus::kSuspended)) {
    return MalformedError("history: until goes with SUSPENDED, always");
  }
  if (entry.has_until()) {
    KEPIL_ASSIGN_OR_RETURN(decoded.until, TimeFromProto(entry.until()));
    if (*decoded.until < decoded.legal_from) {
      return MalformedError("history: an entry ends before it begins");
    }
  }
  return decoded;
}

absl::StatusOr<std::vector<StatusHistoryEntry>> DecodeHistory(
    const v1::TrustService& service) {
  if (service.history_size() > kMaxHistory) {
    return MalformedError("service: history is too long");
  }
  std::vector<StatusHistoryEntry> history;
  const v1::StatusEntry* terminated = nullptr;
  for (const v1::StatusEntry& entry : service.history()) {
    KEPIL_ASSIGN_OR_RETURN(StatusHistoryEntry decoded, DecodeEntry(entry));
    if (!history.empty()) {
      if (decoded.legal_from < history.back().legal_from) {
        return MalformedError("history: out of order");
      }
    }
    if (terminated != nullptr &&
        entry.recorded_at().seconds() >= terminated->recorded_at().seconds()) {
      return MalformedError("history: TERMINATED is final");
    }
    if (decoded.status == ServiceStatus::kTerminated) {
      terminated = &entry;
    }
    history.push_back(decoded);
  }
  return history;
}

template <typename Octets>
absl::StatusOr<std::vector<CertificateRef>> DecodeCertificates(
    const Octets& encoded, CertificateReader& reader) {
  std::vector<CertificateRef> certificates;
  for (const std::string& der : encoded) {
    absl::StatusOr<CertificateRef> certificate = reader.Read(der);
    if (!certificate.ok()) {
      return MalformedError(absl::StrCat("service: unreadable certificate: ",
                                         certificate.status().message()));
    }
    for (const CertificateRef& other : certificates) {
      if (other->fingerprint() == (*certificate)->fingerprint()) {
        return MalformedError("service: a certificate stands in it twice");
      }
    }
    certificates.push_back(*std::move(certificate));
  }
  return certificates;
}

absl::StatusOr<RevocationSources> DecodeSources(
    const v1::IssuerRevocationSources& sources) {
  RevocationSources decoded;
  absl::StatusOr<Digest> issuer = Digest::FromBytes(sources.issuer_sha256());
  if (!issuer.ok()) {
    return MalformedError("revocation: issuer_sha256 is no SHA-256 value");
  }
  decoded.issuer = *issuer;
  if (sources.sources_size() > kMaxSourcesPerIssuer) {
    return MalformedError("revocation: too many sources");
  }
  for (const v1::RevocationSource& source : sources.sources()) {
    if (source.crl_url().size() > kMaxUrlOctets ||
        source.ocsp_url().size() > kMaxUrlOctets) {
      return MalformedError("revocation: address is too long");
    }
    if (!source.crl_url().empty()) {
      decoded.crl_urls.push_back(source.crl_url());
    }
    if (!source.ocsp_url().empty()) {
      decoded.ocsp_urls.push_back(source.ocsp_url());
    }
  }
  return decoded;
}

absl::StatusOr<std::vector<RevocationSources>> DecodeRevocation(
    const v1::TrustService& service, const TrustService& decoded) {
  absl::flat_hash_set<Digest> issuers;
  for (const auto* list : {&decoded.anchors, &decoded.intermediates}) {
    for (const CertificateRef& certificate : *list) {
      issuers.insert(certificate->fingerprint());
    }
  }
  std::vector<RevocationSources> revocation;
  for (const v1::IssuerRevocationSources& entry : service.revocation()) {
    KEPIL_ASSIGN_OR_RETURN(RevocationSources sources, DecodeSources(entry));
    // Erased, so that an issuer counts once.
    if (issuers.erase(sources.issuer) == 0) {
      return MalformedError(
          "revocation: issuer is no certificate of the service, or twice");
    }
    revocation.push_back(std::move(sources));
  }
  return revocation;
}

}  // namespace

ServiceStatus StatusAt(const TrustService& service, absl::Time time) {
  for (const StatusHistoryEntry& entry : service.history) {
    if (entry.status == ServiceStatus::kTerminated &&
        entry.legal_from <= time) {
      return ServiceStatus::kTerminated;
    }
  }
  for (auto entry = service.history.rbegin(); entry != service.history.rend();
       ++entry) {
    if (entry->legal_from <= time &&
        (!entry->until.has_value() || time < *entry->until)) {
      return entry->status;
    }
  }
  return ServiceStatus::kUnlisted;
}

bool IsInForce(ServiceStatus status) {
  switch (status) {
    case ServiceStatus::kActive:
    case ServiceStatus::kTerminationNotified:
      return true;
    case ServiceStatus::kUnlisted:
    case ServiceStatus::kSuspended:
    case ServiceStatus::kTerminated:
      return false;
  }
  return false;
}

absl::StatusOr<TrustService> DecodeTrustService(const v1::Authority& authority,
                                                const v1::TrustService& service,
                                                CertificateReader& reader) {
  TrustService decoded;
  KEPIL_RETURN_IF_ERROR(CheckId(authority.id(), "authority id"));
  KEPIL_RETURN_IF_ERROR(CheckId(service.id(), "service id"));
  if (authority.legal_name().size() > kMaxNameOctets) {
    return MalformedError("authority: legal_name is too long");
  }
  const std::string& country = authority.country();
  if (country.size() != 2 || !absl::ascii_isupper(country[0]) ||
      !absl::ascii_isupper(country[1])) {
    return MalformedError("authority: country is no ISO 3166-1 alpha-2 code");
  }
  if (service.anchors_size() < 1 || service.anchors_size() > kMaxAnchors ||
      service.intermediates_size() > kMaxIntermediates ||
      service.revocation_size() > kMaxAnchors + kMaxIntermediates) {
    return MalformedError("service: number of certificates out of range");
  }
  decoded.id = service.id();
  decoded.authority_id = authority.id();
  decoded.authority_name = authority.legal_name();
  decoded.predecessor_id = authority.predecessor_id();
  decoded.country = country;
  decoded.tsa_url = service.tsa_url();
  KEPIL_ASSIGN_OR_RETURN(decoded.kind, KindOf(authority.kind()));
  KEPIL_ASSIGN_OR_RETURN(decoded.type, TypeOf(service.type()));
  KEPIL_ASSIGN_OR_RETURN(decoded.anchors,
                         DecodeCertificates(service.anchors(), reader));
  KEPIL_ASSIGN_OR_RETURN(decoded.intermediates,
                         DecodeCertificates(service.intermediates(), reader));
  KEPIL_ASSIGN_OR_RETURN(decoded.revocation,
                         DecodeRevocation(service, decoded));
  KEPIL_ASSIGN_OR_RETURN(decoded.history, DecodeHistory(service));
  KEPIL_ASSIGN_OR_RETURN(decoded.standing, DecodeLegalStanding(authority));
  return decoded;
}

}  // namespace kepil
