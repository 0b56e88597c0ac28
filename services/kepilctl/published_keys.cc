#include "services/kepilctl/published_keys.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepilctl/certificate_file.h"
#include "translog/signed_note.h"

namespace kepil {
namespace {

// Whether `issuer` signed `certificate`.
bool Issued(const Certificate& issuer, const Certificate& certificate) {
  if (issuer.subject() != certificate.issuer() || !issuer.public_key().ok()) {
    return false;
  }
  const absl::StatusOr<bool> verified = VerifySignedObject(
      **issuer.public_key(), certificate.signature_algorithm(),
      certificate.tbs(), certificate.signature());
  return verified.ok() && *verified;
}

}  // namespace

absl::StatusOr<ReceiptTrust> ParsePublishedKeys(absl::string_view octets) {
  ReceiptTrust trust;
  KEPIL_ASSIGN_OR_RETURN(trust.anchors, ParseCertificates(octets));
  bool inside = false;
  for (absl::string_view line : absl::StrSplit(octets, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (absl::StartsWith(line, "-----BEGIN ")) {
      inside = true;
    } else if (absl::StartsWith(line, "-----END ")) {
      inside = false;
    } else if (!inside && !line.empty() && line.front() != '#') {
      KEPIL_ASSIGN_OR_RETURN(std::string vkey, ParseLogKey(line));
      trust.log_vkeys.push_back(std::move(vkey));
    }
  }
  return trust;
}

std::string FormatPublishedKeys(const ReceiptTrust& trust) {
  std::string text = "# Certificates that receipts chain to.\n";
  for (const CertificateRef& anchor : trust.anchors) {
    absl::StrAppend(&text, CertificatePem(anchor->der()));
  }
  absl::StrAppend(&text, "# Verifier keys of the receipts log.\n");
  for (const std::string& vkey : trust.log_vkeys) {
    absl::StrAppend(&text, vkey, "\n");
  }
  return text;
}

absl::StatusOr<std::string> ParseLogKey(absl::string_view octets) {
  const absl::string_view vkey = absl::StripAsciiWhitespace(octets);
  if (!NoteVerifier::FromVkey(vkey).ok()) {
    return FormatUnknownError("not a verifier key of a log");
  }
  return std::string(vkey);
}

std::vector<CertificateRef> AnchorsAmong(
    absl::Span<const CertificateRef> certificates) {
  std::vector<CertificateRef> anchors;
  for (const CertificateRef& candidate : certificates) {
    if (std::any_of(certificates.begin(), certificates.end(),
                    [&](const CertificateRef& certificate) {
                      return Issued(*candidate, *certificate);
                    })) {
      anchors.push_back(candidate);
    }
  }
  if (anchors.empty()) {
    anchors.assign(certificates.begin(), certificates.end());
  }
  return anchors;
}

}  // namespace kepil
