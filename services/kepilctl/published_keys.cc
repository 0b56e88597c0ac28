#include "services/kepilctl/published_keys.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepilctl/certificate_file.h"
#include "translog/signed_note.h"

namespace kepil {
namespace {

constexpr absl::string_view kTimeStamping = "time-stamping";
constexpr absl::string_view kCompromised = "compromised ";

// "compromised <key> <time>".
absl::StatusOr<CompromisedKey> ParseCompromised(absl::string_view line) {
  const std::vector<std::string> words = absl::StrSplit(line, ' ');
  CompromisedKey key;
  std::string error;
  if (words.size() != 3 || words[1].empty() ||
      !absl::ParseTime(absl::RFC3339_sec, words[2], &key.from, &error)) {
    return FormatUnknownError("not \"compromised <key> <time>\"");
  }
  key.key = words[1];
  return key;
}

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
  bool inside = false;
  std::string anchors, tsa_anchors;  // PEM.
  std::string* section = &anchors;
  for (absl::string_view line : absl::StrSplit(octets, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    inside = inside || absl::StartsWith(line, "-----BEGIN ");
    if (inside) {
      absl::StrAppend(section, line, "\n");
      inside = !absl::StartsWith(line, "-----END ");
    } else if (line == kTimeStamping) {
      section = &tsa_anchors;
    } else if (absl::StartsWith(line, kCompromised)) {
      KEPIL_ASSIGN_OR_RETURN(CompromisedKey key, ParseCompromised(line));
      trust.compromised.push_back(std::move(key));
    } else if (!line.empty() && line.front() != '#') {
      KEPIL_ASSIGN_OR_RETURN(std::string vkey, ParseLogKey(line));
      trust.log_vkeys.push_back(std::move(vkey));
    }
  }
  KEPIL_ASSIGN_OR_RETURN(trust.anchors, ParseCertificates(anchors));
  if (!tsa_anchors.empty()) {
    KEPIL_ASSIGN_OR_RETURN(trust.tsa_anchors, ParseCertificates(tsa_anchors));
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
  for (const CompromisedKey& key : trust.compromised) {
    absl::StrAppend(
        &text, kCompromised, key.key, " ",
        absl::FormatTime(absl::RFC3339_sec, key.from, absl::UTCTimeZone()),
        "\n");
  }
  if (!trust.tsa_anchors.empty()) {
    absl::StrAppend(&text, "# Anchors of the TSA that dates checkpoints.\n",
                    kTimeStamping, "\n");
  }
  for (const CertificateRef& anchor : trust.tsa_anchors) {
    absl::StrAppend(&text, CertificatePem(anchor->der()));
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
