#include "trustlist/published_key.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr size_t kMaxId = 64;
constexpr size_t kMaxVkey = 2048;
constexpr size_t kMaxCertificate = 64 * 1024;
constexpr int kMaxIssuers = 8;

absl::Status FieldError(absl::string_view field, absl::string_view problem) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_REQUEST_MALFORMED,
      absl::StrCat(field, ": ", problem), {{"field", std::string(field)}});
}

bool IsId(absl::string_view id) {
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

absl::StatusOr<CertificateRef> ReadOne(absl::string_view field,
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

// What tells the key of a record from every other: the digest of a receipt
// certificate's SPKI, the verifier key of a log.
absl::StatusOr<std::string> NameOfKey(const v1::PublishedKey& key,
                                      CertificateReader& reader) {
  if (key.purpose() == v1::PublishedKey::PURPOSE_LOG) {
    if (key.log_vkey().empty() || key.log_vkey().size() > kMaxVkey ||
        !key.certificate().empty() || key.issuers_size() != 0) {
      return FieldError("log_vkey", "a log has a verifier key and no more");
    }
    return key.log_vkey();
  }
  if (key.purpose() != v1::PublishedKey::PURPOSE_RECEIPT) {
    return FieldError("purpose", "unknown");
  }
  if (!key.log_vkey().empty()) {
    return FieldError("log_vkey", "not of a receipt key");
  }
  if (key.issuers_size() > kMaxIssuers) {
    return FieldError("issuers", "over 8 certificates");
  }
  for (const std::string& der : key.issuers()) {
    KEPIL_RETURN_IF_ERROR(ReadOne("issuers", der, reader).status());
  }
  KEPIL_ASSIGN_OR_RETURN(const CertificateRef certificate,
                         ReadOne("certificate", key.certificate(), reader));
  return std::string(certificate->spki_digest().bytes());
}

// Whether `after` says nothing new but that the key is compromised, or was so
// earlier than is on record.
absl::Status CheckAmendment(const v1::PublishedKey& before,
                            v1::PublishedKey after) {
  const bool tightens =
      after.has_compromised_from() && (!before.has_compromised_from() ||
                                       after.compromised_from().seconds() <
                                           before.compromised_from().seconds());
  after.clear_compromised_from();
  v1::PublishedKey plain = before;
  plain.clear_compromised_from();
  if (!tightens || plain.SerializeAsString() != after.SerializeAsString()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_TRANSITION_FORBIDDEN,
                     "a published key can only become compromised, from a time "
                     "before the one on record");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckPublishedKey(const v1::PublishedKey& key,
                               const storage::v1::RegistryImage& image,
                               CertificateReader& certificates) {
  if (!IsId(key.id())) {
    return FieldError("id", "not [a-z0-9-]{1,64}");
  }
  if (!key.has_in_use_from()) {
    return FieldError("in_use_from", "missing");
  }
  KEPIL_ASSIGN_OR_RETURN(const std::string name, NameOfKey(key, certificates));
  for (const v1::PublishedKey& other : image.keys()) {
    if (other.id() == key.id()) {
      KEPIL_RETURN_IF_ERROR(CheckAmendment(other, key));
      continue;
    }
    const absl::StatusOr<std::string> theirs = NameOfKey(other, certificates);
    if (theirs.ok() && *theirs == name) {
      return FieldError("certificate", "its key is published already");
    }
  }
  return absl::OkStatus();
}

}  // namespace kepil
