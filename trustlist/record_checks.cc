#include "trustlist/record_checks.h"

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/foreign_ttp.h"
#include "engine/trust/legal_standing.h"
#include "trustlist/confidential_fields.h"
#include "trustlist/peer_principal.h"

namespace kepil {
namespace {

constexpr size_t kMaxId = 64;
constexpr size_t kMaxName = 256;
constexpr size_t kMaxShortText = 64;
constexpr size_t kMaxUrl = 2048;
constexpr size_t kMaxCertificate = 64 * 1024;
constexpr int kMaxServices = 16;
constexpr int kMaxAnchors = 8;
constexpr int kMaxIntermediates = 64;
constexpr int kMaxSources = 4;
constexpr size_t kMaxRule = 1024 * 1024;
constexpr int kMaxPredecessors = 64;
constexpr char kHome[] = "KZ";

bool IsCountry(absl::string_view text) {
  return text.size() == 2 && absl::ascii_isupper(text[0]) &&
         absl::ascii_isupper(text[1]);
}

bool IsUrl(absl::string_view url) {
  return url.size() <= kMaxUrl &&
         (url.substr(0, 7) == "http://" || url.substr(0, 8) == "https://");
}

absl::StatusOr<CertificateRef> ReadCertificate(absl::string_view field,
                                               const std::string& der,
                                               CertificateReader& reader) {
  if (der.size() > kMaxCertificate) {
    return FieldError(field, "certificate over 64 KiB");
  }
  absl::StatusOr<CertificateRef> certificate = reader.Read(der);
  if (!certificate.ok()) {
    return FieldError(field, "certificate cannot be read");
  }
  return certificate;
}

absl::Status CheckSources(const v1::TrustService& service,
                          const absl::flat_hash_set<std::string>& issuers) {
  for (const v1::IssuerRevocationSources& sources : service.revocation()) {
    if (issuers.count(sources.issuer_sha256()) == 0) {
      return FieldError("services.revocation.issuer_sha256",
                        "no anchor or intermediate of the service");
    }
    if (sources.sources_size() > kMaxSources) {
      return FieldError("services.revocation.sources", "over 4 sources");
    }
    for (const v1::RevocationSource& source : sources.sources()) {
      if ((source.crl_url().empty() && source.ocsp_url().empty()) ||
          (!source.crl_url().empty() && !IsUrl(source.crl_url())) ||
          (!source.ocsp_url().empty() && !IsUrl(source.ocsp_url()))) {
        return FieldError("services.revocation.sources",
                          "not an http or https address");
      }
    }
  }
  return absl::OkStatus();
}

// Adds the SPKI digest of each anchor to `keys`.
absl::Status CheckService(const v1::TrustService& service,
                          CertificateReader& reader,
                          absl::flat_hash_set<Digest>& keys) {
  if (!IsRecordId(service.id())) {
    return FieldError("services.id", "not [a-z0-9-]{1,64}");
  }
  if (service.type() != v1::SERVICE_TYPE_CA &&
      service.type() != v1::SERVICE_TYPE_TSA &&
      service.type() != v1::SERVICE_TYPE_RECEIPT) {
    return FieldError("services.type", "unknown");
  }
  if (!service.tsa_url().empty() &&
      (service.type() != v1::SERVICE_TYPE_TSA || !IsUrl(service.tsa_url()))) {
    return FieldError("services.tsa_url", "of no TSA, or no http(s) address");
  }
  if (service.anchors_size() < 1 || service.anchors_size() > kMaxAnchors) {
    return FieldError("services.anchors", "not 1 to 8 certificates");
  }
  if (service.intermediates_size() > kMaxIntermediates) {
    return FieldError("services.intermediates", "over 64 certificates");
  }
  absl::flat_hash_set<std::string> issuers;
  for (const std::string& der : service.anchors()) {
    KEPIL_ASSIGN_OR_RETURN(const CertificateRef anchor,
                           ReadCertificate("services.anchors", der, reader));
    keys.insert(anchor->spki_digest());
    issuers.insert(std::string(anchor->fingerprint().bytes()));
  }
  for (const std::string& der : service.intermediates()) {
    KEPIL_ASSIGN_OR_RETURN(
        const CertificateRef intermediate,
        ReadCertificate("services.intermediates", der, reader));
    issuers.insert(std::string(intermediate->fingerprint().bytes()));
  }
  return CheckSources(service, issuers);
}

// A foreign TTP has terms and signs receipts; nobody else does either.
absl::Status CheckTtpTerms(const v1::Authority& authority) {
  const bool is_ttp = authority.kind() == v1::AUTHORITY_KIND_FOREIGN_TTP;
  if (is_ttp != authority.has_foreign_ttp()) {
    return FieldError("foreign_ttp", "goes with FOREIGN_TTP, always");
  }
  for (const v1::TrustService& service : authority.services()) {
    if (is_ttp != (service.type() == v1::SERVICE_TYPE_RECEIPT)) {
      return FieldError("services.type", "RECEIPT goes with FOREIGN_TTP");
    }
  }
  return DecodeForeignTtp(authority).status();
}

// Whether the registration goes on where that of `earlier_id` ended.
bool Continues(const v1::Authority& authority, const std::string& earlier_id,
               const storage::v1::RegistryImage& image) {
  std::string id = authority.predecessor_id();
  for (int step = 0; step < kMaxPredecessors && !id.empty(); ++step) {
    if (id == earlier_id) {
      return true;
    }
    std::string next;
    for (const v1::Authority& other : image.authorities()) {
      if (other.id() == id) {
        next = other.predecessor_id();
      }
    }
    id = next;
  }
  return false;
}

absl::Status CheckUniqueness(const v1::Authority& authority,
                             const absl::flat_hash_set<Digest>& keys,
                             const storage::v1::RegistryImage& image,
                             CertificateReader& reader) {
  absl::flat_hash_set<std::string> ids;
  for (const v1::TrustService& service : authority.services()) {
    if (!ids.insert(service.id()).second) {
      return FieldError("services.id", "stands twice");
    }
  }
  for (const v1::Authority& other : image.authorities()) {
    if (other.id() == authority.id()) {
      continue;
    }
    for (const v1::TrustService& service : other.services()) {
      if (ids.count(service.id()) != 0) {
        return FieldError("services.id", "is another authority's");
      }
      for (const std::string& der : service.anchors()) {
        const absl::StatusOr<CertificateRef> anchor = reader.Read(der);
        if (anchor.ok() && keys.count((*anchor)->spki_digest()) != 0 &&
            !Continues(authority, other.id(), image)) {
          return MakeError(absl::StatusCode::kAlreadyExists,
                           v1::ERROR_REASON_ANCHOR_REGISTERED,
                           "another authority is registered with this key",
                           {{"authority_id", other.id()}});
        }
      }
    }
  }
  return absl::OkStatus();
}

// REG-23, CRT-25.
absl::Status CheckPublication(const v1::Authority& authority) {
  if (authority.interstate_list_ref().size() > kMaxName) {
    return FieldError("interstate_list_ref", "over 256 octets");
  }
  absl::flat_hash_set<std::string> names;
  for (const std::string& name : authority.confidential_fields()) {
    if (!IsConfidentialField(name) || !names.insert(name).second) {
      return FieldError("confidential_fields",
                        "twice, or not a field that may be kept back");
    }
  }
  return absl::OkStatus();
}

bool HasRole(const v1::PrincipalRecord& principal, v1::PrincipalRole role) {
  for (const int given : principal.roles()) {
    if (given == role) {
      return true;
    }
  }
  return false;
}

bool IsOfficer(const v1::PrincipalRecord& principal) {
  return HasRole(principal, v1::PRINCIPAL_ROLE_REGISTRAR) ||
         HasRole(principal, v1::PRINCIPAL_ROLE_APPROVER);
}

// A signing key is nobody else's: two hands are two keys.
absl::Status CheckSigningKey(const v1::PrincipalRecord& officer,
                             const storage::v1::RegistryImage& image,
                             CertificateReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(
      const CertificateRef certificate,
      ReadCertificate("signing_certificate", officer.signing_certificate(),
                      reader));
  for (const v1::PrincipalRecord& other : image.principals()) {
    if (other.id() == officer.id() || other.signing_certificate().empty()) {
      continue;
    }
    const absl::StatusOr<CertificateRef> theirs =
        reader.Read(other.signing_certificate());
    if (theirs.ok() && (*theirs)->spki_digest() == certificate->spki_digest()) {
      return FieldError("signing_certificate",
                        "its key is another principal's");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status FieldError(absl::string_view field, absl::string_view problem) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_REQUEST_MALFORMED,
      absl::StrCat(field, ": ", problem), {{"field", std::string(field)}});
}

bool IsRecordId(absl::string_view id) {
  if (id.empty() || id.size() > kMaxId) {
    return false;
  }
  for (const char c : id) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '-') {
      return false;
    }
  }
  return true;
}

absl::Status CheckAuthority(const v1::Authority& authority,
                            const storage::v1::RegistryImage& image,
                            CertificateReader& certificates) {
  if (!IsRecordId(authority.id())) {
    return FieldError("id", "not [a-z0-9-]{1,64}");
  }
  if (authority.kind() != v1::AUTHORITY_KIND_FOREIGN_CA &&
      authority.kind() != v1::AUTHORITY_KIND_DOMESTIC_CA &&
      authority.kind() != v1::AUTHORITY_KIND_FOREIGN_TTP) {
    return FieldError("kind", "not a kind that can be registered");
  }
  if (authority.legal_name().empty() ||
      authority.legal_name().size() > kMaxName) {
    return FieldError("legal_name", "not 1 to 256 octets");
  }
  if (!IsCountry(authority.country())) {
    return FieldError("country", "not two capital letters");
  }
  if (authority.kind() == v1::AUTHORITY_KIND_DOMESTIC_CA &&
      authority.country() != kHome) {
    return FieldError("country", "a domestic CA is a legal entity of KZ");
  }
  if (!IsCountry(authority.endpoint_country())) {
    return FieldError("endpoint_country", "not two capital letters");
  }
  if (authority.decision().empty() || authority.decision().size() > kMaxName) {
    return FieldError("decision", "not 1 to 256 octets");
  }
  if (authority.services_size() < 1 ||
      authority.services_size() > kMaxServices) {
    return FieldError("services", "not 1 to 16 services");
  }
  absl::flat_hash_set<Digest> keys;
  for (const v1::TrustService& service : authority.services()) {
    KEPIL_RETURN_IF_ERROR(CheckService(service, certificates, keys));
  }
  KEPIL_RETURN_IF_ERROR(DecodeLegalStanding(authority).status());
  KEPIL_RETURN_IF_ERROR(CheckTtpTerms(authority));
  KEPIL_RETURN_IF_ERROR(CheckPublication(authority));
  return CheckUniqueness(authority, keys, image, certificates);
}

absl::Status CheckPrincipal(const v1::PrincipalRecord& principal,
                            const storage::v1::RegistryImage& image,
                            CertificateReader& certificates) {
  if (!IsRecordId(principal.id())) {
    return FieldError("id", "not [a-z0-9-]{1,64}");
  }
  if (principal.tls_sha256().size() != Digest::kSize) {
    return FieldError("tls_sha256", "not 32 octets");
  }
  if (principal.roles_size() == 0) {
    return FieldError("roles", "missing");
  }
  for (const int role : principal.roles()) {
    if (role <= v1::PRINCIPAL_ROLE_UNSPECIFIED ||
        role > v1::PrincipalRole_MAX) {
      return FieldError("roles", "unknown");
    }
  }
  if (!principal.country().empty() && !IsCountry(principal.country())) {
    return FieldError("country", "not two capital letters");
  }
  if (principal.lawful_basis().size() > kMaxName) {
    return FieldError("lawful_basis", "over 256 octets");
  }
  if (principal.accepted_terms().size() > kMaxShortText) {
    return FieldError("accepted_terms", "over 64 octets");
  }
  if (principal.document_class().size() > kMaxShortText) {
    return FieldError("document_class", "over 64 octets");
  }
  if (principal.unit().size() > kMaxShortText) {
    return FieldError("unit", "over 64 octets");
  }
  if (IsOfficer(principal)) {
    if (principal.unit().empty()) {
      return FieldError("unit", "an officer has a unit");
    }
  }
  KEPIL_RETURN_IF_ERROR(CheckPeerPrincipal(principal, image));
  // Of an officer's acts, or of a TTP's requests.
  if (IsOfficer(principal) || !principal.signing_certificate().empty()) {
    KEPIL_RETURN_IF_ERROR(CheckSigningKey(principal, image, certificates));
  }
  for (const v1::PrincipalRecord& other : image.principals()) {
    if (other.tls_sha256() == principal.tls_sha256() &&
        other.id() != principal.id()) {
      return FieldError("tls_sha256", "is another principal's");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRule(const v1::RuleFile& rule) {
  if (rule.id().empty() || rule.id().size() > kMaxName) {
    return FieldError("id", "not 1 to 256 octets");
  }
  if (!v1::RuleKind_IsValid(rule.kind())) {
    return FieldError("kind", "unknown");
  }
  if (rule.content().empty() || rule.content().size() > kMaxRule) {
    return FieldError("content", "not 1 octet to 1 MiB");
  }
  return absl::OkStatus();
}

bool HasTwoOfficers(const storage::v1::RegistryImage& image) {
  for (const v1::PrincipalRecord& registrar : image.principals()) {
    if (registrar.withdrawn() ||
        !HasRole(registrar, v1::PRINCIPAL_ROLE_REGISTRAR)) {
      continue;
    }
    for (const v1::PrincipalRecord& approver : image.principals()) {
      if (!approver.withdrawn() &&
          HasRole(approver, v1::PRINCIPAL_ROLE_APPROVER) &&
          approver.id() != registrar.id() &&
          approver.unit() != registrar.unit()) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace kepil
