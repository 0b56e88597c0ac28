#include "services/receipt/receipt_keys.h"

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "base/status_macros.h"
#include "translog/signed_note.h"

namespace kepil {
namespace {

bool IsUsableAt(const v1::PublishedKey& key, absl::Time time) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  return key.in_use_from().seconds() <= seconds &&
         (!key.has_compromised_from() ||
          seconds < key.compromised_from().seconds());
}

absl::Status NoKeyError() {
  return MakeError(
      absl::StatusCode::kUnavailable, v1::ERROR_REASON_SIGNER_DOWN,
      "no receipt key is both published as in use and held by this node");
}

// Adds what is not there yet.
void AddAnchor(CertificateRef anchor, std::vector<CertificateRef>& anchors) {
  const bool known = std::any_of(anchors.begin(), anchors.end(),
                                 [&](const CertificateRef& present) {
                                   return present->der() == anchor->der();
                                 });
  if (!known) {
    anchors.push_back(std::move(anchor));
  }
}

}  // namespace

void ReceiptKeys::Publish(absl::Span<const v1::PublishedKey* const> keys) {
  Published published;
  for (const v1::PublishedKey* key : keys) {
    if (key->purpose() != v1::PublishedKey::PURPOSE_RECEIPT) {
      continue;
    }
    const absl::StatusOr<CertificateRef> certificate =
        Certificate::FromDer(key->certificate());
    if (certificate.ok()) {  // The registry has read it before.
      published.push_back({*key, std::string((*certificate)->spki())});
    }
  }
  std::stable_sort(published.begin(), published.end(),
                   [](const Publication& a, const Publication& b) {
                     return a.record.in_use_from().seconds() >
                            b.record.in_use_from().seconds();
                   });
  published_.Store(std::make_shared<const Published>(std::move(published)));
}

absl::StatusOr<ReceiptIdentity> ReceiptKeys::At(absl::Time time) const {
  const std::shared_ptr<const Published> published = published_.Load();
  if (published == nullptr || published->empty()) {
    if (held_.empty()) {
      return NoKeyError();
    }
    KEPIL_RETURN_IF_ERROR(CheckReceiptIdentity(held_.front(), time));
    return held_.front();
  }
  absl::Status why;
  for (const Publication& key : *published) {
    if (!IsUsableAt(key.record, time)) {
      continue;
    }
    for (const ReceiptIdentity& identity : held_) {
      if (identity.certificate->spki() != key.spki) {
        continue;
      }
      absl::Status usable = CheckReceiptIdentity(identity, time);
      if (usable.ok()) {
        return identity;
      }
      why = std::move(usable);
    }
  }
  return why.ok() ? NoKeyError() : why;
}

absl::Status CheckPublishable(const v1::PublishedKey& key) {
  if (key.purpose() == v1::PublishedKey::PURPOSE_LOG) {
    return NoteVerifier::FromVkey(key.log_vkey()).ok()
               ? absl::OkStatus()
               : MalformedError("log_vkey: not a verifier key of a log");
  }
  const absl::StatusOr<CertificateRef> certificate =
      Certificate::FromDer(key.certificate());
  return certificate.ok() && MaySignReceipts(**certificate)
             ? absl::OkStatus()
             : MalformedError("certificate: not for signing receipts alone");
}

absl::StatusOr<ReceiptTrust> TrustInKeys(
    absl::Span<const v1::PublishedKey* const> keys,
    absl::Span<const std::string* const> tsa_certificates) {
  ReceiptTrust trust;
  for (const v1::PublishedKey* key : keys) {
    std::string name = key->log_vkey();
    if (key->purpose() == v1::PublishedKey::PURPOSE_RECEIPT) {
      KEPIL_ASSIGN_OR_RETURN(CertificateRef certificate,
                             Certificate::FromDer(key->certificate()));
      name = certificate->spki_digest().hex();
      if (key->issuers_size() == 0) {
        AddAnchor(std::move(certificate), trust.anchors);
      }
      for (const std::string& der : key->issuers()) {
        KEPIL_ASSIGN_OR_RETURN(CertificateRef issuer,
                               Certificate::FromDer(der));
        AddAnchor(std::move(issuer), trust.anchors);
      }
    } else {
      trust.log_vkeys.push_back(name);
    }
    if (key->has_compromised_from()) {
      trust.compromised.push_back(
          {std::move(name),
           absl::FromUnixSeconds(key->compromised_from().seconds())});
    }
  }
  for (const std::string* der : tsa_certificates) {
    KEPIL_ASSIGN_OR_RETURN(CertificateRef anchor, Certificate::FromDer(*der));
    AddAnchor(std::move(anchor), trust.tsa_anchors);
  }
  return trust;
}

}  // namespace kepil
